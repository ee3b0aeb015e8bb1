/**
 * `npm test`: installs what a fresh clone lacks, runs every step, as many side by side as there are cores, and ends with
 * one line, `N passed, N failed`. Imports Node's own modules only, since nothing else may be there yet.
 *
 *     npm test                        everything but `heavy` and `frameworks`
 *     npm test -- --heavy             those too
 *     npm test -- --only=web,node     some steps, with what they need; web: chromium, firefox and webkit
 *     npm test -- --changed           the tests that uncommitted changes touch; --changed=main: changes since then
 *     npm test -- test/web/leak.test.ts …   these files of tests
 *
 * `BROWSERS=chromium` leaves engines out. `PC_PATIENCE=3` makes every limit three times as long (support/limits.mjs).
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allTests, changedFiles, testFiles, touchedBy } from './runner/changed.mjs';
import { installPackages, installPrograms } from './runner/install.mjs';
import { run } from './runner/processes.mjs';
import { inTurn, schedule } from './runner/schedule.mjs';
import { Summary } from './runner/summary.mjs';
import { CRASHED, ENGINES, findEngines, FOLDERS } from './support/browsers.mjs';
import { limits } from './support/limits.mjs';
import { findPostgres, startPostgres } from './support/postgres.mjs';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * In the order in which they are begun: what others wait for, then what takes longest. `run` gives a report of counts,
 * times and failures, as support/report-node.mjs writes it.
 */
const STEPS = [
  { name: 'build', run: script('build') },
  { name: 'bundle', run: bundle },
  { name: 'heavy', after: ['build'], run: nodeTests('heavy'), needs: ['postgresql', 'nginx'] },
  { name: 'frameworks', after: ['build'], run: nodeTests('frameworks'), needs: ['chromium'] },
  { name: 'pages', after: ['build'], run: nodeTests('pages'), needs: ['chromium', 'firefox'] },
  { name: 'e2e', after: ['build'], run: nodeTests('e2e'), needs: ['chromium', 'firefox'] },
  ...ENGINES.map((name) => ({ name, after: ['bundle'], run: webTests(name), needs: [name] })),
  { name: 'server', run: nodeTests('server'), needs: ['postgresql'] },
  { name: 'node', after: ['build'], run: nodeTests('node') },
  { name: 'lint', run: script('lint') },
  { name: 'typecheck', run: script('typecheck') },
  { name: 'docs', run: script('docs') },
  { name: 'size', after: ['build'], run: script('size') },
];

const options = process.argv.slice(2);
const valueOf = (name) => options.find((option) => option.startsWith(`--${name}=`))?.split('=')[1];
const files = options.filter((option) => !option.startsWith('-'));
const engines = process.env['BROWSERS']?.split(',').map((name) => name.trim()) ?? ENGINES;
const required = process.env['CI'] === 'true' || Boolean(process.env['PC_REQUIRE_ENGINES']);
const scratch = mkdtempSync(join(tmpdir(), 'portfolio-connect-'));
const summary = new Summary();
let postgres;
/** Files of tests to run; undefined: all. */
let chosen;

try {
  checkOptions();
  await installPackages();
  chosen = await choose();
  const steps = wantedSteps();
  const programs = new Set(steps.flatMap(({ needs = [] }) => needs));
  await installPrograms(
    [...programs].filter((name) => !ENGINES.includes(name) || engines.includes(name)),
    required,
  );
  // One for all who need one: each of them makes itself a database.
  if (programs.has('postgresql') && findPostgres()) postgres = await startPostgres();
  const speak = inTurn((text) => void process.stdout.write(text));
  const found = findEngines();
  await schedule(
    steps.filter(({ name }) => !ENGINES.includes(name) || found[name]),
    availableParallelism(),
    (step) => perform(step, speak(step.name)),
    ({ name }, blocker) => summary.skip(name, blocker),
  );
} catch (error) {
  summary.fail(error instanceof Error ? error.message : String(error));
} finally {
  await postgres?.stop();
  rmSync(scratch, { recursive: true, force: true });
}
summary.print();
process.exitCode = summary.failed > 0 ? 1 : 0;

/** Runs a step and writes down how it went. */
async function perform(step, { say, end }) {
  const start = performance.now();
  const report = await step.run(say, step.name);
  const seconds = (performance.now() - start) / 1000;
  const well = report.failures.length === 0;
  say(`${well ? 'ok' : 'FAILED'}: ${step.name}, ${seconds.toFixed(1)} s\n`);
  end();
  summary.add(step.name, seconds, report);
  return well;
}

// ── which steps ──────────────────────────────────────────────────────────────────────────────────────────────────

function checkOptions() {
  const unknown = options.filter((option) => !/^(--heavy|--only=.+|--changed(=.+)?|[^-].*)$/.test(option));
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(' ')}; see the top of test/run.mjs`);
  const names = [...STEPS.map(({ name }) => name), 'web'];
  const odd = valueOf('only')
    ?.split(',')
    .filter((name) => !names.includes(name));
  if (odd?.length) throw new Error(`--only: ${odd.join()} is not one of ${names.join(', ')}`);
  const missing = files.filter((file) => !allTests().includes(file));
  if (missing.length > 0) throw new Error(`no file of tests: ${missing.join(', ')}`);
}

async function choose() {
  if (files.length > 0) return files;
  if (!options.some((option) => option.startsWith('--changed'))) return undefined;
  const touched = await touchedBy(changedFiles(valueOf('changed')));
  console.log(`── changed: ${touched.length} files of tests ──\n${touched.join('\n')}`);
  return touched;
}

/** The steps that were asked for, with those they need. */
function wantedSteps() {
  const only = valueOf('only')
    ?.replace(/\bweb\b/, ENGINES.join())
    .split(',');
  const wanted = new Set(
    STEPS.filter(({ name }) => {
      if (ENGINES.includes(name) && !engines.includes(name)) return false;
      if (only) return only.includes(name);
      if (chosen) return testsOf(name).length > 0 || (files.length === 0 && /^(lint|typecheck)$/.test(name));
      return !/^(heavy|frameworks)$/.test(name) || options.includes('--heavy');
    }),
  );
  for (const { after = [] } of wanted) {
    for (const name of after) wanted.add(STEPS.find((step) => step.name === name));
  }
  return STEPS.filter((step) => wanted.has(step));
}

/** Of the chosen files, those that a step runs. */
function testsOf(step) {
  const ofEngine = Object.keys(FOLDERS).filter((folder) => FOLDERS[folder].includes(step));
  const folders = ENGINES.includes(step) ? ofEngine : [step];
  return chosen.filter((file) => folders.some((folder) => file.startsWith(`test/${folder}/`)));
}

// ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A script of package.json counts as one test. */
function script(name) {
  return async (say) => {
    const code = await run('npm', ['run', '--silent', name], say);
    return code === 0 ? passedOnce() : failedOnce(`npm run ${name} ended with code ${code}`);
  };
}

/** What only prepares others is no test. */
async function bundle(say) {
  const code = await run(process.execPath, ['test/support/bundle.mjs'], say);
  return code === 0 ? { counts: [], tests: [], failures: [] } : failedOnce('the tests could not be bundled');
}

function nodeTests(folder) {
  return async (say) => {
    const tests = chosen ? testsOf(folder) : testFiles(folder);
    const report = join(scratch, `${folder}.json`);
    const code = await run(
      process.execPath,
      [
        ...['./test/support/typescript.mjs', './test/support/end.mjs'].map((path) => `--import=${path}`),
        ...['--test', '--test-concurrency=1', `--test-timeout=${limits.file}`],
        ...['--test-reporter=spec', '--test-reporter-destination=stdout'],
        ...['--test-reporter=./test/support/report-node.mjs', `--test-reporter-destination=${report}`],
        ...tests,
      ],
      say,
      postgres && { PC_POSTGRES: postgres.url },
    );
    return checked(report, code, folder);
  };
}

/** One engine. A browser that crashes says nothing of the tests: it is started again, once. */
function webTests(engine) {
  return async (say) => {
    const report = join(scratch, `${engine}.json`);
    const attempt = () =>
      run(process.execPath, ['node_modules/@web/test-runner/dist/bin.js'], say, {
        BROWSERS: engine,
        PC_BUNDLED: 'yes',
        PC_REPORT: report,
        ...(chosen && { PC_TESTS: testsOf(engine).join() }),
      });
    let code = await attempt();
    if (code === CRASHED) {
      say(`${engine} is started again, once.\n`);
      code = await attempt();
    }
    if (code === CRASHED) return failedOnce(`${engine} crashed, or did not start, twice`);
    return checked(report, code, engine);
  };
}

/** A run that ended badly without a failed test (a crash), or without any test, is one failure. */
function checked(path, code, name) {
  const report = read(path);
  const ran = report?.counts.some((part) => part.passed + part.failed > 0);
  if (ran && (code === 0 || report.failures.length > 0)) return report;
  return failedOnce(`${name} ended with code ${code}${ran ? '' : ' and ran no test'}`, report);
}

// ── reports ──────────────────────────────────────────────────────────────────────────────────────────────────────

function passedOnce() {
  return { counts: [{ name: '', passed: 1, failed: 0, skipped: 0 }], tests: [], failures: [] };
}

function failedOnce(why, { counts = [], tests = [], failures = [] } = {}) {
  const one = { name: '', passed: 0, failed: 1, skipped: 0 };
  return { counts: [...counts, one], tests, failures: [...failures, `FAILED ${why}`] };
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
