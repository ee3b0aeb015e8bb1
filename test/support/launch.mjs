/** Browsers for tests that drive a page from outside. A test that fails tells what its pages wrote to their consoles. */
import { afterEach } from 'node:test';
import puppeteer from 'puppeteer-core';
import { chromiumOptions, firefoxOptions } from './browsers.mjs';
import { limits } from './limits.mjs';

const patient = { timeout: limits.start, protocolTimeout: limits.start };

export const launchChromium = (options = {}) =>
  puppeteer.launch({ ...patient, ...chromiumOptions(), ...options });

export const launchFirefox = (options = {}) =>
  puppeteer.launch({ ...patient, ...firefoxOptions(), ...options });

/** What each page has written since the test began. */
const consoles = new Map();

afterEach((t) => {
  for (const [page, { engine, lines }] of consoles) {
    if (!t.passed) for (const line of lines) t.diagnostic(`[${engine}] console: ${line}`);
    lines.length = 0;
    if (page.isClosed()) consoles.delete(page);
  }
});

/** A new page, whose console is listened to. */
export async function newPage(browserOrContext, engine) {
  const page = await browserOrContext.newPage();
  page.setDefaultTimeout(limits.start);
  const lines = [];
  consoles.set(page, { engine, lines });
  page.on('console', (message) => lines.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => lines.push(String(error)));
  return page;
}
