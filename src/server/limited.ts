import { TemporaryError } from './temporary.js';

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
