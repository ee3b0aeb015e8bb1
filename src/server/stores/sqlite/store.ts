import type { AttemptLimit, OpenAttempt } from '../../store.js';
import { createDatabaseStore, type DatabaseStore, type DatabaseStoreOptions } from '../database.js';
import type { Statements } from './connection.js';
import { SqliteFile } from './file.js';
import { check, schema } from './tables.js';
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
import { waitFor, windowAfter, type Window } from '../window.js';

/** A store in a file. */
export interface SqliteStore extends DatabaseStore {
  /**
   * Writes a whole copy to another file, which must not be there yet, beside whoever else uses this one. Credentials in it are
   * encrypted with the same keys; what was removed before is not in it.
   */
  backup(path: string): Promise<void>;
}

/** So many rows are pruned at a time: others get their turn in between. */
const pruneBatch = 200;

/**
 * Keeps connections in an SQLite file, for one machine; any number of its processes may share the file. Credentials are
 * encrypted with AES-256-GCM. Needs the package `libsql`.
 *
 * The file is opened, and made where there is none, at the first use, so that only its owner can read it. What was answered is
 * on the disk before (write-ahead log, `synchronous = full`), and what is removed is overwritten (`secure_delete`).
 *
 * Where another process has the file locked, a call waits for up to 5 s, and nothing else of the process waits with it; then
 * it rejects with a `TemporaryError`.
 *
 * @param path - Of the file; its folder must be there.
 * @throws TypeError where the path or a key cannot be used.
 */
export function createSqliteStore(path: string, options: DatabaseStoreOptions): SqliteStore {
  checkPath(path);
  const database = new SqliteDatabase(path);
  return {
    ...createDatabaseStore(database, options),
    async backup(copy) {
      checkPath(copy);
      await database.backup(copy);
    },
  };
}

function checkPath(path: string): void {
  if (typeof path !== 'string' || path.trim() === '' || path.includes('\0')) {
    throw new TypeError('path must be that of a file');
  }
  if (/^:memory:|^\w{2,}:/.test(path)) {
    throw new TypeError('path must be that of a file, not an address; in memory: createMemoryStore()');
  }
}

export class SqliteDatabase implements Database {
  readonly #file: SqliteFile;

  constructor(path: string) {
    this.#file = new SqliteFile(path, schema, check);
  }

  claim({ keyHash, id, user, fingerprint, lease, limits }: NewAttempt): Promise<AttemptRow | number> {
    return this.#file.write((file) => {
      const now = Date.now();
      const held = `select id, fingerprint, answer from portfolio_attempts
        where slot = ? and not free and until > ?`;
      const holder = file.get(held, keyHash, now) as AttemptRow | undefined;
      if (holder) return holder;
      const wait = spend(file, limits, now);
      if (wait) return wait;
      file.run(
        `insert or replace into portfolio_attempts (slot, id, user_id, fingerprint, until) values (?, ?, ?, ?, ?)`,
        ...[keyHash, id, user, fingerprint, now + lease],
      );
      return { id, fingerprint, answer: null };
    });
  }

  attempt(user: string, id: string): Promise<Pick<AttemptRow, 'answer'> | undefined> {
    const sql = 'select answer from portfolio_attempts where id = ? and user_id = ? and until > ?';
    return this.#file.read((file) => file.get(sql, id, user, Date.now()) as AttemptRow | undefined);
  }

  async accept(user: string, id: string, broker: string): Promise<void> {
    const sql = `insert into portfolio_accepted (attempt, user_id, broker)
      select id, user_id, ? from portfolio_attempts where id = ? and user_id = ? and ${isOpen}
      on conflict (attempt) do nothing`;
    await this.#file.write((file) => file.run(sql, broker, id, user, Date.now()));
  }

  openAttempts(user: string): Promise<OpenAttempt[]> {
    const sql = `select attempt as id, broker from portfolio_accepted
      where user_id = ? and exists (select 1 from portfolio_attempts where id = attempt and ${isOpen})
      order by number desc`;
    return this.#file.read((file) => file.all(sql, user, Date.now()) as OpenAttempt[]);
  }

  connections(user: string, broker?: string): Promise<WrittenConnection[]> {
    return this.#file.read((file) => connectionsOf(file, user, broker));
  }

  async save(end: AttemptEnd, connection: ConnectionRow, { siblings, replaced, tombstone }: Replacement) {
    const { id, user, broker, accounts, sealed } = connection;
    const outcome = await this.#file.write((file) => {
      const now = Date.now();
      const open = `select id from portfolio_attempts where id = ? and user_id = ? and ${isOpen}`;
      const removed = 'select id from portfolio_attempts where slot = ? and until > ?';
      if (!file.get(open, end.id, end.user, now) || file.get(removed, tombstone, now)) return 'lost';
      if (!isSame(connectionsOf(file, user, broker), siblings)) return 'conflict';
      const remove = 'delete from portfolio_connections where id = ? and user_id = ?';
      for (const one of replaced) file.run(remove, one, user);
      file.run(
        `insert into portfolio_connections (id, user_id, broker, accounts, connection, key_id, credentials)
         values (?, ?, ?, ?, ?, ?, ?)`,
        ...[id, user, broker, accounts, connection.connection, sealed.keyId, sealed.box],
      );
      const finish = 'update portfolio_attempts set answer = ?, until = ? where id = ?';
      file.run(finish, end.answer, now + end.lifetime, end.id);
      return 'saved';
    });
    if (outcome === 'saved' && replaced.length) await this.clean();
    return outcome;
  }

  async renew(user: string, id: string, lease: number): Promise<boolean> {
    const sql = `update portfolio_attempts set until = ? where id = ? and user_id = ? and ${isOpen}`;
    return await this.#file.write((file) => {
      const now = Date.now();
      return file.run(sql, now + lease, id, user, now) > 0;
    });
  }

  async finish({ user, id, answer, lifetime }: AttemptEnd, claimable: boolean): Promise<void> {
    const sql = `update portfolio_attempts set answer = ?, until = ?, free = ?
      where id = ? and user_id = ? and ${isOpen}`;
    await this.#file.write((file) => {
      const now = Date.now();
      file.run(sql, answer, now + lifetime, Number(claimable), id, user, now);
    });
  }

  async forget(user: string, id: string): Promise<void> {
    const sql = `delete from portfolio_attempts where id = ? and user_id = ? and ${isOpen}`;
    await this.#file.write((file) => file.run(sql, id, user, Date.now()));
  }

  async prune(): Promise<boolean> {
    return await this.#file.write((file) => {
      const now = Date.now();
      const prune = (table: string, key: string, condition: string, ...values: number[]) =>
        file.run(
          `delete from ${table} where ${key} in (select ${key} from ${table} where ${condition} limit ?)`,
          ...[...values, pruneBatch],
        );
      const isOrphan = 'not exists (select 1 from portfolio_attempts where id = attempt)';
      const pruned = [
        prune('portfolio_attempts', 'slot', 'until <= ?', now),
        prune('portfolio_accepted', 'number', isOrphan),
        prune('portfolio_limits', 'slot', 'until <= ?', now),
      ];
      return Math.max(...pruned) === pruneBatch;
    });
  }

  async remove(user: string, id: string): Promise<boolean> {
    const sql = 'delete from portfolio_connections where id = ? and user_id = ?';
    const removed = await this.#file.write((file) => file.run(sql, id, user) > 0);
    if (removed) await this.clean();
    return removed;
  }

  async removeUser({ user, tombstone, id, answer, lifetime, mourning }: UserEnd): Promise<void> {
    await this.#file.write((file) => {
      const now = Date.now();
      const end = `update portfolio_attempts set user_id = '', answer = ?, free = 0, until = ? where user_id = ?`;
      file.run('delete from portfolio_accepted where user_id = ?', user);
      file.run(end, answer, now + lifetime, user);
      file.run('delete from portfolio_connections where user_id = ?', user);
      file.run(
        `insert into portfolio_attempts (slot, id, user_id, fingerprint, until, answer) values (?, ?, '', '', ?, ?)
         on conflict (slot) do update set until = excluded.until`,
        ...[tombstone, id, now + mourning, answer],
      );
    });
    await this.clean();
  }

  clean(): Promise<void> {
    return this.#file.emptyLog();
  }

  async sealed(user: string, id: string): Promise<SealedConnection | undefined> {
    const sql =
      'select id, accounts, connection, key_id, credentials from portfolio_connections where id = ? and user_id = ?';
    const row = await this.#file.read((file) => file.get(sql, id, user));
    return row === undefined ? undefined : sealedConnection(row as WrittenConnection & SealedRow);
  }

  page(after: number, limit: number, broker?: string): Promise<NumberedConnection[]> {
    const sql = `select number, user_id as user, id, connection from portfolio_connections
      where number > ? and broker = coalesce(?, broker) order by number limit ?`;
    const values = [after, broker ?? null, limit];
    return this.#file.read((file) => file.all(sql, ...values) as NumberedConnection[]);
  }

  async update(before: SealedConnection, { id, user, broker, accounts, connection, sealed }: ConnectionRow) {
    const taken = `select 1 from portfolio_connections
      where user_id = ? and broker = ? and accounts = ? and id <> ?`;
    const sql = `update portfolio_connections set connection = ?, accounts = ?, key_id = ?, credentials = ?
      where id = ? and user_id = ? and connection = ? and key_id = ? and credentials = ?`;
    const known = [id, user, before.connection, before.sealed.keyId, before.sealed.box];
    return await this.#file.write((file) => {
      const isTaken = file.get(taken, user, broker, accounts, id) !== undefined;
      const values = [connection, isTaken ? null : accounts, sealed.keyId, sealed.box];
      return file.run(sql, ...values, ...known) > 0;
    });
  }

  async reseal(id: string, before: Sealed, after: Sealed): Promise<boolean> {
    const sql = `update portfolio_connections set key_id = ?, credentials = ?
      where id = ? and key_id = ? and credentials = ?`;
    const values = [after.keyId, after.box, id, before.keyId, before.box];
    return await this.#file.write((file) => file.run(sql, ...values) > 0);
  }

  async ready(): Promise<void> {
    await this.#file.read((file) =>
      file.get('select 1 from portfolio_attempts, portfolio_connections, portfolio_limits where false'),
    );
  }

  async backup(path: string): Promise<void> {
    await this.#file.copy(path);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** Counts an attempt, or returns the seconds to wait. */
function spend(file: Statements, limits: readonly AttemptLimit[], now: number): number {
  const known = 'select hits, until from portfolio_limits where slot = ?';
  const windows = limits.map((limit) =>
    windowAfter(limit, file.get(known, limit.key) as Omit<Window, 'key'> | undefined, now),
  );
  const wait = waitFor(windows, now);
  if (wait) return wait;
  const write = 'insert or replace into portfolio_limits (slot, hits, until) values (?, ?, ?)';
  for (const { key, hits, until } of windows) file.run(write, key, hits, until);
  return 0;
}

/** A condition: the attempt has no answer, and its lease has not run out. */
const isOpen = 'answer is null and until > ?';

function connectionsOf(file: Statements, user: string, broker: string | undefined): WrittenConnection[] {
  const all = 'select id, accounts, connection from portfolio_connections where user_id = ?';
  const rows =
    broker === undefined
      ? file.all(`${all} order by number desc`, user)
      : file.all(`${all} and broker = ? order by number desc`, user, broker);
  return rows as WrittenConnection[];
}
