import type { Driver, DriverClass, Statement } from 'libsql';
import { makePrivate } from './runtime.js';

/** Statements on an open file. Each is prepared once. */
export interface Statements {
  /** Returns how many rows were changed. */
  run(sql: string, ...values: unknown[]): number;
  get(sql: string, ...values: unknown[]): unknown;
  all(sql: string, ...values: unknown[]): unknown[];
}

/** Somebody has dropped a table. */
export const isWithoutTable = (error: unknown): boolean => /no such table/.test(String(error));

/** A file that is open. The driver is synchronous. */
export interface SqliteConnection extends Statements {
  /** Something failed in it: nobody knows what state it is in. */
  readonly isUnsound: boolean;
  /** Runs statements in a transaction, while no other process writes. */
  atomic<T>(work: () => T): T;
  /** Returns false where it could not be done now: another process reads or writes. The log is whole then. Never throws. */
  emptyLog(): boolean;
  /** Writes a whole copy to a file that is not there yet. */
  copy(path: string): void;
  /** The log is written into the file first: statements keep the file open until they are collected. */
  close(): void;
}

class OpenFile implements SqliteConnection {
  isUnsound = false;
  readonly #driver: Driver;
  readonly #prepared = new Map<string, Statement>();

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  run(sql: string, ...values: unknown[]): number {
    return this.#attempt(() => this.#statement(sql).run(...bindable(values)).changes);
  }

  get(sql: string, ...values: unknown[]): unknown {
    return this.#attempt(() => this.#statement(sql).get(...bindable(values)));
  }

  all(sql: string, ...values: unknown[]): unknown[] {
    return this.#attempt(() => this.#statement(sql).all(...bindable(values)));
  }

  atomic<T>(work: () => T): T {
    // Refused, it leaves nothing behind.
    this.#driver.exec('begin immediate');
    return this.#attempt(() => {
      try {
        const result = work();
        this.#driver.exec('commit');
        return result;
      } catch (error) {
        this.#undo();
        throw error;
      }
    });
  }

  emptyLog(): boolean {
    try {
      const outcome = this.#statement('pragma wal_checkpoint(truncate)').get() as { busy: number };
      return outcome.busy === 0;
    } catch {
      return false;
    }
  }

  copy(path: string): void {
    makePrivate(path);
    this.#attempt(() => this.#driver.exec(`vacuum into '${path.replaceAll("'", "''")}'`));
  }

  close(): void {
    if (!this.isUnsound) this.emptyLog();
    this.#prepared.clear();
    this.#driver.close();
  }

  /** SQLite undoes some failures by itself, and refuses to undo them once more. */
  #undo(): void {
    try {
      this.#driver.exec('rollback');
    } catch {
      // What failed first is what matters.
    }
  }

  #attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.isUnsound = true;
      throw error;
    }
  }

  #statement(sql: string): Statement {
    const known = this.#prepared.get(sql) ?? this.#driver.prepare(sql);
    this.#prepared.set(sql, known);
    return known;
  }
}

/** libsql ends the process at any other value. */
function bindable(values: unknown[]): unknown[] {
  const isBindable = (value: unknown) =>
    value === null || ['string', 'number'].includes(typeof value) || value instanceof Uint8Array;
  if (values.every(isBindable)) return values;
  throw new TypeError('SQLite keeps texts, numbers and bytes alone');
}

/** By `exec` alone: it leaves no statement behind that would keep a file open which is given up here. */
function openFile(Driver: DriverClass, path: string, schema: string, check: string): SqliteConnection {
  makePrivate(path);
  const driver = new Driver(path, { timeout: 0 });
  try {
    driver.exec(
      'pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; pragma temp_store = memory',
    );
    try {
      driver.exec(check);
    } catch (error) {
      if (/CHECK constraint/.test(String(error))) {
        throw new Error('the file is of a newer version than this portfolio-connect knows', { cause: error });
      }
      if (!isWithoutTable(error)) throw error;
      driver.exec(`begin immediate; ${schema} commit`);
      driver.exec(check);
    }
    return new OpenFile(driver);
  } catch (error) {
    driver.close();
    throw error;
  }
}

let driverClass: Promise<DriverClass> | undefined;

/** @throws Error that says what to install; Node's own names a module. */
const loadDriver = (): Promise<DriverClass> =>
  (driverClass ??= import('libsql').then(
    ({ default: driver }) => driver,
    (error: unknown) => {
      driverClass = undefined;
      throw new Error('createSqliteStore needs the package libsql: npm install libsql', { cause: error });
    },
  ));

/** Opens a file, and makes it and its tables where there are none. `check` fails where a table is missing or of a newer version. */
type Open = (path: string, schema: string, check: string) => SqliteConnection;

/** @throws Error where the driver is not installed. */
export async function loadOpen(): Promise<Open> {
  const Driver = await loadDriver();
  return (path, schema, check) => openFile(Driver, path, schema, check);
}
