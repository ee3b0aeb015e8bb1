import { retryAfter } from '../../core/retry-after.js';
import type { PassingRefusal } from '../verifier.js';

/** Nobody is told to wait for longer, s: limits are counted in seconds or minutes. */
const longestWait = 3600;

/**
 * Too many requests. The broker says when it may be asked again: by `Retry-After`, else by a header of its own, which has
 * a number of seconds, or a time of the clock (Unix time) in seconds or ms.
 *
 * @param otherwise - Seconds that it takes where the broker does not say. Default: nobody knows.
 */
export function rateLimited(headers: Headers, own?: string, otherwise?: number): PassingRefusal {
  const after = retryAfter(headers);
  const byClock = own ? secondsIn(headers.get(own)) : undefined;
  return limitedFor(after ? Math.min(after, longestWait) : (byClock ?? otherwise));
}

/** The same where the broker says in its answer until when: a number of seconds, or a time of the clock. */
export const limitedUntil = (value?: string): PassingRefusal => limitedFor(secondsIn(value));

const limitedFor = (seconds: number | undefined): PassingRefusal => ({
  ok: false,
  code: 'rate-limited',
  ...(seconds !== undefined && { retryAfter: Math.max(1, Math.ceil(seconds)) }),
});

/** A time in seconds that is as large is three thousand years away. */
const firstInMs = 1e11;

/** Whatever is further away is something else: undefined, as where it says nothing that makes sense. */
function secondsIn(value: string | null | undefined): number | undefined {
  const number = Number(value || NaN);
  const clock = number > firstInMs ? number / 1000 : number;
  const seconds = clock > longestWait ? clock - Date.now() / 1000 : clock;
  return seconds >= 0 && seconds <= longestWait ? seconds : undefined;
}
