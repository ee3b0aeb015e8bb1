// In the static build, where there is no server: the same endpoint answers from a service worker, with the simulator beside
// it, and forgets everything with the page.
import { http } from 'msw';
import { setupWorker } from 'msw/browser';
import { createMemoryStore } from 'portfolio-connect/server';
import { createEndpoint } from './endpoint.mjs';
import { handle } from './simulator.mjs';

/** Resolves once every request of this page goes by the worker, whose scope is the page's folder. */
export async function startEndpoint() {
  const endpoint = createEndpoint({
    authenticate: () => 'visitor',
    store: createMemoryStore(),
    tInvest: {
      baseUrl: 'https://simulator.invalid/rest',
      sandboxUrl: 'https://simulator.invalid/sandbox/rest',
      fetch: (url, init) => handle(new Request(url, init)),
    },
  });
  await setupWorker(
    http.all(new URL('api/*', document.baseURI).href, ({ request }) => endpoint(request)),
  ).start({
    quiet: true,
    onUnhandledRequest: 'bypass',
    serviceWorker: { url: new URL('mockServiceWorker.js', document.baseURI).href },
  });
}
