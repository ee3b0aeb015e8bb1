import type { Driver, DriverClass, Statement } from 'libsql';
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

/** Version of the schema, kept in the file as `user_version`. */
const schemaVersion = 1;

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
  pragma user_version = ${schemaVersion};
`;

/** Beside the first version's tables, not in them: whoever knows only those can go on with the file. */
const acceptedTable = `
  create table if not exists portfolio_accepted (
    number integer primary key,
    attempt text not null unique,
    user_id text not null,
    broker text not null
  ) strict;
  create index if not exists portfolio_accepted_user on portfolio_accepted (user_id);
`;

/** How long to wait for another process that writes, ms. */
const busyTimeout = 10_000;

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
export const createSqliteStore = (path: string, options: DatabaseStoreOptions): ConnectionStore =>
  createDatabaseStore(new SqliteDatabase(path), options);

class SqliteDatabase implements Database {
  readonly #path: string;
  #opened: Promise<File> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async claim({ keyHash, id, user, fingerprint, lease }: NewAttempt): Promise<AttemptRow> {
    const file = await this.#open();
    const now = Date.now();
    return file.atomic(() => {
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

  async attempt(user: string, id: string): Promise<Pick<AttemptRow, 'answer'> | undefined> {
    const sql = 'select answer from portfolio_attempts where id = ? and user_id = ? and until > ?';
    return (await this.#open()).get(sql, id, user, Date.now()) as AttemptRow | undefined;
  }

  async accept(user: string, id: string, broker: string): Promise<void> {
    (await this.#open()).run(
      `insert into portfolio_accepted (attempt, user_id, broker)
       select id, user_id, ? from portfolio_attempts where id = ? and user_id = ? and ${isOpen}
       on conflict (attempt) do nothing`,
      ...[broker, id, user, Date.now()],
    );
  }

  async openAttempts(user: string): Promise<OpenAttempt[]> {
    const sql = `select attempt as id, broker from portfolio_accepted
      where user_id = ? and exists (select 1 from portfolio_attempts where id = attempt and ${isOpen})
      order by number desc`;
    return (await this.#open()).all(sql, user, Date.now()) as OpenAttempt[];
  }

  async find({ user, broker, accounts }: AccountsOf): Promise<string | undefined> {
    const sql = 'select id from portfolio_connections where user_id = ? and broker = ? and accounts = ?';
    const row = (await this.#open()).get(sql, user, broker, accounts) as { id: string } | undefined;
    return row?.id;
  }

  async save(end: AttemptEnd, connection: ConnectionRow, replaces: string | undefined) {
    const file = await this.#open();
    const { id, user, broker, accounts, sealed } = connection;
    const now = Date.now();
    return file.atomic(() => {
      const open = `select id from portfolio_attempts where id = ? and user_id = ? and ${isOpen}`;
      if (!file.get(open, end.id, end.user, now)) return 'lost';
      const remove = 'delete from portfolio_connections where id = ? and user_id = ?';
      if (replaces !== undefined && !file.run(remove, replaces, user)) return 'conflict';
      const added = file.run(
        `insert into portfolio_connections (id, user_id, broker, accounts, connection, key_id, credentials)
         values (?, ?, ?, ?, ?, ?, ?) on conflict (user_id, broker, accounts) do nothing`,
        ...[id, user, broker, accounts, connection.connection, sealed.keyId, sealed.box],
      );
      // Nothing has been changed then: had a connection been deleted above, its place would be free.
      if (!added) return 'conflict';
      const finish = 'update portfolio_attempts set answer = ?, until = ? where id = ?';
      file.run(finish, end.answer, now + end.lifetime, end.id);
      return 'saved';
    });
  }

  async renew(user: string, id: string, lease: number): Promise<boolean> {
    const sql = `update portfolio_attempts set until = ? where id = ? and user_id = ? and ${isOpen}`;
    const now = Date.now();
    return (await this.#open()).run(sql, now + lease, id, user, now) > 0;
  }

  async finish({ user, id, answer, lifetime }: AttemptEnd, claimable: boolean): Promise<void> {
    const now = Date.now();
    (await this.#open()).run(
      `update portfolio_attempts set answer = ?, until = ?, free = ? where id = ? and user_id = ? and ${isOpen}`,
      ...[answer, now + lifetime, Number(claimable), id, user, now],
    );
  }

  async forget(user: string, id: string): Promise<void> {
    const sql = `delete from portfolio_attempts where id = ? and user_id = ? and ${isOpen}`;
    (await this.#open()).run(sql, id, user, Date.now());
  }

  async prune(): Promise<void> {
    const file = await this.#open();
    file.run('delete from portfolio_attempts where until <= ?', Date.now());
    file.run(
      'delete from portfolio_accepted where not exists (select 1 from portfolio_attempts where id = attempt)',
    );
  }

  async list(user: string): Promise<string[]> {
    const sql = 'select connection from portfolio_connections where user_id = ? order by number desc';
    const rows = (await this.#open()).all(sql, user) as Array<{ connection: string }>;
    return rows.map(({ connection }) => connection);
  }

  async remove(user: string, id: string): Promise<boolean> {
    const sql = 'delete from portfolio_connections where id = ? and user_id = ?';
    return (await this.#open()).run(sql, id, user) > 0;
  }

  async sealed(user: string, id: string): Promise<Sealed | undefined> {
    const sql = 'select key_id, credentials from portfolio_connections where id = ? and user_id = ?';
    const row = (await this.#open()).get(sql, id, user) as SealedRow | undefined;
    return row && { keyId: row.key_id, box: Uint8Array.from(row.credentials) };
  }

  async close(): Promise<void> {
    const file = await this.#opened?.catch(() => undefined);
    this.#opened = undefined;
    file?.close();
  }

  #open(): Promise<File> {
    return (this.#opened ??= openFile(this.#path).catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    }));
  }
}

/** A condition: the attempt has no answer, and its lease has not run out. */
const isOpen = 'answer is null and until > ?';

/** An open file, with its statements prepared once. */
interface File {
  /** Returns how many rows were changed. */
  run(sql: string, ...values: unknown[]): number;
  get(sql: string, ...values: unknown[]): unknown;
  all(sql: string, ...values: unknown[]): unknown[];
  /** Runs it in a transaction, during which no other process writes. */
  atomic<T>(work: () => T): T;
  close(): void;
}

async function openFile(path: string): Promise<File> {
  const driver = new (await loadDriver())(path, { timeout: busyTimeout });
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

/** @throws Error that says what to install; Node's own names a module. */
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
  if (found > schemaVersion) {
    throw new Error(
      `the file is of a newer version (${found}) than this portfolio-connect knows (${schemaVersion})`,
    );
  }
  if (found < schemaVersion) driver.exec(schema);
  driver.exec(acceptedTable);
}
