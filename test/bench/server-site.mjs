/**
 * One server to be measured, in a process of its own: `bare`, or the kit on a store, with a broker that takes so many ms.
 * Talks to its parent by messages.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createConnectHandler } from '../../dist/server/index.js';
import { openStores } from '../support/stores.mjs';

const [, , kind, ms] = process.argv;
/** Waits as long as the broker takes. */
const askBroker = Number(ms) ? () => delay(Number(ms)) : () => Promise.resolve();
const app = new Hono();
let store;

if (kind === 'bare') {
  // What any endpoint does at least: it reads the JSON and answers with some.
  app.post('/', async (context) => {
    const { broker } = await context.req.json();
    await askBroker();
    return context.json({ id: '1', broker, state: 'active' }, 201);
  });
} else {
  store = await openStores()
    .find(({ name }) => name === kind)
    .open({ settings: { fsync: 'on' } });
  let next = 0;
  const connection = { accounts: [{ id: '1', name: 'Account' }], access: 'full' };
  const handle = createConnectHandler({
    // As many users as a small site has; each connects the same portfolio again and again.
    authenticate: () => `user-${next++ % 1000}`,
    store,
    // Counted as by default, and never too many.
    rateLimit: { perUser: 1e9, perAddress: 1e9, address: () => '192.0.2.7' },
    onEvent: () => undefined,
    onError: () => undefined,
    onConnect: () => undefined,
    verifiers: { 't-invest': () => askBroker().then(() => ({ ok: true, connection })) },
  });
  app.all('/', ({ req }) => handle(req.raw));
}

const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  process.send({ port }),
);

process.on('message', async (message) => {
  if (message === 'memory') {
    for (let n = 0; n < 3; n++) globalThis.gc();
    const { heapUsed, rss } = process.memoryUsage();
    process.send({ heapUsed, rss });
  } else {
    server.close();
    server.closeAllConnections();
    await store?.close();
    process.disconnect();
  }
});
