/** Every broker's verifier, over real sockets, against every answer that its simulator knows. */
import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, sign, verify as verifySignature } from 'node:crypto';
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
import * as kit from '../../src/server/index.ts';
import * as kraken from '../../src/server/verifiers/kraken.ts';
import { signingKeyIn } from '../../src/server/verifiers/private-key.ts';
import { rateLimited } from '../../src/server/verifiers/rate-limited.ts';
import { hexHmac } from '../../src/server/verifiers/signing.ts';

/** By the id of the broker. */
const makers = {
  't-invest': kit.createTInvestVerifier,
  finam: kit.createFinamVerifier,
  alpaca: kit.createAlpacaVerifier,
  'trading-212': kit.createTrading212Verifier,
  tradier: kit.createTradierVerifier,
  oanda: kit.createOandaVerifier,
  alor: kit.createAlorVerifier,
  freedom24: kit.createFreedom24Verifier,
  // A test does not wait for a report.
  'ibkr-flex': (options) => kit.createIbkrFlexVerifier({ interval: 0, ...options }),
  kraken: kit.createKrakenVerifier,
  binance: kit.createBinanceVerifier,
  bybit: kit.createBybitVerifier,
  bcs: kit.createBcsVerifier,
  questrade: kit.createQuestradeVerifier,
  coinbase: kit.createCoinbaseVerifier,
};

/** Long enough for an answer on a busy machine, and short for one that never comes. Ms. */
const silence = 500;

const unavailable = { ok: false, code: 'broker-unavailable' };
const invalid = { ok: false, code: 'invalid-token' };
/** The same, where the broker tells which field is at fault. */
const invalidAt = (field) => ({ ...invalid, field });
const noAccounts = { ok: false, code: 'no-accounts' };
const insufficient = { ok: false, code: 'insufficient-access' };
const sandbox = { ok: false, code: 'sandbox-token' };
const limitedForNobodyKnows = { ok: false, code: 'rate-limited' };
const limited = { ok: false, code: 'rate-limited', retryAfter: 42 };
const ofTrouble = Object.fromEntries(Object.keys(troubles).map((role) => [role, unavailable]));

const finamAccounts = [{ id: 'TRQD05:123456' }, { id: 'TRQD05:654321' }];
const finamTrading = { ok: true, connection: { accounts: finamAccounts, access: 'full' } };
const trading212Live = { ok: true, connection: { accounts: [{ id: '12345678' }] } };
const alpacaAccount = { id: 'e6fe16f3-0000-4000-8000-000000000001', name: '010203ABCD' };
const paperAccount = { id: 'e6fe16f3-0000-4000-8000-000000000002', name: 'PA0000000001', type: 'Paper' };
const alpacaLive = { ok: true, connection: { accounts: [alpacaAccount], access: 'full' } };
const alpacaPaper = { ok: true, connection: { accounts: [paperAccount], access: 'full' } };

const full = (...ids) => ({
  ok: true,
  connection: { accounts: ids.map((id) => ({ id })), access: 'full' },
});
const practiceOf = (id, type) => ({ ok: true, connection: { accounts: [{ id, type }], access: 'full' } });
const oandaLive = full('001-011-5838423-001', '001-011-5838423-002');
const alorLive = full('D39004', 'G39004', '7500031');
const freedomLive = { ok: true, connection: { access: 'full' } };
const inAMinute = { ...unavailable, retryAfter: 60 };
const flexLive = {
  ok: true,
  connection: { accounts: [{ id: 'U1234567' }, { id: 'U7654321' }], access: 'read-only' },
};
/** A key that has these rights. */
const holding = (accounts, rights, more) => ({
  ok: true,
  connection: {
    ...(accounts && { accounts }),
    access: rights.includes('trade') ? 'full' : 'read-only',
    rights,
    ...more,
  },
});
const krakenKey = (...rights) => holding([{ id: 'AA88 N84G WOAK NMOI' }], rights);
const binanceKey = (...rights) => holding([{ id: '354937868' }], rights);
const bybitUntil = { expiresAt: '2030-01-01T00:00:00.000Z' };
const bybitKey = (...rights) => holding([{ id: '1448939' }], rights, bybitUntil);

/** With the environment that was found out among what is kept. */
const learned = (outcome, environment) => (known) => ({
  ...outcome,
  credentials: { ...known, environment },
});

/** With what a token was exchanged for in its place. */
const exchanged =
  (connection, nextOf, unfinished) =>
  ({ token }) => ({
    ok: true,
    connection,
    credentials: { token: nextOf(token) },
    ...(unfinished && { unfinished }),
  });
const bcsAccount = { id: '22222222-2222-4222-8222-222222222222' };
const bcsConnection = {
  accounts: [{ ...bcsAccount, name: '6789433/11' }],
  access: 'read-only',
  expiresAt: '2030-01-01T00:00:00.000Z',
};
const bcsNext = (token) => token.replace(/\.[^.]*$/, '.bmV4d0');
const bcsToken = (more, unfinished) => exchanged({ ...bcsConnection, ...more }, bcsNext, unfinished);
const bcsLater = (unfinished) => bcsToken({ accounts: [bcsAccount] }, unfinished);
const questradeAccounts = {
  accounts: [
    { id: '26598145', type: 'Margin' },
    { id: '26598146', type: 'TFSA' },
  ],
};
const questradeNext = (token) => token.replace(/.$/, '1');
const questradeToken = (connection, unfinished) => exchanged(connection, questradeNext, unfinished);
/** Which was exchanged before that was found out. */
const questradeTooLittle = ({ token }) => ({ ...insufficient, credentials: { token: questradeNext(token) } });
const coinbaseKey = (...rights) => holding([{ id: '8bfc20d7-0000-4000-8000-000000000001' }], rights);

/** What is made of each part, by broker; a function of what was asked about, where that is told, too. T-Invest's are in t-invest.test.mjs, with more about each. */
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
    noAccounts,
    revoked: invalid,
    refusedOddly: invalid,
    rateLimited: { ok: false, code: 'rate-limited' },
    rateLimitedLater: { ok: false, code: 'rate-limited' },
    sessionBroken: unavailable,
    internalError: unavailable,
    ...ofTrouble,
  },
  tradier: {
    live: full('6YA00001', '6YA00002'),
    single: full('6YA00001'),
    sandbox: practiceOf('VA000001', 'Sandbox'),
    sandboxAsLive: sandbox,
    liveAsSandbox: invalid,
    future: full('6YA00001'),
    noAccounts,
    closed: noAccounts,
    revoked: invalid,
    rateLimited: limited,
    ...ofTrouble,
  },
  oanda: {
    live: oandaLive,
    practice: practiceOf('101-004-1093119-001', 'Practice'),
    practiceAsLive: sandbox,
    liveAsPractice: invalid,
    future: full('001-011-5838423-001'),
    noAccounts,
    revoked: invalid,
    rateLimited: limitedForNobodyKnows,
    ...ofTrouble,
  },
  alor: {
    live: alorLive,
    test: sandbox,
    future: alorLive,
    noPortfolios: noAccounts,
    unreadable: unavailable,
    revoked: invalid,
    rateLimited: limitedForNobodyKnows,
    ...ofTrouble,
  },
  freedom24: {
    live: freedomLive,
    bare: freedomLive,
    future: freedomLive,
    revoked: invalid,
    rateLimited: limited,
    rateLimitedQuietly: limitedForNobodyKnows,
    unsupported: unavailable,
    ...ofTrouble,
  },
  'ibkr-flex': {
    live: flexLive,
    quoted: flexLive,
    unready: inAMinute,
    commas: invalidAt('queryId'),
    confirmations: invalidAt('queryId'),
    tooNew: invalid,
    legacy: invalidAt('queryId'),
    noAccount: invalid,
    future: flexLive,
    wrongQuery: invalidAt('queryId'),
    revoked: invalidAt('token'),
    expired: { ok: false, code: 'expired-token' },
    inactive: { ok: false, code: 'not-active-yet' },
    otherAddress: { ok: false, code: 'ip-not-allowed' },
    rateLimited: { ...limitedForNobodyKnows, retryAfter: 60 },
    locked: { ...limitedForNobodyKnows, retryAfter: 3600 },
    busy: inAMinute,
    rateLimitedLater: { ...limitedForNobodyKnows, retryAfter: 60 },
    ...ofTrouble,
  },
  kraken: {
    readOnly: krakenKey('view'),
    trading: krakenKey('view', 'trade'),
    withdrawing: krakenKey('view', 'trade', 'withdraw'),
    expiring: {
      ok: true,
      connection: { ...krakenKey('view').connection, expiresAt: '2030-01-01T00:00:00.000Z' },
    },
    future: krakenKey('view'),
    blind: insufficient,
    revoked: invalidAt('apiKey'),
    wrongSecret: invalidAt('privateKey'),
    twoFactor: invalid,
    nonce: unavailable,
    rateLimited: limitedForNobodyKnows,
    lockedOut: { ...limitedForNobodyKnows, retryAfter: 900 },
    throttled: limited,
    tooMany: limitedForNobodyKnows,
    warned: krakenKey('view'),
    unavailable,
    ...ofTrouble,
  },
  binance: {
    readOnly: binanceKey('view'),
    trading: binanceKey('view', 'trade'),
    withdrawing: binanceKey('view', 'withdraw'),
    transferring: binanceKey('view', 'trade', 'transfer'),
    future: binanceKey('view'),
    blind: insufficient,
    revoked: invalid,
    noKey: invalidAt('apiKey'),
    deleted: invalidAt('apiKey'),
    wrongSecret: invalidAt('secretKey'),
    nameless: holding(undefined, ['view']),
    clock: unavailable,
    rateLimited: limited,
    rateLimitedLater: limited,
    banned: limited,
    restricted: unavailable,
    ...ofTrouble,
  },
  bybit: {
    readOnly: bybitKey('view'),
    trading: bybitKey('view', 'trade'),
    withdrawing: bybitKey('view', 'trade', 'transfer', 'withdraw'),
    bound: holding([{ id: '1448939' }], ['view']),
    future: bybitKey('view'),
    testnet: sandbox,
    revoked: invalidAt('apiKey'),
    wrongSecret: invalidAt('apiSecret'),
    moving: bybitKey('view', 'transfer'),
    bare: invalid,
    expired: { ok: false, code: 'expired-token' },
    forbidden: insufficient,
    otherAddress: { ok: false, code: 'ip-not-allowed' },
    clock: unavailable,
    rateLimited: limited,
    tooFrequent: { ...limitedForNobodyKnows, retryAfter: 600 },
    addressLimited: { ...limitedForNobodyKnows, retryAfter: 600 },
    ...ofTrouble,
  },
  bcs: {
    trading: bcsToken({ access: 'full' }),
    readOnly: bcsToken(),
    described: bcsToken(),
    empty: bcsToken({ accounts: [bcsAccount] }),
    future: exchanged({ accounts: bcsConnection.accounts, expiresAt: bcsConnection.expiresAt }, bcsNext),
    bare: bcsLater(unavailable),
    endlessly: exchanged({ accounts: bcsConnection.accounts, access: 'read-only' }, bcsNext),
    same: { ok: true, connection: bcsConnection },
    accessToken: invalid,
    revoked: invalid,
    expired: { ok: false, code: 'expired-token' },
    mistyped: invalid,
    rateLimitedLater: bcsLater(limitedForNobodyKnows),
    downLater: bcsLater(unavailable),
    malformedLater: bcsLater(unavailable),
    slowLater: bcsLater(unavailable),
    rateLimited: limitedForNobodyKnows,
    ...ofTrouble,
  },
  questrade: {
    live: questradeToken(questradeAccounts),
    practice: sandbox,
    future: questradeToken(questradeAccounts),
    forbidden: questradeTooLittle,
    closed: ({ token }) => ({ ...noAccounts, credentials: { token: questradeNext(token) } }),
    revoked: invalid,
    elsewhere: questradeToken({}, unavailable),
    bare: questradeToken({}, unavailable),
    noServer: questradeToken({}, unavailable),
    rateLimitedLater: questradeToken({}, limited),
    downLater: questradeToken({}, unavailable),
    malformedLater: questradeToken({}, unavailable),
    slowLater: questradeToken({}, unavailable),
    refusedLater: questradeToken({}, unavailable),
    rateLimited: limited,
    ...ofTrouble,
  },
  coinbase: {
    trading: coinbaseKey('view', 'trade'),
    readOnly: coinbaseKey('view'),
    transferring: coinbaseKey('view', 'trade', 'withdraw'),
    edwards: coinbaseKey('view'),
    edwardsPem: coinbaseKey('view'),
    ellipticPem: coinbaseKey('view'),
    shortName: coinbaseKey('view'),
    future: coinbaseKey('view'),
    nameless: holding(undefined, ['view']),
    blind: insufficient,
    forbidden: insufficient,
    revoked: invalid,
    wrongKey: invalid,
    rateLimited: limited,
    ...ofTrouble,
  },
  alpaca: {
    live: learned(alpacaLive, 'live'),
    old: learned(alpacaLive, 'live'),
    future: learned(alpacaLive, 'live'),
    paper: learned(alpacaPaper, 'paper'),
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
const withoutHaste = ({ unfinished, ...verification }) => ({
  ...verification,
  ...(unfinished && { unfinished: withoutHaste(unfinished) }),
  ...(verification.retryAfter > 0 && verification.retryAfter <= 43 && { retryAfter: 42 }),
});

const secretsAmong = (id, known) => (makers[id]().secrets ?? Object.keys(known)).map((name) => known[name]);

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
          const answer = expected[id]?.[role];
          if (expected[id])
            assert.deepEqual(withoutHaste(outcome), typeof answer === 'function' ? answer(known) : answer);
          // What the host is told of it, too.
          const { credentials: kept, ...others } = outcome;
          const told = inspect([others, outcome.cause], { depth: 9, showHidden: true });
          for (const secret of secretsAmong(id, { ...known, ...kept }))
            assert.ok(!told.includes(secret), role);
        });
      }

      it('is not asked about what no header can hold', async () => {
        const [[, known]] = Object.entries(credentials);
        const fetch = () => assert.fail('it was asked');
        for (const name of Object.keys(known))
          for (const value of ['…', 'a b', '\n', 'я'.repeat(20), ''])
            assert.deepEqual(
              await verify(id, { ...known, [name]: value }, { fetch }),
              makers[id]().fields.length > 1 ? invalidAt(name) : invalid,
            );
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
        for (const secret of secretsAmong(id, known)) assert.ok(!told.includes(secret));
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

describe('A signature', () => {
  it('of Kraken is that of its documentation', async () => {
    const signature = await kraken.signatureOf(
      'kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==',
      '/0/private/AddOrder',
      '1616492376594',
      'nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25',
    );
    assert.equal(
      signature,
      '4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ==',
    );
  });

  it('of Binance is that of its documentation, of other alphabets, too', async () => {
    const secretKey = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
    const query = (symbol) =>
      `symbol=${symbol}&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559`;
    assert.equal(
      await hexHmac(secretKey, query('LTCBTC')),
      'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71',
    );
    assert.equal(
      await hexHmac(secretKey, query('%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96')),
      'e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3',
    );
  });

  it('of Tradernet is that of its own SDK’s test', async () => {
    const expected = '2d0b504df2ec038ce920731d9e4a3e0e9743cabbb6fc2c88ab923f1c52368b61';
    assert.equal(await hexHmac('secret', 'payload123'), expected);
  });

  it('of Coinbase is made with the keys of its own SDK’s tests, in whichever way they are written', async () => {
    const pem = (kind, text) =>
      `-----BEGIN ${kind}PRIVATE KEY-----\n${text}\n-----END ${kind}PRIVATE KEY-----\n`;
    const seed = 'k0BUni0p0vZG1BdpVjS6ogBJ7kxm630AJ2dN+tuputA=';
    const message = new TextEncoder().encode('message');
    const edwards = pem('', 'MC4CAQAwBQYDK2VwBCIEIJNAVJ4tKdL2RtQXaVY0uqIASe5MZut9ACdnTfrbqbrQ');
    const expected = sign(null, message, edwards).toString('hex');
    for (const text of [
      edwards,
      seed,
      'k0BUni0p0vZG1BdpVjS6ogBJ7kxm630AJ2dN+tuputDOKsRAwgyrpEQLeBtS1znTmzPX6Xr2eOWpzx6nW8knkA==',
    ]) {
      const key = await signingKeyIn(text);
      assert.equal(key.alg, 'EdDSA');
      // Of this kind there is one signature alone; another implementation makes the same.
      assert.equal(Buffer.from(await key.sign(message)).toString('hex'), expected);
    }
    const sec1 = pem(
      'EC ',
      'MHcCAQEEIKwf3Uox30cRWzRBOPoPOH5p0Gpb0Dt8zUKXUEM5fMkGoAoGCCqGSM49\nAwEHoUQDQgAEbAtpLlSZYVOwYICz+uEyxcS29vRIujiES/gQ1DC7FV4zK4JuYE9v\nqDyGZQYjdXHLM7I6f/QnnOITL+dXYWBHRA==',
    );
    const key = await signingKeyIn(sec1);
    assert.equal(key.alg, 'ES256');
    const verifying = { key: createPublicKey(sec1), dsaEncoding: 'ieee-p1363' };
    assert.ok(verifySignature('sha256', message, verifying, await key.sign(message)));
  });

  it('of Coinbase is made with no key that is none', async () => {
    const { privateKey } = simulators.find(({ id }) => id === 'coinbase').credentials.readOnly;
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const other = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey;
    for (const text of [
      '',
      'secret',
      'A'.repeat(40),
      'A'.repeat(4000),
      privateKey.replace('-----BEGIN', '----BEGIN'),
      privateKey.slice(0, 100),
      privateKey.replaceAll('M', 'N'),
      privateKey.replaceAll('EC ', ''),
      privateKey.replaceAll('EC ', 'ENCRYPTED '),
      rsa.export({ format: 'pem', type: 'pkcs8' }),
      other.export({ format: 'pem', type: 'pkcs8' }),
      other.export({ format: 'pem', type: 'sec1' }),
      `-----BEGIN EC PRIVATE KEY-----${'A'.repeat(70_000)}-----END EC PRIVATE KEY-----`,
    ])
      assert.equal(await signingKeyIn(text), undefined, text.slice(0, 60));
  });

  for (const [seconds, expected] of [
    [-80, { ok: true }],
    [-120, unavailable],
    [25, { ok: true }],
    [60, unavailable],
  ]) {
    it(`of Coinbase, by a clock that is ${Math.abs(seconds)} s ${seconds < 0 ? 'slow' : 'fast'}, blames no key`, async (test) => {
      const { readOnly, revoked } = simulators.find(({ id }) => id === 'coinbase').credentials;
      // Here it is another time than there.
      const { now } = Date;
      const fetch = async (url, init) => {
        clock.mock.restore();
        return globalThis.fetch(url, init);
      };
      const set = () => test.mock.method(Date, 'now', () => now() + seconds * 1000);
      let clock = set();
      const outcome = await verify('coinbase', readOnly, { fetch });
      assert.deepEqual(expected.ok ? { ok: outcome.ok } : outcome, expected);
      if (!expected.ok) assert.match(outcome.cause.message, /clock differs from Coinbase’s/);
      clock = set();
      assert.deepEqual(await verify('coinbase', revoked, { fetch }), expected.ok ? invalid : unavailable);
    });
  }

  // Bybit’s documentation has examples, but does not name their secret: its simulator computes each signature anew.
});

describe('A credential that two hosts may know', () => {
  const second = {
    'trading-212': 'demoUrl',
    tradier: 'sandboxUrl',
    oanda: 'practiceUrl',
    alor: 'testUrl',
    bybit: 'testnetUrl',
  };
  for (const [id, option] of Object.entries(second)) {
    const { credentials, hosts } = simulators.find((one) => one.id === id);
    const [, [, other]] = Object.entries(hosts);
    const seenBy = async (known, options) => {
      const paths = [];
      const fetch = (url, init) => {
        paths.push(new URL(url).pathname);
        return globalThis.fetch(url, init);
      };
      await verify(id, known, { fetch, ...options });
      return paths;
    };

    it(`of ${id} is asked about at the other host only where the first refuses it`, async () => {
      const [[, works]] = Object.entries(credentials);
      assert.equal((await seenBy(works)).length, 1);
      const [, again] = await seenBy(credentials.revoked);
      assert.ok(again.startsWith(`${other}/`));
      // A host that is down says nothing that another one could add to.
      assert.equal((await seenBy(credentials.down)).length, 1);
    });

    it(`of ${id} is asked about at no host that was not named`, async () => {
      for (const none of [null, undefined])
        assert.equal((await seenBy(credentials.revoked, { [option]: none })).length, 1);
      assert.throws(() => makers[id]({ [option]: 'http://broker.example' }), TypeError);
    });

    it(`of ${id} is refused where the other host is down`, async () => {
      const fetch = (url, init) =>
        new URL(url).pathname.startsWith(`${other}/`)
          ? Promise.reject(new TypeError('fetch failed'))
          : globalThis.fetch(url, init);
      const outcome = await verify(id, credentials.revoked, { fetch });
      assert.equal(outcome.code, 'invalid-token');
    });
  }
});

describe('A token that is taken once', () => {
  const known = (id) => simulators.find((one) => one.id === id).credentials;
  const seenBy = async (id, credentials, options) => {
    const paths = [];
    const fetch = (url, init) => {
      paths.push(new URL(url).pathname);
      return globalThis.fetch(url, init);
    };
    await verify(id, credentials, { fetch, ...options });
    return paths.map((path) => path.replace(/^\/\w+/, ''));
  };

  it('is not used up where it is plainly of the wrong kind', async () => {
    assert.deepEqual(await verify('bcs', known('bcs').readOnly, { access: 'full' }), insufficient);
    assert.deepEqual(await seenBy('bcs', known('bcs').readOnly, { access: 'full' }), []);
    assert.deepEqual(await seenBy('bcs', known('bcs').accessToken), []);
    for (const token of ['eyJ.x.y', 'eyJ', '.', 'a.eyJ9.c'])
      assert.deepEqual(await verify('bcs', { token }), invalid);
  });

  it('has a fault that repeats the access token told of without it, and one with a number by that', async () => {
    const causeOf = async (code) => {
      const fetch = async (url) =>
        url.endsWith('/oauth2/token')
          ? Response.json({
              access_token: 'the-access-token',
              refresh_token: 'next-token',
              api_server: 'https://api01.iq.questrade.com',
            })
          : Response.json({ code }, { status: 401 });
      const { signal } = new AbortController();
      const request = { credentials: known('questrade').live, access: 'read-only', signal };
      const { unfinished } = await kit.createQuestradeVerifier({ fetch })(request);
      return inspect(unfinished.cause);
    };
    assert.ok(!(await causeOf('bad the-access-token')).includes('access-token'));
    assert.match(await causeOf('1017'), /code 1017/);
    assert.match(await causeOf(1017), /code 1017/);
  });

  it('of Questrade is known to be refused by its words, whatever they are called', async () => {
    const answers = (body) => () =>
      Promise.resolve(new Response(body, { status: 400, headers: { 'content-type': 'text/html' } }));
    const { live } = known('questrade');
    assert.deepEqual(await verify('questrade', live, { fetch: answers('Bad Request') }), invalid);
    assert.deepEqual(
      await verify('questrade', live, { fetch: answers('<h1>Bad Request</h1>') }),
      unavailable,
    );
  });

  it('is not lost where what comes with its successor cannot be used', async () => {
    // An account is called like it.
    const fetch = async (url) =>
      Response.json(
        url.endsWith('/oauth2/token')
          ? { access_token: 'a', refresh_token: 'next-token', api_server: 'https://api01.iq.questrade.com' }
          : { accounts: [{ number: 'next-token' }] },
      );
    const { signal } = new AbortController();
    const request = { credentials: known('questrade').live, access: 'read-only', signal };
    const outcome = await kit.createQuestradeVerifier({ fetch })(request);
    assert.deepEqual([outcome.code, outcome.credentials], ['broker-unavailable', { token: 'next-token' }]);
    // It allows less than its predecessor said.
    const bcsFetch = async (url, init) => {
      const answer = await globalThis.fetch(url, init);
      const session = await answer.json();
      if (session.refresh_token) session.refresh_token = known('bcs').readOnly.token;
      return Response.json(session);
    };
    const fewer = await verify('bcs', known('bcs').trading, { access: 'full', fetch: bcsFetch });
    assert.deepEqual(fewer, { ...insufficient, credentials: known('bcs').readOnly });
  });

  it('opens the accounts at no host but the broker’s, or the one that stands in its place', async () => {
    for (const server of [
      'https://questrade.example',
      'https://iq.questrade.com.example',
      'https://eviliq.questrade.com.example/',
      'http://api01.iq.questrade.com',
      'api01.iq.questrade.com',
      'https://x@evil.example/.iq.questrade.com',
    ]) {
      const asked = [];
      const fetch = async (url) => {
        asked.push(new URL(url).host);
        return Response.json({ access_token: 'a', refresh_token: 'next-token', api_server: server });
      };
      const verifier = kit.createQuestradeVerifier({ fetch });
      const { signal } = new AbortController();
      const outcome = await verifier({ credentials: known('questrade').live, access: 'read-only', signal });
      assert.deepEqual(asked, ['login.questrade.com'], server);
      // The next token is not lost for that.
      assert.deepEqual(outcome.credentials, { token: 'next-token' });
    }
    const asked = [];
    const fetch = async (url) => {
      asked.push(url);
      return Response.json({
        access_token: 'a',
        refresh_token: 'next-token',
        api_server: 'https://api07.iq.questrade.com',
        accounts: [{ number: '1' }],
      });
    };
    const { signal } = new AbortController();
    const request = { credentials: known('questrade').live, access: 'read-only', signal };
    assert.ok((await kit.createQuestradeVerifier({ fetch })(request)).ok);
    assert.deepEqual(asked, [
      'https://login.questrade.com/oauth2/token',
      'https://api07.iq.questrade.com/v1/accounts',
    ]);
  });

  it('of practice accounts is asked about where the first host refuses it, and where one was named', async () => {
    const exchange = '/login/oauth2/token';
    assert.deepEqual(await seenBy('questrade', known('questrade').revoked), [
      exchange,
      '/practice/oauth2/token',
    ]);
    for (const practiceUrl of [null, undefined])
      assert.deepEqual(await seenBy('questrade', known('questrade').practice, { practiceUrl }), [exchange]);
    assert.throws(() => kit.createQuestradeVerifier({ practiceUrl: 'http://broker.example' }), TypeError);
  });

  for (const id of ['bcs', 'questrade']) {
    it(`of ${id} is kept as what it was exchanged for, when it connects and at each check`, async () => {
      const [first] = Object.values(known(id));
      const store = kit.createMemoryStore();
      const options = { store, verifiers: { [id]: makers[id](simulated.options[id]) } };
      const handle = kit.createConnectHandler({
        ...options,
        authenticate: () => 'anna',
        access: 'read-only',
      });
      const response = await handle(
        new Request('https://site.example/api/portfolio-connections', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': 'once' },
          body: JSON.stringify({ broker: id, credentials: first }),
        }),
      );
      assert.equal(response.status, 201);
      const { id: connection, accounts } = await response.json();
      const kept = await store.credentials('anna', connection);
      assert.notEqual(kept.token, first.token);
      const check = await kit.checkConnection(options, 'anna', connection);
      assert.deepEqual([check.outcome, check.isChanged], ['checked', false]);
      assert.deepEqual(check.connection.accounts, accounts);
      const { token } = await store.credentials('anna', connection);
      assert.ok(token !== kept.token && token !== first.token);
    });
  }
});

describe('A page of a proxy', () => {
  const page = { 'content-type': 'text/html' };
  for (const { id, credentials } of simulators.filter((one) => one.id !== 't-invest')) {
    it(`does not blame a credential of ${id}`, async () => {
      const [[, known]] = Object.entries(credentials);
      for (const status of [400, 401, 403, 407, 500, 502]) {
        const fetch = () => Promise.resolve(new Response('<h1>Denied</h1>', { status, headers: page }));
        assert.deepEqual(await verify(id, known, { fetch }), unavailable, `${status}`);
      }
    });
  }
});

describe('A right', () => {
  const credentialsOf = (id) => simulators.find((one) => one.id === id).credentials;
  /** The rights that are made of an answer, whoever asks. */
  const rightsOf = async (id, role, change) => {
    const fetch = async (url, init) => {
      const answer = await globalThis.fetch(url, init);
      return Response.json(change(await answer.json()), answer);
    };
    const outcome = await verify(id, credentialsOf(id)[role], { fetch });
    return outcome.ok ? outcome.connection.rights : outcome.code;
  };

  for (const [name, right] of Object.entries({
    enableSpotAndMarginTrading: 'trade',
    enableMargin: 'trade',
    enableFutures: 'trade',
    enableVanillaOptions: 'trade',
    enablePortfolioMarginTrading: 'trade',
    enableFixApiTrade: 'trade',
    enableInternalTransfer: 'transfer',
    permitsUniversalTransfer: 'transfer',
    enableWithdrawals: 'withdraw',
  })) {
    it(`of Binance is told by ${name}`, async () => {
      const found = await rightsOf('binance', 'readOnly', (json) => ({ ...json, [name]: true }));
      assert.deepEqual(found, ['view', right]);
    });
  }

  for (const [permission, right] of Object.entries({
    'modify-trades': 'trade',
    'close-trades': 'trade',
    'withdraw-funds': 'withdraw',
    'add-withdraw-address': 'withdraw',
    'update-withdraw-address': 'withdraw',
  })) {
    it(`of Kraken is told by ${permission}`, async () => {
      const permissions = ['query-funds', permission];
      const found = await rightsOf('kraken', 'readOnly', (json) => ({
        ...json,
        result: { ...json.result, permissions },
      }));
      assert.deepEqual(found, ['view', right]);
    });
  }

  it('is told though what names the account is not as it was', async () => {
    for (const iban of ['', null, 7, undefined])
      assert.deepEqual(
        await rightsOf('kraken', 'readOnly', (json) => ({ ...json, result: { ...json.result, iban } })),
        ['view'],
      );
    for (const uid of ['1', null, {}])
      assert.deepEqual(await rightsOf('binance', 'readOnly', (json) => ({ ...json, uid })), ['view']);
    for (const userID of ['', null, {}])
      assert.deepEqual(
        await rightsOf('bybit', 'readOnly', (json) => ({ ...json, result: { ...json.result, userID } })),
        ['view'],
      );
  });
});

describe('What asks', () => {
  it('says so to those who answer nobody else', async () => {
    for (const id of ['freedom24', 'ibkr-flex', 'kraken']) {
      const seen = [];
      const fetch = (url, init) => {
        seen.push(init.headers.get('user-agent'));
        return globalThis.fetch(url, init);
      };
      const { credentials } = simulators.find((one) => one.id === id);
      await verify(id, Object.values(credentials)[0], { fetch });
      assert.ok(seen.length > 0 && seen.every((agent) => agent === 'portfolio-connect'), id);
    }
  });
});

describe('A wait', () => {
  const refused = (headers, ...more) => rateLimited(new Headers(headers), 'x-reset', ...more).retryAfter;

  it('is what the broker says, an hour at most, in seconds or by the clock', () => {
    assert.equal(refused({ 'retry-after': '42' }), 42);
    assert.equal(refused({ 'retry-after': '259200' }), 3600);
    const date = new Date(1e12).toUTCString();
    const later = new Date(1e12 + 90_000).toUTCString();
    assert.equal(refused({ 'retry-after': later, date }), 90);
    const inHalfAMinute = Date.now() / 1000 + 30;
    for (const reset of ['30', `${inHalfAMinute}`, `${Math.round(inHalfAMinute * 1000)}`]) {
      const wait = refused({ 'x-reset': reset });
      assert.ok(wait > 0 && wait <= 31, `${reset}: ${wait}`);
    }
  });

  it('is as long as is known where the broker does not say, or nothing that makes sense', () => {
    for (const none of ['', 'soon', '-1', '1e99']) {
      assert.equal(refused({ 'x-reset': none }), undefined);
      assert.equal(refused({ 'x-reset': none }, 600), 600);
    }
    assert.equal(refused({ 'retry-after': '-5' }), undefined);
  });
});

describe('A broker that gives no rights to trade', () => {
  it('has too little access where the site wants to trade', async () => {
    for (const [id, role] of [
      ['ibkr-flex', 'live'],
      ['kraken', 'readOnly'],
      ['binance', 'readOnly'],
      ['bybit', 'readOnly'],
    ]) {
      const { credentials } = simulators.find((one) => one.id === id);
      assert.deepEqual(await verify(id, credentials[role], { access: 'full' }), insufficient, id);
    }
  });
});

describe('Interactive Brokers', () => {
  const { credentials } = simulators.find(({ id }) => id === 'ibkr-flex');

  it('is asked for a report, then whether it is ready, and not without end', async () => {
    const asked = async (known) => {
      const calls = [];
      const fetch = (url, init) => {
        calls.push(new URL(url).pathname.split('/').at(-1));
        return globalThis.fetch(url, init);
      };
      await verify('ibkr-flex', known, { fetch });
      return calls;
    };
    assert.deepEqual(await asked(credentials.live), ['SendRequest', 'GetStatement']);
    const waits = Array.from({ length: 4 }, () => 'GetStatement');
    assert.deepEqual(await asked(credentials.unready), ['SendRequest', ...waits]);
    assert.deepEqual(await asked(credentials.rateLimitedLater), ['SendRequest', 'GetStatement']);
    assert.deepEqual(await asked(credentials.expired), ['SendRequest']);
  });

  it('waits between its looks, and no longer than somebody wants the answer', async () => {
    const abort = new AbortController();
    let calls = 0;
    const fetch = async (url, init) => {
      calls++;
      const answer = await globalThis.fetch(url, init);
      setTimeout(() => abort.abort());
      return answer;
    };
    const options = { fetch, interval: 2 ** 30, signal: abort.signal };
    assert.deepEqual(await verify('ibkr-flex', credentials.live, options), unavailable);
    assert.equal(calls, 1);
  });

  it('has a report of many megabytes read', async () => {
    const fetch = async (url, init) => {
      const answer = await globalThis.fetch(url, init);
      const text = await answer.text();
      const trades = '<Trade symbol="AAPL" />'.repeat(100_000);
      return new Response(text.replace('</FlexStatements>', `${trades}</FlexStatements>`));
    };
    assert.deepEqual(await verify('ibkr-flex', credentials.live, { fetch }), flexLive);
  });

  it('takes no interval that makes no sense', () => {
    for (const interval of [-1, NaN, 2 ** 31])
      assert.throws(() => kit.createIbkrFlexVerifier({ interval }), TypeError);
  });
});

describe('Tradernet', () => {
  const { credentials } = simulators.find(({ id }) => id === 'freedom24');

  it('is asked at the site that the person chose, of those that are known', async () => {
    const hosts = [];
    const fetch = (url) => {
      hosts.push(new URL(url).host);
      return Promise.reject(new TypeError('fetch failed'));
    };
    const make = kit.createFreedom24Verifier({ fetch });
    const { signal } = new AbortController();
    const ask = (site) => make({ credentials: { ...credentials.live, site }, access: 'full', signal });
    const { fields } = await definitionOf('freedom24');
    const sites = fields.find(({ name }) => name === 'site').options.map(({ value }) => value);
    for (const site of sites) await ask(site);
    assert.deepEqual(hosts, sites);
    for (const site of ['evil.example', 'freedom24.com.evil.example', 'freedom24.com@evil.example', ''])
      assert.deepEqual(await ask(site), invalidAt('site'));
    assert.equal(hosts.length, sites.length);
  });
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
    assert.deepEqual(
      await verify('trading-212', { ...credentials.live, key: '1:2' }, { fetch }),
      invalidAt('key'),
    );
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
  const live = learned(alpacaLive, 'live')(credentials.live);
  const paper = learned(alpacaPaper, 'paper')(credentials.paper);

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
    assert.deepEqual(await asked(credentials.live), [live, ['live']]);
    assert.deepEqual(await asked(credentials.paper), [paper, ['paper']]);
  });

  it('is asked where the person said, then at the other host', async () => {
    assert.deepEqual(await asked({ ...credentials.paper, environment: 'live' }), [paper, ['live', 'paper']]);
    assert.deepEqual(await asked({ ...credentials.live, environment: 'paper' }), [live, ['paper', 'live']]);
  });

  it('is asked first where the account was found, from then on', async () => {
    const known = { ...credentials.old, environment: 'live' };
    assert.deepEqual((await asked(known))[0], alpacaLive, 'nothing new');
    assert.deepEqual((await asked({ ...known, environment: 'paper' }))[0], {
      ...alpacaLive,
      credentials: known,
    });
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
    assert.deepEqual((await asked(credentials.live, { environments }))[0], live);
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
      assert.throws(() => kit.createAlpacaVerifier(options), /environments must name one/);
  });
});
