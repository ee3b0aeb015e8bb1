import { lazy, type Lazy } from '../core/lazy.js';
import type { BrokerDefinition } from './broker.js';

/** The built-in brokers that are loaded when a page offers them, by id: a module each. The classic script has none of them. */
export const laterBrokers: Readonly<Record<string, Lazy<BrokerDefinition>>> = {
  finam: lazy(() => import('./built-in/finam.js').then(({ finam }) => finam)),
  alpaca: lazy(() => import('./built-in/alpaca.js').then(({ alpaca }) => alpaca)),
  'trading-212': lazy(() => import('./built-in/trading-212.js').then(({ trading212 }) => trading212)),
  tradier: lazy(() => import('./built-in/tradier.js').then(({ tradier }) => tradier)),
  oanda: lazy(() => import('./built-in/oanda.js').then(({ oanda }) => oanda)),
  alor: lazy(() => import('./built-in/alor.js').then(({ alor }) => alor)),
  freedom24: lazy(() => import('./built-in/freedom24.js').then(({ freedom24 }) => freedom24)),
  'ibkr-flex': lazy(() => import('./built-in/ibkr-flex.js').then(({ ibkrFlex }) => ibkrFlex)),
  kraken: lazy(() => import('./built-in/kraken.js').then(({ kraken }) => kraken)),
  binance: lazy(() => import('./built-in/binance.js').then(({ binance }) => binance)),
  bybit: lazy(() => import('./built-in/bybit.js').then(({ bybit }) => bybit)),
  bcs: lazy(() => import('./built-in/bcs.js').then(({ bcs }) => bcs)),
  questrade: lazy(() => import('./built-in/questrade.js').then(({ questrade }) => questrade)),
  coinbase: lazy(() => import('./built-in/coinbase.js').then(({ coinbase }) => coinbase)),
};
