/** What the pages of a TemporaryError say: try again after so many seconds. */
const defaultRetryAfter = 1;

/**
 * Something is away for the moment: a database that restarts, a lock, a time limit. Throw it from a store or a function of
 * your own, and the answer is 503 with `Retry-After`, which the block tries again by itself, in place of a final 500.
 * Connection faults of Node, PostgreSQL and SQLite are known for what they are without it.
 */
export class TemporaryError extends Error {
  override readonly name = 'TemporaryError';
  /** Seconds after which it may be tried again. */
  readonly retryAfter: number;

  constructor(message: string, options: { cause?: unknown; retryAfter?: number | undefined } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.retryAfter = options.retryAfter ?? defaultRetryAfter;
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

/** The package `pg` gives these no code. */
const pgMessages =
  /^(Connection terminated|timeout (exceeded|expired)|Query read timeout|Client (has encountered a connection error|was closed)|Cannot use a pool after)/;

const deepestCause = 5;

/** Seconds after which it may be tried again; undefined where it will not pass by itself. Never throws. */
export function retryAfterOf(error: unknown, depth = 0): number | undefined {
  if (typeof error !== 'object' || error === null || depth > deepestCause) return undefined;
  try {
    if (error instanceof TemporaryError) return error.retryAfter;
    const { code, message, name, cause, errors } = error as Record<string, unknown>;
    const known =
      (typeof code === 'string' &&
        (sqlStates.test(code) || systemCodes.test(code) || sqliteCodes.test(code))) ||
      (typeof message === 'string' && pgMessages.test(message)) ||
      name === 'TimeoutError';
    if (known) return defaultRetryAfter;
    const within = [cause, ...(Array.isArray(errors) ? (errors as unknown[]) : [])];
    for (const one of within) {
      const seconds = retryAfterOf(one, depth + 1);
      if (seconds !== undefined) return seconds;
    }
  } catch {
    // A getter of whatever was thrown.
  }
  return undefined;
}
