/**
 * The endpoint kit in a process whose databases go away: a site for each of the places that are given, and how long its event loop
 * stood still. Without places it does nothing, to show how long that is on a machine that has much else to do.
 */
import { createServer } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getRequestListener } from '@hono/node-server';
import pg from 'pg';
import { createConnectHandler, createPostgresStore, createSqliteStore } from 'portfolio-connect/server';

const [kind, key, ...places] = process.argv.slice(2);
const encryptionKeys = [{ id: '1', key }];
const storeAt = (place) =>
  kind === 'SQLite'
    ? createSqliteStore(place, { encryptionKeys })
    : createPostgresStore(new pg.Pool({ connectionString: place }), { encryptionKeys });

const errors = new Set();
const handlers = places.map((place) =>
  createConnectHandler({
    authenticate: (request) => request.headers.get('x-user'),
    store: storeAt(place),
    verifiers: {
      b: async ({ credentials: { token } }) => ({
        ok: true,
        connection: { accounts: [{ id: token.slice(6) }] },
      }),
    },
    onError: (error, { phase }) => errors.add(`${phase}: ${error.message}`),
  }),
);
for (const reason of ['uncaughtException', 'unhandledRejection'])
  process.on(reason, (error) => errors.add(`${reason}: ${error?.stack}`));

const listener = getRequestListener((request) => {
  const place = Number(new URL(request.url).pathname.split('/')[1]);
  return handlers[place](request);
});
const delays = monitorEventLoopDelay({ resolution: 10 });
process.on('message', (message) => {
  if (message === 'begin') {
    delays.reset();
    delays.enable();
    return;
  }
  // In ns.
  process.send({ longest: delays.max / 1e6, errors: [...errors] });
});
const server = createServer(listener).listen(0, '127.0.0.1', () =>
  process.send({ port: server.address().port }),
);
// Not left behind by a parent that was stopped.
process.on('disconnect', () => process.exit());
