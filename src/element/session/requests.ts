import * as client from '../../core/client.js';
import { delay } from '../../core/delay.js';
import type { BlockHost } from '../host.js';
import type { Internals } from '../internals.js';
import type { Notices } from './notices.js';

/** For the page's developer: what browsers do not say. */
const foreign =
  'no answer from an endpoint on another origin: it may not be there, or not allow this page, `content-type`, `idempotency-key` and the page’s own headers (CORS)';

/** An attempt of the form's. */
type FormAttempt = Pick<client.Attempt, 'broker' | 'connection' | 'credentials' | 'signal' | 'onAccepted'>;

/** What is asked of the endpoint, as the element's properties are at that moment. */
export class Requests {
  readonly #host: BlockHost;
  readonly #internals: Internals;
  readonly #notices: Notices;
  /** Address of the form's last attempt, once its end is known: a list that is a second old may still name it. */
  #ended: string | undefined;

  constructor(host: BlockHost, internals: Internals, notices: Notices) {
    this.#host = host;
    this.#internals = internals;
    this.#notices = notices;
  }

  /** Posts credentials, and follows a 202 to its end. */
  async connect({ onAccepted, ...attempt }: FormAttempt): Promise<client.Connected | client.Failed> {
    let address: string | undefined;
    const outcome = await client.connect({
      ...this.#transport(attempt.signal),
      ...attempt,
      encoding: this.#host.encoding,
      onAccepted: (location) => {
        address = location;
        onAccepted?.(location);
      },
    });
    if (outcome.ok || outcome.isVerdict) this.#ended = address;
    return this.#noted(outcome);
  }

  /** Asks for the connections that there are, and for the attempts that go on. */
  async list(signal: AbortSignal): Promise<client.Listed | client.Failed> {
    const outcome = this.#hindrance(signal) ?? this.#noted(await client.list(this.#transport(signal)));
    if (!outcome.ok) return outcome;
    return { ...outcome, attempts: outcome.attempts.filter(({ location }) => location !== this.#ended) };
  }

  /**
   * Asks for the end of an attempt.
   *
   * @param pause - Before that, ms.
   */
  async resume(
    attempt: client.OpenAttempt,
    signal: AbortSignal,
    pause = 0,
  ): Promise<client.Connected | client.Failed> {
    if (pause) await delay(pause, signal);
    return this.#hindrance(signal) ?? this.#noted(await client.resume(this.#transport(signal), attempt));
  }

  /** Asks the endpoint to remove a connection. */
  async remove(id: string, signal: AbortSignal): Promise<client.Removed | client.Failed> {
    return this.#hindrance(signal) ?? this.#noted(await client.remove(this.#transport(signal), id));
  }

  /** Tells the page's developer what is wrong with the page or its endpoint: what people are told names no cause. */
  #noted<Outcome extends client.Failed | { readonly ok: true }>(outcome: Outcome): Outcome {
    if (outcome.ok) return outcome;
    const { failure } = outcome;
    const { url } = this.#internals.selection.configuration;
    if (failure.reason) this.#notices.tell(failure.reason);
    // Browsers do not say that they were not allowed to ask.
    const isForeign = URL.canParse(url) && new URL(url).origin !== origin;
    if (failure.code === 'network' && isForeign) this.#notices.tell(foreign);
    return outcome;
  }

  /** Why nothing may be asked of the endpoint; undefined where it may. */
  #hindrance({ aborted }: AbortSignal): client.Failed | undefined {
    const { selection } = this.#internals;
    const { disabled, isConnected } = this.#host;
    if (disabled || !isConnected || aborted) return { ok: false, failure: { code: 'cancelled' } };
    selection.judge();
    const { url, faults } = selection.configuration;
    return url ? undefined : { ok: false, failure: faults[0]! };
  }

  #transport(signal: AbortSignal): client.Transport {
    const { timeout, credentials: cookies, headers, fetch } = this.#host;
    const { url: endpoint } = this.#internals.selection.configuration;
    return { endpoint, timeout, cookies, headers, fetch: fetch ?? globalThis.fetch, signal };
  }
}
