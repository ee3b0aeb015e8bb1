/** The stores that the endpoint kit's suite runs against. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createMemoryStore } from '../../src/server/stores/memory/store.ts';
import { createPostgresStore } from '../../src/server/stores/postgres/store.ts';
import { createSqliteStore } from '../../src/server/stores/sqlite/store.ts';
import { findPostgres, startPostgres } from './postgres.mjs';

/** Random, as one should be. */
export const newKey = (id) => ({
  id,
  key: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64'),
});

const required = process.env['CI'] === 'true' || Boolean(process.env['PC_REQUIRE_ENGINES']);

/** For `skip` of a test: why PostgreSQL is left out, or false. Where it is required its tests run, and fail. */
export const withoutPostgres =
  !required && !findPostgres() && 'PostgreSQL was not found on this machine: apt-get install postgresql';

/** An SQLite file in a folder of its own. */
export function openSqlite() {
  const folder = mkdtempSync(join(tmpdir(), 'portfolio-sqlite-'));
  const path = join(folder, 'portfolio.db');
  const keys = [newKey('1')];
  const store = createSqliteStore(path, { encryptionKeys: keys });
  return {
    ...store,
    path,
    keys,
    close: async () => (await store.close(), rmSync(folder, { recursive: true })),
  };
}

/** Of the server that `npm test` has started for all; else one of this process's own. */
let server;
const startServer = (settings) =>
  process.env['PC_POSTGRES']
    ? { url: process.env['PC_POSTGRES'], stop: () => undefined }
    : startPostgres(settings);

/** A database of its own. `settings` are those of a server that is started for it. */
export async function openPostgres({ settings } = {}) {
  server ??= { open: 0, started: startServer(settings) };
  server.open++;
  const mine = server;
  const { url: base, stop } = await mine.started;
  const name = `portfolio_${process.pid}_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: base });
  await admin.connect();
  await admin.query(`create database ${name} template template0`);
  await admin.end();
  const url = base.replace('/postgres?', `/${name}?`);
  const pool = new pg.Pool({ connectionString: url });
  // A connection that is closed from the other side while it idles.
  pool.on('error', () => undefined);
  const keys = [newKey('1')];
  const store = createPostgresStore(pool, { encryptionKeys: keys });
  return {
    ...store,
    pool,
    keys,
    url,
    async close() {
      await store.close();
      await pool.end();
      if (--mine.open > 0) return;
      if (server === mine) server = undefined;
      await stop();
    },
  };
}

export const openStores = () => [
  { name: 'memory', open: createMemoryStore, skip: false },
  { name: 'SQLite', open: openSqlite, skip: false },
  { name: 'PostgreSQL', open: openPostgres, skip: withoutPostgres },
];
