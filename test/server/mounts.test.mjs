/** The handler where people mount it: in Express, Nest, Fastify, Hono and bare node:http, over real sockets. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { getRequestListener, serve } from '@hono/node-server';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express from 'express';
import express4 from 'express-4';
import session from 'express-session';
import fastify from 'fastify';
import { Hono } from 'hono';
import { portfolioConnect } from '../../src/server/adapters/fastify.ts';
import { createConnectHandler, createMemoryStore } from '../../src/server/index.ts';
import { connect } from '../../src/core/client.ts';
import { held, until } from '../support/conditions.mjs';
import { limits } from '../support/limits.mjs';
import { openStores } from '../support/stores.mjs';

const PATH = '/api/portfolio-connections';

const address = (server) => `http://127.0.0.1:${server.address().port}`;
const closer = (server) => () =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(resolve);
  });
const listening = (server) => new Promise((resolve) => server.once('listening', resolve));
/** Where a server listens that was just told to, and how it is ended. */
async function started(server) {
  await listening(server);
  return { origin: address(server), close: closer(server) };
}

/** How each is done, as docs/endpoint-kit.md shows it. */
const mounts = {
  'node:http': async (handle) => {
    return started(createServer(getRequestListener(handle)).listen(0, '127.0.0.1'));
  },
  'Express 5': async (handle) => {
    const app = express();
    app.all([PATH, `${PATH}/*rest`], getRequestListener(handle));
    return started(app.listen(0, '127.0.0.1'));
  },
  'Express 4': async (handle) => {
    const app = express4();
    app.all([PATH, `${PATH}/*`], getRequestListener(handle));
    return started(app.listen(0, '127.0.0.1'));
  },
  Nest: async (handle) => {
    class AppModule {}
    Module({})(AppModule);
    const app = await NestFactory.create(AppModule, { logger: false });
    app
      .getHttpAdapter()
      .getInstance()
      .all([PATH, `${PATH}/*rest`], getRequestListener(handle));
    await app.listen(0, '127.0.0.1');
    return { origin: address(app.getHttpServer()), close: closer(app.getHttpServer()) };
  },
  Fastify: async (handle) => {
    const app = fastify();
    await app.register(portfolioConnect, { handle, path: PATH });
    await app.listen({ port: 0, host: '127.0.0.1' });
    return { origin: address(app.server), close: () => app.close() };
  },
  Hono: async (handle) => {
    const app = new Hono();
    app.all(`${PATH}/*`, ({ req }) => handle(req.raw));
    return started(serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }));
  },
};

const pairs = openStores().flatMap((store) =>
  Object.entries(mounts).map(([name, mount]) => ({ ...store, name, mount, on: store.name })),
);
for (const { name, mount, open, on, skip } of pairs) {
  describe(`mounted in ${name}, on ${on}`, { skip }, () => {
    let server;
    let store;
    /** What verifications wait for. */
    let pause;
    const asked = [];
    before(async () => {
      store = await open();
      const verify = async ({ credentials }) => {
        asked.push(credentials);
        await pause;
        return credentials.token === 't.bad'
          ? { ok: false, code: 'expired-token' }
          : {
              ok: true,
              connection: { accounts: [{ id: `account-${credentials.token.length}`, name: 'Счёт' }] },
            };
      };
      const handle = createConnectHandler({
        authenticate: (request) => request.headers.get('x-user'),
        store,
        verifiers: { 't-invest': Object.assign(verify, { fields: ['token'] }) },
        path: PATH,
        respondAsyncAfter: 100,
      });
      server = await mount(handle);
    });
    after(async () => {
      await server?.close();
      await store?.close();
    });

    /** What the widget does, by its own client. */
    const post = (token, more = {}) =>
      connect({
        endpoint: server.origin + PATH,
        broker: 't-invest',
        credentials: { token },
        timeout: limits.condition,
        cookies: 'same-origin',
        headers: { 'x-user': 'anna' },
        fetch,
        signal: new AbortController().signal,
        ...more,
      });
    const list = async () => {
      const response = await fetch(server.origin + PATH, { headers: { 'x-user': 'anna' } });
      assert.equal(response.status, 200);
      return (await response.json()).connections;
    };

    it('connects, lists and removes', async () => {
      const { ok, connection } = await post('t.one');
      assert.ok(ok);
      assert.deepEqual(await list(), [connection]);
      const removed = await fetch(`${server.origin}${PATH}/${connection.id}`, {
        method: 'DELETE',
        headers: { 'x-user': 'anna' },
      });
      assert.equal(removed.status, 204);
      assert.deepEqual(await list(), []);
    });

    it('says what is wrong', async () => {
      assert.equal((await post('t.bad')).failure.code, 'expired-token');
      assert.equal((await post('t.one', { headers: {} })).failure.code, 'session-expired');
      assert.equal((await post('t'.repeat(17_000))).failure.status, 413);
      assert.equal((await post('t.one', { broker: 'x' })).failure.code, 'invalid-configuration');
      const other = await fetch(server.origin + PATH, {
        method: 'POST',
        body: 'x',
        headers: { 'x-user': 'anna' },
      });
      assert.equal(other.status, 415);
    });

    it('is polled when the broker is slow', async () => {
      const { promise, release } = held();
      pause = promise;
      let accepted = 0;
      const { ok, connection } = await post('t.slow', {
        onAccepted: () => {
          accepted++;
          release();
        },
      });
      pause = undefined;
      assert.ok(ok);
      assert.equal(accepted, 1);
      assert.deepEqual(await list(), [connection]);
    });

    it('stops when the person goes away', async () => {
      const { promise, release } = held();
      pause = promise;
      const abort = new AbortController();
      const before = asked.length;
      const attempt = post('t.gone', { signal: abort.signal });
      await until(() => asked.length > before);
      abort.abort();
      assert.equal((await attempt).failure.code, 'cancelled');
      release();
      pause = undefined;
    });
  });
}

describe('a session of Express', () => {
  it('tells whose request it is, as the guide has it', async () => {
    const users = new WeakMap();
    const handle = createConnectHandler({
      authenticate: (request) => users.get(request) ?? null,
      store: createMemoryStore(),
      verifiers: { b: async () => ({ ok: true, connection: {} }) },
    });
    const app = express();
    app.use(session({ secret: 'x', resave: false, saveUninitialized: false }));
    app.get('/sign-in/:id', (request, response) => {
      request.session.user = { id: Number(request.params.id) };
      response.end();
    });
    app.all(
      [PATH, `${PATH}/*rest`],
      getRequestListener((request, { incoming }) => {
        const { user } = incoming.session;
        if (user) users.set(request, String(user.id));
        return handle(request);
      }),
    );
    app.use(express.json());
    const { origin, close } = await started(app.listen(0, '127.0.0.1'));
    try {
      const signIn = async (id) =>
        (await fetch(`${origin}/sign-in/${id}`)).headers.get('set-cookie').split(';')[0];
      const [anna, boris] = [await signIn(7), await signIn(42)];
      const ask = async (cookie, init = {}) => {
        const headers = { 'content-type': 'application/json', ...(cookie && { cookie }) };
        return fetch(origin + PATH, { headers, ...init });
      };
      const body = JSON.stringify({ broker: 'b', credentials: { token: 't' } });
      assert.equal((await ask(anna, { method: 'POST', body })).status, 201);
      assert.equal((await (await ask(anna)).json()).connections.length, 1);
      assert.equal((await (await ask(boris)).json()).connections.length, 0);
      assert.equal((await ask()).status, 401);
    } finally {
      await close();
    }
  });
});

describe('a body parser of Express in front', () => {
  it('is what the answer points at', async () => {
    const handle = createConnectHandler({
      authenticate: () => 'anna',
      store: createMemoryStore(),
      verifiers: { b: async () => ({ ok: true, connection: {} }) },
    });
    const app = express();
    app.use(express.json(), express.urlencoded());
    app.all([PATH, `${PATH}/*rest`], getRequestListener(handle));
    const { origin, close } = await started(app.listen(0, '127.0.0.1'));
    try {
      const response = await fetch(origin + PATH, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ broker: 'b', credentials: { token: 't' } }),
      });
      assert.equal(response.status, 400);
      assert.match((await response.json()).title, /body parser/);
    } finally {
      await close();
    }
  });
});

describe('the plugin of Fastify', () => {
  it('serves its path alone, and leaves the parsers of other routes as they are', async () => {
    const app = fastify();
    const asked = [];
    const handle = async (request) => (
      asked.push(new URL(request.url).pathname),
      new Response(await request.text())
    );
    await app.register(portfolioConnect, { handle, path: PATH });
    app.post('/other', async ({ body }) => ({ read: body.a }));
    await app.listen({ port: 0, host: '127.0.0.1' });
    try {
      const post = async (path) => {
        const headers = { 'content-type': 'application/json' };
        const response = await fetch(address(app.server) + path, {
          method: 'POST',
          headers,
          body: '{"a":1}',
        });
        return [response.status, await response.text()];
      };
      for (const path of [PATH, `${PATH}/1`, `${PATH}/1/status`])
        assert.deepEqual(await post(path), [200, '{"a":1}']);
      assert.deepEqual(await post('/other'), [200, '{"read":1}']);
      assert.equal((await post(`${PATH}-of-another`))[0], 404);
      assert.deepEqual(asked, [PATH, `${PATH}/1`, `${PATH}/1/status`]);
    } finally {
      await app.close();
    }
  });
});
