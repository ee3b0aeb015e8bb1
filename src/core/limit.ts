/** Limit of a request, and of loading a part, where the page gives none that makes sense, ms. */
export const defaultTimeout = 30_000;

/** A page's `timeout`, ms, where it makes sense. `setTimeout` fires at once when given 2³¹ ms or more. */
export function limitOf(timeout: number): number {
  const limit = Math.trunc(timeout);
  return limit > 0 && limit < 2 ** 31 ? limit : defaultTimeout;
}

/** A signal that is aborted after a page's `timeout`, ms. */
export const timeLimit = (timeout: number): AbortSignal => AbortSignal.timeout(limitOf(timeout));
