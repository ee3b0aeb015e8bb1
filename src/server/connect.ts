import { delay } from '../core/delay.js';
import { readBody, type ConnectRequest } from './http/body.js';
import type { GuardedStore, Saved } from './guarded-store.js';
import { claimKey, fingerprintOf, keepClaimed, keyOf } from './idempotency.js';
import { isExcessive } from './option-parts.js';
import type { CheckedOptions, ConnectHandlerOptions } from './options.js';
import { limitsOf, tooSoon, waitOf } from './rate-limit.js';
import type { RequestContext } from './request-context.js';
import { accepted, failure, pointerTo, problem, problemBody, stored } from './http/responses.js';
import type { AttemptLimit, FoundConnection, StoredResponse } from './store.js';
import { secretsOf } from './secret-fields.js';
import { verify } from './verification.js';
import { isPassing, type PassingCode, type Refused, type Verified } from './verifier.js';

/** The widget tries a 503 again by itself. */
const passing: Readonly<Record<PassingCode, number>> = { 'rate-limited': 429, 'broker-unavailable': 503 };

/** A request to connect whose key is claimed. */
interface Attempt extends ConnectRequest {
  readonly id: string;
  readonly user: string;
}

/** What a save that came too late is answered with: another request has the key, and the block meets that one's answer. */
const lost = failure(1);

/** Ms: whoever holds a key has its answer by then, or its process is gone. A look for room comes out of the lease's time. */
export const longestAttempt = ({ verifyTimeout, callTimeout, lease }: CheckedOptions): number =>
  verifyTimeout + 2 * callTimeout + lease;

/**
 * Ms: no request takes longer. It may wait for another one that has its key, and then make the attempt itself; before that the person,
 * the limits, the body and the claim are asked for, and the answer may be a time limit's own.
 */
export const longestRequest = (options: CheckedOptions): number =>
  2 * longestAttempt(options) + 5 * options.callTimeout;

/** Makes a connection: what one POST asks for. */
export class Connector {
  /** The host's functions, called as methods of what it gave. */
  readonly #host: ConnectHandlerOptions;
  readonly #options: CheckedOptions;
  readonly #store: GuardedStore;
  readonly #context: RequestContext;

  constructor(
    host: ConnectHandlerOptions,
    options: CheckedOptions,
    store: GuardedStore,
    context: RequestContext,
  ) {
    this.#host = host;
    this.#options = options;
    this.#store = store;
    this.#context = context;
  }

  /** Answers a POST: unless there are too many, its key, body and claim; then verifies and saves. */
  async connect(request: Request, user: string): Promise<Response> {
    const { lease, respondAsyncAfter = Infinity, callTimeout } = this.#options;
    const context = this.#context;
    const limits = await context.call('rate-limit', () => this.#limitsOf(user, request));
    if (typeof limits === 'number') return tooSoon(context, limits);
    const key = keyOf(request);
    if (key instanceof Response) return this.#invalid(key);
    const { verifiers } = this.#host;
    const body = await readBody(request, verifiers, callTimeout, (text) => fingerprintOf(user, key, text));
    if (body instanceof Response) return this.#invalid(body);
    context.broker = body.broker;
    context.secrets = secretsOf(body.verifier, body.credentials);
    const claim = { user, key, fingerprint: body.fingerprint, lease, limits };
    const patience = longestAttempt(this.#options);
    const id = await claimKey(this.#store, context, claim, request, { respondAsyncAfter, patience });
    if (id instanceof Response) return id;
    context.attempt = id;
    return await this.#answer(request, { ...body, id, user });
  }

  /** What the store is to count, or the seconds to wait. */
  async #limitsOf(user: string, request: Request): Promise<readonly AttemptLimit[] | number> {
    const { rateLimit } = this.#host;
    const checked = this.#options.rateLimit;
    if (typeof rateLimit === 'function') return waitOf(await rateLimit.call(this.#host, user, request)) || [];
    if (checked === 'none' || checked === 'own') return [];
    return await limitsOf(checked, user, rateLimit ? await rateLimit.address?.(request) : undefined);
  }

  /** The outcome of an attempt, or 202 where it takes too long to wait for; it goes on in the background then. */
  async #answer({ signal, url }: Request, attempt: Attempt): Promise<Response> {
    const { respondAsyncAfter } = this.#options;
    const departure = new AbortController();
    const leave = () => departure.abort();
    const { singleUse } = attempt.verifier;
    // What the broker takes once is not asked about in vain.
    if (!singleUse) signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
    try {
      const finished = this.#finish(attempt, departure.signal);
      if (singleUse) this.#context.inBackground(finished);
      if (respondAsyncAfter === undefined) return await finished;
      const waiting = new AbortController();
      const response = await Promise.race([finished, delay(respondAsyncAfter, waiting.signal)]);
      waiting.abort();
      if (response) return response;
      if (!singleUse) this.#context.inBackground(finished);
      await this.#store.accept(attempt.user, attempt.id, attempt.broker);
      return accepted(url, attempt.id);
    } finally {
      // Whoever asked has an answer now: that the request ends is no reason to stop what goes on in the background.
      signal.removeEventListener('abort', leave);
    }
  }

  /** Verifies and saves. Never rejects: whatever goes wrong is an answer. */
  async #finish(attempt: Attempt, cancelled: AbortSignal): Promise<Response> {
    const { access, lease, verifyTimeout: timeout } = this.#options;
    const { user, id } = attempt;
    // Until the store has done its part: each of its calls has a time limit, so nothing holds the key for good.
    const stopRenewing = keepClaimed(this.#store, attempt, lease);
    try {
      if (attempt.verifier.singleUse && (await this.#hasNoRoom(attempt))) return await this.#full(user, id);
      const verification = await verify({ ...attempt, access, timeout, cancelled }, this.#context);
      if (cancelled.aborted) return await this.#cancel(user, id);
      if (!verification.ok) return await this.#refuse(attempt, verification);
      return isExcessive(this.#options, verification.connection)
        ? await this.#refuse(attempt, { ok: false, code: 'excessive-access' })
        : await this.#save(attempt, verification);
    } catch (error) {
      return await this.#fail(attempt, error);
    } finally {
      stopRenewing();
    }
  }

  /** Whether a connection could not be saved, whatever it turns out to be: nothing is to be used up for that. */
  async #hasNoRoom({ user, broker, replaces }: Attempt): Promise<boolean> {
    const { maxConnections: most } = this.#options;
    const all = await this.#store.list(user);
    return all.length >= most && !all.some((one) => one.broker === broker || one.id === replaces);
  }

  async #cancel(user: string, id: string): Promise<Response> {
    this.#context.tell('cancelled', 'verify');
    // Should it fail, the host is told, and the key is free when its lease runs out.
    await this.#store.release(user, id).catch(() => undefined);
    return problem(503, { code: 'cancelled' });
  }

  async #save(
    { user, id, broker, credentials: posted, replaces, verifier: { singleUse } }: Attempt,
    { connection: found, credentials = posted, unfinished }: Verified,
  ): Promise<Response> {
    const code = unfinished?.code;
    const connectedAt = new Date().toISOString();
    const connection: FoundConnection = { ...found, broker, state: 'active', connectedAt };
    const { maxConnections: most } = this.#options;
    const entry = { user, attempt: id, connection, credentials, replaces, most };
    const announce = (late: Saved | 'full' | undefined) => {
      if (late && late !== 'full') this.#announce(user, late, code);
    };
    const saved = await this.#store.save(entry, announce, singleUse && credentials !== posted);
    if (saved === 'full') return await this.#full(user, id);
    if (saved) announce(saved);
    else this.#context.tell('failed', 'save');
    return stored(saved?.answer ?? lost);
  }

  async #refuse({ user, id }: Attempt, { code, field, retryAfter: known }: Refused): Promise<Response> {
    const status = isPassing(code) ? passing[code] : 422;
    // Nobody knows when a broker is back, and the block asks a few times only.
    const retryAfter = known ?? (code === 'broker-unavailable' ? 1 : undefined);
    const body = problemBody(status, { code, ...(field !== undefined && { pointer: pointerTo(field) }) });
    const answer: StoredResponse = { status, body, retryAfter };
    // The same key is tried again after a failure that may pass, so it must not meet this answer for good.
    if (isPassing(code)) await this.#store.release(user, id, answer);
    else await this.#store.settle(user, id, answer);
    this.#context.tell('refused', 'verify', { code });
    return stored(answer);
  }

  async #full(user: string, id: string): Promise<Response> {
    const code = 'too-many-connections';
    const answer: StoredResponse = { status: 403, body: problemBody(403, { code }) };
    // Once another one is disconnected, the same key may try again.
    await this.#store.release(user, id, answer);
    this.#context.tell('refused', 'save', { code });
    return stored(answer);
  }

  /** After what should not happen, the key may be tried again. */
  async #fail({ user, id }: Attempt, error: unknown): Promise<Response> {
    const answer = this.#context.failureOf(error);
    await this.#store.release(user, id, answer).catch(() => undefined);
    return stored(answer);
  }

  /** Tells the host of a new connection, without waiting for what it does with that. */
  #announce(user: string, { answer, connection }: Saved, code: PassingCode | undefined): void {
    const type = answer.status === 200 ? 'replaced' : 'connected';
    this.#context.tell(type, 'save', { connection: connection.id, ...(code && { code }) });
    if (!this.#host.onConnect) return;
    const announced = Promise.resolve()
      .then(() => this.#host.onConnect?.({ user, connection }))
      .catch((error: unknown) => this.#context.report('on-connect', error));
    this.#context.inBackground(announced);
  }

  #invalid(answer: Response): Response {
    this.#context.tell('invalid', 'read');
    return answer;
  }
}
