/** What became of an accepted request: {@link follow}, {@link poll}. */
import { delay } from './delay.js';
import { limitOf } from './limit.js';
import { failed, longestWait, sendOnce, type Answer, type Failed, type Transport } from './request.js';
import { retryAfter } from './retry-after.js';

const firstPoll = 1000;
/** `Retry-After: 0` must not become a storm of requests, ms. */
const shortestPoll = 200;
/** Where nobody looks on, an attempt is asked about no more often than this in the end, ms. */
const longestUnwatched = 30_000;
/** For how many limits of a request an endpoint that was there before may be away. */
const limitsAway = 4;
/** How many times in a row an answer is doubted that may pass, or may come from somebody else. */
const mostDoubts = 2;

/** The first 202 of an attempt, and what is needed to follow it. */
export interface Polling extends Transport {
  /** Called once, with the first address to ask at. */
  readonly onAccepted?: (location: string) => void;
}

/** Follows an accepted request to its end; any other answer is the end already. */
export async function follow(
  polling: Polling,
  first: Answer,
  secrets: readonly string[],
): Promise<Answer | Failed> {
  const { endpoint, signal, onAccepted } = polling;
  if (first.status !== 202) return first;
  const url = ownAddress(first.headers.get('location'), endpoint, endpoint);
  if (!url) return misplaced(first);
  if (!signal.aborted) onAccepted?.(url);
  await delay(pauseAfter(first, firstPoll), signal);
  return poll(polling, url, { secrets });
}

/**
 * Asks at an address until the end of an attempt is known; where nobody watches, less and less often, whatever a 202 asks for.
 * What was accepted goes on while the network, or what stands in between, is out of order: then the question is put again, until
 * the endpoint was away for four times the limit of a request.
 */
export async function poll(
  transport: Transport,
  address: string,
  { secrets = [], isWatched = true }: { secrets?: readonly string[]; isWatched?: boolean } = {},
): Promise<Answer | Failed> {
  const { endpoint, signal, timeout } = transport;
  let url = address;
  let wait = firstPoll;
  /** For how long nobody said that it goes on, ms; and how many answers since then were doubted. */
  let away = 0;
  let doubts = 0;
  for (;;) {
    const start = performance.now();
    const answer = readable(await sendOnce(transport, url, { secrets }));
    const took = performance.now() - start;
    wait = Math.min(wait * 1.5, isWatched ? longestWait : longestUnwatched);
    let pause: number;
    if (answer.ok) {
      if (answer.status !== 202) return answer;
      const location = answer.headers.get('location');
      // A later 202 may leave the address out.
      const next = location === null ? url : ownAddress(location, url, endpoint);
      if (!next) return misplaced(answer);
      url = next;
      away = doubts = 0;
      pause = Math.max(pauseAfter(answer, wait), isWatched ? 0 : wait);
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
  }
}

/** An absolute address to be asked with the endpoint's cookies and headers; undefined where it has another origin, or is none. */
export function ownAddress(location: string | null, base: string, endpoint: string): string | undefined {
  const url = location && URL.canParse(location, base) ? new URL(location, base) : undefined;
  const { protocol, host } = new URL(endpoint);
  // `blob:` has the origin of what follows, and `fetch` takes no password.
  const isOwn = url?.protocol === protocol && url.host === host && !url.username && !url.password;
  return isOwn ? url.href : undefined;
}

/** How long to wait after a 202, ms: as it says, or as given. */
const pauseAfter = ({ headers }: Answer, otherwise: number): number =>
  Math.max(shortestPoll, (retryAfter(headers) ?? otherwise / 1000) * 1000);

/** What is no JSON comes from somebody else: a page to sign in to a network, a page for when there is none. */
const readable = (answer: Answer | Failed): Answer | Failed =>
  answer.ok && answer.status !== 202 && answer.body && answer.body.json === undefined
    ? failed('invalid-response', { status: answer.status, ...answer.trace, reason: 'the answer is not JSON' })
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
