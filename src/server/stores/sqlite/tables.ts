/** The version of the tables below. Not the file's `user_version`, which a host that keeps its own tables there may use. */
const schemaVersion = 1;

export const schema = `
  create table if not exists portfolio_attempts (
    slot text primary key,
    id text not null unique,
    user_id text not null,
    fingerprint text not null,
    until integer not null,
    answer text,
    free integer not null default 0
  ) strict;
  create index if not exists portfolio_attempts_until on portfolio_attempts (until);
  create index if not exists portfolio_attempts_user on portfolio_attempts (user_id);
  create table if not exists portfolio_connections (
    number integer primary key,
    id text not null unique,
    user_id text not null,
    broker text not null,
    accounts text,
    connection text not null,
    key_id text not null,
    credentials blob not null,
    unique (user_id, broker, accounts)
  ) strict;
  create table if not exists portfolio_accepted (
    number integer primary key,
    attempt text not null unique,
    user_id text not null,
    broker text not null
  ) strict;
  create index if not exists portfolio_accepted_user on portfolio_accepted (user_id);
  create table if not exists portfolio_limits (
    slot text primary key,
    hits integer not null,
    until integer not null
  ) strict;
  create table if not exists portfolio_schema (version integer not null) strict;
  insert into portfolio_schema select ${schemaVersion} where not exists (select 1 from portfolio_schema);
`;

/** Fails where a table is missing, and where a newer version has made them. */
export const check = `
  select 1 from portfolio_attempts, portfolio_connections, portfolio_accepted, portfolio_limits, portfolio_schema where 0;
  create temp table portfolio_known (version check (version <= ${schemaVersion}));
  insert into portfolio_known select version from portfolio_schema;
  drop table portfolio_known;
`;
