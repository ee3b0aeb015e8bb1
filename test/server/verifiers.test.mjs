/** Every broker's verifier, over real sockets, against every answer that its simulator knows. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { optionsFor, simulators } from '../../demo/simulators/index.mjs';
import { troubles } from '../../demo/simulators/frame.mjs';
import { startSimulators } from '../../demo/simulators/server.mjs';
import { brokersAtHand, loaderOf } from '../../src/brokers/index.ts';
import { fieldsOf } from '../../src/brokers/fields.ts';
import { laterBrokers } from '../../src/brokers/later.ts';
import { checkCredential } from '../../src/core/credential.ts';
import { credentialIn } from '../../src/core/pasted.ts';
import {
  createAlpacaVerifier,
  createFinamVerifier,
  createTInvestVerifier,
  createTrading212Verifier,
} from '../../src/server/index.ts';

/** By the id of the broker. */
const makers = {
  't-invest': createTInvestVerifier,
  finam: createFinamVerifier,
  alpaca: createAlpacaVerifier,
  'trading-212': createTrading212Verifier,
};

/** Long enough for an answer on a busy machine, and short for one that never comes. Ms. */
const silence = 500;

const unavailable = { ok: false, code: 'broker-unavailable' };
const invalid = { ok: false, code: 'invalid-token' };
const limited = { ok: false, code: 'rate-limited', retryAfter: 42 };
const ofTrouble = Object.fromEntries(Object.keys(troubles).map((role) => [role, unavailable]));

const finamAccounts = [{ id: 'TRQD05:123456' }, { id: 'TRQD05:654321' }];
const finamTrading = { ok: true, connection: { accounts: finamAccounts, access: 'full' } };
const trading212Live = { ok: true, connection: { accounts: [{ id: '12345678' }] } };
const alpacaAccount = { id: 'e6fe16f3-0000-4000-8000-000000000001', name: '010203ABCD' };
const paperAccount = { id: 'e6fe16f3-0000-4000-8000-000000000002', name: 'PA0000000001', type: 'Paper' };
const alpacaLive = { ok: true, connection: { accounts: [alpacaAccount], access: 'full' } };

/** What is made of each part, by broker. T-Invest's are in t-invest.test.mjs, with more about each. */
const expected = {
  'trading-212': {
    live: trading212Live,
    future: trading212Live,
    practice: { ok: true, connection: { accounts: [{ id: '87654321', type: 'Practice' }] } },
    practiceAsLive: { ok: false, code: 'sandbox-token' },
    liveAsPractice: invalid,
    revoked: invalid,
    noAccountData: { ok: false, code: 'insufficient-access' },
    rateLimited: limited,
    timedOut: unavailable,
    ...ofTrouble,
  },
  finam: {
    trading: finamTrading,
    readOnly: { ok: true, connection: { ...finamTrading.connection, access: 'read-only' } },
    terse: { ok: true, connection: { accounts: [{ id: 'TRQD05:123456' }], access: 'full' } },
    future: finamTrading,
    noAccounts: { ok: false, code: 'insufficient-access' },
    revoked: invalid,
    refusedOddly: invalid,
    rateLimited: { ok: false, code: 'rate-limited' },
    rateLimitedLater: { ok: false, code: 'rate-limited' },
    sessionBroken: unavailable,
    internalError: unavailable,
    ...ofTrouble,
  },
  alpaca: {
    live: alpacaLive,
    old: alpacaLive,
    future: alpacaLive,
    paper: { ok: true, connection: { accounts: [paperAccount], access: 'full' } },
    forbidden: invalid,
    verbose: invalid,
    replaced: invalid,
    rateLimited: limited,
    ...ofTrouble,
  },
};

let simulated;
before(async () => void (simulated = await startSimulators()));
after(() => simulated.stop());

const verify = (id, credentials, { access = 'read-only', signal, ...options } = {}) =>
  makers[id]({ ...simulated.options[id], ...options })({
    credentials,
    access,
    signal: signal ?? new AbortController().signal,
  });

/** A wait is counted from a moment of the test's own. */
const withoutHaste = (verification) =>
  verification.retryAfter > 0 && verification.retryAfter <= 43
    ? { ...verification, retryAfter: 42 }
    : verification;

const definitionOf = async (id) => brokersAtHand.get(id) ?? (await loaderOf(id)());

describe('Every broker', () => {
  it('that is built in has a simulator and a verifier, and no other has', () => {
    const ids = [...brokersAtHand.keys(), ...Object.keys(laterBrokers)];
    assert.deepEqual(simulators.map(({ id }) => id).sort(), ids.toSorted());
    assert.deepEqual(Object.keys(makers).sort(), ids.toSorted());
    assert.deepEqual(Object.keys(optionsFor('')).sort(), ids.toSorted());
  });

  for (const { id, credentials } of simulators) {
    describe(id, () => {
      it('wants the fields that its definition has', async () => {
        const definition = await definitionOf(id);
        const { fields, optionalFields = [] } = makers[id]();
        const { fields: asked, environments } = definition;
        assert.deepEqual(
          fields,
          asked.filter(({ optional }) => !optional).map(({ name }) => name),
        );
        assert.deepEqual(optionalFields, [
          ...asked.filter(({ optional }) => optional).map(({ name }) => name),
          ...(environments ? ['environment'] : []),
        ]);
      });

      it('takes no option that makes no sense', () => {
        for (const options of [
          { baseUrl: 'http://broker.example' },
          { baseUrl: 'https://user:secret@broker.example' },
          { baseUrl: 'https://broker.example?x=1' },
          { timeout: 0 },
          { timeout: NaN },
          { timeout: 2 ** 31 },
        ])
          assert.throws(() => makers[id](options), TypeError, inspect(options));
      });

      it('has nothing against what its simulator knows: the block would let it pass', async () => {
        const definition = await definitionOf(id);
        for (const [role, known] of Object.entries(credentials)) {
          for (const field of fieldsOf(definition)) {
            // Of a choice the first one, where nothing was chosen.
            const value = known[field.name] ?? field.options?.[0].value;
            if (field.options)
              assert.ok(
                field.options.some((option) => option.value === value),
                role,
              );
            assert.equal(credentialIn(value, field), value, role);
            assert.equal(checkCredential(value, field), undefined, role);
          }
        }
      });

      for (const [role, known] of Object.entries(credentials)) {
        it(`is asked about ${role}`, async () => {
          const outcome = await verify(id, known, { timeout: /slow/i.test(role) ? silence : undefined });
          if (expected[id]) assert.deepEqual(withoutHaste(outcome), expected[id][role]);
          // What the host is told of it, too.
          const told = inspect([outcome, outcome.cause], { depth: 9, showHidden: true });
          for (const secret of Object.values(known)) assert.ok(!told.includes(secret), role);
        });
      }

      it('is not asked about what no header can hold', async () => {
        const [[, known]] = Object.entries(credentials);
        const fetch = () => assert.fail('it was asked');
        for (const name of Object.keys(known))
          for (const value of ['…', 'a b', '\n', 'я'.repeat(20), ''])
            assert.deepEqual(await verify(id, { ...known, [name]: value }, { fetch }), invalid);
      });

      it('has a fault that repeats the credentials told of without them', async () => {
        const [[, known]] = Object.entries(credentials);
        const fetch = (url, init) =>
          Promise.reject(
            new Error(
              `${url} ${init.body ?? ''} ${JSON.stringify([...init.headers])} ${Object.values(known)}`,
            ),
          );
        const outcome = await verify(id, known, { fetch });
        assert.deepEqual(outcome, unavailable);
        const told = inspect([outcome, outcome.cause], { depth: 9, showHidden: true });
        for (const secret of Object.values(known)) assert.ok(!told.includes(secret));
      });

      it('is followed nowhere', async () => {
        const seen = [];
        const fetch = (url, init) => {
          seen.push(init.redirect);
          return globalThis.fetch(url, init);
        };
        await verify(id, credentials.redirected, { fetch });
        assert.ok(seen.length > 0 && seen.every((redirect) => redirect === 'manual'));
      });

      it('is given up with the request', async () => {
        const abort = new AbortController();
        const outcome = verify(id, credentials.slow, { signal: abort.signal });
        abort.abort();
        assert.deepEqual(await outcome, unavailable);
      });
    });
  }
});

describe('Finam', () => {
  const { credentials } = simulators.find(({ id }) => id === 'finam');

  it('is asked for a session, and then what it opens, without an Authorization', async () => {
    const calls = [];
    const fetch = (url, init) => {
      calls.push([
        init.method,
        new URL(url).pathname,
        JSON.parse(init.body),
        init.headers.has('authorization'),
      ]);
      return globalThis.fetch(url, init);
    };
    await verify('finam', credentials.trading, { fetch });
    const { secret } = credentials.trading;
    assert.deepEqual(calls, [
      ['POST', '/finam/v1/sessions', { secret }, false],
      ['POST', '/finam/v1/sessions/details', { token: `session.of.${secret}` }, false],
    ]);
  });

  it('has too little access where the site wants to trade and the token only views', async () => {
    const verdict = await verify('finam', credentials.readOnly, { access: 'full' });
    assert.deepEqual(verdict, { ok: false, code: 'insufficient-access' });
    assert.equal((await verify('finam', credentials.trading, { access: 'full' })).ok, true);
  });

  it('does not blame a token for a session that fails, nor for the page of a proxy', async () => {
    const answers = (status, body) => ({
      fetch: (url, init) =>
        url.endsWith('/details') === Boolean(body?.isLater)
          ? Promise.resolve(new Response(body?.text ?? '<h1>Bad Request</h1>', { status }))
          : globalThis.fetch(url, init),
    });
    for (const status of [400, 401, 403])
      assert.deepEqual(await verify('finam', credentials.trading, answers(status)), unavailable);
    const later = { isLater: true, text: '{"code":16,"message":"…"}' };
    assert.deepEqual(await verify('finam', credentials.trading, answers(401, later)), unavailable);
  });
});

describe('Trading 212', () => {
  const { credentials } = simulators.find(({ id }) => id === 'trading-212');

  it('is sent both keys as a user and a password', async () => {
    const sent = [];
    const fetch = (url, init) => {
      sent.push(init.headers.get('authorization'));
      return globalThis.fetch(url, init);
    };
    await verify('trading-212', credentials.live, { fetch });
    const { key, secret } = credentials.live;
    assert.deepEqual(sent, [`Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`]);
  });

  it('is not asked about a key that would end at a colon', async () => {
    const fetch = () => assert.fail('it was asked');
    assert.deepEqual(await verify('trading-212', { ...credentials.live, key: '1:2' }, { fetch }), invalid);
  });

  it('does not say what a key allows, so that nobody can say that it is too little', async () => {
    assert.deepEqual(await verify('trading-212', credentials.live, { access: 'full' }), trading212Live);
  });

  it('has no practice account connected where its host is not asked', async () => {
    const verdict = await verify('trading-212', credentials.practice, { demoUrl: null });
    assert.deepEqual(verdict, { ok: false, code: 'sandbox-token' });
    assert.deepEqual(await verify('trading-212', credentials.practiceAsLive, { demoUrl: null }), invalid);
  });

  it('does not blame a key for the page of a firewall, nor for a 403 that names no scope', async () => {
    const html = { 'content-type': 'text/html' };
    for (const [status, body, headers] of [
      [401, '<h1>Access Denied</h1>', html],
      [403, '<h1>Access Denied</h1>', html],
      [403, '{}', {}],
    ]) {
      const fetch = () => Promise.resolve(new Response(body, { status, headers }));
      assert.deepEqual(await verify('trading-212', credentials.live, { fetch }), unavailable);
    }
  });
});

describe('Alpaca', () => {
  const { credentials } = simulators.find(({ id }) => id === 'alpaca');
  const paper = { ok: true, connection: { accounts: [paperAccount], access: 'full' } };

  /** The hosts that were asked, in order. */
  async function asked(known, options) {
    const hosts = [];
    const fetch = (url, init) => {
      hosts.push(new URL(url).pathname.split('/')[2]);
      return globalThis.fetch(url, init);
    };
    return [await verify('alpaca', known, { fetch, ...options }), hosts];
  }

  it('is asked where the key says, and nowhere else once it answers', async () => {
    assert.deepEqual(await asked(credentials.live), [alpacaLive, ['live']]);
    assert.deepEqual(await asked(credentials.paper), [paper, ['paper']]);
  });

  it('is asked where the person said, then at the other host', async () => {
    assert.deepEqual(await asked({ ...credentials.paper, environment: 'live' }), [paper, ['live', 'paper']]);
    assert.deepEqual(await asked({ ...credentials.live, environment: 'paper' }), [
      alpacaLive,
      ['paper', 'live'],
    ]);
  });

  it('has both keys refused as one', async () => {
    const { keyId } = credentials.live;
    const { secretKey } = credentials.paper;
    assert.deepEqual(await asked({ keyId, secretKey }), [invalid, ['live', 'paper']]);
  });

  it('has a practice account told from a real one, where only these are wanted', async () => {
    const environments = ['live'];
    assert.deepEqual((await asked(credentials.paper, { environments }))[0], {
      ok: false,
      code: 'sandbox-token',
    });
    assert.deepEqual((await asked(credentials.live, { environments }))[0], alpacaLive);
    assert.deepEqual((await asked(credentials.live, { environments: ['paper'] }))[0], invalid);
  });

  it('is asked at no host that was not named', async () => {
    const [outcome, hosts] = await asked(credentials.paper, { paperUrl: undefined });
    assert.deepEqual([outcome, hosts], [invalid, ['live']]);
    assert.deepEqual((await asked(credentials.paper, { paperUrl: null }))[1], ['live']);
  });

  describe('while the host of paper accounts is down', () => {
    const fetch = (url, init) =>
      url.includes('/paper/') ? Promise.reject(new TypeError('fetch failed')) : globalThis.fetch(url, init);

    it('refuses a key that is no paper account’s', async () => {
      assert.deepEqual(await verify('alpaca', credentials.replaced, { fetch }), invalid);
      const environments = ['live'];
      assert.deepEqual(await verify('alpaca', credentials.paper, { fetch, environments }), unavailable);
    });

    it('does not blame a key that may be one', async () => {
      const unknown = { ...credentials.old, secretKey: credentials.paper.secretKey };
      assert.deepEqual(await verify('alpaca', unknown, { fetch }), unavailable);
      assert.deepEqual(
        await verify('alpaca', { ...credentials.paper, environment: 'live' }, { fetch }),
        unavailable,
      );
    });
  });

  it('wants an environment that it can ask', () => {
    for (const options of [{ environments: [] }, { environments: ['paper'], paperUrl: null }])
      assert.throws(() => createAlpacaVerifier(options), /environments must name one/);
  });
});
