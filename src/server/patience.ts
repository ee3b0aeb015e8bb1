import type { Access } from '../core/connection.js';
import type { Credentials } from './store.js';
import type { Verification, VerifyRequest } from './verifier.js';

/** Before this many ms a verification is not worth watching for. */
const soon = 1;

/**
 * How long a verification is waited for: until its time is up, or until whoever asked has gone. Signals and the longer timer
 * are touched only when somebody needs them, for they cost as much as all the rest of a request.
 */
export class Patience {
  /** Whether whoever asked has gone. */
  cancelled = false;
  #request: Request | undefined;
  #abort: AbortController | undefined;
  #isOver = false;
  #resolve: ((result: Verification) => void) | undefined;
  #timer: ReturnType<typeof setTimeout>;
  readonly #timeout: number;

  /** @param timeout - In ms. */
  constructor(request: Request, timeout: number) {
    this.#request = request;
    this.#timeout = timeout;
    this.#timer = setTimeout(this.#watch, Math.min(soon, timeout));
  }

  /** Aborted when the answer is no longer wanted. */
  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#isOver) this.#abort.abort();
    return this.#abort.signal;
  }

  /** What the verifier is asked. */
  requestOf(credentials: Credentials, access: Access): VerifyRequest {
    return new PatientRequest(credentials, access, this);
  }

  /** What comes of a verification: when the patience is over, that the broker does not answer. */
  wait(verification: Promise<Verification>): Promise<Verification> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      verification.then(resolve, reject);
    });
  }

  /** Goes on when the request ends, because it has been answered. */
  detach(): void {
    this.#request?.signal.removeEventListener('abort', this.#cancel);
    this.#request = undefined;
  }

  /** The verifier has answered. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #watch = (): void => {
    this.#timer = setTimeout(this.#giveUp, this.#timeout - soon);
    const signal = this.#request?.signal;
    if (signal?.aborted) this.#cancel();
    else signal?.addEventListener('abort', this.#cancel, { once: true });
  };

  #cancel = (): void => {
    this.cancelled = true;
    this.#giveUp();
  };

  #giveUp = (): void => {
    clearTimeout(this.#timer);
    this.#isOver = true;
    this.#abort?.abort();
    this.#resolve?.({ ok: false, code: 'broker-unavailable' });
  };
}

/** Its signal is made when it is asked for. */
class PatientRequest implements VerifyRequest {
  readonly #patience: Patience;

  constructor(
    readonly credentials: Credentials,
    readonly access: Access,
    patience: Patience,
  ) {
    this.#patience = patience;
  }

  get signal(): AbortSignal {
    return this.#patience.signal;
  }
}
