/** The T-Invest verifier over real sockets: against the simulator, against documented samples, and against nonsense. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { held, until } from '../support/conditions.mjs';
import { limits } from '../support/limits.mjs';
import { startSimulators } from '../../demo/simulators/server.mjs';
import { handle, tokens } from '../../demo/simulators/t-invest.mjs';
import { tInvest } from '../../src/brokers/built-in/t-invest.ts';
import { checkCredential } from '../../src/core/credential.ts';
import { safeParse } from 'zod/mini';
import { connectionSchema } from '../../src/core/contract.ts';
import { createTInvestVerifier } from '../../src/server/verifiers/t-invest/verifier.ts';

const token = `t.${'aB3_-xYz9K'.repeat(9).slice(0, 86)}`;
const service = '/tinkoff.public.invest.api.contract.v1.UsersService';

let simulator;
before(async () => void (simulator = await startSimulators()));
after(() => simulator.stop());

/** What the verifier makes of a token. */
const verify = (options, { access = 'read-only', signal = new AbortController().signal, ...more } = {}) =>
  createTInvestVerifier(options)({ credentials: { token, ...more }, access, signal });

/** The same of one that the simulator knows. */
const simulated = (role, more, options) => {
  assert.ok(tokens[role], role);
  const { baseUrl, sandboxUrl } = simulator.options['t-invest'];
  return verify({ baseUrl, sandboxUrl, ...options }, { token: tokens[role], ...more });
};

/**
 * A gateway that answers as it is told, and writes down what it was asked: the real host under `/rest`, the sandbox's
 * under `/sandbox/rest`. Without an answer for a method it gives a good one.
 */
async function gateway(t, answers = {}) {
  const calls = [];
  const server = createHttpServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { url, method, headers } = request;
    calls.push({ url, method, headers, body });
    const name = `${url.startsWith('/sandbox') ? 'sandbox' : ''}${url.split('/').at(-1)}`;
    const { status = 200, headers: more = {}, body: sent } = answers[name] ?? good[name] ?? { status: 404 };
    response.writeHead(status, { 'content-type': 'application/json', ...more });
    response.end(typeof sent === 'string' ? sent : JSON.stringify(sent));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { calls, options: { baseUrl: `${origin}/rest`, sandboxUrl: `${origin}/sandbox/rest` } };
}

const account = {
  id: '2000000001',
  type: 'ACCOUNT_TYPE_TINKOFF',
  name: 'Основной счёт',
  status: 'ACCOUNT_STATUS_OPEN',
  accessLevel: 'ACCOUNT_ACCESS_LEVEL_READ_ONLY',
};
const good = {
  GetAccounts: { body: { accounts: [account] } },
  GetInfo: { body: { premStatus: false, qualStatus: false, userId: '1', tariff: 'investor' } },
  sandboxGetAccounts: {
    status: 401,
    body: { code: 16, message: 'authentication token is missing or invalid', description: '40003' },
  },
};
const refusal = (status, description, headers) => ({
  status,
  headers,
  body: { code: 2, message: 'words', ...(description !== undefined && { description }) },
});

/** What comes of one answer to `GetAccounts`. */
async function answered(t, answer, more) {
  const { options, calls } = await gateway(t, { GetAccounts: answer });
  return { result: await verify(options, more), calls };
}

const failed = (code, more) => ({ ok: false, code, ...more });

describe('The verifier', () => {
  it('asks for the fields that the broker’s definition has', () => {
    assert.deepEqual(
      createTInvestVerifier().fields,
      tInvest.fields.map(({ name }) => name),
    );
  });

  it('asks for the accounts, then for the user', async (t) => {
    const { options, calls } = await gateway(t);
    await verify({ ...options, appName: 'someone.portfolio-site' });
    assert.deepEqual(
      calls.map(({ url, method, body }) => ({ url, method, body: JSON.parse(body) })),
      [
        { url: `/rest${service}/GetAccounts`, method: 'POST', body: { status: 'ACCOUNT_STATUS_OPEN' } },
        { url: `/rest${service}/GetInfo`, method: 'POST', body: {} },
      ],
    );
    for (const { headers } of calls) {
      assert.equal(headers.authorization, `Bearer ${token}`);
      assert.equal(headers['content-type'], 'application/json');
      assert.equal(headers.accept, 'application/json');
      assert.equal(headers['x-app-name'], 'someone.portfolio-site');
    }
  });

  it('names no application unless told', async (t) => {
    const { options, calls } = await gateway(t);
    await verify(options);
    assert.ok(!('x-app-name' in calls[0].headers));
  });

  it('takes an address with slashes at its end', async (t) => {
    const { options, calls } = await gateway(t);
    assert.ok((await verify({ baseUrl: `${options.baseUrl}//` })).ok);
    assert.equal(calls[0].url, `/rest${service}/GetAccounts`);
  });

  it('asks the documented hosts by default', async () => {
    const asked = [];
    const fetch = (url) => {
      asked.push(url);
      return Promise.resolve(Response.json({}, { status: 401 }));
    };
    await verify({ fetch });
    assert.deepEqual(asked, [
      `https://invest-public-api.tbank.ru/rest${service}/GetAccounts`,
      `https://sandbox-invest-public-api.tbank.ru/rest${service}/GetAccounts`,
    ]);
  });

  it('uses the global fetch of the moment by default', async (t) => {
    const verifier = createTInvestVerifier();
    const replaced = t.mock.method(globalThis, 'fetch', () =>
      Promise.resolve(Response.json({}, { status: 503 })),
    );
    const signal = new AbortController().signal;
    await verifier({ credentials: { token }, access: 'full', signal });
    assert.equal(replaced.mock.callCount(), 1);
  });

  it('keeps tokens apart that are verified at the same time', async () => {
    const wanted = ['t.a', 't.b', 't.c'];
    const seen = [];
    const fetch = async (_url, { headers }) => {
      seen.push(headers.get('authorization'));
      await until(() => seen.length === wanted.length);
      return Response.json({}, { status: 503 });
    };
    const verifier = createTInvestVerifier({ fetch });
    const { signal } = new AbortController();
    await Promise.all(wanted.map((one) => verifier({ credentials: { token: one }, access: 'full', signal })));
    assert.deepEqual(
      seen.sort(),
      wanted.map((one) => `Bearer ${one}`),
    );
  });

  for (const [what, options] of Object.entries({
    'plain http': { baseUrl: 'http://broker.example/rest' },
    'a sandbox over plain http': { sandboxUrl: 'http://broker.example/rest' },
    'a relative address': { baseUrl: '/rest' },
    'an empty address': { baseUrl: '' },
    'a password': { baseUrl: 'https://a:b@broker.example/rest' },
    'a query': { baseUrl: 'https://broker.example/rest?x=' },
    'no time': { timeout: 0 },
    'less than no time': { timeout: -1 },
    'a time that is no number': { timeout: NaN },
    'too much time': { timeout: 2 ** 31 },
    'an application name that no header can hold': { appName: 'я\n' },
  })) {
    it(`is not made with ${what}`, () => {
      assert.throws(() => createTInvestVerifier(options), TypeError);
    });
  }
});

describe('A good token', () => {
  it('gives the open accounts, in words', async () => {
    assert.deepEqual(await simulated('full', { access: 'full' }), {
      ok: true,
      connection: {
        accounts: [
          { id: '2000000001', name: 'Основной счёт', type: 'Брокерский счёт' },
          { id: '2000000002', name: 'На пенсию', type: 'ИИС' },
          { id: '2000000003', name: 'Инвесткопилка', type: 'Инвесткопилка' },
        ],
        access: 'full',
      },
    });
  });

  it('gives what the wire contract knows', async () => {
    const { connection } = await simulated('full');
    assert.deepEqual(safeParse(connectionSchema, connection).data, connection);
  });

  it('tells that it is stronger than what was asked for', async () => {
    assert.equal((await simulated('full', { access: 'read-only' })).connection.access, 'full');
  });

  it('tells that it may only read', async () => {
    const { ok, connection } = await simulated('readOnly');
    assert.ok(ok);
    assert.equal(connection.access, 'read-only');
    assert.equal(connection.accounts.length, 3);
  });

  it('for one account gives that one', async () => {
    assert.deepEqual(await simulated('singleAccount'), {
      ok: true,
      connection: {
        accounts: [{ id: '2000000002', name: 'На пенсию', type: 'ИИС' }],
        access: 'read-only',
      },
    });
  });

  it('gives no closed or unfinished account where the gateway lists them', async () => {
    const { connection } = await simulated('unfiltered');
    assert.deepEqual(
      connection.accounts.map(({ id }) => id),
      ['2000000001', '2000000002', '2000000003'],
    );
  });

  it('may be described in numbers', async () => {
    assert.deepEqual(await simulated('numbers', { access: 'full' }), {
      ok: true,
      connection: {
        accounts: [
          { id: '2000000001', name: 'Основной счёт', type: 'Брокерский счёт' },
          { id: '2000000002', name: 'На пенсию', type: 'ИИС' },
        ],
        access: 'full',
      },
    });
  });

  it('may be described in values that nobody knows yet', async () => {
    assert.deepEqual(await simulated('future'), {
      ok: true,
      connection: {
        accounts: [
          { id: '2000000001', name: 'Основной счёт' },
          { id: '2000000002', name: 'На пенсию', type: 'ИИС' },
        ],
        // One level is unknown: it may be more than to read.
      },
    });
  });

  for (const [number, [type, words]] of [
    ['ACCOUNT_TYPE_UNSPECIFIED'],
    ['ACCOUNT_TYPE_TINKOFF', 'Брокерский счёт'],
    ['ACCOUNT_TYPE_TINKOFF_IIS', 'ИИС'],
    ['ACCOUNT_TYPE_INVEST_BOX', 'Инвесткопилка'],
    ['ACCOUNT_TYPE_INVEST_FUND', 'Фонд денежного рынка'],
    ['ACCOUNT_TYPE_DEBIT', 'Дебетовый карточный счёт'],
    ['ACCOUNT_TYPE_SAVING', 'Накопительный счёт'],
  ].entries()) {
    it(`has ${words ?? 'no words'} for ${type}`, async (t) => {
      for (const value of [type, number]) {
        const { result } = await answered(t, { body: { accounts: [{ ...account, type: value }] } });
        const [{ type: told, ...rest }] = result.connection.accounts;
        assert.equal(told, words);
        assert.equal('type' in result.connection.accounts[0], words !== undefined);
        assert.deepEqual(rest, { id: '2000000001', name: 'Основной счёт' });
      }
    });
  }

  for (const type of ['toString', -1, 7, 1.5, '1', null, {}, [], true]) {
    it(`has no words for ${JSON.stringify(type)}`, async (t) => {
      const { result } = await answered(t, { body: { accounts: [{ ...account, type }] } });
      assert.deepEqual(result.connection.accounts, [{ id: '2000000001', name: 'Основной счёт' }]);
    });
  }

  it('keeps an account without a name', async (t) => {
    for (const name of ['', null, undefined]) {
      const { result } = await answered(t, { body: { accounts: [{ ...account, name }] } });
      assert.deepEqual(result.connection.accounts, [{ id: '2000000001', type: 'Брокерский счёт' }]);
    }
  });

  it('keeps an account whose status is unknown or untold', async (t) => {
    for (const status of ['ACCOUNT_STATUS_FROZEN', undefined, null, 9]) {
      const { result } = await answered(t, { body: { accounts: [{ ...account, status }] } });
      assert.equal(result.connection?.accounts.length, 1, String(status));
    }
  });

  it('is full when one account is', async (t) => {
    const full = { ...account, id: '2', accessLevel: 'ACCOUNT_ACCESS_LEVEL_FULL_ACCESS' };
    for (const accounts of [
      [account, full],
      [full, account],
    ]) {
      const { result } = await answered(t, { body: { accounts } }, { access: 'full' });
      assert.equal(result.connection?.access, 'full');
    }
  });

  it('may only read where every level says so, in words or numbers', async (t) => {
    for (const accessLevel of ['ACCOUNT_ACCESS_LEVEL_READ_ONLY', 2]) {
      const { result } = await answered(t, { body: { accounts: [account, { ...account, accessLevel }] } });
      assert.equal(result.connection.access, 'read-only');
    }
  });

  it('may come with a description that is no error’s', async (t) => {
    for (const description of ['words', '400030', null, ['40003']]) {
      const { result } = await answered(t, { body: { accounts: [account], description } });
      assert.ok(result.ok, JSON.stringify(description));
    }
  });

  it('is not called read-only where a level is unknown or untold', async (t) => {
    for (const accessLevel of [
      'ACCOUNT_ACCESS_LEVEL_UNSPECIFIED',
      'ACCOUNT_ACCESS_LEVEL_X',
      0,
      null,
      undefined,
    ]) {
      const { result } = await answered(t, { body: { accounts: [account, { ...account, accessLevel }] } });
      assert.ok(result.ok);
      assert.ok(!('access' in result.connection), String(accessLevel));
      assert.equal(result.connection.accounts.length, 2);
    }
  });
});

describe('A token that may too little', () => {
  const insufficient = failed('insufficient-access');

  it('only reads where more was asked for', async () => {
    assert.deepEqual(await simulated('readOnly', { access: 'full' }), insufficient);
    assert.deepEqual(await simulated('singleAccount', { access: 'full' }), insufficient);
  });

  it('has a level that nobody knows where full was asked for', async () => {
    assert.deepEqual(await simulated('future', { access: 'full' }), insufficient);
  });

  it('is full only for an account that is closed', async (t) => {
    const closed = {
      ...account,
      status: 'ACCOUNT_STATUS_CLOSED',
      accessLevel: 'ACCOUNT_ACCESS_LEVEL_FULL_ACCESS',
    };
    const { result } = await answered(t, { body: { accounts: [account, closed] } }, { access: 'full' });
    assert.deepEqual(result, insufficient);
  });

  it('opens no account', async (t) => {
    assert.deepEqual(await simulated('noAccess'), insufficient);
    const noAccounts = failed('no-accounts');
    assert.deepEqual(await simulated('noAccounts'), noAccounts);
    const closed = { ...account, status: 'ACCOUNT_STATUS_CLOSED' };
    // Protobuf leaves empty lists out.
    for (const body of [{}, { accounts: null }, { accounts: [closed] }])
      assert.deepEqual((await answered(t, { body })).result, noAccounts);
  });

  it('is not asked about further', async (t) => {
    const { calls } = await answered(t, { body: {} });
    assert.equal(calls.length, 1);
  });

  it('is refused by the gateway', async () => {
    assert.deepEqual(await simulated('forbidden'), insufficient);
    assert.deepEqual(await simulated('listOnly'), insufficient);
  });
});

describe('A token that the gateway refuses', () => {
  for (const role of ['expired', 'revoked', 'refusedOddly']) {
    it(`is invalid: ${role}`, async () => {
      assert.deepEqual(await simulated(role), failed('invalid-token'));
    });
  }

  it('is invalid: nobody knows it', async () => {
    const { baseUrl, sandboxUrl } = simulator.options['t-invest'];
    assert.deepEqual(await verify({ baseUrl, sandboxUrl }), failed('invalid-token'));
  });

  it('is of the sandbox where that accepts it', async () => {
    assert.deepEqual(await simulated('sandbox'), failed('sandbox-token'));
  });

  it('is invalid where the sandbox is not to be asked', async () => {
    assert.deepEqual(await simulated('sandbox', {}, { sandboxUrl: null }), failed('invalid-token'));
  });

  it('goes to no sandbox that was not named', async (t) => {
    const fetch = t.mock.fn(globalThis.fetch);
    const { baseUrl } = simulator.options['t-invest'];
    assert.deepEqual(await verify({ baseUrl, fetch }, { token: tokens.sandbox }), failed('invalid-token'));
    assert.equal(fetch.mock.callCount(), 1);
  });

  it('is invalid where the sandbox is down, or slow', async () => {
    assert.deepEqual(await simulated('sandboxDown'), failed('invalid-token'));
    // Only the sandbox takes time, whatever else the machine does.
    const fetch = (url) =>
      url.includes('sandbox')
        ? new Promise(() => undefined)
        : Promise.resolve(Response.json({}, { status: 401 }));
    assert.deepEqual(await verify({ fetch, timeout: 50 }), failed('invalid-token'));
  });

  it('is invalid where the sandbox sends something else than accounts', async (t) => {
    for (const body of ['<p>', '[]', '1', '', '{"accounts":{}}']) {
      const { options } = await gateway(t, { GetAccounts: refusal(401), sandboxGetAccounts: { body } });
      assert.deepEqual(await verify(options), failed('invalid-token'), body);
    }
  });

  it('is sent once to either host, and to the sandbox only then', async (t) => {
    const { options, calls } = await gateway(t, { GetAccounts: refusal(401, '40003') });
    await verify(options);
    assert.deepEqual(
      calls.map(({ url }) => url),
      [`/rest${service}/GetAccounts`, `/sandbox/rest${service}/GetAccounts`],
    );
    assert.equal(calls[1].headers.authorization, `Bearer ${token}`);
    for (const answer of [good.GetAccounts, refusal(403, '40002'), refusal(429), refusal(500)]) {
      const others = await answered(t, answer);
      assert.ok(others.calls.every(({ url }) => !url.startsWith('/sandbox')));
    }
  });

  it('is invalid when it is refused between the two requests', async (t) => {
    const { options, calls } = await gateway(t, { GetInfo: refusal(401, '40003') });
    assert.deepEqual(await verify(options), failed('invalid-token'));
    assert.equal(calls.length, 2);
  });
});

describe('An error', () => {
  for (const [status, description, code] of [
    // The documented pairs.
    [401, '40003', 'invalid-token'],
    [403, '40002', 'insufficient-access'],
    [429, '80002', 'rate-limited'],
    [500, '70001', 'broker-unavailable'],
    [400, '30011', 'broker-unavailable'],
    [404, '50004', 'broker-unavailable'],
    [501, '12001', 'broker-unavailable'],
    // As numbers.
    [401, 40003, 'invalid-token'],
    [403, 40002, 'insufficient-access'],
    [429, 80006, 'rate-limited'],
    // The description outranks the status.
    [400, '40003', 'invalid-token'],
    [500, 40003, 'invalid-token'],
    [200, '40003', 'invalid-token'],
    [401, '40002', 'insufficient-access'],
    [400, '80002', 'rate-limited'],
    [503, '80006', 'rate-limited'],
    [401, '70001', 'broker-unavailable'],
    [403, 70002, 'broker-unavailable'],
    [429, '70003', 'broker-unavailable'],
    // An unknown description leaves it to the status, and success is not believed with one.
    [401, '49999', 'invalid-token'],
    [403, 40004, 'insufficient-access'],
    [429, '80001', 'rate-limited'],
    [200, '70004', 'broker-unavailable'],
    // One that is no code does not count.
    [401, 'forty', 'invalid-token'],
    [403, null, 'insufficient-access'],
    [403, ['40003'], 'insufficient-access'],
    [403, { code: 40003 }, 'insufficient-access'],
    [403, 400030, 'insufficient-access'],
    [403, 'toString', 'insufficient-access'],
    // Statuses alone.
    [401, undefined, 'invalid-token'],
    [403, undefined, 'insufficient-access'],
    [429, undefined, 'rate-limited'],
    ...[400, 404, 405, 408, 415, 426, 500, 501, 502, 503, 504].map((other) => [
      other,
      undefined,
      'broker-unavailable',
    ]),
    [201, undefined, 'broker-unavailable'],
    [206, undefined, 'broker-unavailable'],
  ]) {
    const name = description === undefined ? '' : ` with description ${JSON.stringify(description)}`;
    it(`${status}${name} is ${code}`, async (t) => {
      assert.deepEqual((await answered(t, refusal(status, description))).result, failed(code));
    });
  }

  it('of the second request counts as one of the first', async (t) => {
    for (const [answer, code] of [
      [refusal(429, '80002'), 'rate-limited'],
      [refusal(503), 'broker-unavailable'],
      [refusal(403, '40002'), 'insufficient-access'],
      [{ body: '<p>' }, 'broker-unavailable'],
      [{ body: '[]' }, 'broker-unavailable'],
      [{ body: 'null' }, 'broker-unavailable'],
    ]) {
      const { options, calls } = await gateway(t, { GetInfo: answer });
      assert.deepEqual(await verify(options), failed(code), JSON.stringify(answer));
      assert.equal(calls.length, 2);
    }
  });

  it('is never met with another try', async (t) => {
    for (const answer of [refusal(429), refusal(500, '70001'), refusal(503), { body: '<p>' }]) {
      assert.equal((await answered(t, answer)).calls.length, 1);
    }
  });

  it('without a body counts by its status', async (t) => {
    for (const [status, code] of [
      [401, 'invalid-token'],
      [429, 'rate-limited'],
      [503, 'broker-unavailable'],
    ]) {
      assert.deepEqual((await answered(t, { status, body: '' })).result, failed(code));
    }
  });

  it('403 that is a firewall’s says nothing about the token', async (t) => {
    assert.deepEqual(await simulated('blocked'), failed('broker-unavailable'));
    assert.deepEqual((await answered(t, { status: 403, body: '' })).result, failed('broker-unavailable'));
    for (const type of ['text/html', 'Text/HTML; charset=utf-8', 'application/xhtml+xml']) {
      const page = { status: 401, body: '<title>Sign in</title>', headers: { 'content-type': type } };
      assert.deepEqual((await answered(t, page)).result, failed('broker-unavailable'));
    }
  });

  it('of the documentation’s samples is understood word for word', async (t) => {
    for (const [status, body, code] of [
      [
        401,
        '{"code":16,"message":"authentication token is missing or invalid","description":"40003"}',
        'invalid-token',
      ],
      [
        401,
        '{"code":16,"message":"authentication token is missing or invalid","description":40003}',
        'invalid-token',
      ],
      [403, '{"code":7,"message":"insufficient privileges","description":40002}', 'insufficient-access'],
      [400, '{"code":3,"message":"interval is invalid","description":30011}', 'broker-unavailable'],
      [404, '{"code":5,"message":"account not found","description":50004}', 'broker-unavailable'],
    ]) {
      assert.deepEqual((await answered(t, { status, body })).result, failed(code), body);
    }
  });
});

describe('The limit of requests', () => {
  it('comes with the seconds until it is lifted', async () => {
    const limited = failed('rate-limited', { retryAfter: 42 });
    assert.deepEqual(await simulated('rateLimited'), limited);
    assert.deepEqual(await simulated('tooManyErrors'), limited);
  });

  for (const [header, retryAfter] of [
    ['0', 1],
    ['0.2', 1],
    ['1.2', 2],
    ['59', 59],
    ['3600', 3600],
    ['3601'],
    ['1795400000'],
    ['-1'],
    ['soon'],
    [''],
    ['Infinity'],
    ['1, 2'],
  ]) {
    it(`"${header}" is ${retryAfter === undefined ? 'not believed' : `${retryAfter} s`}`, async (t) => {
      const { result } = await answered(t, refusal(429, '80002', { 'x-ratelimit-reset': header }));
      assert.deepEqual(result, failed('rate-limited', retryAfter && { retryAfter }));
    });
  }

  it('has no seconds in other answers', async (t) => {
    const { result } = await answered(t, refusal(503, undefined, { 'x-ratelimit-reset': '5' }));
    assert.deepEqual(result, failed('broker-unavailable'));
  });
});

describe('A gateway that cannot be understood', () => {
  const unavailable = failed('broker-unavailable');

  for (const role of ['internalError', 'down', 'html']) {
    it(`is unavailable: ${role}`, async () => {
      assert.deepEqual(await simulated(role), unavailable);
    });
  }

  for (const body of [
    ...[
      '',
      ' ',
      '[]',
      'null',
      '1',
      '"ok"',
      '{',
      '{"accounts":{}}',
      '{"accounts":[1]}',
      '{"accounts":[null]}',
    ],
    ...['{"accounts":[{}]}', '{"accounts":[{"id":""}]}', '{"accounts":[{"id":1}]}'],
    '{"accounts":[{"id":"1","name":1}]}',
  ]) {
    it(`is unavailable: 200 with ${body || 'nothing'}`, async (t) => {
      assert.deepEqual((await answered(t, { body })).result, unavailable);
    });
  }

  it('is unavailable: nobody listens', async () => {
    const gone = await startSimulators();
    await gone.stop();
    assert.deepEqual(await verify({ baseUrl: gone.options['t-invest'].baseUrl }), unavailable);
  });

  it('is told of by its reason: status, schema, time, name, certificate, connection', async (t) => {
    const why = async (options) => (await verify(options)).cause;
    const told = async (answer) => (await answered(t, answer)).result.cause.message;
    assert.equal(await told({ status: 502, body: '<html>' }), 'T-Invest answered GetAccounts with HTTP 502');
    assert.match(await told(refusal(500, '70001')), /HTTP 500, 70001$/);
    assert.match(await told({ body: { accounts: {} } }), /GetAccounts is not a list of accounts/);
    const { options } = await gateway(t, { GetInfo: { body: '[]' } });
    assert.match((await why(options)).message, /GetInfo is not as it was documented/);

    const gone = await startSimulators();
    await gone.stop();
    assert.match(
      (await why({ baseUrl: gone.options['t-invest'].baseUrl })).message,
      /^127\.0\.0\.1:\d+ refused the connection$/,
    );
    const hung = await why({
      baseUrl: 'https://host.invalid/rest',
      timeout: 1,
      fetch: () => new Promise(() => undefined),
    });
    assert.equal(hung.message, 'T-Invest did not answer in time');
    const failing =
      (code, message = 'fetch failed') =>
      async () => {
        throw new TypeError('fetch failed', {
          cause: Object.assign(new Error(`${message} ${token}`), { code }),
        });
      };
    for (const [code, message, words] of [
      ['ENOTFOUND', undefined, /the name host\.invalid was not found/],
      ['EAI_AGAIN', undefined, /the name host\.invalid was not found/],
      ['SELF_SIGNED_CERT_IN_CHAIN', undefined, /certificate of host\.invalid is not trusted.*НУЦ Минцифры/],
      ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', undefined, /certificate of host\.invalid is not trusted/],
      [undefined, 'invalid peer certificate: UnknownIssuer', /certificate of host\.invalid is not trusted/],
      ['UND_ERR_CONNECT_TIMEOUT', undefined, /did not answer in time/],
      ['ECONNRESET', undefined, /the connection to host\.invalid failed/],
    ]) {
      const cause = await why({ baseUrl: 'https://host.invalid/rest', fetch: failing(code, message) });
      assert.match(cause.message, words);
      assert.equal(cause.cause.cause.code, code);
      assert.ok(!inspect(cause, { depth: 9 }).includes(token));
    }
  });

  it('is given up where it sends without end, and nothing more is read', async (t) => {
    let sent = 0;
    let isClosed = false;
    const server = createHttpServer((request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"accounts":[');
      const more = () => {
        while (!response.destroyed && response.write(`{"id":"${sent++}"},`.repeat(4000)));
      };
      response.on('drain', more).on('close', () => (isClosed = true));
      more();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => {
      server.close();
      server.closeAllConnections();
    });
    const result = await verify({
      baseUrl: `http://127.0.0.1:${server.address().port}/rest`,
      timeout: limits.condition,
    });
    assert.deepEqual(result, unavailable);
    assert.match(result.cause.message, /more than 1048576 bytes/);
    await until(() => isClosed);
  });

  it('sends nobody elsewhere', async (t) => {
    assert.deepEqual(await simulated('redirected'), unavailable);
    for (const status of [301, 302, 303, 307, 308]) {
      const location = `/rest${service}/GetInfo`;
      const { result, calls } = await answered(t, { status, headers: { location }, body: good.GetInfo.body });
      assert.deepEqual(result, unavailable);
      assert.equal(calls.length, 1, String(status));
    }
  });

  it('is not believed after a redirect that the host’s own fetch followed', async (t) => {
    const { options } = await gateway(t, {
      GetAccounts: { status: 307, headers: { location: `/sandbox/rest${service}/GetAccounts` } },
      sandboxGetAccounts: good.GetAccounts,
    });
    const fetch = (url, init) => globalThis.fetch(url, { ...init, redirect: 'follow' });
    assert.deepEqual(await verify({ ...options, fetch }), unavailable);
  });
});

describe('The time limit', () => {
  it('ends a verification', async () => {
    const start = performance.now();
    assert.deepEqual(await simulated('slow', {}, { timeout: 200 }), failed('broker-unavailable'));
    const took = performance.now() - start;
    // Not before; and before the simulator would have answered well, as the result says.
    assert.ok(took >= 195, String(took));
  });

  it('covers the body too', async (t) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"acc'));
    });
    const closed = once(server, 'connection').then(([socket]) => once(socket, 'close'));
    const baseUrl = await listen(t, server);
    assert.deepEqual(await verify({ baseUrl, timeout: 200 }), failed('broker-unavailable'));
    // Given up in earnest, not only out of patience.
    await closed;
  });

  it('covers both requests together', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const asked = [];
    const answers = [held(), held()];
    const fetch = async (url) => {
      const { promise } = answers[asked.push(url) - 1];
      await promise;
      return Response.json(good.GetAccounts.body);
    };
    const result = verify({ fetch, timeout: 250 });
    t.mock.timers.tick(150);
    answers[0].release();
    while (asked.length < 2) await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(99);
    assert.equal(await Promise.race([result, new Promise((resolve) => setImmediate(resolve))]), undefined);
    t.mock.timers.tick(1);
    assert.deepEqual(await result, failed('broker-unavailable'));
  });

  it('holds for a fetch that heeds no signal', async () => {
    const fetch = () => new Promise(() => undefined);
    assert.deepEqual(await verify({ fetch, timeout: 50 }), failed('broker-unavailable'));
  });
});

describe('A request that is called off', () => {
  it('ends at once, and with it the connection', async (t) => {
    const server = createServer((socket) => socket.on('error', () => undefined));
    const connected = once(server, 'connection');
    const baseUrl = await listen(t, server);
    const controller = new AbortController();
    const result = verify({ baseUrl }, { signal: controller.signal });
    const [socket] = await connected;
    const closed = once(socket, 'close');
    socket.resume();
    controller.abort();
    assert.deepEqual(await result, failed('broker-unavailable'));
    await closed;
  });

  it('ends for a fetch that heeds no signal', async () => {
    const controller = new AbortController();
    const result = verify({ fetch: () => new Promise(() => undefined) }, { signal: controller.signal });
    controller.abort();
    assert.deepEqual(await result, failed('broker-unavailable'));
  });

  it('does not go on after a fetch that heeds no signal', async (t) => {
    const controller = new AbortController();
    const fetch = t.mock.fn(async () => {
      controller.abort();
      return Response.json(good.GetAccounts.body);
    });
    await verify({ fetch }, { signal: controller.signal });
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(fetch.mock.callCount(), 1);
  });

  it('before it began sends nothing', async (t) => {
    const { options, calls } = await gateway(t);
    assert.deepEqual(await verify(options, { signal: AbortSignal.abort() }), failed('broker-unavailable'));
    assert.equal(calls.length, 0);
  });

  it('does not go on to the second request', async (t) => {
    const { options, calls } = await gateway(t);
    const controller = new AbortController();
    const fetch = async (url, init) => {
      const response = await globalThis.fetch(url, init);
      controller.abort();
      return response;
    };
    await verify({ ...options, fetch }, { signal: controller.signal });
    // One that goes through comes after whatever the first one would have sent.
    assert.ok((await verify(options)).ok);
    assert.deepEqual(
      calls.map(({ url }) => url.split('/').at(-1)),
      ['GetAccounts', 'GetAccounts', 'GetInfo'],
    );
  });

  it('leaves nothing behind on a signal that lives on', async (t) => {
    const { signal } = new AbortController();
    const added = t.mock.method(signal, 'addEventListener');
    const removed = t.mock.method(signal, 'removeEventListener');
    assert.ok((await simulated('full', { signal })).ok);
    const listeners = ({ mock }) => mock.calls.map(({ arguments: [type, listener] }) => [type, listener]);
    assert.equal(added.mock.callCount(), 1);
    assert.deepEqual(listeners(removed), listeners(added));
  });
});

describe('A token that no header can hold', () => {
  for (const odd of [
    ...['', ' ', 't.abc def', 't.abc\n', '\tt.abc', 't.abc\r\nx-evil: 1', 't.abc\0', 't.abc\x7f'],
    // A look-alike, smart quotes, an ellipsis, Latin-1, half an emoji.
    ...['t.аbc', '«t.abc»', 't.abc…', 't.é', 't.\ud83d'],
    't.'.padEnd(1025, 'x'),
  ]) {
    it(`is invalid without a request: ${JSON.stringify(odd.slice(0, 20))}`, async (t) => {
      const fetch = t.mock.fn();
      assert.deepEqual(await verify({ fetch }, { token: odd }), failed('invalid-token'));
      assert.equal(fetch.mock.callCount(), 0);
    });
  }

  it('is invalid where it is missing, or no text', async (t) => {
    const fetch = t.mock.fn();
    for (const odd of [undefined, null, 1, ['t.abc'], { toString: () => 't.abc' }]) {
      assert.deepEqual(await verify({ fetch }, { token: odd }), failed('invalid-token'));
    }
    assert.equal(fetch.mock.callCount(), 0);
  });

  it('is not any that can', async (t) => {
    const { options } = await gateway(t);
    for (const good of ['t.abc', '!~', 'x'.repeat(1024)]) {
      assert.ok((await verify(options, { token: good })).ok, good);
    }
  });
});

describe('The token', () => {
  it('is blotted out of an answer that repeats it', async (t) => {
    const { result } = await answered(t, {
      body: { accounts: [{ ...account, name: token }] },
    });
    assert.deepEqual(result.connection.accounts, [{ id: account.id, name: '****', type: 'Брокерский счёт' }]);
  });

  it('in the id of an account is refused: masked, the ids of different accounts would be the same', async (t) => {
    const { result } = await answered(t, { body: { accounts: [{ ...account, id: `x${token}` }] } });
    assert.deepEqual(result, failed('broker-unavailable'));
    assert.match(result.cause.message, /repeats a credential in the id/);
  });

  it('is in nothing that a fetch throws', async () => {
    for (const fetch of [
      () => Promise.reject(new Error(token)),
      () => {
        throw new Error(token);
      },
      () =>
        Promise.resolve({
          status: 200,
          headers: new Headers(),
          text: () => Promise.reject(new Error(token)),
        }),
      () => Promise.resolve(undefined),
    ]) {
      assert.deepEqual(await verify({ fetch }), failed('broker-unavailable'));
    }
  });

  const leaky = fc.oneof(fc.string({ maxLength: 10 }), fc.constantFrom(token, `x${token}y`, token + token));
  const value = fc.oneof(
    leaky,
    fc.constantFrom(null, true, 0, 1, 2, 3, -1, 1e300, {}, []),
    fc.constantFrom('40002', '40003', 70001, '80002', '80006', '__proto__', 'constructor'),
  );
  const listed = fc.record(
    {
      id: fc.oneof({ weight: 9, arbitrary: leaky }, value),
      name: fc.oneof({ weight: 9, arbitrary: leaky }, value),
      type: fc.oneof(fc.constantFrom('ACCOUNT_TYPE_TINKOFF', 'ACCOUNT_TYPE_TINKOFF_IIS'), value),
      status: fc.oneof(fc.constantFrom('ACCOUNT_STATUS_OPEN', 'ACCOUNT_STATUS_CLOSED'), value),
      accessLevel: fc.oneof(
        fc
          .constantFrom('FULL_ACCESS', 'READ_ONLY', 'NO_ACCESS')
          .map((level) => `ACCOUNT_ACCESS_LEVEL_${level}`),
        value,
      ),
    },
    { requiredKeys: ['id'] },
  );
  const body = fc.oneof(
    fc
      .record({ accounts: fc.array(listed, { minLength: 1, maxLength: 2 }) })
      .map((json) => JSON.stringify(json)),
    fc
      .record({ code: value, message: leaky, description: value, accounts: value }, { requiredKeys: [] })
      .map((json) => JSON.stringify(json)),
    fc.json(),
    fc.string(),
    fc.constantFrom('', '{}', `<p>${token}</p>`, `"${token}"`, `{"description":"${token}`),
  );
  const headers = fc.dictionary(
    fc.constantFrom('x-ratelimit-reset', 'location', 'message', 'retry-after'),
    fc
      .oneof(fc.string({ maxLength: 9 }), fc.constantFrom('0', '7', '-1', '1e99', 'NaN', `/${token}`))
      .map((text) => text.replace(/[^ -~\u00a0-\u00ff]/g, '').trim()),
  );
  const status = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(200, 200, 200, 400, 401, 403, 429, 503) },
    fc.integer({ min: 200, max: 599 }),
  );
  const codes = [
    'invalid-token',
    'insufficient-access',
    'no-accounts',
    'sandbox-token',
    'rate-limited',
    'broker-unavailable',
  ];

  /** A result is one of the kit's, and holds no token. */
  function sound(result) {
    assert.ok(!JSON.stringify(result).includes(token), JSON.stringify(result));
    if (!result.ok) {
      assert.ok(codes.includes(result.code), result.code);
      const { retryAfter = 1 } = result;
      assert.ok(Number.isInteger(retryAfter) && retryAfter >= 1 && retryAfter <= 3600, String(retryAfter));
      assert.ok(result.code === 'rate-limited' || !('retryAfter' in result));
      return result.code;
    }
    const { accounts, access } = result.connection;
    assert.ok(accounts.length > 0);
    assert.ok(safeParse(connectionSchema, result.connection).success);
    assert.ok(['full', 'read-only', undefined].includes(access));
    return 'connected';
  }

  it('is in no result, whatever is answered', async () => {
    const seen = new Set();
    const answers = fc.array(fc.record({ status, body, headers }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(answers, fc.constantFrom('full', 'read-only'), async (script, access) => {
        let calls = 0;
        const fetch = () => {
          const { status: code, body: text, headers: more } = script[Math.min(calls++, script.length - 1)];
          return Promise.resolve(
            new Response([204, 205, 304].includes(code) ? null : text, { status: code, headers: more }),
          );
        };
        seen.add(sound(await verify({ fetch }, { access })));
        assert.ok(calls <= 2);
      }),
      { numRuns: 3000 },
    );
    // Otherwise the answers were too wild to say anything.
    for (const outcome of ['connected', ...codes]) assert.ok(seen.has(outcome), outcome);
  });

  it('is in no result, whatever comes over the wire', async (t) => {
    let bytes = Buffer.alloc(0);
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(bytes));
    });
    const baseUrl = await listen(t, server);
    const raw = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
      fc
        .tuple(
          status,
          body,
          fc.constantFrom('', 'content-length: 5\r\n', `location: /${token}\r\n`, 'broken\r\n'),
        )
        .map(([code, text, more]) => Buffer.from(`HTTP/1.1 ${code} ${token}\r\n${more}\r\n${text}`)),
    );
    const seen = new Set();
    await fc.assert(
      fc.asyncProperty(raw, async (sent) => {
        bytes = sent;
        seen.add(sound(await verify({ baseUrl, sandboxUrl: baseUrl, timeout: 2000 })));
      }),
      { numRuns: 300 },
    );
    assert.ok(seen.size >= 3, [...seen].join());
  });

  it('is never found by the block to be malformed', () => {
    for (const [role, known] of Object.entries(tokens)) {
      assert.equal(checkCredential(known, tInvest.fields[0]), undefined, role);
    }
    assert.equal(new Set(Object.values(tokens)).size, Object.keys(tokens).length);
  });
});

describe('The simulator', () => {
  const post = (path, { token: known = tokens.full, ...more } = {}) =>
    handle(
      new Request(`http://simulator.example${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${known}`, 'content-type': 'application/json' },
        body: '{}',
        ...more,
      }),
    );

  it('answers in the documented form', async () => {
    const response = await post(`/rest${service}/GetAccounts`, { token: tokens.readOnly });
    assert.equal(response.status, 200);
    assert.match(response.headers.get('x-tracking-id'), /^[\da-f-]{36}$/);
    assert.equal(response.headers.get('x-ratelimit-limit'), '100, 100;w=60');
    const { accounts } = await response.json();
    assert.deepEqual(accounts[0], {
      id: '2000000001',
      type: 'ACCOUNT_TYPE_TINKOFF',
      name: 'Основной счёт',
      status: 'ACCOUNT_STATUS_OPEN',
      openedDate: '2021-05-10T00:00:00Z',
      closedDate: '1970-01-01T00:00:00Z',
      accessLevel: 'ACCOUNT_ACCESS_LEVEL_READ_ONLY',
    });
    assert.ok(accounts.some((one) => one.status === 'ACCOUNT_STATUS_CLOSED'));
  });

  it('lists what status is asked for', async () => {
    for (const [wanted, count] of [
      ['ACCOUNT_STATUS_OPEN', 3],
      ['ACCOUNT_STATUS_CLOSED', 1],
      ['ACCOUNT_STATUS_ALL', 4],
      ['ACCOUNT_STATUS_NEW', 0],
    ]) {
      const response = await post(`/rest${service}/GetAccounts`, {
        body: JSON.stringify({ status: wanted }),
      });
      assert.equal((await response.json()).accounts.length, count, wanted);
    }
  });

  it('refuses in the documented form', async () => {
    const response = await post(`/rest${service}/GetAccounts`, { token });
    assert.equal(response.status, 401);
    assert.equal(response.headers.get('message'), 'authentication token is missing or invalid');
    assert.deepEqual(await response.json(), {
      code: 16,
      message: 'authentication token is missing or invalid',
      description: '40003',
    });
  });

  it('keeps its two hosts apart', async () => {
    const path = `/sandbox/rest${service}/GetAccounts`;
    assert.equal((await post(path, { token: tokens.full })).status, 401);
    assert.equal((await post(path, { token: tokens.sandbox })).status, 200);
    assert.equal((await post(`/rest${service}/GetAccounts`, { token: tokens.sandbox })).status, 401);
  });

  it('knows its routes and verbs', async () => {
    const path = `/rest${service}/GetAccounts`;
    assert.equal((await post('/rest/UsersService/GetAccounts')).status, 404);
    assert.equal((await post('/')).status, 404);
    assert.equal((await post(path, { method: 'GET', body: undefined })).status, 405);
    assert.equal((await post(path, { headers: {} })).status, 415);
    assert.equal((await post(path, { body: '{' })).status, 400);
    assert.equal((await post(path, { headers: { 'content-type': 'application/json' } })).status, 401);
    for (const method of ['GetUserTariff', 'constructor', 'toString']) {
      assert.equal((await post(`/rest${service}/${method}`)).status, 501, method);
    }
    assert.equal((await post(`/rest${service.replace('Users', 'Orders')}/GetInfo`)).status, 501);
  });

  it('logs nothing', async (t) => {
    const spies = ['log', 'info', 'warn', 'error', 'debug'].map((level) =>
      t.mock.method(console, level, () => {}),
    );
    for (const role of Object.keys(tokens)) {
      await simulated(role, {}, { timeout: 100 });
    }
    for (const spy of spies) assert.equal(spy.mock.callCount(), 0);
  });
});

/** Listens on a free port until the test is over. @returns the gateway's address */
async function listen(t, server) {
  const sockets = new Set();
  server.on('connection', (socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `http://127.0.0.1:${server.address().port}/rest`;
}
