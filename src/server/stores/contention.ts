import { delay } from '../../core/delay.js';
import { TemporaryError } from '../errors/temporary.js';

const mostTries = 10;
/** Between two tries, ms. */
const longestPause = 50;

/**
 * Writes what was decided by what was read before. Where another one came in between, that is read and decided anew.
 *
 * @param what - Named in the error.
 * @param attempt - Returns `conflict` where nothing was written.
 * @throws TemporaryError where it comes to nothing again and again.
 */
export async function untilWritten<T>(
  what: string,
  attempt: () => Promise<T | 'conflict'>,
): Promise<Exclude<T, 'conflict'>> {
  for (let tries = 0; tries < mostTries; tries++) {
    const outcome = await attempt();
    if (outcome !== 'conflict') return outcome as Exclude<T, 'conflict'>;
    await delay(Math.random() * longestPause);
  }
  throw new TemporaryError(`${what} again and again`);
}
