/**
 * The demo as a person finds it after `npm start`, by keyboard and under its policy; and its static build in a folder of
 * some host, where a service worker answers.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, get, request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { tokens } from '../../demo/simulators/t-invest.mjs';
import { freePort } from '../support/browsers.mjs';
import { held, until as holds } from '../support/conditions.mjs';
import { launchChromium, newPage } from '../support/launch.mjs';
import { limits } from '../support/limits.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const TOKEN = tokens.full;

const browser = await launchChromium();
after(() => browser.close());

// ── npm start ────────────────────────────────────────────────────────────────────────────────────────────────────

const data = mkdtempSync(join(tmpdir(), 'portfolio-demo-'));
after(() => rmSync(data, { recursive: true, force: true }));

const children = new Set();
after(() => children.forEach((child) => child.kill('SIGKILL')));

function run(command, args, env = {}, detached = false) {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, detached });
  children.add(child);
  const process_ = { child, stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => (process_[name] += text));
  }
  process_.announced = new Promise((resolve) =>
    child.stdout.on('data', () => /^Demo: .*\n/m.test(process_.stdout) && resolve()),
  );
  process_.ended = new Promise((resolve) =>
    child.once('close', (code) => {
      children.delete(child);
      resolve(code);
    }),
  );
  return process_;
}

/** Starts the demo and waits for its line, as long as installing and building may take. */
async function start(port = 0, byNpm = false) {
  const [command, ...args] = byNpm ? ['npm', 'start'] : [process.execPath, 'demo/start.mjs'];
  const demo = run(command, args, { PORT: String(port), DEMO_DATA: data }, byNpm);
  await Promise.race([demo.announced, demo.ended, delay(limits.start, undefined, { ref: false })]);
  demo.url = /^Demo: (http:\/\/localhost:\d+\/)$/m.exec(demo.stdout)?.[1];
  if (!demo.url) throw new Error(`the demo did not start: ${demo.stdout}${demo.stderr}`);
  return demo;
}

const stopped = (demo, signal = 'SIGTERM') => {
  demo.child.kill(signal);
  return demo.ended;
};

// ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────

async function open(url) {
  // A profile of its own, without the last page's service worker.
  const context = await browser.createBrowserContext();
  const page = await newPage(context, 'chromium');
  await page.setViewport({ width: 1280, height: 900 });
  const troubles = [];
  const requests = [];
  page.on('console', (message) => {
    // The browser's own lines about answers that are meant to be failures.
    if (/^Failed to load resource/.test(message.text())) return;
    if (['error', 'warn'].includes(message.type())) troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('request', (request) => requests.push(request));
  await page.evaluateOnNewDocument(() => {
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', (event) =>
      globalThis.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`),
    );
  });
  await page.goto(url);

  const evaluate = (read, ...args) => page.evaluate(read, ...args);
  /** Polls from here, since the policy forbids the eval() that puppeteer's own waiting needs. */
  const until = (condition, ...args) => {
    const circumstances = async () => {
      const text = await evaluate(
        () => document.querySelector('portfolio-connect').shadowRoot.querySelector('section').innerText,
      );
      return `${condition} ${args}\n${text}\n${troubles.join('\n')}`;
    };
    return holds(() => evaluate(condition, ...args), circumstances);
  };
  const the = {
    page,
    requests,
    evaluate,
    until,
    close: () => context.close(),
    press: (key) => page.keyboard.press(key),
    type: (text) => page.keyboard.type(text),
    /** What is said of the attempt. */
    says: (text) =>
      until(
        (text) =>
          document
            .querySelector('portfolio-connect')
            .shadowRoot?.querySelector('[role=status]')
            .textContent.includes(text),
        text,
      ),
    inState: (state) => until((state) => document.querySelector('portfolio-connect').state === state, state),
    log: () => evaluate(() => document.querySelector('[role=log]').innerText),
    /** Presses Tab until what has this role and name has the focus. */
    async tabTo(role, name) {
      for (let n = 0; n < 60; n++) {
        await page.keyboard.press('Tab');
        const found = await page.$(`aria/${name}[role="${role}"]`);
        if (await found?.evaluate((node) => node.getRootNode().activeElement === node)) return found;
      }
      throw new Error(`Tab does not come to ${role} «${name}»`);
    },
    /** The token must be nowhere on the page but in its field. */
    async keepsTheToken() {
      const everything = await evaluate(() => {
        const block = document.querySelector('portfolio-connect');
        return [
          ...[document.documentElement.outerHTML, document.documentElement.innerText, location.href],
          ...[block.shadowRoot.innerHTML, JSON.stringify(localStorage), document.cookie],
        ].join();
      });
      assert.ok(everything.includes('pc-submit'), 'the log was read');
      assert.ok(!everything.includes(TOKEN));
    },
    async isClean() {
      assert.deepEqual(await evaluate(() => globalThis.violations), []);
      assert.deepEqual(troubles, []);
      const { origin } = new URL(url);
      assert.deepEqual(
        requests.map((request) => request.url()).filter((address) => !address.startsWith(`${origin}/`)),
        [],
      );
    },
  };
  await until(() => document.querySelector('portfolio-connect').shadowRoot?.querySelector('[part=input]'));
  return the;
}

describe('npm start', () => {
  let demo;
  before(async () => {
    demo = await start();
  });
  after(() => stopped(demo));

  it('connects a portfolio with the keyboard alone', async () => {
    const page = await open(demo.url);
    await page.tabTo('button', 'Как получить токен?');
    await page.press('Enter');
    await page.until(() =>
      document
        .querySelector('portfolio-connect')
        .shadowRoot.querySelector('ol')
        ?.innerText.includes('Выпустить токен'),
    );
    await page.tabTo('textbox', 'Токен T-Invest API');
    await page.type(TOKEN);
    await page.press('Enter');
    await page.says('Портфель подключен');
    for (const list of ['block', 'page']) {
      const text = await page.evaluate(
        (list) =>
          (list === 'block'
            ? document.querySelector('portfolio-connect').shadowRoot
            : document.querySelector('main')
          ).querySelector('ul').innerText,
        list,
      );
      assert.match(text, /Брокерский счёт[^]*ИИС/, list);
    }

    const log = await page.log();
    for (const event of ['pc-submit', 'pc-connect', 'pc-state-change']) assert.ok(log.includes(event), event);
    await page.keepsTheToken();
    await page.tabTo('button', 'Подключить другой портфель');
    await page.press('Enter');
    await page.inState('idle');
    await page.isClean();
    await page.close();
  });

  it('shows what is connected after a reload; connects it again, and disconnects it', async () => {
    const page = await open(`${demo.url}?access=read-only`);
    const inBlock = (read) =>
      page.until(
        new Function(
          'return Boolean((' + read + ')(document.querySelector("portfolio-connect").shadowRoot))',
        ),
      );
    const items = () =>
      page.evaluate(() =>
        [...document.querySelector('portfolio-connect').shadowRoot.querySelectorAll('[part=connection]')].map(
          (item) => item.innerText,
        ),
      );
    const connect = async (token) => {
      await page.tabTo('textbox', 'Токен T-Invest API');
      await page.type(token);
      await page.press('Enter');
      await page.says('Портфель подключен');
    };
    assert.deepEqual(await items(), []);
    await connect(tokens.full);
    await inBlock((root) => root.querySelector('[part=connection]'));

    await page.page.reload();
    await inBlock((root) => root.querySelector('[part=connection]'));
    const [item, ...more] = await items();
    assert.deepEqual(more, []);
    assert.match(item, /Т-Инвестиции|Тинькофф/);
    assert.match(item, /Портфель подключен/);
    assert.match(item, /Брокерский счёт[^]*ИИС/);
    assert.match(await page.evaluate(() => document.querySelector('#accounts').innerText), /ИИС/);

    // It can do more than was asked for; connected again with another token for the same accounts it stays one.
    assert.match(item, /разрешает и сделки/);
    await page.tabTo('button', 'Подключить заново');
    await page.press('Enter');
    await inBlock((root) => root.querySelector('.again'));
    await connect(tokens.readOnly);
    await inBlock((root) => !root.querySelector('[part=connection] .note'));
    assert.equal((await items()).length, 1);

    await page.tabTo('button', 'Отключить');
    await page.press('Enter');
    await page.tabTo('button', 'Отмена');
    await page.press('Enter');
    const focused = () =>
      page.evaluate(() => document.querySelector('portfolio-connect').shadowRoot.activeElement?.innerText);
    assert.equal(await focused(), 'Отключить');
    await page.press('Enter');
    await page.tabTo('button', 'Да, отключить');
    await page.press('Enter');
    await page.says('Портфель отключен');
    await page.until(() => !document.querySelector('#accounts').childElementCount);
    assert.deepEqual(await items(), []);
    assert.match(await page.log(), /pc-disconnect\s+\{"id":"[\w-]+","broker":"t-invest"\}/);
    await page.keepsTheToken();

    await page.page.reload();
    await inBlock((root) => root.querySelector('.portfolios'));
    assert.deepEqual(await items(), []);
    await page.isClean();
    await page.close();
  });

  it('shows what is wrong with a token that the endpoint refuses', async () => {
    const page = await open(`${demo.url}?scenario=invalid-token`);
    const field = await page.tabTo('textbox', 'Токен T-Invest API');
    await page.type(TOKEN);
    await page.press('Enter');
    await page.says('Скопируйте токен заново');
    assert.equal(await field.evaluate((node) => node.ariaInvalid), 'true');
    assert.equal(await field.evaluate((node) => node.value), TOKEN);
    assert.match(await page.log(), /pc-error\s+\{"error":\{"code":"invalid-token","status":422\}\}/);
    await page.keepsTheToken();
    await page.isClean();
    await page.close();
  });

  it('changes the answer by its panel, and follows a check that takes its time', async () => {
    const page = await open(demo.url);
    await page.tabTo('combobox', 'Ответ сервера');
    await page.press('ArrowDown');
    await page.until(() => location.search === '?scenario=slow');
    await page.tabTo('button', 'Вставить пример токена');
    await page.press('Enter');
    await page.until(() => document.activeElement.localName === 'portfolio-connect');
    await page.press('Enter');
    await page.says('Брокер проверяет токен');
    await page.says('Портфель подключен');
    const checks = page.requests.filter((request) => /\/checks\/\d\?/.test(request.url()));
    assert.equal(checks.length, 3);
    assert.match(await page.log(), /"verifying"[^]*pc-connect/);
    await page.isClean();
    await page.close();
  });

  it('brings about every scenario of its panel', async () => {
    const first = await open(demo.url);
    const scenarios = await first.evaluate(() =>
      [...document.querySelectorAll('[name=scenario] option')].map((option) => option.value),
    );
    const ends = {};
    const bringAbout = async (page, scenario) => {
      await page.page.select('[name=scenario]', scenario);
      // Where the block is set up wrongly there is nothing to paste into.
      const usable = await page.evaluate(async () => {
        const block = document.querySelector('portfolio-connect');
        await block.updateComplete;
        document.querySelector('#clear').click();
        document.querySelector('#sample').click();
        await new Promise((resolve) => setTimeout(resolve));
        const submit = block.shadowRoot.querySelector('[part=submit]');
        if (submit) submit.click();
        else block.connect().catch(() => undefined);
        return Boolean(block.shadowRoot.querySelector('[part=input]'));
      });
      await page.until(() =>
        ['connected', 'failed'].includes(document.querySelector('portfolio-connect').state),
      );
      const [, code = 'connected'] = /"error":\{"code":"([^"]+)"/.exec(await page.log()) ?? [];
      ends[scenario] = code;
      assert.equal(usable, !['invalid-endpoint', 'invalid-configuration'].includes(scenario), scenario);
    };
    // Most of it is waiting: some for the answer, some for the block's own limit. So several pages wait at a time.
    const waiting = [...scenarios];
    const work = async (page) => {
      while (waiting.length > 0) await bringAbout(page, waiting.shift());
      assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
      // Whichever scenario came last here, the next one leaves nothing of it.
      await page.page.select('select', 'connected');
      await page.until(() => !Object.hasOwn(navigator, 'onLine'));
      await page.close();
    };
    await Promise.all([work(first), ...[1, 2, 3].map(async () => work(await open(demo.url)))]);
    const same = Object.fromEntries(scenarios.map((scenario) => [scenario, scenario]));
    assert.deepEqual(ends, {
      ...same,
      slow: 'connected',
      'no-content': 'connected',
      malformed: 'invalid-response',
    });
    assert.equal(scenarios.length, 25);
  });

  it('takes its state from the address, and writes it there', async () => {
    const page = await open(
      `${demo.url}?lang=en&theme=dark&access=read-only&accent=green&disabled=1&scenario=offline&utm=1#connect`,
    );
    const read = () =>
      page.evaluate(() => {
        const block = document.querySelector('portfolio-connect');
        const { lang, access, disabled } = block;
        const root = document.documentElement;
        return {
          ...{ page: root.lang, title: document.title, heading: document.querySelector('h1').innerText },
          ...{ lang, access, disabled, endpoint: block.endpoint, online: navigator.onLine },
          ...{ scheme: getComputedStyle(root).colorScheme, accent: root.className, search: location.search },
        };
      });
    assert.deepEqual(await read(), {
      page: 'en',
      title: 'Your account — Capital View',
      heading: 'Your account',
      lang: 'en',
      access: 'read-only',
      disabled: true,
      endpoint: 'api/portfolio-connections?scenario=offline&access=read-only',
      online: false,
      scheme: 'dark',
      accent: 'accent-green',
      search: '?lang=en&theme=dark&access=read-only&accent=green&disabled=1&scenario=offline&utm=1',
    });
    await page.evaluate(() => {
      for (const [name, value] of Object.entries({ lang: 'ru', theme: 'light', access: 'full' })) {
        const radio = document.querySelector(`[name=${CSS.escape(name)}][value=${CSS.escape(value)}]`);
        radio.click();
      }
      document.querySelector('[name=disabled]').click();
      const select = document.querySelector('select');
      select.value = 'connected';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    assert.deepEqual(await read(), {
      page: 'ru',
      title: 'Личный кабинет — Капитал Обзор',
      heading: 'Личный кабинет',
      lang: 'ru',
      access: 'full',
      disabled: false,
      endpoint: 'api/portfolio-connections?scenario=connected',
      online: true,
      scheme: 'light',
      accent: 'accent-green',
      search: '?theme=light&accent=green&utm=1',
    });
    await page.isClean();
    await page.close();
  });

  it('takes what it does not know in the address for nothing said', async () => {
    const page = await open(`${demo.url}?lang=xx&theme=%3Cb%3E&scenario=nothing&access=`);
    const { lang, endpoint } = await page.evaluate(() => {
      const { lang, endpoint } = document.querySelector('portfolio-connect');
      return { lang, endpoint };
    });
    assert.deepEqual([lang, endpoint], ['ru', 'api/portfolio-connections?scenario=connected']);
    await page.isClean();
    await page.close();
  });

  it('would see a violation of its policy', async () => {
    const page = await open(demo.url);
    await page.evaluate(() => document.body.setAttribute('style', 'color: red'));
    await page.until(() => globalThis.violations.length);
    await assert.rejects(page.isClean(), /style-src/);
    await page.close();
  });

  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  for (const [name, query, width] of [
    ['light', 'theme=light', 1280],
    ['dark', 'theme=dark', 1280],
    ['English, dark, green', 'theme=dark&lang=en&accent=green', 1280],
    ['light, violet, on a phone', 'theme=light&accent=violet', 390],
    ['light, amber', 'theme=light&accent=amber', 1280],
    ['the narrowest page', 'theme=light', 320],
  ]) {
    it(`has no fault that axe finds: ${name}`, async () => {
      const page = await open(`${demo.url}?scenario=connected&${query}`);
      await page.page.setViewport({ width, height: 900 });
      await page.evaluate(() => {
        document.querySelector('#panel').open = true;
        document.querySelector('#sample').click();
      });
      await page.until(() => document.activeElement.localName === 'portfolio-connect');
      const overflow = () => document.documentElement.scrollWidth - innerWidth;
      assert.ok((await page.evaluate(overflow)) <= 0, 'nothing to scroll sideways');
      await page.press('Enter');
      await page.inState('connected');
      assert.ok((await page.evaluate(overflow)) <= 0, 'nothing to scroll sideways');
      await page.evaluate(axe);
      const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
      assert.ok(passes.length > 20);
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
      assert.deepEqual(found, []);
      await page.close();
    });
  }

  it('answers its own page alone, JSON alone, and in reason', async () => {
    const page = await fetch(demo.url);
    const cookie = page.headers.get('set-cookie').split(';')[0];
    assert.match(page.headers.get('set-cookie'), /; HttpOnly; SameSite=Strict/);
    const plain = { 'content-type': 'application/json', cookie };
    const own = { ...plain, 'sec-fetch-site': 'same-origin' };
    const body = JSON.stringify({ broker: 't-invest', credentials: { token: TOKEN } });
    const { host, origin } = new URL(demo.url);
    const post = async (headers, text = body) => {
      const response = await fetch(`${demo.url}api/portfolio-connections`, {
        method: 'POST',
        headers,
        body: text,
      });
      return [response.status, response.headers.get('content-type')];
    };
    const problem = 'application/problem+json';
    assert.deepEqual(await post(own), [201, 'application/json']);
    assert.deepEqual(await post({ ...plain, origin }), [200, 'application/json']);
    assert.deepEqual(await post({ ...own, cookie: '' }), [401, problem]);
    assert.deepEqual(await post({ ...own, 'sec-fetch-site': 'cross-site', origin }), [403, problem]);
    assert.deepEqual(await post({ ...own, 'sec-fetch-site': 'same-site' }), [403, problem]);
    assert.deepEqual(await post({ ...plain, origin: `http://evil.example/${host}` }), [403, problem]);
    assert.deepEqual(await post({ ...own, 'content-type': 'text/plain' }), [415, problem]);
    assert.deepEqual(await post(own, `"${'a'.repeat(16 * 1024)}"`), [413, problem]);
    assert.deepEqual(await post(own, '{'), [400, problem]);
    assert.deepEqual(await post(own, body.replace(TOKEN, '')), [422, problem]);
    const { connections } = await (
      await fetch(`${demo.url}api/portfolio-connections`, { headers: own })
    ).json();
    assert.equal(connections.length, 1);
  });

  it('sends its policy with everything, and no file from outside its folders', async () => {
    for (const path of [
      '',
      'demo.js',
      'portfolio-connect/portfolio-connect.js',
      'api/portfolio-connections',
      'x',
    ]) {
      const { headers } = await fetch(demo.url + path);
      assert.equal(
        headers.get('content-security-policy'),
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html",
        path,
      );
      assert.equal(headers.get('x-content-type-options'), 'nosniff', path);
      assert.equal(headers.get('referrer-policy'), 'same-origin', path);
    }
    for (const path of ['../server.mjs', '%2e%2e/server.mjs', 'portfolio-connect/../../../package.json']) {
      const { port } = new URL(demo.url);
      const status = await new Promise((resolve, reject) =>
        get({ port, path: `/${path}` }, (response) => resolve(response.resume().statusCode)).on(
          'error',
          reject,
        ),
      );
      assert.equal(status, 404, path);
    }
  });

  it('has written nothing but its address all the while', () => {
    assert.equal(demo.stdout, `Demo: ${demo.url}\n`);
    assert.ok(!demo.stderr.includes(TOKEN));
    assert.doesNotMatch(demo.stderr, /error/i);
  });
});

describe('npm start, at its beginning and end', () => {
  it('takes the next port where the one wanted is taken, and ends when told to', async () => {
    const blocker = createServer();
    const port = await freePort();
    await new Promise((resolve) => blocker.listen(port, '127.0.0.1', resolve));
    const demo = await start(port);
    assert.ok(Number(new URL(demo.url).port) > port);
    // A connection that is kept open must not keep it from ending.
    const silent = request(`${demo.url}api/portfolio-connections?scenario=timeout`, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
    });
    const closed = once(silent, 'error');
    silent.end('{"broker":"t-invest","credentials":{"token":"x"}}');
    await once(silent, 'finish');
    assert.equal(await stopped(demo, 'SIGINT'), 0);
    assert.equal((await closed)[0].code, 'ECONNRESET');
    await new Promise((resolve) => blocker.close(resolve));
  });

  it('ends with npm', { skip: process.platform === 'win32' }, async () => {
    const demo = await start(0, true);
    try {
      // It has ended once nobody holds its output any more: neither does the server.
      const end = await Promise.race([stopped(demo), delay(limits.condition, 'never', { ref: false })]);
      assert.notEqual(end, 'never');
      await assert.rejects(fetch(demo.url));
    } finally {
      try {
        process.kill(-demo.child.pid, 'SIGKILL');
      } catch {
        // All of them have ended, as they should.
      }
    }
  });

  it('says what is wrong with a port that is none', async () => {
    const demo = run(process.execPath, ['demo/start.mjs'], { PORT: '80x' });
    assert.equal(await demo.ended, 1);
    assert.equal(demo.stderr, 'The demo could not be started: PORT=80x is not a port (0 to 65535)\n');
    assert.equal(demo.stdout, '');
  });
});

describe('npm run build:demo', () => {
  const folder = new URL('../../dist-demo/', import.meta.url);
  const types = { html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };
  let server;
  let url;
  /** What came to the host, what it waits for before it hands out mock.js, and what it does not have. */
  let seen;
  let released;
  let missing;

  before(async () => {
    const build = run('npm', ['run', 'build:demo']);
    assert.equal(await build.ended, 0, build.stderr);
    server = createServer(async ({ url: address, method }, response) => {
      const path = new URL(address, 'http://x').pathname;
      seen.push(`${method} ${path}`);
      if (!path.startsWith('/some/path/') || path.endsWith(missing)) return response.writeHead(404).end();
      const name = path.slice('/some/path/'.length) || 'index.html';
      if (name === 'mock.js') await released;
      try {
        const body = readFileSync(new URL(name, folder));
        const type = types[name.split('.').at(-1)] ?? 'application/octet-stream';
        response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${server.address().port}/some/path/`;
  });
  after(() => {
    server?.closeAllConnections();
    server?.close();
  });
  beforeEach(() => {
    seen = [];
    released = Promise.resolve();
    missing = 'nothing';
  });

  const usable = () =>
    document.querySelector('portfolio-connect').shadowRoot?.querySelector('[part=input]')?.disabled === false;

  it('connects under a folder of a host that only has files', async () => {
    const page = await open(`${url}?scenario=slow`);
    await page.until(usable);
    await page.tabTo('textbox', 'Токен T-Invest API');
    await page.type(TOKEN);
    await page.press('Enter');
    await page.says('Брокер проверяет токен');
    await page.says('Портфель подключен');
    await page.keepsTheToken();
    await page.isClean();
    assert.deepEqual(
      seen.filter((line) => !line.startsWith('GET /some/path/') || line.includes('/api/')),
      [],
      'nothing is asked of the host but files of that folder',
    );
    await page.close();
  });

  it('keeps the block from being used until the worker answers', async () => {
    const { promise, release } = held();
    released = promise;
    const page = await open(url);
    await page.until(() => document.querySelector('portfolio-connect').disabled);
    await holds(() => seen.includes('GET /some/path/mock.js'));
    assert.equal(await page.evaluate(usable), false);
    release();
    await page.until(usable);
    await page.close();
  });

  it('says so where no worker can be had', async () => {
    missing = 'mockServiceWorker.js';
    const page = await open(`${url}?lang=en`);
    await page.until(() =>
      document.querySelector('[role=alert]').innerText.startsWith('There is no server here'),
    );
    assert.equal(await page.evaluate(usable), false);
    await page.close();
  });

  for (const [scenario, code] of [
    ['redirected', 'redirected'],
    ['malformed', 'invalid-response'],
    ['rate-limited', 'rate-limited'],
    ['timeout', 'timeout'],
  ]) {
    it(`answers as the server does: ${scenario}`, async () => {
      const page = await open(`${url}?scenario=${scenario}`);
      await page.until(usable);
      await page.evaluate(() => document.querySelector('#sample').click());
      await page.press('Enter');
      await page.inState('failed');
      assert.match(await page.log(), new RegExp(`"code":"${code}"`));
      await page.close();
    });
  }
});
