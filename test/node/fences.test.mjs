/** Who may import whom. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, it } from 'node:test';

const source = new URL('../../src/', import.meta.url);
const entries = ['index.ts', 'define.ts', 'react.ts', 'templates.d.ts', 'cdn.ts', 'cdn-classic.ts'];

/** The folders of src/, and what they may import. An entry may import any of them and another entry. */
const rooms = {
  core: ['core'],
  brokers: ['brokers', 'core'],
  locales: ['locales', 'core'],
  element: ['element', 'core', 'brokers', 'locales'],
  cli: ['cli'],
  // Of the languages what its page for those without JavaScript says.
  server: ['server', 'core', 'brokers', 'locales'],
};

/** src/element from the top to the bottom: a file may import its own row, and those below. A folder is a part, or the form. */
const floors = [
  ['portfolio-connect.ts'],
  ['parts.ts'],
  ['connections', 'broker-search', 'doctor'],
  ['session', 'guide'],
  ['internals.ts'],
  ['form'],
  ['attempts.ts', 'language.ts', 'selection.ts', 'state.ts'],
  ['broker-sources.ts', 'setup.ts'],
  [
    'css.ts',
    'events.ts',
    'flag.ts',
    'host.ts',
    'is-server.ts',
    'keys.ts',
    'presence.ts',
    'stand-ins.ts',
    'version.ts',
  ],
];
/** The folders that are loaded when they are needed. */
const parts = ['connections', 'broker-search', 'doctor', 'session', 'guide'];

const files = new Map(
  readdirSync(source, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [name, readFileSync(new URL(name, source), 'utf8')]),
);

/** The files of src/ that a file imports, types included. */
function importsOf(file, text) {
  return [...text.matchAll(/(\bfrom\s*|\bimport\s*\(?\s*)['"](\.[^'"]+)['"]/g)].map(
    ([, keyword, specifier]) => ({
      file,
      to: posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts'),
      isDynamic: /\($/.test(keyword.trim()),
    }),
  );
}

const arrows = [...files].flatMap(([file, text]) => importsOf(file, text));
const named = ({ file, to }) => `${file} → ${to}`;

/** The row of a file in src/element; undefined outside of it. */
function floorOf(file) {
  const [room, name] = file.split('/');
  if (room !== 'element') return undefined;
  const floor = floors.findIndex((row) => row.includes(name));
  assert.notEqual(floor, -1, `src/${file} is on no floor`);
  return floor;
}

const partOf = (file) => parts.find((part) => file.startsWith(`element/${part}/`));

const fences = {
  'no file imports what its room forbids': ({ file, to }) =>
    entries.includes(file) ? to.startsWith('..') : !rooms[file.split('/')[0]]?.includes(to.split('/')[0]),
  'no import in src/element runs upward': ({ file, to }) => floorOf(to) < floorOf(file),
  'no part imports the element': ({ file, to }) =>
    !entries.includes(file) && to === 'element/portfolio-connect.ts',
  'parts.ts alone loads a part, and others know no more of it than its types': ({ file, to, isDynamic }) =>
    isDynamic && partOf(to) !== undefined && file !== 'element/parts.ts',
  'nothing but a part, a language, a broker or a guide is loaded later': ({ to, isDynamic }) =>
    isDynamic && partOf(to) === undefined && !/^(locales\/\w+|brokers\/built-in\/[\w-]+)\.ts$/.test(to),
};

/** Where imports go round in a circle. */
function circlesIn(graph) {
  const done = new Set();
  const visit = (file, path) => {
    if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(' → ')];
    if (done.has(file)) return [];
    const found = graph
      .filter((arrow) => arrow.file === file)
      .flatMap(({ to }) => visit(to, [...path, file]));
    done.add(file);
    return found;
  };
  return [...new Set(graph.map(({ file }) => file))].flatMap((file) => visit(file, []));
}

describe('src/', () => {
  it('is read whole', () => assert.ok(files.size > 40 && arrows.length > 150));

  for (const [name, isForbidden] of Object.entries(fences)) {
    it(name, () => assert.deepEqual(arrows.filter(isForbidden).map(named), []));
  }

  it('has no circle of imports', () => assert.deepEqual(circlesIn(arrows), []));

  it('loads parts by import() alone, so that each stays a chunk of its own', () => {
    const values = [...files].flatMap(([file, text]) =>
      [...text.matchAll(/^import (?!type\b)[^;]*? from '([^']+)';/gms)]
        .map(([, specifier]) => ({ file, to: importsOf(file, `from '${specifier}'`)[0]?.to ?? '' }))
        .filter(({ to }) => partOf(to) !== undefined && partOf(to) !== partOf(file)),
    );
    assert.deepEqual(values.map(named), []);
  });
});

describe('demo/', () => {
  const demo = new URL('../../demo/', import.meta.url);
  const imports = readdirSync(demo)
    .filter((name) => /\.m?js$/.test(name))
    .map((name) => `demo/${name}`)
    .flatMap((file) => importsOf(file, readFileSync(new URL(`../${file}`, demo), 'utf8')));
  const isOfTests = ({ to }) => to.startsWith('test/');

  it('imports nothing from test/', () => {
    assert.ok(imports.length > 5);
    assert.deepEqual(imports.filter(isOfTests).map(named), []);
  });

  it('and would be caught', () =>
    assert.equal(importsOf('demo/x.mjs', "import '../test/run.mjs';").filter(isOfTests).length, 1));
});

describe('each fence can fail', () => {
  const caught = (name, file, text) => importsOf(file, text).filter(fences[name]).map(named);
  for (const [name, file, text, expected] of [
    [
      'no file imports what its room forbids',
      'core/x.ts',
      "import type { A } from '../brokers/index.js';",
      'brokers/index.ts',
    ],
    [
      'no file imports what its room forbids',
      'core/x.ts',
      "await import('../element/events.js')",
      'element/events.ts',
    ],
    ['no file imports what its room forbids', 'element/form/x.ts', "import '../../define.js';", 'define.ts'],
    [
      'no file imports what its room forbids',
      'brokers/x.ts',
      "export { x } from '../locales/ru.js';",
      'locales/ru.ts',
    ],
    ['no file imports what its room forbids', 'index.ts', "import '../test/x.js';", '../test/x.ts'],
    [
      'no import in src/element runs upward',
      'element/form/form.ts',
      "import type { Session } from '../session/session.js';",
      'element/session/session.ts',
    ],
    [
      'no part imports the element',
      'element/session/session.ts',
      "import type { X } from '../portfolio-connect.js';",
      'element/portfolio-connect.ts',
    ],
    [
      'parts.ts alone loads a part, and others know no more of it than its types',
      'element/form/form.ts',
      "import('../session/session.js')",
      'element/session/session.ts',
    ],
    [
      'nothing but a part, a language, a broker or a guide is loaded later',
      'element/parts.ts',
      "import('../core/client.js')",
      'core/client.ts',
    ],
  ]) {
    it(`${name}: ${text}`, () => assert.deepEqual(caught(name, file, text), [`${file} → ${expected}`]));
  }

  it('and lets through what is right', () =>
    assert.deepEqual(
      caught('no file imports what its room forbids', 'element/x.ts', "import '../core/x.js';"),
      [],
    ));

  it('a circle', () =>
    assert.deepEqual(
      circlesIn([
        { file: 'a.ts', to: 'b.ts' },
        { file: 'b.ts', to: 'c.ts' },
        { file: 'c.ts', to: 'b.ts' },
      ]),
      ['b.ts → c.ts → b.ts'],
    ));
});
