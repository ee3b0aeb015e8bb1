import {
  query,
  retrying,
  runIfAllowed,
  transaction,
  type PostgresClient,
  type PostgresPool,
} from './postgres-pool.js';

/** Number of the advisory lock that is held while the tables are made: two processes would trip over each other. */
const tablesLock = 0x70635f31;

const tables = ['attempts', 'connections', 'accepted', 'limits'] as const;
export type Table = (typeof tables)[number];

const attemptsTable = `
  create table portfolio_attempts (
    slot text primary key,
    id uuid not null unique,
    user_id text not null,
    fingerprint text not null,
    until timestamptz not null,
    answer text,
    free boolean not null default false
  );
  create index portfolio_attempts_until on portfolio_attempts (until);
  create index portfolio_attempts_user on portfolio_attempts (user_id);
`;
const connectionsTable = `
  create table portfolio_connections (
    number bigint generated always as identity primary key,
    id uuid not null unique,
    user_id text not null,
    broker text not null,
    accounts text,
    connection text not null,
    key_id text not null,
    credentials bytea not null,
    unique (user_id, broker, accounts)
  );
`;
/** Beside the first version's tables: changing those would have to wait for whoever reads them, with everybody else behind. */
const acceptedTable = `
  create table portfolio_accepted (
    number bigint generated always as identity primary key,
    attempt uuid not null unique,
    user_id text not null,
    broker text not null
  );
  create index portfolio_accepted_user on portfolio_accepted (user_id);
`;

const limitsTable = `
  create table portfolio_limits (
    slot text primary key,
    hits integer not null,
    until timestamptz not null
  );
`;

const laterTables = { accepted: acceptedTable, limits: limitsTable } satisfies Partial<Record<Table, string>>;

/**
 * Makes the tables that are missing.
 *
 * @returns Those that are there: a role that may not make tables can do without the later ones.
 */
export async function makeTables(pool: PostgresPool): Promise<ReadonlySet<Table>> {
  const found = await retrying(() => findTables({ query: (text, values = []) => query(pool, text, values) }));
  if (found.size === tables.length) return found;
  return await transaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [tablesLock]);
    // Another process may have made them meanwhile.
    const there = new Set(await findTables(client));
    if (!there.has('attempts')) await client.query(attemptsTable);
    if (!there.has('connections')) await client.query(connectionsTable);
    there.add('attempts').add('connections');
    for (const [table, sql] of Object.entries(laterTables) as Array<[Table, string]>) {
      if (!there.has(table) && (await runIfAllowed(client, sql))) there.add(table);
    }
    return { keep: there };
  });
}

/** From the catalogue itself: `to_regclass` answers from a cache, which does not see what came while a lock was waited for. */
async function findTables(client: PostgresClient): Promise<ReadonlySet<Table>> {
  const { rows } = await client.query(
    `select substring(relname from 11) as name from pg_catalog.pg_class
     where relname = any($1) and pg_catalog.pg_table_is_visible(oid)`,
    [tables.map((table) => `portfolio_${table}`)],
  );
  return new Set((rows as Array<{ name: Table }>).map(({ name }) => name));
}
