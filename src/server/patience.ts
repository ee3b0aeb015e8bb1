import type { Verification } from './verifier.js';

/** Before this many ms a verification is not worth watching its request for. */
const soon = 1;

/**
 * How long a verification is waited for: until its time is up, or until whoever asked has gone. Signals are touched only
 * when somebody needs one, for they cost as much as all the rest of a request.
 */
export class Patience {
  /** Settles when the time is up or the request was cancelled. */
  readonly end: Promise<Verification>;
  /** Whether whoever asked has gone. */
  cancelled = false;
  #request: Request | undefined;
  #abort: AbortController | undefined;
  #isUp = false;
  #giveUp!: () => void;
  readonly #limit: ReturnType<typeof setTimeout>;
  readonly #watch: ReturnType<typeof setTimeout>;

  constructor(request: Request, timeout: number) {
    this.#request = request;
    this.end = new Promise((resolve) => {
      this.#giveUp = () => {
        this.#isUp = true;
        this.#abort?.abort();
        resolve({ ok: false, code: 'broker-unavailable' });
      };
    });
    this.#limit = setTimeout(this.#giveUp, timeout);
    this.#watch = setTimeout(() => {
      const signal = this.#request?.signal;
      if (signal?.aborted) this.#cancel();
      else signal?.addEventListener('abort', this.#cancel, { once: true });
    }, soon);
  }

  /** For the verifier; aborted when its answer is no longer wanted. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#isUp) this.#abort.abort();
    return this.#abort.signal;
  }

  /** Goes on when the request ends, because it has been answered. */
  detach(): void {
    this.#request?.signal.removeEventListener('abort', this.#cancel);
    this.#request = undefined;
  }

  /** The verifier has answered. */
  stop(): void {
    clearTimeout(this.#limit);
    clearTimeout(this.#watch);
  }

  #cancel = (): void => {
    this.cancelled = true;
    this.#giveUp();
  };
}
