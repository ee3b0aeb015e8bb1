import type { BrokerDefinition } from './broker.js';
import { tInvest } from './t-invest.js';

/** The built-in brokers by id, in the order of the selector. */
export const builtInBrokers: ReadonlyMap<string, BrokerDefinition> = new Map(
  [tInvest].map((broker) => [broker.id, broker]),
);

/** What a page may write into `brokers`: the id of a built-in broker, or a definition of its own. */
export type BrokerChoice = string | BrokerDefinition;

/** The choices that a page made; every built-in broker where it made none. */
export function choicesOf(
  brokers: string | readonly BrokerChoice[] | null | undefined,
): readonly BrokerChoice[] {
  const choices = typeof brokers === 'string' ? brokers.split(/\s+/).filter(Boolean) : [...(brokers ?? [])];
  return choices.length ? choices : [...builtInBrokers.keys()];
}
