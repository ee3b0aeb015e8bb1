/** The client against every answer that an endpoint may give, and against every moment of being cancelled. */
import assert from 'node:assert/strict';
import { ReadableStream } from 'node:stream/web';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { connect, list, remove, resume } from '../../src/core/client.ts';
import { errorCodes } from '../../src/core/errors.ts';

const endpoint = 'https://site.example/api/connections';
const token = `t.${'aB3_-xYz9K'.repeat(9).slice(0, 86)}`;

/** A builder of answers, since a body can be read once. */
const reply =
  (status, body = '', headers = {}) =>
  () =>
    new Response(
      [204, 205, 304].includes(status) ? null : typeof body === 'string' ? body : JSON.stringify(body),
      { status, headers },
    );
const breakdown = () => Promise.reject(new TypeError('Failed to fetch'));
const never = () => new Promise(() => undefined);
/** As `fetch` does: silent until it is told to stop. */
const stalled = ({ signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

/** A `fetch` that gives one answer after another, the last one for ever, and writes down what it was asked. */
function scripted(...answers) {
  const calls = [];
  const fetch = async (url, init) => {
    calls.push({ url, ...init });
    return answers[Math.min(calls.length, answers.length) - 1](init);
  };
  return { fetch, calls };
}

/** One attempt against these answers. */
async function run(answers, more = {}) {
  const { fetch, calls } = scripted(...[answers].flat());
  const outcome = await connect(attempt({ fetch, ...more }));
  return { outcome, calls, code: outcome.failure?.code, failure: outcome.failure };
}

function attempt(more) {
  return {
    endpoint,
    broker: 't-invest',
    credentials: { token },
    timeout: 5000,
    cookies: 'same-origin',
    signal: new AbortController().signal,
    ...more,
  };
}

/** Lets every pause pass at once. @returns what was waited, in ms */
function hurry(t, random = 0) {
  const waits = [];
  t.mock.method(Math, 'random', () => random);
  t.mock.method(globalThis, 'setTimeout', (callback, ms) => {
    waits.push(ms);
    setImmediate(callback);
  });
  return waits;
}

/** Lets no pause pass before it is told to. */
function hold(t) {
  const held = [];
  t.mock.method(globalThis, 'setTimeout', (callback) => held.push(callback));
  return { held, release: () => held.splice(0).forEach((callback) => callback()) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
async function turns(count = 20) {
  for (let i = 0; i < count; i++) await turn();
}

describe('The request', () => {
  it('holds the credentials in base64 where that is asked for, and neither form comes back', async () => {
    const encoded = Buffer.from(token).toString('base64');
    const bare = encoded.replace(/=+$/, '');
    assert.notEqual(bare, encoded);
    const forUrls = Buffer.from(token).toString('base64url');
    const detail = [token, encoded, bare, forUrls].join(' ');
    const echo = reply(422, { code: 'invalid-token', detail });
    const credentials = { token, pin: 'é--€' };
    const { calls, failure } = await run(echo, { encoding: 'base64', credentials });
    assert.deepEqual(JSON.parse(calls[0].body), {
      broker: 't-invest',
      encoding: 'base64',
      credentials: { token: encoded, pin: Buffer.from('é--€').toString('base64') },
    });
    assert.equal(failure.detail, '**** **** **** ****');
  });

  it('is what the contract says', async () => {
    const { calls } = await run(reply(204), { headers: { 'x-csrf': 'abc' } });
    assert.equal(calls.length, 1);
    const [{ url, method, headers, body, ...rest }] = calls;
    assert.equal(url, endpoint);
    assert.equal(method, 'POST');
    assert.deepEqual(JSON.parse(body), { broker: 't-invest', credentials: { token } });
    const { 'idempotency-key': key, ...sent } = Object.fromEntries(headers);
    assert.match(key, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    assert.deepEqual(sent, {
      accept: 'application/json, application/problem+json',
      'content-type': 'application/json',
      'x-csrf': 'abc',
    });
    delete rest.signal;
    assert.deepEqual(rest, {
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'manual',
      referrerPolicy: 'same-origin',
    });
  });

  it('sends every field of the broker', async () => {
    const credentials = { key: 'first-secret', secret: 'second-secret' };
    const { calls } = await run(reply(204), { credentials });
    assert.deepEqual(JSON.parse(calls[0].body).credentials, credentials);
  });

  it('has a key of its own in each attempt', async () => {
    const keys = await Promise.all(
      Array.from({ length: 20 }, async () => (await run(reply(204))).calls[0].headers.get('idempotency-key')),
    );
    assert.equal(new Set(keys).size, 20);
    for (const key of keys)
      assert.match(key, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  for (const [cookies, wanted] of Object.entries({
    include: 'include',
    omit: 'omit',
    'same-origin': 'same-origin',
    nonsense: 'same-origin',
    '': 'same-origin',
  })) {
    it(`sends cookies as ${wanted} when told "${cookies}"`, async () => {
      const { calls } = await run(reply(204), { cookies });
      assert.equal(calls[0].credentials, wanted);
    });
  }
});

describe("The page's headers", () => {
  it('cannot replace those of the contract', async () => {
    const headers = { Accept: '*/*', 'Content-Type': 'text/plain', 'Idempotency-Key': '1' };
    const [call] = (await run(reply(204), { headers })).calls;
    assert.equal(call.headers.get('accept'), 'application/json, application/problem+json');
    assert.equal(call.headers.get('content-type'), 'application/json');
    assert.notEqual(call.headers.get('idempotency-key'), '1');
  });

  const sources = {
    'an object': { authorization: 'Bearer x' },
    pairs: [['authorization', 'Bearer x']],
    Headers: new Headers({ authorization: 'Bearer x' }),
    'a function': () => ({ authorization: 'Bearer x' }),
    'an async function': async () => new Headers({ authorization: 'Bearer x' }),
  };
  for (const [kind, headers] of Object.entries(sources)) {
    it(`may be ${kind}`, async () => {
      const { calls } = await run(reply(204), { headers });
      assert.equal(calls[0].headers.get('authorization'), 'Bearer x');
    });
  }

  for (const headers of [undefined, null, () => undefined, async () => null]) {
    it(`may be absent (${headers})`, async () => assert.ok((await run(reply(204), { headers })).outcome.ok));
  }

  it('are asked for anew before each request', async (t) => {
    hurry(t);
    let asked = 0;
    const headers = async () => ({ 'x-number': String(++asked) });
    const accepted = reply(202, '', { location: '/poll' });
    const { calls } = await run([breakdown, accepted, reply(503), reply(204)], { headers });
    assert.deepEqual(
      calls.map((call) => call.headers.get('x-number')),
      ['1', '2', '3', '4'],
    );
  });

  const faulty = {
    'a function that throws': () => {
      throw new Error('page-secret');
    },
    'a function that rejects': () => Promise.reject(new Error('page-secret')),
    'an impossible name': { 'page secret': 'page-secret' },
    'an impossible value': { authorization: 'page-secret\n\u0000' },
  };
  for (const [kind, headers] of Object.entries(faulty)) {
    it(`stop everything when they fail: ${kind}`, async () => {
      const { outcome, calls, code } = await run(reply(204), { headers });
      assert.equal(code, 'invalid-configuration');
      assert.equal(calls.length, 0);
      assert.ok(!JSON.stringify(outcome).includes('page-secret'));
    });
  }
});

describe('Every status', () => {
  const codes = {
    202: 'invalid-response', // Without a Location.
    401: 'session-expired',
    403: 'forbidden',
    404: 'not-found',
    405: 'not-found',
    409: 'already-connected',
    410: 'not-found',
    429: 'rate-limited',
  };
  /** Of problem documents alone: nobody else may blame the token or the broker. */
  const blaming = {
    422: 'invalid-token',
    502: 'broker-unavailable',
    503: 'broker-unavailable',
    504: 'broker-unavailable',
  };
  const statuses = Array.from({ length: 400 }, (_, index) => 200 + index);
  const wanted = (status) =>
    codes[status] ?? (status < 300 ? 'connected' : status < 400 ? 'redirected' : 'server-error');

  for (const [kind, body] of Object.entries({
    'an empty body': '',
    'a body of spaces': ' \n',
  })) {
    it(`with ${kind} means what the contract says`, async (t) => {
      hurry(t);
      for (const status of statuses) {
        const { outcome, code } = await run(reply(status, body));
        assert.equal(outcome.ok ? 'connected' : code, wanted(status), String(status));
        if (outcome.ok) assert.deepEqual(outcome.connection, {});
        else assert.equal(outcome.failure.status, status);
      }
    });
  }

  it('of a failure means the same with a body that is no problem document', async (t) => {
    hurry(t);
    for (const body of [
      '<!doctype html><title>Oops</title>',
      '"text"',
      '[]',
      'null',
      '7',
      '{}',
      '{"code":',
    ]) {
      for (const status of statuses.filter((status) => status >= 400)) {
        assert.equal((await run(reply(status, body))).code, wanted(status), `${status} ${body}`);
      }
    }
  });

  it('blames the token or the broker in a problem document, and there alone', async (t) => {
    hurry(t);
    for (const type of ['application/problem+json', 'Application/Problem+JSON; charset=utf-8']) {
      for (const status of statuses.filter((status) => status >= 400)) {
        const { code, failure } = await run(reply(status, '{}', { 'content-type': type }));
        assert.equal(code, blaming[status] ?? wanted(status), `${status} ${type}`);
        assert.equal(failure.contentType, 'application/problem+json');
      }
    }
    for (const type of ['text/html', 'application/json', 'text/plain', 'application/problem+xml', ''])
      for (const status of Object.keys(blaming))
        assert.equal((await run(reply(Number(status), '{}', { 'content-type': type }))).code, 'server-error');
  });

  it('409 on a page of HTML says nothing of a portfolio', async () => {
    const page = reply(409, '<h1>Conflict</h1>', { 'content-type': 'text/html; charset=utf-8' });
    assert.equal((await run(page)).code, 'server-error');
  });

  it('of a failure gives way to a known code', async (t) => {
    hurry(t);
    for (const code of errorCodes) {
      for (const status of [400, 401, 409, 418, 429, 500, 503]) {
        const contentType = 'application/json';
        const answer = reply(status, { code, detail: 'Why.' }, { 'content-type': contentType });
        const { retryAfter, ...failure } = (await run(answer)).failure;
        assert.deepEqual(failure, { code, status, contentType, detail: 'Why.' });
        assert.equal(retryAfter, undefined);
      }
    }
  });

  it('of a failure stands with an unknown code', async () => {
    for (const code of ['Invalid-Token', 'toString', '__proto__', '', 'https://x.example/problem']) {
      assert.equal((await run(reply(409, { code }))).code, 'already-connected', code);
    }
  });

  it('of a failure stands with a code that is no string, and what is sound beside it counts (RFC 9457 § 3.1)', async () => {
    const { code, failure } = await run(reply(409, { code: 5, detail: 'Why.' }));
    assert.equal(code, 'already-connected');
    assert.equal(failure.detail, 'Why.');
    const other = await run(reply(400, { code: 'expired-token', detail: ['Why.'] }));
    assert.equal(other.code, 'expired-token');
    assert.equal(other.failure.detail, undefined);
  });

  it('of a failure may point at a field, in the body or in a fragment; at anything else is no field', async () => {
    const fieldOf = async (errors) =>
      (await run(reply(422, { code: 'invalid-token', errors }))).failure.field;
    for (const pointer of ['/credentials/privateKey', '#/credentials/privateKey'])
      assert.equal(
        await fieldOf([{ pointer, detail: 'no' }, { pointer: '/credentials/other' }]),
        'privateKey',
      );
    const others = [[], {}, 'x', null, [null], [{}], [{ pointer: 1 }], [{ pointer: '/credentials' }]];
    for (const errors of [...others, [{ pointer: '/broker' }], [{ pointer: '/credentials/a b' }]])
      assert.equal(await fieldOf(errors), undefined, JSON.stringify(errors));
  });
});

describe('A 2xx body', () => {
  const sound = {
    'no member': {},
    'every member': {
      id: 'c1',
      broker: 't-invest',
      state: 'active',
      connectedAt: '2026-11-24T02:58:31Z',
      accounts: [{ id: '1', name: 'Брокерский счёт', type: 'Брокерский' }, {}],
      access: 'read-only',
      expiresAt: '2027-02-24',
    },
    'other states and times': {
      state: 'broken',
      access: 'full',
      connectedAt: '2026-11-24T02:58:31.123+03:00',
    },
    'no accounts': { state: 'expired', accounts: [] },
  };
  for (const [kind, body] of Object.entries(sound)) {
    for (const status of [200, 201]) {
      it(`with ${kind} is a connection (${status})`, async () => {
        const { outcome } = await run(reply(status, body));
        assert.deepEqual(outcome, { ok: true, connection: body });
      });
    }
  }

  it('may hold unknown members, which are dropped', async () => {
    const { outcome } = await run(reply(200, { id: 'c1', token, more: { token }, accounts: [{ x: 1 }] }));
    assert.deepEqual(outcome, { ok: true, connection: { id: 'c1', accounts: [{}] } });
  });

  it('may hold null for what is absent', async () => {
    const body = {
      id: null,
      broker: null,
      state: null,
      connectedAt: null,
      access: null,
      expiresAt: null,
    };
    const { outcome } = await run(reply(200, { ...body, accounts: [{ id: null, name: 'ИИС', type: null }] }));
    assert.deepEqual(outcome, { ok: true, connection: { accounts: [{ name: 'ИИС' }] } });
    assert.deepEqual((await run(reply(200, { accounts: null }))).outcome, { ok: true, connection: {} });
  });

  const broken = {
    'a sign-in page': ['<!doctype html>', 'body'],
    'half a document': ['{"id":', 'body'],
    null: ['null', 'body'],
    'a list': ['[]', 'body'],
    'a string': ['"ok"', 'body'],
    'a number': ['1', 'body'],
    true: ['true', 'body'],
    'a numeric id': [{ id: 1 }, 'id'],
    'an unknown state': [{ state: 'dead' }, 'state'],
    'an unknown access': [{ access: 'write' }, 'access'],
    'a time in words': [{ connectedAt: 'yesterday' }, 'connectedAt'],
    'a time as a number': [{ expiresAt: 1800000000 }, 'expiresAt'],
    'accounts that are no list': [{ accounts: {} }, 'accounts'],
    'an account that is a string': [{ accounts: [{}, 'ИИС'] }, 'accounts.1'],
    'an account that is null': [{ accounts: [null] }, 'accounts.0'],
    'an account without a proper name': [{ accounts: [{ name: {} }] }, 'accounts.0.name'],
    'ten thousand brackets': ['['.repeat(10_000) + ']'.repeat(10_000), 'body'],
  };
  for (const [kind, [body, path]] of Object.entries(broken)) {
    it(`that is ${kind} is an invalid response`, async () => {
      const { failure } = await run(reply(200, body));
      assert.deepEqual(failure, {
        code: 'invalid-response',
        status: 200,
        contentType: 'text/plain',
        reason: `the answer is not a Connection: ${path}`,
      });
    });
  }
});

describe('Retry-After', () => {
  const told = async (value) =>
    (await run(reply(429, '', value === undefined ? {} : { 'retry-after': value }))).failure.retryAfter;
  const values = {
    7: 7,
    0: 0,
    ' 42 ': 42,
    '-5': 0,
    'Wed, 21 Oct 2015 07:28:00 GMT': 0,
    soon: undefined,
    '7 s': undefined,
    '': undefined,
  };
  for (const [value, wanted] of Object.entries(values)) {
    it(`"${value}" is ${wanted}`, async () => assert.equal(await told(value), wanted));
  }

  it('is absent where there is none', async () => assert.equal(await told(undefined), undefined));

  it('may be an HTTP date', async () => {
    const seconds = await told(new Date(Date.now() + 90_000).toUTCString());
    assert.ok(seconds >= 85 && seconds <= 90, String(seconds));
  });

  it('may be one by a clock that is a day off, where the answer says what time it is there', async () => {
    for (const days of [-1, 0, 1, 400]) {
      const then = Date.now() + days * 86_400_000;
      const headers = {
        date: new Date(then).toUTCString(),
        'retry-after': new Date(then + 30_000).toUTCString(),
      };
      assert.equal((await run(reply(429, '', headers))).failure.retryAfter, 30);
    }
    const { failure } = await run(reply(429, '', { date: 'noon', 'retry-after': '30' }));
    assert.equal(failure.retryAfter, 30);
  });

  it('by this clock alone is no more than an hour', async () => {
    for (const date of ['Fri, 31 Dec 9999 23:59:59 GMT', new Date(Date.now() + 86_400_000).toUTCString()])
      assert.equal(await told(date), 3600);
  });

  for (const value of ['99999999999999999999', '1e99', 'Infinity', '3000000']) {
    it(`"${value}" is no more than a timer can wait`, async () => {
      const seconds = await told(value);
      assert.ok(seconds > 1e5 && seconds * 1000 < 2 ** 31, String(seconds));
    });
  }
});

describe('Automatic retries', () => {
  const temporary = { 'a network failure': breakdown, 502: reply(502), 503: reply(503), 504: reply(504) };
  for (const [kind, answer] of Object.entries(temporary)) {
    it(`come twice after ${kind}, with the same key and body`, async (t) => {
      hurry(t);
      const { calls, code } = await run(answer);
      assert.equal(code, answer === breakdown ? 'network' : 'server-error');
      assert.equal(calls.length, 3);
      assert.equal(new Set(calls.map((call) => call.headers.get('idempotency-key'))).size, 1);
      assert.equal(new Set(calls.map((call) => call.body)).size, 1);
      assert.ok(calls.every((call) => call.url === endpoint && call.method === 'POST'));
    });

    it(`may help after ${kind}`, async (t) => {
      hurry(t);
      const second = await run([answer, reply(201, { id: 'c1' })]);
      assert.deepEqual(second.outcome, { ok: true, connection: { id: 'c1' } });
      assert.equal(second.calls.length, 2);
      const third = await run([answer, answer, reply(409)]);
      assert.equal(third.code, 'already-connected');
      assert.equal(third.calls.length, 3);
    });
  }

  it('come after a body that breaks off', async (t) => {
    hurry(t);
    const cut = () =>
      new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError('reset')) }));
    const { calls, code } = await run(cut);
    assert.equal(code, 'network');
    assert.equal(calls.length, 3);
  });

  it('never come after another status', async (t) => {
    hurry(t);
    for (let status = 200; status < 600; status++) {
      if (status >= 502 && status <= 504) continue;
      assert.equal((await run(reply(status))).calls.length, 1, String(status));
    }
  });

  it('never come after an answer that calls itself a network failure', async (t) => {
    hurry(t);
    for (const status of [400, 401, 409, 422, 429, 500]) {
      assert.equal((await run(reply(status, { code: 'network' }))).calls.length, 1, String(status));
    }
  });

  it('never come while offline', async (t) => {
    hurry(t);
    const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
    Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { onLine: false } });
    try {
      const { calls, code } = await run(breakdown);
      assert.equal(code, 'offline');
      assert.equal(calls.length, 1);
    } finally {
      if (before) Object.defineProperty(globalThis, 'navigator', before);
      else delete globalThis.navigator;
    }
  });

  it('wait a random time up to a limit that doubles', async (t) => {
    const longest = hurry(t, 0.999_999);
    await run(breakdown);
    assert.equal(longest.length, 2);
    const [first, second] = longest;
    assert.ok(first > 100 && second > 1.9 * first && second < 2.1 * first && second <= 5000, longest.join());
    t.mock.restoreAll();
    const shortest = hurry(t, 0);
    await run(breakdown);
    assert.deepEqual(shortest, [0, 0]);
  });

  it('wait as long as asked, where that is short', async (t) => {
    const waits = hurry(t);
    const { calls } = await run(reply(503, '', { 'retry-after': '2' }));
    assert.equal(calls.length, 3);
    assert.deepEqual(waits, [2000, 2000]);
  });

  it('are left to the person where the wait is long', async (t) => {
    hurry(t);
    const { calls, failure } = await run(reply(503, '', { 'retry-after': '120' }));
    assert.equal(calls.length, 1);
    assert.equal(failure.retryAfter, 120);
  });

  it('never throw, whatever fetch does', async (t) => {
    hurry(t);
    for (const answer of [
      () => undefined,
      () => ({}),
      () => {
        throw token;
      },
      () => Promise.reject(token),
    ]) {
      const { outcome, code } = await run(answer);
      assert.equal(code, 'network');
      assert.ok(!JSON.stringify(outcome).includes(token));
    }
    const fetch = () => {
      throw new Error(token);
    };
    assert.equal((await run([], { fetch })).code, 'network');
  });
});

describe('202', () => {
  const accepted = (headers = { location: '/poll/1' }) => reply(202, '', headers);

  it('is followed to the connection, and the token is not sent again', async (t) => {
    hurry(t);
    let told = 0;
    const onAccepted = () => told++;
    const answers = [accepted(), accepted({}), reply(200, { id: 'c1' })];
    const { outcome, calls } = await run(answers, {
      onAccepted,
      headers: { 'x-csrf': 'abc' },
      cookies: 'include',
    });
    assert.deepEqual(outcome, { ok: true, connection: { id: 'c1' } });
    assert.equal(told, 1);
    assert.equal(calls.length, 3);
    for (const { url, method = 'GET', body, headers, cache, redirect, credentials } of calls.slice(1)) {
      assert.equal(url, 'https://site.example/poll/1');
      assert.equal(method, 'GET');
      assert.equal(body, undefined);
      assert.deepEqual(Object.fromEntries(headers), {
        accept: 'application/json, application/problem+json',
        'x-csrf': 'abc',
      });
      assert.deepEqual([cache, redirect, credentials], ['no-store', 'manual', 'include']);
    }
  });

  for (const status of [201, 204]) {
    it(`may end with ${status}`, async (t) => {
      hurry(t);
      assert.deepEqual((await run([accepted(), reply(status)])).outcome, { ok: true, connection: {} });
    });
  }

  it('waits longer and longer', async (t) => {
    const waits = hurry(t);
    await run([...Array(8).fill(accepted()), reply(204)]);
    assert.equal(waits.length, 8);
    assert.equal(waits[0], 1000);
    assert.equal(waits.at(-1), 5000);
    for (let i = 1; i < waits.length; i++) assert.ok(waits[i] >= waits[i - 1] && waits[i] <= 5000);
  });

  it('waits as long as asked', async (t) => {
    const waits = hurry(t);
    const asked = accepted({ location: '/poll/1', 'retry-after': '7' });
    await run([asked, accepted(), asked, reply(204)]);
    assert.equal(waits[0], 7000);
    assert.ok(waits[1] <= 5000);
    assert.equal(waits[2], 7000);
  });

  it('is no storm of requests with Retry-After: 0', async (t) => {
    const waits = hurry(t);
    await run([...Array(5).fill(accepted({ location: '/poll/1', 'retry-after': '0' })), reply(204)]);
    assert.ok(
      waits.every((ms) => ms >= 100),
      waits.join(),
    );
  });

  it('may move on to another address', async (t) => {
    hurry(t);
    const moved = accepted({ location: 'two?x=1' });
    const { calls } = await run([accepted(), moved, accepted({}), reply(204)]);
    assert.deepEqual(
      calls.map(({ url }) => url),
      [
        endpoint,
        'https://site.example/poll/1',
        'https://site.example/poll/two?x=1',
        'https://site.example/poll/two?x=1',
      ],
    );
  });

  const bad = [
    undefined,
    'https://evil.example/poll',
    '//evil.example/poll',
    'http://site.example/poll',
    'https://site.example:444/poll',
    'https://sub.site.example/poll',
    'https://site.example.evil.example/',
    'https://site.example@evil.example/',
    'http://',
    'javascript:alert(1)',
    'data:application/json,{}',
    `https://evil.example/${token}`,
  ];
  for (const location of bad) {
    it(`is not followed to ${location?.replace(token, '(token)')}`, async (t) => {
      hurry(t);
      let told = 0;
      const answer = accepted(location === undefined ? {} : { location });
      const first = await run([answer, reply(204)], { onAccepted: () => told++ });
      assert.equal(first.code, 'invalid-response');
      assert.equal(first.failure.status, 202);
      assert.ok(!JSON.stringify(first.outcome).includes(token));
      assert.equal(first.calls.length, 1);
      assert.equal(told, 0);
      if (location === undefined) return;
      const later = await run([accepted(), answer, reply(204)]);
      assert.equal(later.code, 'invalid-response');
      assert.equal(later.calls.length, 2);
    });
  }

  it('may end with an error', async (t) => {
    hurry(t);
    const { failure } = await run([accepted(), reply(400, { code: 'sandbox-token', detail: 'Sandbox.' })]);
    assert.equal(failure.code, 'sandbox-token');
    assert.equal(failure.detail, 'Sandbox.');
    assert.equal((await run([accepted(), reply(401)])).code, 'session-expired');
    assert.equal((await run([accepted(), reply(303, '', { location: '/login' })])).code, 'redirected');
    assert.equal((await run([accepted(), reply(200, '<!doctype html>')])).code, 'invalid-response');
  });

  const page = (status) => reply(status, '<!doctype html>', { 'content-type': 'text/html' });
  const problem = (status, code, headers = {}) =>
    reply(status, { code }, { 'content-type': 'application/problem+json', ...headers });
  /** What says nothing of what was accepted. */
  const absences = {
    'the network is away': [breakdown],
    'a proxy is out of order': [reply(502), page(503), reply(504), page(520)],
    'a server starts anew': [reply(500), breakdown, reply(503)],
    'somebody counts requests': [reply(429, '', { 'retry-after': '2' }), reply(429)],
    'a firewall wants to see a person': [page(403)],
    'a page comes in place of an answer': [page(200)],
    'a framework writes problem documents of its own': [problem(500), problem(503), problem(429)],
  };
  for (const [what, answers] of Object.entries(absences)) {
    it(`goes on, ten times in a row, where ${what}`, async (t) => {
      hurry(t);
      const away = Array.from({ length: 10 }, (_, n) => answers[n % answers.length]);
      const { outcome, calls } = await run([accepted(), ...away, accepted({}), ...away, reply(204)], {
        timeout: 30_000,
      });
      assert.deepEqual(outcome, { ok: true, connection: {} });
      assert.equal(calls.filter(({ method }) => method === 'POST').length, 1);
      assert.equal(calls.at(-1).url, 'https://site.example/poll/1');
    });
  }

  it('goes on where the page’s headers could not be had once', async (t) => {
    hurry(t);
    let asked = 0;
    const headers = () => {
      if (++asked === 2) throw new Error('no network');
      return {};
    };
    const { outcome, calls } = await run([accepted(), reply(204)], { headers });
    assert.ok(outcome.ok);
    assert.equal(calls.length, 2);
  });

  it('gives up once the endpoint was away for four limits of a request', async (t) => {
    const waits = hurry(t);
    const waited = () => waits.splice(0).reduce((sum, ms) => sum + ms, 0);
    for (const timeout of [5000, 30_000]) {
      const { failure } = await run([accepted(), page(502)], { timeout });
      assert.deepEqual([failure.code, failure.status], ['server-error', 502]);
      const first = 1000;
      const sum = waited() - first;
      assert.ok(sum <= 4 * timeout && sum > 4 * timeout - 5000, `${sum} ms of waiting`);
    }
    const hour = await run([accepted(), reply(429, '', { 'retry-after': '3600' })]);
    assert.deepEqual([hour.code, hour.failure.retryAfter, hour.calls.length], ['rate-limited', 3600, 2]);
  });

  it('counts the time that the requests took', async (t) => {
    hurry(t);
    let now = 0;
    t.mock.method(performance, 'now', () => now);
    const slow = () => {
      now += 25_000;
      return page(504)();
    };
    const { code, calls } = await run([accepted(), slow], { timeout: 30_000 });
    assert.equal(code, 'server-error');
    assert.ok(calls.length <= 6, `${calls.length} requests of 25 s in two minutes`);
  });

  it('doubts a word of the endpoint’s own as long as ever, also after somebody else’s', async (t) => {
    hurry(t);
    const down = problem(503, 'broker-unavailable', { 'retry-after': '1' });
    const answers = [accepted(), ...Array(4).fill(page(502)), down, reply(204)];
    const { outcome } = await run(answers, { timeout: 30_000 });
    assert.ok(outcome.ok, JSON.stringify(outcome));
  });

  it('has any body in a 202, and is asked where and when that says', async (t) => {
    const waits = hurry(t);
    const moved = reply(202, 'Accepted', { location: '/poll/2', 'retry-after': '10' });
    const { outcome, calls } = await run([accepted(), moved, reply(204)]);
    assert.ok(outcome.ok);
    assert.equal(calls[2].url, 'https://site.example/poll/2');
    assert.deepEqual(waits, [1000, 10_000]);
  });

  it('does not ask in step with others who were away with it', async (t) => {
    const waits = hurry(t, 0.5);
    await run([accepted(), page(502), page(502), reply(204)]);
    assert.deepEqual(waits, [1000, 1500 * 1.25, 2250 * 1.25]);
  });

  it('ends at once where the endpoint says so, and after two more questions where that may pass', async (t) => {
    hurry(t);
    const ended = async (answer) => {
      const { code, calls } = await run([accepted(), answer]);
      return [code, calls.length];
    };
    assert.deepEqual(await ended(problem(422, 'invalid-token')), ['invalid-token', 2]);
    assert.deepEqual(await ended(problem(422)), ['invalid-token', 2]);
    assert.deepEqual(await ended(problem(500, 'server-error')), ['server-error', 2]);
    assert.deepEqual(await ended(reply(401)), ['session-expired', 2]);
    assert.deepEqual(await ended(problem(429, 'rate-limited')), ['rate-limited', 4]);
    assert.deepEqual(await ended(problem(503, 'broker-unavailable')), ['broker-unavailable', 4]);
    assert.deepEqual(await ended(problem(429, 'rate-limited', { 'retry-after': '60' })), ['rate-limited', 2]);
    for (const status of [404, 405, 410]) assert.deepEqual(await ended(reply(status)), ['not-found', 4]);
    assert.deepEqual(await ended(reply(303)), ['redirected', 2]);
    // Two doubts, then a word that it goes on, then two more.
    const gone = [reply(404), reply(404)];
    const { outcome: found } = await run([accepted(), ...gone, accepted(), ...gone, reply(204)]);
    assert.ok(found.ok, JSON.stringify(found));
    const { outcome } = await run([
      accepted(),
      problem(429, 'rate-limited', { 'retry-after': '1' }),
      reply(204),
    ]);
    assert.ok(outcome.ok);
  });
});

describe('A redirect', () => {
  const types = {
    'an opaque one, as browsers give it': { type: 'opaqueredirect', status: 0 },
    'one that a fetch of the page’s own has followed': { redirected: true },
  };
  for (const [kind, members] of Object.entries(types)) {
    it(`is a failure: ${kind}`, async () => {
      const answer = () => {
        const response = reply(200, { id: 'c1' })();
        for (const [name, value] of Object.entries(members)) Object.defineProperty(response, name, { value });
        return response;
      };
      const { code, calls } = await run(answer);
      assert.equal(code, 'redirected');
      assert.equal(calls.length, 1);
    });
  }

  for (const status of [301, 302, 303, 307, 308]) {
    it(`is a failure: ${status}, wherever it leads`, async () => {
      for (const location of ['/login', endpoint, 'https://evil.example/']) {
        const { code, calls } = await run(reply(status, '', { location }));
        assert.equal(code, 'redirected');
        assert.equal(calls.length, 1);
      }
    });
  }

  it('tells the developer what to mend, as far as it is known', async () => {
    const reason = async (location, from = endpoint) =>
      (await run(reply(308, '', location ? { location } : {}), { endpoint: from })).failure.reason;
    assert.match(await reason(`${endpoint}/`), /give `endpoint` that slash at its end$/);
    assert.match(await reason('/api/connections/?x'), /\/api\/connections\/: give `endpoint` that slash/);
    assert.match(await reason('/api/connections', `${endpoint}/`), /without the slash/);
    for (const location of [undefined, '/login', 'https://evil.example/api/connections/', 'http://['])
      assert.match(await reason(location), /with or without a slash at its end.*401/);
  });
});

describe('The number of a request', () => {
  const numbered = (headers) => reply(500, '', headers);
  const requestId = async (answer) => (await run(answer)).failure.requestId;

  for (const name of [
    'x-request-id',
    'X-Correlation-Id',
    'CF-Ray',
    'x-amzn-requestid',
    'x-amz-cf-id',
    'x-vercel-id',
  ])
    it(`is read from ${name}`, async () =>
      assert.equal(await requestId(numbered({ [name]: '8a1-DME' })), '8a1-DME'));

  it('is the site’s own before that of what stands in front of it', async () =>
    assert.equal(await requestId(numbered({ 'cf-ray': 'ray', 'x-request-id': 'own' })), 'own'));
  it('is none where nobody could quote it', async () => {
    for (const value of ['', 'two words', 'x'.repeat(81)])
      assert.equal(await requestId(numbered({ 'x-request-id': value })), undefined);
  });
  it('holds no token', async () =>
    assert.equal(await requestId(numbered({ 'x-request-id': `r-${token}` })), 'r-****'));
  it('comes with a connection, and with an answer that cannot be read', async () => {
    const { outcome } = await run(reply(201, { id: 'c1' }, { 'x-request-id': 'r1' }));
    assert.deepEqual(outcome, { ok: true, connection: { id: 'c1' }, requestId: 'r1' });
    assert.equal(await requestId(reply(200, '[]', { 'x-request-id': 'r2' })), 'r2');
    assert.equal(await requestId(reply(202, '', { 'x-request-id': 'r3' })), 'r3');
  });
});

describe('Cancelling', () => {
  const slowBody = () => new Response(new ReadableStream({ pull: never }));
  const accepted = reply(202, '', { location: '/poll' });
  /** Where the attempt stands when it is cancelled: what answers, and how many requests were sent by then. */
  const stages = {
    'while headers are awaited': { answers: [reply(204)], more: { headers: never }, sent: 0 },
    'while the request is under way': { answers: [stalled], sent: 1 },
    'while a fetch that cannot be stopped is under way': { answers: [never], sent: 1 },
    'while the body is read': { answers: [slowBody], sent: 1 },
    'in the pause before a retry': { answers: [breakdown, reply(204)], sent: 1 },
    'while a retry is under way': { answers: [breakdown, stalled], sent: 2, resume: true },
    'in the pause before a poll': { answers: [accepted, reply(204)], sent: 1 },
    'while a poll is under way': { answers: [accepted, stalled], sent: 2, resume: true },
    'while a retry of a poll is awaited': {
      answers: [accepted, breakdown, reply(204)],
      sent: 2,
      resume: true,
    },
  };
  for (const [stage, { answers, more, sent, resume }] of Object.entries(stages)) {
    it(`works at once ${stage}, and nothing more is sent`, async (t) => {
      const { release } = hold(t);
      const { fetch, calls } = scripted(...answers);
      const abort = new AbortController();
      let settled;
      let asked = 0;
      const headers = () => void asked++;
      const outcome = connect(attempt({ fetch, signal: abort.signal, headers, ...more }));
      outcome.then((value) => (settled = value));
      await turns();
      if (resume) {
        release();
        await turns();
      }
      assert.equal(calls.length, sent);
      assert.equal(settled, undefined);

      abort.abort();
      await turn();
      assert.deepEqual(settled, { ok: false, failure: { code: 'cancelled' } });
      for (const { signal } of calls.slice(-1)) assert.ok(signal.aborted);

      for (let i = 0; i < 5; i++) {
        release();
        await turns();
      }
      assert.equal(calls.length, sent);
      // Nor is the page asked for headers that nothing will carry.
      if (!more) assert.equal(asked, sent);
      assert.equal(await outcome, settled);
    });
  }

  it('works before the start, and nothing is sent or asked', async (t) => {
    hurry(t);
    let asked = 0;
    const { code, calls } = await run(reply(204), {
      signal: AbortSignal.abort(),
      headers: () => void asked++,
    });
    assert.equal(calls.length, 0);
    assert.equal(code, 'cancelled');
    assert.equal(asked, 0);
  });

  it('sends nothing when headers come afterwards', async (t) => {
    hurry(t);
    const abort = new AbortController();
    const { fetch, calls } = scripted(reply(204));
    const headers = async () => {
      abort.abort();
      return {};
    };
    const outcome = await connect(attempt({ fetch, headers, signal: abort.signal }));
    await turns();
    assert.equal(outcome.failure.code, 'cancelled');
    assert.equal(calls.length, 0);
  });

  it('does not tell that a late 202 was accepted', async (t) => {
    hurry(t);
    const abort = new AbortController();
    let told = 0;
    const fetch = async () => {
      abort.abort();
      return accepted();
    };
    const outcome = await connect(attempt({ fetch, signal: abort.signal, onAccepted: () => told++ }));
    await turns();
    assert.equal(outcome.failure.code, 'cancelled');
    assert.equal(told, 0);
  });

  it('changes nothing once it is over', async () => {
    const abort = new AbortController();
    const { outcome } = await run(reply(200, { id: 'c1' }), { signal: abort.signal });
    abort.abort();
    await turns();
    assert.deepEqual(outcome, { ok: true, connection: { id: 'c1' } });
  });
});

describe('The time limit', () => {
  // A limit by itself doesn't keep Node going.
  let alive;
  before(() => (alive = setInterval(() => undefined, 1000)));
  after(() => clearInterval(alive));

  const slowBody = ({ signal }) =>
    new Response(
      new ReadableStream({
        start: (controller) => signal.addEventListener('abort', () => controller.error(signal.reason)),
      }),
    );
  for (const [kind, answer] of Object.entries({ answer: stalled, body: slowBody })) {
    it(`ends a request without ${kind}, and there is no retry`, async () => {
      const { outcome, calls } = await run(answer, { timeout: 20 });
      assert.deepEqual(outcome, { ok: false, failure: { code: 'timeout' } });
      assert.equal(calls.length, 1);
    });
  }

  it('is one of each request, not of all together', async (t) => {
    hurry(t);
    // Each limit is given, and none of them runs out by itself.
    const limits = [];
    t.mock.method(AbortSignal, 'timeout', (ms) => {
      const limit = new AbortController();
      limits.push({ ms, limit });
      return limit.signal;
    });
    const { calls, code } = await run(
      [reply(503), reply(503), () => (limits[1].limit.abort(), reply(503)())],
      { timeout: 250 },
    );
    assert.equal(calls.length, 3);
    assert.equal(code, 'server-error', 'the limit of an earlier request is no longer one');
    assert.deepEqual(
      limits.map(({ ms }) => ms),
      [250, 250, 250],
    );
  });

  it('is one of a poll too', async (t) => {
    hurry(t);
    const accepted = reply(202, '', { location: '/poll' });
    assert.equal((await run([accepted, stalled], { timeout: 20 })).code, 'timeout');
  });

  const nonsense = [NaN, 0, -0, -1, -Infinity, Infinity, 2 ** 31, 2 ** 32, 2 ** 53, undefined, null, 'soon'];
  for (const timeout of nonsense) {
    it(`is the usual one when told ${timeout}`, async (t) => {
      const limits = t.mock.method(AbortSignal, 'timeout');
      const { outcome } = await run(reply(204), { timeout });
      assert.ok(outcome.ok);
      assert.deepEqual(
        limits.mock.calls.map((call) => call.arguments),
        [[30_000]],
      );
    });
  }
});

describe('What repeats the token', () => {
  it('is blotted out of a connection', async () => {
    const { outcome } = await run(
      reply(200, {
        id: token,
        broker: `a${token}b`,
        accounts: [{ id: 'x', name: `${token} ${token}`, type: '' }],
      }),
    );
    assert.ok(outcome.ok);
    assert.ok(!JSON.stringify(outcome).includes(token));
    assert.match(outcome.connection.broker, /^a\*+b$/);
    assert.equal(outcome.connection.accounts[0].id, 'x');
  });

  it('is blotted out of a detail, with the rest left as it is', async () => {
    const { failure } = await run(reply(400, { detail: `Token ${token} is unknown.` }));
    assert.match(failure.detail, /^Token \*+ is unknown\.$/);
  });

  it('is found behind JSON’s escapes', async () => {
    const escaped = [...token].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
    const { failure } = await run(reply(400, `{"detail":"${escaped.join('')}"}`));
    assert.match(failure.detail, /^\*+$/);
  });

  it('does not show half of it where a long detail is cut', async () => {
    for (let before = 280; before <= 300; before++) {
      const { failure } = await run(reply(400, { detail: 'x'.repeat(before) + token }));
      assert.ok(!failure.detail.includes(token.slice(0, 4)), String(before));
      assert.ok(failure.detail.length <= 300);
    }
  });

  it('is found for every field', async () => {
    const credentials = { key: 'the-public-key', secret: 'the-other-secret' };
    const { failure } = await run(reply(400, { detail: 'the-other-secret of the-public-key' }), {
      credentials,
    });
    assert.match(failure.detail, /^\*+ of \*+$/);
  });

  it('is found whole where one field’s value is part of another’s', async () => {
    const credentials = { key: 'client-1', secret: 'client-1-hush-hush' };
    const { failure } = await run(reply(400, { detail: 'wrong: client-1-hush-hush' }), { credentials });
    assert.ok(!failure.detail.includes('hush'), failure.detail);
  });

  it('is not looked for where it is too short to be a secret', async () => {
    const { failure } = await run(reply(400, { detail: 'a sound answer' }), { credentials: { token: 'a' } });
    assert.equal(failure.detail, 'a sound answer');
    const empty = await run(reply(400, { detail: 'a sound answer' }), { credentials: { token: '' } });
    assert.equal(empty.failure.detail, 'a sound answer');
  });
});

describe('list()', () => {
  const ask = async (...answers) => {
    const { fetch, calls } = scripted(...answers);
    return { outcome: await list(attempt({ fetch })), calls };
  };

  it('asks by GET, without anything secret, and gives what there is', async () => {
    const connections = [{ id: 'c1', broker: 't-invest', state: 'active' }, {}];
    const { outcome, calls } = await ask(reply(200, { connections, more: 1 }));
    assert.deepEqual(outcome, { ok: true, connections, attempts: [] });
    const [{ url, method = 'GET', body, headers }] = calls;
    assert.deepEqual([calls.length, url, method, body], [1, endpoint, 'GET', undefined]);
    assert.equal(headers.has('idempotency-key'), false);
    assert.ok(!JSON.stringify([...headers]).includes(token));
  });

  const attemptsIn = async (attempts) =>
    (await ask(reply(200, { connections: [], attempts }))).outcome.attempts;

  it('names the attempts that go on, by absolute addresses of the endpoint’s origin', async () => {
    const listed = [
      { location: 'connections/a1/status?x=1', broker: 't-invest' },
      { location: '/jobs/2', more: 1 },
      { location: 'https://evil.example/jobs/3' },
      { location: 'http://' },
      { location: 'blob:https://site.example/1' },
      { location: 'https://anna:secret@site.example/jobs/4' },
      { location: '/jobs/2' },
    ];
    assert.deepEqual(await attemptsIn(listed), [
      { location: 'https://site.example/api/connections/a1/status?x=1', broker: 't-invest' },
      { location: 'https://site.example/jobs/2', broker: undefined },
    ]);
  });

  it('names no more than can be asked about every few seconds', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => ({ location: `/jobs/${index}` }));
    const named = await attemptsIn(many);
    assert.ok(named.length > 1 && named.length <= 10, String(named.length));
  });

  for (const other of [7, 'three', {}, [7], [{}], [{ location: 7 }], null]) {
    it(`takes attempts of another meaning for none: ${JSON.stringify(other)}`, async () => {
      assert.deepEqual(await attemptsIn(other), []);
    });
  }

  it('fails with what the endpoint says, after retries of what may pass', async (t) => {
    hurry(t);
    const { outcome, calls } = await ask(reply(503, { code: 'broker-unavailable' }));
    assert.equal(outcome.failure.code, 'broker-unavailable');
    assert.equal(calls.length, 3);
    assert.equal((await ask(reply(401))).outcome.failure.code, 'session-expired');
  });

  for (const [path, body] of [
    ['body', ''],
    ['body', []],
    ['connections', {}],
    ['connections.1.id', { connections: [{}, { id: 7 }] }],
  ]) {
    it(`refuses ${JSON.stringify(body)}`, async () => {
      const { outcome } = await ask(reply(200, body));
      assert.deepEqual(outcome, {
        ok: false,
        failure: {
          code: 'invalid-response',
          status: 200,
          contentType: 'text/plain',
          reason: `the answer is not a list of connections: ${path}`,
        },
      });
    });
  }

  it('ends at once when it is aborted', async () => {
    const abort = new AbortController();
    const { fetch } = scripted(never);
    const outcome = list(attempt({ fetch, signal: abort.signal }));
    abort.abort();
    assert.equal((await outcome).failure.code, 'cancelled');
  });
});

describe('resume()', () => {
  const location = 'https://site.example/jobs/1';
  const accepted = (headers = {}) => reply(202, '', headers);
  const ask = async (answers, more = {}) => {
    const { fetch, calls } = scripted(...answers);
    const outcome = await resume(attempt({ fetch, ...more }), { location });
    return { outcome, calls, code: outcome.failure?.code };
  };

  it('asks at once, then as after any 202, until the connection is there', async (t) => {
    const waits = hurry(t);
    const moved = accepted({ location: '2', 'retry-after': '4' });
    const end = reply(200, { id: 'c1' }, { 'x-request-id': 'r1' });
    const { outcome, calls } = await ask([accepted(), moved, reply(503), end]);
    assert.deepEqual(outcome, { ok: true, connection: { id: 'c1' }, requestId: 'r1' });
    assert.deepEqual(
      calls.map(({ url, method = 'GET', body }) => [url, method, body]),
      [location, location, 'https://site.example/jobs/2', 'https://site.example/jobs/2'].map((url) => [
        url,
        'GET',
        undefined,
      ]),
    );
    const [first, second, third] = waits;
    assert.ok(first <= 2000 && second === 4000 && third <= 10_000, waits.join());
  });

  it('asks less and less often, whatever a 202 asks for: nobody looks on', async (t) => {
    const waits = hurry(t);
    await ask([...Array(12).fill(accepted({ 'retry-after': '0' })), reply(204)]);
    assert.equal(waits.length, 12);
    for (let i = 1; i < waits.length; i++) assert.ok(waits[i] >= waits[i - 1], waits.join());
    assert.ok(waits[0] >= 1000 && waits.at(-1) >= 20_000 && waits.at(-1) <= 60_000, waits.join());
  });

  it('ends with what the endpoint says', async (t) => {
    hurry(t);
    const gone = reply(404, { code: 'server-error' });
    assert.equal((await ask([accepted(), reply(422, { code: 'expired-token' })])).code, 'expired-token');
    assert.equal((await ask([gone])).code, 'server-error');
    assert.equal((await ask([reply(401)])).code, 'session-expired');
    assert.equal((await ask([accepted({ location: 'https://evil.example/' })])).code, 'invalid-response');
    assert.equal((await ask([reply(200, { id: 7 })])).code, 'invalid-response');
  });

  it('is over at once when it is aborted', async () => {
    const abort = new AbortController();
    const { fetch, calls } = scripted(accepted());
    const outcome = resume(attempt({ fetch, signal: abort.signal }), { location });
    await turns();
    abort.abort();
    assert.equal((await outcome).failure.code, 'cancelled');
    assert.equal(calls.length, 1);
  });
});

describe('remove()', () => {
  const ask = async (id, more = {}, ...answers) => {
    const { fetch, calls } = scripted(...answers, reply(204));
    return { outcome: await remove(attempt({ fetch, ...more }), id), calls };
  };

  for (const [id, path] of [
    ['c1', 'c1'],
    ['a/b?c#d', 'a%2Fb%3Fc%23d'],
    ['Счёт 1', '%D0%A1%D1%87%D1%91%D1%82%201'],
    ['...', '...'],
  ]) {
    it(`deletes ${id} below the endpoint`, async () => {
      const { outcome, calls } = await ask(id);
      assert.deepEqual(outcome, { ok: true });
      assert.deepEqual(
        calls.map(({ url, method, body }) => [url, method, body]),
        [[`${endpoint}/${path}`, 'DELETE', undefined]],
      );
    });
  }

  it('names a type although there is no body: some frameworks take a request without one for a form of another site', async () => {
    const { calls } = await ask('c1');
    assert.equal(calls[0].headers.get('content-type'), 'application/json');
  });

  it('keeps the query, and a slash at the end is none too many', async () => {
    const { calls } = await ask('c1', { endpoint: 'https://site.example/api/?tenant=7' });
    assert.equal(calls[0].url, 'https://site.example/api/c1?tenant=7');
  });

  for (const id of ['', '.', '..', '\ud800']) {
    it(`asks for nothing where the id is ${JSON.stringify(id)}`, async () => {
      const { outcome, calls } = await ask(id);
      assert.equal(outcome.failure.code, 'invalid-response');
      assert.equal(outcome.failure.reason, 'this id cannot be part of an address');
      assert.equal(calls.length, 0);
    });
  }

  it('fails where there is no such connection', async () => {
    const { outcome } = await ask('c1', {}, reply(404));
    assert.equal(outcome.failure.code, 'not-found');
  });

  it('ends at once when it is aborted', async () => {
    const abort = new AbortController();
    const { fetch } = scripted(never);
    const outcome = remove(attempt({ fetch, signal: abort.signal }), 'c1');
    abort.abort();
    assert.equal((await outcome).failure.code, 'cancelled');
  });
});

describe('For any answers', () => {
  const leaky = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.constant(token),
    fc
      .tuple(fc.string({ maxLength: 8 }), fc.constantFrom(token, token + token))
      .map((parts) => parts.join('')),
  );
  const { value: json } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaky,
      fc.constantFrom(null, true, false, 0, -1, 1e300),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(
        fc.oneof(
          fc.constantFrom('id', 'broker', 'state', 'accounts', 'name', 'type', 'access', 'code', 'detail'),
          fc.constantFrom('connectedAt', 'expiresAt', '__proto__', 'constructor', 'toJSON', 'length'),
          leaky,
        ),
        tie('value'),
        { maxKeys: 6 },
      ),
    ),
  }));
  const nearly = fc.record(
    {
      id: leaky,
      broker: leaky,
      state: fc.constantFrom('active', 'expired', 'broken'),
      accounts: fc.array(fc.record({ id: leaky, name: leaky, type: leaky }, { requiredKeys: [] }), {
        maxLength: 3,
      }),
      access: fc.constantFrom('full', 'read-only', token),
      code: fc.oneof(fc.constantFrom(...errorCodes), leaky),
      detail: leaky,
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc.oneof(json, nearly).map((value) => JSON.stringify(value)),
    fc.string(),
    fc.constantFrom('', `<p>${token}</p>`, `"${token}"`, `{"detail":"${token}`),
  );
  const header = fc
    .oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom('0', '1', '-1', '1e99', 'NaN', 'Wed, 21 Oct 2015 07:28:00 GMT', '/poll', `/${token}`),
      fc.constant('application/problem+json'),
      fc.constantFrom(
        '//evil.example',
        'https://site.example/x',
        'javascript:1',
        `https://${token}/`,
        '\u00ff',
      ),
    )
    .map((text) => text.replace(/[^\u0020-\u007e\u00a0-\u00ff]/g, '').trim());
  const answer = fc.oneof(
    { weight: 1, arbitrary: fc.constant(breakdown) },
    {
      weight: 9,
      arbitrary: fc
        .tuple(
          fc.oneof(fc.integer({ min: 200, max: 599 }), fc.constantFrom(200, 201, 202, 400, 422, 429, 503)),
          body,
          fc.dictionary(fc.constantFrom('location', 'retry-after', 'content-type'), header),
        )
        .map(([status, text, headers]) => reply(status, text, headers)),
    },
  );

  it('an attempt ends with an outcome that holds no token', async (t) => {
    hurry(t);
    const seen = new Set();
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 5 }), async (answers) => {
        // The last one ends every chain of 202.
        const { outcome, calls } = await run([...answers, reply(204)]);
        const text = JSON.stringify(outcome);
        assert.ok(!text.includes(token), text);
        assert.ok(calls.every(({ url }) => new URL(url).origin === 'https://site.example'));
        assert.ok(calls.every(({ body: sent }, index) => !sent || index < 3));
        seen.add(outcome.ok ? 'connected' : outcome.failure.code);
        if (outcome.ok) return;
        const { code, status, retryAfter, detail } = outcome.failure;
        assert.ok(errorCodes.includes(code));
        assert.ok(status === undefined || (status >= 200 && status < 600));
        assert.ok(retryAfter === undefined || (retryAfter >= 0 && retryAfter * 1000 < 2 ** 31));
        assert.ok(detail === undefined || (typeof detail === 'string' && detail.length <= 300));
      }),
      { numRuns: 1000 },
    );
    // Otherwise the answers were too wild to say anything.
    for (const code of ['connected', 'invalid-response', 'invalid-token', 'redirected'])
      assert.ok(seen.has(code), code);
  });
});
