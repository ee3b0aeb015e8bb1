import type { ConnectionStore } from '../store.js';
import {
  createDatabaseStore,
  type AttemptRow,
  type Database,
  type DatabaseStoreOptions,
  type SealedRow,
} from './database.js';

/** What is used of a client of the package `pg`. */
export interface PostgresClient {
  /** Runs a statement. */
  query(text: string, values?: unknown[]): Promise<PostgresResult>;
}

/** What is used of a result. */
export interface PostgresResult {
  /** By the names of their columns. */
  readonly rows: unknown[];
  /** How many rows were found or changed. */
  readonly rowCount: number | null;
}

/** A client that is taken out of a pool. */
export interface PooledPostgresClient extends PostgresClient {
  /** Puts it back, or ends it where something went wrong with it. */
  release(error?: Error | boolean): void;
}

/** What is used of a `Pool` of the package `pg`. */
export interface PostgresPool extends PostgresClient {
  /** Takes a client out, for a transaction. */
  connect(): Promise<PooledPostgresClient>;
}

/** Of the tables below; two processes that make them at the same time would trip over each other. */
const lock = 0x70635f31;

const schema = `
  create table portfolio_attempts (
    slot text primary key,
    id uuid not null unique,
    user_id text not null,
    fingerprint text not null,
    until timestamptz not null,
    answer text,
    free boolean not null default false
  );
  create index portfolio_attempts_until on portfolio_attempts (until);
  create table portfolio_connections (
    number bigint generated always as identity primary key,
    id uuid not null unique,
    user_id text not null,
    broker text not null,
    accounts text,
    connection text not null,
    key_id text not null,
    credentials bytea not null,
    unique (user_id, broker, accounts)
  );
`;

/** The clock is the database's, for those of several machines differ. */
const inMs = (parameter: string) => `now() + ${parameter} * interval '1 ms'`;
const isOpen = 'answer is null and until > now()';
const isUuid = (id: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id);

/**
 * Keeps connections in PostgreSQL, for any number of machines: what races is settled by unique constraints and row locks.
 * Credentials are encrypted with AES-256-GCM before they are sent there.
 *
 * Two tables, `portfolio_attempts` and `portfolio_connections`, are made at the first use where they are missing, in the
 * first schema of the search path.
 *
 * @param pool - Of the package `pg`. It stays yours: `close()` does not end it.
 * @throws TypeError where a key cannot be used.
 */
export function createPostgresStore(pool: PostgresPool, options: DatabaseStoreOptions): ConnectionStore {
  let ready: Promise<unknown> | undefined;
  const query = async (text: string, values: unknown[] = []) => {
    await (ready ??= makeTables(pool).catch((error: unknown) => {
      ready = undefined;
      throw error;
    }));
    const { rows, rowCount } = await pool.query(text, values);
    return { rows, count: rowCount ?? 0 };
  };

  const database: Database = {
    async take(slot, id, user, fingerprint, lease) {
      for (;;) {
        const taken = await query(
          `insert into portfolio_attempts as a (slot, id, user_id, fingerprint, until) values ($1, $2, $3, $4, ${inMs('$5')})
           on conflict (slot) do update set id = excluded.id, user_id = excluded.user_id,
             fingerprint = excluded.fingerprint, until = excluded.until, answer = null, free = false
           where a.free or a.until <= now()`,
          [slot, id, user, fingerprint, lease],
        );
        if (taken.count) return { id, fingerprint, answer: null };
        const sql = 'select id, fingerprint, answer from portfolio_attempts where slot = $1';
        const [row] = (await query(sql, [slot])).rows as AttemptRow[];
        // None: given up in between.
        if (row) return row;
      }
    },

    async attempt(user, id) {
      if (!isUuid(id)) return undefined;
      const sql = 'select answer from portfolio_attempts where id = $1 and user_id = $2 and until > now()';
      const [row] = (await query(sql, [id, user])).rows as AttemptRow[];
      return row;
    },

    async find(user, broker, accounts) {
      const sql = 'select id from portfolio_connections where user_id = $1 and broker = $2 and accounts = $3';
      const { rows } = await query(sql, [user, broker, accounts]);
      return (rows as Array<{ id: string }>)[0]?.id;
    },

    save: (attempt, answer, kept, { id, user, broker, accounts, connection, sealed }, replaces) =>
      transaction(pool, async (client) => {
        const ended = await client.query(
          `update portfolio_attempts set answer = $3, until = ${inMs('$4')} where id = $1 and user_id = $2 and ${isOpen}`,
          [attempt, user, answer, kept],
        );
        if (!ended.rowCount) return { undo: 'lost' };
        if (replaces !== undefined) {
          const sql = 'delete from portfolio_connections where id = $1 and user_id = $2';
          if (!(await client.query(sql, [replaces, user])).rowCount) return { undo: 'again' };
        }
        const added = await client.query(
          `insert into portfolio_connections (id, user_id, broker, accounts, connection, key_id, credentials)
           values ($1, $2, $3, $4, $5, $6, $7) on conflict (user_id, broker, accounts) do nothing`,
          [id, user, broker, accounts, connection, sealed.keyId, sealed.box],
        );
        return added.rowCount ? { keep: 'saved' } : { undo: 'again' };
      }),

    async renew(user, attempt, lease) {
      const sql = `update portfolio_attempts set until = ${inMs('$3')} where id = $1 and user_id = $2 and ${isOpen}`;
      return (await query(sql, [attempt, user, lease])).count > 0;
    },

    async end(user, attempt, answer, kept, free) {
      await query(
        `update portfolio_attempts set answer = $3, until = ${inMs('$4')}, free = $5
         where id = $1 and user_id = $2 and ${isOpen}`,
        [attempt, user, answer, kept, free],
      );
    },

    async drop(user, attempt) {
      await query(`delete from portfolio_attempts where id = $1 and user_id = $2 and ${isOpen}`, [
        attempt,
        user,
      ]);
    },

    async prune() {
      await query('delete from portfolio_attempts where until <= now()');
    },

    async list(user) {
      const sql = 'select connection from portfolio_connections where user_id = $1 order by number desc';
      const { rows } = await query(sql, [user]);
      return (rows as Array<{ connection: string }>).map(({ connection }) => connection);
    },

    async remove(user, id) {
      const sql = 'delete from portfolio_connections where id = $1 and user_id = $2';
      return isUuid(id) && (await query(sql, [id, user])).count > 0;
    },

    async sealed(user, id) {
      if (!isUuid(id)) return undefined;
      const sql = 'select key_id, credentials from portfolio_connections where id = $1 and user_id = $2';
      const [row] = (await query(sql, [id, user])).rows as SealedRow[];
      return row && { keyId: row.key_id, box: Uint8Array.from(row.credentials) };
    },

    close: () => Promise.resolve(),
  };
  return createDatabaseStore(database, options);
}

/** All of it or nothing. */
async function transaction<T>(
  pool: PostgresPool,
  work: (client: PostgresClient) => Promise<{ keep: T } | { undo: T }>,
): Promise<T> {
  const client = await pool.connect();
  let fault: Error | undefined;
  try {
    await client.query('begin');
    const outcome = await work(client);
    if ('undo' in outcome) {
      await client.query('rollback');
      return outcome.undo;
    }
    await client.query('commit');
    return outcome.keep;
  } catch (error) {
    // Whatever state it is in, nobody gets this client again.
    fault = error instanceof Error ? error : new Error(String(error));
    throw fault;
  } finally {
    client.release(fault);
  }
}

/** A role that may not make tables can use those that are there. */
const makeTables = (pool: PostgresPool) =>
  transaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [lock]);
    const { rows } = await client.query(`select to_regclass('portfolio_connections') as found`);
    if (!(rows as Array<{ found: string | null }>)[0]?.found) await client.query(schema);
    return { keep: undefined };
  });
