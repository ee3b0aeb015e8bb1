// In the static build, where there is no server: its answers come from a service worker.
import { http, passthrough } from 'msw';
import { setupWorker } from 'msw/browser';
import { handle } from './scenarios.mjs';

/** Resolves once every request of this page goes by the worker, whose scope is the page's folder. */
export async function startEndpoint() {
  const answer = async ({ request }) => (await handle(request)) ?? passthrough();
  await setupWorker(http.all(new URL('api/*', document.baseURI).href, answer)).start({
    quiet: true,
    onUnhandledRequest: 'bypass',
    serviceWorker: { url: new URL('mockServiceWorker.js', document.baseURI).href },
  });
}
