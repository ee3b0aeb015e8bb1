/** The page is left and comes back by “Back”, from the back/forward cache: whoever is there then finds nothing of before. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ENDPOINT, open, SCRIPT, startSite, TAG, TOKEN } from '../support/page-site.mjs';

const page = (tag = TAG) =>
  `<!doctype html><html lang="ru"><meta charset="utf-8"><title>x</title>
  <script>addEventListener('pageshow', ({ persisted }) => { globalThis.isBack = persisted; });</script>
  ${SCRIPT}<a href="/out">Выйти</a>${tag}`;
const site = await startSite({
  '/plain': page(),
  '/manage': page(TAG.replace('>', ' manage>')),
  '/out': '<!doctype html><title>out</title><p>Вы вышли',
});
const list = (...names) =>
  JSON.stringify({
    connections: names.map((name) => ({ id: name, broker: 't-invest', accounts: [{ id: name, name }] })),
  });
const answerList = (body) => {
  site.routes[`GET ${ENDPOINT}`] = (_request, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
};

/** A page that is still loading something is not kept: not by Firefox, at least. */
const isLoaded = (_block, _root, parts) => {
  const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
  return (
    document.readyState === 'complete' &&
    parts.every((part) => loaded.some((name) => name.includes(`/chunks/${part}-`)))
  );
};

/** @param parts The chunks that what was done before had the page load. */
const leave = async (pc, parts = []) => {
  await pc.until(isLoaded, parts);
  await Promise.all([pc.page.waitForNavigation(), pc.evaluate(() => document.querySelector('a').click())]);
};

/** Comes back, to the same page from memory unless the browser does not keep it. */
async function comeBack(pc, { isKept = true } = {}) {
  await pc.evaluate(() => history.back());
  await pc.until((_block, _root, isKept) => globalThis.isBack === isKept, isKept);
}

async function leaveAndComeBack(pc, { parts, ...options } = {}) {
  await leave(pc, parts);
  await comeBack(pc, options);
}

const engines = {
  chromium: { ignoreDefaultArgs: ['--disable-back-forward-cache'] },
  firefox: {},
};

for (const [engine, options] of Object.entries(engines)) {
  describe(engine, () => {
    const begin = async (path = '/plain') => {
      const pc = await open(engine, site.origin + path, options);
      await pc.ready();
      return pc;
    };

    it('what was typed is gone, and masked is what comes next', async () => {
      const pc = await begin();
      await pc.fill();
      // «Показать»
      await pc.look((_, root) => root.querySelector('.box button').click());
      await pc.until((_, root) => !root.querySelector('.masked'));
      await leaveAndComeBack(pc, { parts: ['session', 'ru'] });
      assert.equal(await pc.value(), '');
      await pc.until((_, root) => root.querySelector('.masked'));
      await pc.fill();
      await pc.press();
      await pc.inState('connected');
      await pc.close();
    });

    it('what was typed and left at once, before anything else was loaded, is gone, too', async () => {
      const pc = await begin();
      await pc.look((_, root, token) => void (root.querySelector('[part=input]').value = token), TOKEN);
      await leaveAndComeBack(pc);
      assert.equal(await pc.value(), '');
      await pc.close();
    });

    it('a refused token is gone, and the words about it', async () => {
      site.routes[`POST ${ENDPOINT}`] = (_request, response) =>
        response
          .writeHead(422, { 'content-type': 'application/problem+json' })
          .end('{"code":"invalid-token","detail":"Иванов"}');
      const pc = await begin();
      await pc.fill();
      await pc.press();
      await pc.inState('failed');
      delete site.routes[`POST ${ENDPOINT}`];
      await leaveAndComeBack(pc);
      await pc.inState('idle');
      assert.equal(await pc.value(), '');
      await pc.until((_, root) => !root.textContent.includes('Иванов'));
      await pc.close();
    });

    it('a connected portfolio is gone with its accounts', async () => {
      const pc = await begin();
      await pc.fill();
      await pc.press();
      await pc.inState('connected');
      await pc.until((_, root) => root.textContent.includes('Брокерский счёт'));
      await leaveAndComeBack(pc);
      await pc.inState('idle');
      await pc.until((_, root) => !root.textContent.includes('Брокерский счёт'));
      await pc.close();
    });

    // Firefox keeps no page with a request under way: it loads a new one.
    const isKept = engine === 'chromium';
    const leaveAmidAttempt = async (pc) => {
      const { arrives, letAnswer } = site.hold(`POST ${ENDPOINT}`, '{}');
      await pc.fill();
      await pc.press();
      await arrives();
      await leaveAndComeBack(pc, { isKept });
      await letAnswer();
      await pc.ready();
    };
    it(`an attempt under way is cancelled${isKept ? ', and it is said that it may have worked' : ''}`, async () => {
      const pc = await begin();
      await leaveAmidAttempt(pc);
      if (isKept) await pc.says('проверьте, не подключен ли портфель');
      assert.equal(await pc.look((block) => block.state), isKept ? 'failed' : 'idle');
      assert.equal(await pc.value(), '');
      await pc.close();
    });

    it('nor whose connection was being made again', async () => {
      answerList(list('Счёт Иванова').replace('"accounts"', '"state":"expired","accounts"'));
      const pc = await begin('/manage');
      await pc.until((_, root) => {
        const again = root.querySelector('.on-again');
        again?.click();
        return again;
      });
      await pc.until((_, root) => root.querySelector('[part=input]'));
      answerList('{"connections":[]}');
      await leaveAmidAttempt(pc);
      await pc.until((_, root) => !root.textContent.includes('Иванова'));
      delete site.routes[`GET ${ENDPOINT}`];
      await pc.close();
    });

    it('the list is not shown before it is asked for again', async () => {
      answerList(list('Счёт Иванова'));
      const pc = await begin('/manage');
      await pc.until((_, root) => root.textContent.includes('Счёт Иванова'));
      await leave(pc);
      const { letAnswer } = site.hold(`GET ${ENDPOINT}`, list('Счёт Петрова'));
      await comeBack(pc);
      await pc.until((_, root) => root.textContent.includes('Загружаем список'));
      assert.doesNotMatch(await pc.look((_, root) => root.textContent), /Иванова/);
      await letAnswer();
      await pc.until((_, root) => root.textContent.includes('Счёт Петрова'));
      await pc.close();
    });
  });
}
