/**
 * `npm run size`: what the script-tag files weigh, brotli-compressed as a server sends them, against their budgets. Follows
 * `import` statements, so that a module moved into another chunk still counts. 1 kB is 1000 bytes.
 *
 *     node test/size.mjs             prints the sizes; fails when one is over its budget
 *     node test/size.mjs --check     fails also when README.md gives other sizes
 *     node test/size.mjs --readme    writes them into README.md
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { format, resolveConfig } from 'prettier';
import { parseAst } from 'rollup/parseAst';

const root = fileURLToPath(new URL('../', import.meta.url));
const readmePath = join(root, 'README.md');
const entry = join(root, 'dist/cdn/portfolio-connect.js');
const classic = join(root, 'dist/cdn/portfolio-connect.classic.js');
/** How far README.md may be off, in kB: compressors differ between versions of Node. */
const TOLERANCE = 0.1;

const missing = [entry, classic].find((path) => !existsSync(path));
if (missing) {
  console.error(`size: ${relative(root, missing)} is missing: run "npm run build" first`);
  process.exit(1);
}

const initial = reach([entry], ['static']);
const later = reach([entry], ['static', 'dynamic']).filter((path) => !initial.includes(path));
const named = (name) => later.filter((path) => path.includes(`/chunks/${name}-`));
const largest = (files) => files.toSorted((one, other) => brotli(other) - brotli(one)).slice(0, 1);
/** A session comes with one language; the larger one counts. */
const languages = [...named('ru'), ...named('en')];
/** The built-in brokers and their guides. */
const brokers = readdirSync(join(root, 'dist/brokers/built-in'))
  .filter((name) => name.endsWith('.js'))
  .map((name) => name.slice(0, -3));
const guides = brokers.filter((name) => name.endsWith('-guide')).flatMap(named);
const definitions = brokers
  .filter((name) => !name.endsWith('-guide'))
  .flatMap(named)
  .filter((path) => !guides.includes(path));
const groups = [
  { what: '`portfolio-connect.js` with all it imports at the start', budget: 18.2, files: initial },
  {
    what: 'With the first touch: checks, transport and validation, with the larger language',
    budget: 20.5,
    files: [...named('session'), ...largest(languages)],
  },
  {
    what: 'The guide, when it is opened',
    budget: 1.5,
    files: named('guide'),
  },
  { what: 'The steps of a broker in it, of the one with most', budget: 1.6, files: largest(guides) },
  {
    what: 'A broker that is not there from the start, the largest',
    budget: 1.5,
    files: largest(definitions),
  },
  { what: 'With `manage`: the list of connections', budget: 5.1, files: named('connections') },
  { what: 'With more than 8 brokers: the box that finds them', budget: 1.6, files: named('broker-search') },
  { what: 'What looks closer, once something odd was pasted', budget: 1.4, files: named('doctor') },
  { what: '`portfolio-connect.classic.js`, everything in one', budget: 46, files: [classic] },
].map(({ files, ...group }) => ({ ...group, ...measure(files), files }));

print();
const faults = groups
  .filter(({ brotli, budget }) => brotli > budget * 1000)
  .map(({ what, brotli, budget }) => `over its budget by ${brotli - budget * 1000} bytes: ${plain(what)}`);
const counted = new Set([...groups.flatMap(({ files }) => files), ...languages, ...guides, ...definitions]);
for (const path of [...initial, ...later].filter((file) => !counted.has(file)))
  faults.push(`${relative(root, path)} has no budget`);
for (const { what } of groups.filter(({ files }) => files.length === 0)) faults.push(`no file for: ${what}`);
if (process.argv.includes('--readme')) await writeReadme();
if (process.argv.includes('--check')) faults.push(...readmeFaults());
for (const fault of faults) console.error(`size: ${fault}`);
process.exitCode = faults.length > 0 ? 1 : 0;

/** The files that are loaded when these are, through imports of these kinds. */
function reach(files, kinds) {
  const reached = new Set(files);
  // A set is walked through to what was added on the way.
  for (const file of reached) {
    const found = importsOf(readFileSync(file, 'utf8'));
    for (const specifier of kinds.flatMap((kind) => found[kind])) {
      if (!/^\.{1,2}\//.test(specifier)) throw new Error(`${relative(root, file)} imports "${specifier}"`);
      reached.add(join(dirname(file), specifier));
    }
  }
  return [...reached];
}

/** The specifiers of a module. A dynamic one may go on after the address: `import('./chunk.js' + again)`. */
function importsOf(code) {
  const found = { static: [], dynamic: [] };
  const visit = (node) => {
    if (!node || typeof node !== 'object') return;
    if (/^(ImportDeclaration|Export(All|Named)Declaration)$/.test(node.type) && node.source) {
      found.static.push(node.source.value);
    }
    if (node.type === 'ImportExpression') found.dynamic.push(address(node.source));
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseAst(code));
  return found;
}

function address(node) {
  const first = node.type === 'BinaryExpression' ? node.left : node;
  const text = first.type === 'TemplateLiteral' ? first.quasis[0].value.cooked : first.value;
  if (typeof text !== 'string') throw new Error('an import() without a literal address cannot be followed');
  return text;
}

function brotli(file) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
  return brotliCompressSync(readFileSync(file), { params }).length;
}

function measure(files) {
  const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);
  return {
    raw: sum(files.map((file) => readFileSync(file).length)),
    // Each file is compressed on its own, as it is sent.
    brotli: sum(files.map(brotli)),
  };
}

function print() {
  const rows = [['', 'brotli', 'budget', 'raw']];
  for (const { what, brotli, budget, raw, files } of groups) {
    rows.push([plain(what), kB(brotli), `${budget} kB`, kB(raw)]);
    if (files.length === 1) continue;
    for (const file of files) {
      const one = measure([file]);
      rows.push([`  ${relative(join(root, 'dist/cdn'), file)}`, kB(one.brotli), '', kB(one.raw)]);
    }
  }
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  for (const [what, ...numbers] of rows) {
    const cells = numbers.map((text, index) => text.padStart(widths[index + 1]));
    console.log([what.padEnd(widths[0]), ...cells].join('  ').trimEnd());
  }
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function plain(markdown) {
  return markdown.replaceAll('`', '');
}

// ── README.md ────────────────────────────────────────────────────────────────────────────────────────────────────

/** What stands before, between and after the marks. */
function readmeParts() {
  const [, ...parts] =
    /^([\s\S]*<!-- size -->\n)([\s\S]*)(<!-- \/size -->[\s\S]*)$/.exec(readFileSync(readmePath, 'utf8')) ??
    [];
  if (parts.length === 0) throw new Error('README.md has no <!-- size --> … <!-- /size -->');
  return parts;
}

async function writeReadme() {
  const [before, , after] = readmeParts();
  const rows = groups.map(({ what, brotli, budget }) => `| ${what} | ${kB(brotli)} | ${budget} kB |`);
  const text = `${before}\n| What | Size | Budget |\n| --- | --- | --- |\n${rows.join('\n')}\n\n${after}`;
  const options = await resolveConfig(readmePath);
  writeFileSync(readmePath, await format(text, { ...options, filepath: readmePath }));
  console.log('size: README.md is up to date');
}

function readmeFaults() {
  const [, table] = readmeParts();
  return groups.flatMap(({ what, brotli, budget }) => {
    const row = table.split('\n').find((line) => line.includes(what)) ?? '';
    const numbers = [...row.matchAll(/([\d.]+) kB/g)].map(([, number]) => Number(number));
    const [size, limit] = numbers;
    if (numbers.length !== 2) return `README.md gives no size and budget of: ${plain(what)}`;
    return [
      Math.abs(size - brotli / 1000) > TOLERANCE
        ? `README.md gives ${size} kB, not ${kB(brotli)}, for: ${plain(what)}`
        : [],
      limit === budget
        ? []
        : `README.md gives a budget of ${limit} kB, not ${budget} kB, for: ${plain(what)}`,
    ].flat();
  });
}
