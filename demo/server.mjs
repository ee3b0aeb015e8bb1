/** The demo's site: the profile page, the built block, and the endpoint kit on SQLite. Nothing of a request is ever logged. */
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSqliteStore } from 'portfolio-connect/server';
import { createEndpoint } from './endpoint.mjs';
import { problem } from './scenarios.mjs';
import { startSimulators } from './simulators/server.mjs';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The policy that the block is promised to work under, with what the page itself needs. */
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html',
].join('; ');

/** Stands for the sign-in of a real site. */
const SESSION = 'demo-session';
const sessionOf = (request) =>
  new RegExp(`(?:^|; )${SESSION}=([\\w-]+)`).exec(request.headers.get('cookie') ?? '')?.[1];

/**
 * The application, to be called with requests.
 *
 * @param {(request: Request) => Promise<Response>} endpoint
 */
function createApp(endpoint) {
  const app = new Hono();

  app.use(async (context, next) => {
    await next();
    const { headers } = context.res;
    headers.set('content-security-policy', CSP);
    headers.set('x-content-type-options', 'nosniff');
    headers.set('referrer-policy', 'same-origin');
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-cache');
  });

  app.all('/api/*', ({ req }) => endpoint(req.raw));

  app.use(
    '/portfolio-connect/*',
    serveStatic({
      root: folder('../dist/cdn'),
      rewriteRequestPath: (path) => path.slice('/portfolio-connect'.length),
    }),
  );
  app.use('/', async (context, next) => {
    if (!getCookie(context, SESSION)) {
      setCookie(context, SESSION, crypto.randomUUID(), { httpOnly: true, sameSite: 'Strict', path: '/' });
    }
    await next();
  });
  app.use(serveStatic({ root: folder('public') }));

  // Hono's own handler would write the error to the console, and with it perhaps what was posted.
  app.onError(() => problem(500, 'server-error'));
  return app;
}

/** The sandbox that belongs to the broker's own gateway: docs/brokers.md. */
const SANDBOXES = {
  'invest-public-api.tbank.ru': 'https://sandbox-invest-public-api.tbank.ru/rest',
};

/** Where the brokers are: their simulators, unless `T_INVEST_API` names a gateway for T-Invest. */
async function findBrokers() {
  const baseUrl = process.env['T_INVEST_API'];
  if (baseUrl && !URL.canParse(baseUrl)) throw new Error(`T_INVEST_API=${baseUrl} is not an address`);
  const { options, stop } = await startSimulators();
  if (!baseUrl) return { brokers: options, stop };
  const sandboxUrl = process.env['T_INVEST_SANDBOX_API'] || (SANDBOXES[new URL(baseUrl).hostname] ?? null);
  const { 't-invest': simulator, ...others } = options;
  return {
    brokers: { ...others, 't-invest': { ...simulator, baseUrl, sandboxUrl, fetch: explain } },
    simulated: Object.keys(others),
    stop,
  };
}

/** The person is told that the broker does not answer; whoever runs this learns why. */
const explain = (url, init) =>
  fetch(url, init).catch((error) => {
    const { code } = error.cause ?? {};
    const hint = /CERT|SELF_SIGNED|UNABLE_TO/.test(code)
      ? ' (the root of НУЦ Минцифры is missing: see docs/brokers.md, NODE_EXTRA_CA_CERTS)'
      : '';
    console.error(`${new URL(url).host}: ${code ?? error.name}${hint}`);
    throw error;
  });

/** An SQLite file that outlives the server, with its key beside it: a real site keeps that where its other secrets are. */
function openStore(data) {
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const path = join(data, 'key');
  try {
    writeFileSync(path, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  return createSqliteStore(join(data, 'portfolio.db'), {
    encryptionKeys: [{ id: 'demo', key: readFileSync(path, 'utf8') }],
  });
}

/**
 * Starts the site.
 *
 * @param {object} options
 * @param {number} options.port 0: any free one
 * @param {string} [options.hostname]
 * @param {string} [options.data] folder of the database
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>} where it is; fails with EADDRINUSE where the port is taken
 */
export async function startServer({ port, hostname = '127.0.0.1', data = folder('data') }) {
  const { stop: stopBrokers, ...found } = await findBrokers();
  const store = openStore(data);
  const endpoint = createEndpoint({ authenticate: (request) => sessionOf(request) ?? null, store, ...found });
  try {
    const server = await listen(createApp(endpoint).fetch, port, hostname);
    return {
      url: `http://localhost:${server.address().port}/`,
      async stop() {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await closed;
        await stopBrokers();
        await store.close();
      },
    };
  } catch (error) {
    await stopBrokers();
    throw error;
  }
}

const listen = (fetch, port, hostname) =>
  new Promise((resolve, reject) => {
    const server = serve({ fetch, port, hostname });
    server.once('error', reject);
    server.once('listening', () => resolve(server));
  });
