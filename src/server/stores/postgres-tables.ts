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

const tables = ['attempts', 'connections', 'accepted'] as const;
type Table = (typeof tables)[number];

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

/**
 * Makes the tables that are missing.
 *
 * @returns Whether there is the one of accepted attempts. A role that may not make tables can use the others where those are
 * there.
 */
export async function makeTables(pool: PostgresPool): Promise<boolean> {
  const found = await retrying(() => findTables({ query: (text, values = []) => query(pool, text, values) }));
  if (found.attempts && found.connections && found.accepted) return true;
  return await transaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [tablesLock]);
    // Another process may have made them meanwhile.
    const { attempts, connections, accepted } = await findTables(client);
    if (!attempts) await client.query(attemptsTable);
    if (!connections) await client.query(connectionsTable);
    return { keep: accepted || (await runIfAllowed(client, acceptedTable)) };
  });
}

/** From the catalogue itself: `to_regclass` answers from a cache, which does not see what came while a lock was waited for. */
async function findTables(client: PostgresClient): Promise<Record<Table, boolean>> {
  const { rows } = await client.query(
    `select substring(relname from 11) as name from pg_catalog.pg_class
     where relname = any($1) and pg_catalog.pg_table_is_visible(oid)`,
    [tables.map((table) => `portfolio_${table}`)],
  );
  const found = new Set((rows as Array<{ name: string }>).map(({ name }) => name));
  return {
    attempts: found.has('attempts'),
    connections: found.has('connections'),
    accepted: found.has('accepted'),
  };
}
