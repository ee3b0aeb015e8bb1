/**
 * `npm test`: installs what a fresh clone lacks, then runs every step and ends with one line, `N passed, N failed`.
 * Imports Node's own modules only, since nothing else may be there yet.
 *
 *     node test/run.mjs                    everything
 *     node test/run.mjs --only=web,node    some steps: typecheck, lint, build, docs, size, node, server, web, e2e, heavy
 *     BROWSERS=chromium node test/run.mjs --only=web -- --files test/element/submit.test.ts
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findEngines } from './support/browsers.mjs';
import { missingPackage } from './support/packages.mjs';
import { findPostgres } from './support/postgres.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const [own, passedOn] = splitArguments(process.argv.slice(2));
const only = own
  .find((argument) => argument.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
const scratch = mkdtempSync(join(tmpdir(), 'portfolio-connect-'));
const required = process.env['CI'] === 'true' || Boolean(process.env['PC_REQUIRE_ENGINES']);

/** Each step gives the counts of what it ran; `stop` ends the run when it fails, since what follows needs it. */
const steps = [
  { name: 'typecheck', run: () => script('typecheck'), stop: true },
  { name: 'lint', run: () => script('lint') },
  { name: 'build', run: () => script('build'), stop: true },
  { name: 'docs', run: () => script('docs') },
  { name: 'size', run: () => script('size') },
  { name: 'node', run: () => nodeTests('test/node') },
  { name: 'server', run: () => nodeTests('test/server') },
  { name: 'web', run: webTests },
  { name: 'e2e', run: () => nodeTests('test/e2e') },
  { name: 'heavy', run: () => nodeTests('test/heavy'), extra: true },
];

const unknown = only?.filter((name) => !steps.some((step) => step.name === name)) ?? [];
if (unknown.length > 0) throw new Error(`--only: ${unknown.join()} is not a step`);

const total = { passed: 0, failed: 0, skipped: 0 };
const summary = [];

try {
  await installPackages();
  await installPrograms();
  for (const { name, run, stop, extra } of steps) {
    if (only ? !only.includes(name) : extra) continue;
    console.log(`\n── ${name} ${'─'.repeat(Math.max(3, 60 - name.length))}`);
    const start = performance.now();
    const counts = await run();
    for (const key of Object.keys(total)) total[key] += counts.reduce((sum, part) => sum + part[key], 0);
    const failed = counts.some((part) => part.failed > 0);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    for (const part of counts) {
      const skipped = part.skipped ? `, ${part.skipped} skipped` : '';
      summary.push(
        `${name}${part.name ? ` (${part.name})` : ''}: ${part.passed} passed, ${part.failed} failed${skipped}`,
      );
    }
    console.log(`${failed ? 'FAILED' : 'ok'}: ${name}, ${seconds} s`);
    if (failed && stop) {
      console.log(`The steps after ${name} were not run.`);
      break;
    }
  }
} catch (error) {
  total.failed += 1;
  console.log(`FAILED: ${error instanceof Error ? error.message : error}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

console.log(`\n── result ${'─'.repeat(54)}`);
for (const line of summary) console.log(line);
const skipped = total.skipped ? `, ${total.skipped} skipped` : '';
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;

// ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A script of package.json counts as one test. */
async function script(name) {
  const code = await run('npm', ['run', '--silent', name]);
  return [{ name: '', passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 }];
}

async function nodeTests(folder) {
  const files = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => /\.test\.(mjs|ts)$/.test(path))
        .sort()
        .map((path) => join(folder, path))
    : [];
  if (files.length === 0) return [{ name: folder, passed: 0, failed: 1, skipped: 0 }];
  const report = join(scratch, `${folder.replace(/\W/g, '-')}.json`);
  const code = await run(process.execPath, [
    ...['--import', './test/support/typescript.mjs', '--test', '--test-concurrency=1'],
    ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
    ...['--test-reporter=./test/support/count-node.mjs', `--test-reporter-destination=${report}`],
    ...files,
  ]);
  return checked(read(report), code, folder);
}

async function webTests() {
  const report = join(scratch, 'web.json');
  const bin = 'node_modules/@web/test-runner/dist/bin.js';
  const code = await run(process.execPath, [bin, ...passedOn], { PC_COUNTS: report });
  return checked(read(report), code, 'web');
}

/** A run that ended badly without a failed test (a crash), or without any test, is one failure. */
function checked(counts, code, name) {
  const parts = counts ?? [];
  const failed = parts.some((part) => part.failed > 0);
  const ran = parts.some((part) => part.passed + part.failed > 0);
  if (failed || (code === 0 && ran)) return parts;
  console.log(`FAILED: ${name} ended with code ${code}${ran ? '' : ' and ran no test'}`);
  return [...parts, { name, passed: 0, failed: 1, skipped: 0 }];
}

// ── what a fresh clone lacks ─────────────────────────────────────────────────────────────────────────────────────

async function installPackages() {
  const missing = missingPackage();
  if (missing === undefined) return;
  console.log(`── npm ci (${missing}) ──`);
  const code = await run('npm', ['ci', '--no-audit', '--no-fund']);
  if (code !== 0) throw new Error(`npm ci ended with code ${code}`);
}

/** Browsers and PostgreSQL, where Debian can give what is missing. */
async function installPrograms() {
  const packages = {
    chromium: ['chromium'],
    firefox: ['firefox-esr'],
    webkit: ['webkit2gtk-driver', 'xvfb'],
    postgresql: ['postgresql'],
  };
  const engines = (process.env['BROWSERS'] ?? 'chromium,firefox,webkit').split(',');
  const runs = (...names) => !only || names.some((name) => only.includes(name));
  const wanted = [...(runs('web', 'e2e') ? engines : []), ...(runs('server', 'heavy') ? ['postgresql'] : [])];
  const missing = () => {
    const found = { ...findEngines(), postgresql: findPostgres() };
    return Object.keys(packages).filter((name) => wanted.includes(name) && !found[name]);
  };
  const names = missing().flatMap((name) => packages[name]);
  if (names.length === 0) return;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    console.log(`── apt-get install ${names.join(' ')} ──`);
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], quiet);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], quiet);
  }
  for (const name of missing()) {
    if (required) throw new Error(`${name} is required and was not found`);
    console.log(`skipped: ${name} was not found on this machine`);
  }
}

// ── small things ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Runs a command with its output on ours. @returns {Promise<number>} its exit code */
function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const windows = process.platform === 'win32' && command !== process.execPath;
    const child = spawn(command, args, { stdio: 'inherit', env: { ...process.env, ...env }, shell: windows });
    const forward = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const end = (code) => {
      for (const signal of signals) process.off(signal, forward);
      resolve(code);
    };
    child.once('error', (error) => {
      console.log(`${command}: ${error.message}`);
      end(127);
    });
    child.once('exit', (code, signal) => end(code ?? (signal ? 128 : 1)));
  });
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function splitArguments(args) {
  const at = args.indexOf('--');
  return at < 0 ? [args, []] : [args.slice(0, at), args.slice(at + 1)];
}
