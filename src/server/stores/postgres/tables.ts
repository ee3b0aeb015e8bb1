import { Names, tables, type PostgresNames, type Table } from './names.js';
import { query, retrying, runIfAllowed, transaction, type PostgresPool } from './pool.js';

/** Of the tables below. */
const version = 1;
/** Nothing works without them. */
const vital: readonly Table[] = ['attempts', 'connections'];
/** Number of the advisory lock that is held while the tables are made: two processes would trip over each other. */
const tablesLock = 0x70635f31;

/**
 * What brings any older version's tables up to date: each may be run again, and leaves what is there. Later ones stand beside the
 * first: changing tables would have to wait for whoever reads them, with everybody else behind.
 */
const migrations: ReadonlyArray<{
  /** What it makes. */
  readonly makes: readonly Table[];
  readonly sql: string;
}> = [
  {
    makes: vital,
    sql: `
create table if not exists portfolio_attempts (
  slot text primary key,
  id uuid not null unique,
  user_id text not null,
  fingerprint text not null,
  until timestamptz not null,
  answer text,
  free boolean not null default false
);
create index if not exists portfolio_attempts_until on portfolio_attempts (until);
create index if not exists portfolio_attempts_user on portfolio_attempts (user_id);
create table if not exists portfolio_connections (
  number bigint generated always as identity primary key,
  id uuid not null unique,
  user_id text not null,
  broker text not null,
  accounts text,
  connection text not null,
  key_id text not null,
  credentials bytea not null,
  unique (user_id, broker, accounts)
);`,
  },
  {
    makes: ['accepted'],
    sql: `
create table if not exists portfolio_accepted (
  number bigint generated always as identity primary key,
  attempt uuid not null unique,
  user_id text not null,
  broker text not null
);
create index if not exists portfolio_accepted_user on portfolio_accepted (user_id);`,
  },
  {
    makes: ['limits'],
    sql: `
create table if not exists portfolio_limits (
  slot text primary key,
  hits integer not null,
  until timestamptz not null
);`,
  },
  {
    makes: ['schema'],
    sql: `
create table if not exists portfolio_schema (version integer not null);
insert into portfolio_schema select ${version} where not exists (select from portfolio_schema);
update portfolio_schema set version = ${version} where version < ${version};`,
  },
];

/**
 * The SQL that makes the tables of `createPostgresStore`, or brings those of an older version up to date: for who runs it by hand, in
 * a transaction. It may be run again. The role of the application then needs `select`, `insert`, `update` and `delete` on them.
 *
 * @throws TypeError where a name is none.
 */
export function postgresSchema(names: PostgresNames = {}): string {
  const known = new Names(names);
  return `${migrations.map(({ sql }) => known.in(sql).trim()).join('\n')}\n`;
}

/**
 * Makes the tables that are missing.
 *
 * @returns Those that can be used: a role that may not make tables can do without those that are not vital.
 * @throws Error where a newer version has made them.
 */
export async function makeTables(pool: PostgresPool, names: Names): Promise<ReadonlySet<Table>> {
  const once = (text: string, values?: unknown[]) => query(pool, names.in(text), values ?? []);
  const found = await retrying(() => findTables(once, names));
  if (found.size === tables.length) return usable(found);
  return await transaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1)', [tablesLock]);
    const within = (text: string, values?: unknown[]) => client.query(names.in(text), values);
    // Another process may have made them meanwhile.
    const there = await findTables(within, names);
    for (const { makes, sql } of migrations) {
      // Making an index that is there would wait for whoever writes, with everybody else behind.
      if (makes.every((table) => there.has(table))) continue;
      if (makes === vital) await within(sql);
      else await runIfAllowed(client, names.in(sql));
    }
    return { keep: usable(await findTables(within, names)) };
  });
}

type Query = (text: string, values?: unknown[]) => Promise<{ readonly rows: unknown[] }>;

/**
 * From the catalogue itself: `to_regclass` answers from a cache, which does not see what came while a lock was waited for. What is
 * not vital counts where the role may use it.
 *
 * @returns Those that are there, and whether they can be used.
 */
async function findTables(run: Query, { schema, prefix }: Names): Promise<ReadonlyMap<Table, boolean>> {
  const { rows } = await run(
    `select relname as name, relname = any($2) or has_table_privilege(c.oid, 'select') and (relname = $4
        or has_table_privilege(c.oid, 'insert') and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete'))
        as usable
     from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where relkind in ('r', 'p') and relname = any($1) and case when $3::text is null then pg_catalog.pg_table_is_visible(c.oid) else nspname = $3 end`,
    [
      tables.map((table) => prefix + table),
      vital.map((table) => prefix + table),
      schema ?? null,
      `${prefix}schema`,
    ],
  );
  const found = (rows as Array<{ name: string; usable: boolean }>).map(
    ({ name, usable: isUsable }) => [name.slice(prefix.length) as Table, isUsable] as const,
  );
  const known = new Map(found);
  if (known.get('schema')) await checkVersion(run);
  return known;
}

const usable = (found: ReadonlyMap<Table, boolean>): ReadonlySet<Table> =>
  new Set([...found].filter(([, isUsable]) => isUsable).map(([table]) => table));

async function checkVersion(run: Query): Promise<void> {
  const { rows } = await run('select max(version) as version from portfolio_schema');
  const [row] = rows as Array<{ version: number | null }>;
  if ((row?.version ?? version) > version) {
    throw new Error('the tables are of a newer version than this portfolio-connect knows');
  }
}
