/** The page is reloaded while the endpoint kit asks the broker: the block finds the attempt again, without the token. */
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { createConnectHandler, createMemoryStore } from 'portfolio-connect/server';
import { held, until } from '../support/conditions.mjs';
import { ENDPOINT, open, SCRIPT, startSite, TAG, TOKEN } from '../support/page-site.mjs';

const page = (tag) => `<!doctype html><html lang="ru"><meta charset="utf-8"><title>x</title>${SCRIPT}${tag}`;
const site = await startSite({
  '/plain': page(TAG),
  '/manage': page(TAG.replace('>', ' manage>')),
});

/** What the broker says, and what lets it. */
let broker;
beforeEach(() => {
  const { promise, release } = held();
  const store = createMemoryStore();
  broker = { answers: (verdict) => release(verdict), asked: 0 };
  const handle = createConnectHandler({
    authenticate: () => 'anna',
    store,
    verifiers: { 't-invest': () => (broker.asked++, promise) },
    respondAsyncAfter: 1,
  });
  site.requests.length = 0;
  site.routes['/api/*'] = async ({ method, url, headers }, response, body) => {
    const isEmpty = method === 'GET';
    const request = new Request(site.origin + url, { method, headers, body: isEmpty ? null : body });
    const answer = await handle(request);
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text());
  };
});

const account = { ok: true, connection: { accounts: [{ id: 'a1', name: 'Брокерский счёт' }] } };
const list = (_, root) => root.querySelector('.portfolios').textContent;

for (const engine of ['chromium', 'firefox']) {
  describe(engine, () => {
    /** The page as it is after somebody pressed the button and reloaded it. */
    async function reloaded(path = '/manage') {
      const pc = await open(engine, site.origin + path);
      await pc.ready();
      await pc.fill();
      await pc.press();
      await pc.inState('verifying');
      await pc.page.reload();
      await pc.ready();
      return pc;
    }

    it('the list shows «Проверяется», then the portfolio', async () => {
      const pc = await reloaded();
      await pc.until((_, root) => root.querySelector('[part=attempt]')?.textContent.includes('Проверяется'));
      assert.doesNotMatch(await pc.look(list), /ни один портфель/);
      assert.equal(await pc.look((block) => block.state), 'idle');
      assert.equal(await pc.value(), '');
      broker.answers(account);
      await pc.says('Портфель подключен');
      await pc.until((_, root) =>
        root.querySelector('[part=connection]')?.textContent.includes('Брокерский'),
      );
      assert.equal(await pc.look((_, root) => root.querySelector('[part=attempt]')), null);
      assert.deepEqual(await pc.events(), ['pc-connect']);
      assert.equal(broker.asked, 1);
      const [post, ...more] = site.posts();
      assert.deepEqual([post.body.includes(TOKEN), more], [true, []]);
      const others = site.requests.filter((request) => request !== post);
      assert.ok(!JSON.stringify(others).includes(TOKEN));
      await pc.close();
    });

    it('or why there is none, and what to do', async () => {
      const pc = await reloaded();
      await pc.until((_, root) => root.querySelector('[part=attempt]'));
      broker.answers({ ok: false, code: 'expired-token' });
      await pc.says(
        'Тинькофф: Не подключен. Срок действия токена истёк. Выпустите новый токен и введите его.',
      );
      assert.match(await pc.look(list), /Не подключен[^]*Срок действия токена истёк/);
      assert.deepEqual(await pc.events(), ['pc-error expired-token']);
      // The form is there for it.
      await pc.fill();
      await pc.close();
    });

    it('without manage nothing is asked', async () => {
      const pc = await reloaded('/plain');
      await pc.fill();
      await pc.press();
      await pc.inState('verifying');
      assert.ok(!site.requests.some(({ method, url }) => method === 'GET' && url === ENDPOINT));
      assert.equal(await pc.look((_, root) => root.querySelector('[part=attempt]')), null);
      broker.answers(account);
      await pc.close();
    });
  });
}

it('in another tab too, and each tells its page', async () => {
  const one = await open('chromium', `${site.origin}/manage`);
  await one.ready();
  await one.fill();
  await one.press();
  await one.inState('verifying');
  const other = await open('chromium', `${site.origin}/manage`);
  await other.until((_, root) => root.querySelector('[part=attempt]'));
  broker.answers(account);
  await until(async () => (await other.events()).length > 0);
  assert.deepEqual(await other.events(), ['pc-connect']);
  // A tab behind another one keeps time more slowly.
  await one.page.bringToFront();
  await one.inState('connected');
  assert.deepEqual(await one.events(), ['pc-submit', 'pc-connect']);
  await one.close();
  await other.close();
});
