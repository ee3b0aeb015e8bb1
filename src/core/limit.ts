/** Limit of a request, and of loading a part, where the page gives none that makes sense, ms. */
export const defaultTimeout = 30_000;

/** A signal that is aborted after a page's `timeout`, ms. `setTimeout` fires at once when given 2³¹ ms or more. */
export function timeLimit(timeout: number): AbortSignal {
  const limit = Math.trunc(timeout);
  return AbortSignal.timeout(limit > 0 && limit < 2 ** 31 ? limit : defaultTimeout);
}
