import type { Connection } from '../core/connection.js';
import { ConnectError } from '../core/errors.js';
import { within } from '../core/within.js';
import type { BlockHost } from './host.js';

/** An attempt to connect, as it sees itself. */
export interface Attempt {
  /** Aborted when it is stopped. */
  readonly signal: AbortSignal;
  /** Call when the outcome is decided: whoever is told of it then can stop the attempt no more. */
  readonly settle: () => void;
}

/** Attempts to connect: one at a time, and each can be stopped until its outcome is decided. */
export class Attempts {
  /** Whether the one under way had to load what it needs, and is not decided. */
  isLoading = false;
  readonly #host: BlockHost;
  #abort: AbortController | undefined;
  #outcome: Promise<Connection> | undefined;

  constructor(host: BlockHost) {
    this.#host = host;
  }

  /**
   * Starts an attempt; while one is under way, joins that one. It ends at once when it is stopped, whatever it waits for.
   *
   * @param isLoading - Whether it has to load what it needs.
   */
  start(run: (attempt: Attempt) => Promise<Connection>, isLoading: boolean): Promise<Connection> {
    if (this.#outcome) return this.#outcome;
    const abort = (this.#abort = new AbortController());
    this.isLoading = isLoading;
    const { signal } = abort;
    const settle = () => {
      if (this.#abort === abort) this.#forget();
    };
    const outcome = (this.#outcome = within(signal, run({ signal, settle })).finally(() => {
      settle();
      if (this.#outcome === outcome) this.#outcome = undefined;
      this.#host.requestUpdate();
    }));
    this.#host.requestUpdate();
    return outcome;
  }

  /** Stops the one under way, which fails with the reason. */
  stop(reason = new ConnectError({ code: 'cancelled' })): void {
    this.#abort?.abort(reason);
    this.#forget();
    this.#outcome = undefined;
  }

  #forget(): void {
    this.#abort = undefined;
    this.isLoading = false;
  }
}
