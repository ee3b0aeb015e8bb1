import type { BrokerDefinition } from './broker.js';
import { tInvest } from './built-in/t-invest.js';
import { laterBrokers } from './later.js';
import type { Lazy } from '../core/lazy.js';

/** The built-in brokers that are there from the start, by id. */
export const brokersAtHand: ReadonlyMap<string, BrokerDefinition> = new Map([[tInvest.id, tInvest]]);

/** What loads one of the other built-in brokers; undefined where there is none with this id. */
export const loaderOf = (id: string): Lazy<BrokerDefinition> | undefined =>
  Object.hasOwn(laterBrokers, id) ? laterBrokers[id] : undefined;

/** What a page may write into `brokers`: the id of a built-in broker, or a definition of its own. */
export type BrokerChoice = string | BrokerDefinition;

/**
 * The choices that a page made.
 *
 * @param others - Those where it made none. Default: T-Invest. Each broker wants a verifier at the page's endpoint, so none may appear
 *   unasked, least of all with a new version of this package.
 */
export function choicesOf(
  brokers: string | readonly BrokerChoice[] | null | undefined,
  others: readonly BrokerChoice[] = [tInvest.id],
): readonly BrokerChoice[] {
  const choices = typeof brokers === 'string' ? brokers.split(/\s+/).filter(Boolean) : [...(brokers ?? [])];
  return choices.length ? choices : others;
}
