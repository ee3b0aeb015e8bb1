/** The simulators of all brokers, and what answers for them all. */
import { alpaca } from './alpaca.mjs';
import { finam } from './finam.mjs';
import { tInvest } from './t-invest.mjs';
import { trading212 } from './trading-212.mjs';

export const simulators = [tInvest, finam, alpaca, trading212];

/** Answers one request as the broker would whose path it is. */
export function handle(request) {
  const { pathname } = new URL(request.url);
  const found = simulators.find(({ hosts }) =>
    Object.values(hosts).some((path) => pathname.startsWith(`${path}/`)),
  );
  return found ? found.handle(request) : new Response(null, { status: 404 });
}

/**
 * The options that have the kit's verifiers ask the simulators, by broker.
 *
 * @param {string} origin where these are
 */
export const optionsFor = (origin) => ({
  't-invest': { baseUrl: `${origin}/rest`, sandboxUrl: `${origin}/sandbox/rest` },
  finam: { baseUrl: `${origin}/finam` },
  alpaca: { baseUrl: `${origin}/alpaca/live`, paperUrl: `${origin}/alpaca/paper` },
  'trading-212': { baseUrl: `${origin}/trading-212/live`, demoUrl: `${origin}/trading-212/demo` },
});
