import type { BrokerDefinition } from './broker.js';
import { tInvest } from './t-invest.js';

/** The built-in brokers by id, in the order of the selector. */
export const builtInBrokers: Readonly<Record<string, BrokerDefinition>> = { [tInvest.id]: tInvest };
