/**
 * The demo's endpoint: the endpoint kit, unless a `?scenario=` wants an answer that only a play can give. Web standards
 * alone, so that the server and MSW's service worker answer alike.
 */
import {
  createAlorVerifier,
  createAlpacaVerifier,
  createBcsVerifier,
  createBinanceVerifier,
  createBybitVerifier,
  createCoinbaseVerifier,
  createConnectHandler,
  createFinamVerifier,
  createFreedom24Verifier,
  createIbkrFlexVerifier,
  createKrakenVerifier,
  createOandaVerifier,
  createQuestradeVerifier,
  createTInvestVerifier,
  createTradierVerifier,
  createTrading212Verifier,
} from 'portfolio-connect/server';
import { play, problem } from './scenarios.mjs';
import { simulators } from './simulators/index.mjs';

/** After so many ms the person is told that the broker is checking. */
const PATIENCE = 2000;
const PATH = /\/api\/portfolio-connections(\/|$)/;
/** What the simulators know, for the page's panel to fill in: no real site has such a thing. */
const CREDENTIALS = /\/api\/simulated-credentials$/;

/**
 * @param {object} options
 * @param {(request: Request) => string | null} options.authenticate whose request it is
 * @param {import('portfolio-connect/server').ConnectionStore} options.store
 * @param {ReturnType<import('./simulators/index.mjs').optionsFor>} options.brokers where each broker is
 * @param {readonly string[]} [options.simulated] ids of those that are simulators
 * @returns {(request: Request) => Promise<Response>}
 */
export function createEndpoint({ authenticate, store, brokers, simulated = Object.keys(brokers) }) {
  const verifiers = {
    't-invest': createTInvestVerifier({ appName: 'example.portfolio-connect', ...brokers['t-invest'] }),
    finam: createFinamVerifier(brokers.finam),
    alpaca: createAlpacaVerifier(brokers.alpaca),
    'trading-212': createTrading212Verifier(brokers['trading-212']),
    tradier: createTradierVerifier(brokers.tradier),
    oanda: createOandaVerifier(brokers.oanda),
    alor: createAlorVerifier(brokers.alor),
    freedom24: createFreedom24Verifier(brokers.freedom24),
    'ibkr-flex': createIbkrFlexVerifier(brokers['ibkr-flex']),
    kraken: createKrakenVerifier(brokers.kraken),
    binance: createBinanceVerifier(brokers.binance),
    bybit: createBybitVerifier(brokers.bybit),
    bcs: createBcsVerifier(brokers.bcs),
    questrade: createQuestradeVerifier(brokers.questrade),
    coinbase: createCoinbaseVerifier(brokers.coinbase),
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
  const credentials = Object.fromEntries(
    simulators.filter(({ id }) => simulated.includes(id)).map(({ id, credentials }) => [id, credentials]),
  );
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (CREDENTIALS.test(pathname)) return Response.json(credentials);
    if (!PATH.test(pathname)) return problem(404, 'not-found');
    const access = searchParams.get('access') === 'read-only' ? 'read-only' : 'full';
    return (await play(request)) ?? handlers[access](request);
  };
}
