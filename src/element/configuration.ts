import type { BrokerDefinition } from '../brokers/broker.js';
import { faultOf } from '../brokers/schema.js';
import { resolveEndpoint } from '../core/endpoint.js';
import type { Failure } from '../core/errors.js';

/** What a page may write into `brokers`. */
export type BrokerChoice = string | BrokerDefinition;

/** What can be used of what the page set up, and what is wrong with the rest. */
export interface Configuration {
  readonly brokers: readonly BrokerDefinition[];
  /** Where credentials may be posted to; empty where nowhere. */
  readonly url: string;
  readonly faults: readonly Failure[];
}

/** Judges what the page set up. */
export function configure(
  wanted: readonly BrokerChoice[],
  broker: string | null | undefined,
  endpoint: string | null | undefined,
  base: string,
  builtIn: ReadonlyMap<string, BrokerDefinition>,
): Configuration {
  const faults: Failure[] = [];
  const target = resolveEndpoint(endpoint, base, location.origin);
  if ('reason' in target) faults.push({ code: 'invalid-endpoint', reason: target.reason });
  const brokers = new Map<string, BrokerDefinition>();
  const misconfigured = (reason: string) => faults.push({ code: 'invalid-configuration', reason });
  wanted.forEach((one, index) => {
    if (typeof one === 'string') {
      const known = builtIn.get(one);
      if (known) brokers.set(one, known);
      else misconfigured(`unknown broker "${one}"`);
      return;
    }
    const path = faultOf(one);
    if (path) misconfigured(`brokers[${index}] is broken at "${path}"`);
    else brokers.set(one.id, one);
  });
  if (broker && brokers.size && !brokers.has(broker)) misconfigured(`unknown broker "${broker}"`);
  return { brokers: [...brokers.values()], url: 'url' in target ? target.url : '', faults };
}
