import type { ConnectionStore, OpenAttempt } from '../store.js';
import {
  createDatabaseStore,
  type AccountsOf,
  type AttemptEnd,
  type AttemptRow,
  type ConnectionRow,
  type Database,
  type DatabaseStoreOptions,
  type NewAttempt,
  type SealedRow,
} from './database.js';
import type { Sealed } from './vault.js';

/** The part of a `Client` of the package `pg` that the store uses. */
export interface PostgresClient {
  /** Runs a statement. */
  query(text: string, values?: unknown[]): Promise<PostgresResult>;
}

/** The part of a `QueryResult` that the store uses. */
export interface PostgresResult {
  /** By the names of their columns. */
  readonly rows: unknown[];
  /** How many rows were found or changed. */
  readonly rowCount: number | null;
}

/** A client that is taken out of a pool. */
export interface PooledPostgresClient extends PostgresClient {
  /** Gives the client back to the pool, which ends it where an error is given. */
  release(error?: Error | boolean): void;
}

/** The part of a `Pool` of the package `pg` that the store uses. */
export interface PostgresPool extends PostgresClient {
  /** Takes a client out, for a transaction. */
  connect(): Promise<PooledPostgresClient>;
}

/** SQLSTATE. */
const insufficientPrivilege = '42501';
/** Number of the advisory lock that is held while the tables are made: two processes would trip over each other. */
const tablesLock = 0x70635f31;

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
/** Beside the first version's tables: changing those would have to wait for whoever reads them, with everybody else behind. */
const acceptedTable = `
  create table portfolio_accepted (
    number bigint generated always as identity primary key,
    attempt uuid not null unique,
    user_id text not null,
    broker text not null
  );
  create index portfolio_accepted_user on portfolio_accepted (user_id);
`;

/** The clock is the database's, for those of several machines differ. */
const inMs = (parameter: string) => `now() + ${parameter} * interval '1 ms'`;
const isOpen = 'answer is null and until > now()';
const isUuid = (id: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id);

/**
 * Keeps connections in PostgreSQL, for any number of machines: what races is settled by unique constraints and row locks.
 * Credentials are encrypted with AES-256-GCM before they are sent there.
 *
 * Three tables, `portfolio_attempts`, `portfolio_accepted` and `portfolio_connections`, are made at the first use where they are
 * missing, in the first schema of the search path. A role that may not make tables can use those that are there; without the
 * second one the list of connections names no attempts.
 *
 * @param pool - Of the package `pg`. It stays yours: `close()` does not end it.
 * @throws TypeError where a key cannot be used.
 */
export const createPostgresStore = (pool: PostgresPool, options: DatabaseStoreOptions): ConnectionStore =>
  createDatabaseStore(new PostgresDatabase(pool), options);

class PostgresDatabase implements Database {
  readonly #pool: PostgresPool;
  #tables: Promise<boolean> | undefined;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async claim({ keyHash, id, user, fingerprint, lease }: NewAttempt): Promise<AttemptRow> {
    for (;;) {
      const written = await this.#query(
        `insert into portfolio_attempts as a (slot, id, user_id, fingerprint, until) values ($1, $2, $3, $4, ${inMs('$5')})
         on conflict (slot) do update set id = excluded.id, user_id = excluded.user_id,
           fingerprint = excluded.fingerprint, until = excluded.until, answer = null, free = false
         where a.free or a.until <= now()`,
        [keyHash, id, user, fingerprint, lease],
      );
      if (written.count) return { id, fingerprint, answer: null };
      const sql = 'select id, fingerprint, answer from portfolio_attempts where slot = $1';
      const [holder] = (await this.#query(sql, [keyHash])).rows as AttemptRow[];
      // There is no holder where it gave the key up between the two statements.
      if (holder) return holder;
    }
  }

  async attempt(user: string, id: string): Promise<Pick<AttemptRow, 'answer'> | undefined> {
    if (!isUuid(id)) return undefined;
    const sql = 'select answer from portfolio_attempts where id = $1 and user_id = $2 and until > now()';
    const [row] = (await this.#query(sql, [id, user])).rows as AttemptRow[];
    return row;
  }

  async accept(user: string, id: string, broker: string): Promise<void> {
    const sql = `insert into portfolio_accepted (attempt, user_id, broker)
      select id, user_id, $3 from portfolio_attempts where id = $1 and user_id = $2 and ${isOpen}
      on conflict (attempt) do nothing`;
    if (await this.#hasAccepted()) await this.#query(sql, [id, user, broker]);
  }

  async openAttempts(user: string): Promise<OpenAttempt[]> {
    const sql = `select attempt as id, broker from portfolio_accepted
      where user_id = $1 and exists (select 1 from portfolio_attempts where id = attempt and ${isOpen})
      order by number desc`;
    return (await this.#hasAccepted()) ? ((await this.#query(sql, [user])).rows as OpenAttempt[]) : [];
  }

  async find({ user, broker, accounts }: AccountsOf): Promise<string | undefined> {
    const sql = 'select id from portfolio_connections where user_id = $1 and broker = $2 and accounts = $3';
    const { rows } = await this.#query(sql, [user, broker, accounts]);
    return (rows as Array<{ id: string }>)[0]?.id;
  }

  save(end: AttemptEnd, connection: ConnectionRow, replaces: string | undefined) {
    return transaction(this.#pool, async (client) => {
      const { id, user, broker, accounts, sealed } = connection;
      const ended = await client.query(
        `update portfolio_attempts set answer = $3, until = ${inMs('$4')} where id = $1 and user_id = $2 and ${isOpen}`,
        [end.id, end.user, end.answer, end.lifetime],
      );
      if (!ended.rowCount) return { undo: 'lost' } as const;
      if (replaces !== undefined) {
        const sql = 'delete from portfolio_connections where id = $1 and user_id = $2';
        if (!(await client.query(sql, [replaces, user])).rowCount) return { undo: 'conflict' } as const;
      }
      const added = await client.query(
        `insert into portfolio_connections (id, user_id, broker, accounts, connection, key_id, credentials)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (user_id, broker, accounts) do nothing`,
        [id, user, broker, accounts, connection.connection, sealed.keyId, sealed.box],
      );
      return added.rowCount ? ({ keep: 'saved' } as const) : ({ undo: 'conflict' } as const);
    });
  }

  async renew(user: string, id: string, lease: number): Promise<boolean> {
    const sql = `update portfolio_attempts set until = ${inMs('$3')} where id = $1 and user_id = $2 and ${isOpen}`;
    return (await this.#query(sql, [id, user, lease])).count > 0;
  }

  async finish({ user, id, answer, lifetime }: AttemptEnd, claimable: boolean): Promise<void> {
    await this.#query(
      `update portfolio_attempts set answer = $3, until = ${inMs('$4')}, free = $5
       where id = $1 and user_id = $2 and ${isOpen}`,
      [id, user, answer, lifetime, claimable],
    );
  }

  async forget(user: string, id: string): Promise<void> {
    const sql = `delete from portfolio_attempts where id = $1 and user_id = $2 and ${isOpen}`;
    await this.#query(sql, [id, user]);
  }

  async prune(): Promise<void> {
    await this.#query('delete from portfolio_attempts where until <= now()');
    if (await this.#hasAccepted()) {
      await this.#query(
        'delete from portfolio_accepted where not exists (select 1 from portfolio_attempts where id = attempt)',
      );
    }
  }

  async list(user: string): Promise<string[]> {
    const sql = 'select connection from portfolio_connections where user_id = $1 order by number desc';
    const { rows } = await this.#query(sql, [user]);
    return (rows as Array<{ connection: string }>).map(({ connection }) => connection);
  }

  async remove(user: string, id: string): Promise<boolean> {
    const sql = 'delete from portfolio_connections where id = $1 and user_id = $2';
    return isUuid(id) && (await this.#query(sql, [id, user])).count > 0;
  }

  async sealed(user: string, id: string): Promise<Sealed | undefined> {
    if (!isUuid(id)) return undefined;
    const sql = 'select key_id, credentials from portfolio_connections where id = $1 and user_id = $2';
    const [row] = (await this.#query(sql, [id, user])).rows as SealedRow[];
    return row && { keyId: row.key_id, box: Uint8Array.from(row.credentials) };
  }

  /** The pool is the host's to end. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Whether there is the table of accepted attempts. The others are there, too, once this is known. */
  #hasAccepted(): Promise<boolean> {
    return (this.#tables ??= makeTables(this.#pool).catch((error: unknown) => {
      this.#tables = undefined;
      throw error;
    }));
  }

  async #query(text: string, values: unknown[] = []): Promise<{ rows: unknown[]; count: number }> {
    await this.#hasAccepted();
    const { rows, rowCount } = await this.#pool.query(text, values);
    return { rows, count: rowCount ?? 0 };
  }
}

/** Commits all of it or nothing: work that ends with `undo` is rolled back. */
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
    // Nobody knows what state this client is in, so the pool must not lend it again.
    fault = error instanceof Error ? error : new Error(String(error));
    throw fault;
  } finally {
    client.release(fault);
  }
}

/**
 * Makes the tables that are missing.
 *
 * @returns Whether there is the one of accepted attempts. A role that may not make tables can use the others where those are
 * there.
 */
const makeTables = (pool: PostgresPool): Promise<boolean> =>
  transaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [tablesLock]);
    const { rows } = await client.query(
      `select to_regclass('portfolio_connections') as connections, to_regclass('portfolio_accepted') as accepted`,
    );
    const [found] = rows as Array<Record<'connections' | 'accepted', string | null>>;
    if (!found?.connections) await client.query(schema);
    return { keep: !!found?.accepted || (await runIfAllowed(client, acceptedTable)) };
  });

/** Runs statements within a transaction. Returns false where the role may not, and the transaction goes on without them. */
async function runIfAllowed(client: PostgresClient, sql: string): Promise<boolean> {
  await client.query('savepoint before');
  try {
    await client.query(sql);
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code !== insufficientPrivilege) throw error;
    await client.query('rollback to savepoint before');
    return false;
  }
}
