import type { Refused } from '../verifier.js';

/** Limits are counted in seconds or minutes: whatever is longer than that is something else. Seconds. */
const longestWait = 3600;

/**
 * Too many requests. The broker says when it may be asked again: by `Retry-After` in seconds, else by a header of its own, which has
 * a number of seconds, or a time of the clock (Unix time) in seconds or ms.
 */
export function rateLimited(headers: Headers, own?: string): Refused {
  const wait = ['retry-after', ...(own ? [own] : [])]
    .map((name) => secondsIn(headers.get(name)))
    .find((seconds) => seconds >= 0);
  return {
    ok: false,
    code: 'rate-limited',
    ...(wait !== undefined && { retryAfter: Math.max(1, Math.ceil(wait)) }),
  };
}

/** A time in seconds that is as large is three thousand years away. */
const firstInMs = 1e11;

/** NaN where it says nothing that makes sense. */
function secondsIn(value: string | null): number {
  const number = Number(value || NaN);
  const clock = number > firstInMs ? number / 1000 : number;
  const seconds = clock > longestWait ? clock - Date.now() / 1000 : clock;
  return seconds >= 0 && seconds <= longestWait ? seconds : NaN;
}
