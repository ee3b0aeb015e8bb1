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
);
create table if not exists portfolio_accepted (
  number bigint generated always as identity primary key,
  attempt uuid not null unique,
  user_id text not null,
  broker text not null
);
create index if not exists portfolio_accepted_user on portfolio_accepted (user_id);
create table if not exists portfolio_limits (
  slot text primary key,
  hits integer not null,
  until timestamptz not null
);
create table if not exists portfolio_schema (version integer not null);
insert into portfolio_schema select 1 where not exists (select from portfolio_schema);
update portfolio_schema set version = 1 where version < 1;
