/** How the tables are called where they share a database with others. */
export interface PostgresNames {
  /** Schema of the tables, which must be there. Default: where the connection's search path finds them, else the first of it. */
  readonly schema?: string | undefined;
  /** What the names of the tables begin with. Default: `portfolio_`. */
  readonly tablePrefix?: string | undefined;
}

export const tables = ['attempts', 'connections', 'accepted', 'limits', 'schema'] as const;
export type Table = (typeof tables)[number];

/** As they stand in the statements of the store. */
const defaultPrefix = 'portfolio_';
const named = new RegExp(`\\b${defaultPrefix}(${tables.join('|')})(_\\w+)?\\b`, 'g');
/** PostgreSQL cuts a longer name off; that of an index has 23 characters more. */
const longestPrefix = 40;

/** Names as they are written without quotation marks, which mean the same with them. */
const isName = (text: unknown, longest = 63): boolean =>
  typeof text === 'string' && text.length <= longest && /^[a-z_][a-z0-9_]*$/.test(text);

/** Statements that are written with the default names, with those of a host. */
export class Names {
  readonly schema: string | undefined;
  readonly prefix: string;
  readonly #known = new Map<string, string>();

  /** @throws TypeError where a name is none. */
  constructor({ schema, tablePrefix = defaultPrefix }: PostgresNames) {
    if (schema !== undefined && !isName(schema)) {
      throw new TypeError('schema must be a name of lower-case letters, digits and underscores');
    }
    if (tablePrefix !== '' && !isName(tablePrefix, longestPrefix)) {
      throw new TypeError(
        `tablePrefix must be at most ${longestPrefix} lower-case letters, digits and underscores`,
      );
    }
    this.schema = schema;
    this.prefix = tablePrefix;
  }

  in(statement: string): string {
    if (this.schema === undefined && this.prefix === defaultPrefix) return statement;
    const known = this.#known.get(statement) ?? statement.replace(named, this.#name);
    this.#known.set(statement, known);
    return known;
  }

  /** An index stands in the schema of its table, and is named without it. */
  readonly #name = (_: string, table: string, index = ''): string =>
    (this.schema === undefined || index ? '' : `"${this.schema}".`) + this.prefix + table + index;
}
