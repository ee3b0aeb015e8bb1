/** Who may import whom. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { it } from 'node:test';

const source = new URL('../../src/', import.meta.url);
const entries = ['index.ts', 'define.ts', 'cdn.ts', 'cdn-classic.ts'];
const allowed = {
  core: ['core'],
  brokers: ['brokers', 'core'],
  locales: ['locales', 'core'],
  element: ['element', 'core', 'brokers', 'locales'],
  server: ['server', 'core', 'brokers'],
};

/** The imports of a file that its room forbids. An entry may import any room and another entry. */
function trespasses(file, text) {
  const specifiers = [...text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"](\.[^'"]+)['"]/g)].map(
    (found) => found[1],
  );
  return specifiers
    .map((specifier) => posix.join(posix.dirname(file), specifier).replace(/\.js$/, '.ts'))
    .filter((target) => {
      if (entries.includes(file)) return target.startsWith('..');
      return !allowed[file.split('/')[0]]?.includes(target.split('/')[0]);
    });
}

it('no file imports what its room forbids', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  assert.ok(files.length > 20);
  const found = files.flatMap((file) =>
    trespasses(file, readFileSync(new URL(file, source), 'utf8')).map((to) => `${file} → ${to}`),
  );
  assert.deepEqual(found, []);
});

it('the fence can fail', () => {
  assert.deepEqual(trespasses('core/x.ts', "import type { A } from '../brokers/index.js';"), [
    'brokers/index.ts',
  ]);
  assert.deepEqual(trespasses('core/x.ts', "await import('../element/events.js')"), ['element/events.ts']);
  assert.deepEqual(trespasses('element/view/x.ts', "import '../../define.js';"), ['define.ts']);
  assert.deepEqual(trespasses('brokers/x.ts', "export { x } from '../locales/ru.js';"), ['locales/ru.ts']);
  assert.deepEqual(trespasses('index.ts', "import '../test/x.js';"), ['../test/x.ts']);
  assert.deepEqual(trespasses('element/x.ts', "import '../core/flow.js';"), []);
});
