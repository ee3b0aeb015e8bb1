import { delay } from '../../../core/delay.js';
import { limited } from '../../time-limit.js';

/** The part of a `Client` of the package `pg` that the store uses. */
export interface PostgresClient {
  /** Runs a statement. */
  query(text: string, values?: unknown[]): Promise<PostgresResult>;
}

/** The part of a `QueryResult` that the store uses. */
export interface PostgresResult {
  /** By the names of their columns. */
  readonly rows: unknown[];
  /** How many rows were found or changed. */
  readonly rowCount: number | null;
}

/** Of an `EventEmitter`: without a listener for `error`, that event ends the process. */
interface Emitter {
  /** Adds a listener. */
  on?(event: 'error', listener: (error: Error) => void): unknown;
  /** Takes it away. */
  off?(event: 'error', listener: (error: Error) => void): unknown;
}

/** A client that is taken out of a pool. */
export interface PooledPostgresClient extends PostgresClient, Emitter {
  /** Gives the client back to the pool, which ends it where an error is given. */
  release(error?: Error | boolean): void;
}

/** The part of a `Pool` of the package `pg` that the store uses. */
export interface PostgresPool extends PostgresClient, Emitter {
  /** Takes a client out, for a transaction. */
  connect(): Promise<PooledPostgresClient>;
}

/** Work that a transaction keeps, or undoes. */
export type Outcome<T> = { readonly keep: T } | { readonly undo: T };

/** How long a client may be out of its pool, ms: longer than the handler waits for any call. */
const longestUse = 15_000;
/** Tries, where transactions get in one another's way. */
const mostTries = 8;
/** Before the second try, ms at most; each time twice as much. */
const firstPause = 10;

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null | undefined)?.code);

/** SQLSTATE. */
const undefinedTable = '42P01';
const insufficientPrivilege = '42501';
/** SQLSTATE with which the server ends a session: it says so, and hangs up. */
const endsSession = /^(08|57P|25P0[34])/;

export const isUnusableTable = (error: unknown): boolean =>
  codeOf(error) === undefinedTable || codeOf(error) === insufficientPrivilege;

/** The statement under way rejects with what was wrong; a connection that idles is replaced by its pool. */
const ignore = () => undefined;
const heard = new WeakSet<PostgresPool>();

/** Listens to a pool's errors, once: a database that goes away for a moment must not end the process. */
export function listen(pool: PostgresPool): void {
  if (heard.has(pool)) return;
  heard.add(pool);
  pool.on?.('error', ignore);
}

/**
 * Tries again where the database gave one of several transactions up: a serialization failure, or a deadlock. Databases
 * whose default isolation is stricter than `read committed` do that to single statements, too.
 */
export async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === mostTries || !/^40(001|P01)$/.test(codeOf(error))) throw error;
    }
    await delay(Math.random() * firstPause * 2 ** tries);
  }
}

/** Runs a statement. */
export const query = (pool: PostgresPool, text: string, values: unknown[]): Promise<PostgresResult> =>
  withClient(
    pool,
    (client) => client.query(text, values),
    () => Promise.resolve(),
  );

/** Commits all of it or nothing: work that ends with `undo` is rolled back. */
export const transaction = <T>(
  pool: PostgresPool,
  work: (client: PostgresClient) => Promise<Outcome<T>>,
): Promise<T> =>
  retrying(() =>
    withClient(
      pool,
      async (client) => {
        // Not the database's default: under a stricter one, whoever comes second fails in place of waiting.
        await client.query('begin isolation level read committed');
        const outcome = await work(client);
        await client.query('undo' in outcome ? 'rollback' : 'commit');
        return 'undo' in outcome ? outcome.undo : outcome.keep;
      },
      (client) => client.query('rollback'),
    ),
  );

/**
 * Takes a client out of the pool for as long as the work takes, and no longer than `longestUse`: a connection that hangs must not
 * be taken from the host for good.
 */
async function withClient<T>(
  pool: PostgresPool,
  work: (client: PostgresClient) => Promise<T>,
  recover: (client: PostgresClient) => Promise<unknown>,
): Promise<T> {
  const client = await pool.connect();
  // The pool listens to those that it has, and this one is out.
  client.on?.('error', ignore);
  let fault: Error | undefined;
  try {
    return await limited(longestUse, 'PostgreSQL', () => work(client));
  } catch (error) {
    fault = await faultAfter(error, () => recover(client));
    throw error;
  } finally {
    client.release(fault);
    client.off?.('error', ignore);
  }
}

/** Recovers from what the server refused. After anything else nobody knows what state the client is in: the pool must end it. */
async function faultAfter(error: unknown, recover: () => Promise<unknown>): Promise<Error | undefined> {
  const code = codeOf(error);
  try {
    if (/^[\dA-Z]{5}$/.test(code) && !endsSession.test(code)) {
      await limited(longestUse, 'rollback', recover);
      return undefined;
    }
  } catch {
    // It is gone.
  }
  return error instanceof Error ? error : new Error('a statement failed');
}

/** Runs statements within a transaction. Returns false where the role may not, and the transaction goes on without them. */
export async function runIfAllowed(client: PostgresClient, sql: string): Promise<boolean> {
  await client.query('savepoint before');
  try {
    await client.query(sql);
    return true;
  } catch (error) {
    if (codeOf(error) !== insufficientPrivilege) throw error;
    await client.query('rollback to savepoint before');
    return false;
  }
}
