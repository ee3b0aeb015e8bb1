import { localize, type BrokerDefinition } from '../../brokers/broker.js';
import type { Messages } from '../../locales/messages.js';
import type { Selection } from '../selection.js';

/** What is known of the brokers of connections, which may be others than those that are offered. */
export interface Names {
  /** Whether the form can connect this broker. */
  readonly isOffered: (id: string | undefined) => boolean;
  /** The broker, where it is offered or built in. A built-in one that is not there yet is loaded for that. */
  readonly brokerOf: (id: string | undefined) => BrokerDefinition | undefined;
  /** The broker's name in words, as far as it is known. */
  readonly nameOf: (id: string | undefined, texts: Messages) => string;
}

/** Finds brokers among those that are offered, and those that are built in. */
export function namesIn(selection: Selection): Names {
  const offered = (id: string | undefined) => selection.brokers.find((one) => one.id === id);
  const brokerOf: Names['brokerOf'] = (id) => offered(id) ?? selection.sources.find(id ?? '');
  const nameOf: Names['nameOf'] = (id, texts) => {
    const name = brokerOf(id)?.name;
    return name ? localize(name, texts.lang) : (id ?? texts.broker);
  };
  return { isOffered: (id) => !!offered(id), brokerOf, nameOf };
}
