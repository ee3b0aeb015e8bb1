import type { BrokerDefinition } from '../brokers/broker.js';
import { builtInBrokers } from '../brokers/index.js';
import { ConnectError } from '../core/errors.js';
import { lazy } from '../core/lazy.js';

/** What a page may write into `brokers`. */
export type BrokerChoice = string | BrokerDefinition;

/** The brokers that can be used, and what is wrong with the others. */
export interface ResolvedBrokers {
  readonly brokers: readonly BrokerDefinition[];
  readonly faults: readonly ConnectError[];
}

const loadSchema = lazy(() => import('../brokers/schema.js'));

const fault = (reason: string) => new ConnectError({ code: 'invalid-configuration', reason });

/** Turns what the page wrote into definitions. Waits only where a page passes its own, which are checked first. */
export function resolveBrokers(
  choice: string | readonly BrokerChoice[] | null | undefined,
): ResolvedBrokers | Promise<ResolvedBrokers> {
  const wanted = typeof choice === 'string' ? choice.split(/\s+/).filter(Boolean) : [...(choice ?? [])];
  if (!wanted.length) return { brokers: Object.values(builtInBrokers), faults: [] };
  if (wanted.every((one) => typeof one === 'string')) return collect(wanted);
  return loadSchema().then(({ faultOf }) => collect(wanted, faultOf));
}

function collect(wanted: readonly BrokerChoice[], faultOf?: (definition: unknown) => string | undefined) {
  const brokers = new Map<string, BrokerDefinition>();
  const faults: ConnectError[] = [];
  wanted.forEach((one, index) => {
    const known = typeof one !== 'string' ? one : Object.hasOwn(builtInBrokers, one) && builtInBrokers[one];
    if (!known) return faults.push(fault(`"brokers": unknown broker "${String(one)}".`));
    const path = known === one && faultOf?.(one);
    if (path) return faults.push(fault(`"brokers": the definition at ${index} is broken at "${path}".`));
    return brokers.set(known.id, known);
  });
  return { brokers: [...brokers.values()], faults };
}

/** The fault of a `broker` that is not among those offered. */
export const unknownBroker = (id: string): ConnectError => fault(`"broker": unknown broker "${id}".`);
