/** What a person does on the page of an example app, whatever it is made with. */
import assert from 'node:assert/strict';
import { until } from '../support/conditions.mjs';
import { launchChromium, newPage } from '../support/launch.mjs';

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
  return driver(page, { troubles, requests });
}

function driver(page, { troubles, requests }) {
  const inBlock = (read, ...args) =>
    page
      .evaluate(
        `((read, args) => {
          const block = document.querySelector('portfolio-connect');
          return block?.shadowRoot ? read(block, block.shadowRoot, ...args) ?? null : null;
        })(${read}, ${JSON.stringify(args)})`,
      )
      // While a page is on its way there is none to ask.
      .catch(() => null);
  const seen = () => inBlock((block, root) => `${block.state}: ${root.textContent.replace(/\\s+/g, ' ')}`);
  const holds = (read, ...args) =>
    until(
      () => inBlock(read, ...args),
      async () => `${args}; ${await seen()}; ${troubles}`,
    );
  const heard = () => page.$$eval('ol > li', (lines) => lines.map(({ textContent }) => textContent.trim()));
  const press = (label) =>
    holds((_, root, label) => {
      const button = [...root.querySelectorAll('button')].find(
        ({ textContent, disabled }) => !disabled && textContent.trim() === label,
      );
      button?.click();
      return Boolean(button);
    }, label);
  return {
    page,
    troubles,
    requests,
    holds,
    press,
    heard,
    hears: (line, times = 1) =>
      until(
        async () => (await heard()).filter((one) => one === line).length === times,
        async () => `${line}: heard ${await heard()}; ${await seen()}; ${troubles}`,
      ),
    shows: (text) => holds((_, root, text) => root.textContent.includes(text), text),
    inState: (state) => holds((block, _, state) => block.state === state, state),
    /** Chooses T-Invest, and pastes a token into its field. */
    async fill(what) {
      await holds((_, root) => {
        const radio = root.querySelector('[type=radio]');
        if (!radio || radio.disabled) return false;
        if (!radio.checked) radio.click();
        return true;
      });
      await holds((_, root, token) => {
        const input = root.querySelector('[part=input]');
        if (!input || input.disabled) return false;
        input.focus();
        input.value = token;
        input.dispatchEvent(
          new InputEvent('input', {
            bubbles: true,
            composed: true,
            inputType: 'insertFromPaste',
            data: token,
          }),
        );
        return true;
      }, token(what));
    },
    /** The page's own button, which takes the block out and brings it back. */
    toggle: () => page.evaluate(() => document.querySelector('main button').click()),
    gone: () => until(() => page.evaluate(() => !document.querySelector('portfolio-connect'))),
    close: () => page.close(),
  };
}

/** From the first look to the last: everything arrived, a refusal, a connection, the list, and back. */
export async function connects(app) {
  await app.shows('Мой портфель');
  await app.shows('Демо-брокер');
  await app.fill('bad');
  await app.press('Подключить портфель');
  await app.hears('failed invalid-token');
  await app.fill();
  await app.press('Подключить портфель');
  await app.hears('connected t-invest');
  await app.shows('Портфель подключен');
  // The list, which `manage` shows.
  await app.press('Отключить');
  await app.press('Да, отключить');
  await app.hears('disconnected t-invest');
  checkRequests(app);
}

/** Taken out while a request is under way, and brought back: one connection, told once. */
export async function survivesRemoval(app) {
  await app.fill('slow');
  await app.press('Подключить портфель');
  await app.inState('submitting');
  await app.toggle();
  await app.gone();
  await app.toggle();
  await app.shows('Мой портфель');
  await app.fill();
  await app.press('Подключить портфель');
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
