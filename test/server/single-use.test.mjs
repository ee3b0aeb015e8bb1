/** Tokens that a broker takes once, and gives the next one for: whatever happens, the last one that it gave is kept, on each store. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { checkConnection, checkConnections, createConnectHandler } from '../../src/server/index.ts';
import { held, until } from '../support/conditions.mjs';
import { openStores } from '../support/stores.mjs';

let count = 0;

/** Knows one token at a time, by whose it is; each exchange gives the next one. */
function createBroker(answer = () => ({})) {
  const current = new Map();
  const exchanges = [];
  const verifier = async ({ credentials: { token } }) => {
    const [whose, number] = token.split('.');
    if ((current.get(whose) ?? '0') !== number) return { ok: false, code: 'invalid-token' };
    const next = String(Number(number) + 1);
    current.set(whose, next);
    exchanges.push(token);
    const connection = { accounts: [{ id: `of ${whose}` }] };
    return { ok: true, connection, credentials: { token: `${whose}.${next}` }, ...(await answer(token)) };
  };
  return {
    exchanges,
    current: (whose) => ({ token: `${whose}.${current.get(whose)}` }),
    verifiers: { b: Object.assign(verifier, { singleUse: true }) },
  };
}

/** What the host was told. */
function listening() {
  const told = { changes: [], errors: [], events: [] };
  return {
    told,
    onChange: (change) => told.changes.push(change),
    onError: (error) => told.errors.push(error),
    onEvent: (event) => told.events.push(event),
  };
}

/** The store with another method in the place of its own. */
const withMethod = (store, method, value) => Object.create(store, { [method]: { value } });

/** As many calls of a method fail before it works. */
function failing(store, method, times) {
  let calls = 0;
  return withMethod(store, method, async (...given) => {
    if (++calls <= times) throw new Error('the database is away');
    return store[method](...given);
  });
}

/** The first call of a method is done, and its answer is lost. */
function losing(store, method) {
  let calls = 0;
  return withMethod(store, method, async (...given) => {
    const answer = await store[method](...given);
    if (++calls > 1) return answer;
    throw new Error('the connection was reset');
  });
}

/** A POST of somebody's first token. */
async function connectIn(store, broker, options = {}) {
  const whose = `user-${count++}`;
  const handle = createConnectHandler({
    ...{ store, verifiers: broker.verifiers, authenticate: () => whose, rateLimit: false },
    ...options,
  });
  const response = await handle(
    new Request('https://site.example/api/portfolio-connections', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `key-${count++}` },
      body: JSON.stringify({ broker: 'b', credentials: { token: `${whose}.0` } }),
    }),
  );
  return { whose, status: response.status, ...(await response.json()) };
}

for (const { name, open, skip } of openStores()) {
  describe(`a token that is taken once, on the ${name} store`, { skip }, () => {
    let store;
    before(async () => {
      store = await open();
    });
    after(() => store?.close());

    const connect = (broker, options) => connectIn(store, broker, options);

    it('is exchanged at each check, and the last one is kept', async () => {
      const broker = createBroker();
      const { whose, id } = await connect(broker);
      const options = { store, verifiers: broker.verifiers };
      for (let checks = 0; checks < 3; checks++) {
        assert.equal((await checkConnection(options, whose, id)).connection.state, 'active');
        assert.deepEqual(await store.credentials(whose, id), broker.current(whose));
      }
      assert.deepEqual(broker.exchanges.at(-1), `${whose}.3`);
    });

    it('is asked about by one of two checks at the same time, and nobody is told that it is broken', async () => {
      const { promise: isAnswered, release } = held();
      let isHeld = false;
      const broker = createBroker(() => isHeld && isAnswered);
      const { whose, id } = await connect(broker);
      isHeld = true;
      const { told, ...host } = listening();
      const options = { store, verifiers: broker.verifiers, ...host };
      const first = checkConnection(options, whose, id);
      await until(() => broker.exchanges.length === 2);
      assert.deepEqual(await checkConnection(options, whose, id), { outcome: 'unknown' });
      release();
      assert.equal((await first).outcome, 'checked');
      assert.deepEqual(told.changes, []);
      assert.deepEqual(told.errors, []);
      assert.deepEqual(
        told.events.map(({ type, phase, connection }) => [type, phase, connection]),
        [
          ['cancelled', 'claim', id],
          ['checked', 'update', id],
        ],
      );
      assert.deepEqual(await store.credentials(whose, id), broker.current(whose));
      // The next one may.
      assert.equal((await checkConnection(options, whose, id)).connection.state, 'active');
    });

    it('is not left to nobody by a check that fails', async () => {
      const broker = createBroker();
      const { whose, id } = await connect(broker);
      const options = { store, verifiers: broker.verifiers };
      const credentials = async () => {
        throw new Error('there is no encryption key');
      };
      const keyless = withMethod(store, 'credentials', credentials);
      assert.equal((await checkConnection({ ...options, store: keyless }, whose, id)).outcome, 'unknown');
      const stop = new AbortController();
      const stopping = withMethod(store, 'credentials', (...given) => {
        stop.abort();
        return store.credentials(...given);
      });
      const stopped = await checkConnection({ ...options, store: stopping }, whose, id, stop.signal);
      assert.equal(stopped.outcome, 'unknown');
      assert.equal((await checkConnection(options, whose, id)).outcome, 'checked');
    });

    it('that turns out to be too little is refused, and at a check the next one is kept', async () => {
      let refusal = {};
      const broker = createBroker(() => refusal);
      const { whose, id } = await connect(broker);
      for (const [code, state] of [
        ['insufficient-access', 'broken'],
        ['expired-token', 'expired'],
      ]) {
        refusal = { ok: false, code };
        const { told, ...host } = listening();
        const options = { store, verifiers: broker.verifiers, ...host };
        const check = await checkConnection(options, whose, id);
        assert.deepEqual([check.outcome, check.connection.state], ['checked', state]);
        assert.deepEqual(
          told.changes.map(({ connection }) => connection.state),
          [state],
        );
        assert.deepEqual(await store.credentials(whose, id), broker.current(whose));
        const other = await connect(broker);
        assert.deepEqual([other.status, other.code], [422, code]);
      }
      refusal = {};
      const check = await checkConnection({ store, verifiers: broker.verifiers }, whose, id);
      assert.equal(check.connection.state, 'active');
    });

    it('that the broker took and then answered no more is kept, and the host is told', async () => {
      const unfinished = { ok: false, code: 'rate-limited', retryAfter: 7 };
      const broker = createBroker(() => ({ connection: {}, unfinished }));
      const { told, ...host } = listening();
      const { whose, id, status } = await connect(broker, host);
      assert.equal(status, 201);
      const options = { store, verifiers: broker.verifiers, ...host };
      const check = await checkConnection(options, whose, id);
      assert.deepEqual([check.outcome, check.code, check.retryAfter], ['checked', 'rate-limited', 7]);
      assert.deepEqual(
        told.events.map(({ type, code }) => [type, code]),
        [
          ['connected', 'rate-limited'],
          ['checked', 'rate-limited'],
        ],
      );
    });

    it('is written once more where that fails at first', async () => {
      const broker = createBroker();
      const { told, ...host } = listening();
      const { whose, id, status } = await connect(broker, { store: failing(store, 'save', 2), ...host });
      assert.equal(status, 201);
      const options = { verifiers: broker.verifiers, ...host };
      const check = await checkConnection({ ...options, store: failing(store, 'update', 2) }, whose, id);
      assert.equal(check.outcome, 'checked');
      assert.deepEqual(await store.credentials(whose, id), broker.current(whose));
      assert.equal(told.errors.length, 4);
      assert.ok(told.errors.every(({ message }) => message === 'the database is away'));
      // What others may be asked about again is written once.
      const patient = createBroker();
      patient.verifiers.b.singleUse = false;
      assert.equal((await connect(patient, { store: failing(store, 'save', 1) })).status, 500);
    });
  });
}

describe('A token that is taken once', () => {
  let store;
  before(async () => {
    store = await openStores()[0].open();
  });

  /** A connection of somebody's first token. */
  async function connected() {
    const user = `user-${count++}`;
    const { attempt } = await store.claim({ user, key: 'k', fingerprint: 'f', lease: 60_000 });
    const connection = { broker: 'b', state: 'active', connectedAt: '2026-01-02T03:04:05.000Z' };
    const { body } = await store.save({ user, attempt, connection, credentials: { token: `${user}.0` } });
    return { user, id: JSON.parse(body).id };
  }

  it('is asked about by nobody else as long as its successor is being written', async () => {
    const { user, id } = await connected();
    const broker = createBroker();
    const { promise: isBack, release } = held();
    const { told, ...host } = listening();
    const options = { verifiers: broker.verifiers, ...host };
    const slow = withMethod(store, 'update', async (...given) => {
      await isBack;
      return store.update(...given);
    });
    const first = checkConnection({ ...options, store: slow, callTimeout: 10 }, user, id);
    await until(() => broker.exchanges.length === 1);
    assert.equal((await checkConnection({ ...options, store }, user, id)).outcome, 'unknown');
    // Also when nobody waits for that any more.
    assert.equal((await first).outcome, 'unknown');
    assert.equal((await checkConnection({ ...options, store }, user, id)).outcome, 'unknown');
    release();
    await until(async () => (await store.credentials(user, id)).token === `${user}.1`);
    assert.equal((await store.list(user))[0].state, 'active');
    assert.deepEqual(
      told.changes.map(({ connection }) => connection.state).filter((one) => one !== 'active'),
      [],
    );
  });

  it('has a successor that was written, although the store’s answer was lost', async () => {
    const broker = createBroker();
    const { user, id } = await connected();
    const { told, ...host } = listening();
    const options = { verifiers: broker.verifiers, ...host };
    const check = await checkConnection({ ...options, store: losing(store, 'update') }, user, id);
    assert.deepEqual([check.outcome, check.isChanged], ['checked', true]);
    assert.equal(told.changes.length, 1);
    const connections = [];
    const onConnect = (made) => connections.push(made);
    const { status } = await connectIn(losing(store, 'save'), broker, { ...host, onConnect });
    assert.equal(status, 201);
    await until(() => connections.length === 1);
    assert.equal(told.errors.length, 2);
  });

  it('connects nothing by a result that makes no sense', async () => {
    for (const result of [
      { connection: { accounts: 'x', rights: ['withdraw'] } },
      { connection: { accounts: [{ id: 'next' }], rights: ['withdraw'] }, credentials: { token: 'next' } },
      { ok: false, code: 'wrong-account-type' },
      { ok: false, code: 'rate-limited' },
    ]) {
      const broker = createBroker(() => result);
      const { whose, status } = await connectIn(store, broker, { excessiveAccess: 'refuse' });
      assert.ok(status >= 400, JSON.stringify(result));
      assert.deepEqual(await store.list(whose), []);
    }
  });

  it('is no reason to believe what was found out before something else was', async () => {
    const { user, id } = await connected();
    const verifier = async ({ credentials }) => {
      // Found out a moment after the check began.
      const began = Date.now();
      await until(() => Date.now() > began);
      await store.setState(user, id, 'active', credentials);
      await until(async () => Date.parse((await store.list(user))[0].checkedAt) < Date.now());
      return { ok: false, code: 'invalid-token' };
    };
    const options = { store, verifiers: { b: Object.assign(verifier, { singleUse: true }) } };
    const { told, ...host } = listening();
    await checkConnection({ ...options, ...host }, user, id);
    assert.deepEqual(told.changes, []);
    assert.equal((await store.list(user))[0].state, 'active');
  });

  it('leaves a connection as it was known to be where nothing more was found out', async () => {
    const { user, id } = await connected();
    let answer = { ok: false, code: 'insufficient-access' };
    const broker = createBroker(() => answer);
    const options = { store, verifiers: broker.verifiers };
    assert.equal((await checkConnection(options, user, id)).connection.state, 'broken');
    const passing = { ok: false, code: 'broker-unavailable' };
    for (answer of [{ connection: {}, unfinished: passing }, passing, { connection: { accounts: 'x' } }]) {
      const check = await checkConnection(options, user, id);
      assert.deepEqual(
        [check.outcome, check.code, check.connection.state],
        ['checked', passing.code, 'broken'],
      );
      assert.deepEqual(await store.credentials(user, id), broker.current(user));
    }
    answer = {};
    assert.equal((await checkConnection(options, user, id)).connection.state, 'active');
    await store.setState(user, id, 'expired');
    answer = passing;
    assert.equal((await checkConnection(options, user, id)).connection.state, 'active');
  });

  it('wants a store that can have one at a time check it', async () => {
    const { list, credentials, update, connections } = store;
    const partial = { list, credentials, update, connections };
    const { verifiers } = createBroker();
    const message = /store must have claim and release/;
    await assert.rejects(checkConnection({ store: partial, verifiers }, 'anna', 'x'), message);
    await assert.rejects(checkConnections({ store: partial, verifiers }), message);
  });
});

describe('A sweep of tokens that are taken once', () => {
  it('leaves a broker alone that took some and wants to be left alone', async () => {
    const [{ open }] = openStores();
    const store = await open();
    let unfinished;
    const broker = createBroker(() => (unfinished ? { connection: {}, unfinished } : {}));
    for (let users = 0; users < 10; users++) {
      const user = `swept-${users}`;
      const { attempt } = await store.claim({ user, key: 'k', fingerprint: 'f', lease: 60_000 });
      const connection = { broker: 'b', state: 'active', connectedAt: '2026-01-02T03:04:05.000Z' };
      await store.save({ user, attempt, connection, credentials: { token: `${user}.0` } });
    }
    const options = { store, verifiers: broker.verifiers, perMinute: 1_000_000, concurrency: 1 };
    unfinished = { ok: false, code: 'rate-limited', retryAfter: 3600 };
    const { checked, unknown, isComplete } = await checkConnections(options);
    assert.deepEqual([checked, unknown, isComplete], [1, 0, false]);
    unfinished = { ok: false, code: 'broker-unavailable' };
    // So many in a row.
    assert.equal((await checkConnections({ ...options, maxAge: 0 })).checked, 5);
    unfinished = undefined;
    assert.equal((await checkConnections({ ...options, maxAge: 0 })).checked, 10);
    await store.close();
  });
});
