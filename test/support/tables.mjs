/** The tables of the README and the guides that tests hold against the code. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** The rows below `<!-- table: name -->`, each an array of cells, the head left out. */
export function table(name, path = 'README.md') {
  const [, after] = readFileSync(new URL(path, root), 'utf8').split(`<!-- table: ${name} -->\n`);
  assert.ok(after, `${path} has no table "${name}"`);
  const lines = after.trimStart().split('\n');
  const rows = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('|')),
  );
  return rows.slice(2).map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** What stands in backticks at the start of a cell; undefined for a dash. */
export const code = (cell) => /^`([^`]+)`/.exec(cell)?.[1];
export const firstColumn = (name) => table(name).map(([cell]) => code(cell));
