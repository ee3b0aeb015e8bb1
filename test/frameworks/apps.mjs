/** The example apps of demo/frameworks: installed from the packed tarball, built by their own tools, and started. */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '../support/browsers.mjs';
import { until } from '../support/conditions.mjs';
import { limits } from '../support/limits.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = join(root, 'demo/frameworks');
/** Copies, so that what is installed and built there stays out of the project, and is found again the next time. */
const places = join(root, '.cache/frameworks');
const execute = promisify(execFile);

/**
 * Name, and where it differs: `folder` its sources; `place` an app whose pages these are; `install` other versions of packages; `serve` the folder of built pages, relative
 * to the app, that the site shows, else the app has a server and starts it; `pages` to try; `scripts` of its own that must pass. `types`: the command that checks them, and
 * in a file what is right, what would be a mistake, and what must be said of it.
 */
export const apps = [
  { name: 'html', place: 'site', serve: 'pages', pages: ['/cdn.html', '/import-map.html'] },
  { name: 'turbo', place: 'site', serve: 'pages', pages: ['/turbo'] },
  { name: 'bundlers', serve: 'dist', pages: ['/webpack/', '/esbuild/', '/parcel/'] },
  { name: 'unit-tests', scripts: ['jest', 'vitest'], pages: [] },
  { name: 'react-19', folder: 'react', serve: 'dist' },
  { name: 'react-18', folder: 'react', install: ['react@18.3.1', 'react-dom@18.3.1'], serve: 'dist' },
  { name: 'vue', serve: 'dist', pages: ['/', '/?late'] },
  { name: 'svelte', serve: 'dist', pages: ['/', '/?late'] },
  { name: 'solid', serve: 'dist', pages: ['/', '/?late'] },
  { name: 'preact', serve: 'dist' },
  { name: 'react-router' },
  { name: 'next', pages: ['/', '/edge', '/pages-router'] },
  {
    name: 'astro',
    types: {
      check: ['astro', 'check'],
      file: 'src/pages/index.astro',
      mistakes: {
        '<portfolio-connect endpoint': '<portfolio-connect enpoint',
        '<portfolio-connect ': '<portfolio-connect access="some" ',
      },
      says: /ts\(2322\)/,
    },
  },
  { name: 'sveltekit' },
  { name: 'nuxt' },
  {
    name: 'angular',
    types: {
      check: ['ngc', '-p', '.', '--noEmit'],
      file: 'src/profile.ts',
      mistakes: {
        '[brokers]="brokers"': '[brokers]="12"',
        '[manage]="true"': '[manege]="true"',
        '$event.detail.connection.broker': '$event.detail.token',
      },
      says: /(TS|NG)\d{4}/,
    },
  },
];

/** How many a day's CI runs, where nothing changed that could matter to them. */
const DAILY = 3;
const MATTERS = /^(src\/|package\.json|rollup\.config|demo\/frameworks\/|test\/frameworks\/)/;

/**
 * Those to run: what `FRAMEWORKS` names; with `CI` three by the day of the year, or all where the last day's commits touched what they
 * are made of; otherwise all.
 */
export async function chosenApps(now = new Date()) {
  const { FRAMEWORKS, CI } = process.env;
  if (FRAMEWORKS) return FRAMEWORKS.split(',').map(appOf);
  if (CI !== 'true' || (await hasChangedLately())) return apps;
  const day = Math.floor((now - Date.UTC(now.getUTCFullYear())) / 86_400_000);
  return Array.from({ length: DAILY }, (_, index) => apps[(day * DAILY + index) % apps.length]);
}

function appOf(wanted) {
  const app = apps.find(({ name }) => name === wanted);
  if (!app) throw new Error(`FRAMEWORKS: ${wanted} is not one of ${apps.map(({ name }) => name)}`);
  return app;
}

/** Whether commits of the day before the last one touch what the apps are made of. Without a history, perhaps. */
async function hasChangedLately() {
  try {
    const { stdout: last } = await execute('git', ['log', '-1', '--format=%ct'], { cwd: root });
    const since = `--since=${Number(last) - 86_400}`;
    const { stdout } = await execute('git', ['log', since, '--name-only', '--format='], { cwd: root });
    return stdout.split('\n').some((path) => MATTERS.test(path));
  } catch {
    return true;
  }
}

/** Packs what is built, and copies what every app needs. */
export async function pack() {
  if (!existsSync(join(root, 'dist'))) await run('npm', ['run', 'build'], root);
  mkdirSync(places, { recursive: true });
  const { stdout } = await run(
    'npm',
    ['pack', '--ignore-scripts', '--json', '--pack-destination', places],
    root,
  );
  renameSync(join(places, JSON.parse(stdout)[0].filename), join(places, 'portfolio-connect.tgz'));
  cpSync(join(sources, 'demo-broker'), join(places, 'demo-broker'), { recursive: true });
  await install('site', 'site');
}

/** Installs an app, and builds it where it is built. The site is there already. */
export async function prepare({ name, place, folder = name, install: others }) {
  if (!place) await run('npm', ['run', 'build', '--if-present'], await install(name, folder, others));
}

/** Runs a script of the app's own. */
export const runScript = ({ name }, script) => run('npm', ['run', script], join(places, name));

async function install(name, folder, others = []) {
  const place = join(places, name);
  // What was built before, or is no longer part of the app, must not help it.
  for (const old of existsSync(place) ? readdirSync(place) : []) {
    if (old !== 'node_modules') rmSync(join(place, old), { recursive: true, force: true });
  }
  cpSync(join(sources, folder), place, { recursive: true });
  // What npm finds installed under the same address counts as up to date, and so do caches of it.
  for (const stale of [
    'node_modules/portfolio-connect',
    'node_modules/demo-broker',
    'node_modules/.package-lock.json',
    'node_modules/.vite',
    'node_modules/.cache',
  ]) {
    rmSync(join(place, stale), { recursive: true, force: true });
  }
  const quiet = ['--no-audit', '--no-fund', '--no-package-lock', '--install-links'];
  await run('npm', ['install', ...quiet, ...others], place);
  return place;
}

/** What the app's own compiler says of its types, with or without a mistake in it. Empty where it finds nothing wrong. */
export async function typeErrors({ name, types: { check, file } }, [right, wrong] = []) {
  const place = join(places, name);
  const path = join(place, file);
  const text = readFileSync(path, 'utf8');
  if (right) assert.ok(text.includes(right), `${file} has no ${right}`);
  writeFileSync(path, right ? text.replace(right, wrong) : text);
  try {
    const [command, ...args] = check;
    await execute(join(place, 'node_modules/.bin', command), args, {
      cwd: place,
      maxBuffer: 2 ** 26,
      timeout: limits.step,
    });
    return '';
  } catch ({ stdout, stderr }) {
    return stdout + stderr;
  } finally {
    writeFileSync(path, text);
  }
}

/** Servers that run: none outlives this process. */
const running = new Set();
process.on('exit', () => running.forEach(end));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** Starts the app's server, or the site with the app's pages. @returns where it is, and how to stop it */
export async function start({ name, place = name, serve }) {
  const port = await freePort();
  const [command, args] = serve
    ? [process.execPath, ['server.js', join('..', place, serve)]]
    : ['npm', ['start', '--silent']];
  const server = spawn(command, args, {
    cwd: join(places, serve ? 'site' : place),
    env: { ...process.env, PORT: String(port), HOST: '127.0.0.1', HOSTNAME: '127.0.0.1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: npm does not hand on that it is to end.
    detached: true,
  });
  running.add(server);
  let told = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (part) => (told += part));
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const origin = `http://127.0.0.1:${port}`;
  const stop = async () => {
    end(server);
    await ended;
  };
  const hasEnded = () => server.exitCode !== null || server.signalCode !== null;
  const answers = () =>
    fetch(origin, { signal: AbortSignal.timeout(limits.condition) }).then(
      () => true,
      () => false,
    );
  try {
    await until(
      async () => hasEnded() || answers(),
      () => told,
    );
    if (hasEnded()) throw new Error(`${name} ended: ${told}`);
  } catch (error) {
    end(server);
    throw error;
  }
  return { origin, stop };
}

function end(server) {
  running.delete(server);
  try {
    process.kill(-server.pid);
  } catch {
    // It has ended by itself.
  }
}

/** Runs a program to its end. What it wrote is told where that is a bad one. */
async function run(command, args, cwd) {
  try {
    return await execute(command, args, { cwd, maxBuffer: 2 ** 26, timeout: limits.step });
  } catch (error) {
    throw new Error(`${command} ${args.join(' ')} in ${cwd}\n${error.stdout}\n${error.stderr}`, {
      cause: error,
    });
  }
}
