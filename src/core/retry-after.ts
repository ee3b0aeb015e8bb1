/** `Retry-After` in seconds: a number or an HTTP date (RFC 9110 § 10.2.3). */
export function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (!value) return undefined;
  const seconds = Number.isNaN(+value) ? secondsUntil(value, headers.get('date')) : +value;
  // `setTimeout` fires at once when given more than 2³¹ ms.
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(0, seconds), 1e6);
}

/** By the clock of whoever wrote the date, where that is told. By this one, which may be off by a day, no more than an hour. */
function secondsUntil(date: string, now: string | null): number {
  const here = Math.min(Date.parse(date) - Date.now(), 3_600_000);
  const there = Date.parse(date) - Date.parse(now ?? '');
  return Math.ceil((Number.isNaN(there) ? here : there) / 1000);
}
