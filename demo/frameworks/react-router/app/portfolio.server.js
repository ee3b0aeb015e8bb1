import { createConnectHandler, createMemoryStore } from 'portfolio-connect/server';
import { verifiers } from 'demo-broker/verifiers';

export const handle = createConnectHandler({
  // Your session. Here there is one person, and whoever knows the page's CSRF token.
  authenticate: (request) => (request.headers.get('x-csrf-token') === 'demo' ? 'person' : null),
  store: createMemoryStore(),
  verifiers,
  onError: (error) => console.error(error),
});
