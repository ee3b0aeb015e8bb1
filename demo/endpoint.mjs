/**
 * The demo's endpoint: the endpoint kit, unless a `?scenario=` wants an answer that only a play can give. Web standards
 * alone, so that the server and MSW's service worker answer alike.
 */
import { createConnectHandler, createTInvestVerifier } from 'portfolio-connect/server';
import { play, problem } from './scenarios.mjs';

/** After so many ms the person is told that the broker is checking. */
const PATIENCE = 2000;
const PATH = /\/api\/portfolio-connections(\/|$)/;

/**
 * @param {object} options
 * @param {(request: Request) => string | null} options.authenticate whose request it is
 * @param {import('portfolio-connect/server').ConnectionStore} options.store
 * @param {import('portfolio-connect/server').TInvestVerifierOptions} options.tInvest where the broker is
 * @returns {(request: Request) => Promise<Response>}
 */
export function createEndpoint({ authenticate, store, tInvest }) {
  const verifiers = {
    't-invest': createTInvestVerifier({ appName: 'example.portfolio-connect', ...tInvest }),
  };
  const handlers = Object.fromEntries(
    ['full', 'read-only'].map((access) => [
      access,
      createConnectHandler({
        ...{ authenticate, store, verifiers, access, respondAsyncAfter: PATIENCE },
        onError: ({ message }) => console.error(message),
      }),
    ]),
  );
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (!PATH.test(pathname)) return problem(404, 'not-found');
    const access = searchParams.get('access') === 'read-only' ? 'read-only' : 'full';
    return (await play(request)) ?? handlers[access](request);
  };
}
