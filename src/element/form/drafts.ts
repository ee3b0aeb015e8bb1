import { isTyped, setInput, type FieldInput } from './inputs.js';

/** What was typed for brokers that are not on screen: whoever looks at another one loses no token that is shown only once. */
export class Drafts {
  readonly #values = new Map<string, ReadonlyMap<string, string>>();

  get isEmpty(): boolean {
    return this.#values.size === 0;
  }

  /** Takes what the fields of a broker hold, and empties them: they may be drawn for another one next. */
  keep(broker: string, inputs: readonly FieldInput[]): void {
    if (inputs.some(isTyped)) this.#values.set(broker, new Map(inputs.map(({ id, value }) => [id, value])));
    for (const input of inputs) setInput(input);
  }

  /** Puts it back, and keeps it no longer. */
  restore(broker: string, inputs: readonly FieldInput[]): void {
    const values = this.#values.get(broker);
    this.#values.delete(broker);
    for (const input of inputs) setInput(input, values?.get(input.id));
  }

  clear(): void {
    this.#values.clear();
  }
}
