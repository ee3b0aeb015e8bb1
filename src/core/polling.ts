/** Follows a 202 to its end: {@link follow}. */
import { delay } from './delay.js';
import { limitOf } from './limit.js';
import {
  failed,
  locationIn,
  longestWait,
  retryAfter,
  sendOnce,
  type Answer,
  type Failed,
  type Transport,
} from './request.js';

const firstPoll = 1000;
/** `Retry-After: 0` must not become a storm of requests, ms. */
const shortestPoll = 200;
/** For how many limits of a request an endpoint that was there before may be away. */
const limitsAway = 4;
/** How many times in a row an answer is doubted that may pass, or may come from somebody else. */
const mostDoubts = 2;

/** Who polls, and what it needs for that. */
export interface Polling extends Transport {
  /** Called once, when the first address is known. */
  readonly onAccepted?: () => void;
}

/**
 * Asks for what became of an accepted request until it is known; any other answer is the end already. What was accepted goes on while the network, or what stands in
 * between, is out of order: then the question is put again, until the endpoint was away for four times the limit of a request.
 */
export async function follow(
  polling: Polling,
  first: Answer,
  secrets: readonly string[],
): Promise<Answer | Failed> {
  const { endpoint, signal, onAccepted, timeout } = polling;
  let url = endpoint;
  let answer: Answer | Failed = first;
  let wait = firstPoll;
  /** For how long nobody said that it goes on, ms; and how many answers since then were doubted. */
  let away = 0;
  let doubts = 0;
  for (let isFirst = true, took = 0; ; isFirst = false) {
    let pause: number;
    if (answer.ok) {
      if (answer.status !== 202) return answer;
      // A later 202 may leave the address out.
      const next =
        locationIn(answer.headers, url) ?? (isFirst || answer.headers.has('location') ? undefined : url);
      if (!next || new URL(next).origin !== new URL(endpoint).origin) return misplaced(answer);
      url = next;
      if (isFirst && !signal.aborted) onAccepted?.();
      away = doubts = 0;
      pause = Math.max(shortestPoll, (retryAfter(answer.headers) ?? wait / 1000) * 1000);
    } else {
      const trust = trustIn(answer);
      const asked = (answer.failure.retryAfter ?? 0) * 1000;
      // Who was away together does not come back together.
      const backoff = wait * (1 + Math.random() / 2);
      pause = Math.max(backoff, asked);
      away += took + pause;
      const isBelieved = trust === 'doubted' && (++doubts > mostDoubts || asked > longestWait);
      if (trust === 'final' || isBelieved || away > limitsAway * limitOf(timeout)) return answer;
    }
    await delay(pause, signal);
    const start = performance.now();
    answer = readable(await sendOnce(polling, url, { secrets }));
    took = performance.now() - start;
    wait = Math.min(wait * 1.5, longestWait);
  }
}

/** What is no JSON comes from somebody else: a page to sign in to a network, a page for when there is none. */
const readable = (answer: Answer | Failed): Answer | Failed =>
  answer.ok && answer.status !== 202 && answer.body && answer.body.json === undefined
    ? failed('invalid-response', { status: answer.status, ...answer.trace, reason: 'not JSON' })
    : answer;

/** Whether a failure is the end, may soon be another, or says nothing of what was accepted. */
function trustIn({ failure, isVerdict }: Failed): 'final' | 'doubted' | 'foreign' {
  const { code, status = 0 } = failure;
  if (isVerdict) return code === 'rate-limited' || code === 'broker-unavailable' ? 'doubted' : 'final';
  // Only the person can help: by signing in again, or because it was their wish.
  if (code === 'cancelled' || code === 'session-expired' || code === 'redirected') return 'final';
  // A firewall's challenge is 403, and passes; 400, 404 and the like seldom do.
  const isHopeless = status >= 400 && status < 500 && ![403, 408, 425, 429].includes(status);
  return isHopeless ? 'doubted' : 'foreign';
}

const misplaced = ({ status, trace }: Answer): Failed =>
  failed('invalid-response', {
    status,
    ...trace,
    reason: '202 without a Location of the endpoint’s origin',
  });
