import type { Connected, Failed, OpenAttempt } from '../../core/client.js';
import type { Connection } from '../../core/connection.js';
import { ConnectError } from '../../core/errors.js';
import { PcConnectEvent, PcErrorEvent } from '../events.js';
import type { BlockHost } from '../host.js';
import type { Requests } from '../session/requests.js';
import type { News } from './news.js';

/** Told of the end of an attempt: with what is new, and with the connection that was made of it. */
type OnEnd = (news?: News, connection?: Connection) => void;

/**
 * Attempts that the endpoint works on, and the form does not wait for: begun before a reload, on another page, or cancelled.
 * The page is told of their end as of one that the form made.
 */
export class OpenAttempts {
  /** Those that the list named, but for the ones that ended since. */
  current: readonly OpenAttempt[] = [];
  readonly #host: BlockHost;
  readonly #requests: Requests;
  readonly #onEnd: OnEnd;
  /** Addresses that are being asked. */
  readonly #asked = new Set<string>();
  /** Addresses that were asked in vain: the list that is loaded because of that does not lead to them again, a later one does. */
  readonly #vain = new Set<string>();

  constructor(host: BlockHost, requests: Requests, onEnd: OnEnd) {
    this.#host = host;
    this.#requests = requests;
    this.#onEnd = onEnd;
  }

  /** Follows those that a list names, until the signal is aborted. */
  follow(listed: readonly OpenAttempt[], signal: AbortSignal): void {
    this.current = listed;
    for (const attempt of listed) {
      const { location } = attempt;
      if (!this.#vain.delete(location) && !this.#asked.has(location)) void this.#ask(attempt, signal);
    }
  }

  /** Forgets all of them, once their signal is aborted. */
  forget(): void {
    this.current = [];
    this.#asked.clear();
    this.#vain.clear();
  }

  async #ask(attempt: OpenAttempt, signal: AbortSignal): Promise<void> {
    const { location, broker } = attempt;
    this.#asked.add(location);
    const outcome = await this.#requests.resume(attempt, signal);
    if (signal.aborted) return;
    this.#asked.delete(location);
    if (!isVerdict(outcome)) {
      this.#vain.add(location);
      this.#onEnd();
      return;
    }
    this.current = this.current.filter((one) => one.location !== location);
    if (outcome.ok) {
      const { connection, requestId } = outcome;
      this.#onEnd({ what: 'connected' }, { ...connection, broker: connection.broker ?? broker });
      this.#host.dispatchEvent(new PcConnectEvent(connection, requestId));
    } else {
      const { failure } = outcome;
      this.#onEnd({ what: 'failed', failure });
      this.#host.dispatchEvent(new PcErrorEvent(new ConnectError(failure)));
    }
  }
}

/** Whether the endpoint itself said how the attempt ended. Of who asks it may say that they are not signed in. */
const isVerdict = (outcome: Connected | Failed): boolean =>
  outcome.ok || (!!outcome.isVerdict && !['session-expired', 'forbidden'].includes(outcome.failure.code));
