import { lazy, type Lazy } from '../core/lazy.js';
import type { BrokerDefinition } from './broker.js';

/** The built-in brokers that are loaded when a page offers them, by id: a module each. The classic script has none of them. */
export const laterBrokers: Readonly<Record<string, Lazy<BrokerDefinition>>> = {
  finam: lazy(() => import('./built-in/finam.js').then(({ finam }) => finam)),
  alpaca: lazy(() => import('./built-in/alpaca.js').then(({ alpaca }) => alpaca)),
  'trading-212': lazy(() => import('./built-in/trading-212.js').then(({ trading212 }) => trading212)),
};
