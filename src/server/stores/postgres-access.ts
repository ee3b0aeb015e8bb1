import { limited } from '../time-limit.js';
import type { Names, Table } from './postgres-names.js';
import {
  isUndefinedTable,
  listen,
  query,
  retrying,
  transaction,
  type Outcome,
  type PostgresClient,
  type PostgresPool,
} from './postgres-pool.js';
import { makeTables } from './postgres-tables.js';

/** How long the first use waits for the tables, ms. */
const tablesTimeout = 10_000;

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

  /** Whether there is a table that can be used. Those of connections and attempts are there, once this is known. */
  async has(table: Table): Promise<boolean> {
    this.#tables ??= limited(tablesTimeout, 'making tables', () => makeTables(this.#pool, this.#names)).catch(
      (error: unknown) => {
        this.#tables = undefined;
        throw error;
      },
    );
    return (await this.#tables).has(table);
  }

  query(text: string, values: unknown[] = []): Promise<{ rows: unknown[]; count: number }> {
    return this.#withTables(async () => {
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

  /** Should a table be gone that was there, they are made anew. */
  async #withTables<T>(work: () => Promise<T>): Promise<T> {
    await this.has('attempts');
    try {
      return await work();
    } catch (error) {
      if (!isUndefinedTable(error)) throw error;
      this.#tables = undefined;
      await this.has('attempts');
      return await work();
    }
  }
}
