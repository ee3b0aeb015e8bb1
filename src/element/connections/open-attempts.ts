import type { Connected, Failed, OpenAttempt } from '../../core/client.js';
import type { Connection } from '../../core/connection.js';
import { ConnectError } from '../../core/errors.js';
import { PcConnectEvent, PcErrorEvent } from '../events.js';
import type { BlockHost } from '../host.js';
import type { Requests } from '../session/requests.js';
import type { FailedAttempt, News } from './news.js';

/** After so many ms an attempt is asked about again that gave no answer of its own, while the list has it; then later and later. */
const firstPause = 5000;
const longestPause = 60_000;

/** The list that names the attempts. */
interface List {
  /** Loads it again. Returns whether that worked. */
  readonly reload: () => Promise<boolean>;
  /** Told of the end of an attempt: what is new, and the connection that was made of it. */
  readonly onEnd: (news: News, connection?: Connection) => void;
}

/**
 * Attempts that the endpoint works on, and the form does not wait for: begun before a reload, on another page, or cancelled.
 * The page is told of their end as of one that the form made.
 */
export class OpenAttempts {
  /** Those that the list named, but for the ones that ended since. */
  current: readonly OpenAttempt[] = [];
  /** Those that came to nothing, the latest first. */
  failed: readonly FailedAttempt[] = [];
  readonly #host: BlockHost;
  readonly #requests: Requests;
  readonly #list: List;
  /** Addresses that are being asked. */
  readonly #asked = new Set<string>();
  /** Addresses of attempts that have ended: a list that is a second old may still name them. */
  readonly #ended = new Set<string>();
  #stay = new AbortController();

  constructor(host: BlockHost, requests: Requests, list: List) {
    this.#host = host;
    this.#requests = requests;
    this.#list = list;
  }

  /** Follows those that a list names to their end. */
  follow(listed: readonly OpenAttempt[]): void {
    this.current = listed.filter(({ location }) => !this.#ended.has(location));
    for (const attempt of this.current) {
      if (!this.#asked.has(attempt.location)) void this.#ask(attempt);
    }
  }

  /** Forgets those that came to nothing. */
  dismiss(): void {
    this.failed = [];
  }

  /** Asks no more, and forgets all of them. */
  stop(): void {
    this.#stay.abort();
    this.#stay = new AbortController();
    this.current = this.failed = [];
    this.#asked.clear();
    this.#ended.clear();
  }

  async #ask(attempt: OpenAttempt): Promise<void> {
    const { signal } = this.#stay;
    const { location } = attempt;
    this.#asked.add(location);
    for (let pause = 0; ; pause = Math.min(pause * 2 || firstPause, longestPause)) {
      const outcome = await this.#requests.resume(attempt, signal, pause);
      if (signal.aborted) return;
      if (isVerdict(outcome)) {
        this.#end(attempt, outcome);
        return;
      }
      // Then it is for the list to say whether the attempt goes on, or why nobody can tell.
      const isLoaded = await this.#list.reload();
      if (!isLoaded || !this.current.some((one) => one.location === location)) break;
    }
    if (signal === this.#stay.signal) this.#asked.delete(location);
  }

  #end(attempt: OpenAttempt, outcome: Connected | Failed): void {
    const { location, broker } = attempt;
    this.#ended.add(location);
    this.current = this.current.filter((one) => one.location !== location);
    if (outcome.ok) {
      const connection = { ...outcome.connection, broker: outcome.connection.broker ?? broker };
      this.#list.onEnd({ what: 'connected' }, connection);
      this.#host.dispatchEvent(new PcConnectEvent(connection, outcome.requestId));
      return;
    }
    const { failure } = outcome;
    if (failure.code === 'already-connected') this.#list.onEnd({ what: 'connected' });
    else {
      const failed = { ...attempt, failure };
      this.failed = [failed, ...this.failed];
      this.#list.onEnd({ what: 'failed', attempt: failed });
    }
    this.#host.dispatchEvent(new PcErrorEvent(new ConnectError(failure)));
  }
}

/** Whether the endpoint itself said how the attempt ended. Of who asks it may say that they are not signed in. */
const isVerdict = (outcome: Connected | Failed): boolean =>
  outcome.ok || (!!outcome.isVerdict && !['session-expired', 'forbidden'].includes(outcome.failure.code));
