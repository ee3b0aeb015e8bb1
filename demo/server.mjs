/** The demo's site: the profile page, the built block, and an endpoint. Nothing of a request is ever logged. */
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { fileURLToPath } from 'node:url';
import { handle, problem } from './scenarios.mjs';

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

/** The application, to be called with requests. */
export function createApp() {
  const app = new Hono();

  app.use(async (context, next) => {
    await next();
    const { headers } = context.res;
    headers.set('content-security-policy', CSP);
    headers.set('x-content-type-options', 'nosniff');
    headers.set('referrer-policy', 'same-origin');
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-cache');
  });

  app.post(
    '/api/*',
    ({ req }, next) => (isSameOrigin(req) ? next() : problem(403, 'forbidden')),
    ({ req }, next) =>
      /^application\/json\s*(;|$)/i.test(req.header('content-type') ?? '') ? next() : problem(415),
    bodyLimit({ maxSize: 16 * 1024, onError: () => problem(413) }),
  );
  app.all('/api/*', async ({ req }) => (await handle(req.raw)) ?? problem(404, 'not-found'));

  app.use(
    '/portfolio-connect/*',
    serveStatic({
      root: folder('../dist/cdn'),
      rewriteRequestPath: (path) => path.slice('/portfolio-connect'.length),
    }),
  );
  app.use(serveStatic({ root: folder('public') }));

  // Hono's own handler would write the error to the console, and with it perhaps what was posted.
  app.onError(() => problem(500, 'server-error'));
  return app;
}

/**
 * Another site's page must not be able to post here with the person's cookies. Every browser that can run the block sends
 * `Origin` with a POST; most send `Sec-Fetch-Site` as well. Whoever sends neither is no browser.
 */
function isSameOrigin(req) {
  const site = req.header('sec-fetch-site');
  if (site) return site === 'same-origin';
  const origin = req.header('origin') ?? '';
  // The host alone: what stands in front of this server may speak https.
  return URL.canParse(origin) && new URL(origin).host === req.header('host');
}

/**
 * Starts the site.
 *
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>} where it is; fails with EADDRINUSE where the port is taken
 */
export function startServer({ port, hostname = '127.0.0.1' }) {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: createApp().fetch, port, hostname });
    const stop = () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      });
    server.once('error', reject);
    server.once('listening', () => resolve({ url: `http://localhost:${server.address().port}/`, stop }));
  });
}
