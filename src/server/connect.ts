import { delay } from '../core/delay.js';
import { redact, redactStrings } from '../core/redact.js';
import { readBody, type ConnectRequest } from './body.js';
import { claimKey, fingerprintOf, keepClaimed, keyOf } from './idempotency.js';
import type { ConnectHandlerOptions } from './options.js';
import type { Report } from './report.js';
import { accepted, problem, problemBody, retryAfter, stored } from './responses.js';
import type { FoundConnection, SavedConnection, StoredResponse } from './store.js';
import { verify } from './verification.js';
import type { Refused, Verified } from './verifier.js';

const defaultVerifyTimeout = 25_000;
const defaultLease = 10_000;

/** Refusals that may pass, with their status. The widget tries a 503 again by itself. */
const passing = { 'rate-limited': 429, 'broker-unavailable': 503 } as const;
const isPassing = (code: string): code is keyof typeof passing => Object.hasOwn(passing, code);

/** A request to connect whose key is claimed. */
interface Attempt extends ConnectRequest {
  readonly id: string;
  readonly user: string;
}

/** Makes connections: what a POST asks for. */
export class Connector {
  /** The host's functions, called as methods of what it gave. */
  readonly #host: ConnectHandlerOptions;
  readonly #settings;
  readonly #report: Report;

  constructor(options: ConnectHandlerOptions, report: Report) {
    const { store, verifiers, access = 'full', respondAsyncAfter = Infinity } = options;
    const { lease = defaultLease, verifyTimeout = defaultVerifyTimeout } = options;
    this.#host = options;
    this.#settings = { store, verifiers, access, respondAsyncAfter, lease, verifyTimeout };
    this.#report = report;
  }

  /** Answers a POST: unless there are too many, its key, body and claim; then verifies and saves. */
  async connect(request: Request, user: string): Promise<Response> {
    const { store, verifiers, lease, respondAsyncAfter } = this.#settings;
    const seconds = await this.#host.rateLimit?.(user, request);
    if (seconds) return problem(429, { code: 'rate-limited', headers: retryAfter(seconds) });
    const key = keyOf(request);
    if (key instanceof Response) return key;
    const body = await readBody(request, verifiers, (text) => fingerprintOf(user, key, text));
    if (body instanceof Response) return body;
    const claim = { user, key, fingerprint: body.fingerprint, lease };
    const id = await claimKey(store, claim, request, performance.now() + respondAsyncAfter);
    if (id instanceof Response) return id;
    return await this.#answer(request, { ...body, id, user });
  }

  /** The outcome of an attempt, or 202 where it takes too long to wait for; it goes on in the background then. */
  async #answer({ signal, url }: Request, attempt: Attempt): Promise<Response> {
    const { respondAsyncAfter } = this.#settings;
    const departure = new AbortController();
    const leave = () => departure.abort();
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
    try {
      const finished = this.#finish(attempt, departure.signal);
      if (respondAsyncAfter === Infinity) return await finished;
      const waiting = new AbortController();
      const response = await Promise.race([finished, delay(respondAsyncAfter, waiting.signal)]);
      waiting.abort();
      if (response) return response;
      this.#host.waitUntil?.(finished);
      await this.#accept(attempt);
      return accepted(url, attempt.id);
    } finally {
      // Whoever asked has an answer now: that the request ends is no reason to stop what goes on in the background.
      signal.removeEventListener('abort', leave);
    }
  }

  /** Has the list name the attempt. Where that fails, the attempt goes on all the same. */
  async #accept({ user, id, broker, credentials }: Attempt): Promise<void> {
    try {
      await this.#settings.store.accept?.(user, id, broker);
    } catch (error) {
      this.#report(error, Object.values(credentials));
    }
  }

  /** Verifies and saves. Never rejects: whatever goes wrong is an answer. */
  async #finish(attempt: Attempt, cancelled: AbortSignal): Promise<Response> {
    const { store, access, lease, verifyTimeout: timeout } = this.#settings;
    const { user, id, credentials } = attempt;
    const secrets = Object.values(credentials);
    const stopRenewing = keepClaimed(store, attempt, lease, (error) => this.#report(error, secrets));
    try {
      const request = { ...attempt, access, timeout, cancelled };
      // Not while the store saves: one that hangs would hold the key for good.
      const verification = await verify(request, this.#report).finally(stopRenewing);
      if (cancelled.aborted) {
        await store.release(user, id);
        return problem(503, { code: 'cancelled' });
      }
      return verification.ok
        ? await this.#save(attempt, verification.connection)
        : await this.#refuse(attempt, verification);
    } catch (error) {
      return await this.#fail(attempt, error);
    }
  }

  async #save({ user, id, broker, credentials }: Attempt, found: Verified['connection']): Promise<Response> {
    const connection = connectionOf(broker, found, Object.values(credentials));
    const saved = await this.#settings.store.save({ user, attempt: id, connection, credentials });
    // Its lease ran out, and another request has the key: the widget tries a 503 again, and meets that one's answer.
    if (!saved) return problem(503, { code: 'broker-unavailable' });
    this.#announce(user, saved.body);
    return stored(saved);
  }

  async #refuse({ user, id }: Attempt, { code, retryAfter }: Refused): Promise<Response> {
    const { store } = this.#settings;
    const status = isPassing(code) ? passing[code] : 422;
    const answer: StoredResponse = { status, body: problemBody(status, { code }), retryAfter };
    // The same key is tried again after a failure that may pass, so it must not meet this answer for good.
    if (isPassing(code)) await store.release(user, id, answer);
    else await store.settle(user, id, answer);
    return stored(answer);
  }

  /** After what should not happen, the key may be tried again. */
  async #fail({ user, id, credentials }: Attempt, error: unknown): Promise<Response> {
    const secrets = Object.values(credentials);
    this.#report(error, secrets);
    const answer: StoredResponse = { status: 500, body: problemBody(500, { code: 'server-error' }) };
    try {
      await this.#settings.store.release(user, id, answer);
    } catch (failure) {
      this.#report(failure, secrets);
    }
    return stored(answer);
  }

  /** Tells the host of a new connection, without waiting for what it does with that. */
  #announce(user: string, body: string): void {
    if (!this.#host.onConnect) return;
    const announced = Promise.resolve()
      .then(() => this.#host.onConnect?.({ user, connection: JSON.parse(body) as SavedConnection }))
      .catch((error: unknown) => this.#report(error));
    this.#host.waitUntil?.(announced);
  }
}

/** What is saved: without a credential, should the broker or its verifier repeat one. */
function connectionOf(
  broker: string,
  found: Verified['connection'],
  secrets: readonly string[],
): FoundConnection {
  const text = JSON.stringify(found);
  const repeatsSecret = redact(text, secrets) !== text;
  // String by string, for a credential may look like a piece of the JSON itself.
  const clean = repeatsSecret ? (JSON.parse(text, redactStrings(secrets)) as Verified['connection']) : found;
  return { ...clean, broker, state: 'active', connectedAt: new Date().toISOString() };
}
