import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { createConnectHandler, createMemoryStore } from 'portfolio-connect/server';

const handle = createConnectHandler({
  authenticate: () => 'me', // there is one person
  store: createMemoryStore(), // gone when the process ends
  // Stands in for the broker: takes every token for a good one.
  verifiers: {
    't-invest': async () => ({ ok: true, connection: { accounts: [{ id: '1', name: 'Счёт' }] } }),
  },
  onError: (error) => console.error(error), // otherwise nobody hears of them
});

const page = `<!doctype html>
<html lang="ru">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>Профиль</title>
  <script type="module" src="/portfolio-connect/portfolio-connect.js"></script>
  <portfolio-connect endpoint="/api/portfolio-connections" manage></portfolio-connect>
</html>`;

const app = new Hono();
app.all('/api/portfolio-connections/*', ({ req }) => handle(req.raw));
app.get('/', ({ html }) => html(page));
const rewriteRequestPath = (path) => path.replace('/portfolio-connect/', '/');
app.use('*', serveStatic({ root: 'node_modules/portfolio-connect/dist/cdn', rewriteRequestPath }));

const port = Number(process.env.PORT ?? 3000);
serve({ fetch: app.fetch, port }, () => console.log(`http://localhost:${port}`));
