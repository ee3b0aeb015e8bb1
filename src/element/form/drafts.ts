import type { BrokerDefinition } from '../../brokers/broker.js';
import { fieldsOf } from '../../brokers/fields.js';
import { isSecret } from './control.js';
import { isTyped, setInput, type FieldInput } from './inputs.js';

/** What was in a field. */
interface Draft {
  readonly value: string;
  readonly isSecret: boolean;
}

/** What was typed for brokers that are not on screen: whoever looks at another one loses no token that is shown only once. */
export class Drafts {
  /** By broker, and by field. */
  readonly #drafts = new Map<string, ReadonlyMap<string, Draft>>();

  get isEmpty(): boolean {
    return this.#drafts.size === 0;
  }

  /** Takes what the fields of a broker hold, and empties them: they may be drawn for another one next. */
  keep(broker: BrokerDefinition, inputs: readonly FieldInput[]): void {
    const secret = namesOfSecrets(broker);
    const drafts = inputs.map(({ id, value }) => [id, { value, isSecret: secret.has(id) }] as const);
    if (inputs.some(isTyped)) this.#drafts.set(broker.id, new Map(drafts));
    for (const input of inputs) setInput(input);
  }

  /** Puts it back, and keeps it no longer. A definition may be another one than before: nothing that was masked is shown now. */
  restore(broker: BrokerDefinition, inputs: readonly FieldInput[]): void {
    const drafts = this.#drafts.get(broker.id);
    const secret = namesOfSecrets(broker);
    this.#drafts.delete(broker.id);
    for (const input of inputs) {
      const draft = drafts?.get(input.id);
      setInput(input, draft && (!draft.isSecret || secret.has(input.id)) ? draft.value : '');
    }
  }

  clear(): void {
    this.#drafts.clear();
  }
}

/** What the inputs of a broker's form are drawn for: the broker, and its fields in their order. */
export const formOf = (broker: BrokerDefinition | undefined): string | undefined =>
  broker &&
  JSON.stringify([
    broker.id,
    ...fieldsOf(broker).map(({ name, kind, secret, options }) => [name, kind, secret, options]),
  ]);

const namesOfSecrets = (broker: BrokerDefinition): ReadonlySet<string> =>
  new Set(
    fieldsOf(broker)
      .filter(isSecret)
      .map(({ name }) => name),
  );
