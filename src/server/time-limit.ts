import { within } from '../core/within.js';
import { TemporaryError } from './errors/temporary.js';

/**
 * Works for so many ms at most, and only until `cancelled` is aborted. The signal that `work` is given is aborted then, and
 * the promise rejects at once, whether or not `work` heeds it; with a `TemporaryError` where it was the time.
 */
export async function withTimeLimit<T>(
  ms: number,
  cancelled: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  cancelled.throwIfAborted();
  const limit = new AbortController();
  const stop = () => limit.abort();
  const timer = setTimeout(() => limit.abort(new TemporaryError(`it took longer than ${ms} ms`)), ms);
  cancelled.addEventListener('abort', stop, { once: true });
  try {
    return await within(limit.signal, work(limit.signal));
  } finally {
    clearTimeout(timer);
    cancelled.removeEventListener('abort', stop);
  }
}

/**
 * Waits for something, but no longer than so many ms. What it was goes on, and nobody hears of its end.
 *
 * @param what - Named in the error.
 * @throws TemporaryError where it takes longer.
 */
export async function limited<T>(ms: number, what: string, work: () => T | Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TemporaryError(`${what} took longer than ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work(), limit]);
  } finally {
    clearTimeout(timer);
  }
}
