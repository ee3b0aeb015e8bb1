import type { Driver, DriverClass, Statement } from 'libsql';
import type { ConnectionStore } from '../store.js';
import {
  createDatabaseStore,
  type AttemptRow,
  type Database,
  type DatabaseStoreOptions,
  type SealedRow,
} from './database.js';

/** Of the tables below. */
const version = 1;

const schema = `
  create table portfolio_attempts (
    slot text primary key,
    id text not null unique,
    user_id text not null,
    fingerprint text not null,
    until integer not null,
    answer text,
    free integer not null default 0
  ) strict;
  create index portfolio_attempts_until on portfolio_attempts (until);
  create table portfolio_connections (
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
  pragma user_version = ${version};
`;

/** Another process may be writing; ms. */
const patience = 10_000;

/**
 * Keeps connections in an SQLite file, for one machine; any number of its processes may share the file. Credentials are
 * encrypted with AES-256-GCM. Needs the package `libsql`.
 *
 * The file is opened, and made where there is none, at the first use. What was answered is on the disk before (write-ahead
 * log, `synchronous = full`).
 *
 * @param path - Of the file; its folder must be there.
 * @throws TypeError where a key cannot be used.
 */
export function createSqliteStore(path: string, options: DatabaseStoreOptions): ConnectionStore {
  let opened: Promise<File> | undefined;
  const open = () =>
    (opened ??= openFile(path).catch((error: unknown) => {
      opened = undefined;
      throw error;
    }));

  const database: Database = {
    async take(slot, id, user, fingerprint, lease) {
      const file = await open();
      const now = Date.now();
      return file.atomic(() => {
        file.run(
          `insert into portfolio_attempts (slot, id, user_id, fingerprint, until) values (?, ?, ?, ?, ?)
           on conflict (slot) do update set id = excluded.id, user_id = excluded.user_id,
             fingerprint = excluded.fingerprint, until = excluded.until, answer = null, free = 0
           where free or until <= ?`,
          ...[slot, id, user, fingerprint, now + lease, now],
        );
        const sql = 'select id, fingerprint, answer from portfolio_attempts where slot = ?';
        return file.get(sql, slot) as AttemptRow;
      });
    },

    async attempt(user, id) {
      const sql = 'select answer from portfolio_attempts where id = ? and user_id = ? and until > ?';
      return (await open()).get(sql, id, user, Date.now()) as AttemptRow | undefined;
    },

    async find(user, broker, accounts) {
      const sql = 'select id from portfolio_connections where user_id = ? and broker = ? and accounts = ?';
      const row = (await open()).get(sql, user, broker, accounts) as { id: string } | undefined;
      return row?.id;
    },

    async save(attempt, answer, kept, { id, user, broker, accounts, connection, sealed }, replaces) {
      const file = await open();
      const now = Date.now();
      return file.atomic(() => {
        const sql = `select id from portfolio_attempts where id = ? and user_id = ? and ${isOpen}`;
        if (!file.get(sql, attempt, user, now)) return 'lost';
        const remove = 'delete from portfolio_connections where id = ? and user_id = ?';
        if (replaces !== undefined && !file.run(remove, replaces, user)) return 'again';
        const added = file.run(
          `insert into portfolio_connections (id, user_id, broker, accounts, connection, key_id, credentials)
           values (?, ?, ?, ?, ?, ?, ?) on conflict (user_id, broker, accounts) do nothing`,
          ...[id, user, broker, accounts, connection, sealed.keyId, sealed.box],
        );
        // Nothing has been changed then: where one was replaced, its place was free.
        if (!added) return 'again';
        file.run(
          'update portfolio_attempts set answer = ?, until = ? where id = ?',
          answer,
          now + kept,
          attempt,
        );
        return 'saved';
      });
    },

    async renew(user, attempt, lease) {
      const sql = `update portfolio_attempts set until = ? where id = ? and user_id = ? and ${isOpen}`;
      const now = Date.now();
      return (await open()).run(sql, now + lease, attempt, user, now) > 0;
    },

    async end(user, attempt, answer, kept, free) {
      const now = Date.now();
      (await open()).run(
        `update portfolio_attempts set answer = ?, until = ?, free = ? where id = ? and user_id = ? and ${isOpen}`,
        ...[answer, now + kept, Number(free), attempt, user, now],
      );
    },

    async drop(user, attempt) {
      const sql = `delete from portfolio_attempts where id = ? and user_id = ? and ${isOpen}`;
      (await open()).run(sql, attempt, user, Date.now());
    },

    async prune() {
      (await open()).run('delete from portfolio_attempts where until <= ?', Date.now());
    },

    async list(user) {
      const sql = 'select connection from portfolio_connections where user_id = ? order by number desc';
      const rows = (await open()).all(sql, user) as Array<{ connection: string }>;
      return rows.map(({ connection }) => connection);
    },

    async remove(user, id) {
      const sql = 'delete from portfolio_connections where id = ? and user_id = ?';
      return (await open()).run(sql, id, user) > 0;
    },

    async sealed(user, id) {
      const sql = 'select key_id, credentials from portfolio_connections where id = ? and user_id = ?';
      const row = (await open()).get(sql, id, user) as SealedRow | undefined;
      return row && { keyId: row.key_id, box: Uint8Array.from(row.credentials) };
    },

    async close() {
      const file = await opened?.catch(() => undefined);
      opened = undefined;
      file?.close();
    },
  };
  return createDatabaseStore(database, options);
}

/** Of an attempt: nobody has ended it, nor was it given up for dead. */
const isOpen = 'answer is null and until > ?';

/** An open file, with its statements prepared once. */
interface File {
  /** Returns how many rows were changed. */
  run(sql: string, ...values: unknown[]): number;
  get(sql: string, ...values: unknown[]): unknown;
  all(sql: string, ...values: unknown[]): unknown[];
  /** All of it or nothing, and no other process in between. */
  atomic<T>(work: () => T): T;
  close(): void;
}

async function openFile(path: string): Promise<File> {
  const driver = new (await loadDriver())(path, { timeout: patience });
  driver.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
  driver.transaction(() => migrate(driver)).immediate();
  const prepared = new Map<string, Statement>();
  const statement = (sql: string) => {
    const known = prepared.get(sql) ?? driver.prepare(sql);
    prepared.set(sql, known);
    return known;
  };
  return {
    run: (sql, ...values) => statement(sql).run(...values).changes,
    get: (sql, ...values) => statement(sql).get(...values),
    all: (sql, ...values) => statement(sql).all(...values),
    atomic: (work) => driver.transaction(work).immediate(),
    close: () => driver.close(),
  };
}

/** Its own message names a module of Node's, not what to do. */
async function loadDriver(): Promise<DriverClass> {
  try {
    const { default: driver } = await import('libsql');
    return driver;
  } catch (error) {
    throw new Error('createSqliteStore needs the package libsql: npm install libsql', { cause: error });
  }
}

function migrate(driver: Driver): void {
  const { user_version: found } = driver.prepare('pragma user_version').get() as { user_version: number };
  if (found > version) {
    throw new Error(
      `the file is of a newer version (${found}) than this portfolio-connect knows (${version})`,
    );
  }
  if (found < version) driver.exec(schema);
}
