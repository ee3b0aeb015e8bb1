/** The engines as @web/test-runner wants them. One that dies or does not start ends the run with `CRASHED`. */
import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { chromeLauncher } from '@web/test-runner-chrome';
import { webdriverLauncher } from '@web/test-runner-webdriver';
import puppeteer from 'puppeteer-core';
import { chromiumOptions, CRASHED, descendantsOf, firefoxOptions, startWebKitDriver } from './browsers.mjs';
import { limits } from './limits.mjs';

function crashed(engine, why) {
  // Written at once: nothing comes after it.
  writeSync(1, `CRASHED [${engine}] ${why}\n`);
  process.exit(CRASHED);
}

/** Chromium and Firefox by puppeteer, which reports a browser that goes away. */
function withPuppeteer(engine, launchOptions, contextOf) {
  let stopping = false;
  const launcher = chromeLauncher({
    puppeteer: {
      launch: (options) =>
        puppeteer.launch(options).catch((error) => crashed(engine, `it did not start: ${error.message}`)),
    },
    launchOptions: { timeout: limits.start, protocolTimeout: limits.file, ...launchOptions },
    createBrowserContext: async ({ browser }) => {
      browser.once('disconnected', () => stopping || crashed(engine, 'the browser went away'));
      return contextOf(browser);
    },
    createPage: async ({ context }) => {
      const page = await context.newPage();
      page.once('error', ({ message }) => crashed(engine, message));
      return page;
    },
  });
  const { stop } = launcher;
  launcher.stop = () => {
    stopping = true;
    return stop.call(launcher);
  };
  return launcher;
}

export const launchers = {
  chromium() {
    const launcher = withPuppeteer('Chromium', chromiumOptions(), (browser) =>
      browser.createBrowserContext(),
    );
    return process.env['PC_COVERAGE'] ? covered(launcher, process.env['PC_COVERAGE']) : launcher;
  },

  firefox() {
    // Firefox has one context over WebDriver BiDi unless containers are switched on.
    return withPuppeteer('Firefox', firefoxOptions(), (browser) => browser.defaultBrowserContext());
  },

  async webkit() {
    const failed = (error) => crashed('WebKit', `it did not start: ${error.message}`);
    const { port, pid, capabilities, stop, ended } = await startWebKitDriver().catch(failed);
    let stopping = false;
    void ended.then(() => stopping || crashed('WebKit', 'its driver went away'));
    const launcher = webdriverLauncher({
      automationProtocol: 'webdriver',
      hostname: '127.0.0.1',
      port,
      path: '/',
      capabilities,
      connectionRetryTimeout: limits.start,
    });
    const { createDriverManager, initialize, stop: stopLauncher } = launcher;
    launcher.createDriverManager = () => createDriverManager.call(launcher).catch(failed);
    launcher.initialize = async (config) => {
      await initialize.call(launcher, config);
      launcher.name = 'WebKit';
      watch(launcher, pid, () => !stopping);
    };
    launcher.stop = async () => {
      stopping = true;
      await stopLauncher.call(launcher);
      stop();
    };
    return launcher;
  },
};

/**
 * WebDriver tells of nothing by itself, and must not be asked beside what the runner asks (@web/test-runner does so once a
 * minute, to keep distant sessions alive): a command that meets a navigation may never be answered. So the processes are
 * watched: when the browser, or the last page, is gone.
 */
function watch(launcher, driver, wanted) {
  launcher.setupHeartbeat = () => undefined;
  let seen = 0;
  let missed = 0;
  const look = () => {
    const names = descendantsOf(driver);
    const alive = ['MiniBrowser', 'WebKitWebProces'].filter((name) => names.includes(name)).length;
    // A page's process may be changed for another, which takes its time on a busy machine.
    missed = alive < seen ? missed + 1 : 0;
    seen = Math.max(seen, alive);
    if (missed > 20 && wanted()) crashed('WebKit', 'the browser, or its page, went away');
  };
  setInterval(look, 1000).unref();
  // A command of the runner's own that fails for it comes as a rejection that nobody awaits.
  process.on('unhandledRejection', (error) => crashed('WebKit', error?.message ?? error));
}

/** Writes what V8 says was run, of each page that ran tests, into a folder. */
function covered(launcher, folder) {
  mkdirSync(folder, { recursive: true });
  const { createPageFn, stopSession } = launcher;
  const start = (page) =>
    page.coverage.startJSCoverage({ includeRawScriptCoverage: true, resetOnNavigation: false });
  launcher.createPageFn = async (options) => {
    const page = await createPageFn(options);
    await start(page);
    return page;
  };
  launcher.stopSession = async (id) => {
    const page = launcher.getPage(id);
    const entries = await page.coverage.stopJSCoverage();
    const result = entries.map((entry) => entry.rawScriptCoverage);
    writeFileSync(join(folder, `chromium-${id}.json`), JSON.stringify({ result }));
    await start(page);
    return stopSession.call(launcher, id);
  };
  return launcher;
}
