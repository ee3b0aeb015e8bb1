import { AngularNodeAppEngine, writeResponseToNodeResponse } from '@angular/ssr/node';
import { getRequestListener } from '@hono/node-server';
import { verifiers } from 'demo-broker/verifiers';
import express from 'express';
import { createConnectHandler, createMemoryStore } from 'portfolio-connect/server';

const handle = createConnectHandler({
  // Your session. Here there is one person, and whoever knows the page's CSRF token.
  authenticate: (request) => (request.headers.get('x-csrf-token') === 'demo' ? 'person' : null),
  store: createMemoryStore(),
  verifiers,
  onError: (error) => console.error(error),
});

const path = '/api/portfolio-connections';
const app = express();
const engine = new AngularNodeAppEngine();

app.all([path, `${path}/*rest`], getRequestListener(handle));
app.use(express.static(new URL('../browser', import.meta.url).pathname, { index: false }));
app.use(async (request, response, next) => {
  const page = await engine.handle(request);
  if (page) await writeResponseToNodeResponse(page, response);
  else next();
});

const port = Number(process.env['PORT'] ?? 4000);
app.listen(port, () => console.log(`http://localhost:${port}`));
