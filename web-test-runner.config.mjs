/**
 * The suite in Chromium, Firefox and WebKit. `BROWSERS=chromium,firefox` chooses; an engine that is not on this machine
 * is named and left out, unless `CI=true` or `PC_REQUIRE_ENGINES` asks for all.
 */
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { webdriverLauncher } from '@web/test-runner-webdriver';
import puppeteer from 'puppeteer-core';
import {
  CHROMIUM_ARGS,
  ENGINES,
  findChromium,
  findEngines,
  findFirefox,
  startWebKitDriver,
} from './test/support/browsers.mjs';
import { countReporter } from './test/support/count-reporter.mjs';
import { commandsPlugin } from './test/support/commands.mjs';

const wanted = (process.env['BROWSERS'] ?? ENGINES.join()).split(',').map((name) => name.trim());
const required = process.env['CI'] === 'true' || Boolean(process.env['PC_REQUIRE_ENGINES']);
const watching = process.argv.includes('--watch');
const workerScript = createRequire(import.meta.url).resolve('msw/mockServiceWorker.js');

const launchers = {
  chromium: () =>
    chromeLauncher({
      puppeteer,
      launchOptions: { executablePath: findChromium(), args: CHROMIUM_ARGS },
    }),
  firefox: () =>
    chromeLauncher({
      puppeteer,
      launchOptions: { browser: 'firefox', executablePath: findFirefox() },
      // Firefox has one context over WebDriver BiDi unless containers are switched on.
      createBrowserContext: ({ browser }) => browser.defaultBrowserContext(),
    }),
  webkit: async () => {
    const { port, capabilities, stop } = await startWebKitDriver();
    const launcher = webdriverLauncher({
      automationProtocol: 'webdriver',
      hostname: '127.0.0.1',
      port,
      path: '/',
      capabilities,
    });
    const { initialize, stop: stopLauncher } = launcher;
    launcher.initialize = async (config) => {
      await initialize.call(launcher, config);
      launcher.name = 'WebKit';
    };
    launcher.stop = async () => {
      await stopLauncher.call(launcher);
      stop();
    };
    return launcher;
  },
};

const found = findEngines();
const browsers = [];
for (const name of wanted) {
  if (!(name in launchers)) throw new Error(`BROWSERS: ${name} is not one of ${ENGINES.join(', ')}`);
  if (found[name]) {
    browsers.push(await launchers[name]());
  } else if (required) {
    throw new Error(`${name} is required and was not found`);
  } else {
    console.log(`skipped: ${name} was not found on this machine`);
  }
}

/** @type {import('@web/test-runner').TestRunnerConfig} */
export default {
  files: ['test/**/*.test.ts', '!test/node/**', '!test/e2e/**'],
  browsers,
  // One page at a time in each engine: only a page in front has focus and unthrottled timers, and sendKeys in WebKit
  // is only possible so.
  concurrency: 1,
  concurrentBrowsers: 3,
  // Lit's production build, which is what a page runs: its development build warns on the console.
  nodeResolve: { exportConditions: ['production', 'default'], browser: true },
  plugins: [esbuildPlugin({ ts: true, tsconfig: 'tsconfig.json', target: 'es2022' }), commandsPlugin()],
  middleware: [serveWorker],
  staticLogging: !watching,
  reporters: [watching ? defaultReporter() : countReporter()],
  testFramework: { config: { ui: 'bdd', timeout: '10000', retries: '0' } },
  // Machines of CI are slow, and three engines start at once.
  browserStartTimeout: 60_000,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 180_000,
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
