import type { AttemptLimit, OpenAttempt } from '../../store.js';
import { TemporaryError } from '../../errors/temporary.js';
import { createDatabaseStore, type DatabaseStore, type DatabaseStoreOptions } from '../database.js';
import { claimStatement, inMs, waitStatement, type ClaimOutcome } from './claim.js';
import { PostgresAccess } from './access.js';
import { Names, type PostgresNames } from './names.js';
import type { PostgresClient, PostgresPool } from './pool.js';
import {
  isSame,
  sealedConnection,
  type AttemptEnd,
  type AttemptRow,
  type ConnectionRow,
  type Database,
  type NewAttempt,
  type NumberedConnection,
  type Replacement,
  type SealedConnection,
  type SealedRow,
  type UserEnd,
  type WrittenConnection,
} from '../tables.js';
import type { Sealed } from '../vault.js';

/** So many rows are pruned at a time: whoever waits for one of them does not wait for all. */
const pruneBatch = 500;
/** Of a claim that nobody holds any more when it is looked at: a replica may lag. */
const mostTries = 10;

const isOpen = 'answer is null and until > now()';
const connectionsOf = `select id, accounts, connection from portfolio_connections
  where user_id = $1 and ($2::text is null or broker = $2) order by number desc`;
/** Until the transaction ends. */
const lock = (client: PostgresClient, user: string, broker: string) =>
  client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    JSON.stringify(['portfolio-connect', user, broker]),
  ]);
/** As the kit writes them: PostgreSQL would find one in capitals, too, and other stores do not. */
const isUuid = (id: string) => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id);

/** Options of a store in PostgreSQL. */
export interface PostgresStoreOptions extends DatabaseStoreOptions, PostgresNames {}

/**
 * Keeps connections in PostgreSQL, for any number of machines: what races is settled by unique constraints and row locks.
 * Credentials are encrypted with AES-256-GCM before they are sent there.
 *
 * Four tables, `portfolio_attempts`, `portfolio_connections`, `portfolio_accepted` and `portfolio_limits`, are made at the first use
 * where they are missing, and `portfolio_schema` says of which version they are. A role that may not make tables can use those that are
 * there (`postgresSchema` gives the SQL for who makes them);
 * without the third one the list of connections names no attempts, without the fourth one attempts are not limited.
 *
 * @param pool - Of the package `pg`. It stays yours: `close()` does not end it. It gets a listener for `error`, so that a database
 * which goes away does not end the process.
 * @throws TypeError where a key or a name cannot be used.
 */
export const createPostgresStore = (pool: PostgresPool, options: PostgresStoreOptions): DatabaseStore =>
  createDatabaseStore(new PostgresDatabase(new PostgresAccess(pool, new Names(options))), options);

export class PostgresDatabase implements Database {
  readonly #access: PostgresAccess;

  constructor(access: PostgresAccess) {
    this.#access = access;
  }

  async claim(attempt: NewAttempt): Promise<AttemptRow | number> {
    const { keyHash, id, user, fingerprint, limits } = attempt;
    for (let tries = 0; tries < mostTries; tries++) {
      const { rows } = await this.#access.queryFor(async () =>
        claimStatement(attempt, await this.#access.has('limits')),
      );
      const { claimed = false, spent } = (rows as Array<Partial<ClaimOutcome>>)[0] ?? {};
      if (claimed && (spent ?? limits.length) === limits.length)
        return { id, fingerprint, answer: null, isCounted: spent !== undefined || !limits.length };
      if (claimed) await this.forget(user, id);
      const holder = claimed ? undefined : await this.#holderOf(keyHash);
      if (holder) return holder;
      const wait = spent === undefined ? null : await this.#waitFor(limits);
      if (wait !== null) return wait;
      // The holder gave the key up between the two statements, or the window ended.
    }
    throw new TemporaryError('a key is claimed and given up again and again');
  }

  async #holderOf(keyHash: string): Promise<AttemptRow | undefined> {
    const sql = `select id, fingerprint, answer from portfolio_attempts
      where slot = $1 and not free and until > now()`;
    const [row] = (await this.#access.query(sql, [keyHash])).rows as AttemptRow[];
    return row;
  }

  async #waitFor(limits: readonly AttemptLimit[]): Promise<number | null> {
    const { text, values } = waitStatement(limits);
    const { rows } = await this.#access.query(text, values);
    return (rows as [{ wait: number | null }])[0].wait;
  }

  async attempt(user: string, id: string): Promise<Pick<AttemptRow, 'answer'> | undefined> {
    if (!isUuid(id)) return undefined;
    const sql = 'select answer from portfolio_attempts where id = $1 and user_id = $2 and until > now()';
    const [row] = (await this.#access.query(sql, [id, user])).rows as AttemptRow[];
    return row;
  }

  async accept(user: string, id: string, broker: string): Promise<void> {
    const sql = `insert into portfolio_accepted (attempt, user_id, broker)
      select id, user_id, $3 from portfolio_attempts where id = $1 and user_id = $2 and ${isOpen}
      on conflict (attempt) do nothing`;
    if (await this.#access.has('accepted')) await this.#access.query(sql, [id, user, broker]);
  }

  async openAttempts(user: string): Promise<OpenAttempt[]> {
    const sql = `select attempt as id, broker from portfolio_accepted
      where user_id = $1 and exists (select 1 from portfolio_attempts where id = attempt and ${isOpen})
      order by number desc`;
    return (await this.#access.has('accepted'))
      ? ((await this.#access.query(sql, [user])).rows as OpenAttempt[])
      : [];
  }

  async connections(user: string, broker?: string): Promise<WrittenConnection[]> {
    const { rows } = await this.#access.query(connectionsOf, [user, broker ?? null]);
    return rows as WrittenConnection[];
  }

  save(end: AttemptEnd, connection: ConnectionRow, { siblings, replaced, tombstone }: Replacement) {
    const { id, user, broker, accounts, sealed } = connection;
    return this.#access.transaction(async (client) => {
      // Whoever else saves for this user and broker waits: unique constraints cannot tell that one set of accounts holds another.
      await lock(client, user, broker);
      const ended = await client.query(
        `update portfolio_attempts set answer = $3, until = ${inMs('$4')} where id = $1 and user_id = $2 and ${isOpen}
           and not exists (select 1 from portfolio_attempts where slot = $5 and until > now())`,
        [end.id, end.user, end.answer, end.lifetime, tombstone],
      );
      if (!ended.rowCount) return { undo: 'lost' } as const;
      const { rows } = await client.query(connectionsOf, [user, broker]);
      if (!isSame(rows as WrittenConnection[], siblings)) return { undo: 'conflict' } as const;
      const sql = 'delete from portfolio_connections where id = any($1::uuid[]) and user_id = $2';
      if (replaced.length) await client.query(sql, [replaced, user]);
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
    return (await this.#access.query(sql, [id, user, lease])).count > 0;
  }

  async finish({ user, id, answer, lifetime }: AttemptEnd, claimable: boolean): Promise<void> {
    await this.#access.query(
      `update portfolio_attempts set answer = $3, until = ${inMs('$4')}, free = $5
       where id = $1 and user_id = $2 and ${isOpen}`,
      [id, user, answer, lifetime, claimable],
    );
  }

  async forget(user: string, id: string): Promise<void> {
    const sql = `delete from portfolio_attempts where id = $1 and user_id = $2 and ${isOpen}`;
    await this.#access.query(sql, [id, user]);
  }

  async prune(): Promise<boolean> {
    const prune = async (table: string) => {
      const over = `select slot from ${table} where until <= now() limit $1 for update skip locked`;
      const sql = `delete from ${table} where slot in (${over})`;
      return (await this.#access.query(sql, [pruneBatch])).count;
    };
    const attempts = await prune('portfolio_attempts');
    if (await this.#access.has('accepted')) {
      await this.#access.query(
        'delete from portfolio_accepted where not exists (select 1 from portfolio_attempts where id = attempt)',
      );
    }
    const windows = (await this.#access.has('limits')) ? await prune('portfolio_limits') : 0;
    return Math.max(attempts, windows) === pruneBatch;
  }

  async remove(user: string, id: string): Promise<boolean> {
    const sql = 'delete from portfolio_connections where id = $1 and user_id = $2';
    return isUuid(id) && (await this.#access.query(sql, [id, user])).count > 0;
  }

  async removeUser({ user, tombstone, id, answer, lifetime, mourning }: UserEnd): Promise<void> {
    const hasAccepted = await this.#access.has('accepted');
    // First, by itself: a save that begins after this sees it, and one that began before is seen below.
    await this.#access.query(
      `insert into portfolio_attempts (slot, id, user_id, fingerprint, until, answer) values ($1, $2, '', '', ${inMs('$3')}, $4)
       on conflict (slot) do update set until = excluded.until`,
      [tombstone, id, mourning, answer],
    );
    await this.#access.transaction(async (client) => {
      if (hasAccepted) await client.query('delete from portfolio_accepted where user_id = $1', [user]);
      // Whoever saves just now holds one of these, and what it saved is seen by the next statement.
      await client.query(
        `update portfolio_attempts set user_id = '', answer = $2, free = false, until = ${inMs('$3')} where user_id = $1`,
        [user, answer, lifetime],
      );
      await client.query('delete from portfolio_connections where user_id = $1', [user]);
      return { keep: undefined };
    });
  }

  async ready(): Promise<void> {
    await this.#access.look();
    const { rows } = await this.#access.query(`
      select current_setting('transaction_read_only')::boolean as "isReadOnly", bool_and(has_table_privilege(name, privilege)) as "mayUse"
      from unnest(array['portfolio_attempts', 'portfolio_connections']) as name,
        unnest(array['select', 'insert', 'update', 'delete']) as privileges (privilege)`);
    const [{ isReadOnly, mayUse }] = rows as [{ isReadOnly: boolean; mayUse: boolean }];
    if (isReadOnly) throw new TemporaryError('the database is read-only');
    if (!mayUse) throw new Error('the role may not select, insert, update and delete in the tables');
  }

  /** What is written over is the database's to clean up (`vacuum`). */
  clean(): Promise<void> {
    return Promise.resolve();
  }

  async sealed(user: string, id: string): Promise<SealedConnection | undefined> {
    if (!isUuid(id)) return undefined;
    const sql =
      'select id, accounts, connection, key_id, credentials from portfolio_connections where id = $1 and user_id = $2';
    const [row] = (await this.#access.query(sql, [id, user])).rows as Array<WrittenConnection & SealedRow>;
    return row && sealedConnection(row);
  }

  async page(after: number, limit: number, broker?: string): Promise<NumberedConnection[]> {
    const sql = `select number, user_id as user, id, connection from portfolio_connections
      where number > $1 and ($3::text is null or broker = $3) order by number limit $2`;
    const { rows } = await this.#access.query(sql, [after, limit, broker ?? null]);
    // The driver gives a bigint as a text.
    return (rows as Array<Omit<NumberedConnection, 'number'> & { number: string }>).map((row) => ({
      ...row,
      number: Number(row.number),
    }));
  }

  update(before: SealedConnection, { id, user, broker, accounts, connection, sealed }: ConnectionRow) {
    return this.#access.transaction(async (client) => {
      await lock(client, user, broker);
      const { rowCount } = await client.query(
        `update portfolio_connections set connection = $6, key_id = $8, credentials = $9, accounts = case when exists (
           select 1 from portfolio_connections where user_id = $2 and broker = $10 and accounts = $7::text and id <> $1
         ) then null else $7::text end
         where id = $1 and user_id = $2 and connection = $3 and key_id = $4 and credentials = $5`,
        [
          ...[id, user, before.connection, before.sealed.keyId, before.sealed.box],
          ...[connection, accounts, sealed.keyId, sealed.box, broker],
        ],
      );
      return { keep: Boolean(rowCount) };
    });
  }

  async reseal(id: string, before: Sealed, after: Sealed): Promise<boolean> {
    const sql = `update portfolio_connections set key_id = $4, credentials = $5
      where id = $1 and key_id = $2 and credentials = $3`;
    const values = [id, before.keyId, before.box, after.keyId, after.box];
    return (await this.#access.query(sql, values)).count > 0;
  }

  /** The pool is the host's to end. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}
