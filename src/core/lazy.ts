import { within } from './within.js';

/** @param limit - Ends the wait when it is aborted. */
export type Lazy<T> = (limit?: AbortSignal) => Promise<T>;

/**
 * Loads something once, for all who ask.
 *
 * @returns A function that loads it, or joins who is loading it already. A failure is forgotten, and so is a load that
 *   somebody gave up: the next call starts a new one.
 */
export function lazy<T>(load: () => Promise<T>): Lazy<T> {
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
