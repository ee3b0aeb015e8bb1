import { delay } from '../core/delay.js';
import { longestTime } from './option-parts.js';

/** What goes on, so that its end can be waited for. */
export class Pending {
  readonly #works = new Set<Promise<unknown>>();

  add<T>(work: Promise<T>): Promise<T> {
    const end = () => this.#works.delete(work);
    this.#works.add(work);
    work.then(end, end);
    return work;
  }

  /**
   * Waits until nothing goes on, and no longer than so many ms.
   *
   * @returns Whether nothing does.
   */
  async end(ms: number): Promise<boolean> {
    const over = new AbortController();
    const timer = delay(Math.min(ms, longestTime), over.signal).then(() => over.abort());
    while (this.#works.size && !over.signal.aborted) {
      await Promise.race([Promise.allSettled(this.#works), timer]);
    }
    over.abort();
    return !this.#works.size;
  }
}
