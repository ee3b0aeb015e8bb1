import { delay } from '../../core/delay.js';

const span = 10 * 60 * 1000;
/** After a failure. */
const shortSpan = 60 * 1000;
/** Between two batches, ms. */
const pause = 20;

/**
 * Deletes what has run out, batch by batch, now and then: a call that comes too soon after the last one does nothing.
 *
 * @param batch - Returns whether there may be more.
 */
export function createPruning(batch: () => Promise<boolean>): () => Promise<void> | undefined {
  let last = -Infinity;
  let wait = span;
  const prune = async () => {
    try {
      while (await batch()) await delay(pause);
    } catch (error) {
      wait = shortSpan;
      throw error;
    }
  };
  return () => {
    // A clock may be set back.
    if (Math.abs(Date.now() - last) < wait) return undefined;
    last = Date.now();
    wait = span;
    return prune();
  };
}
