/** What a person does on the page of an example app, whatever it is made with. */
import assert from 'node:assert/strict';
import { until } from '../support/conditions.mjs';
import { launchChromium, newPage } from '../support/launch.mjs';
import { driver } from '../support/page-site.mjs';

let browser;
export const closeBrowser = async () => (await browser)?.close();

/** A token of T-Invest's form: what `demo-broker` does with it, and a number, so that each is another portfolio. */
let count = 0;
const token = (what = '') => `t.${`${what}-${String(count++).padStart(8, '0')}`.padStart(86, 'x')}`;

/** Opens a page of the app. */
export async function open(address) {
  browser ??= launchChromium();
  const page = await newPage(await browser, 'chromium');
  const troubles = [];
  page.on('console', (message) => {
    if (/^(warn|error)/.test(message.type())) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  const requests = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/')) {
      requests.push({ method: request.method(), csrf: request.headers()['x-csrf-token'] });
    }
  });
  await page.goto(address);
  const block = driver(page, troubles);
  const heard = () => page.$$eval('ol > li', (lines) => lines.map(({ textContent }) => textContent.trim()));
  return {
    ...block,
    troubles,
    requests,
    heard,
    hears: (line) =>
      until(
        async () => (await heard()).filter((one) => one === line).length === 1,
        async () => `${line}: heard ${await heard()}; ${troubles}`,
      ),
    shows: (text) => block.until((_, root, text) => root.textContent.includes(text), text),
    fill: (what) => block.fill(token(what)),
    /** The page's own button, which takes the block out and brings it back. */
    toggle: () => page.evaluate(() => document.querySelector('main button').click()),
    gone: () => until(() => page.evaluate(() => !document.querySelector('portfolio-connect'))),
  };
}

/** From the first look to the last: everything arrived, a refusal, a connection, the list, and back. */
export async function connects(app) {
  await app.shows('Мой портфель');
  await app.shows('Демо-брокер');
  await app.fill('bad');
  await app.pressButton('Подключить портфель');
  await app.hears('failed invalid-token');
  await app.fill();
  await app.pressButton('Подключить портфель');
  await app.hears('connected t-invest');
  await app.shows('Портфель подключен');
  // The list, which `manage` shows.
  await app.pressButton('Отключить');
  await app.pressButton('Да, отключить');
  await app.hears('disconnected t-invest');
  checkRequests(app);
}

/** Taken out while a request is under way, and brought back: one connection, told once. */
export async function survivesRemoval(app) {
  await app.shows('Демо-брокер');
  await app.fill('slow');
  await app.pressButton('Подключить портфель');
  await app.inState('submitting');
  await app.toggle();
  await app.gone();
  await app.toggle();
  await app.shows('Демо-брокер');
  await app.fill();
  await app.pressButton('Подключить портфель');
  await app.inState('connected');
  await app.hears('connected t-invest');
  assert.deepEqual(await app.heard(), ['connected t-invest']);
  assert.equal(app.requests.filter(({ method }) => method === 'POST').length, 2);
  checkRequests(app);
}

/** Each request had what the site demands; none was made before that was there. */
function checkRequests({ requests, troubles }) {
  assert.ok(requests.some(({ method }) => method === 'GET'));
  assert.deepEqual(
    requests.filter(({ csrf }) => csrf !== 'demo'),
    [],
  );
  // A refusal is no trouble of the page's.
  assert.deepEqual(
    troubles.filter((line) => !/status of (401|422)/.test(line)),
    [],
  );
}
