import type { OpenAttempt } from '../store.js';
import { createDatabaseStore, type DatabaseStore, type DatabaseStoreOptions } from './database.js';
import type { Statements } from './sqlite-connection.js';
import { SqliteFile } from './sqlite-file.js';
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
} from './tables.js';
import type { Sealed } from './vault.js';

/** A store in a file. */
export interface SqliteStore extends DatabaseStore {
  /**
   * Writes a whole copy to another file, which must not be there yet, beside whoever else uses this one. Credentials in it are
   * encrypted with the same keys; what was removed before is not in it.
   */
  backup(path: string): Promise<void>;
}

/** The version of the tables below. Not the file's `user_version`, which a host that keeps its own tables there may use. */
const schemaVersion = 1;

const schema = `
  create table if not exists portfolio_attempts (
    slot text primary key,
    id text not null unique,
    user_id text not null,
    fingerprint text not null,
    until integer not null,
    answer text,
    free integer not null default 0
  ) strict;
  create index if not exists portfolio_attempts_until on portfolio_attempts (until);
  create index if not exists portfolio_attempts_user on portfolio_attempts (user_id);
  create table if not exists portfolio_connections (
    number integer primary key,
    id text not null unique,
    user_id text not null,
    broker text not null,
    accounts text,
    connection text not null,
    key_id text not null,
    credentials blob not null,
    unique (user_id, broker, accounts)
  ) strict;
  create table if not exists portfolio_accepted (
    number integer primary key,
    attempt text not null unique,
    user_id text not null,
    broker text not null
  ) strict;
  create index if not exists portfolio_accepted_user on portfolio_accepted (user_id);
  create table if not exists portfolio_schema (version integer not null) strict;
  insert into portfolio_schema select ${schemaVersion} where not exists (select 1 from portfolio_schema);
`;

/** Fails where a table is missing, and where a newer version has made them. */
const check = `
  select 1 from portfolio_attempts, portfolio_connections, portfolio_accepted, portfolio_schema where 0;
  create temp table portfolio_known (version check (version <= ${schemaVersion}));
  insert into portfolio_known select version from portfolio_schema;
  drop table portfolio_known;
`;

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

class SqliteDatabase implements Database {
  readonly #file: SqliteFile;

  constructor(path: string) {
    this.#file = new SqliteFile(path, schema, check);
  }

  claim({ keyHash, id, user, fingerprint, lease }: NewAttempt): Promise<AttemptRow> {
    return this.#file.write((file) => {
      const now = Date.now();
      file.run(
        `insert into portfolio_attempts (slot, id, user_id, fingerprint, until) values (?, ?, ?, ?, ?)
         on conflict (slot) do update set id = excluded.id, user_id = excluded.user_id,
           fingerprint = excluded.fingerprint, until = excluded.until, answer = null, free = 0
         where free or until <= ?`,
        ...[keyHash, id, user, fingerprint, now + lease, now],
      );
      const sql = 'select id, fingerprint, answer from portfolio_attempts where slot = ?';
      return file.get(sql, keyHash) as AttemptRow;
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
      const over = 'select slot from portfolio_attempts where until <= ? limit ?';
      const attempts = `delete from portfolio_attempts where slot in (${over})`;
      const isOrphan = 'not exists (select 1 from portfolio_attempts where id = attempt)';
      const orphans = `select number from portfolio_accepted where ${isOrphan} limit ?`;
      const pruned = file.run(attempts, Date.now(), pruneBatch);
      const unaccepted = file.run(`delete from portfolio_accepted where number in (${orphans})`, pruneBatch);
      return Math.max(pruned, unaccepted) === pruneBatch;
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

  page(after: number, limit: number): Promise<NumberedConnection[]> {
    const sql = `select number, user_id as user, id, connection from portfolio_connections
      where number > ? order by number limit ?`;
    return this.#file.read((file) => file.all(sql, after, limit) as NumberedConnection[]);
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

  async backup(path: string): Promise<void> {
    await this.#file.copy(path);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
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
