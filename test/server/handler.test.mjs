/** The endpoint kit as its callers see it: requests in, answers out. Each case against each store. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createConnectHandler } from '../../src/server/index.ts';
import { held, until } from '../support/conditions.mjs';
import { openStores } from '../support/stores.mjs';

const URL_ = 'https://site.example/api/portfolio-connections';
const TOKEN = 't.marked-token-that-must-not-turn-up-anywhere-0123456789-0123456789';
const accounts = [{ id: 'a1', name: 'Брокерский счёт', type: 'Основной' }];

/** A verifier that counts what it is asked, and answers at once unless told otherwise. */
function verifier(answer = () => ({ ok: true, connection: { accounts, access: 'full' } })) {
  const verify = async (request) => {
    verify.requests.push(request);
    return answer(request);
  };
  return Object.assign(verify, { fields: ['token'], requests: [] });
}

/** A verifier that says nothing before it is let. */
function heldVerifier(verdict = { ok: true, connection: { accounts } }) {
  const { promise, release } = held();
  return { verify: verifier(() => promise.then(() => verdict)), release };
}

let users = 0;

// Some of the answers wait for nothing that keeps Node alive.
const alive = setInterval(() => undefined, 1000);
after(() => clearInterval(alive));

for (const { name, open, skip } of openStores()) {
  describe(`with ${name}`, { skip }, () => {
    let store;
    before(async () => {
      store = await open();
    });
    after(() => store?.close());

    /** A handler for a user of its own, and what can be asked of it. */
    function site(options = {}) {
      const user = `user-${process.pid}-${users++}`;
      const verify = options.verify ?? verifier();
      const errors = [];
      const handler = createConnectHandler({
        authenticate: () => user,
        store,
        verifiers: { 't-invest': verify },
        onError: (error) => errors.push(error),
        ...options,
      });
      const post = (body = { broker: 't-invest', credentials: { token: TOKEN } }, headers = {}, more = {}) =>
        handler(
          new Request(URL_, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...headers },
            body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
            ...more,
          }),
        );
      const get = (path = '', headers = {}) => handler(new Request(URL_ + path, { headers }));
      const remove = (id, headers = {}) =>
        handler(new Request(`${URL_}/${id}`, { method: 'DELETE', headers }));
      const list = async () => (await (await get()).json()).connections;
      return { user, handler, verify, errors, post, get, remove, list };
    }

    /** Status and body of a problem document. */
    async function problemOf(response) {
      assert.equal(response.headers.get('content-type'), 'application/problem+json');
      assert.equal(response.headers.get('cache-control'), 'no-store');
      const body = await response.json();
      assert.equal(body.status, response.status);
      return body;
    }

    it('verifies, saves and answers 201 with the connection; lists and removes it', async () => {
      const { post, list, remove, verify, user } = site();
      const response = await post();
      assert.equal(response.status, 201);
      assert.equal(response.headers.get('content-type'), 'application/json');
      const connection = await response.json();
      assert.match(connection.id, /^[\w-]{8,}$/);
      assert.ok(Math.abs(Date.parse(connection.connectedAt) - Date.now()) < 60_000);
      assert.deepEqual(connection, {
        id: connection.id,
        broker: 't-invest',
        state: 'active',
        connectedAt: connection.connectedAt,
        accounts,
        access: 'full',
      });
      assert.deepEqual(verify.requests[0].credentials, { token: TOKEN });
      assert.equal(verify.requests[0].access, 'full');
      assert.deepEqual(await list(), [connection]);
      assert.deepEqual(await store.credentials(user, connection.id), { token: TOKEN });
      assert.equal((await remove(connection.id)).status, 204);
      assert.deepEqual(await list(), []);
      assert.equal(await store.credentials(user, connection.id), undefined);
      assert.equal((await problemOf(await remove(connection.id))).code, 'not-found');
    });

    it('keeps users apart', async () => {
      const [one, other] = [site(), site()];
      const { id } = await (await one.post()).json();
      assert.deepEqual(await other.list(), []);
      assert.equal((await other.remove(id)).status, 404);
      assert.equal((await one.list()).length, 1);
    });

    it('replaces a connection to the same accounts: it keeps its id', async () => {
      const { post, list } = site();
      const { id } = await (await post()).json();
      const again = await post();
      assert.equal(again.status, 200);
      assert.equal((await again.json()).id, id);
      assert.equal((await list()).length, 1);
    });

    describe('Idempotency-Key', () => {
      it('the same key and body gives the same answer, without a second verification', async () => {
        const { post, verify, list } = site();
        const key = { 'idempotency-key': 'k1' };
        const first = await post(undefined, key);
        const second = await post(undefined, key);
        assert.deepEqual([second.status, await second.json()], [first.status, await first.json()]);
        assert.equal(verify.requests.length, 1);
        assert.equal((await list()).length, 1);
      });

      it('the same key with another body is 422', async () => {
        const { post, verify } = site();
        const key = { 'idempotency-key': 'k1' };
        await post(undefined, key);
        const other = await post({ broker: 't-invest', credentials: { token: `${TOKEN}x` } }, key);
        assert.equal(other.status, 422);
        assert.match((await problemOf(other)).title, /Idempotency-Key/);
        assert.equal(verify.requests.length, 1);
      });

      it('duplicates at the same time verify once, and all get the answer', async () => {
        const { verify, release } = heldVerifier();
        const { post, list } = site({ verify });
        const key = { 'idempotency-key': 'k1' };
        const requests = Array.from({ length: 8 }, () => post(undefined, key));
        await until(() => verify.requests.length > 0);
        release();
        const answers = await Promise.all((await Promise.all(requests)).map((one) => one.text()));
        assert.equal(new Set(answers).size, 1);
        assert.equal(verify.requests.length, 1);
        assert.equal((await list()).length, 1);
      });

      it('a refused token stays refused; what may pass is tried again', async () => {
        for (const [code, status, times] of [
          ['invalid-token', 422, 1],
          ['expired-token', 422, 1],
          ['insufficient-access', 422, 1],
          ['excessive-access', 422, 1],
          ['no-accounts', 422, 1],
          ['sandbox-token', 422, 1],
          ['ip-not-allowed', 422, 1],
          ['not-active-yet', 422, 1],
          ['rate-limited', 429, 2],
          ['broker-unavailable', 503, 2],
        ]) {
          const verify = verifier(() => ({ ok: false, code, retryAfter: 1.2 }));
          const { post, list } = site({ verify });
          const key = { 'idempotency-key': 'k1' };
          const first = await post(undefined, key);
          assert.equal((await problemOf(first)).code, code);
          assert.equal(first.status, status);
          assert.equal(first.headers.get('retry-after'), '2');
          assert.equal((await problemOf(await post(undefined, key))).code, code);
          assert.equal(verify.requests.length, times, code);
          assert.deepEqual(await list(), []);
        }
      });

      it('a refusal points at the field that the verifier names, if that was posted', async () => {
        for (const [field, errors] of [
          ['token', [{ pointer: '/credentials/token' }]],
          ['secret', undefined],
          ['__proto__', undefined],
          [7, undefined],
        ]) {
          const { post } = site({ verify: verifier(() => ({ ok: false, code: 'invalid-token', field })) });
          const refusal = await problemOf(await post());
          assert.equal(refusal.code, 'invalid-token');
          assert.deepEqual(refusal.errors, errors);
        }
      });

      it('duplicates at the same time verify once when the broker is down, too', async () => {
        const { verify, release } = heldVerifier({ ok: false, code: 'broker-unavailable', retryAfter: 3 });
        let claims = 0;
        const counting = Object.create(store, {
          claim: { value: (claim) => store.claim(claim).finally(() => claims++) },
        });
        const { post } = site({ verify, store: counting });
        const key = { 'idempotency-key': 'k1' };
        const requests = Array.from({ length: 4 }, () => post(undefined, key));
        await until(() => verify.requests.length > 0 && claims === requests.length);
        release();
        for (const answer of await Promise.all(requests)) {
          assert.equal((await problemOf(answer)).code, 'broker-unavailable');
          assert.equal(answer.headers.get('retry-after'), '3');
        }
        assert.equal(verify.requests.length, 1);
      });

      it('a duplicate goes on where the first one was called off', async () => {
        const { promise, release } = held();
        const verify = verifier(async () => {
          if (verify.requests.length === 1) await promise;
          return { ok: true, connection: { accounts } };
        });
        const { post } = site({ verify });
        const key = { 'idempotency-key': 'k1' };
        const abort = new AbortController();
        const first = post(undefined, key, { signal: abort.signal });
        await until(() => verify.requests.length === 1);
        const second = post(undefined, key);
        abort.abort();
        assert.equal((await first).status, 503);
        assert.equal((await second).status, 201);
        release();
      });

      it('stays taken for as long as the verification takes: its claim is renewed before it lapses', async (t) => {
        // A lease that no machine is too busy for; of the time that passes only the renewals' own.
        const lease = 600_000;
        t.mock.timers.enable({ apis: ['setInterval'] });
        const { verify, release } = heldVerifier();
        const renewals = [];
        const watched = Object.create(store, {
          renew: {
            value: async (...renewal) => renewals.push([...renewal, await store.renew(...renewal)]),
          },
        });
        const { post, list, user } = site({ verify, lease, store: watched });
        const key = { 'idempotency-key': 'k1' };
        const first = post(undefined, key);
        await until(() => verify.requests.length === 1);
        const second = post(undefined, key);
        for (let n = 1; n <= 5; n++) {
          t.mock.timers.tick(lease / 2);
          await until(() => renewals.length >= n);
        }
        const [[, attempt]] = renewals;
        for (const renewal of renewals) assert.deepEqual(renewal, [user, attempt, lease, true]);
        release();
        assert.deepEqual([(await first).status, (await second).status], [201, 201]);
        assert.equal(verify.requests.length, 1);
        assert.equal((await list()).length, 1);
        const { length } = renewals;
        t.mock.timers.tick(lease);
        assert.equal(renewals.length, length, 'once it is over nothing is renewed');
      });

      it('is kept for as long as it lasts where a renewal fails, which is reported', async (t) => {
        t.mock.timers.enable({ apis: ['setInterval'] });
        const { verify, release } = heldVerifier();
        const renew = () => {
          throw new Error(`could not write for ${TOKEN}`);
        };
        const broken = Object.create(store, { renew: { value: renew } });
        const { post, errors } = site({ verify, lease: 600_000, store: broken });
        const answer = post();
        await until(() => verify.requests.length === 1);
        t.mock.timers.tick(300_000);
        await until(() => errors.length > 0);
        assert.equal(errors[0].message, 'could not write for ****');
        release();
        assert.equal((await answer).status, 201);
      });

      it('is lost with a claim that lapsed: who has taken it over saves, and nobody else', async () => {
        const { verify, release } = heldVerifier();
        const unrenewed = Object.create(store, { renew: { value: () => Promise.resolve(false) } });
        const user = `user-${process.pid}-${users++}`;
        const authenticate = () => user;
        const stalled = site({ authenticate, verify, store: unrenewed, lease: 1 });
        const other = site({ authenticate });
        const key = { 'idempotency-key': 'k1' };
        const first = stalled.post(undefined, key);
        await until(() => verify.requests.length === 1);
        const second = await other.post(undefined, key);
        assert.equal(second.status, 201);
        release();
        const lost = await first;
        assert.equal(lost.status, 503);
        assert.equal(lost.headers.get('retry-after'), '1');
        assert.equal((await problemOf(lost)).code, 'server-error');
        assert.deepEqual(await other.list(), [await second.json()]);
      });

      it('must be visible characters, and not too many', async () => {
        const { post } = site();
        for (const key of ['a b', 'x'.repeat(256), 'é']) {
          assert.equal((await problemOf(await post(undefined, { 'idempotency-key': key }))).status, 400);
        }
      });
    });

    describe('202', () => {
      it('is answered for good: who leaves after it does not stop the verification', async () => {
        const { verify, release } = heldVerifier();
        const works = [];
        const { post, list } = site({ verify, respondAsyncAfter: 1, waitUntil: (work) => works.push(work) });
        const client = new AbortController();
        assert.equal((await post(undefined, {}, { signal: client.signal })).status, 202);
        client.abort();
        assert.equal(verify.requests[0].signal.aborted, false);
        release();
        await Promise.all(works);
        assert.equal((await list()).length, 1);
      });

      it('is answered when verification is slow, and tells of its end', async () => {
        const { verify, release } = heldVerifier();
        const { post, handler, list } = site({ verify, respondAsyncAfter: 10 });
        const response = await post();
        assert.equal(response.status, 202);
        assert.equal(response.headers.get('retry-after'), '1');
        assert.equal(await response.text(), '');
        const location = new URL(response.headers.get('location'), URL_);
        assert.match(location.href, /^https:\/\/site\.example\/api\/portfolio-connections\/[\w-]+\/status$/);
        const poll = () => handler(new Request(location));
        const pending = await poll();
        assert.equal(pending.status, 202);
        assert.equal(new URL(pending.headers.get('location'), location).href, location.href);
        release();
        let ended;
        await until(async () => (ended = await poll()).status !== 202);
        assert.equal(ended.status, 201);
        assert.deepEqual(await list(), [await ended.json()]);
      });

      it('is named by the list, until its end, for who asks anew; to nobody else', async () => {
        const { verify, release } = heldVerifier();
        const { post, handler } = site({ verify, respondAsyncAfter: 10 });
        const listed = async (url = `${URL_}?tenant=1`) => (await handler(new Request(url))).json();
        const location = new URL((await post()).headers.get('location'), URL_);
        const { connections, attempts } = await listed();
        assert.deepEqual(connections, []);
        assert.equal(attempts.length, 1);
        assert.equal(attempts[0].broker, 't-invest');
        const named = new URL(attempts[0].location, `${URL_}?tenant=1`);
        assert.equal(named.href, `${location.href}?tenant=1`);
        assert.equal(
          new URL((await listed(`${URL_}/`)).attempts[0].location, `${URL_}/`).href,
          location.href,
        );
        assert.deepEqual(await (await site().handler(new Request(URL_))).json(), { connections: [] });
        release();
        let ended;
        await until(async () => (ended = await handler(new Request(named))).status !== 202);
        assert.deepEqual(await listed(), { connections: [await ended.json()] });
      });

      it('is what an attempt must have for the list to name it: who leaves before cancels it', async () => {
        const { verify, release } = heldVerifier();
        const { post, get } = site({ verify });
        const answer = post();
        await until(() => verify.requests.length > 0);
        assert.deepEqual(await (await get()).json(), { connections: [] });
        release();
        await answer;
      });

      for (const [what, more] of [
        ['cannot', { accept: undefined, openAttempts: undefined }],
        ['fails to', { accept: () => Promise.reject(Error()), openAttempts: () => Promise.reject(Error()) }],
      ]) {
        it(`is named by no list whose store ${what} say so; all else goes on`, async () => {
          const { verify, release } = heldVerifier();
          const { post, get, list, errors } = site({
            verify,
            store: Object.assign(Object.create(store), more),
            respondAsyncAfter: 10,
          });
          assert.equal((await post()).status, 202);
          assert.deepEqual(await (await get()).json(), { connections: [] });
          assert.equal(errors.length, what === 'cannot' ? 0 : 2);
          release();
          await until(async () => (await list()).length === 1);
        });
      }

      it('tells of a refusal too, and of nothing to another user', async () => {
        const { verify, release } = heldVerifier({ ok: false, code: 'expired-token' });
        const { post, handler } = site({ verify, respondAsyncAfter: 10 });
        const response = await post();
        const location = new URL(response.headers.get('location'), URL_);
        assert.equal((await site().handler(new Request(location))).status, 404);
        release();
        let ended;
        await until(async () => (ended = await handler(new Request(location))).status !== 202);
        assert.equal((await problemOf(ended)).code, 'expired-token');
      });

      it('tells of a failure that may pass, and lets the key try again', async () => {
        const { verify, release } = heldVerifier({ ok: false, code: 'rate-limited', retryAfter: 7 });
        const { post, handler } = site({ verify, respondAsyncAfter: 10 });
        const key = { 'idempotency-key': 'k1' };
        const location = new URL((await post(undefined, key)).headers.get('location'), URL_);
        release();
        let ended;
        await until(async () => (ended = await handler(new Request(location))).status !== 202);
        assert.equal(ended.status, 429);
        assert.equal(ended.headers.get('retry-after'), '7');
        assert.equal((await problemOf(ended)).code, 'rate-limited');
        await post(undefined, key);
        assert.equal(verify.requests.length, 2);
      });

      it('goes to a duplicate of a slow request as well', async () => {
        const { verify, release } = heldVerifier();
        const { post } = site({ verify, respondAsyncAfter: 30 });
        const key = { 'idempotency-key': 'k1' };
        const answers = await Promise.all([post(undefined, key), post(undefined, key)]);
        assert.deepEqual(
          answers.map(({ status }) => status),
          [202, 202],
        );
        const [first, second] = answers.map(({ headers }) => headers.get('location'));
        assert.equal(first, second);
        release();
      });

      it('keeps a worker alive', async () => {
        const works = [];
        const { verify, release } = heldVerifier();
        const { post, list } = site({ verify, respondAsyncAfter: 5, waitUntil: (work) => works.push(work) });
        await post();
        assert.ok(works.length >= 1);
        release();
        await Promise.all(works);
        assert.equal((await list()).length, 1);
      });
    });

    describe('a request that is wrong', () => {
      const wrong = {
        'no JSON': ['{', 400, ''],
        'no UTF-8': [new Uint8Array([0x22, 0xff, 0x22]), 400, ''],
        'no object': [[], 400, ''],
        null: ['null', 400, ''],
        'no broker': [{ credentials: { token: TOKEN } }, 400, '/broker'],
        'an unknown broker': [{ broker: 'other', credentials: { token: TOKEN } }, 400, '/broker'],
        'a broker of every object': [
          { broker: 'constructor', credentials: { token: TOKEN } },
          400,
          '/broker',
        ],
        'no credentials': [{ broker: 't-invest' }, 400, '/credentials'],
        'credentials that are a text': [{ broker: 't-invest', credentials: TOKEN }, 400, '/credentials'],
        'no token': [{ broker: 't-invest', credentials: {} }, 422, '/credentials/token'],
        'an empty token': [{ broker: 't-invest', credentials: { token: ' ' } }, 422, '/credentials/token'],
        'a token that is a number': [
          { broker: 't-invest', credentials: { token: 7 } },
          422,
          '/credentials/token',
        ],
        'a member too many': [
          { broker: 't-invest', credentials: { token: TOKEN, 'a/b~': 'x' } },
          400,
          '/credentials/a~1b~0',
        ],
        'an unknown encoding': [
          { broker: 't-invest', encoding: 'hex', credentials: { token: TOKEN } },
          400,
          '/encoding',
        ],
        'no base64': [
          { broker: 't-invest', encoding: 'base64', credentials: { token: TOKEN } },
          400,
          '/credentials/token',
        ],
        'base64 of no UTF-8': [
          { broker: 't-invest', encoding: 'base64', credentials: { token: '/w==' } },
          400,
          '/credentials/token',
        ],
        'base64 of nothing': [
          { broker: 't-invest', encoding: 'base64', credentials: { token: 'IA==' } },
          422,
          '/credentials/token',
        ],
      };
      for (const [what, [body, status, pointer]] of Object.entries(wrong)) {
        it(`names the field: ${what}`, async () => {
          const { post, verify, errors } = site();
          const document = await problemOf(await post(body));
          assert.equal(document.status, status);
          assert.equal(document.errors[0].pointer, pointer);
          assert.ok(!JSON.stringify(document).includes(TOKEN));
          assert.equal(verify.requests.length, 0);
          assert.deepEqual(errors, []);
        });
      }

      it('is none where the credentials come in base64: the verifier and the store have them as they were', async () => {
        const { post, verify, user } = site();
        const token = `${TOKEN}--é`;
        const encoded = Buffer.from(token).toString('base64');
        const response = await post({
          broker: 't-invest',
          encoding: 'base64',
          credentials: { token: encoded },
        });
        assert.equal(response.status, 201);
        assert.deepEqual({ ...verify.requests[0].credentials }, { token });
        const { id } = await response.json();
        assert.deepEqual({ ...(await store.credentials(user, id)) }, { token });
      });

      it('of another content type is 415', async () => {
        const { post } = site();
        for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/jsonp', '']) {
          assert.equal((await problemOf(await post(undefined, { 'content-type': type }))).status, 415);
        }
        assert.equal(
          (await post(undefined, { 'content-type': 'Application/JSON; charset=utf-8' })).status,
          201,
        );
      });

      it('with more than 16 KiB is 413, whatever its length says', async () => {
        const { post, verify } = site();
        const big = JSON.stringify({ broker: 't-invest', credentials: { token: 't'.repeat(17_000) } });
        assert.equal((await problemOf(await post(big))).status, 413);
        assert.equal((await problemOf(await post(big, { 'content-length': '10' }))).status, 413);
        const endless = () =>
          new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(4096)) });
        for (const headers of [
          {},
          { 'content-length': 'x' },
          { 'content-length': '10', 'transfer-encoding': 'chunked' },
        ]) {
          assert.equal((await post(undefined, headers, { body: endless(), duplex: 'half' })).status, 413);
        }
        assert.equal(verify.requests.length, 0);
      });

      it('with another method is 405, and says which there are', async () => {
        const { handler } = site();
        for (const method of ['PUT', 'PATCH', 'HEAD']) {
          const response = await handler(new Request(URL_, { method }));
          assert.equal(response.status, 405);
          assert.equal(response.headers.get('allow'), 'GET, POST, OPTIONS');
        }
      });

      it('at a path that there is none of is 404 where the handler knows its own', async () => {
        const { handler } = site({ path: '/api/portfolio-connections/' });
        for (const path of ['/x', '/a/b', '/a/status/b', '/%zz', '/..%2f', '/a b']) {
          assert.equal((await handler(new Request(URL_ + path, { method: 'DELETE' }))).status, 404, path);
        }
        assert.equal((await handler(new Request('https://site.example/api/other'))).status, 404);
        assert.equal(
          (await handler(new Request('https://site.example/api/portfolio-connectionsx'))).status,
          404,
        );
        assert.equal((await handler(new Request(`${URL_}/a/status`, { method: 'POST' }))).status, 405);
        assert.equal((await handler(new Request(`${URL_}/`))).status, 200);
      });
    });

    describe('who may ask', () => {
      it('nobody who is not signed in', async () => {
        const { post, get, verify, errors } = site({ authenticate: () => Promise.resolve(null) });
        assert.equal((await problemOf(await post())).code, 'session-expired');
        assert.equal((await get()).status, 401);
        assert.equal(verify.requests.length, 0);
        assert.deepEqual(errors, []);
      });

      class Member {}
      const nobodies = {
        nothing: undefined,
        'an empty text': '',
        'that somebody is signed in': true,
        'that nobody is': false,
        'a number': 42,
        'a big number': 5n,
        'an object': { id: 7 },
        'an object that looks like any other': new Member(),
        'an array': ['x'],
        'a date': new Date(0),
        'a boxed text': new String('anna'),
        'a function': () => 1,
        'a text with NUL': 'a\0b',
        'half a character': '\ud800',
        'a text that no database indexes': 'u'.repeat(5000),
      };
      for (const [name, given] of Object.entries(nobodies)) {
        it(`nobody, and the host hears of it, where authenticate returns ${name}`, async () => {
          const contexts = [];
          const { handler, post, get, remove, verify } = site({
            authenticate: () => given,
            onError: (error, context) => contexts.push([error.message, context.phase]),
          });
          const poll = `${URL_}/${crypto.randomUUID()}/status`;
          const answers = [await post(), await get(), await remove('x'), await handler(new Request(poll))];
          for (const answer of answers) {
            assert.equal(answer.status, 500);
            assert.equal((await problemOf(answer)).code, 'server-error');
          }
          assert.equal(verify.requests.length, 0);
          assert.equal(contexts.length, 4);
          for (const [message, phase] of contexts) {
            assert.match(message, /^authenticate must return null, or the id of a user/);
            assert.equal(phase, 'authenticate');
          }
        });
      }

      const foreign = [
        { 'sec-fetch-site': 'cross-site' },
        { 'sec-fetch-site': 'same-site' },
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      ];
      for (const headers of foreign) {
        it(`no page of another site: ${JSON.stringify(headers)}`, async () => {
          const { post, get, remove, verify } = site();
          for (const response of [
            await post(undefined, headers),
            await get('', headers),
            await remove('x', headers),
          ]) {
            assert.equal((await problemOf(response)).code, 'forbidden');
            assert.equal(response.headers.get('access-control-allow-origin'), null);
          }
          assert.equal(verify.requests.length, 0);
        });
      }

      it('a page of this site, by either header, and whoever is no browser', async () => {
        const { post } = site();
        for (const headers of [
          { 'sec-fetch-site': 'same-origin', origin: 'https://site.example' },
          { origin: 'https://site.example' },
          { origin: 'http://site.example' },
          {},
        ]) {
          assert.ok((await post(undefined, headers)).ok, JSON.stringify(headers));
        }
      });

      it('a page on a listed origin, which is told so exactly', async () => {
        const { post, handler } = site({
          allowedOrigins: ['https://app.example'],
          allowedHeaders: ['x-csrf-token'],
        });
        const headers = { origin: 'https://app.example', 'sec-fetch-site': 'cross-site' };
        const response = await post(undefined, headers);
        assert.equal(response.status, 201);
        assert.equal(response.headers.get('access-control-allow-origin'), 'https://app.example');
        assert.equal(response.headers.get('access-control-allow-credentials'), 'true');
        assert.equal(response.headers.get('access-control-expose-headers'), 'Location, Retry-After');
        assert.equal(response.headers.get('vary'), 'Origin');
        const preflight = await handler(
          new Request(URL_, {
            method: 'OPTIONS',
            headers: { ...headers, 'access-control-request-method': 'POST' },
          }),
        );
        assert.equal(preflight.status, 204);
        assert.equal(preflight.headers.get('access-control-allow-origin'), 'https://app.example');
        assert.equal(preflight.headers.get('access-control-allow-methods'), 'GET, POST, DELETE');
        assert.equal(
          preflight.headers.get('access-control-allow-headers'),
          'content-type, idempotency-key, x-csrf-token',
        );
        for (const origin of [
          'https://app.example.evil.example',
          'http://app.example',
          'https://APP.example:444',
        ]) {
          assert.equal((await post(undefined, { origin, 'sec-fetch-site': 'cross-site' })).status, 403);
        }
      });

      it('nobody too often: the host says how long to wait', async () => {
        const asked = [];
        const { post, verify, user } = site({ rateLimit: (...given) => asked.push(given) && 1.5 });
        const response = await post();
        assert.equal((await problemOf(response)).code, 'rate-limited');
        assert.equal(response.headers.get('retry-after'), '2');
        assert.equal(asked[0][0], user);
        assert.equal(verify.requests.length, 0);
      });
    });

    describe('what goes wrong behind it', () => {
      it('a verifier that throws is the broker’s failure; the token is in no message', async () => {
        const verify = verifier(() => {
          throw new Error(`could not send ${TOKEN}`);
        });
        const { post, errors } = site({ verify });
        assert.equal((await problemOf(await post())).code, 'broker-unavailable');
        assert.deepEqual(
          errors.map(({ message }) => message),
          ['could not send ****'],
        );
        assert.ok(!errors[0].stack.includes(TOKEN));
      });

      it('says when to come again, where nobody knows when the broker is back, and not where it gave no time', async () => {
        for (const [refused, status, wait] of [
          [{ code: 'broker-unavailable' }, 503, '1'],
          [{ code: 'broker-unavailable', retryAfter: 30 }, 503, '30'],
          [{ code: 'rate-limited' }, 429, null],
          [{ code: 'rate-limited', retryAfter: 42 }, 429, '42'],
        ]) {
          const { post } = site({ verify: verifier(() => ({ ok: false, ...refused })) });
          const answer = await post();
          assert.deepEqual([answer.status, answer.headers.get('retry-after')], [status, wait], refused.code);
        }
      });

      it('a verifier that never answers is given up, and told so', async () => {
        let signal;
        const verify = verifier((request) => {
          signal = request.signal;
          return new Promise(() => undefined);
        });
        const { post } = site({ verify, verifyTimeout: 20 });
        assert.equal((await problemOf(await post())).code, 'broker-unavailable');
        assert.equal(signal.aborted, true);
      });

      it('a credential that looks like a piece of the answer does not spoil it', async () => {
        for (const token of ['"name":', 'accounts', '","type":"', 'Брокер']) {
          const { post, errors } = site();
          const response = await post({ broker: 't-invest', credentials: { token } });
          assert.equal(response.status, 201, token);
          const [account] = (await response.json()).accounts;
          assert.deepEqual(account, { ...accounts[0], name: accounts[0].name.replace(token, '****') });
          assert.deepEqual(errors, []);
        }
      });

      it('a verifier that repeats the token does not bring it into the answer', async () => {
        const verify = verifier(() => ({
          ok: true,
          connection: { accounts: [{ id: 'a', name: `x ${TOKEN}` }] },
        }));
        const { post, list } = site({ verify });
        assert.equal((await (await post()).json()).accounts[0].name, 'x ****');
        assert.ok(!JSON.stringify(await list()).includes(TOKEN));
      });

      it('a name that is the token and nothing else does not, either', async () => {
        for (const token of [TOKEN, 'sixabc']) {
          const verify = verifier(() => ({ ok: true, connection: { accounts: [{ id: 'a', name: token }] } }));
          const { post } = site({ verify });
          const response = await post({ broker: 't-invest', credentials: { token } });
          assert.equal((await response.json()).accounts[0].name, '****');
        }
      });

      it('a store that throws is 500, and leaves nothing', async () => {
        const broken = Object.create(store, {
          save: {
            value: () => Promise.reject(new Error(`disk full while writing ${TOKEN}`)),
          },
        });
        const { post, errors, list } = site({ store: broken });
        assert.equal((await problemOf(await post())).code, 'server-error');
        assert.deepEqual(
          errors.map(({ message }) => message),
          ['disk full while writing ****'],
        );
        assert.deepEqual(await list(), []);
      });

      it('a host’s function that throws is 500', async () => {
        const fail = () => {
          throw new Error('no');
        };
        for (const options of [{ authenticate: fail }, { rateLimit: fail }]) {
          const { post, errors } = site(options);
          assert.equal((await problemOf(await post())).code, 'server-error');
          assert.equal(errors.length, 1);
        }
      });

      it('a log that throws costs nobody the answer', async () => {
        const { post } = site({
          verify: verifier(() => {
            throw new Error('no');
          }),
          onError: () => {
            throw new Error('disk full');
          },
        });
        assert.equal((await problemOf(await post())).code, 'broker-unavailable');
      });

      it('a verifier that throws at once, or answers nonsense, is no rejection', async () => {
        for (const verify of [
          () => {
            throw new Error('no');
          },
          () => undefined,
          () => Promise.resolve({ ok: true }),
        ]) {
          const { handler } = site({ verify });
          const { status } = await handler(
            new Request(URL_, {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ broker: 't-invest', credentials: { token: TOKEN } }),
            }),
          );
          assert.ok(status === 500 || status === 503, String(status));
        }
      });

      for (const [result, where] of [
        [undefined, ''],
        [true, ''],
        [{}, ': ok is'],
        [{ ok: true }, ': connection is'],
        [{ ok: true, connection: { accounts: [{ id: 7 }] } }, ': connection.accounts.0.id is'],
        [{ ok: false, code: 'no' }, ': code is'],
      ]) {
        it(`the host hears what a verifier must return in place of ${JSON.stringify(result)}`, async () => {
          const { post, errors } = site({ verify: async () => result });
          assert.equal((await post()).status, 500);
          const [{ message }] = errors;
          const shape = 'a verifier must return { ok: true, connection } or { ok: false, code }';
          assert.equal(message, shape + (where && `${where} missing or not as it should be`));
        });
      }

      it('onConnect is told of what was saved, and cannot spoil the answer', async () => {
        const told = [];
        const { post, errors, user } = site({
          onConnect: (event) => {
            told.push(event);
            throw new Error('no');
          },
        });
        const connection = await (await post()).json();
        assert.deepEqual(told, [{ user, connection }]);
        await until(() => errors.length === 1);
      });

      it('a store that is slow to save keeps its claim, and for no longer than a call may take', async (t) => {
        t.mock.timers.enable({ apis: ['setInterval'] });
        let saving = false;
        let renewals = 0;
        const { promise, release } = held();
        const slow = Object.create(store, {
          save: { value: async (entry) => ((saving = true), await promise, store.save(entry)) },
          renew: { value: async () => ++renewals > 0 },
        });
        const { post } = site({ store: slow, lease: 600_000 });
        const answer = post();
        await until(() => saving);
        t.mock.timers.tick(200_000);
        assert.equal(renewals, 1);
        release();
        assert.equal((await answer).status, 201);
        t.mock.timers.tick(6_000_000);
        assert.equal(renewals, 1);

        const { promise: never } = held();
        const hung = Object.create(store, { save: { value: () => never } });
        const stuck = site({ store: hung, callTimeout: 30, lease: 600_000 });
        const key = { 'idempotency-key': 'k1' };
        const late = await stuck.post(undefined, key);
        assert.equal(late.status, 503);
        assert.equal(late.headers.get('retry-after'), '1');
        // The key is free at once, and not after ten minutes.
        const authenticate = () => stuck.user;
        assert.equal((await site({ authenticate }).post(undefined, key)).status, 201);
      });

      it('a person who is gone before it begins is not connected, and no broker is asked', async () => {
        let claimed;
        const client = new AbortController();
        const late = Object.create(store, {
          claim: { value: async (claim) => ((claimed = await store.claim(claim)), client.abort(), claimed) },
        });
        const { post, verify, list } = site({ store: late });
        assert.equal(
          (await problemOf(await post(undefined, {}, { signal: client.signal }))).code,
          'cancelled',
        );
        assert.equal(claimed.state, 'claimed');
        assert.equal(verify.requests.length, 0);
        assert.deepEqual(await list(), []);
      });

      it('a person who goes away is connected all the same where the broker takes the credentials once', async () => {
        const { verify, release } = heldVerifier();
        const works = [];
        const { post, list } = site({
          verify: Object.assign(verify, { singleUse: true }),
          waitUntil: (work) => works.push(work),
        });
        const abort = new AbortController();
        const answer = post(undefined, {}, { signal: abort.signal });
        await until(() => verify.requests.length === 1);
        abort.abort();
        assert.equal(verify.requests[0].signal.aborted, false);
        release();
        await Promise.all([answer, ...works]);
        assert.equal((await list()).length, 1);
      });

      it('a person who goes away before the broker answered is not connected', async () => {
        const { verify, release } = heldVerifier();
        const { post, list } = site({ verify });
        const abort = new AbortController();
        const answer = post(undefined, { 'idempotency-key': 'k1' }, { signal: abort.signal });
        await until(() => verify.requests.length === 1);
        abort.abort();
        assert.equal((await answer).ok, false);
        assert.equal(verify.requests[0].signal.aborted, true);
        release();
        assert.deepEqual(await list(), []);
        assert.equal((await post(undefined, { 'idempotency-key': 'k1' })).status, 201);
      });
    });
  });
}
