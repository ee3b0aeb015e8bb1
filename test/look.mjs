/**
 * Pictures of the demo page in every state, on two phones and a desktop, light and dark:
 *
 *     node test/look.mjs [folder]      /tmp/look unless told otherwise; needs `npm run build` and a Chromium
 */
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';
import { startServer } from '../demo/server.mjs';
import { chromiumOptions } from './support/browsers.mjs';

const folder = process.argv[2] ?? join(tmpdir(), 'look');
const widths = { small: [320, 640], phone: [390, 844], desktop: [1280, 900] };
const themes = ['light', 'dark'];

const sample = (page) => page.evaluate(() => document.querySelector('#sample').click());
const press = async (page, selector) => {
  const find = `document.querySelector('portfolio-connect').shadowRoot.querySelector('${selector}')`;
  for (const end = Date.now() + 20_000; Date.now() < end; await delay(50)) {
    if (await page.evaluate(`${find}?.click() ?? !!${find}`)) return;
  }
  throw new Error(`${page.url()} has no ${selector}`);
};
const state = async (page, wanted) => {
  for (const end = Date.now() + 20_000; Date.now() < end; await delay(50)) {
    if ((await page.evaluate(() => document.querySelector('portfolio-connect').state)) === wanted) return;
  }
  throw new Error(`${page.url()} did not come to ${wanted}`);
};
const submit = (end) => async (page) => {
  await sample(page);
  await press(page, '[part=submit]');
  await state(page, end);
};

/** The state's name, its scenario, and how to come to it. */
const states = [
  ['idle', 'connected', () => undefined],
  ['guide', 'connected', (page) => press(page, '[aria-expanded]')],
  [
    'finding',
    'connected',
    async (page) => {
      await page.evaluate(() => document.querySelector('portfolio-connect').focus());
      await page.keyboard.type('t.коrоtkий токен');
      await press(page, '[part=submit]');
      await state(page, 'failed');
    },
  ],
  ['submitting', 'timeout', submit('submitting')],
  ['verifying', 'slow', submit('verifying')],
  ['connected', 'connected', submit('connected')],
  ['failed-token', 'invalid-token', submit('failed')],
  ['failed-site', 'server-error', submit('failed')],
  ['failed-access', 'insufficient-access', submit('failed')],
  ['rate-limited', 'rate-limited', submit('failed')],
  ['asked', 'connected', (page) => press(page, '.off')],
  ['again', 'connected', (page) => press(page, '.on-again')],
  ['bad-config', 'invalid-endpoint', () => delay(200)],
  ['disabled', 'connected&disabled=1', () => undefined],
  [
    'removed',
    'connected',
    async (page) => {
      await press(page, '.off');
      await delay(100);
      await press(page, '.yes');
      await delay(1000);
    },
  ],
  ['english', 'connected&lang=en', (page) => press(page, '[aria-expanded]')],
];

mkdirSync(folder, { recursive: true });
const server = await startServer({ port: 0 });
const browser = await puppeteer.launch(chromiumOptions());
try {
  for (const [size, [width, height]] of Object.entries(widths)) {
    for (const theme of themes) {
      for (const [name, scenario, act] of states) {
        const page = await browser.newPage();
        await page.setViewport({ width, height });
        await page.goto(`${server.url}?scenario=${scenario}&theme=${theme}`, { waitUntil: 'networkidle0' });
        await act(page);
        await delay(250);
        // A viewport as high as the page, lest what is fixed at the bottom lies across the middle.
        const whole = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewport({ width, height: Math.max(whole, height) });
        await page.screenshot({ path: join(folder, `${name}-${size}-${theme}.png`) });
        await page.close();
      }
    }
  }
  console.log(`Pictures: ${folder}`);
} finally {
  await browser.close();
  await server.stop();
}
