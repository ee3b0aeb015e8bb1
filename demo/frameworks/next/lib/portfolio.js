import { createConnectHandler, createMemoryStore } from 'portfolio-connect/server';
import { verifiers } from 'demo-broker/verifiers';

let handler;

/** The endpoint. Made with the first request: `next build` loads this file as well, where there are no keys and no database. */
export const handle = (request) => (handler ??= create())(request);

const create = () =>
  createConnectHandler({
    // Your session. Here there is one person, and whoever knows the page's CSRF token.
    authenticate: (request) => (request.headers.get('x-csrf-token') === 'demo' ? 'person' : null),
    store: createMemoryStore(),
    verifiers,
    onError: (error) => console.error(error),
  });
