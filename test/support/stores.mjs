/** The stores that the endpoint kit's suite runs against. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createMemoryStore } from '../../src/server/stores/memory.ts';
import { createPostgresStore } from '../../src/server/stores/postgres.ts';
import { createSqliteStore } from '../../src/server/stores/sqlite.ts';
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

/** A PostgreSQL of its own; without waiting for the disk, unless told to. */
export async function openPostgres({ fsync = 'off' } = {}) {
  const server = await startPostgres({ fsync });
  const pool = new pg.Pool({ connectionString: server.url });
  // A connection that is closed from the other side while it idles.
  pool.on('error', () => undefined);
  const keys = [newKey('1')];
  const store = createPostgresStore(pool, { encryptionKeys: keys });
  return {
    ...store,
    pool,
    keys,
    url: server.url,
    async close() {
      await store.close();
      await pool.end();
      await server.stop();
    },
  };
}

export const openStores = () => [
  { name: 'memory', open: createMemoryStore, skip: false },
  { name: 'SQLite', open: openSqlite, skip: false },
  { name: 'PostgreSQL', open: openPostgres, skip: withoutPostgres },
];
