/**
 * `npm run coverage`: which lines of src/ the tests in Node (test/node, test/server) and in Chromium (test/web,
 * test/engines) run, as text and in coverage/. Needs `npm test` to have run once, which installs what is missing.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const raw = 'coverage/raw';
rmSync('coverage', { recursive: true, force: true });

/** What Node's processes and Chromium's pages ran, as V8 gives it. */
const { status: tests } = spawnSync(process.execPath, ['test/run.mjs', '--only=node,server,chromium'], {
  stdio: 'inherit',
  env: { ...process.env, NODE_V8_COVERAGE: raw, PC_COVERAGE: raw },
});

// Of pages, the bundles' addresses become those of their files.
for (const name of readdirSync(raw).filter((name) => name.startsWith('chromium-'))) {
  const { result } = JSON.parse(readFileSync(join(raw, name), 'utf8'));
  const bundles = result
    .filter(({ url }) => /^http:.*\/\.cache\/web\//.test(url))
    .map((script) => ({ ...script, url: pathToFileURL(`.${new URL(script.url).pathname}`).href }));
  writeFileSync(join(raw, name), JSON.stringify({ result: bundles }));
}

const { status: report } = spawnSync(
  process.execPath,
  [
    ...['node_modules/c8/bin/c8.js', 'report', '--temp-directory', raw, '--exclude-after-remap'],
    ...['--all', '--src', 'src', '--include', 'src/**', '--exclude', 'src/**/*.d.ts'],
    ...[
      '--reporter',
      'text',
      '--reporter',
      'html',
      '--reporter',
      'json-summary',
      '--reports-dir',
      'coverage',
    ],
  ],
  { stdio: 'inherit' },
);
process.exitCode = tests || report || 0;
