import type { BrokerDefinition } from './broker.js';
import { tInvest } from './t-invest.js';

/** The built-in brokers by id, in the order of the selector. */
export const builtInBrokers: ReadonlyMap<string, BrokerDefinition> = new Map([[tInvest.id, tInvest]]);
