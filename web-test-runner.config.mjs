/**
 * The browser tests: test/web in Chromium, test/engines in Chromium, Firefox and WebKit. `npm test` runs one engine at a
 * time with this, after it bundled the tests; by itself (`npx web-test-runner`, also with `--watch`) it bundles them first.
 *
 *     BROWSERS=firefox,webkit     these engines only; one that is not on this machine is named and left out, unless
 *                                 `CI=true` or `PC_REQUIRE_ENGINES` asks for all
 *     PC_TESTS=test/web/a.test.ts,…   these files only
 *     PC_COVERAGE=folder          also writes what Chromium ran of each file there (see test/coverage.mjs)
 */
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { defaultReporter } from '@web/test-runner';
import { testFiles } from './test/runner/changed.mjs';
import { bundleOf, bundleTests } from './test/support/bundle.mjs';
import { ENGINES, findEngines, FOLDERS, freePort } from './test/support/browsers.mjs';
import { commandsPlugin } from './test/support/commands.mjs';
import { reportWeb } from './test/support/report-web.mjs';
import { launchers } from './test/support/launchers.mjs';
import { limits } from './test/support/limits.mjs';

const list = (text) => text?.split(',').map((entry) => entry.trim());
const wanted = list(process.env['BROWSERS']) ?? ENGINES;
const required = process.env['CI'] === 'true' || Boolean(process.env['PC_REQUIRE_ENGINES']);
const watching = process.argv.includes('--watch');
const workerScript = createRequire(import.meta.url).resolve('msw/mockServiceWorker.js');

if (!process.env['PC_BUNDLED']) await bundleTests({ watch: watching });

const found = findEngines();
const browsers = {};
for (const name of wanted) {
  if (!ENGINES.includes(name)) throw new Error(`BROWSERS: ${name} is not one of ${ENGINES.join(', ')}`);
  if (found[name]) {
    browsers[name] = await launchers[name]();
  } else if (required) {
    throw new Error(`${name} is required and was not found`);
  } else {
    console.log(`skipped: ${name} was not found on this machine`);
  }
}

const chosen = list(process.env['PC_TESTS']);
const groups = Object.entries(FOLDERS)
  .map(([folder, engines]) => ({
    name: folder,
    files: testFiles(folder)
      .filter((test) => !chosen || chosen.includes(test))
      .map((test) => relative(process.cwd(), bundleOf(test))),
    browsers: engines.flatMap((engine) => browsers[engine] ?? []),
  }))
  .filter((group) => group.files.length > 0 && group.browsers.length > 0);

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  groups,
  browsers: Object.values(browsers),
  // One page at a time in each engine: only a page in front has focus and unthrottled timers, and sendKeys in WebKit
  // is only possible so.
  concurrency: 1,
  concurrentBrowsers: 3,
  port: await freePort(),
  plugins: [commandsPlugin()],
  middleware: [serveWorker],
  staticLogging: !watching,
  reporters: [watching ? defaultReporter() : reportWeb()],
  testFramework: { config: { ui: 'bdd', timeout: String(limits.test), retries: '0' } },
  browserStartTimeout: limits.start,
  testsStartTimeout: limits.start,
  testsFinishTimeout: limits.file,
  // The page's console is printed with a file's failures (see the reporter), not in between.
  browserLogs: true,
};

/** MSW's worker is not committed: it must be the one of the installed version. */
function serveWorker(context, next) {
  if (context.path !== '/mockServiceWorker.js') return next();
  context.type = 'text/javascript';
  context.set('Service-Worker-Allowed', '/');
  context.body = createReadStream(workerScript);
}
