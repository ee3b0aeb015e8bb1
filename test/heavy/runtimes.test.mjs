/** The endpoint kit outside of Node: in Bun, in Deno, and in the runtime of Cloudflare Workers. */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import nodeResolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { buildBlock } from '../../demo/built.mjs';
import { freePort } from '../support/browsers.mjs';
import { until } from '../support/conditions.mjs';
import { limits } from '../support/limits.mjs';

/** Each comes whole from the npm registry. Not among the project's packages, for they are 300 MB. */
const RUNTIMES = { bun: '1.4.5', deno: '2.9.6', workerd: '1.20261117.1' };

const root = fileURLToPath(new URL('../../', import.meta.url));
const exercise = fileURLToPath(new URL('runtime-exercise.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'portfolio-runtimes-'));
const modules = join(folder, 'node_modules');
/** Bun's own `bin` is a placeholder until its install script has run, which is not wanted here. */
const bin = (name) =>
  name === 'bun'
    ? join(modules, '@oven', readdirSync(join(modules, '@oven'))[0], 'bin', 'bun')
    : join(modules, '.bin', name);
after(() => rmSync(folder, { recursive: true, force: true }));

before(async () => {
  await buildBlock();
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const packages = Object.entries(RUNTIMES).map(([name, version]) => `${name}@${version}`);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], {
    cwd: folder,
    stdio: 'pipe',
    shell: process.platform === 'win32',
  });
});

/** Runs the exercise on the memory store, then on SQLite. */
const code = (path) => `
  const { exercise } = await import(${JSON.stringify(exercise)});
  console.log(JSON.stringify([await exercise(), await exercise(${JSON.stringify(path)})]));`;

for (const [name, args] of [
  ['bun', []],
  ['deno', ['run', '--no-remote', '--node-modules-dir=manual', '--allow-all']],
]) {
  it(`works in ${name}, on memory and on SQLite`, () => {
    const script = join(root, 'test', 'heavy', `.${name}.mjs`);
    writeFileSync(script, code(join(folder, `${name}.db`)));
    try {
      const output = execFileSync(bin(name), [...args, script], {
        cwd: root,
        encoding: 'utf8',
        timeout: limits.start,
      });
      assert.deepEqual(JSON.parse(output), [[], []]);
    } finally {
      rmSync(script);
    }
  });
}

it('works in workerd, on memory, without any compatibility flag', async () => {
  const worker = `
    import { exercise } from ${JSON.stringify(exercise)};
    export default { fetch: async () => Response.json(await exercise()) };`;
  const build = await rollup({
    input: 'worker',
    external: ['libsql'],
    onwarn: () => undefined,
    plugins: [
      {
        name: 'worker',
        resolveId: (id) => (id === 'worker' ? id : null),
        load: (id) => (id === 'worker' ? worker : null),
      },
      nodeResolve({ exportConditions: ['workerd', 'worker', 'import', 'default'], rootDir: root }),
    ],
  });
  await build.write({ file: join(folder, 'worker.js'), format: 'es', inlineDynamicImports: true });
  const port = await freePort();
  writeFileSync(
    join(folder, 'worker.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
    const config :Workerd.Config = (
      services = [(name = "main", worker = (
        modules = [(name = "worker.js", esModule = embed "worker.js")], compatibilityDate = "2026-01-01"))],
      sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]);`,
  );
  const server = spawn(bin('workerd'), ['serve', 'worker.capnp'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    // What npm puts there starts the real one.
    detached: true,
  });
  let log = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (log += text));
  try {
    const response = await until(
      () => {
        assert.equal(server.exitCode, null, log);
        return fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
      },
      () => log,
    );
    assert.equal(response.status, 200, log);
    assert.deepEqual(await response.json(), []);
  } finally {
    process.kill(-server.pid);
  }
});
