/** The tables in PostgreSQL: made, brought up to date, called otherwise, and made by hand. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import { createPostgresStore, postgresSchema } from '../../src/server/index.ts';
import { openPostgres, withoutPostgres } from '../support/stores.mjs';

const credentials = { token: 'a token' };
let count = 0;

/** The tables as versions before the first that says its own have made them. */
const unversioned = `
  create table portfolio_attempts (slot text primary key, id uuid not null unique, user_id text not null, fingerprint text not null,
    until timestamptz not null, answer text, free boolean not null default false);
  create table portfolio_connections (number bigint generated always as identity primary key, id uuid not null unique,
    user_id text not null, broker text not null, accounts text, connection text not null, key_id text not null,
    credentials bytea not null, unique (user_id, broker, accounts))`;

describe('tables in PostgreSQL', { skip: withoutPostgres }, () => {
  let database;
  let pools;
  beforeEach(async () => {
    database = await openPostgres();
    pools = [];
  });
  afterEach(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database?.close();
  });

  const storeOf = (names = {}, role) => {
    const pool = new pg.Pool({
      connectionString: role ? database.url.replace('//postgres@', `//${role}@`) : database.url,
    });
    pools.push(pool);
    return createPostgresStore(pool, { encryptionKeys: database.keys, ...names });
  };
  const sql = async (text, values) => (await database.pool.query(text, values)).rows;
  const tablesIn = async (schema = 'public') =>
    (await sql('select tablename as name from pg_tables where schemaname = $1 order by 1', [schema])).map(
      ({ name }) => name,
    );
  const all = ['accepted', 'attempts', 'connections', 'limits', 'schema'];

  /** Does all that a store does. */
  async function exercise(store) {
    const user = `user-${count++}`;
    const limits = [{ key: user, most: 2, window: 60_000 }];
    const claim = () => store.claim({ user, key: `key-${count++}`, fingerprint: 'f', lease: 60_000, limits });
    const { attempt } = await claim();
    await store.accept(user, attempt, 'b');
    const open = await store.openAttempts(user);
    const connection = { broker: 'b', state: 'active', accounts: [{ id: '1' }] };
    const { body } = await store.save({ user, attempt, connection, credentials });
    const { id } = JSON.parse(body);
    await store.setState(user, id, 'broken');
    await claim();
    const third = await claim();
    await store.prune();
    assert.deepEqual(await store.credentials(user, id), credentials);
    for await (const one of store.connections()) assert.equal(one.connection.broker, 'b');
    assert.deepEqual(await store.rewrap(), { rewrapped: 0, left: {} });
    await store.removeUser(user);
    assert.deepEqual(await store.list(user), []);
    return { open: open.length, third: third.state };
  }
  const complete = { open: 1, third: 'limited' };

  it('are made at the first use, and say of which version they are', async () => {
    assert.deepEqual(await exercise(storeOf()), complete);
    assert.deepEqual(
      await tablesIn(),
      all.map((table) => `portfolio_${table}`),
    );
    assert.deepEqual(await sql('select version from portfolio_schema'), [{ version: 1 }]);
  });

  it('of an older version are brought up to date, once, and keep what is in them', async () => {
    const older = await saveIn(unversioned);
    const stores = Array.from({ length: 6 }, () => storeOf());
    await Promise.all(stores.map((store) => store.list('anna')));
    assert.deepEqual(
      await tablesIn(),
      all.map((table) => `portfolio_${table}`),
    );
    assert.deepEqual(await sql('select version from portfolio_schema'), [{ version: 1 }]);
    assert.deepEqual(await stores[0].credentials('anna', older), credentials);
    assert.deepEqual(await exercise(stores[1]), complete);
  });

  /** Saves a connection, then makes the tables what they were. */
  async function saveIn(tables) {
    const store = storeOf();
    const { attempt } = await store.claim({ user: 'anna', key: 'k', fingerprint: 'f', lease: 60_000 });
    const connection = { broker: 'b', accounts: [{ id: '1' }] };
    const { body } = await store.save({ user: 'anna', attempt, connection, credentials });
    await sql('alter table portfolio_connections rename to kept');
    await sql('drop table portfolio_attempts, portfolio_accepted, portfolio_limits, portfolio_schema');
    await sql('alter table kept rename constraint portfolio_connections_pkey to kept_pkey');
    await sql('alter table kept rename constraint portfolio_connections_id_key to kept_id_key');
    await sql(
      'alter table kept rename constraint portfolio_connections_user_id_broker_accounts_key to kept_accounts_key',
    );
    await sql('alter sequence portfolio_connections_number_seq rename to kept_number_seq');
    await sql(tables);
    const columns = 'id, user_id, broker, accounts, connection, key_id, credentials';
    await sql(`insert into portfolio_connections (${columns}) select ${columns} from kept`);
    await sql('drop table kept');
    return JSON.parse(body).id;
  }

  it('of a newer version are not touched', async () => {
    await storeOf().list('anna');
    await sql('update portfolio_schema set version = 2');
    await sql('drop table portfolio_limits');
    const store = storeOf();
    await assert.rejects(store.list('anna'), /the tables are of a newer version/);
    assert.ok(!(await tablesIn()).includes('portfolio_limits'));
    await assert.rejects(store.ready(), /newer version/);
    await sql('update portfolio_schema set version = 1');
    assert.deepEqual(await exercise(store), complete);
  });

  for (const names of [
    { tablePrefix: 'brokers_' },
    { tablePrefix: '' },
    { schema: 'user' },
    { schema: 'portfolio_limits', tablePrefix: 'portfolio_accepted_' },
  ]) {
    it(`are called otherwise: ${JSON.stringify(names)}`, async () => {
      const { schema = 'public', tablePrefix = 'portfolio_' } = names;
      if (names.schema) await sql(`create schema "${schema}"`);
      const stores = [storeOf(names), storeOf(names)];
      await Promise.all(stores.map((store) => store.list('anna')));
      for (const store of stores) assert.deepEqual(await exercise(store), complete);
      assert.deepEqual(
        await tablesIn(schema),
        all.map((table) => tablePrefix + table),
      );
      if (names.schema) assert.deepEqual(await tablesIn(), []);
      // Both find what the other has written, and nobody else does.
      const own = storeOf();
      assert.deepEqual(await exercise(own), complete);
      assert.ok((await tablesIn()).includes('portfolio_attempts'));
    });
  }

  it('are made by hand, for a role that may make none', async () => {
    const names = { schema: 'app', tablePrefix: 'pc_' };
    const role = `app_${process.pid}_${count++}`;
    await sql(`create schema app; create role ${role} login; grant usage on schema app to ${role}`);
    const text = postgresSchema(names);
    // It may be run again.
    await sql(text);
    await sql(text);
    await sql(`grant select, insert, update, delete on all tables in schema app to ${role}`);
    assert.deepEqual(await exercise(storeOf(names, role)), complete);
    await sql(`drop owned by ${role}; drop role ${role}`);
  });

  it('that a role may not use, or that are missing and may not be made, are done without, but for the first two', async () => {
    await storeOf().list('anna');
    const role = `app_${process.pid}_${count++}`;
    await sql(`create role ${role} login; revoke create on schema public from public;
      grant select, insert, update, delete on portfolio_attempts, portfolio_connections to ${role}`);
    assert.deepEqual(await exercise(storeOf({}, role)), { open: 0, third: 'claimed' });
    await sql('drop table portfolio_accepted, portfolio_limits, portfolio_schema');
    assert.deepEqual(await exercise(storeOf({}, role)), { open: 0, third: 'claimed' });
    await sql('drop table portfolio_connections');
    await assert.rejects(storeOf({}, role).list('anna'), { code: '42501' });
    await sql(`drop owned by ${role}; drop role ${role}`);
  });
});

describe('a store in PostgreSQL is ready', { skip: withoutPostgres }, () => {
  it('only where it can read and write what it needs, as it is just now', async () => {
    const database = await openPostgres();
    const sql = async (text) => (await database.pool.query(text)).rows;
    const role = `app_${process.pid}_${count++}`;
    const storeFor = (options) => {
      const pool = new pg.Pool({ connectionString: database.url, options, max: 1 });
      return { pool, ...createPostgresStore(pool, { encryptionKeys: database.keys }) };
    };
    await database.ready();
    await sql(`create role ${role} login; revoke create on schema public from public`);
    const guest = storeFor(`-c role=${role}`);
    const replica = storeFor('-c default_transaction_read_only=on');
    const tables = 'portfolio_attempts, portfolio_connections';
    try {
      await assert.rejects(replica.ready(), /read-only/);
      for (const right of ['select', 'insert', 'update', 'delete']) {
        await sql(`grant select, insert, update, delete on ${tables} to ${role}`);
        await guest.ready();
        await sql(`revoke ${right} on portfolio_connections from ${role}`);
        await assert.rejects(guest.ready(), /may not select, insert, update and delete/);
      }
      await sql(`grant all on ${tables}, portfolio_schema to ${role}`);
      await guest.ready();
      await sql('update portfolio_schema set version = 2');
      await assert.rejects(guest.ready(), /newer version/);
      // Whoever serves already goes on, until the newer processes have taken over.
      assert.deepEqual(await guest.list('anna'), []);
      await sql('update portfolio_schema set version = 1');
      await guest.ready();
      await sql('alter table portfolio_connections rename to others');
      await assert.rejects(guest.ready(), { code: '42501' });
      // Whoever may makes it anew.
      await database.ready();
      await database.list('anna');
    } finally {
      await Promise.all([guest.pool.end(), replica.pool.end()]);
      await sql(`drop owned by ${role}; drop role ${role}`);
      await database.close();
    }
  });

  it('where something else has the name of a table that it can do without', async () => {
    const database = await openPostgres();
    try {
      const { pool } = database;
      await database.ready();
      await pool.query('drop table portfolio_limits; create view portfolio_limits as select 1 as slot');
      await database.ready();
      const limits = [{ key: 'k', most: 1, window: 60_000 }];
      const claim = (key) => database.claim({ user: 'u', key, fingerprint: 'f', lease: 60_000, limits });
      assert.equal((await claim('1')).isCounted, false);
      await pool.query('drop view portfolio_limits');
      await database.ready();
      assert.deepEqual(Object.keys(await claim('2')), ['state', 'attempt']);
      assert.equal((await claim('3')).state, 'limited');
    } finally {
      await database.close();
    }
  });

  it('without a wait for who writes to the tables that are there', async () => {
    const database = await openPostgres();
    const other = await database.pool.connect();
    try {
      await database.ready();
      await database.pool.query('drop table portfolio_limits');
      await other.query('begin; lock table portfolio_attempts, portfolio_accepted in row exclusive mode');
      await database.ready();
      await database.pool.query('select from portfolio_limits');
      await other.query('rollback');
    } finally {
      other.release();
      await database.close();
    }
  });
});

describe('names of tables', () => {
  it('are refused where they are none', () => {
    const pool = { query: () => undefined, connect: () => undefined };
    for (const schema of ['', 'App', 'a b', 'a"b', 'a.b', 7, null, 'a'.repeat(64)]) {
      assert.throws(() => postgresSchema({ schema }), /schema must be a name/, String(schema));
    }
    for (const tablePrefix of ['Portfolio', '1_', 'a;', null, 7, 'a'.repeat(41)]) {
      const options = { encryptionKeys: [], tablePrefix };
      assert.throws(() => createPostgresStore(pool, options), /tablePrefix must be/, String(tablePrefix));
    }
  });

  it('stand in the SQL for a DBA as in that of the kit', () => {
    const usual = postgresSchema();
    assert.match(usual, /^create table if not exists portfolio_attempts \(\n/);
    assert.doesNotMatch(usual, /\n\n/);
    const named = postgresSchema({ schema: 'app', tablePrefix: 'pc_' });
    assert.doesNotMatch(named, /portfolio/);
    assert.match(named, /create index if not exists pc_attempts_until on "app"\.pc_attempts \(until\)/);
    assert.equal(
      readFileSync(new URL('../../docs/postgres.sql', import.meta.url), 'utf8'),
      usual,
      'docs/postgres.sql is not what postgresSchema() returns: npm run sql',
    );
  });
});
