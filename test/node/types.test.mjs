/** The types, as a consumer's compiler sees them: what is built, with its declarations and those of its dependencies checked, too. */
import { execFile } from 'node:child_process';
import assert from 'node:assert/strict';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
const modules = `${root}node_modules/`;
const oldest = `${root}test/types/oldest/node_modules/typescript/`;
const versionOf = (compiler) => JSON.parse(readFileSync(`${compiler}package.json`, 'utf8')).version;
const execute = promisify(execFile);
/** What a program told. Compilers tell of errors on their output, and end with a failure then. */
async function told(program, args, cwd = root) {
  const { stdout, stderr } = await execute(process.execPath, [program, ...args], { cwd }).catch(
    (error) => error,
  );
  return stdout + stderr;
}

/** What has to be installed with the package, and nothing else: no framework. */
const needed = [
  ...['lit', 'lit-element', 'lit-html', '@lit/reactive-element', '@lit-labs/ssr-dom-shim'],
  ...['zod', '@types/trusted-types'],
];

// In each file half is right, and half is wrong: a mistake that passes is an error, too.
describe('The types', () => {
  let consumer;
  before(() => {
    consumer = mkdtempSync(join(tmpdir(), 'portfolio-types-'));
    for (const name of ['page.ts', 'module.ts', 'endpoint.ts', 'tsconfig.json']) {
      cpSync(`${root}test/types/${name}`, join(consumer, name));
    }
    writeFileSync(join(consumer, 'package.json'), '{ "type": "module" }');
    const installed = join(consumer, 'node_modules/portfolio-connect');
    const isDeclared = (path) => statSync(path).isDirectory() || path.endsWith('.d.ts');
    cpSync(`${root}dist`, join(installed, 'dist'), { recursive: true, filter: isDeclared });
    cpSync(`${root}package.json`, join(installed, 'package.json'));
    for (const name of needed) {
      mkdirSync(dirname(join(consumer, 'node_modules', name)), { recursive: true });
      symlinkSync(`${modules}${name}`, join(consumer, 'node_modules', name), 'junction');
    }
  });
  after(() => rmSync(consumer, { recursive: true }));

  // The oldest that the README promises, and the newest.
  for (const compiler of [oldest, `${modules}typescript/`]) {
    for (const [module, resolution] of [
      ['esnext', 'bundler'],
      ['nodenext', 'nodenext'],
    ]) {
      it(`hold in TypeScript ${versionOf(compiler)} with ${resolution}, without any framework`, async () => {
        // Else what is linked would find what is installed beside it.
        const options = [
          '-p',
          '.',
          '--preserveSymlinks',
          '--module',
          module,
          '--moduleResolution',
          resolution,
        ];
        assert.equal(await told(`${compiler}bin/tsc`, options, consumer), '');
      });
    }
  }

  it('are promised from the version on that they are tried with', () => {
    const promised = /TypeScript (\d+\.\d+) and newer/.exec(readFileSync(`${root}README.md`, 'utf8'))?.[1];
    assert.ok(
      versionOf(oldest).startsWith(`${promised}.`),
      `${promised}, and tried with ${versionOf(oldest)}`,
    );
  });
});

describe('Templates know the tag', () => {
  const frameworks = 'test/types/frameworks';

  it('in React 18, Solid and Qwik', async () => {
    assert.match(versionOf(`${modules}@types/react/`), /^18\./);
    assert.equal(await told(`${modules}typescript/bin/tsc`, ['-p', frameworks]), '');
  });

  for (const [name, project] of [
    ['React 19', 'react-19'],
    ['Preact', 'preact'],
  ]) {
    it(`in ${name}`, async () => {
      const options = ['-p', `${frameworks}/tsconfig.${project}.json`];
      assert.equal(await told(`${modules}typescript/bin/tsc`, options), '');
    });
  }

  it('in Vue', async () => {
    assert.equal(await told(`${modules}vue-tsc/bin/vue-tsc.js`, ['--noEmit', '-p', frameworks]), '');
  });

  it('in Svelte', async () => {
    const options = ['--workspace', frameworks, '--tsconfig', './tsconfig.json', '--output', 'machine'];
    const lines = (await told(`${modules}svelte-check/bin/svelte-check`, options)).trim().split('\n');
    const found = lines.flatMap(
      (line) => /(ERROR|WARNING) "(.*?)" (\d+):/.exec(line)?.slice(1).join(' ') ?? [],
    );
    const wrong = readFileSync(`${root}${frameworks}/Wrong.svelte`, 'utf8').split('\n');
    const mistakes = [...wrong.entries()].filter(([, line]) => line.startsWith('<portfolio-connect'));
    assert.equal(mistakes.length, 5);
    assert.deepEqual(
      found,
      mistakes.map(([index]) => `ERROR Wrong.svelte ${index + 1}`),
    );
    assert.match(lines.at(-1), /COMPLETED \d+ FILES 5 ERRORS 0 WARNINGS/);
  });
});
