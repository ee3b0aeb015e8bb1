/** The stores of the kit as the simulation sees them: each call of them is a point at which anything may happen. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createDatabaseStore } from '../../src/server/stores/database.ts';
import { createMemoryStore } from '../../src/server/stores/memory/store.ts';
import { PostgresAccess } from '../../src/server/stores/postgres/access.ts';
import { Names } from '../../src/server/stores/postgres/names.ts';
import { PostgresDatabase } from '../../src/server/stores/postgres/store.ts';
import { SqliteDatabase } from '../../src/server/stores/sqlite/store.ts';
import { openPostgres, newKey, withoutPostgres } from '../support/stores.mjs';

/**
 * The same object, whose methods wait for their turn before and after.
 *
 * @param synchronous - Those that return no promise.
 * @param lingers - Whether they may wait for a timer without time.
 */
const inTurns = (object, world, turns, { synchronous = [], lingers } = {}) =>
  new Proxy(object, {
    get(target, name) {
      const member = target[name];
      if (typeof member !== 'function' || synchronous.includes(name)) return member;
      return async (...values) => {
        await turns(`${name} begins`);
        const result = await world.outside(() => member.apply(target, values), lingers);
        await turns(`${name} ends`);
        return result;
      };
    },
  });

/** A new database, and a store on top of it for each process. */
function openMemory() {
  let store;
  return {
    clean: () => (store = createMemoryStore()),
    storeFor: (world, turns) => inTurns(store, world, turns, { synchronous: ['connections', 'prune'] }),
    contents: () => '',
    close: () => undefined,
  };
}

const encryptionKeys = [newKey('1')];
const storeOn = (database, world, turns, options) =>
  createDatabaseStore(inTurns(database, world, turns, options), { encryptionKeys });

const tables = ['portfolio_attempts', 'portfolio_connections', 'portfolio_accepted', 'portfolio_limits'];

async function openSqlite() {
  const folder = mkdtempSync(join(tmpdir(), 'portfolio-simulation-'));
  const path = join(folder, 'portfolio.db');
  const database = new SqliteDatabase(path);
  await database.ready();
  const { default: Driver } = await import('libsql');
  const other = new Driver(path);
  return {
    clean: () => other.exec(tables.map((name) => `delete from ${name}`).join(';')),
    // Between two spells of writing it lets others have a turn.
    storeFor: (world, turns) => storeOn(database, world, turns, { lingers: true }),
    contents: () =>
      readdirSync(folder)
        .map((name) => readFileSync(join(folder, name), 'latin1'))
        .join(),
    async close() {
      other.close();
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Its clock is that of the world: `now()` is found before the one of PostgreSQL. */
const clock = `create schema simulated;
  create function simulated.now() returns timestamptz language sql
    as $$ select to_timestamp(current_setting('simulated.ms')::float8 / 1000) $$`;

async function openPostgresql() {
  const { url, pool: admin, close, ready } = await openPostgres();
  await ready();
  await admin.query(clock);
  const options = '-c search_path=simulated,pg_catalog,public -c simulated.ms=0';
  const pool = new pg.Pool({ connectionString: url, options, max: 1, idleTimeoutMillis: 0 });
  const plain = new PostgresDatabase(new PostgresAccess(pool, new Names({})));
  await plain.ready();
  const setClock = () => pool.query(`select set_config('simulated.ms', $1, false)`, [String(Date.now())]);
  const database = new Proxy(plain, {
    get:
      (target, name) =>
      async (...values) => {
        await setClock();
        return await target[name](...values);
      },
  });
  return {
    clean: () => admin.query(tables.map((name) => `delete from ${name}`).join(';')),
    storeFor: (world, turns) => storeOn(database, world, turns),
    async contents() {
      const all = await Promise.all(tables.map((name) => admin.query(`select * from ${name}`)));
      const text = (value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value);
      return all.flatMap(({ rows }) => rows.flatMap(Object.values).map(text)).join();
    },
    async close() {
      await pool.end();
      await close();
    },
  };
}

export const simulatedStores = {
  memory: { open: openMemory, skip: false },
  sqlite: { open: openSqlite, skip: false },
  postgres: { open: openPostgresql, skip: withoutPostgres },
};
