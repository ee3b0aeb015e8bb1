import { delay } from '../core/delay.js';
import { inBackground } from './background.js';
import { readBody, type ConnectRequest } from './body.js';
import type { GuardedStore } from './guarded-store.js';
import { claimKey, fingerprintOf, keepClaimed, keyOf } from './idempotency.js';
import type { CheckedOptions, ConnectHandlerOptions } from './options.js';
import type { RequestContext } from './request-context.js';
import { accepted, failure, problem, problemBody, retryAfter, stored } from './responses.js';
import type { FoundConnection, SavedConnection, StoredResponse } from './store.js';
import { isWait } from './temporary.js';
import { secretsOf, verify } from './verification.js';
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
    const { lease, respondAsyncAfter = Infinity, verifyTimeout, callTimeout } = this.#options;
    const context = this.#context;
    const wait = await context.call('rate-limit', async () =>
      waitOf(await this.#host.rateLimit?.(user, request)),
    );
    if (wait) context.tell('rate-limited', 'rate-limit');
    if (wait) return problem(429, { code: 'rate-limited', headers: retryAfter(wait) });
    const key = keyOf(request);
    if (key instanceof Response) return this.#invalid(key);
    const { verifiers } = this.#host;
    const body = await readBody(request, verifiers, callTimeout, (text) => fingerprintOf(user, key, text));
    if (body instanceof Response) return this.#invalid(body);
    context.broker = body.broker;
    context.secrets = secretsOf(body.verifier, body.credentials);
    const claim = { user, key, fingerprint: body.fingerprint, lease };
    // Whoever holds the key has its answer by then, or its process is gone.
    const patience = verifyTimeout + 2 * callTimeout + lease;
    const id = await claimKey(this.#store, context, claim, request, { respondAsyncAfter, patience });
    if (id instanceof Response) return id;
    context.attempt = id;
    return await this.#answer(request, { ...body, id, user });
  }

  /** The outcome of an attempt, or 202 where it takes too long to wait for; it goes on in the background then. */
  async #answer({ signal, url }: Request, attempt: Attempt): Promise<Response> {
    const { respondAsyncAfter } = this.#options;
    const departure = new AbortController();
    const leave = () => departure.abort();
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
    try {
      const finished = this.#finish(attempt, departure.signal);
      if (respondAsyncAfter === undefined) return await finished;
      const waiting = new AbortController();
      const response = await Promise.race([finished, delay(respondAsyncAfter, waiting.signal)]);
      waiting.abort();
      if (response) return response;
      inBackground(this.#host, finished, this.#context);
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
      const verification = await verify({ ...attempt, access, timeout, cancelled }, this.#context);
      if (cancelled.aborted) {
        await this.#store.release(user, id);
        this.#context.tell('cancelled', 'verify');
        return problem(503, { code: 'cancelled' });
      }
      return verification.ok
        ? await this.#save(attempt, verification.connection)
        : await this.#refuse(attempt, verification);
    } catch (error) {
      return await this.#fail(attempt, error);
    } finally {
      stopRenewing();
    }
  }

  async #save(
    { user, id, broker, credentials, replaces }: Attempt,
    found: Verified['connection'],
  ): Promise<Response> {
    const connectedAt = new Date().toISOString();
    const connection: FoundConnection = { ...found, broker, state: 'active', connectedAt };
    const saved = await this.#store.save({ user, attempt: id, connection, credentials, replaces });
    if (saved) this.#announce(user, saved);
    else this.#context.tell('failed', 'save');
    return stored(saved ?? lost);
  }

  async #refuse({ user, id }: Attempt, { code, retryAfter: known }: Refused): Promise<Response> {
    const status = isPassing(code) ? passing[code] : 422;
    // Nobody knows when a broker is back, and the block asks a few times only.
    const retryAfter = known ?? (code === 'broker-unavailable' ? 1 : undefined);
    const answer: StoredResponse = { status, body: problemBody(status, { code }), retryAfter };
    // The same key is tried again after a failure that may pass, so it must not meet this answer for good.
    if (isPassing(code)) await this.#store.release(user, id, answer);
    else await this.#store.settle(user, id, answer);
    this.#context.tell('refused', 'verify', { code });
    return stored(answer);
  }

  /** After what should not happen, the key may be tried again. */
  async #fail({ user, id }: Attempt, error: unknown): Promise<Response> {
    const answer = this.#context.failureOf(error);
    await this.#store.release(user, id, answer).catch(() => undefined);
    return stored(answer);
  }

  /** Tells the host of a new connection, without waiting for what it does with that. */
  #announce(user: string, { status, body }: StoredResponse): void {
    if (!this.#host.onConnect && !this.#host.onEvent) return;
    const announced = Promise.resolve()
      .then(() => {
        const connection = JSON.parse(body) as SavedConnection;
        this.#context.tell(status === 200 ? 'replaced' : 'connected', 'save', { connection: connection.id });
        return this.#host.onConnect?.({ user, connection });
      })
      .catch((error: unknown) => this.#context.report('on-connect', error));
    inBackground(this.#host, announced, this.#context);
  }

  #invalid(answer: Response): Response {
    this.#context.tell('invalid', 'read');
    return answer;
  }
}

/** @throws TypeError where it is neither nothing nor a time: a limit that cannot be read must not let everybody in. */
function waitOf(seconds: unknown): number {
  if (seconds === undefined || seconds === null) return 0;
  if (isWait(seconds)) return seconds;
  throw new TypeError('rateLimit must return the seconds to wait, or nothing');
}
