/** The simulators of all brokers, and what answers for them all. */
import { alor } from './alor.mjs';
import { alpaca } from './alpaca.mjs';
import { bcs } from './bcs.mjs';
import { binance } from './binance.mjs';
import { bybit } from './bybit.mjs';
import { coinbase } from './coinbase.mjs';
import { finam } from './finam.mjs';
import { freedom24 } from './freedom24.mjs';
import { ibkrFlex } from './ibkr-flex.mjs';
import { kraken } from './kraken.mjs';
import { oanda } from './oanda.mjs';
import { questrade } from './questrade.mjs';
import { tInvest } from './t-invest.mjs';
import { tradier } from './tradier.mjs';
import { trading212 } from './trading-212.mjs';

export const simulators = [
  tInvest,
  finam,
  alpaca,
  trading212,
  tradier,
  oanda,
  alor,
  freedom24,
  ibkrFlex,
  kraken,
  binance,
  bybit,
  bcs,
  questrade,
  coinbase,
];

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
  tradier: { baseUrl: `${origin}/tradier/live`, sandboxUrl: `${origin}/tradier/sandbox` },
  oanda: { baseUrl: `${origin}/oanda/live`, practiceUrl: `${origin}/oanda/practice` },
  alor: { baseUrl: `${origin}/alor/live`, testUrl: `${origin}/alor/test` },
  freedom24: { baseUrl: `${origin}/freedom24` },
  'ibkr-flex': { baseUrl: `${origin}/ibkr-flex` },
  kraken: { baseUrl: `${origin}/kraken` },
  binance: { baseUrl: `${origin}/binance` },
  bybit: { baseUrl: `${origin}/bybit/mainnet`, testnetUrl: `${origin}/bybit/testnet` },
  bcs: { baseUrl: `${origin}/bcs` },
  questrade: { baseUrl: `${origin}/questrade/login`, practiceUrl: `${origin}/questrade/practice` },
  coinbase: { baseUrl: `${origin}/coinbase` },
});
