/** Connections that stay true: what was found out later is written down, on each store. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { after, before, describe, it } from 'node:test';
import {
  checkConnection,
  checkConnections,
  createConnectHandler,
  createMemoryStore,
} from '../../src/server/index.ts';
import PgBoss from 'pg-boss';
import { held, until } from '../support/conditions.mjs';
import { assertInGuide } from '../support/examples.mjs';
import { openPostgres, openStores, withoutPostgres } from '../support/stores.mjs';

const TOKEN = 't.marked-token-that-must-not-turn-up-anywhere-0123456789-0123456789';
const longAgo = '2026-01-02T03:04:05.000Z';

let count = 0;
/** Connects, long ago. */
async function connected(store, { user = `user-${count++}`, accounts = [{ id: '1' }], ...more } = {}) {
  const { attempt } = await store.claim({ user, key: `key-${count++}`, fingerprint: 'f', lease: 60_000 });
  const connection = { broker: 'b', state: 'active', connectedAt: longAgo, accounts, ...more };
  const { body } = await store.save({ user, attempt, connection, credentials: { token: TOKEN } });
  return { user, ...JSON.parse(body) };
}

const works = (found = {}) => ({ ok: true, connection: { accounts: [{ id: '1' }], ...found } });
const refuses = (code, more = {}) => ({ ok: false, code, ...more });
/** Options of a check whose broker answers so, and what was told. */
function checking(store, answer) {
  const changes = [];
  const errors = [];
  const verifier = async (request) => (typeof answer === 'function' ? answer(request) : answer);
  return {
    changes,
    errors,
    store,
    verifiers: { b: verifier },
    onChange: (change) => changes.push(change),
    onError: (error, context) => errors.push([context.phase, error]),
  };
}

const all = async (iterable) => {
  const found = [];
  for await (const one of iterable) found.push(one);
  return found;
};

for (const { name, open, skip } of openStores()) {
  describe(`a connection on the ${name} store`, { skip }, () => {
    let store;
    before(async () => {
      store = await open();
    });
    after(() => store?.close());

    it('is checked: the broker gets its credentials, and only the time changes where all is as before', async () => {
      const { user, id } = await connected(store);
      const asked = [];
      const options = checking(store, (request) => (asked.push(request), works()));
      const began = Date.now();
      const check = await checkConnection({ ...options, access: 'read-only' }, user, id);
      assert.deepEqual(asked[0].credentials, { token: TOKEN });
      assert.equal(asked[0].access, 'read-only');
      assert.equal(check.outcome, 'checked');
      assert.equal(check.isChanged, false);
      assert.deepEqual(options.changes, []);
      const [now] = await store.list(user);
      assert.deepEqual(check.connection, now);
      assert.ok(Date.parse(now.checkedAt) >= began && Date.parse(now.checkedAt) <= Date.now());
      const { checkedAt, ...others } = now;
      assert.ok(checkedAt);
      assert.deepEqual(others, check.previous);
    });

    for (const [code, state] of [
      ['expired-token', 'expired'],
      ['invalid-token', 'broken'],
      ['insufficient-access', 'broken'],
      ['sandbox-token', 'broken'],
      ['ip-not-allowed', 'broken'],
      ['not-active-yet', 'broken'],
    ]) {
      it(`is ${state} after ${code}, which is told once, and active again when it works`, async () => {
        const { user, id } = await connected(store, { expiresAt: '2027-01-01' });
        const options = checking(store, refuses(code));
        assert.equal((await checkConnection(options, user, id)).isChanged, true);
        assert.equal((await checkConnection(options, user, id)).isChanged, false);
        assert.equal(options.changes.length, 1);
        const [{ user: whose, connection, previous }] = options.changes;
        assert.equal(whose, user);
        assert.equal(connection.state, state);
        assert.equal(previous.state, 'active');
        // What it opened is still known.
        assert.deepEqual(connection.accounts, [{ id: '1' }]);
        assert.equal(connection.expiresAt, '2027-01-01');
        const again = await checkConnection(checking(store, works()), user, id);
        assert.equal(again.connection.state, 'active');
        assert.equal(again.connection.expiresAt, undefined);
        assert.equal(JSON.stringify(options.changes).includes(TOKEN), false);
      });
    }

    it('has the accounts, access and expiry that the token has now, and its credentials still open', async () => {
      const { user, id } = await connected(store, { access: 'read-only' });
      const found = {
        accounts: [{ id: '2', name: 'Новый' }, { id: '1' }],
        access: 'full',
        rights: ['view', 'withdraw'],
        expiresAt: '2027-05-05',
      };
      const { connection, previous } = await checkConnection(checking(store, works(found)), user, id);
      assert.deepEqual(await store.list(user), [connection]);
      assert.equal(connection.id, id);
      assert.equal(connection.connectedAt, longAgo);
      for (const [member, value] of Object.entries(found)) assert.deepEqual(connection[member], value);
      assert.deepEqual(previous.accounts, [{ id: '1' }]);
      assert.deepEqual(await store.credentials(user, id), { token: TOKEN });
      // The next one with the same accounts takes its place.
      assert.equal((await connected(store, { user, accounts: found.accounts })).id, id);
      assert.equal((await store.list(user)).length, 1);
    });

    it('has no accounts any more where the token opens none that the broker names', async () => {
      const { user, id } = await connected(store, { access: 'full' });
      const { connection } = await checkConnection(checking(store, { ok: true, connection: {} }), user, id);
      assert.deepEqual(Object.keys(connection).sort(), ['broker', 'checkedAt', 'connectedAt', 'id', 'state']);
      assert.deepEqual(await store.list(user), [connection]);
      assert.deepEqual(await store.credentials(user, id), { token: TOKEN });
    });

    it('has changed where its access or expiry has, and not by the order of its accounts', async () => {
      const accounts = [{ id: '1' }, { id: '2' }];
      const { user, id } = await connected(store, { accounts, access: 'full' });
      const isChanged = async (found) => {
        const answer = { ok: true, connection: { accounts, access: 'full', ...found } };
        return (await checkConnection(checking(store, answer), user, id)).isChanged;
      };
      assert.equal(await isChanged({ accounts: accounts.toReversed() }), false);
      assert.equal(await isChanged({ access: 'read-only' }), true);
      assert.equal(await isChanged({ access: 'read-only', expiresAt: '2027-01-01' }), true);
      assert.equal(await isChanged({ access: 'read-only', expiresAt: '2027-01-01' }), false);
      assert.equal(await isChanged({ access: 'read-only', rights: ['view', 'withdraw'] }), true);
      assert.equal(await isChanged({ access: 'read-only', rights: ['view', 'withdraw'] }), false);
    });

    it('is asked about with the access that it has, where the site does not say', async () => {
      const asked = [];
      const options = checking(store, ({ access }) => (asked.push(access), works()));
      for (const access of ['read-only', 'full', undefined]) {
        const { user, id } = await connected(store, { access });
        await checkConnection(options, user, id);
      }
      assert.deepEqual(asked, ['read-only', 'full', 'read-only']);
    });

    it('is not asked about where its broker has no verifier, whatever the broker is called', async () => {
      for (const broker of ['other', 'constructor']) {
        const { user, id } = await connected(store, { broker });
        const options = checking(store, works());
        assert.deepEqual((await checkConnection(options, user, id)).outcome, 'unknown');
        assert.match(options.errors[0][1].message, /no verifier for the broker/);
      }
    });

    it('is updated only while it has the very credentials that were asked about', async () => {
      const { user, id } = await connected(store);
      const update = { user, id, state: 'broken', checkedAt: new Date().toISOString() };
      for (const credentials of [{}, { token: 'x' }, { key: TOKEN }, { token: TOKEN, more: '' }]) {
        assert.equal(await store.update({ ...update, credentials }), undefined);
      }
      assert.equal((await store.list(user))[0].state, 'active');
      assert.equal(
        (await store.update({ ...update, credentials: { token: TOKEN } })).connection.state,
        'broken',
      );
    });

    it('has the credentials that its broker gave for those that it takes once', async () => {
      const { user, id } = await connected(store);
      const next = { token: `${TOKEN}-next` };
      const options = checking(store, { ...works(), credentials: next });
      const check = await checkConnection(options, user, id);
      assert.deepEqual([check.outcome, check.isChanged], ['checked', false]);
      assert.deepEqual(await store.credentials(user, id), next);
      assert.ok(!JSON.stringify(await store.list(user)).includes(TOKEN));
    });

    it('has them although others found something out later of those that were used up', async () => {
      const { user, id } = await connected(store);
      const credentials = { token: TOKEN };
      const newCredentials = { token: 'the next one' };
      await store.update({ user, id, state: 'broken', checkedAt: new Date().toISOString() });
      const late = { user, id, credentials, newCredentials, state: 'active', checkedAt: longAgo };
      // Of those that were not, it stands.
      const learned = { ...credentials, environment: 'paper' };
      assert.equal((await store.update({ ...late, newCredentials: learned })).connection.state, 'broken');
      assert.deepEqual(await store.credentials(user, id), learned);
      const usedUp = { ...late, credentials: learned, singleUse: true };
      // Nor were those that the broker did not take.
      const { newCredentials: none, ...refused } = usedUp;
      assert.ok(none);
      assert.equal((await store.update(refused)).connection.state, 'broken');
      assert.equal((await store.update(usedUp)).connection.state, 'active');
      assert.deepEqual(await store.credentials(user, id), newCredentials);
      // Who used the old ones comes too late, with whatever it has.
      for (const more of [{}, { newCredentials: { token: 'of another one' } }]) {
        const later = { ...{ user, id, credentials }, state: 'broken', checkedAt: new Date().toISOString() };
        assert.equal(await store.update({ ...later, singleUse: true, ...more }), undefined);
      }
      assert.deepEqual(await store.credentials(user, id), newCredentials);
    });

    it('has them, and what was known before, where the broker answers no more after it gave them', async () => {
      const { user, id } = await connected(store, { access: 'read-only' });
      const next = { token: `${TOKEN}-next` };
      const fault = new Error(`no answer to ${TOKEN} and ${next.token}`);
      const unfinished = { ok: false, code: 'rate-limited', cause: fault };
      const options = checking(store, { ok: true, connection: {}, credentials: next, unfinished });
      const check = await checkConnection(options, user, id);
      assert.deepEqual([check.outcome, check.isChanged], ['checked', false]);
      const { accounts, access } = check.connection;
      assert.deepEqual([accounts, access], [[{ id: '1' }], 'read-only']);
      assert.deepEqual(await store.credentials(user, id), next);
      assert.equal(options.errors[0][1].message, 'no answer to **** and ****');
    });

    it('is asked about to the end where the broker takes its credentials once, whoever stops waiting', async () => {
      const { user, id } = await connected(store);
      const next = { token: `${TOKEN}-next` };
      const stop = new AbortController();
      const verifier = async ({ signal }) => {
        stop.abort();
        await new Promise((resolve) => setTimeout(resolve));
        return signal.aborted
          ? refuses('broker-unavailable')
          : { ok: true, connection: {}, credentials: next };
      };
      const options = { ...checking(store), verifiers: { b: Object.assign(verifier, { singleUse: true }) } };
      assert.equal((await checkConnection(options, user, id, stop.signal)).outcome, 'checked');
      assert.deepEqual(await store.credentials(user, id), next);
      // What has not begun is not begun.
      assert.equal((await checkConnection(options, user, id, AbortSignal.abort())).outcome, 'unknown');
    });

    it('keeps its broker, id and credentials, whatever else a host says was found', async () => {
      const { user, id } = await connected(store);
      const found = { broker: 'c', id: 'x', user: 'y', accounts: [{ id: '7' }] };
      const named = id.toUpperCase();
      const change = await store.update({ user, id: named, state: 'active', found, checkedAt: longAgo });
      // PostgreSQL finds it by that name, too.
      if (!change) await store.update({ user, id, state: 'active', found, checkedAt: longAgo });
      const [now] = await store.list(user);
      assert.deepEqual([now.broker, now.id, now.user, now.accounts], ['b', id, undefined, [{ id: '7' }]]);
      assert.deepEqual(await store.credentials(user, id), { token: TOKEN });
      await assert.rejects(
        store.update({ user, id, state: 'active', checkedAt: 'soon' }),
        /checkedAt must be/,
      );
    });

    it('may come to have the accounts of another one: both stay, until one is made anew', async () => {
      const one = await connected(store);
      const other = await connected(store, { user: one.user, accounts: [{ id: '2' }] });
      const both = { accounts: [{ id: '1' }, { id: '2' }] };
      for (const { id } of [one, other]) await checkConnection(checking(store, works(both)), one.user, id);
      const list = await store.list(one.user);
      assert.deepEqual(
        list.map(({ id, accounts }) => [id, accounts]),
        [other, one].map(({ id }) => [id, both.accounts]),
      );
      for (const { id } of list) assert.deepEqual(await store.credentials(one.user, id), { token: TOKEN });
      await connected(store, { user: one.user, ...both });
      assert.equal((await store.list(one.user)).length, 1);
    });

    it('stays as it is where the broker says nothing of it', async () => {
      const { user, id } = await connected(store);
      const before = await store.list(user);
      const limited = checking(store, refuses('rate-limited', { retryAfter: 7 }));
      assert.deepEqual(await checkConnection(limited, user, id), {
        outcome: 'unknown',
        code: 'rate-limited',
        retryAfter: 7,
      });
      const throwing = checking(store, () => {
        throw new Error(`no answer to ${TOKEN}`);
      });
      assert.equal((await checkConnection(throwing, user, id)).code, 'broker-unavailable');
      assert.equal(throwing.errors[0][0], 'verify');
      assert.equal(throwing.errors[0][1].message, 'no answer to ****');
      const broken = checking(store, { ok: 'perhaps' });
      assert.equal((await checkConnection(broken, user, id)).outcome, 'unknown');
      assert.equal(broken.errors.length, 1);
      const slow = { ...checking(store, () => new Promise(() => undefined)), verifyTimeout: 5 };
      assert.equal((await checkConnection(slow, user, id)).outcome, 'unknown');
      const without = { ...checking(store, works()), verifiers: {} };
      assert.equal((await checkConnection(without, user, id)).outcome, 'unknown');
      assert.match(without.errors[0][1].message, /no verifier for the broker "b"/);
      const ended = checking(store, refuses('invalid-token'));
      assert.deepEqual(await checkConnection(ended, user, id, AbortSignal.abort()), { outcome: 'unknown' });
      assert.deepEqual(await store.list(user), before);
    });

    it('is gone where there is none, and where it was connected again while the broker was asked', async () => {
      const { user, id } = await connected(store);
      const options = checking(store, refuses('invalid-token'));
      assert.deepEqual(await checkConnection(options, `${user}-other`, id), { outcome: 'gone' });
      assert.deepEqual(await checkConnection(options, user, crypto.randomUUID()), { outcome: 'gone' });
      const repaired = checking(store, async () => {
        const claim = { user, key: `key-${count++}`, fingerprint: 'f', lease: 60_000 };
        const { attempt } = await store.claim(claim);
        const connection = { broker: 'b', state: 'active', connectedAt: longAgo, accounts: [{ id: '1' }] };
        await store.save({ user, attempt, connection, credentials: { token: 'a new one' } });
        return refuses('invalid-token');
      });
      assert.deepEqual(await checkConnection(repaired, user, id), { outcome: 'gone' });
      const [now] = await store.list(user);
      assert.equal(now.state, 'active');
      assert.equal(now.checkedAt, undefined);
      assert.deepEqual(await store.credentials(user, id), { token: 'a new one' });
      assert.deepEqual(repaired.changes, []);
      const removed = checking(store, async () => (await store.remove(user, id), works()));
      assert.deepEqual(await checkConnection(removed, user, id), { outcome: 'gone' });
      assert.deepEqual(await store.list(user), []);
    });

    it('is told of once, whoever finds it out at the same time', async () => {
      const { user, id } = await connected(store);
      let asked = 0;
      let answer;
      const together = new Promise((resolve) => (answer = resolve));
      const options = checking(store, async () => {
        if (++asked === 8) answer();
        await together;
        return refuses('expired-token');
      });
      await Promise.all(Array.from({ length: 8 }, () => checkConnection(options, user, id)));
      assert.equal(options.changes.length, 1);
      assert.deepEqual(options.errors, []);
    });

    it('is set to a state by a job of the host’s, and to no other', async () => {
      const { user, id } = await connected(store);
      const change = await store.setState(user, id, 'broken');
      assert.equal(change.previous.state, 'active');
      assert.equal(change.connection.state, 'broken');
      assert.ok(Date.parse(change.connection.checkedAt) > Date.parse(longAgo));
      assert.deepEqual(await store.list(user), [change.connection]);
      assert.equal(await store.setState(`${user}-other`, id, 'active'), undefined);
      assert.equal(await store.setState(user, id, 'active', { token: 'an older one' }), undefined);
      assert.equal(await store.setState(user, crypto.randomUUID(), 'active'), undefined);
      assert.equal((await store.setState(user, id, 'broken', { token: TOKEN })).previous.state, 'broken');
      for (const state of ['on', undefined, null]) {
        await assert.rejects(store.setState(user, id, state), TypeError);
      }
      assert.equal((await store.list(user))[0].state, 'broken');
    });

    it('stays as it was found last, whichever broker takes the longest to answer', async () => {
      const { user, id } = await connected(store);
      const { promise: isAnswered, release: answer } = held();
      let askedAt;
      const slow = checking(store, () => ((askedAt = Date.now()), isAnswered));
      const check = checkConnection(slow, user, id);
      await until(() => askedAt < Date.now());
      const { connection } = await store.setState(user, id, 'broken');
      answer(works({ accounts: [{ id: '2' }] }));
      assert.deepEqual(await check, {
        ...{ outcome: 'checked', isChanged: false },
        ...{ connection, previous: connection },
      });
      assert.deepEqual(await store.list(user), [connection]);
      assert.deepEqual(slow.changes, []);
    });

    it('is found out anew where it was checked in days to come: a clock was wrong', async () => {
      const { user, id } = await connected(store);
      const checkedAt = new Date(Date.now() + 86_400_000).toISOString();
      await store.update({ user, id, state: 'active', checkedAt });
      const { connection } = await checkConnection(checking(store, refuses('expired-token')), user, id);
      assert.equal(connection.state, 'expired');
      assert.ok(connection.checkedAt < checkedAt);
    });

    it('is found by its very id alone', async () => {
      const { user, id } = await connected(store);
      const other = id.toUpperCase();
      assert.notEqual(other, id);
      assert.equal(await store.credentials(user, other), undefined);
      assert.equal(await store.setState(user, other, 'broken'), undefined);
      assert.equal(await store.remove(user, other), false);
      assert.deepEqual(
        (await store.list(user)).map(({ state }) => state),
        ['active'],
      );
    });

    it('is listed with how it stands', async () => {
      const { user, id } = await connected(store);
      await store.setState(user, id, 'expired');
      const handle = createConnectHandler({ authenticate: () => user, store, verifiers: {} });
      const { connections } = await (await handle(new Request('http://localhost/'))).json();
      assert.deepEqual(connections, await store.list(user));
      assert.equal(connections[0].state, 'expired');
    });
  });

  describe(`all connections on the ${name} store`, { skip }, () => {
    let store;
    let made;
    before(async () => {
      store = await open();
      made = [];
      for (let n = 0; n < 120; n++)
        made.push(await connected(store, { user: `u${n}`, broker: n % 3 ? 'b' : 'c' }));
    });
    after(() => store?.close());

    it('are gone through from the oldest to the newest, in pages, of one broker too, and from any place', async () => {
      const found = await all(store.connections());
      assert.deepEqual(
        found.map(({ user, connection }) => ({ user, ...connection })),
        made,
      );
      const rest = await all(store.connections({ after: found[70].cursor }));
      assert.deepEqual(rest, found.slice(71));
      const ofOne = await all(store.connections({ broker: 'b', after: found[70].cursor }));
      assert.deepEqual(
        ofOne,
        rest.filter(({ connection }) => connection.broker === 'b'),
      );
      assert.equal(JSON.stringify(found).includes(TOKEN), false);
      for (const after of ['x', '-1', '1e3', 3]) {
        await assert.rejects(all(store.connections({ after })), TypeError);
      }
    });

    it('are read in several pages', async () => {
      const ids = [];
      const make = async (n) => ids.push((await connected(store, { user: `many-${n}`, ...many })).id);
      const many = { broker: 'many', state: 'broken' };
      for (let n = 0; n < 505; n += 20)
        await Promise.all(Array.from({ length: 20 }, (_, at) => make(n + at)));
      const found = await all(store.connections({ broker: 'many' }));
      assert.deepEqual(found.map(({ connection }) => connection.id).sort(), ids.sort());
    });

    it('are swept: each once, and not again for a while; a sweep that was cut off goes on where it stopped', async () => {
      const asked = [];
      const halfway = new AbortController();
      const options = checking(store, ({ credentials }) => {
        assert.equal(credentials.token, TOKEN);
        asked.push(1);
        if (asked.length === 30) halfway.abort();
        return asked.length % 10 ? works() : refuses('expired-token');
      });
      const sweep = { ...options, perMinute: 1_000_000, concurrency: 4 };
      const first = await checkConnections({ ...sweep, signal: halfway.signal });
      assert.equal(first.isComplete, false);
      assert.ok(first.checked >= 26 && first.checked <= 30, String(first.checked));
      const second = await checkConnections(sweep);
      assert.equal(second.isComplete, true);
      assert.equal(first.checked + second.checked, 80);
      assert.equal(second.skipped, first.checked);
      assert.equal(options.changes.length, first.changed + second.changed);
      const third = await checkConnections(sweep);
      // There is no verifier for the other broker.
      assert.deepEqual(third, { checked: 0, changed: 0, unknown: 40, skipped: 80, isComplete: true });
      // All of them are old by now, and those that expired are not asked about again.
      const fourth = await checkConnections({
        ...sweep,
        maxAge: 0,
        verifiers: checking(store, works()).verifiers,
      });
      assert.equal(fourth.skipped, options.changes.length);
      assert.equal(fourth.checked, 80 - options.changes.length);
      for (const [, error] of options.errors) assert.match(error.message, /no verifier for the broker "c"/);
      assert.ok(options.errors.length >= 3);
    });
  });
}

describe('a sweep', () => {
  /** So many connections, in memory. */
  async function storeOf(size, more = {}) {
    const store = createMemoryStore();
    for (let n = 0; n < size; n++) await connected(store, { user: `u${n}`, ...more });
    return store;
  }

  /** A clock that stands still, and goes on by hand once all that goes on waits for a timer. */
  function stopClock({ mock }) {
    // Long after the process began.
    let now = 1e7;
    mock.timers.enable({ apis: ['setTimeout'] });
    mock.method(performance, 'now', () => now);
    // The memory store ends each page with a timer of no time.
    const settle = async () => {
      for (let n = 0; n < 100; n++) {
        await new Promise((resolve) => setImmediate(resolve));
        mock.timers.tick(0);
      }
    };
    return async (ms = 0) => {
      await settle();
      now += ms;
      mock.timers.tick(ms);
      await settle();
    };
  }
  const fast = { perMinute: 1_000_000 };

  it('asks about a few at the same time', async () => {
    let running = 0;
    let most = 0;
    let open;
    const together = new Promise((resolve) => (open = resolve));
    const options = checking(await storeOf(12), async () => {
      most = Math.max(most, ++running);
      if (running === 3) setImmediate(open);
      await together;
      running--;
      return works();
    });
    const { checked } = await checkConnections({ ...options, ...fast, concurrency: 3 });
    assert.equal(checked, 12);
    assert.equal(most, 3);
  });

  it('keeps to the pace that a broker bears, and does not keep other brokers waiting', async (test) => {
    const store = await storeOf(2);
    await connected(store, { broker: 'c', user: 'other' });
    const pass = stopClock(test);
    const asked = [];
    const options = checking(store, works());
    const verifiers = Object.fromEntries(
      ['b', 'c'].map((broker) => [broker, async () => (asked.push(broker), works())]),
    );
    const sweep = checkConnections({ ...options, verifiers, perMinute: 1 });
    await pass();
    assert.deepEqual(asked.sort(), ['b', 'c']);
    await pass(30_000);
    assert.equal(asked.length, 2);
    await pass(31_000);
    assert.equal(asked.length, 3);
    assert.equal((await sweep).checked, 3);
  });

  it('asks, where nobody says otherwise, about two at a time and sixty in a minute', async (test) => {
    const store = await storeOf(4);
    const pass = stopClock(test);
    const answers = [];
    const sweep = checkConnections(checking(store, () => new Promise((answer) => answers.push(answer))));
    await pass();
    assert.equal(answers.length, 1);
    await pass(999);
    assert.equal(answers.length, 1);
    await pass(1);
    assert.equal(answers.length, 2);
    await pass(10_000);
    assert.equal(answers.length, 2);
    for (let n = 0; n < 4; n++) {
      answers[n](works());
      await pass(1000);
    }
    assert.equal((await sweep).checked, 4);
  });

  for (const concurrency of [1, 4]) {
    it(`leaves a broker alone that does not answer, or wants to be left alone, ${concurrency} at a time`, async () => {
      let asked = 0;
      const away = checking(await storeOf(300), () => (asked++, refuses('broker-unavailable')));
      const report = await checkConnections({ ...away, ...fast, concurrency });
      assert.ok(asked >= 5 && asked < 5 + concurrency, String(asked));
      assert.deepEqual(report, { checked: 0, changed: 0, unknown: asked, skipped: 0, isComplete: false });
      asked = 0;
      const limited = checking(
        await storeOf(20),
        () => (asked++, refuses('rate-limited', { retryAfter: 3600 })),
      );
      const { isComplete } = await checkConnections({ ...limited, ...fast, concurrency });
      assert.equal(isComplete, false);
      assert.ok(asked <= concurrency, String(asked));
    });
  }

  it('is not brought back to a broker that wants to be left alone by a check that was under way', async () => {
    let asked = 0;
    const { promise: isRefused, release: refused } = held();
    const options = checking(await storeOf(20), async () => {
      if (++asked === 2) {
        // Once the sweep has heard of it.
        setImmediate(() => setImmediate(refused));
        return refuses('rate-limited', { retryAfter: 3600 });
      }
      await isRefused;
      return works();
    });
    const report = await checkConnections({ ...options, ...fast, concurrency: 2 });
    assert.deepEqual([report.checked, report.unknown, asked], [1, 1, 2]);
  });

  it('does not give a broker up for what is no fault of its', async () => {
    const store = await storeOf(20);
    const credentials = async () => {
      throw new Error('there is no encryption key with the id "2"');
    };
    const keyless = checking({ ...store, credentials }, works());
    assert.deepEqual(await checkConnections({ ...keyless, ...fast }), {
      checked: 0,
      changed: 0,
      unknown: 20,
      skipped: 0,
      isComplete: true,
    });
    const broken = checking(store, { ok: 'perhaps' });
    assert.equal((await checkConnections({ ...broken, ...fast })).unknown, 20);
  });

  it('gets past connections that always fail, wherever they stand', async () => {
    const store = await storeOf(100);
    const poisoned = new Set(Array.from({ length: 5 }, (_, n) => `u${n}`));
    const users = new Map();
    for (const { user, connection } of await all(store.connections())) users.set(connection.id, user);
    // The token says whose it is.
    const credentials = async (user) => ({ token: user });
    const update = ({ user, id, state }) => store.setState(user, id, state);
    const options = checking({ ...store, credentials, update }, works());
    options.verifiers.b = async ({ credentials: { token } }) => {
      if (poisoned.has(token)) throw new Error('this one makes the verifier fail');
      return works();
    };
    const { checked, unknown, isComplete } = await checkConnections({ ...options, ...fast, concurrency: 1 });
    assert.deepEqual([checked, unknown, isComplete], [95, 5, true]);
  });

  it('goes on where a broker fails now and then', async () => {
    let asked = 0;
    const options = checking(await storeOf(20), () =>
      ++asked % 4 ? refuses('broker-unavailable') : works(),
    );
    const { checked, unknown } = await checkConnections({ ...options, ...fast, concurrency: 1 });
    assert.deepEqual([checked, unknown], [5, 15]);
  });

  it('waits as long as a broker wants it to, whoever waits already', async (test) => {
    const store = await storeOf(3);
    const pass = stopClock(test);
    let asked = 0;
    const { promise: isAnswered, release: answer } = held();
    const options = checking(store, async () => {
      if (++asked > 1) return works();
      await isAnswered;
      return refuses('rate-limited', { retryAfter: 50 });
    });
    const sweep = checkConnections({ ...options, perMinute: 6, concurrency: 2 });
    await pass(10_000);
    assert.equal(asked, 2);
    // The third waits for its turn, ten seconds from here, when the first is answered.
    answer();
    await pass(45_000);
    assert.equal(asked, 2);
    await pass(6_000);
    assert.equal(asked, 3);
    assert.equal((await sweep).checked, 2);
  });

  it('does not wait less because another answer wants it to', async (test) => {
    const pass = stopClock(test);
    const answers = [50, 1].map((retryAfter) => refuses('rate-limited', { retryAfter }));
    let asked = 0;
    const { promise: isAnswered, release: answer } = held();
    const options = checking(await storeOf(3), async () => {
      const turn = asked++;
      if (turn < 2) await isAnswered;
      return answers[turn] ?? works();
    });
    const sweep = checkConnections({ ...options, perMinute: 60, concurrency: 2 });
    await pass(1_000);
    assert.equal(asked, 2);
    answer();
    await pass(40_000);
    assert.equal(asked, 2);
    await pass(11_000);
    assert.equal((await sweep).checked, 1);
  });

  it('ends at once when it is told to, whatever its store does', async () => {
    const store = await storeOf(1);
    const never = () => new Promise(() => undefined);
    for (const stuck of [
      (reached) => ({ list: () => (reached(), never()) }),
      (reached) => ({ credentials: () => (reached(), never()) }),
      (reached, returned) => ({
        connections: () => ({
          [Symbol.asyncIterator]: () => ({ next: () => (reached(), never()), return: returned }),
        }),
      }),
    ]) {
      const ending = new AbortController();
      const { promise: isReached, release: reached } = held();
      const returns = [];
      const returned = async () => returns.push(1);
      const options = checking({ ...store, ...stuck(reached, returned) }, works());
      const sweep = checkConnections({ ...options, signal: ending.signal });
      await isReached;
      ending.abort();
      assert.equal((await sweep).isComplete, false);
      assert.deepEqual(options.errors, []);
      // That of the broker, and that of all others.
      if (stuck.length === 2) await until(() => returns.length === 2);
    }
  });

  it('says what a store returned that it must not, and changes nothing', async () => {
    const store = await storeOf(1);
    const [{ user, connection }] = await all(store.connections());
    for (const [method, rubbish] of [
      ['list', [null]],
      ['list', [{ id: connection.id }]],
      ['list', connection],
      ['credentials', { token: 7 }],
      ['credentials', [TOKEN, null]],
      ['credentials', 'token'],
      ['update', {}],
      ['update', { user, connection }],
      ['update', true],
    ]) {
      const options = checking({ ...store, [method]: async () => rubbish }, works());
      const { outcome } = await checkConnection(options, user, connection.id);
      assert.equal(outcome, 'unknown', `${method} ${JSON.stringify(rubbish)}`);
      assert.deepEqual(
        options.errors.map(([phase, { name }]) => [phase, name]),
        [[method, 'TypeError']],
      );
    }
    for (const method of ['credentials', 'update']) {
      const options = checking({ ...store, [method]: async () => null }, works());
      assert.deepEqual(await checkConnection(options, user, connection.id), { outcome: 'gone' });
      assert.deepEqual(options.errors, []);
    }
  });

  it('leaves out what was checked while it waited for its turn', async () => {
    const store = await storeOf(2);
    const asked = [];
    const options = checking(store, async () => {
      for (const { user, connection } of await all(store.connections())) {
        await store.setState(user, connection.id, 'active');
      }
      asked.push(1);
      return works();
    });
    const report = await checkConnections({ ...options, ...fast, concurrency: 1 });
    assert.deepEqual([report.checked, report.skipped, asked.length], [1, 1, 1]);
  });

  it('names each broker that has no verifier once, and counts what it has', async () => {
    const store = await storeOf(3);
    await connected(store, { broker: 'c', state: 'expired' });
    const options = { ...checking(store, works()), verifiers: {} };
    assert.equal((await checkConnections(options)).unknown, 3);
    assert.deepEqual(
      options.errors.map(([, { message }]) => message),
      ['there is no verifier for the broker "b"'],
    );
  });

  it('does not wait for ever: not for what the host does with a change, and not for its store', async () => {
    const store = await storeOf(3);
    const never = () => new Promise(() => undefined);
    const hanging = { ...checking(store, refuses('expired-token')), onChange: never, callTimeout: 5 };
    assert.equal((await checkConnections({ ...hanging, ...fast })).changed, 3);
    assert.deepEqual(
      hanging.errors.map(([phase]) => phase),
      ['on-change', 'on-change', 'on-change'],
    );
    const stuck = {
      ...store,
      connections: () => ({ [Symbol.asyncIterator]: () => ({ next: never, return: never }) }),
    };
    const options = { ...checking(stuck, works()), callTimeout: 5 };
    assert.equal((await checkConnections(options)).isComplete, false);
    assert.match(options.errors[0][1].message, /connections took longer than 5 ms/);
  });

  it('survives a store that returns rubbish, late or at once, and iterators that cannot be ended', async () => {
    const store = await storeOf(1);
    const { promise: isLate, release: late } = held();
    const rubbish = { ...store, update: () => isLate };
    const options = { ...checking(rubbish, refuses('expired-token')), callTimeout: 5 };
    assert.equal((await checkConnections(options)).unknown, 1);
    late(true);
    await until(() => options.errors.length === 2);
    assert.deepEqual(
      options.errors.map(([phase]) => phase),
      ['update', 'update'],
    );
    for (const end of [
      () => {
        throw new Error('no end');
      },
      7,
    ]) {
      const connections = () => ({
        [Symbol.asyncIterator]: () => ({ next: async () => ({ value: 0 }), return: end }),
      });
      assert.equal((await checkConnections(checking({ ...store, connections }, works()))).isComplete, false);
    }
  });

  it('has one listener on a signal, however many brokers and checks there are, and leaves none', async () => {
    const store = await storeOf(30);
    const warnings = [];
    const warned = (warning) => warnings.push(warning.name);
    process.on('warning', warned);
    const ending = new AbortController();
    const options = checking(store, async () => (await new Promise(setImmediate), works()));
    for (let n = 0; n < 20; n++) options.verifiers[`broker-${n}`] = options.verifiers.b;
    const report = await checkConnections({ ...options, ...fast, concurrency: 30, signal: ending.signal });
    assert.equal(report.checked, 30);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', warned);
    assert.deepEqual(
      warnings.filter((name) => name === 'MaxListenersExceededWarning'),
      [],
    );
    assert.equal(getEventListeners(ending.signal, 'abort').length, 0);
  });

  it('tells of a change that the store wrote when nobody waited for it any more', async () => {
    const store = await storeOf(1);
    const { promise: isWritten, release: write } = held();
    const update = async (one) => (await isWritten, store.update(one));
    const options = { ...checking({ ...store, update }, refuses('expired-token')), callTimeout: 5 };
    assert.equal((await checkConnections(options)).unknown, 1);
    assert.deepEqual(options.changes, []);
    write();
    await until(() => options.changes.length === 1);
    assert.equal(options.changes[0].connection.state, 'expired');
  });

  it('lets others have a turn while it goes through what is not due', async () => {
    const options = checking(await storeOf(2_000, { state: 'broken' }), works());
    let turns = 0;
    let isOver = false;
    const watch = () => {
      turns++;
      if (!isOver) setImmediate(watch);
    };
    watch();
    assert.equal((await checkConnections(options)).skipped, 2_000);
    isOver = true;
    // Once before it began, and once at least in between.
    assert.ok(turns >= 2, String(turns));
  });

  it('asks about what was checked in days to come: a clock was wrong', async () => {
    const connectedAt = new Date(Date.now() + 86_400_000).toISOString();
    const options = checking(await storeOf(1, { connectedAt }), works());
    assert.equal((await checkConnections(options)).checked, 1);
  });

  it('ends, and says so, where the store fails or the host’s function throws', async () => {
    const store = await storeOf(3);
    const failing = checking(
      {
        ...store,
        async *connections() {
          yield* store.connections();
          throw new Error('the disk is gone');
        },
      },
      refuses('expired-token'),
    );
    failing.onChange = () => {
      throw new Error('no mail today');
    };
    const report = await checkConnections({ ...failing, ...fast });
    assert.deepEqual(report, { checked: 3, changed: 3, unknown: 0, skipped: 0, isComplete: false });
    // Once in the lane of the broker, once where others are looked for.
    assert.deepEqual(failing.errors.map(([phase]) => phase).sort(), [
      'connections',
      'connections',
      'on-change',
      'on-change',
      'on-change',
    ]);
  });

  for (const [what, wrong, message] of [
    ['store', { store: {} }, /checkConnections: store must be a ConnectionStore/],
    ['store', { store: { ...createMemoryStore(), connections: undefined } }, /with .* connections/],
    ['verifiers', { verifiers: { b: 1 } }, /checkConnections: verifiers\["b"\] must be a function/],
    ['access', { access: 'some' }, /access must be full or read-only/],
    ['maxAge', { maxAge: -1 }, /maxAge must be a number of ms/],
    ['concurrency', { concurrency: 0 }, /concurrency must be a number from 1/],
    ['perMinute', { perMinute: NaN }, /perMinute must be a number from 1/],
    ['signal', { signal: 1 }, /signal must be an AbortSignal/],
    ['onChange', { onChange: 1 }, /onChange must be a function/],
    ['callTimeout', { callTimeout: Infinity }, /callTimeout must be a number of ms/],
  ]) {
    it(`refuses a ${what} that makes no sense`, async () => {
      const options = { ...checking(createMemoryStore(), works()), ...wrong };
      await assert.rejects(
        checkConnections(options),
        (error) => error instanceof TypeError && message.test(error.message),
      );
    });
  }

  it('of one connection refuses such options, too', async () => {
    for (const method of ['list', 'credentials', 'update']) {
      const store = { ...createMemoryStore(), [method]: undefined };
      await assert.rejects(
        checkConnection({ store, verifiers: {} }, 'u', '1'),
        /checkConnection: store must be a ConnectionStore, with list, credentials and update$/,
        method,
      );
    }
  });
});

describe('the examples of the kit’s guide', () => {
  for (const name of ['check-nightly.mjs', 'check-queue.mjs']) {
    it(`are those that are run here: ${name}`, () => assertInGuide(name));
  }

  it('check every night, by node-cron', async () => {
    const { checkNightly } = await import('../../docs/examples/check-nightly.mjs');
    const store = createMemoryStore();
    const { user } = await connected(store);
    const { verifiers } = checking(store, refuses('expired-token'));
    const written = [];
    const task = checkNightly({ store, verifiers }, async (to) => written.push(to));
    try {
      await task.execute();
      await task.execute();
      assert.deepEqual(written, [user]);
      assert.equal((await store.list(user))[0].state, 'expired');
    } finally {
      await task.destroy();
    }
  });

  it('check by jobs of pg-boss, and try again what was not answered', { skip: withoutPostgres }, async () => {
    const { checkByQueue } = await import('../../docs/examples/check-queue.mjs');
    const store = await openPostgres();
    const boss = new PgBoss({ connectionString: store.url, schedule: false, supervise: false });
    const errors = [];
    boss.on('error', (error) => errors.push(error));
    try {
      for (let n = 0; n < 3; n++) await connected(store);
      let asked = 0;
      const options = checking(store, () => refuses(['invalid-token', 'broker-unavailable'][asked++ % 2]));
      await boss.start();
      await checkByQueue(boss, options);
      await boss.send('check-portfolios', {});
      await until(() => asked === 3);
      await until(() => options.changes.length === 2);
      const jobs = async () => (await store.pool.query('select * from pgboss.job')).rows;
      await until(async () => {
        const states = (await jobs())
          .filter(({ name }) => name === 'check-portfolio')
          .map(({ state }) => state);
        return states.sort().join() === 'completed,completed,retry';
      });
      assert.equal(JSON.stringify(await jobs()).includes(TOKEN), false);
      assert.deepEqual(errors, []);
    } finally {
      await boss.stop({ graceful: false, wait: true });
      await store.close();
    }
  });
});
