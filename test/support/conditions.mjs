/** Waiting for what a test needs, in Node. In a page: page.ts. */
import { setTimeout as delay } from 'node:timers/promises';
import { limits } from './limits.mjs';

// A test may replace the clock.
const now = performance.now.bind(performance);

/**
 * Polls until the condition is truthy, and gives its value.
 *
 * @template T
 * @param {() => T | Promise<T>} condition
 * @param {() => string | Promise<string>} [circumstances] told when it never is
 * @returns {Promise<T>}
 */
export async function until(condition, circumstances = () => '') {
  for (const end = now() + limits.condition; ;) {
    const value = await condition();
    if (value) return value;
    if (now() > end) {
      throw new Error(`not so within ${limits.condition / 1000} s: ${condition} ${await circumstances()}`);
    }
    await delay(5);
  }
}

/** A promise, and what keeps it. */
export function held() {
  let release;
  const promise = new Promise((resolve) => (release = resolve));
  return { promise, release };
}

/** How many timers of this process are running. */
export const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
