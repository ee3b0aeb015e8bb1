/** How many attempts are let in, and how many connections a person may have: on each store, across handlers. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import Driver from 'libsql';
import { createMemoryStore } from '../../src/server/index.ts';
import { until } from '../support/conditions.mjs';
import { siteOf } from '../support/kit-site.mjs';
import { openPostgres, openSqlite, openStores, withoutPostgres } from '../support/stores.mjs';

let count = 0;
const statusesOf = async (answers) => (await Promise.all(answers)).map(({ status }) => status);
const times = (number, work) => Array.from({ length: number }, work);

for (const { name, open, skip } of openStores()) {
  describe(`limits on the ${name} store`, { skip }, () => {
    let store;
    before(async () => {
      store = await open();
    });
    after(() => store?.close());

    it('let in so many attempts of a person, whichever handler they come to, and then say when to come again', async () => {
      const rateLimit = { perUser: 3 };
      const one = siteOf(store, { rateLimit });
      const other = siteOf(store, { user: one.user, rateLimit });
      assert.deepEqual(
        [await one.post(), await other.post({ token: 'bad' }), await one.post()].map(({ status }) => status),
        [201, 422, 201],
      );
      for (const { post, events, verified } of [one, other]) {
        const asked = verified();
        const answer = await post();
        assert.equal(answer.status, 429);
        assert.equal((await answer.json()).code, 'rate-limited');
        const wait = Number(answer.headers.get('retry-after'));
        assert.ok(wait > 0 && wait <= 600, String(wait));
        assert.equal(verified(), asked);
        assert.equal(events.at(-1).type, 'rate-limited');
      }
      assert.equal((await siteOf(store, { rateLimit }).post()).status, 201);
      assert.equal((await one.ask('GET')).status, 200);
    });

    it('do not count who comes again with the same key, nor what cannot be read', async () => {
      const { post, ask, verified } = siteOf(store, { rateLimit: { perUser: 2 } });
      const again = { key: `key-${count++}`, token: 'the same' };
      assert.deepEqual(await statusesOf(times(10, () => post(again))), Array(10).fill(201));
      assert.equal((await ask('POST', '', { 'content-type': 'application/json' }, '{')).status, 400);
      assert.equal((await post()).status, 201);
      assert.equal((await post()).status, 429);
      // An answer that is there is given, however many there were.
      assert.equal((await post(again)).status, 201);
      assert.equal(verified(), 2);
    });

    it('leave it as it was, whatever key comes too soon', async () => {
      const answer = { ok: false, code: 'broker-unavailable' };
      const { ask, post, events } = siteOf(store, { answer, rateLimit: { perUser: 1 } });
      const again = { key: `key-${count++}`, token: 'the same' };
      assert.deepEqual(await statusesOf([post(again)]), [503]);
      const status = `/${events[0].attempt}/status`;
      assert.deepEqual(await statusesOf([ask('GET', status)]), [503]);
      assert.deepEqual(await statusesOf([post(again), post({ token: 'another' })]), [429, 429]);
      assert.deepEqual(await statusesOf([ask('GET', status)]), [503]);
    });

    it('hold for whoever comes at the same time', async () => {
      const { post } = siteOf(store, { rateLimit: { perUser: 5 } });
      const statuses = await statusesOf(times(40, () => post()));
      assert.equal(statuses.filter((status) => status === 201).length, 5);
      assert.equal(statuses.filter((status) => status === 429).length, 35);
    });

    it('end with their window', async () => {
      const { post } = siteOf(store, { rateLimit: { perUser: 1, window: 1 } });
      assert.equal((await post()).status, 201);
      await until(async () => (await post()).status === 201);
      await store.prune?.();
    });

    it('begin anew where a window ends too late for its length, and are forgotten when they are over', async () => {
      const { user, post } = siteOf(store, { rateLimit: { perUser: 1, window: 86_400_000 } });
      assert.deepEqual([(await post()).status, (await post()).status], [201, 429]);
      assert.equal((await siteOf(store, { user, rateLimit: { perUser: 1 } }).post()).status, 201);
    });

    it('hold for an address, too, where the host says which it is, whoever the person is', async () => {
      const rateLimit = { perUser: 3, perAddress: 4, address: ({ headers }) => headers.get('x-address') };
      const from = `address-${count++}`;
      const post = (user, address) => siteOf(store, { user, rateLimit }).post({ 'x-address': address });
      const [anna, bert, carl] = times(3, () => `person-${count++}`);
      const statuses = [];
      for (const user of [anna, anna, bert, bert, carl, anna]) statuses.push((await post(user, from)).status);
      assert.deepEqual(statuses, [201, 201, 201, 201, 429, 429]);
      // Turned away at one door, they have lost nothing at the other.
      assert.deepEqual(
        [(await post(anna, 'elsewhere')).status, (await post(anna, 'elsewhere')).status],
        [201, 429],
      );
      const { post: unknown } = siteOf(store, { user: carl, rateLimit });
      assert.equal((await unknown()).status, 201);
    });

    it('let a person have so many connections, and replace each of them', async () => {
      const { ask, post, events } = siteOf(store, { maxConnections: 2 });
      const { id } = await (await post({ token: 'first' })).json();
      assert.equal((await post({ token: 'second', broker: 'c' })).status, 201);
      const key = `key-${count++}`;
      const full = await post({ key, token: 'third' });
      assert.equal(full.status, 403);
      assert.equal((await full.json()).code, 'too-many-connections');
      await until(() => events.length === 3);
      const { type, outcome, phase, code } = events.find((event) => event.type === 'refused');
      assert.deepEqual([type, outcome, phase, code], ['refused', 'refused', 'save', 'too-many-connections']);
      assert.equal((await (await ask('GET')).json()).connections.length, 2);
      assert.equal((await post({ token: 'first' })).status, 200);
      await ask('DELETE', `/${id}`);
      // The same key may try again.
      assert.equal((await post({ key, token: 'third' })).status, 201);
    });

    it('use no token up that the broker takes once, where there is no room', async () => {
      const asked = [];
      const verifier = async ({ credentials: { token } }) => {
        asked.push(token);
        return {
          ok: true,
          connection: { accounts: [{ id: [...token].reverse().join('') }] },
          credentials: { token: `${token}-next` },
        };
      };
      const once = Object.assign(verifier, { singleUse: true });
      const { user, ask, post } = siteOf(store, { maxConnections: 2, verifiers: { b: once, c: once } });
      const { id } = await (await post({ token: 'first' })).json();
      assert.deepEqual(await store.credentials(user, id), { token: 'first-next' });
      assert.equal((await post({ token: 'second' })).status, 201);
      const key = `key-${count++}`;
      assert.equal((await post({ key, token: 'third', broker: 'c' })).status, 403);
      assert.deepEqual(asked, ['first', 'second']);
      // One of the same broker may take the place of another.
      assert.equal((await post({ token: 'first' })).status, 200);
      await ask('DELETE', `/${id}`);
      assert.equal((await post({ key, token: 'third', broker: 'c' })).status, 201);
    });

    it('say when all of them let somebody in again', async () => {
      const keys = times(2, () => `limit-${count++}`);
      const limits = (windows, most = 1) => windows.map((window, at) => ({ key: keys[at], most, window }));
      const claim = (...given) =>
        store.claim({
          ...{ user: 'anybody', key: `key-${count++}`, fingerprint: 'f', lease: 1_000 },
          limits: limits(...given),
        });
      assert.equal((await claim([60_000, 90_000])).state, 'claimed');
      const { state, retryAfter } = await claim([60_000, 90_000]);
      assert.equal(state, 'limited');
      assert.ok(retryAfter > 60 && retryAfter <= 90, String(retryAfter));
    });

    it('of different lengths do not end one another', async () => {
      const long = siteOf(store, { rateLimit: { perUser: 2, window: 86_400_000 } });
      const short = siteOf(store, { user: long.user, rateLimit: { perUser: 2, window: 60_000 } });
      const answers = [long.post(), long.post()];
      assert.deepEqual(await statusesOf(answers), [201, 201]);
      assert.equal((await short.post()).status, 201);
      assert.equal((await long.post()).status, 429);
    });

    it('keep a person apart from an address of that name', async () => {
      const user = `person-${count++}`;
      const from = siteOf(store, { rateLimit: { perAddress: 1, address: () => user } });
      assert.equal((await from.post()).status, 201);
      assert.equal((await siteOf(store, { user, rateLimit: { perUser: 1 } }).post()).status, 201);
    });

    it('of connections say nothing to who has lost the key', async () => {
      const user = `person-${count++}`;
      const key = `key-${count++}`;
      const claim = (lease) => store.claim({ user, key, fingerprint: 'f', lease });
      const entry = {
        user,
        connection: { broker: 'b', state: 'active' },
        credentials: { token: 't' },
        most: 1,
      };
      const first = await claim(1);
      let second;
      await until(async () => (second = await claim(60_000)).state === 'claimed');
      assert.equal((await store.save({ ...entry, attempt: second.attempt })).status, 201);
      assert.equal(await store.save({ ...entry, attempt: first.attempt }), undefined);
      const other = await store.claim({ user, key: `key-${count++}`, fingerprint: 'f', lease: 60_000 });
      assert.equal(await store.save({ ...entry, attempt: other.attempt }), 'full');
    });

    it('are there where nobody asked for them, and not where they are not wanted', async () => {
      const usual = siteOf(store);
      const first = await statusesOf(times(100, () => usual.post({ token: 'bad' })));
      assert.ok(first.every((status) => status === 422));
      assert.equal((await usual.post()).status, 429);
      const free = siteOf(store, { rateLimit: false });
      const all = await statusesOf(times(120, () => free.post({ token: 'bad' })));
      assert.ok(all.every((status) => status === 422));
    });
  });
}

describe('limits', () => {
  it('that a store does not know let everybody in', async () => {
    const store = createMemoryStore();
    const plain = { ...store, claim: ({ limits: _, ...request }) => store.claim(request) };
    const { post } = siteOf(plain, { rateLimit: { perUser: 1 } });
    assert.deepEqual(await statusesOf([post(), post()]), [201, 201]);
  });

  it('give no store an address or a user’s name to keep', async () => {
    const store = createMemoryStore();
    const seen = [];
    const spied = { ...store, claim: (request) => (seen.push(request.limits), store.claim(request)) };
    const user = `person-${count++}`;
    await siteOf(spied, { user, rateLimit: { address: () => '192.0.2.7' } }).post();
    assert.deepEqual(
      seen[0].map(({ most, window }) => [most, window]),
      [
        [100, 600_000],
        [300, 600_000],
      ],
    );
    assert.doesNotMatch(JSON.stringify(seen), new RegExp(`192.0.2.7|${user}`));
  });

  it('let nobody in whose address cannot be read', async () => {
    const failing = () => {
      throw new Error('no header');
    };
    for (const address of [() => 7, () => '', () => ({}), async () => 7, failing, async () => failing()]) {
      const { post, verified, errors } = siteOf(createMemoryStore(), { rateLimit: { address } });
      assert.equal((await post()).status, 500);
      assert.equal(verified(), 0);
      assert.equal(errors[0][0], 'rate-limit');
    }
  });

  it('ask for the address as long as it takes to find it, and as a method', async () => {
    const rateLimit = {
      perAddress: 1,
      async address({ headers }) {
        return this.perAddress && headers.get('x-address');
      },
    };
    const store = createMemoryStore();
    const post = () => siteOf(store, { rateLimit }).post({ 'x-address': '192.0.2.7' });
    assert.deepEqual([(await post()).status, (await post()).status], [201, 429]);
  });

  it('of connections are there where nobody asked for them', async () => {
    const store = createMemoryStore();
    const asked = [];
    const spied = { ...store, save: (entry) => (asked.push(entry.most), store.save(entry)) };
    await siteOf(spied).post();
    await siteOf(spied, { maxConnections: 7 }).post();
    assert.deepEqual(asked, [100, 7]);
  });

  it(
    'end on PostgreSQL no sooner than now, whoever fills them in this very moment',
    { skip: withoutPostgres },
    async () => {
      const store = await openPostgres();
      try {
        await store.ready();
        const limit = { key: 'k', most: 1, window: 60_000 };
        const claim = (key) =>
          store.claim({ user: 'u', key, fingerprint: 'f', lease: 60_000, limits: [limit] });
        await store.pool.query(`insert into portfolio_limits values ('k', 1, now() - interval '1 hour')`);
        const other = await store.pool.connect();
        await other.query('begin');
        await other.query(`update portfolio_limits set hits = 1, until = now() + interval '60 s'`);
        const claimed = claim('1');
        const waits = `select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
        await until(async () => (await store.pool.query(waits)).rowCount === 1);
        await other.query('commit');
        other.release();
        const { state, retryAfter } = await claimed;
        assert.equal(state, 'limited');
        assert.ok(retryAfter > 0 && retryAfter <= 60, String(retryAfter));
        // Nothing is left of it: the key is free.
        await store.pool.query('delete from portfolio_limits');
        assert.equal((await claim('1')).state, 'claimed');
      } finally {
        await store.close();
      }
    },
  );

  for (const [name, open, skip, rows] of [
    [
      'SQLite',
      openSqlite,
      false,
      ({ path }) => new Driver(path).prepare('select slot from portfolio_limits').all(),
    ],
    [
      'PostgreSQL',
      openPostgres,
      withoutPostgres,
      async ({ pool }) => (await pool.query('select slot from portfolio_limits')).rows,
    ],
  ]) {
    it(`are forgotten on ${name} when they are over`, { skip }, async () => {
      const store = await open();
      try {
        const limits = ['short', 'long'].map((key) => ({
          key,
          most: 1,
          window: key === 'short' ? 1 : 60_000,
        }));
        await store.claim({ user: 'u', key: 'k', fingerprint: 'f', lease: 60_000, limits });
        const then = Date.now();
        await until(() => Date.now() > then + 1);
        await store.prune();
        assert.deepEqual(await rows(store), [{ slot: 'long' }]);
      } finally {
        await store.close();
      }
    });
  }

  it('count anew from the end of a window on, and where a clock was set back by more than one', async (test) => {
    test.mock.timers.enable({ apis: ['Date'], now: 1e12 });
    const store = createMemoryStore();
    const limits = [{ key: 'anna', most: 1, window: 60_000 }];
    let count = 0;
    const at = async (ms) => {
      test.mock.timers.setTime(1e12 + ms);
      const claimed = await store.claim({
        user: 'u',
        key: `k${count++}`,
        fingerprint: 'f',
        lease: 1,
        limits,
      });
      return claimed.state === 'limited' ? claimed.retryAfter : claimed.state;
    };
    assert.equal(await at(0), 'claimed');
    assert.equal(await at(59_999), 0.001);
    assert.equal(await at(60_000), 'claimed');
    assert.equal(await at(60_000), 60);
    assert.equal(await at(0), 'claimed');
  });

  for (const [what, rateLimit, message] of [
    ['addresses that nobody tells', { perAddress: 5 }, /rateLimit\["perAddress"\] needs address/],
    ['a number', 5, /rateLimit must be false, a function, or an object of limits/],
    ['true', true, /rateLimit must be false, a function/],
    ['null', null, /rateLimit must be false, a function/],
    ['nobody at all', { perUser: 0 }, /rateLimit\["perUser"\] must be a whole number from 1/],
    ['half a person', { perUser: 1.5 }, /rateLimit\["perUser"\] must be a whole number/],
    ['an endless window', { window: Infinity }, /rateLimit\["window"\] must be a number of ms/],
    ['an address that is none', { address: '192.0.2.7' }, /rateLimit\["address"\] must be a function/],
    ['a misspelt name', { perPerson: 5 }, /rateLimit has no perPerson/],
  ]) {
    it(`that make no sense are refused: ${what}`, () => {
      assert.throws(() => siteOf(createMemoryStore(), { rateLimit }), { name: 'TypeError', message });
    });
  }

  it('of connections that make no sense are refused', () => {
    for (const maxConnections of [0, -1, 1.5, '5', null]) {
      assert.throws(() => siteOf(createMemoryStore(), { maxConnections }), /maxConnections must be a whole/);
    }
  });

  it(
    'are left out on PostgreSQL where the role may not make the table for them',
    { skip: withoutPostgres },
    async () => {
      const store = await openPostgres();
      try {
        await store.list('anna');
        await store.pool.query('drop table portfolio_limits');
        await store.pool.query('revoke create on schema public from public');
        const role = `guest_${process.pid}_${count++}`;
        await store.pool.query(`create role ${role}`);
        await store.pool.query(`grant all on all tables in schema public to ${role}`);
        const { default: pg } = await import('pg');
        const pool = new pg.Pool({ connectionString: store.url, options: `-c role=${role}` });
        const { createPostgresStore } = await import('../../src/server/index.ts');
        const guest = createPostgresStore(pool, { encryptionKeys: store.keys });
        const { post, errors } = siteOf(guest, { rateLimit: { perUser: 1 } });
        assert.deepEqual(await statusesOf([post(), post()]), [201, 201], JSON.stringify(errors));
        // Once.
        assert.deepEqual(
          errors.map(([phase, message]) => [phase, /attempts are not limited/.test(message)]),
          [['rate-limit', true]],
        );
        // Whoever makes it beside the server, and lets the role use it, is heard of by the next look at the health.
        await store.ready();
        await store.pool.query(`grant select on portfolio_limits to ${role}`);
        await guest.ready();
        assert.equal((await post()).status, 201);
        await store.pool.query(`grant all on portfolio_limits to ${role}`);
        await guest.ready();
        assert.equal((await post()).status, 201);
        assert.equal((await post()).status, 429);
        // And so is whoever takes that right away again.
        await store.pool.query(`revoke all on portfolio_limits from ${role}`);
        assert.equal((await post()).status, 201);
        await pool.end();
        await store.pool.query(`drop owned by ${role}`);
        await store.pool.query(`drop role ${role}`);
      } finally {
        await store.close();
      }
    },
  );
});
