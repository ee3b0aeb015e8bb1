/**
 * The endpoint kit in a process that is about to be killed. Tells its parent where it is, and of each verification. Kills
 * itself after as many saves as it is told, before they are answered; 0: never.
 */
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import pg from 'pg';
import { createConnectHandler, createPostgresStore, createSqliteStore } from 'portfolio-connect/server';

const [kind, place, key, lease, saves] = process.argv.slice(2);
const encryptionKeys = [{ id: '1', key }];
const store =
  kind === 'SQLite'
    ? createSqliteStore(place, { encryptionKeys })
    : createPostgresStore(new pg.Pool({ connectionString: place, application_name: 'killed' }), {
        encryptionKeys,
      });

// The most delicate moment, when it is wanted: saved, and not answered.
let left = Number(saves);
const dying = Object.create(store, {
  save: {
    value: async (saved) => {
      const answer = await store.save(saved);
      if (--left === 0) process.kill(process.pid, 'SIGKILL');
      return answer;
    },
  },
});

const verify = async ({ credentials: { token } }) => {
  process.send({ verified: token });
  return { ok: true, connection: { accounts: [{ id: token.slice(-8) }], access: 'full' } };
};

const handle = createConnectHandler({
  authenticate: (request) => request.headers.get('x-user'),
  store: dying,
  verifiers: { 't-invest': Object.assign(verify, { fields: ['token'] }) },
  lease: Number(lease),
});

// So that the first request is not the one that opens the database.
await store.list('nobody');
const server = createServer(getRequestListener(handle)).listen(0, '127.0.0.1', () =>
  process.send({ port: server.address().port }),
);
// Not left behind by a parent that was stopped.
process.on('disconnect', () => process.exit());
