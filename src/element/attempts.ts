import type { Connection } from '../core/connection.js';
import { ConnectError } from '../core/errors.js';
import { within } from '../core/within.js';

/** Attempts to connect: one at a time, and each can be stopped. */
export class Attempts {
  readonly #onChange: () => void;
  #current: { readonly abort: AbortController; readonly outcome: Promise<Connection> } | undefined;

  /** @param onChange - Called when one has begun, and when it has ended. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Whether there is one that has not ended. */
  get isUnderWay(): boolean {
    return this.#current !== undefined;
  }

  /** Starts an attempt; while one is under way, joins that one. It ends at once when it is stopped, whatever it waits for. */
  start(attempt: (signal: AbortSignal) => Promise<Connection>): Promise<Connection> {
    if (this.#current) return this.#current.outcome;
    const abort = new AbortController();
    const outcome = within(abort.signal, attempt(abort.signal)).finally(() => {
      if (this.#current?.abort === abort) this.#end();
    });
    this.#current = { abort, outcome };
    this.#onChange();
    return outcome;
  }

  /** Stops the one under way, which fails with the reason. */
  stop(reason = new ConnectError({ code: 'cancelled' })): void {
    this.#current?.abort.abort(reason);
    this.#end();
  }

  #end(): void {
    this.#current = undefined;
    this.#onChange();
  }
}
