import { localize, type BrokerDefinition } from '../../brokers/broker.js';
import type { Messages } from '../../locales/messages.js';
import type { Selection } from '../selection.js';

/** What is known of the brokers of connections, which may be others than those that are offered. */
export interface Names {
  /** The broker, where it is offered. */
  readonly brokerOf: (id: string | undefined) => BrokerDefinition | undefined;
  /** The broker's name in words, as far as it is known. */
  readonly nameOf: (id: string | undefined, texts: Messages) => string;
}

/** Finds brokers among those that are offered, and those that are built in, which are loaded for that. */
export function namesIn(selection: Selection): Names {
  const brokerOf: Names['brokerOf'] = (id) => selection.brokers.find((one) => one.id === id);
  const nameOf: Names['nameOf'] = (id, texts) => {
    const name = (brokerOf(id) ?? selection.sources.find(id ?? ''))?.name;
    return name ? localize(name, texts.lang) : (id ?? texts.broker);
  };
  return { brokerOf, nameOf };
}
