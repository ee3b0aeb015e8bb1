import type { BrokerDefinition } from '../brokers/broker.js';
import { builtInBrokers } from '../brokers/index.js';
import { ConnectError } from '../core/errors.js';

/** What a page may write into `brokers`. */
export type BrokerChoice = string | BrokerDefinition;

/** The brokers that can be used, and what is wrong with the others. */
export interface ResolvedBrokers {
  readonly brokers: readonly BrokerDefinition[];
  readonly faults: readonly ConnectError[];
}

/** Turns what the page wrote into definitions. `faultOf` judges those that are not built in. */
export function resolveBrokers(
  wanted: readonly BrokerChoice[],
  faultOf?: (definition: unknown) => string | undefined,
): ResolvedBrokers {
  const brokers = new Map<string, BrokerDefinition>();
  const faults: ConnectError[] = [];
  for (const one of wanted.length ? wanted : Object.keys(builtInBrokers)) {
    const known = typeof one !== 'string' ? one : Object.hasOwn(builtInBrokers, one) && builtInBrokers[one];
    const path = known && known === one && faultOf?.(one);
    if (known && !path) brokers.set(known.id, known);
    else
      faults.push(
        path ? misconfigured(`brokers[${wanted.indexOf(one)}] is broken at "${path}"`) : unknown(String(one)),
      );
  }
  return { brokers: [...brokers.values()], faults };
}

/** The fault of a `broker` that is not among those offered. */
export const unknown = (id: string): ConnectError => misconfigured(`unknown broker "${id}"`);

const misconfigured = (reason: string) => new ConnectError({ code: 'invalid-configuration', reason });
