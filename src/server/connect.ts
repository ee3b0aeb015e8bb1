import { readBody, type ConnectRequest } from './body.js';
import { delay } from './delay.js';
import { fingerprintOf } from './fingerprint.js';
import type { ConnectHandlerOptions } from './options.js';
import { Patience } from './patience.js';
import { accepted, problem, problemBody, repeat, retryAfter } from './problem.js';
import { redact, redacted } from './redact.js';
import type { Answer, ClaimRequest, FoundConnection, SavedConnection } from './store.js';
import type { Refused, Verification, Verified, Verifier } from './verifier.js';

const defaultVerifyTimeout = 25_000;
const defaultLease = 10_000;
/** A renewal that is late must not cost the lease. */
const renewals = 3;
const firstPause = 25;
const longestPause = 500;

const passing = { 'rate-limited': 429, 'broker-unavailable': 503 } as const;
const isPassing = (code: string): code is keyof typeof passing => Object.hasOwn(passing, code);

/** One request to connect, once its key is ours. */
interface Work extends ConnectRequest {
  readonly user: string;
  readonly attempt: string;
  readonly verifier: Verifier;
}

/** Answers a POST: claims its key, verifies, saves. */
export function createConnect(
  { access = 'full', ...options }: ConnectHandlerOptions,
  report: (error: Error) => void,
): (request: Request, user: string) => Promise<Response> {
  const { store, lease = defaultLease } = options;
  const { verifyTimeout = defaultVerifyTimeout, respondAsyncAfter = Infinity } = options;

  return async (request, user) => {
    const seconds = await options.rateLimit?.(user, request);
    if (seconds) return problem(429, { code: 'rate-limited', headers: retryAfter(seconds) });
    const key = request.headers.get('idempotency-key') ?? crypto.randomUUID();
    if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
      return problem(400, {
        code: 'invalid-configuration',
        title: 'Idempotency-Key must be 1 to 255 visible characters',
      });
    }
    const read = await readBody(request, options.verifiers);
    if (read instanceof Response) return read;
    const fingerprint = await fingerprintOf(user, key, read.text);
    return await take(request, { user, key, fingerprint, lease }, read.body, read.verifier);
  };

  async function take(
    request: Request,
    claim: ClaimRequest,
    body: ConnectRequest,
    verifier: Verifier,
  ): Promise<Response> {
    const deadline = performance.now() + respondAsyncAfter;
    const { user } = claim;
    for (;;) {
      const claimed = await store.claim(claim);
      if (claimed.state === 'mismatch') {
        return problem(422, {
          code: 'invalid-configuration',
          title: 'this Idempotency-Key was used for another request',
        });
      }
      if (claimed.state === 'done') return repeat(claimed.answer);
      const { attempt } = claimed;
      if (claimed.state === 'claimed') return await work(request, { user, attempt, verifier, ...body });
      const answered = await wait(request, user, attempt, deadline);
      if (answered) return answered;
    }
  }

  /** The answer of another request with the same key, which is at work; undefined where that one was given up. */
  async function wait(
    request: Request,
    user: string,
    id: string,
    deadline: number,
  ): Promise<Response | undefined> {
    for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
      const left = deadline - performance.now();
      if (left <= 0) return accepted(request, id);
      await delay(Math.min(pause, left));
      if (request.signal.aborted) return problem(503, { code: 'cancelled' });
      const attempt = await store.attempt(user, id);
      if (attempt?.state !== 'pending') return attempt && repeat(attempt.answer);
    }
  }

  /** Verifies and saves, in the background where it takes too long to wait for. */
  async function work(request: Request, given: Work): Promise<Response> {
    const patience = new Patience(request, verifyTimeout);
    const finished = finish(given, patience);
    if (respondAsyncAfter === Infinity) return await finished;
    const timer = new AbortController();
    const first = await Promise.race([finished, delay(respondAsyncAfter, timer.signal)]);
    timer.abort();
    if (first) return first;
    // Whoever asked has an answer now: that the request ends is no reason to stop.
    patience.detach();
    options.waitUntil?.(finished);
    return accepted(request, given.attempt);
  }

  /** Ends an attempt. Never rejects. */
  async function finish(given: Work, patience: Patience): Promise<Response> {
    const { user, attempt, credentials } = given;
    const secrets = Object.values(credentials);
    try {
      const result = await verify(given, patience, secrets);
      if (patience.cancelled) {
        await store.release(user, attempt);
        return problem(503, { code: 'cancelled' });
      }
      if (!result.ok) return await refuse(given, result);
      const connection = connectionOf(given.broker, result.connection, secrets);
      const saved = await store.save({ user, attempt, connection, credentials });
      // Its lease ran out, and another request has taken its place.
      if (!saved) return problem(503, { code: 'broker-unavailable' });
      if (options.onConnect) announce((event) => options.onConnect?.(event), user, saved.body);
      return repeat(saved);
    } catch (error) {
      report(redacted(error, secrets));
      const answer = { status: 500, body: problemBody(500, { code: 'server-error' }) };
      await store
        .release(user, attempt, answer)
        .catch((failure: unknown) => report(redacted(failure, secrets)));
      return repeat(answer);
    }
  }

  async function verify(
    { user, attempt, verifier, credentials }: Work,
    patience: Patience,
    secrets: readonly string[],
  ): Promise<Verification> {
    const renewal = setInterval(() => {
      store.renew(user, attempt, lease).catch((error: unknown) => report(redacted(error, secrets)));
    }, lease / renewals);
    try {
      return await patience.wait(verifier(patience.requestOf(credentials, access)));
    } catch (error) {
      report(redacted(error, secrets));
      return { ok: false, code: 'broker-unavailable' };
    } finally {
      clearInterval(renewal);
      patience.stop();
    }
  }

  async function refuse({ user, attempt }: Work, { code, retryAfter }: Refused): Promise<Response> {
    const status = isPassing(code) ? passing[code] : 422;
    const answer: Answer = { status, body: problemBody(status, { code }), retryAfter };
    // The widget tries 503 again with the same key, so what may pass must not stay with it.
    if (isPassing(code)) await store.release(user, attempt, answer);
    else await store.settle(user, attempt, answer);
    return repeat(answer);
  }

  function announce(
    onConnect: NonNullable<ConnectHandlerOptions['onConnect']>,
    user: string,
    body: string,
  ): void {
    const told = Promise.resolve()
      .then(() => onConnect({ user, connection: JSON.parse(body) as SavedConnection }))
      .catch((error: unknown) => report(redacted(error)));
    options.waitUntil?.(told);
  }
}

/** What is saved; without credentials, should the broker or its verifier repeat one. */
function connectionOf(
  broker: string,
  found: Verified['connection'],
  secrets: readonly string[],
): FoundConnection {
  const text = JSON.stringify(found);
  // Text by text: a credential may look like a piece of the JSON itself.
  const clean = (_name: string, value: unknown) =>
    typeof value === 'string' ? redact(value, secrets) : value;
  const kept = redact(text, secrets) === text ? found : (JSON.parse(text, clean) as Verified['connection']);
  return { ...kept, broker, state: 'active', connectedAt: timestamp() };
}

let [lastTime, lastText] = [0, ''];
/** The time in ISO 8601. Writing it out takes longer than all the rest here, and many requests share a millisecond. */
function timestamp(): string {
  const now = Date.now();
  if (now !== lastTime) [lastTime, lastText] = [now, new Date(now).toISOString()];
  return lastText;
}
