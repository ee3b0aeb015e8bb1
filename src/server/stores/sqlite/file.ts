import { delay } from '../../../core/delay.js';
import { TemporaryError } from '../../errors/temporary.js';
import { isWithoutTable, loadOpen, type SqliteConnection, type Statements } from './connection.js';
import { collectGarbage } from './runtime.js';

/** How long a request waits for another process that writes, ms. */
const defaultLockTimeout = 5_000;
/** Between two tries, ms. */
const longestPause = 50;
/** So long may statements run one after another before others of this process get their turn, ms. */
const longestSpell = 20;

/** So many who wait write in one transaction. */
const mostTogether = 32;

/** Somebody who stands in the line. */
interface Writer {
  /** Writes; what it returns is called once that is on the disk. */
  readonly prepare: (file: SqliteConnection) => () => void;
  readonly reject: (error: unknown) => void;
  /** Whether it is not to be run in a transaction. */
  readonly isAlone: boolean;
  /** When it gives up, on the clock of `performance`. */
  readonly deadline: number;
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
  #opened: SqliteConnection | undefined;
  /** The writers of this process, in the order in which they came. */
  #line: Writer[] = [];
  #writing: Promise<void> | undefined;
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
   * Runs statements in a transaction: all of them or none, and no other process writes meanwhile. Those who wait at the same time
   * share one, for the disk takes as long for one as for all.
   *
   * @param work - May be run again, where the file was locked or another one's work failed.
   * @throws TemporaryError where the file stays locked.
   */
  write<T>(work: (file: Statements) => T): Promise<T> {
    return this.#stand(work, false);
  }

  /**
   * Writes the log beside the file into it, so that nothing of what was deleted is left there: once for all who ask before it is
   * done. Where somebody reads just then, it is done after a later write.
   */
  emptyLog(): Promise<void> {
    if (this.#emptying) return this.#emptying;
    // Whoever deletes once it has begun asks anew.
    const begin = () => {
      if (this.#emptying === emptying) this.#emptying = undefined;
    };
    const emptying = this.#stand((file) => {
      begin();
      this.#isLogFull = !file.emptyLog();
    }, true).finally(begin);
    return (this.#emptying = emptying);
  }

  /** Writes a whole copy to a file that is not there yet. */
  copy(path: string): Promise<void> {
    return this.#patiently((file) => file.copy(path), performance.now() + this.#lockTimeout);
  }

  /** Lets go of the file, for good. What was written stands in the file itself then, and not in the log beside it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#writing;
    if (!this.#opened) return;
    this.#discard();
    await collectGarbage();
  }

  #stand<T>(work: (file: SqliteConnection) => T, isAlone: boolean): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#line.push({
        prepare: (file) => {
          const result = work(file);
          return () => resolve(result);
        },
        reject,
        isAlone,
        // Whoever stands before it in the line came earlier, so gives up earlier: the waits do not add up.
        deadline: performance.now() + this.#lockTimeout,
      });
      this.#writing ??= this.#serve();
    });
  }

  /** Lets those who stand in the line write, until nobody does. Never rejects. */
  async #serve(): Promise<void> {
    // Whoever comes in the same moment goes along.
    await Promise.resolve();
    while (this.#line.length) {
      const end = this.#line.findIndex(({ isAlone }) => isAlone);
      const together = this.#line.splice(
        0,
        end < 0 ? mostTogether : Math.min(Math.max(end, 1), mostTogether),
      );
      await this.#serveTogether(together);
      await this.#rest();
    }
    // At once: whoever comes next must find nobody at work.
    this.#writing = undefined;
  }

  async #serveTogether(writers: readonly Writer[]): Promise<void> {
    const [first, ...others] = writers;
    try {
      const written = await this.#patiently((file) => {
        if (first!.isAlone) return [first!.prepare(file)];
        const done = file.atomic(() => prepareSome(file, writers));
        if (this.#isLogFull) this.#isLogFull = !file.emptyLog();
        return done;
      }, first!.deadline);
      this.#line.unshift(...writers.slice(written.length));
      for (const tell of written) tell();
    } catch (error) {
      if (!others.length || error instanceof FileLocked) first!.reject(error);
      // Where the file is locked, the others have more time than the first. Else nobody knows whose work failed.
      if (error instanceof FileLocked) this.#line.unshift(...others);
      else if (others.length) for (const one of writers) await this.#serveTogether([one]);
    }
  }

  async #rest(): Promise<void> {
    if (performance.now() - this.#spell < longestSpell) return;
    await delay(0);
    this.#spell = performance.now();
  }

  async #patiently<T>(work: (file: SqliteConnection) => T, deadline: number): Promise<T> {
    const open = await loadOpen();
    for (let tries = 0; ; tries++) {
      // What is under way elsewhere in the process must not open it again behind the back of who closed it.
      if (this.#isClosed) throw new TemporaryError('the store was closed');
      try {
        this.#opened ??= open(this.#path, this.#schema, this.#check);
        return work(this.#opened);
      } catch (error) {
        // A statement that failed in the middle may have left a snapshot open, with which nothing can be written any more.
        if (this.#opened?.isUnsound) this.#discard();
        // Somebody has dropped a table: opening the file anew makes what is missing.
        if (tries === 0 && isWithoutTable(error)) continue;
        if (!isLocked(error)) throw error;
        if (performance.now() >= deadline) {
          throw new FileLocked('another process has the SQLite file locked', { cause: error });
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

/** One at least, and no more than others of the process have to wait for. */
function prepareSome(file: SqliteConnection, writers: readonly Writer[]): Array<() => void> {
  const end = performance.now() + longestSpell;
  const done: Array<() => void> = [];
  for (const { prepare } of writers) {
    if (done.length && performance.now() >= end) break;
    done.push(prepare(file));
  }
  return done;
}

class FileLocked extends TemporaryError {}

const isLocked = (error: unknown): boolean =>
  /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(String((error as { code?: unknown } | undefined)?.code));
