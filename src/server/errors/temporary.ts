import { withCauses } from './thrown.js';

/** Seconds. */
const defaultRetryAfter = 1;

/**
 * Something is away for the moment: a database that restarts, a lock, a time limit. Throw it from a store or a function of
 * your own, and the answer is 503 with `Retry-After`, which the block tries again by itself, in place of a final 500.
 * Connection faults of Node, PostgreSQL and SQLite are known for what they are without it.
 */
export class TemporaryError extends Error {
  /** `TemporaryError`. */
  override readonly name = 'TemporaryError';
  /** Seconds after which it may be tried again. */
  readonly retryAfter: number;

  constructor(message: string, options: { cause?: unknown; retryAfter?: number | undefined } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.retryAfter = secondsOf(options.retryAfter);
  }
}

/**
 * SQLSTATE by its first characters (PostgreSQL, appendix A): connection exceptions; serialization failures and deadlocks; too
 * many connections, out of memory; a row or table that is locked; a server that shuts down, starts, or was told to give the
 * statement up; a primary that became a replica; a session or transaction that took too long.
 */
const sqlStates = /^(08...|40(001|P01)|53[23]00|55P03|57(014|P0[1-35])|25(006|P0[34]))$/;

/** Of Node's sockets, name server and descriptors, and of undici. */
const systemCodes =
  /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|E(HOST|NET)(UNREACH|DOWN)|EAI_AGAIN|ENOTFOUND|EMFILE|ENFILE|EAGAIN|UND_ERR_(SOCKET|\w+_TIMEOUT))$/;

const sqliteCodes = /^SQLITE_(BUSY|LOCKED|PROTOCOL)/;

const codes = [sqlStates, systemCodes, sqliteCodes];

/** The package `pg` gives these no code. */
const pgMessages =
  /^(Connection terminated|timeout (exceeded|expired)|Query read timeout|Client (has encountered a connection error|was closed)|Cannot use a pool after)/;

/** Whether it is a time that `Retry-After` can say, in seconds. */
export const isWait = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value);

const secondsOf = (given: unknown): number => (isWait(given) ? given : defaultRetryAfter);

/** Seconds after which it may be tried again; undefined where it will not pass by itself. Never throws. */
export function retryAfterOf(error: unknown): number | undefined {
  try {
    for (const one of withCauses(error)) {
      if (one instanceof TemporaryError) return secondsOf(one.retryAfter);
      const { code, message, name, syscall } = one;
      if (typeof code === 'string' && codes.some((known) => known.test(code))) return defaultRetryAfter;
      if (typeof message === 'string' && pgMessages.test(message)) return defaultRetryAfter;
      // A socket in the file system is not there while the server is not.
      if (name === 'TimeoutError' || syscall === 'connect') return defaultRetryAfter;
    }
  } catch {
    // A getter of whatever was thrown.
  }
  return undefined;
}
