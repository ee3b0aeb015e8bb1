/** Which tests a change touches: those that import what changed, however far away, and those that read it. */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What tests read or start without importing it. A change of what is listed nowhere and imported nowhere touches none. */
const READ = [
  [/^src\//, /^test\/(e2e\/|pages\/|node\/(docs|package|fences))/],
  [/^demo\//, /^test\/(e2e\/demo|node\/fences)/],
  [/^(README\.md|docs\/)/, /^test\/node\/(docs|openapi)/],
  [/^rollup\.config\.mjs$/, /^test\/(e2e\/|pages\/|node\/package)/],
  // What all of them run with.
  [
    /^(package(-lock)?\.json|tsconfig\.json|web-test-runner\.config\.mjs|test\/(run\.mjs|runner\/.*))$/,
    /^test\//,
  ],
];

/** @returns {string[]} what differs from a commit, untracked files included; by default what is not committed */
export function changedFiles(since = 'HEAD') {
  const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).split('\n').filter(Boolean);
  return [...git('diff', '--name-only', since), ...git('ls-files', '--others', '--exclude-standard')];
}

/** @returns {string[]} the files of tests in a folder of test/ */
export const testFiles = (folder) =>
  readdirSync(join('test', folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.(mjs|ts)$/.test(name))
    .map((name) => join('test', folder, name).replaceAll('\\', '/'))
    .sort();

/** @returns {string[]} every file of tests, but the heavy ones */
export const allTests = () => ['node', 'server', 'web', 'engines', 'e2e', 'pages'].flatMap(testFiles);

/**
 * @param {string[]} changed
 * @returns {Promise<string[]>} the tests that these changes touch
 */
export async function touchedBy(changed) {
  const tests = allTests();
  const inputs = await inputsOf(tests);
  return tests.filter(
    (test) =>
      changed.some((file) => inputs.get(test).has(file)) ||
      READ.some(([what, readers]) => readers.test(test) && changed.some((file) => what.test(file))),
  );
}

/** The project's files that each test is made of. */
async function inputsOf(tests) {
  const { build } = await import('esbuild');
  return new Map(
    await Promise.all(
      tests.map(async (test) => {
        const { metafile } = await build({
          entryPoints: [test],
          bundle: true,
          write: false,
          metafile: true,
          format: 'esm',
          platform: 'node',
          packages: 'external',
          external: ['/__web-dev-server__web-socket.js'],
          logLevel: 'silent',
          outdir: '.cache',
        });
        return [test, new Set(Object.keys(metafile.inputs).map((path) => path.replace(/\?.*/, '')))];
      }),
    ),
  );
}
