/** Limits are counted in seconds or minutes: whatever is longer than that is something else. Seconds. */
const longestWait = 3600;

/**
 * When a broker says that it may be asked again: by `Retry-After` in seconds, else by a header of its own, which has a number of
 * seconds or the second of a clock (Unix time).
 */
export function waitIn(headers: Headers, own: string): { readonly retryAfter: number } | undefined {
  const wait = [headers.get('retry-after'), headers.get(own)].map(secondsIn).find((seconds) => seconds >= 0);
  return wait === undefined ? undefined : { retryAfter: Math.max(1, Math.ceil(wait)) };
}

/** NaN where it says nothing that makes sense. */
function secondsIn(value: string | null): number {
  const number = Number(value || NaN);
  const seconds = number > longestWait ? number - Date.now() / 1000 : number;
  return seconds >= 0 && seconds <= longestWait ? seconds : NaN;
}
