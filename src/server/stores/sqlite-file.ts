import type { Driver, DriverClass, Statement } from 'libsql';
import { delay } from '../../core/delay.js';
import { TemporaryError } from '../temporary.js';
import { collectGarbage, makePrivate } from './sqlite-runtime.js';

/** How long a request waits for another process that writes, ms. */
const defaultLockTimeout = 5_000;
/** Between two tries, ms. */
const longestPause = 50;
/** So long may statements run one after another before others of this process get their turn, ms. */
const longestSpell = 20;

/** Statements on an open file. Each is prepared once. */
export interface Statements {
  /** Returns how many rows were changed. */
  run(sql: string, ...values: unknown[]): number;
  get(sql: string, ...values: unknown[]): unknown;
  all(sql: string, ...values: unknown[]): unknown[];
}

/**
 * An SQLite file. The driver is synchronous, and whatever it waits for, the whole process waits for: so it never waits. Where
 * another process has the file locked, this one asks again after a while, and has its hands free meanwhile.
 */
export class SqliteFile {
  readonly #path: string;
  readonly #schema: string;
  /** Fails where a table is missing, or of a version that is not known. */
  readonly #check: string;
  readonly #lockTimeout: number;
  #opened: OpenFile | undefined;
  /** The writers of this process, one after another, so that they do not get in one another's way. */
  #line: Promise<unknown> = Promise.resolve();
  #spell = 0;
  /** Whether something that was deleted may still stand in the log. */
  #isLogFull = false;
  #emptying: Promise<void> | undefined;
  #isClosed = false;

  constructor(path: string, schema: string, check: string, lockTimeout = defaultLockTimeout) {
    this.#path = path;
    this.#schema = schema;
    this.#check = check;
    this.#lockTimeout = lockTimeout;
  }

  /** Runs statements that change nothing. */
  read<T>(work: (file: Statements) => T): Promise<T> {
    return this.#patiently((file) => work(file), performance.now() + this.#lockTimeout);
  }

  /**
   * Runs statements in a transaction: all of them or none, and no other process writes meanwhile.
   *
   * @throws TemporaryError where the file stays locked.
   */
  write<T>(work: (file: Statements) => T): Promise<T> {
    const deadline = performance.now() + this.#lockTimeout;
    // Whoever stands before it in the line came earlier, so gives up earlier: the waits do not add up.
    const turn = this.#line.then(() =>
      this.#patiently((file) => {
        const result = file.atomic(() => work(file));
        if (this.#isLogFull) this.#isLogFull = !file.emptyLog();
        return result;
      }, deadline),
    );
    this.#line = turn.then(this.#rest, this.#rest);
    return turn;
  }

  /**
   * Writes the log beside the file into it, so that nothing of what was deleted is left there: once for all who ask before it is
   * done. Where somebody reads just then, it is done after a later write.
   */
  emptyLog(): Promise<void> {
    return (this.#emptying ??= this.#line.then(async () => {
      // Whoever deletes from now on asks anew.
      this.#emptying = undefined;
      const isEmpty = await this.#patiently((file) => file.emptyLog(), performance.now() + this.#lockTimeout);
      this.#isLogFull = !isEmpty;
    }));
  }

  /** Writes a whole copy to a file that is not there yet. */
  copy(path: string): Promise<void> {
    return this.#patiently((file) => file.copy(path), performance.now() + this.#lockTimeout);
  }

  /** Lets go of the file, for good. What was written stands in the file itself then, and not in the log beside it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#line;
    if (!this.#opened) return;
    this.#discard();
    await collectGarbage();
  }

  readonly #rest = async (): Promise<void> => {
    if (performance.now() - this.#spell < longestSpell) return;
    await delay(0);
    this.#spell = performance.now();
  };

  async #patiently<T>(work: (file: OpenFile) => T, deadline: number): Promise<T> {
    const Driver = await loadDriver();
    for (let tries = 0; ; tries++) {
      // What is under way elsewhere in the process must not open it again behind the back of who closed it.
      if (this.#isClosed) throw new TemporaryError('the store was closed');
      try {
        this.#opened ??= openFile(Driver, this.#path, this.#schema, this.#check);
        return work(this.#opened);
      } catch (error) {
        // A statement that failed in the middle may have left a snapshot open, with which nothing can be written any more.
        if (this.#opened?.isUnsound) this.#discard();
        // Somebody has dropped a table: opening the file anew makes what is missing.
        if (tries === 0 && isWithoutTable(error)) continue;
        if (!isLocked(error)) throw error;
        if (performance.now() >= deadline) {
          throw new TemporaryError('another process has the SQLite file locked', { cause: error });
        }
      }
      await delay(Math.random() * longestPause);
    }
  }

  #discard(): void {
    this.#opened?.close();
    this.#opened = undefined;
  }
}

const isLocked = (error: unknown): boolean =>
  /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(String((error as { code?: unknown } | undefined)?.code));

const isWithoutTable = (error: unknown): boolean => /no such table/.test(String(error));

class OpenFile implements Statements {
  /** Something failed in it: nobody knows what state it is in. */
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

  /** Returns false where it could not be done now: another process reads or writes. The log is whole then. Never throws. */
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

  /** The log is written into the file first: statements keep the file open until they are collected. */
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
function openFile(Driver: DriverClass, path: string, schema: string, check: string): OpenFile {
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
