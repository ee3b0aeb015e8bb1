import { delay } from '../core/delay.js';
import { sha256 } from './hash.js';
import { accepted, problem, stored } from './responses.js';
import type { ClaimRequest, ConnectionStore } from './store.js';

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

/**
 * Claims a key. Where another request has it, that one's answer is waited for.
 *
 * @param answerBy - When 202 is the answer if there is no other yet, as `performance.now()` counts.
 * @returns The id of an attempt that is ours to make, or the answer.
 */
export async function claimKey(
  store: ConnectionStore,
  claim: ClaimRequest,
  request: Request,
  answerBy: number,
): Promise<string | Response> {
  for (;;) {
    const claimed = await store.claim(claim);
    switch (claimed.state) {
      case 'claimed':
        return claimed.attempt;
      case 'done':
        return stored(claimed.answer);
      case 'mismatch':
        return problem(422, {
          code: 'invalid-configuration',
          title: 'this Idempotency-Key was used for another request',
        });
      case 'pending': {
        const answer = await answerOf(store, claim.user, claimed.attempt, request, answerBy);
        // Given up without an answer, it leaves the key to be claimed anew.
        if (answer) return answer;
      }
    }
  }
}

/** The answer to an attempt of another request; undefined where that one gives it up. */
async function answerOf(
  store: ConnectionStore,
  user: string,
  id: string,
  request: Request,
  answerBy: number,
): Promise<Response | undefined> {
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    const left = answerBy - performance.now();
    if (left <= 0) return accepted(request.url, id);
    await delay(Math.min(pause, left), request.signal);
    if (request.signal.aborted) return problem(503, { code: 'cancelled' });
    const attempt = await store.attempt(user, id);
    if (attempt?.state !== 'pending') return attempt && stored(attempt.answer);
  }
}

/**
 * Renews the claim of an attempt until it is told to stop. A renewal that fails is reported, and the next one comes all the same.
 *
 * @param lease - Ms.
 * @returns Stops it.
 */
export function keepClaimed(
  store: ConnectionStore,
  attempt: { readonly user: string; readonly id: string },
  lease: number,
  report: (error: unknown) => void,
): () => void {
  const renew = async () => {
    try {
      await store.renew(attempt.user, attempt.id, lease);
    } catch (error) {
      report(error);
    }
  };
  const timer = setInterval(() => void renew(), lease / renewals);
  return () => clearInterval(timer);
}
