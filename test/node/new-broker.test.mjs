/** `npx portfolio-connect new-broker`: what it writes works as it is, and nothing is overwritten. Needs `npm run build`. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { faultIn } from '../../src/brokers/check.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const command = join(root, bin['portfolio-connect']);

/** A project that has the package installed. */
let project;
const projects = [];
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'new-broker-'));
  projects.push(project);
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/portfolio-connect'), 'junction');
});
after(() => projects.forEach((path) => rmSync(path, { recursive: true, force: true })));

const run = (...args) => spawnSync(process.execPath, [command, ...args], { cwd: project, encoding: 'utf8' });

describe('portfolio-connect new-broker', () => {
  it('writes a definition, a verifier and a test, which passes as it is', () => {
    const { status, stdout, stderr } = run(
      'new-broker',
      'my-broker',
      '--name',
      'My Broker',
      '--dir',
      'brokers',
    );
    assert.equal(stderr, '');
    assert.equal(status, 0);
    assert.deepEqual(readdirSync(join(project, 'brokers')).sort(), [
      'my-broker.json',
      'my-broker.test.mjs',
      'my-broker.verifier.mjs',
    ]);
    for (const name of readdirSync(join(project, 'brokers'))) assert.ok(stdout.includes(name), name);
    const tested = spawnSync(process.execPath, ['--test', 'brokers/my-broker.test.mjs'], {
      cwd: project,
      encoding: 'utf8',
      // The runner that runs this test is told of by these.
      env: { ...process.env, NODE_TEST_CONTEXT: undefined, NODE_OPTIONS: undefined },
    });
    assert.equal(tested.status, 0, tested.stdout);
    assert.match(tested.stdout, /\bpass 23\b/);
  });

  it('writes a definition that is sound, in Russian and English, and names its schema', () => {
    run('new-broker', 'my-broker', '--dir', 'brokers/mine');
    const path = join(project, 'brokers/mine/my-broker.json');
    const definition = JSON.parse(readFileSync(path, 'utf8'));
    assert.equal(faultIn(definition), undefined);
    assert.equal(definition.name, 'my-broker');
    assert.equal(definition.fields[0].label.ru, 'Токен my-broker');
    assert.ok(readFileSync(join(project, 'brokers/mine', definition.$schema), 'utf8').includes('"$schema"'));
  });

  it('overwrites nothing', () => {
    writeFileSync(join(project, 'mine.verifier.mjs'), 'mine');
    const { status, stderr } = run('new-broker', 'mine');
    assert.equal(status, 1);
    assert.match(stderr, /mine\.verifier\.mjs is there already/);
    assert.equal(readFileSync(join(project, 'mine.verifier.mjs'), 'utf8'), 'mine');
    assert.deepEqual(readdirSync(project).sort(), ['mine.verifier.mjs', 'node_modules']);
  });

  it('leaves nothing where one of the files cannot be written', () => {
    symlinkSync(join(project, 'nowhere'), join(project, 'mine.test.mjs'));
    const { status, stderr } = run('new-broker', 'mine');
    assert.equal(status, 1);
    assert.match(stderr, /mine\.test\.mjs is there already: nothing was written/);
    assert.equal(run('new-broker', 'x'.repeat(245)).status, 1);
    assert.deepEqual(readdirSync(project).sort(), ['mine.test.mjs', 'node_modules']);
  });

  it('finds the schema from a folder of the project, too', () => {
    mkdirSync(join(project, 'packages/site'), { recursive: true });
    const { status } = spawnSync(process.execPath, [command, 'new-broker', 'mine'], {
      cwd: join(project, 'packages/site'),
    });
    assert.equal(status, 0);
    const { $schema } = JSON.parse(readFileSync(join(project, 'packages/site/mine.json'), 'utf8'));
    assert.equal($schema, '../../node_modules/portfolio-connect/dist/brokers/schema.json');
  });

  for (const [what, args, message] of [
    ['an id that is none', ['new-broker', 'My Broker'], /"My Broker" is no id/],
    ['no id', ['new-broker'], /^Usage/],
    ['a name that is none', ['new-broker', 'a', '--name', ' '], /" " is no name/],
    ['two ids', ['new-broker', 'a', 'b'], /^Usage/],
    ['another command', ['old-broker', 'a'], /^Usage/],
    ['an option that there is none of', ['new-broker', 'a', '--colour'], /colour/],
  ]) {
    it(`says what is wrong with ${what}, and writes nothing`, () => {
      const { status, stderr } = run(...args);
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.deepEqual(readdirSync(project), ['node_modules']);
    });
  }

  it('tells how it is used', () => {
    for (const args of [[], ['--help'], ['-h']]) {
      const { status, stdout } = run(...args);
      assert.equal(status, 0);
      assert.match(stdout, /^Usage: portfolio-connect new-broker <id>/);
    }
  });
});
