/** Keys that are replaced, fetched and missing; and what credentials are bound to. */
import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import libsql from 'libsql';
import { createPostgresStore, createSqliteStore } from '../../src/server/index.ts';
import { until } from '../support/conditions.mjs';
import { newKey, openPostgres, openSqlite, withoutPostgres } from '../support/stores.mjs';

const credentials = { token: 't.marked-token' };
const connection = { broker: 't-invest', state: 'active', accounts: [{ id: '1' }] };
let count = 0;

/** Whether a promise has ended by now. */
const isSettled = (promise) =>
  Promise.race([
    promise.then(
      () => true,
      () => true,
    ),
    new Promise((resolve) => setImmediate(resolve, false)),
  ]);

async function saved(store, user = `user-${count++}`) {
  const { attempt } = await store.claim({ user, key: `key-${count++}`, fingerprint: 'f', lease: 60_000 });
  const { body } = await store.save({ user, attempt, connection, credentials });
  return { user, id: JSON.parse(body).id };
}

/** The same database under other keys, and its rows. */
const databases = [
  {
    name: 'SQLite',
    skip: false,
    async open() {
      const first = openSqlite();
      const driver = new libsql(first.path);
      const another = (encryptionKeys) => createSqliteStore(first.path, { encryptionKeys });
      const write = async (id, values) => {
        for (const [column, value] of Object.entries(values)) {
          driver.prepare(`update portfolio_connections set ${column} = ? where id = ?`).run(value, id);
        }
      };
      const read = async (id) => {
        const row = driver.prepare('select * from portfolio_connections where id = ?').get(id);
        return { ...row, credentials: Buffer.from(row.credentials) };
      };
      return { first, another, write, read, close: async () => (driver.close(), first.close()) };
    },
  },
  {
    name: 'PostgreSQL',
    skip: withoutPostgres,
    async open() {
      const first = await openPostgres();
      const another = (encryptionKeys) => createPostgresStore(first.pool, { encryptionKeys });
      const write = async (id, values) => {
        for (const [column, value] of Object.entries(values)) {
          await first.pool.query(`update portfolio_connections set ${column} = $1 where id = $2`, [
            value,
            id,
          ]);
        }
      };
      const read = async (id) => {
        const { rows } = await first.pool.query('select * from portfolio_connections where id = $1', [id]);
        return rows[0];
      };
      return { first, another, write, read, close: () => first.close() };
    },
  },
];

/** What the first version of the kit wrote: without the broker and the accounts in what it is bound to. */
async function formerBox({ id: keyId, key }, user, id) {
  const iv = webcrypto.getRandomValues(new Uint8Array(12));
  const raw = await webcrypto.subtle.importKey('raw', Buffer.from(key, 'base64'), 'AES-GCM', false, [
    'encrypt',
  ]);
  const additionalData = Buffer.from(JSON.stringify(['portfolio-connect', keyId, user, id]));
  const text = Buffer.from(JSON.stringify(credentials));
  const box = await webcrypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, raw, text);
  return Buffer.concat([iv, Buffer.from(box)]);
}

for (const { name, open, skip } of databases) {
  describe(`keys, on ${name}`, { skip }, () => {
    let database;
    before(async () => {
      database = await open();
    });
    after(() => database?.close());

    it('are replaced: all is encrypted anew with the first one, and the old one can go', async () => {
      const { first, another } = database;
      const [old] = first.keys;
      const next = newKey('next');
      const everybody = await Promise.all(Array.from({ length: 250 }, () => saved(first)));
      const rotated = another([next, old]);
      const fresh = await saved(rotated);
      assert.deepEqual(await rotated.rewrap(), { rewrapped: 250, left: {} });
      assert.deepEqual(await rotated.rewrap(), { rewrapped: 0, left: {} });
      const alone = another([next]);
      for (const { user, id } of [...everybody, fresh]) {
        assert.deepEqual(await alone.credentials(user, id), credentials);
      }
      // Back again, for the tests that follow.
      assert.equal((await another([old, next]).rewrap()).rewrapped, 251);
    });

    it('are replaced beside servers that write: nothing of theirs is lost', async () => {
      const { first, another } = database;
      const beside = newKey('beside');
      const rotated = another([beside, ...first.keys]);
      const users = await Promise.all(Array.from({ length: 40 }, () => saved(first)));
      const removed = users.splice(0, 10);
      const work = users.map(({ user }) => saved(rotated, user));
      const [{ left }] = await Promise.all([
        rotated.rewrap(),
        ...work,
        ...removed.map(({ user, id }) => rotated.remove(user, id)),
      ]);
      assert.deepEqual(left, {});
      for (const { user, id } of users) assert.deepEqual(await rotated.credentials(user, id), credentials);
      for (const { user, id } of removed) assert.equal(await rotated.credentials(user, id), undefined);
      // Back again, for the tests that follow.
      assert.deepEqual((await another([...first.keys, beside]).rewrap()).left, {});
    });

    it('are not counted as replaced where the connection was removed or connected again meanwhile', async (t) => {
      const { first, another } = database;
      const keys = [newKey('meanwhile'), ...first.keys];
      const rotated = another(keys);
      await rotated.rewrap();
      for (const meanwhile of [(user, id) => first.remove(user, id), (user) => saved(rotated, user)]) {
        const { user, id } = await saved(first);
        const { subtle } = crypto;
        const encrypt = subtle.encrypt.bind(subtle);
        t.mock.method(subtle, 'encrypt', async (...values) => {
          subtle.encrypt.mock.restore();
          await meanwhile(user, id);
          return await encrypt(...values);
        });
        assert.deepEqual(await rotated.rewrap(), { rewrapped: 0, left: {} });
      }
      // Back again, for the tests that follow.
      assert.deepEqual((await another([...first.keys, keys[0]]).rewrap()).left, {});
    });

    it('that are missing leave theirs alone, and are counted', async () => {
      const { first, another, write } = database;
      const lost = newKey('lost');
      const theirs = another([lost]);
      const { user, id } = await saved(theirs);
      const bent = await saved(theirs);
      await write(bent.id, { credentials: Buffer.alloc(60) });
      const [current] = first.keys;
      assert.equal((await another([current]).rewrap()).left['lost'], 2);
      assert.equal((await another([current, lost]).rewrap()).left['lost'], 1);
      assert.deepEqual(await another([current]).credentials(user, id), credentials);
      await theirs.remove(bent.user, bent.id);
    });

    it('open what the first version wrote, and bind it anew', async () => {
      const { first, write, read } = database;
      const { user, id } = await saved(first);
      await write(id, { credentials: await formerBox(first.keys[0], user, id) });
      assert.deepEqual(await first.credentials(user, id), credentials);
      assert.deepEqual(await first.rewrap(), { rewrapped: 1, left: {} });
      assert.equal((await read(id)).credentials.subarray(0, 4).toString(), 'pc2:');
      assert.deepEqual(await first.credentials(user, id), credentials);
    });

    it('open nothing that was given another broker or other accounts', async () => {
      const { first, write, read } = database;
      const { user, id } = await saved(first);
      const { connection: text } = await read(id);
      for (const change of [
        { broker: 'another' },
        { accounts: [{ id: '2' }] },
        { accounts: [{ id: '1' }, { id: '2' }] },
        { accounts: undefined },
      ]) {
        await write(id, { connection: JSON.stringify({ ...JSON.parse(text), ...change }) });
        await assert.rejects(first.credentials(user, id), /do not open/);
      }
      await write(id, { connection: JSON.stringify({ ...JSON.parse(text), state: 'expired' }) });
      assert.deepEqual(await first.credentials(user, id), credentials);
    });

    it('may be fetched: once, and anew for one that was not there', async () => {
      const { first, another } = database;
      const given = [...first.keys];
      let asked = 0;
      const store = another(async () => (asked++, [...given]));
      assert.equal(asked, 0);
      const { user, id } = await saved(store);
      await saved(store);
      assert.equal(asked, 1);
      const later = newKey('later');
      const byLater = await saved(another([later, ...first.keys]));
      given.push(later);
      const fresh = another(async () => (asked++, [...given]));
      assert.deepEqual(await fresh.credentials(byLater.user, byLater.id), credentials);
      await fresh.remove(byLater.user, byLater.id);
      assert.deepEqual(await store.credentials(user, id), credentials);
    });

    it('that are fetched are fetched anew to be replaced', async () => {
      const { first, another } = database;
      const next = newKey('fetched');
      let given = first.keys;
      const store = another(async () => given);
      const { user, id } = await saved(store);
      given = [next, ...first.keys];
      assert.deepEqual((await store.rewrap()).left, {});
      given = [next];
      assert.deepEqual(await another([next]).credentials(user, id), credentials);
      assert.deepEqual((await another([...first.keys, next]).rewrap()).left, {});
    });

    it('that are there do not suffer from a service that is away or hangs', async (t) => {
      const { first, another } = database;
      let fetch = async () => first.keys;
      const store = another(() => fetch());
      const { user, id } = await saved(store);
      const stranger = newKey('stranger');
      const theirs = await saved(another([stranger]));
      const hour = performance.now() + 3_600_000;
      t.mock.method(performance, 'now', () => hour);
      fetch = () => Promise.reject(new Error('the KMS is away'));
      assert.deepEqual(await store.credentials(user, id), credentials);
      await assert.rejects(
        store.credentials(theirs.user, theirs.id),
        /no encryption key with the id "stranger"/,
      );
      assert.deepEqual(await store.credentials(user, id), credentials);
      performance.now.mock.restore();
      t.mock.timers.enable({ apis: ['setTimeout'] });
      fetch = () => new Promise(() => undefined);
      const hung = another(() => fetch());
      const refused = assert.rejects(saved(hung), /encryptionKeys took longer/);
      await until(() => {
        t.mock.timers.tick(1000);
        return isSettled(refused);
      });
      await refused;
      t.mock.timers.reset();
      fetch = async () => first.keys;
      assert.ok((await saved(hung)).id);
      await another([stranger]).remove(theirs.user, theirs.id);
    });

    it('that are no longer used may be weak: they still open what they encrypted', async () => {
      const { first, another } = database;
      const weak = { id: 'weak', key: Buffer.alloc(32, 7).toString('base64') };
      assert.ok(another([...first.keys, weak]));
    });

    it('that cannot be fetched now can be later', async () => {
      const { first, another } = database;
      let isAway = true;
      const store = another(async () => {
        if (isAway) throw new Error('the KMS is away');
        return first.keys;
      });
      await assert.rejects(saved(store), /the KMS is away/);
      isAway = false;
      const { user, id } = await saved(store);
      assert.deepEqual(await store.credentials(user, id), credentials);
      await assert.rejects(saved(another(async () => [])), TypeError);
    });
  });
}
