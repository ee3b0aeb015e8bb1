// In the static build, where there is no server: the same endpoint answers from a service worker, with the simulators
// beside it, and forgets everything with the page.
import { http } from 'msw';
import { setupWorker } from 'msw/browser';
import { createMemoryStore } from 'portfolio-connect/server';
import { createEndpoint } from './endpoint.mjs';
import { handle, optionsFor } from './simulators/index.mjs';

/** Resolves once every request of this page goes by the worker, whose scope is the page's folder. */
export async function startEndpoint() {
  const endpoint = createEndpoint({
    authenticate: () => 'visitor',
    store: createMemoryStore(),
    brokers: Object.fromEntries(
      Object.entries(optionsFor('https://simulator.invalid')).map(([id, options]) => [
        id,
        { ...options, fetch: (url, init) => handle(new Request(url, init)) },
      ]),
    ),
  });
  await setupWorker(
    http.all(new URL('api/*', document.baseURI).href, ({ request }) => endpoint(request)),
  ).start({
    quiet: true,
    onUnhandledRequest: 'bypass',
    serviceWorker: { url: new URL('mockServiceWorker.js', document.baseURI).href },
  });
}
