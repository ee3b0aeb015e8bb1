/**
 * Would the tests notice? Changes one thing in `src/server` or `src/core`, runs the tests in Node, and goes on to the next: a sample
 * that a seed chooses. Tells how many were noticed, and names those that were not.
 *
 *     npm run mutants -- --part=server --count=150 --seed=1 --workers=2
 *     npm run mutants -- --part=core --only=41,97     these of the sample alone
 *
 * Takes an hour or so for the server, and minutes for the core: not for CI.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { findPostgres, startPostgres } from './support/postgres.mjs';
import { randomFrom } from './support/random.mjs';

process.chdir(dirname(import.meta.dirname));

const { values: options } = parseArgs({
  options: {
    part: { type: 'string', default: 'server' },
    count: { type: 'string', default: '150' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    only: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});

/** Tests in the order in which they are run: the quick ones, and those that see most, first. */
const suites = {
  core: [
    'flow',
    'credential',
    'endpoint',
    'redact',
    'delay',
    'lazy',
    'client',
    'open-attempts',
    'search',
    'locales',
    'brokers',
    'openapi',
  ].map((name) => `test/node/${name}.test.mjs`),
  server: [
    'handler',
    'options',
    'verification',
    'stores',
    'limits',
    'checks',
    'events',
    'operations',
    'keys',
    'faults',
    'sqlite',
    'postgres',
    'postgres-tables',
    't-invest',
    'hash',
    'properties',
    'mounts',
  ].map((name) => `test/server/${name}.test.mjs`),
};
/** Where a change is most likely to be seen. */
const likely = [
  [/verifiers\/t-invest/, 't-invest'],
  [/stores\/postgres/, 'postgres', 'limits', 'postgres-tables', 'stores'],
  [/stores\/sqlite/, 'sqlite', 'stores', 'limits'],
  [/stores\/(keys|vault|rewrap|binding)/, 'keys', 'stores'],
  [/stores\/(upkeep|updated|pages)|checks/, 'checks'],
  [/rate-limit|window/, 'limits'],
  [/event|report|request-context|pending/, 'events', 'operations', 'faults'],
  [/option/, 'options'],
  [/errors|guarded|time-limit|verif/, 'faults', 'verification'],
  [/stores\//, 'stores'],
  [/adapters/, 'mounts'],
  [/hash/, 'hash'],
];

/** The tests of a file's part, the likely ones first. */
function testsFor(file) {
  const all = suites[options.part];
  const [, ...names] = likely.find(([pattern]) => pattern.test(file)) ?? [];
  const first = names
    .map((name) => `test/${options.part}/${name}.test.mjs`)
    .filter((one) => all.includes(one));
  return [...new Set([...first, ...all])];
}

/** A mutant that never ends has been noticed. Ms for all tests. */
const limit = (options.part === 'core' ? 3 : 10) * 60_000;

const operators = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
  [ts.SyntaxKind.PercentToken, '*'],
  [ts.SyntaxKind.PlusEqualsToken, '-='],
]);

/** What can be changed in a file: where, and what stands there instead. */
function changesIn(file) {
  const source = readFileSync(file, 'utf8');
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const changes = [];
  const put = (node, text) =>
    changes.push({
      file,
      start: node.getStart(tree),
      end: node.getEnd(),
      before: node.getText(tree),
      text,
      line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1,
    });
  const isError = (node) =>
    node && (ts.isNewExpression(node) ? /Error$/.test(node.expression.getText(tree)) : isError(node.parent));

  const visit = (node) => {
    // Types and imports are gone when it runs.
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
    if (ts.isTypeAliasDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (ts.isBinaryExpression(node)) {
      const { operatorToken: operator, left } = node;
      const other = operators.get(operator.kind);
      // The length of texts that are put together says nothing.
      if (other && !(other === '-' && /['`]/.test(node.getText(tree)))) put(operator, other);
      if (operator.kind === ts.SyntaxKind.QuestionQuestionToken) put(node, left.getText(tree));
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      put(node, node.operand.getText(tree));
    if (ts.isIfStatement(node) || ts.isWhileStatement(node)) put(node.expression, 'false');
    if (ts.isIfStatement(node)) put(node.expression, 'true');
    if (ts.isConditionalExpression(node)) {
      put(node, `(${node.whenTrue.getText(tree)})`);
      put(node, `(${node.whenFalse.getText(tree)})`);
    }
    if (ts.isExpressionStatement(node) && !/^super\(/.test(node.getText(tree))) put(node, ';');
    // One more of many is the same as ever.
    if (ts.isNumericLiteral(node)) {
      const number = Number(node.text.replaceAll('_', ''));
      put(node, String(number < 10 ? number + 1 : number * 2));
    }
    if (ts.isStringLiteral(node) && node.text && !isError(node)) put(node, "''");
    if (node.kind === ts.SyntaxKind.TrueKeyword && ts.isExpression(node)) put(node, 'false');
    if (node.kind === ts.SyntaxKind.FalseKeyword && ts.isExpression(node)) put(node, 'true');
    if (node.kind === ts.SyntaxKind.RegularExpressionLiteral) {
      if (/^\/\^/.test(node.text)) put(node, node.text.replace('/^', '/'));
      if (/\$\/\w*$/.test(node.text)) put(node, node.text.replace(/\$(\/\w*)$/, '$1'));
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return changes;
}

/** Fisher and Yates. */
function sample(items, count, seed) {
  const random = randomFrom(seed);
  const all = [...items];
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [all[last], all[other]] = [all[other], all[last]];
  }
  return all.slice(0, count);
}

/** A copy of the project that may be changed. */
function copy() {
  const folder = mkdtempSync(join(tmpdir(), 'portfolio-mutants-'));
  const kept = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  for (const path of kept.split('\n').filter(Boolean)) cpSync(path, join(folder, path), { recursive: true });
  for (const name of ['node_modules', 'dist']) symlinkSync(join(process.cwd(), name), join(folder, name));
  return folder;
}

/** Runs tests one after another until one fails. Returns what failed, or undefined. */
function firstFailure(folder, files, env) {
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      [
        '--import',
        './test/support/typescript.mjs',
        '--test',
        '--test-concurrency=1',
        '--test-reporter=tap',
        ...files,
      ],
      { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'], detached: true },
    );
    let output = '';
    const end = (failure) => {
      clearTimeout(timer);
      child.stdout.removeAllListeners('data');
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
      resolve(failure);
    };
    const timer = setTimeout(() => end('it does not end'), limit);
    child.stdout.on('data', (text) => {
      output += text;
      const failed = /^ *not ok \d+ - (.*)$/m.exec(output);
      if (failed) end(failed[1]);
      output = output.slice(output.lastIndexOf('\n') + 1);
    });
    child.once('exit', (code) => end(code === 0 ? undefined : `exit ${code}`));
  });
}

const root = `src/${options.part}`;
const files = readdirSync(root, { recursive: true })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .map((name) => join(root, name))
  .sort();
const candidates = files.flatMap(changesIn);
const only = options.only?.split(',').map(Number);
const chosen = sample(candidates, Number(options.count), Number(options.seed))
  .map((change, number) => ({ ...change, number }))
  .filter(({ number }) => !only || only.includes(number));
const oneLine = (text, longest) => text.replaceAll(/\s+/g, ' ').slice(0, longest);
const describeChange = ({ number, file, line, before, text }) =>
  `#${number} ${file}:${line} ${oneLine(before, 90)} → ${oneLine(text, 60)}`;
if (options.list) {
  for (const change of chosen) console.log(describeChange(change));
  process.exit();
}

/** What fails in a copy, with a database of its own: one that was left in the middle of a test says nothing of the next. */
async function failureIn(folder, files) {
  const postgres = options.part === 'server' && findPostgres() ? await startPostgres() : undefined;
  try {
    return await firstFailure(folder, files, {
      ...process.env,
      ...(postgres && { PC_POSTGRES: postgres.url }),
    });
  } finally {
    await postgres?.stop();
  }
}

const survivors = [];
const queue = [...chosen];
await Promise.all(
  Array.from({ length: Number(options.workers) }, async () => {
    const folder = copy();
    try {
      const failure = await failureIn(folder, suites[options.part]);
      if (failure) throw new Error(`without a change, ${failure} fails`);
      for (let change = queue.shift(); change; change = queue.shift()) {
        const { file, start, end, text } = change;
        const source = readFileSync(join(folder, file), 'utf8');
        writeFileSync(join(folder, file), source.slice(0, start) + text + source.slice(end));
        const noticed = await failureIn(folder, testsFor(file));
        writeFileSync(join(folder, file), source);
        if (!noticed) survivors.push(change);
        console.log(
          `${noticed ? 'noticed ' : 'SURVIVED'} ${describeChange(change)}${noticed ? `  (${noticed})` : ''}`,
        );
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }),
);
const { length } = chosen;
const noticed = length - survivors.length;
console.log(
  `${noticed} of ${length} noticed, ${((100 * noticed) / length).toFixed(1)} %, of ${candidates.length} that could be made; not noticed:`,
);
for (const change of survivors.sort((one, other) => one.number - other.number))
  console.log(describeChange(change));
