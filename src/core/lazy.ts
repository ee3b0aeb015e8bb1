import { within } from './within.js';

/**
 * Loads something once, for all who ask.
 *
 * @returns A function that loads it, or joins who is loading it already. Whoever passes a `limit` waits no longer than until
 *   that is aborted. A failure is forgotten, and so is a load that somebody gave up: the next call starts a new one.
 */
export function lazy<T>(load: () => Promise<T>): (limit?: AbortSignal) => Promise<T> {
  let loading: Promise<T> | undefined;
  return (limit) => {
    const current = (loading ??= load());
    const result = limit ? within(limit, current) : current;
    result.catch(() => {
      if (loading === current) loading = undefined;
    });
    return result;
  };
}
