import { delay } from '../core/delay.js';
import { checkOne, type Check } from './check.js';
import { checkSweepOptions, type CheckedSweep, type SweepOptions } from './check-options.js';
import { RequestContext } from './request-context.js';
import type { SavedConnection, UserConnection } from './store.js';

/** What became of the connections that a sweep went through, in numbers. */
export interface SweepReport {
  /** Of which it is known how they stand. */
  readonly checked: number;
  /** Of those: so many stand otherwise than before, or have other accounts, access or expiry. */
  readonly changed: number;
  /** Of which nothing was found out: the broker or the store did not answer. The next sweep asks about them again. */
  readonly unknown: number;
  /** That were not asked about: checked not long ago, or known not to work. */
  readonly skipped: number;
  /** Whether it went through all of them: it was not aborted, and the store gave them all. */
  readonly isComplete: boolean;
}

/** Of checks in a row; the rest of the broker's connections are left for the next sweep then. */
const mostFailures = 5;
const minute = 60_000;

/**
 * Asks the brokers about all connections that are `active` and were not checked for a while: for a job that runs once a day, on
 * one machine. Brokers are gone through at the same time, each at a pace that it bears. What a broker refused before is not asked about
 * again: the person has to connect it anew.
 *
 * @throws TypeError that names the option that makes no sense. It rejects for nothing else.
 */
export async function checkConnections(options: SweepOptions): Promise<SweepReport> {
  const checked = checkSweepOptions(options);
  const lanes = Object.keys(options.verifiers).map((broker) => new Lane(options, checked, broker).run());
  return (await Promise.all(lanes)).reduce(sum, nothing);
}

const nothing: SweepReport = { checked: 0, changed: 0, unknown: 0, skipped: 0, isComplete: true };

const sum = (one: SweepReport, other: SweepReport): SweepReport => ({
  checked: one.checked + other.checked,
  changed: one.changed + other.changed,
  unknown: one.unknown + other.unknown,
  skipped: one.skipped + other.skipped,
  isComplete: one.isComplete && other.isComplete,
});

/** The connections of one broker. */
class Lane {
  readonly #options: SweepOptions;
  readonly #checked: CheckedSweep;
  readonly #broker: string;
  readonly #signal: AbortSignal;
  readonly #counts = { checked: 0, changed: 0, unknown: 0, skipped: 0 };
  readonly #running = new Set<Promise<void>>();
  /** When the next check may begin, on the clock of `performance`. */
  #next = 0;
  /** In a row. */
  #failures = 0;

  constructor(options: SweepOptions, checked: CheckedSweep, broker: string) {
    this.#options = options;
    this.#checked = checked;
    this.#broker = broker;
    this.#signal = options.signal ?? new AbortController().signal;
  }

  /** Never rejects. */
  async run(): Promise<SweepReport> {
    let isComplete = true;
    try {
      for await (const one of this.#options.store.connections!({ broker: this.#broker })) {
        if (this.#signal.aborted) break;
        if (this.#isDue(one.connection)) await this.#begin(one);
        else this.#counts.skipped++;
      }
    } catch (error) {
      isComplete = false;
      const context = new RequestContext(this.#options, this.#checked.callTimeout);
      context.broker = this.#broker;
      context.report('connections', error);
    }
    await Promise.all(this.#running);
    return { ...this.#counts, isComplete: isComplete && !this.#signal.aborted };
  }

  #isDue({ state, checkedAt, connectedAt }: SavedConnection): boolean {
    const age = Date.now() - Date.parse(checkedAt ?? connectedAt ?? '');
    // Without a time, or with one to come: a clock was wrong.
    return state === 'active' && !(age >= 0 && age < this.#checked.maxAge);
  }

  /** Waits for its turn. */
  async #begin({ user, connection }: UserConnection): Promise<void> {
    while (this.#running.size >= this.#checked.concurrency) await Promise.race(this.#running);
    const now = performance.now();
    if (this.#failures < mostFailures && this.#next > now) await delay(this.#next - now, this.#signal);
    if (this.#signal.aborted) return;
    if (this.#failures >= mostFailures) {
      this.#counts.unknown++;
      return;
    }
    this.#next = Math.max(this.#next, now) + minute / this.#checked.perMinute;
    const check = checkOne(this.#options, this.#checked, user, connection.id, this.#signal)
      .then((outcome) => this.#count(outcome))
      .finally(() => this.#running.delete(check));
    this.#running.add(check);
  }

  #count(check: Check): void {
    if (check.outcome === 'checked') {
      this.#failures = 0;
      this.#counts.checked++;
      if (check.isChanged) this.#counts.changed++;
    } else if (check.outcome === 'unknown') {
      this.#failures++;
      this.#counts.unknown++;
      if (check.retryAfter) this.#pause(check.retryAfter);
    }
  }

  /** A broker that wants to be left alone for longer is left to the next sweep. */
  #pause(seconds: number): void {
    const ms = seconds * 1000;
    if (ms > minute) this.#failures = mostFailures;
    else this.#next = Math.max(this.#next, performance.now() + ms);
  }
}
