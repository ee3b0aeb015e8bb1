/**
 * The script-tag files as a page has them: under the policy of the README, with integrity, twice, both, and over a network
 * that fails. Needs `npm run build`.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { findFirefox } from '../support/browsers.mjs';
import { until } from '../support/conditions.mjs';
import { classicTag, closeBrowsers, CSP, moduleTag, open, startSite, TOKEN } from '../support/cdn-site.mjs';

const site = await startSite();
after(() => site.stop());
after(closeBrowsers);
// What one test breaks is whole for the next one, also where it failed.
afterEach(() =>
  Object.assign(site, { fail: undefined, tamper: undefined, hang: undefined, connections: [] }),
);

const block = '<portfolio-connect endpoint="/api/portfolio-connections" lang="ru"></portfolio-connect>';
/** The same, with these brokers. */
const offering = (brokers) => block.replace(' lang', ` brokers="${brokers}" lang`);

/** Chooses, opens the guide, fails, corrects, connects, starts over: everything that loads or renders something. */
async function mainFlow(page) {
  await page.press('Как получить токен?');
  await page.shows('Выпустить токен');
  await page.type('t.wrong-token-of-sufficient-length-to-be-sent-without-any-doubt-at-all-0123');
  await page.press('Подключить портфель');
  await page.shows('Скопируйте токен заново');
  await page.type(TOKEN);
  await page.press('Подключить портфель');
  await page.shows('Портфель подключен');
  await page.shows('Брокерский счёт');
  await page.press('Подключить другой портфель');
  await page.shows('Подключить портфель');
  await page.evaluate(() => (document.querySelector('portfolio-connect').lang = 'en'));
  await page.shows('Connect portfolio');
}

const markup = {
  'portfolio-connect.js': moduleTag(),
  'portfolio-connect.classic.js': classicTag(),
  'the module under another address': moduleTag('?v=2'),
  'the module twice, under two addresses': moduleTag() + moduleTag('?v=2'),
  'the classic script twice': classicTag() + classicTag('?v=2', 'defer'),
  'the module, then the classic script': moduleTag() + classicTag('', 'defer'),
};
/** Here the module is evaluated although the tag is taken: a second Lit, with a second policy. */
const markupWithTwoLits = {
  'the classic script, then the module': classicTag() + moduleTag(),
  'both, each twice': moduleTag() + classicTag() + moduleTag('?v=2') + classicTag('?v=2', 'defer'),
};

describe('under the policy of the contract', () => {
  for (const [name, tags] of Object.entries(markup)) {
    it(`works without any violation: ${name}`, async () => {
      const page = await open('chromium', site, tags + block);
      await mainFlow(page);
      assert.deepEqual(await page.violations(), []);
      assert.deepEqual(page.troubles, []);
      assert.deepEqual(page.foreign(), []);
      assert.equal(await page.evaluate(() => document.querySelectorAll('portfolio-connect').length), 1);
      await page.close();
    });
  }

  for (const [name, tags] of Object.entries(markupWithTwoLits)) {
    it(`works, and all that is reported is the second Lit's policy: ${name}`, async () => {
      const page = await open('chromium', site, tags + block);
      await mainFlow(page);
      assert.deepEqual(await page.violations(), ['trusted-types: trusted-types-policy lit-html']);
      await page.close();
    });

    it(`works without any violation where the policy allows duplicates: ${name}`, async () => {
      const page = await open('chromium', site, tags + block, { csp: `${CSP} 'allow-duplicates'` });
      await mainFlow(page);
      assert.deepEqual(await page.violations(), []);
      assert.deepEqual(page.troubles, []);
      await page.close();
    });
  }

  it('would see a violation', async () => {
    const page = await open('chromium', site, `${moduleTag()}${block}<p style="color: red">x</p>`);
    await page.shows('Подключить портфель');
    assert.match((await page.violations()).join(), /style-src/);
    await page.evaluate(() => {
      try {
        document.body.innerHTML = '<i></i>';
      } catch {
        // That is what trusted types do.
      }
    });
    assert.match((await page.violations()).join(), /require-trusted-types-for/);
    await page.close();
  });

  it('works in Firefox', { skip: !findFirefox() }, async () => {
    const page = await open('firefox', site, moduleTag() + block);
    await mainFlow(page);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.troubles, []);
    assert.deepEqual(page.foreign(), []);
    await page.close();
  });
});

describe('manage', () => {
  const managed = block.replace(' lang', ' manage lang');
  const chunks = () => site.requests.filter(({ path }) => path.startsWith('/chunks/connections-'));
  const connections = [
    { id: 'c1', broker: 't-invest', state: 'active', accounts: [{ id: 'a', name: 'На пенсию' }] },
  ];
  const manages = async (page, loaded) => {
    await page.shows('На пенсию');
    await page.press('Отключить');
    await page.press('Да, отключить');
    await page.shows('Портфель отключен');
    assert.deepEqual(site.connections, []);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.troubles, []);
    assert.deepEqual(page.foreign(), []);
    // The classic script has everything in one.
    assert.equal(chunks().length, loaded);
  };

  for (const [name, tag, loaded] of [
    ['portfolio-connect.js', moduleTag(), 1],
    ['portfolio-connect.classic.js', classicTag(), 0],
  ]) {
    it(`shows connections and removes them: ${name}`, async () => {
      site.connections = connections;
      const page = await open('chromium', site, tag + managed);
      await manages(page, loaded);
      await page.close();
    });

    it(`costs nothing where it is absent: ${name}`, async () => {
      const page = await open('chromium', site, tag + block);
      await mainFlow(page);
      await page.idle();
      assert.deepEqual(chunks(), []);
      assert.deepEqual(
        site.requests.filter(({ method, path }) => method === 'GET' && path.startsWith('/api/')),
        [],
      );
      await page.close();
    });
  }

  it('works in Firefox', { skip: !findFirefox() }, async () => {
    site.connections = connections;
    const page = await open('firefox', site, classicTag() + managed);
    await manages(page, 0);
    await page.close();
  });
});

describe('more than eight brokers', () => {
  const offer = (page) =>
    page.evaluate(() => {
      const own = Array.from({ length: 9 }, (_, index) => ({
        id: `own-${index}`,
        name: `Свой ${index}`,
        fields: [{ name: 'key', label: 'Ключ' }],
      }));
      document.querySelector('portfolio-connect').brokers = ['t-invest', ...own];
    });
  const search = (page, query) =>
    page.evaluate((query) => {
      const input = document.querySelector('portfolio-connect').shadowRoot.querySelector('[type=search]');
      input.value = query;
      input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    }, query);
  const radios = (wanted) => (page) =>
    page.until(
      (wanted) =>
        document.querySelector('portfolio-connect').shadowRoot.querySelectorAll('[type=radio]').length ===
        wanted,
      wanted,
    );

  for (const [name, tag] of [
    ['portfolio-connect.js', moduleTag()],
    ['portfolio-connect.classic.js', classicTag()],
  ]) {
    it(`are found by name: ${name}`, async () => {
      const page = await open('chromium', site, tag + block);
      await offer(page);
      await page.shows('Найти брокера');
      await search(page, 'tbank');
      await radios(1)(page);
      await search(page, '');
      await radios(10)(page);
      assert.deepEqual(await page.violations(), []);
      assert.deepEqual(page.troubles, []);
      assert.deepEqual(page.foreign(), []);
      await page.close();
    });
  }

  it('are listed where the box is missing', async () => {
    let asked = 0;
    site.fail = (path) => path.includes('/chunks/broker-search') && ++asked > 0;
    const page = await open('chromium', site, moduleTag() + block);
    await offer(page);
    await radios(10)(page);
    await until(() => asked > 0);
    const roundTrips = () =>
      page.evaluate(async () => {
        for (let n = 0; n < 20; n++) await fetch(`/?${n}`);
      });
    // It is not asked for over and over: after so many round trips that it has failed, so many more, and it has not been again.
    await roundTrips();
    const before = asked;
    await roundTrips();
    assert.ok(before > 0 && asked === before, `${asked - before} more`);
    // It is, when somebody comes to the block, and what is listed stays meanwhile.
    await page.evaluate(async () => {
      const element = document.querySelector('portfolio-connect');
      element.brokers = Array.from({ length: 70 }, (_, n) => ({
        id: `own-${n}`,
        name: `Broker ${n}`,
        fields: [{ name: 'token', label: 'Token' }],
      }));
      const count = () => element.shadowRoot.querySelectorAll('[type=radio]').length;
      while (count() < 70) await new Promise((resolve) => setTimeout(resolve, 5));
      globalThis.fewest = 70;
      const look = () => (globalThis.fewest = Math.min(globalThis.fewest, count()));
      new globalThis.MutationObserver(look).observe(element.shadowRoot, { childList: true, subtree: true });
      element.shadowRoot.querySelector('[type=radio]').click();
    });
    await until(() => asked > before);
    const fewest = await page.evaluate(async () => {
      for (let n = 0; n < 5; n++) await fetch(`/?${n}`);
      return globalThis.fewest;
    });
    assert.equal(fewest, 70);
    site.fail = undefined;
    await page.close();
  });
});

/** What the build minifies or leaves out must not be missed. */
describe('the built files', () => {
  for (const [name, tag] of [
    ['portfolio-connect.js', moduleTag()],
    ['portfolio-connect.classic.js', classicTag()],
  ]) {
    const set = (page, properties) =>
      page.evaluate((properties) => {
        const answer = JSON.stringify(properties.answer);
        Object.assign(document.querySelector('portfolio-connect'), properties, {
          fetch: () => Promise.resolve(new Response(answer)),
        });
      }, properties);

    it(`check answers: ${name}`, async () => {
      const page = await open('chromium', site, tag + block);
      const wrong = [
        [],
        7,
        { id: 1 },
        { accounts: [{ name: {} }] },
        { state: 'asleep' },
        { expiresAt: 'soon' },
      ];
      for (const answer of wrong) {
        await set(page, { answer });
        await page.type(TOKEN);
        const reason = await page.evaluate(() =>
          document
            .querySelector('portfolio-connect')
            .connect()
            .then(String, ({ message }) => message),
        );
        assert.match(reason, /^the answer is not a Connection: /, JSON.stringify(answer));
      }
      const answer = { accounts: [{ id: 'a', name: 'Счёт', more: 1 }], more: { x: [] } };
      await set(page, { answer });
      const connection = await page.evaluate(() => document.querySelector('portfolio-connect').connect());
      assert.deepEqual(connection, { accounts: [{ id: 'a', name: 'Счёт' }] });
      await page.close();
    });

    it(`check definitions: ${name}`, async () => {
      const page = await open('chromium', site, tag + block);
      const guide = [{ text: 'a' }, { text: 'b', link: { url: 'http://x.example', text: 'x' } }];
      const sound = { id: 'own', name: 'Own', fields: [{ name: 'key', label: 'Key' }] };
      await set(page, { brokers: [sound, { ...sound, id: 'bad', guide }, { ...sound, id: 'B' }, null] });
      await page.until(() => document.querySelector('portfolio-connect').broker === 'own');
      await page.shows('сайт настроил её неверно');
      const told = () => page.troubles.join('\n');
      for (const fault of ['[1] is broken at "guide.1.link.url"', '[2] is broken at "id"', '[3] is broken']) {
        await until(
          () => told().includes(fault),
          () => `${fault} is not in ${told()}`,
        );
      }
      await page.close();
    });

    it(`draw the words on the guide's pictures: ${name}`, async () => {
      const page = await open('chromium', site, tag + block);
      await page.press('Как получить токен?');
      await page.shows('Выпустить токен');
      const widths = await page.evaluate(() =>
        [...document.querySelector('portfolio-connect').shadowRoot.querySelectorAll('svg text')]
          .filter((text) => text.textContent)
          .map((text) => text.getBoundingClientRect().width),
      );
      assert.ok(widths.length >= 5 && widths.every((width) => width > 0), String(widths));
      await page.close();
    });

    it(`leave the tag alone below the browser floor: ${name}`, async () => {
      const below = `<script src="/below-the-floor.js"></script>`;
      const page = await open(
        'chromium',
        site,
        `${below}${tag}<portfolio-connect>Пишите нам</portfolio-connect>`,
      );
      await page.idle();
      assert.equal(await page.evaluate(() => customElements.get('portfolio-connect') === undefined), true);
      assert.equal(await page.evaluate(() => document.body.innerText.trim()), 'Пишите нам');
      assert.deepEqual(page.troubles, []);
      await page.close();
    });
  }
});

describe('integrity', () => {
  const folder = new URL('../../dist/cdn/', import.meta.url);
  const json = (file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8'));

  it('is listed for every file, rightly', () => {
    const files = readdirSync(folder, { recursive: true })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => path.endsWith('.js'));
    const hash = (file) =>
      `sha384-${createHash('sha384')
        .update(readFileSync(new URL(file, folder)))
        .digest('base64')}`;
    assert.deepEqual(Object.entries(json('sri.json')).sort(), files.map((file) => [file, hash(file)]).sort());
  });

  const withIntegrity = () => {
    const hashes = json('sri.json');
    const map = JSON.stringify(json('importmap.json'));
    const csp = CSP.replace(
      "script-src 'self'",
      `script-src 'self' 'sha256-${createHash('sha256').update(map).digest('base64')}'`,
    );
    const attributes = `integrity="${hashes['portfolio-connect.js']}" crossorigin="anonymous"`;
    return {
      csp,
      html: `<script type="importmap">${map}</script>${moduleTag('', attributes)}${block}`,
      hashes,
    };
  };

  it('lets the page work, on the script tag and by import map', async () => {
    const { csp, html } = withIntegrity();
    const page = await open('chromium', site, html, { csp });
    await mainFlow(page);
    assert.deepEqual(await page.violations(), []);
    assert.deepEqual(page.troubles, []);
    await page.close();
  });

  it('is what the classic script needs', async () => {
    const attributes = `integrity="${withIntegrity().hashes['portfolio-connect.classic.js']}" crossorigin="anonymous"`;
    const page = await open('chromium', site, classicTag('', attributes) + block);
    await mainFlow(page);
    assert.deepEqual(page.troubles, []);
    await page.close();
  });

  it('keeps out a chunk that was tampered with: `network`, and nothing is sent', async () => {
    const { csp, html } = withIntegrity();
    site.tamper = isChunk;
    const page = await open('chromium', site, html, { csp });
    await page.type(TOKEN);
    await page.press('Подключить портфель');
    await page.shows('Часть страницы не загрузилась');
    assert.deepEqual(site.posts(), []);
    site.tamper = undefined;
    await page.close();
  });
});

/** What is needed to submit, in Russian. */
const chunks = readdirSync(new URL('../../dist/cdn/chunks/', import.meta.url)).filter((name) =>
  /^(session|ru)-.*\.js$/.test(name),
);
const isChunk = (path) => chunks.some((name) => path.endsWith(name));

describe('a chunk that fails to load', () => {
  for (const engine of ['chromium', 'firefox']) {
    const skip = engine === 'firefox' && !findFirefox();
    for (const chunk of chunks) {
      for (const failures of [1, 6]) {
        const name = `is a network error that can be retried: ${failures} × ${chunk.replace(/-.*/, '')} in ${engine}`;
        it(name, { skip }, async () => {
          site.fail = (path) => path.endsWith(chunk);
          const page = await open(engine, site, moduleTag() + block);
          await page.type(TOKEN);
          await page.evaluate(() => {
            globalThis.errors = 0;
            document.addEventListener('pc-error', () => globalThis.errors++);
          });
          for (let n = 1; n <= failures; n++) {
            await page.press('Подключить портфель');
            // Until it is over: meanwhile the state is that of the attempt before, and a click is a second one.
            await page.until((count) => globalThis.errors === count, n);
            await page.shows('Часть страницы не загрузилась');
          }
          // Its sign must be there without any chunk.
          const sign = await page.evaluate(() => {
            const { shadowRoot } = document.querySelector('portfolio-connect');
            return getComputedStyle(shadowRoot.querySelector('p.finding'), '::before').content;
          });
          assert.match(sign, /!/);
          assert.deepEqual(site.posts(), []);
          site.fail = undefined;
          await page.press('Подключить портфель');
          await page.shows('Портфель подключен');
          assert.equal(site.posts().length, 1);
          await page.close();
        });
      }
    }

    it(`does not keep the guide closed for good in ${engine}`, { skip }, async () => {
      site.fail = (path) => path.includes('guide');
      const page = await open(engine, site, moduleTag() + block);
      await page.press('Как получить токен?');
      await page.shows('Часть страницы не загрузилась');
      site.fail = undefined;
      await page.press('Как получить токен?');
      await page.press('Как получить токен?');
      await page.shows('Выпустить токен');
      await page.close();
    });
  }

  it('says that a broker is missing, and loads it when it is asked to; the others work meanwhile', async () => {
    site.fail = (path) => path.includes('/chunks/alpaca');
    const page = await open('chromium', site, moduleTag() + offering('t-invest alpaca'));
    await page.shows('Часть страницы не загрузилась');
    await page.shows('Тинькофф');
    assert.ok((await page.evaluate(() => globalThis.steps)).includes('chunk-failed'));
    await page.press('Повторить');
    await until(() => site.requests.filter(({ path }) => path.includes('/chunks/alpaca')).length === 2);
    await page.shows('Часть страницы не загрузилась');
    site.fail = undefined;
    await page.press('Повторить');
    await page.shows('Alpaca');
    await page.until(() => !globalThis.textIn(document.body).includes('не загрузилась'));
    await page.close();
  });

  it('says so where it is the only broker, too, and asks nobody for a secret', async () => {
    site.fail = (path) => path.includes('/chunks/alpaca');
    const page = await open('chromium', site, moduleTag() + offering('alpaca'));
    await page.shows('Часть страницы не загрузилась');
    assert.equal(
      await page.evaluate(() =>
        document.querySelector('portfolio-connect').shadowRoot.querySelector('[part=input]'),
      ),
      null,
    );
    site.fail = undefined;
    await page.press('Повторить');
    await page.shows('Secret Key');
    await page.close();
  });

  it('leaves the form as it is where the list of connections is missing', async () => {
    site.fail = (path) => path.includes('/chunks/connections');
    site.connections = [{ id: 'c1', accounts: [{ id: 'a', name: 'На пенсию' }] }];
    const page = await open('chromium', site, moduleTag() + block.replace(' lang', ' manage lang'));
    await page.shows('Часть страницы не загрузилась');
    assert.ok((await page.evaluate(() => globalThis.steps)).includes('chunk-failed'));
    await page.type(TOKEN);
    await page.press('Подключить портфель');
    await page.shows('Портфель подключен');
    site.fail = undefined;
    // Each time the person comes back to the block it is tried again. A try that began before, and fails, may still be
    // under way at the first time.
    await page.until(() => {
      document.activeElement?.blur();
      document.querySelector('portfolio-connect').focus();
      return globalThis.textIn(document.body).includes('На пенсию');
    });
    await page.close();
  });

  it('shows the block in Russian where the language cannot be loaded', async () => {
    site.fail = (path) => path.includes('/chunks/en');
    const page = await open('chromium', site, moduleTag() + block.replace('"ru"', '"en"'));
    await page.shows('Подключить портфель');
    site.fail = undefined;
    await page.close();
  });
});

describe('what is pasted before the checks are there', () => {
  it('is looked at as soon as they are, without the button', async () => {
    site.fail = (path) => path.includes('/chunks/session');
    const page = await open('chromium', site, moduleTag() + block);
    await page.shows('Подключить портфель');
    const paste = () => {
      const input = document.querySelector('portfolio-connect').shadowRoot.querySelector('[part=input]');
      input.focus();
      input.value = 't.••••';
      const how = { inputType: 'insertFromPaste', bubbles: true, composed: true };
      input.dispatchEvent(new InputEvent('input', how));
    };
    await page.evaluate(paste);
    await until(() => site.requests.some(({ path }) => path.includes('/chunks/session')));
    site.fail = undefined;
    // Whoever comes back to the block has it tried again.
    await page.until(() => {
      const { activeElement } = document.querySelector('portfolio-connect').shadowRoot;
      activeElement?.blur();
      document.querySelector('portfolio-connect').focus();
      return globalThis.textIn(document.body).includes('вместо знаков в ней точки или звёздочки');
    });
    assert.deepEqual(site.posts(), []);
    await page.close();
  });
});

describe('a chunk that never comes', () => {
  /** Writes down the codes of every `pc-error`, from the start. */
  const listen = '<script src="/listen.js"></script>';
  /** What `connect()` ends with, once it does. */
  const connect = (page) =>
    page.evaluate(() => {
      globalThis.outcome = undefined;
      document
        .querySelector('portfolio-connect')
        .connect()
        .then(
          ({ id }) => (globalThis.outcome = id),
          ({ code }) => (globalThis.outcome = code),
        );
    });
  const ends = (page, outcome) => page.until((expected) => globalThis.outcome === expected, outcome);
  const setTimeout = (page, timeout) =>
    page.evaluate((timeout) => (document.querySelector('portfolio-connect').timeout = timeout), timeout);

  for (const engine of ['chromium', 'firefox']) {
    const skip = engine === 'firefox' && !findFirefox();
    for (const chunk of chunks) {
      const name = `${chunk.replace(/-.*/, '')} in ${engine}`;

      it(
        `is waited for in plain sight until it is cancelled, and then asked for again: ${name}`,
        { skip },
        async () => {
          site.hang = (path) => path.endsWith(chunk);
          const page = await open(engine, site, moduleTag() + block);
          await page.type(TOKEN);
          await page.press('Подключить портфель');
          await page.shows('Загружаем…');
          await page.press('Отмена');
          await page.until(() => document.querySelector('portfolio-connect').state === 'failed');
          await page.until(() => !globalThis.textIn(document.body).includes('Загружаем…'));
          site.hang = undefined;
          await page.press('Подключить портфель');
          await page.shows('Портфель подключен');
          assert.equal(site.posts().length, 1);
          await page.close();
        },
      );

      for (const method of ['cancel', 'reset']) {
        it(`ends with ${method}(): ${name}`, { skip }, async () => {
          site.hang = (path) => path.endsWith(chunk);
          const page = await open(engine, site, moduleTag() + block);
          await page.shows('Подключить портфель');
          await connect(page);
          await page.shows('Загружаем…');
          await page.evaluate((method) => document.querySelector('portfolio-connect')[method](), method);
          await ends(page, 'cancelled');
          site.hang = undefined;
          await page.type(TOKEN);
          await connect(page);
          await ends(page, '1');
          await page.close();
        });
      }

      it(
        `ends with the block's timeout, says what to do, and is asked for again: ${name}`,
        { skip },
        async () => {
          site.hang = (path) => path.endsWith(chunk);
          const page = await open(
            engine,
            site,
            listen + moduleTag() + block.replace(' lang', ' timeout="200" lang'),
          );
          await page.type(TOKEN);
          await connect(page);
          await ends(page, 'timeout');
          assert.deepEqual(await page.evaluate(() => globalThis.codes), ['timeout']);
          await page.shows('обновите страницу');
          await page.shows('после обновления поля будут пустыми');
          assert.deepEqual(site.posts(), []);
          site.hang = undefined;
          await setTimeout(page, 30_000);
          await connect(page);
          await ends(page, '1');
          await page.close();
        },
      );
    }
  }

  it('is asked for again by an attempt that begins at the very moment in which another is cancelled', async () => {
    site.hang = isChunk;
    const page = await open('chromium', site, moduleTag() + block);
    await page.type(TOKEN);
    await connect(page);
    await page.shows('Загружаем…');
    site.hang = undefined;
    await page.evaluate(() => document.querySelector('portfolio-connect').cancel());
    await connect(page);
    await ends(page, '1');
    await page.close();
  });

  it('leaves the focus where it is once it comes', async () => {
    let come;
    const coming = new Promise((resolve) => (come = resolve));
    site.hang = (path) => isChunk(path) && coming;
    const page = await open('chromium', site, moduleTag() + block);
    await page.type(TOKEN);
    await page.press('Подключить портфель');
    await page.shows('Загружаем…');
    await page.evaluate(() => {
      const root = document.querySelector('portfolio-connect').shadowRoot;
      globalThis.cancel = [...root.querySelectorAll('button')].find(({ textContent }) =>
        textContent.includes('Отмена'),
      );
      globalThis.cancel.focus();
      globalThis.lost = false;
      globalThis.cancel.addEventListener('blur', () => (globalThis.lost ||= !globalThis.sent));
      document.addEventListener('pc-state-change', ({ detail }) => {
        if (detail.state === 'submitting') globalThis.sent = true;
      });
    });
    come();
    await page.shows('Портфель подключен');
    assert.equal(await page.evaluate(() => globalThis.lost), false);
    await page.close();
  });

  it('is told in words where it was to check the brokers of the page', async () => {
    site.fail = (path) => path.includes('/chunks/session');
    const page = await open('chromium', site, moduleTag() + block);
    await page.evaluate(() => {
      const own = { id: 'own', name: 'Свой', fields: [{ name: 'key', label: 'Ключ' }] };
      document.querySelector('portfolio-connect').brokers = [own];
    });
    await page.shows('обновите страницу');
    await page.close();
  });

  it('is no reason to speak of a token where there is none', async () => {
    site.fail = isChunk;
    const page = await open('chromium', site, moduleTag() + block);
    await page.shows('Подключить портфель');
    await connect(page);
    await ends(page, 'network');
    await page.shows('обновите страницу');
    assert.ok(!(await page.evaluate(() => globalThis.textIn(document.body))).includes('токен:'));
    await page.close();
  });

  it('is told to the page where it is the list of connections', async () => {
    site.fail = (path) => path.includes('/chunks/connections');
    const page = await open('chromium', site, listen + moduleTag() + block.replace(' lang', ' manage lang'));
    await page.until(() => globalThis.codes?.includes('network'));
    await page.shows('обновите страницу');
    await page.close();
  });

  it('is told once, however often the block is drawn meanwhile', async () => {
    site.hang = (path) => path.includes('/chunks/connections');
    const managed = block.replace(' lang', ' manage timeout="300" lang');
    const page = await open('chromium', site, listen + moduleTag() + managed);
    await page.shows('Подключить портфель');
    await page.evaluate(async () => {
      const el = document.querySelector('portfolio-connect');
      for (const heading of ['Один', 'Два', 'Три']) {
        el.messages = { heading };
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
    await page.shows('обновите страницу');
    assert.deepEqual(await page.evaluate(() => globalThis.codes), ['timeout']);
    await page.close();
  });

  it('does not keep the guide from being asked for again', async () => {
    site.hang = (path) => path.includes('/chunks/guide');
    const page = await open('chromium', site, moduleTag() + block);
    await page.shows('Подключить портфель');
    await setTimeout(page, 200);
    await page.press('Как получить токен?');
    await page.shows('Загружаем…');
    await page.shows('Часть страницы не загрузилась');
    site.hang = undefined;
    await setTimeout(page, 30_000);
    await page.press('Как получить токен?');
    await page.press('Как получить токен?');
    await page.shows('Выпустить токен');
    await page.close();
  });

  it('does not keep the block from being drawn where it is the language', async () => {
    site.hang = (path) => path.includes('/chunks/en');
    const page = await open('chromium', site, moduleTag() + block.replace('"ru"', '"en" timeout="200"'));
    await page.shows('Подключить портфель');
    await page.close();
  });
});

describe('the transport', () => {
  for (const [name, act] of [
    [
      'the block is focused',
      (page) => page.evaluate(() => document.querySelector('portfolio-connect').focus()),
    ],
    [
      'a broker is chosen',
      (page) =>
        page.evaluate(() => {
          const radio = document.querySelector('portfolio-connect').shadowRoot.querySelector('[type=radio]');
          radio.checked = false;
          radio.click();
        }),
    ],
  ]) {
    it(`is fetched ahead when ${name}, and not before`, async () => {
      const choosing = block.replace(
        '<portfolio-connect',
        '<portfolio-connect choose-broker broker="t-invest"',
      );
      const page = await open('chromium', site, moduleTag() + choosing);
      await page.shows('Подключить портфель');
      const loaded = () => site.requests.filter(({ path }) => isChunk(path)).length;
      await page.idle();
      assert.equal(loaded(), 0);
      await act(page);
      await until(() => loaded() === chunks.length);
      await page.type(TOKEN);
      await page.press('Подключить портфель');
      await page.shows('Портфель подключен');
      assert.equal(loaded(), chunks.length);
      await page.close();
    });
  }

  it('and everything else that is lazy stays away from a page that only shows the block', async () => {
    const page = await open('chromium', site, moduleTag() + block);
    await page.shows('Подключить портфель');
    await page.idle();
    assert.deepEqual(
      site.requests.map(({ path }) => path.replace(/-[\w-]{8}\.js$/, '.js')),
      ['/', '/portfolio-connect.js', '/chunks/block.js'],
    );
    await page.close();
  });
});

describe('a built-in broker', () => {
  const loaded = () =>
    site.requests
      .map(({ path }) => path.replace(/-[\w-]{8}\.js$/, '.js'))
      .filter((path) => /chunks/.test(path));

  it('that a page does not offer is not loaded', async () => {
    const page = await open('chromium', site, moduleTag() + offering('t-invest'));
    await page.shows('Подключить портфель');
    await page.idle();
    assert.deepEqual(loaded(), ['/chunks/block.js']);
    await page.close();
  });

  it('that it offers is one request, and its guide another, once it is opened', async () => {
    const page = await open('chromium', site, moduleTag() + offering('t-invest alpaca'));
    await page.shows('Alpaca');
    await page.idle();
    assert.deepEqual(loaded(), ['/chunks/block.js', '/chunks/alpaca.js']);
    await page.evaluate(() =>
      document.querySelector('portfolio-connect').shadowRoot.querySelectorAll('[type=radio]')[1].click(),
    );
    await page.press('Как получить токен?');
    await page.shows('Generate New Keys');
    assert.ok(loaded().includes('/chunks/alpaca-guide.js'));
    assert.ok(!loaded().includes('/chunks/t-invest-guide.js'));
    assert.deepEqual(page.troubles, []);
    await page.close();
  });

  it('is none of the classic script: a page gives its definition', async () => {
    const page = await open('chromium', site, classicTag() + offering('t-invest alpaca'));
    await page.shows('Тинькофф');
    await page.until(() => globalThis.textIn(document.body).includes('Форма не работает'));
    assert.match(page.troubles.join(), /unknown broker "alpaca"/);
    assert.deepEqual(loaded(), []);
    await page.close();
  });
});

describe('memory', () => {
  let page;
  before(async () => {
    page = await open('chromium', site, moduleTag());
    await page.until(() => customElements.get('portfolio-connect'));
  });
  after(() => page.close());

  const cycles = (times, use) =>
    page.evaluate(
      async (times, use) => {
        for (let n = 0; n < times; n++) {
          const el = document.createElement('portfolio-connect');
          el.setAttribute('endpoint', '/api/portfolio-connections');
          if (n % 2) el.setAttribute('lang', 'ru');
          document.body.append(el);
          await el.updateComplete;
          if (use) {
            el.shadowRoot.querySelector('[part=input]').value = 'x';
            el.shadowRoot.querySelector('[aria-expanded]').click();
            await el.connect().catch(() => undefined);
            await el.updateComplete;
          }
          el.remove();
        }
      },
      times,
      use,
    );

  it('would see blocks that are kept', async () => {
    const start = await page.counts();
    await page.evaluate(() => {
      globalThis.kept = document.createElement('portfolio-connect');
      globalThis.kept.addEventListener('click', () => undefined);
    });
    const end = await page.counts();
    await page.evaluate(() => delete globalThis.kept);
    assert.ok(end.nodes > start.nodes && end.listeners > start.listeners);
  });

  for (const [name, times, use] of [
    ['1,000 blocks that come and go', 1000, false],
    ['100 blocks that are used', 100, true],
  ]) {
    it(`leaves no node and no listener behind after ${name}`, async () => {
      await cycles(20, use);
      const start = await page.counts();
      await cycles(times, use);
      const end = await page.counts();
      assert.deepEqual(
        {
          nodes: Math.max(0, end.nodes - start.nodes),
          listeners: Math.max(0, end.listeners - start.listeners),
        },
        { nodes: 0, listeners: 0 },
      );
    });
  }
});
