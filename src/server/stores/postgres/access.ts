import { limited } from '../../time-limit.js';
import type { Names, Table } from './names.js';
import {
  isUnusableTable,
  listen,
  query,
  retrying,
  transaction,
  type Outcome,
  type PostgresClient,
  type PostgresPool,
} from './pool.js';
import { makeTables } from './tables.js';

/** How long the first use waits for the tables, ms. */
const tablesTimeout = 10_000;

/** What is sent to the database. */
export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

/** A database whose tables are there, under a host's names, once something is asked of it. */
export class PostgresAccess {
  readonly #pool: PostgresPool;
  readonly #names: Names;
  #tables: Promise<ReadonlySet<Table>> | undefined;

  constructor(pool: PostgresPool, names: Names) {
    this.#pool = pool;
    this.#names = names;
    listen(pool);
  }

  /**
   * Looks anew which tables there are, of which version, and what the role may do with them; makes those that are missing. Where that
   * fails, what was known before stands: to be asked how it is must not keep a process from serving.
   */
  async look(): Promise<void> {
    const tables = this.#find();
    await tables;
    this.#tables = tables;
  }

  /** Whether there is a table that can be used. Those of connections and attempts are there, once this is known. */
  async has(table: Table): Promise<boolean> {
    this.#tables ??= this.#find().catch((error: unknown) => {
      this.#tables = undefined;
      throw error;
    });
    return (await this.#tables).has(table);
  }

  #find(): Promise<ReadonlySet<Table>> {
    return limited(tablesTimeout, 'making tables', () => makeTables(this.#pool, this.#names));
  }

  query(text: string, values: unknown[] = []): Promise<{ rows: unknown[]; count: number }> {
    return this.queryFor(() => Promise.resolve({ text, values }));
  }

  /** Runs a statement that depends on which tables there are. */
  queryFor(statement: () => Promise<Statement>): Promise<{ rows: unknown[]; count: number }> {
    return this.#withTables(async () => {
      const { text, values } = await statement();
      const { rows, rowCount } = await retrying(() => query(this.#pool, this.#names.in(text), values));
      return { rows, count: rowCount ?? 0 };
    });
  }

  transaction<T>(work: (client: PostgresClient) => Promise<Outcome<T>>): Promise<T> {
    const named = (client: PostgresClient): PostgresClient => ({
      query: (text, values) => client.query(this.#names.in(text), values),
    });
    return this.#withTables(() => transaction(this.#pool, (client) => work(named(client))));
  }

  /** Should a table be gone that was there, or the role's right to use it, it is looked for anew. */
  async #withTables<T>(work: () => Promise<T>): Promise<T> {
    await this.has('attempts');
    try {
      return await work();
    } catch (error) {
      if (!isUnusableTable(error)) throw error;
      await this.look();
      return await work();
    }
  }
}
