/** Whatever the host gave does what it must not: the handler answers, tells the host, and leaves nothing behind. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createConnectHandler, createMemoryStore, TemporaryError } from '../../src/server/index.ts';
import { retryAfterOf } from '../../src/server/errors/temporary.ts';
import { held, timers, until } from '../support/conditions.mjs';
import { limits } from '../support/limits.mjs';

const URL_ = 'https://site.example/api/portfolio-connections';
const TOKEN = 't.marked-token-that-must-not-turn-up-anywhere-0123456789';
const good = { ok: true, connection: { accounts: [{ id: 'a1', name: 'Счёт' }] } };

const unhandled = [];
const note = (error) => unhandled.push(error);
process.on('unhandledRejection', note).on('uncaughtException', note);
// Some of what hangs here keeps Node alive no longer than a test does.
const alive = setInterval(() => undefined, 1000);
after(() => {
  clearInterval(alive);
  process.off('unhandledRejection', note).off('uncaughtException', note);
});

function site(options = {}) {
  const told = [];
  const handle = createConnectHandler({
    authenticate: () => 'anna',
    store: createMemoryStore(),
    verifiers: { 't-invest': Object.assign(async () => good, { fields: ['token'] }) },
    onError: (error, context) => told.push({ error, ...context }),
    callTimeout: 40,
    ...options,
  });
  const post = (headers = {}, body = { broker: 't-invest', credentials: { token: TOKEN } }) =>
    handle(
      new Request(URL_, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    );
  const get = (path = '') => handle(new Request(URL_ + path));
  const remove = (id) => handle(new Request(`${URL_}/${id}`, { method: 'DELETE' }));
  return { handle, post, get, remove, told };
}

/** What is thrown need not be an error, nor anything that can be read. */
const thrown = {
  'an error': new Error('failed'),
  'a text': 'failed',
  nothing: undefined,
  null: null,
  'a number': 7,
  'a symbol': Symbol('fault'),
  'an object without a prototype': Object.create(null),
  'an error whose message is no text': Object.assign(new Error('x'), { message: { token: 'x' } }),
  'an error whose members throw': Object.defineProperties(new Error('x'), {
    stack: { get: () => assert.fail('a getter') },
    message: { get: () => assert.fail('a getter') },
    code: { get: () => assert.fail('a getter') },
  }),
  'a proxy that allows nothing': new Proxy(
    {},
    { get: () => assert.fail('a trap'), getPrototypeOf: () => assert.fail('a trap') },
  ),
  'its own cause': Object.assign(new Error('round'), {
    get cause() {
      return this;
    },
  }),
};

const rubbish = [undefined, null, 0, NaN, '', 'x', true, [], {}, () => 1, Object.create(null), Symbol('x')];

/** Functions that fail in each way that a function can. */
const failing = Object.entries(thrown).flatMap(([name, what]) => [
  [
    `throws ${name}`,
    () => {
      throw what;
    },
  ],
  [`rejects with ${name}`, () => Promise.reject(what)],
]);
const hanging = () => new Promise(() => undefined);

const storeMethods = [
  'claim',
  'attempt',
  'accept',
  'openAttempts',
  'save',
  'renew',
  'settle',
  'release',
  'list',
  'remove',
  'prune',
];
const broken = (method, fault) => ({ ...createMemoryStore(), [method]: fault });

/** Everything that a page asks for, with a verification that takes longer than a lease. */
async function visit(options) {
  const slow = Object.assign(() => new Promise((resolve) => setTimeout(() => resolve(good), 30)), {
    fields: ['token'],
  });
  const { post, get, remove, told } = site({
    verifiers: { 't-invest': slow },
    lease: 12,
    respondAsyncAfter: 10,
    ...options,
  });
  const first = await post({ 'idempotency-key': 'k1' });
  const location = first.headers.get('location');
  const status = location ? `/${location.split('/').slice(-2).join('/')}` : '/x/status';
  const all = [
    first,
    await post({ 'idempotency-key': 'k1' }),
    await post({ 'idempotency-key': 'k1' }, { broker: 't-invest', credentials: { token: 'another one' } }),
  ];
  for (let poll = await get(status); all.push(poll) < 60 && poll.status === 202; poll = await get(status)) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  all.push(await get(), await remove('x'));
  return { all, told };
}

/** An answer that a page can understand, and that names no token. */
async function check(response, where) {
  assert.ok(response instanceof Response, where);
  const text = await response.text();
  assert.ok(!text.includes(TOKEN), where);
  if (response.status >= 400) assert.equal(JSON.parse(text).status, response.status, where);
  if (response.status === 503)
    assert.ok(Number(response.headers.get('retry-after')) >= 1 || /broker-unavailable/.test(text), where);
}

function checkTold(told, where) {
  for (const { error, phase } of told) {
    assert.ok(error instanceof Error, where);
    assert.equal(typeof phase, 'string', where);
    for (const text of [error.message, error.stack, JSON.stringify(error), error.cause?.stack]) {
      assert.ok(!String(text).includes(TOKEN), `${where}: ${text}`);
    }
  }
}

const nothingUnhandled = async () => {
  // Rejections are told of after the microtasks.
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(unhandled.splice(0), []);
};

describe('a store', { timeout: limits.test }, () => {
  for (const method of storeMethods) {
    it(`whose ${method} fails, hangs or returns rubbish ends nothing`, async () => {
      const faults = [
        ...failing,
        ['hangs', hanging],
        ...rubbish.map((value) => [`returns ${String(typeof value)}`, () => value]),
      ];
      for (const [name, fault] of faults) {
        const where = `${method} ${name}`;
        const { all, told } = await visit({ store: broken(method, fault) });
        for (const response of all) await check(response, where);
        checkTold(told, where);
        await nothingUnhandled();
      }
    });
  }

  it('may say null where it has nothing', async () => {
    for (const method of ['save', 'attempt', 'openAttempts', 'prune']) {
      const { post, get, told } = site({ store: broken(method, async () => null) });
      assert.equal((await post()).status, method === 'save' ? 503 : 201, method);
      assert.equal((await get()).status, 200, method);
      assert.equal((await get('/x/status')).status, 404, method);
      assert.deepEqual(told, [], method);
    }
  });

  it('that fails is told with what the kit was doing, for whom, and with which broker', async () => {
    const { post, told } = site({ store: broken('save', () => Promise.reject(new Error('full'))) });
    assert.equal((await post()).status, 500);
    const [{ error, attempt, ...context }] = told;
    assert.deepEqual(context, { phase: 'save', broker: 't-invest', user: 'anna' });
    assert.match(attempt, /^[\w-]{36}$/);
    assert.equal(error.message, 'full');
    assert.equal(told.length, 1);
  });

  it('that repeats the token is told of without it', async () => {
    const leaky = () => Promise.reject(new Error(`failed for ${TOKEN}`, { cause: TOKEN }));
    const methods = ['claim', 'save', 'settle', 'release', 'accept', 'renew'];
    for (const method of methods) {
      const verdict = method === 'settle' ? 'invalid-token' : 'broker-unavailable';
      const refuse = ['settle', 'release'].includes(method);
      const answers = async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return refuse ? { ok: false, code: verdict } : good;
      };
      const verifiers = { 't-invest': Object.assign(answers, { fields: ['token'] }) };
      const respondAsyncAfter = method === 'accept' ? 1 : undefined;
      const { post, told } = site({ store: broken(method, leaky), verifiers, respondAsyncAfter, lease: 6 });
      await check(await post(), method);
      await until(() => told.some(({ phase }) => phase === method));
      checkTold(told, method);
    }
  });

  it('that is away for a moment is 503 with a time to wait, and the same key then connects', async () => {
    const faults = {
      ECONNREFUSED: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
      'a restart': Object.assign(new Error('terminating connection'), { code: '57P01' }),
      'a serialization failure': Object.assign(new Error('could not serialize'), { code: '40001' }),
      'a statement that took too long': Object.assign(new Error('canceling'), { code: '57014' }),
      'a locked file': Object.assign(new Error('locked'), { code: 'SQLITE_BUSY' }),
      'a socket that is not there': Object.assign(new Error('connect'), {
        code: 'ENOENT',
        syscall: 'connect',
      }),
      'a dropped connection': new Error('Connection terminated unexpectedly'),
      'one address after the other': new AggregateError([
        Object.assign(new Error('no'), { code: 'ECONNREFUSED' }),
      ]),
      'a cause': new Error('query failed', {
        cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
      }),
      'words of its own': new TemporaryError('the session store restarts', { retryAfter: 7 }),
    };
    for (const [name, fault] of Object.entries(faults)) {
      for (const method of ['claim', 'save']) {
        const whole = createMemoryStore();
        let faulty = true;
        const store = {
          ...whole,
          [method]: (entry) => (faulty ? Promise.reject(fault) : whole[method](entry)),
        };
        const { post } = site({ store });
        const refused = await post({ 'idempotency-key': 'k' });
        assert.equal(refused.status, 503, name);
        assert.equal(refused.headers.get('retry-after'), name === 'words of its own' ? '7' : '1', name);
        assert.equal((await refused.json()).code, 'server-error');
        faulty = false;
        assert.equal((await post({ 'idempotency-key': 'k' })).status, 201, name);
      }
    }
  });

  it('is believed to be away by a cause that is near, and not looked through without end', () => {
    const away = () => new TemporaryError('away');
    const behind = (depth) =>
      Array.from({ length: depth }).reduce((cause) => new Error('failed', { cause }), away());
    const beside = (others) =>
      new AggregateError([
        ...Array(others)
          .fill(0)
          .map(() => new Error('no')),
        away(),
      ]);
    assert.equal(retryAfterOf(behind(19)), 1);
    assert.equal(retryAfterOf(behind(20)), undefined);
    assert.equal(retryAfterOf(beside(17)), 1);
    assert.equal(retryAfterOf(beside(20)), undefined);
    const round = new Error('round');
    round.cause = round;
    assert.equal(retryAfterOf(round), undefined);
  });

  it('that says oddly when it is back is 503 all the same', async () => {
    for (const retryAfter of [5n, Symbol('soon'), NaN, Infinity, -1, 'soon', {}, null]) {
      const faults = [
        new TemporaryError('away', { retryAfter }),
        Object.assign(new TemporaryError('away'), { retryAfter }),
      ];
      for (const fault of faults) {
        for (const options of [
          { authenticate: () => Promise.reject(fault) },
          { store: broken('save', () => Promise.reject(fault)) },
        ]) {
          const answer = await site(options).post();
          assert.deepEqual(
            [answer.status, answer.headers.get('retry-after')],
            [503, '1'],
            String(retryAfter),
          );
        }
      }
    }
  });

  it('whose answer is another one each time it is looked at ends nothing', async () => {
    let looks = 0;
    const fickle = {
      get state() {
        return ++looks === 1 ? 'claimed' : 'something else';
      },
      attempt: 'x',
    };
    const { post } = site({ store: broken('claim', async () => fickle) });
    await check(await post(), 'fickle');
    const odd = [null, {}, { id: 7, broker: 'x' }, { id: 'x' }, { id: 'a1', broker: 't-invest' }];
    const { get } = site({ store: broken('openAttempts', async () => odd) });
    const { attempts } = await (await get()).json();
    assert.equal(attempts.length, 1);
  });

  it('whose errors go round in circles is told of in no time', async () => {
    const fault = new AggregateError([], 'round');
    fault.errors = Array.from({ length: 500 }, () => new AggregateError([], 'and round'));
    for (const error of fault.errors) Object.assign(error, { errors: fault.errors, cause: fault });
    const { post, told } = site({ store: broken('save', () => Promise.reject(fault)) });
    assert.equal((await post()).status, 500);
    assert.equal(told[0].error.message, 'round');
  });

  it('whose renewal hangs keeps the claim by the next one', async () => {
    const whole = createMemoryStore();
    let renewals = 0;
    const renew = (...values) => (++renewals === 1 ? new Promise(() => undefined) : whole.renew(...values));
    const { promise, release } = held();
    const verify = Object.assign(() => promise, { fields: ['token'] });
    const { post } = site({
      store: { ...whole, renew },
      verifiers: { 't-invest': verify },
      lease: 600,
      callTimeout: 60_000,
    });
    const answer = post();
    await until(() => renewals >= 5);
    release(good);
    assert.equal((await answer).status, 201);
  });

  it('that fails for good is 500', async () => {
    for (const code of [
      '42P01',
      '42501',
      '23505',
      '53100',
      // Too long, or with something before it: none of PostgreSQL's.
      '400011',
      'x40001',
      'SQLITE_FULL',
      'SQLITE_CORRUPT',
      'EACCES',
      'ENOENT',
      7,
      undefined,
    ]) {
      const { post } = site({
        store: broken('save', () => Promise.reject(Object.assign(new Error('no'), { code }))),
      });
      const answer = await post();
      assert.equal(answer.status, 500, String(code));
      assert.equal(answer.headers.get('retry-after'), null);
    }
  });

  it('that says «pending» for good is not asked for good', async () => {
    const pending = { state: 'pending', attempt: 'x' };
    const store = { ...createMemoryStore(), claim: async () => pending, attempt: async () => pending };
    const { post } = site({ store, verifyTimeout: 1, callTimeout: 20, lease: 1 });
    assert.equal((await post()).status, 503);
  });
});

describe('a function of the host', { timeout: limits.test }, () => {
  for (const option of ['authenticate', 'rateLimit', 'onConnect', 'onError', 'waitUntil']) {
    it(`${option} that fails or hangs ends nothing`, async () => {
      for (const [name, fault] of [...failing, ['hangs', hanging]]) {
        const where = `${option} ${name}`;
        const store = option === 'onError' ? broken('list', () => assert.fail('no')) : createMemoryStore();
        const { all, told } = await visit({ store, [option]: fault });
        for (const response of all) await check(response, where);
        checkTold(told, where);
        await nothingUnhandled();
      }
    });
  }

  it('waitUntil that throws does not cost what was saved', async () => {
    const waitUntil = () => {
      throw new TypeError('Illegal invocation');
    };
    const { post, get, told } = site({ waitUntil, onConnect: () => undefined });
    assert.equal((await post()).status, 201);
    assert.equal((await (await get()).json()).connections.length, 1);
    assert.ok(told.some(({ phase }) => phase === 'wait-until'));
  });

  it('rateLimit that says neither nothing nor a time lets nobody through', async () => {
    for (const answer of [NaN, Infinity, -1, '3', true, {}, []]) {
      let asked = 0;
      const verify = Object.assign(async () => (asked++, good), { fields: ['token'] });
      const { post, told } = site({ rateLimit: () => answer, verifiers: { 't-invest': verify } });
      assert.equal((await post()).status, 500, String(answer));
      assert.equal(asked, 0);
      assert.equal(told[0].phase, 'rate-limit');
    }
    for (const answer of [0, null, undefined])
      assert.equal((await site({ rateLimit: () => answer }).post()).status, 201);
    const limited = await site({ rateLimit: () => 1.2 }).post();
    assert.deepEqual([limited.status, limited.headers.get('retry-after')], [429, '2']);
  });

  it('leaves no timer behind', async () => {
    const { post, get } = site();
    const before = timers();
    await post();
    await get();
    assert.equal(timers(), before);
  });
});

describe('a verifier', { timeout: limits.test }, () => {
  const verifying = (verify, more = {}) =>
    site({ verifiers: { 't-invest': Object.assign(verify, { fields: ['token'], ...more }) } });

  it('that fails is the broker’s failure, and the host hears why', async () => {
    for (const [name, fault] of failing) {
      const { post, told } = verifying(fault);
      const answer = await post();
      assert.equal((await answer.json()).code, 'broker-unavailable', name);
      assert.equal(told[0].phase, 'verify');
      checkTold(told, name);
      await nothingUnhandled();
    }
  });

  it('that says why the broker is unavailable is heard, and the person is told nothing of it', async () => {
    const cause = new Error('HTTP 502');
    const { post, told } = verifying(async () => ({ ok: false, code: 'broker-unavailable', cause }));
    assert.ok(!(await (await post()).text()).includes('502'));
    assert.deepEqual([told[0].phase, told[0].error.message], ['verify', 'HTTP 502']);
  });

  it('that returns what is no verification is an error: nothing is saved, and nothing of it goes out', async () => {
    const long = 'x'.repeat(5_000_000);
    const results = [
      ...rubbish,
      { ok: true },
      { ok: 'yes', connection: {} },
      { ok: true, connection: null },
      { ok: true, connection: 'abc' },
      { ok: true, connection: { accounts: 'abc' } },
      { ok: true, connection: { accounts: [{ id: 7 }] } },
      { ok: true, connection: { accounts: [{ name: long }] } },
      {
        ok: true,
        connection: { accounts: Array.from({ length: 100_000 }, (_, id) => ({ id: String(id) })) },
      },
      { ok: true, connection: { access: 'everything' } },
      { ok: true, connection: { expiresAt: 'soon' } },
      { ok: false },
      { ok: false, code: 'a-code-of-its-own' },
      { ok: false, code: '<script>' },
      {
        get ok() {
          throw new Error(TOKEN);
        },
      },
    ];
    for (const result of results) {
      const { post, get, told } = verifying(async () => result);
      const answer = await post();
      assert.equal(answer.status, 500);
      assert.equal((await answer.json()).code, 'server-error');
      assert.deepEqual(await (await get()).json(), { connections: [] });
      assert.equal(told[0].phase, 'verify');
      checkTold(told, 'rubbish');
    }
  });

  it('whose time to wait is none costs only that', async () => {
    for (const retryAfter of [NaN, -3, Infinity, 'soon', null]) {
      const { post } = verifying(async () => ({ ok: false, code: 'rate-limited', retryAfter }));
      const answer = await post();
      assert.equal(answer.status, 429);
      assert.ok(!/NaN|-|Inf/.test(answer.headers.get('retry-after') ?? ''), String(retryAfter));
    }
  });

  it('that lists without end, or is asked about a long credential, holds nobody up for long', async () => {
    for (const length of [100_000, 2 ** 32 - 1]) {
      const { post, told } = verifying(async () => ({
        ok: true,
        connection: { accounts: new Array(length) },
      }));
      assert.equal((await post()).status, 500);
      assert.match(told[0].error.message, /1000 accounts at most/);
    }
    const token = 'Жщ'.repeat(3000);
    const accounts = Array.from({ length: 1000 }, (_, id) => ({ id: `account-${id}`, name: `Счёт ${id}` }));
    const { post } = verifying(async () => ({ ok: true, connection: { accounts } }), {});
    assert.equal((await post({}, { broker: 't-invest', credentials: { token } })).status, 201);
    const failing = verifying(() => Promise.reject(new Error(token.repeat(50))));
    assert.equal((await failing.post({}, { broker: 't-invest', credentials: { token } })).status, 503);
    assert.equal(failing.told[0].error.message.replaceAll('*', ''), '…');
  });

  it('that names an account by nothing is refused: all of them would be the same', async () => {
    const { post } = verifying(async () => ({ ok: true, connection: { accounts: [{ id: '' }] } }));
    assert.equal((await post()).status, 500);
  });

  it('has members dropped that nobody knows, should they hold a credential', async () => {
    const found = { accounts: [{ id: '1', note: TOKEN }], raw: { token: TOKEN } };
    const { post, get } = verifying(async () => ({ ok: true, connection: found }));
    assert.equal((await post()).status, 201);
    assert.ok(!(await (await get()).text()).includes(TOKEN));
  });

  it('that repeats a secret in an id is refused, in whatever form, and says how to tell that it is none', async () => {
    const secret = 'k9/Zq+7Xw== Жщ';
    const forms = [
      secret,
      secret.trim(),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('hex'),
      `U${secret}-01`,
    ];
    for (const id of forms) {
      const { post, told } = verifying(async () => ({ ok: true, connection: { accounts: [{ id }] } }));
      const answer = await post({}, { broker: 't-invest', credentials: { token: secret } });
      assert.equal(answer.status, 500, id);
      assert.match(told[0].error.message, /`secrets`/);
      assert.ok(!told[0].error.message.includes(secret));
    }
  });

  it('with a login keeps accounts apart that are called like it, and blots nothing out', async () => {
    const byLogin = async ({ credentials: { login } }) => ({
      ok: true,
      connection: { accounts: [{ id: login, name: `Account ${login}` }], access: 'read-only' },
    });
    const named = async ({ credentials: { contract } }) => ({
      ok: true,
      connection: { accounts: [{ id: `U${contract}-01` }] },
    });
    const handler = site({
      access: 'read-only',
      verifiers: {
        one: Object.assign(byLogin, { fields: ['login', 'password'] }),
        two: Object.assign(named, { fields: ['contract', 'password'], secrets: ['password'] }),
      },
    });
    for (const login of ['client-111', 'client-222', 'client-333', 'read-only']) {
      const answer = await handler.post(
        {},
        { broker: 'one', credentials: { login, password: 's3cret-word' } },
      );
      assert.equal(answer.status, 201);
      assert.deepEqual((await answer.json()).accounts, [{ id: login, name: `Account ${login}` }]);
    }
    const answer = await handler.post(
      {},
      { broker: 'two', credentials: { contract: '1234567', password: 's3cret-word' } },
    );
    assert.deepEqual((await answer.json()).accounts, [{ id: 'U1234567-01' }]);
    assert.equal((await (await handler.get()).json()).connections.length, 5);
  });
});

describe('a body', { timeout: limits.test }, () => {
  const streaming = (handle, start) =>
    handle(
      new Request(URL_, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        duplex: 'half',
        body: new ReadableStream({ start }),
      }),
    );

  it('that comes in pieces is put together', async () => {
    const bytes = new TextEncoder().encode(
      JSON.stringify({ broker: 't-invest', credentials: { token: `${TOKEN}Жщ` } }),
    );
    for (const size of [1, 7, bytes.length - 1]) {
      const response = await streaming(site({ callTimeout: 10_000 }).handle, (controller) => {
        for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
        controller.close();
      });
      assert.equal(response.status, 201, String(size));
    }
  });

  it('that does not come to its end is 408 in time, and is let go of', async () => {
    let gone = false;
    const { handle } = site();
    const response = await handle(
      new Request(URL_, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        duplex: 'half',
        body: new ReadableStream({
          start: (controller) => controller.enqueue(new TextEncoder().encode('{"broker"')),
          cancel: () => void (gone = true),
        }),
      }),
    );
    assert.equal(response.status, 408);
    await until(() => gone);
  });

  it('that somebody has read before says so', async () => {
    const { handle } = site();
    const request = new Request(URL_, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    await request.text();
    const response = await handle(request);
    assert.equal(response.status, 400);
    assert.match((await response.json()).title, /read before/);
  });

  it('that names a connection oddly is 400 at that place', async () => {
    for (const connection of [7, null, {}, '', 'a b', 'x'.repeat(65)]) {
      const response = await site().post(
        {},
        { broker: 't-invest', connection, credentials: { token: TOKEN } },
      );
      assert.equal(response.status, 400);
      assert.equal((await response.json()).errors[0].pointer, '/connection');
    }
  });
});

describe('what the host is told', () => {
  const secret = 'AKIA/12+34=abc"def&xyz9876543210 ';
  const message = async (text, token = secret) => {
    const told = [];
    const handle = createConnectHandler({
      authenticate: () => 'anna',
      store: createMemoryStore(),
      verifiers: {
        demo: () => {
          throw new Error(text);
        },
      },
      onError: (error) => told.push(error),
    });
    await handle(
      new Request(URL_, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ broker: 'demo', credentials: { token } }),
      }),
    );
    return told[0].message;
  };

  it('has a secret masked in each form that a message may have it in', async () => {
    const bytes = Buffer.from(secret);
    const forms = {
      plain: secret,
      trimmed: secret.trim(),
      'in JSON': JSON.stringify(secret).slice(1, -1),
      'in JSON in JSON': JSON.stringify(JSON.stringify(secret)).slice(3, -3),
      'in a URL': encodeURIComponent(secret),
      'in a URL, small': encodeURIComponent(secret).replace(/%../g, (escape) => escape.toLowerCase()),
      'in a form': new URLSearchParams({ secret }).toString().slice(7),
      'in base64': bytes.toString('base64'),
      'in base64 for URLs': bytes.toString('base64url'),
      'in hex': bytes.toString('hex'),
      'in capital hex': bytes.toString('hex').toUpperCase(),
      'in JSON as PHP writes it': JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
      'in HTML': secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
      'in other capitals': secret.toUpperCase(),
      'its first half': secret.slice(0, 20),
      'its second half': secret.slice(12),
    };
    for (const [name, form] of Object.entries(forms)) {
      assert.equal((await message(`GET /?t=<${form}>`)).trim(), 'GET /?t=<****>', name);
    }
    for (const before of ['u:', 'us:', 'use:']) {
      const basic = Buffer.from(`${before}${secret}:after`).toString('base64');
      const told = await message(`Basic ${basic}`);
      const left = told.replace('Basic ', '').split('****');
      // Of the first and last character of the secret, those beside it have a share.
      for (const piece of left)
        assert.ok(!bytes.includes(Buffer.from(piece, 'base64').subarray(1, -2)) || piece.length < 12, told);
      assert.match(told, /\*{4}/);
    }
  });

  it('has a secret of another alphabet masked, as Python and as Latin-1 have it, signs as HTML has them, and a short one where it stands alone', async () => {
    const words = 'пароль-Жщ-2026';
    const python = words.replace(
      /[^\x20-\x7e]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    for (const form of [python, Buffer.from(words).toString('latin1'), encodeURIComponent(words)]) {
      assert.equal(await message(`<${form}>`, words), '<****>');
    }
    const strict = "it's(a)secret*of!mine";
    const escaped = encodeURIComponent(strict).replace(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    );
    assert.equal(await message(`<${escaped}>`, strict), '<****>');
    // Whose base64 has both of the letters that URLs write otherwise.
    const slashed = 'pass??>>word~~~>>>2026';
    assert.match(Buffer.from(slashed).toString('base64'), /[+].*[/]|[/].*[+]/);
    assert.equal(await message(`<${Buffer.from(slashed).toString('base64url')}>`, slashed), '<****>');
    const signs = `a<b>c&d"e'f-2026`;
    const inHtml = 'a&lt;b&gt;c&amp;d&quot;e&#39;f-2026';
    assert.equal(await message(`(${inHtml})`, signs), '(****)');
    assert.equal(await message('pin 4711, order 14711, 4711', '4711'), 'pin ****, order 14711, ****');
  });

  it('is as it was where there is none', async () => {
    assert.equal(await message('nothing of it, AKIA'), 'nothing of it, AKIA');
  });

  it('keeps name, code, stack and causes', async () => {
    class DatabaseError extends Error {
      name = 'DatabaseError';
    }
    const cause = Object.assign(new Error('connect', { cause: new Error(TOKEN) }), {
      code: 'ECONNREFUSED',
      errno: -111,
      syscall: 'connect',
    });
    const fault = Object.assign(new DatabaseError('query failed', { cause }), {
      code: '42P01',
      severity: 'ERROR',
      parameters: [TOKEN],
    });
    const { post, told } = site({ store: broken('save', () => Promise.reject(fault)) });
    await post();
    const [{ error }] = told;
    assert.equal(error.name, 'DatabaseError');
    assert.equal(error.code, '42P01');
    assert.equal(error.severity, 'ERROR');
    assert.match(error.stack, /faults\.test\.mjs/);
    assert.deepEqual(
      [error.cause.code, error.cause.errno, error.cause.syscall],
      ['ECONNREFUSED', -111, 'connect'],
    );
    assert.equal(error.cause.cause.message, '****');
    assert.equal(error.parameters, undefined);
  });

  it('holds twenty errors at most', async () => {
    const many = new AggregateError(
      Array.from({ length: 30 }, (_, number) => new Error(`number ${number}`, { cause: new Error('why') })),
      'many',
    );
    const { post, told } = site({ store: broken('claim', () => Promise.reject(many)) });
    await post();
    const countOf = ({ errors = [], cause }) =>
      [...errors, ...(cause ? [cause] : [])].reduce((count, error) => count + countOf(error), 1);
    assert.equal(countOf(told[0].error), 20);
  });

  it('has words where an error has none', async () => {
    const refused = (address) => Object.assign(new Error(`connect ${address}`), { code: 'ECONNREFUSED' });
    const both = new AggregateError([refused('127.0.0.1'), refused('::1')]);
    const { post, told } = site({
      store: broken('claim', () => Promise.reject(Object.assign(both, { code: 'ECONNREFUSED' }))),
    });
    assert.equal((await post()).status, 503);
    assert.equal(told[0].error.message, 'connect 127.0.0.1; connect ::1');
    assert.equal(told[0].error.code, 'ECONNREFUSED');
  });
});
