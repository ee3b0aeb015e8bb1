/** A site for pages that are files: `node server.js ../vue/dist`. Its endpoint is the endpoint kit, behind a CSRF token. */
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { createConnectHandler, createMemoryStore } from 'portfolio-connect/server';
import { verifiers } from 'demo-broker/verifiers';
import { turboPage } from './turbo.js';

const [, , root = 'pages'] = process.argv;

const handle = createConnectHandler({
  // Your session. Here there is one person, and whoever knows the page's CSRF token.
  authenticate: (request) => (request.headers.get('x-csrf-token') === 'demo' ? 'person' : null),
  store: createMemoryStore(),
  verifiers,
  onError: (error) => console.error(error),
});

const app = new Hono();
app.all('/api/portfolio-connections/*', ({ req }) => handle(req.raw));
for (const name of ['portfolio-connect/dist/cdn', '@hotwired/turbo/dist', 'demo-broker']) {
  const rewriteRequestPath = (path) => path.replace('/packages/', '');
  app.use(`/packages/${name}/*`, serveStatic({ root: 'node_modules', rewriteRequestPath }));
}
app.get('/turbo', (context) => context.html(turboPage(context.req.query('without') === undefined)));
app.use('*', serveStatic({ root }));

const port = Number(process.env.PORT ?? 3000);
serve({ fetch: app.fetch, port }, () => console.log(`http://localhost:${port}`));
