import { delay } from '../core/delay.js';
import { sha256 } from './hash.js';
import type { GuardedStore } from './guarded-store.js';
import { tellUncounted, tooSoon } from './rate-limit.js';
import type { RequestContext } from './request-context.js';
import { accepted, failure, problem, stored } from './http/responses.js';
import type { ClaimRequest } from './store.js';
import { TemporaryError } from './errors/temporary.js';

const firstPause = 25;
const longestPause = 500;
/** Renewals in one lease: one that is late must not cost it. */
const renewals = 3;

/** The request's `Idempotency-Key`, or one of its own where it has none. */
export function keyOf(request: Request): string | Response {
  const key = request.headers.get('idempotency-key') ?? crypto.randomUUID();
  return /^[\x21-\x7e]{1,255}$/.test(key)
    ? key
    : problem(400, {
        code: 'invalid-configuration',
        title: 'Idempotency-Key must be 1 to 255 visible characters',
      });
}

/**
 * Tells one request from another without keeping what it held. Credentials of APIs are random and long, so a hash that is
 * salted with the user and the key gives nothing away.
 */
export const fingerprintOf = (user: string, key: string, body: string): Promise<string> =>
  sha256(JSON.stringify([user, key]) + body);

/** How long another request's answer is waited for. */
export interface Patience {
  /** Ms until 202 is the answer. */
  readonly respondAsyncAfter: number;
  /** Ms until nothing more can be expected. */
  readonly patience: number;
}

/**
 * Claims a key. Where another request has it, that one's answer is waited for.
 *
 * @returns The id of an attempt that is ours to make, or the answer.
 */
export async function claimKey(
  store: GuardedStore,
  context: RequestContext,
  claim: ClaimRequest,
  request: Request,
  { respondAsyncAfter, patience }: Patience,
): Promise<string | Response> {
  const asked = performance.now();
  const ends = { answerBy: asked + respondAsyncAfter, giveUpBy: asked + patience };
  for (;;) {
    const claimed = await store.claim(claim);
    switch (claimed.state) {
      case 'claimed':
        if (claimed.isCounted === false) tellUncounted(context);
        return claimed.attempt;
      case 'done':
        return stored(claimed.answer);
      case 'limited':
        return tooSoon(context, claimed.retryAfter);
      case 'mismatch':
        context.tell('invalid', 'claim');
        return problem(422, {
          code: 'invalid-configuration',
          title: 'this Idempotency-Key was used for another request',
        });
      case 'pending': {
        const answer = await answerOf(store, context, claim.user, claimed.attempt, request, ends);
        // Given up without an answer, it leaves the key to be claimed anew.
        if (answer) return answer;
      }
    }
  }
}

/** The answer to an attempt of another request; undefined where that one gives it up. */
async function answerOf(
  store: GuardedStore,
  context: RequestContext,
  user: string,
  id: string,
  request: Request,
  { answerBy, giveUpBy }: { answerBy: number; giveUpBy: number },
): Promise<Response | undefined> {
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    const now = performance.now();
    if (now >= answerBy) return accepted(request.url, id);
    if (now >= giveUpBy) {
      return stored(
        failure(context.fail('attempt', new TemporaryError('another request has the key and does not end'))),
      );
    }
    await delay(Math.min(pause, answerBy - now), request.signal);
    if (request.signal.aborted) {
      context.tell('cancelled', 'attempt');
      return problem(503, { code: 'cancelled' });
    }
    const attempt = await store.attempt(user, id);
    if (attempt?.state !== 'pending') return attempt && stored(attempt.answer);
  }
}

/**
 * Renews the claim of an attempt until it is told to stop. A renewal may take until the next one is due.
 *
 * @param lease - Ms.
 * @returns Stops it.
 */
export function keepClaimed(
  store: GuardedStore,
  { user, id }: { readonly user: string; readonly id: string },
  lease: number,
): () => void {
  const pause = lease / renewals;
  const timer = setInterval(() => void store.renew(user, id, lease, pause), pause);
  return () => clearInterval(timer);
}
