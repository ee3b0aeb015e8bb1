import { delay } from '../../core/delay.js';
import { within } from '../../core/within.js';
import { Checker, NoVerifier, type Check } from './check.js';
import { checkSweepOptions, type CheckedSweep, type SweepOptions } from './options.js';
import { RequestContext } from '../request-context.js';
import type { SavedConnection, UserConnection } from '../store.js';

/** What became of the connections that a sweep went through, in numbers. */
export interface SweepReport {
  /** Of which it is known how they stand. */
  readonly checked: number;
  /** Of those: so many stand otherwise than before, or have other accounts, access or expiry. */
  readonly changed: number;
  /** Of which nothing was found out: the broker or the store did not answer, or there is no verifier. The next sweep asks again. */
  readonly unknown: number;
  /** That were not asked about: checked not long ago, or known not to work. */
  readonly skipped: number;
  /** Whether it went through all of them: it was not aborted, no broker had to be left alone, and the store gave them all. */
  readonly isComplete: boolean;
}

/** Of checks in a row that the broker did not answer; the rest of its connections is left for the next sweep then. */
const mostFailures = 5;
/** Seconds that a broker may have a sweep wait. */
const longestWait = 60;
const minute = 60_000;
/** So many are gone through in any order: some that always fail must not stand together before all others, night after night. */
const shuffled = 200;

/**
 * Asks the brokers about all connections that are `active` and were not checked for a while: for a job that runs once a day, on
 * one machine. Brokers are gone through at the same time, each at a pace that it bears. What a broker refused before is not asked about
 * again: the person has to connect it anew.
 *
 * @throws TypeError that names the option that makes no sense. It rejects for nothing else.
 */
export async function checkConnections(options: SweepOptions): Promise<SweepReport> {
  const checked = checkSweepOptions(options);
  const { signal, verifiers } = options;
  const lanes = Object.keys(verifiers).map((broker) => new Lane(options, checked, broker));
  const end = new AbortController();
  // One listener for all: of more than ten, Node warns.
  const stop = () => {
    end.abort();
    lanes.forEach((lane) => lane.stop());
  };
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  const others = countOthers(options, checked, end.signal);
  const reports = await Promise.all([...lanes.map((lane) => lane.run()), others]);
  signal?.removeEventListener('abort', stop);
  return reports.reduce(sum);
}

const sum = (one: SweepReport, other: SweepReport): SweepReport => ({
  checked: one.checked + other.checked,
  changed: one.changed + other.changed,
  unknown: one.unknown + other.unknown,
  skipped: one.skipped + other.skipped,
  isComplete: one.isComplete && other.isComplete,
});

/** Counts the connections whose broker has no verifier (any more), and tells the host of each such broker. Never rejects. */
async function countOthers(
  options: SweepOptions,
  { callTimeout }: CheckedSweep,
  end: AbortSignal,
): Promise<SweepReport> {
  const brokers = new Set<string>();
  let unknown = 0;
  const context = new RequestContext(options, callTimeout);
  const isComplete = await visit(options, context, end, ({ connection: { broker, state } }) => {
    if (state !== 'active' || Object.hasOwn(options.verifiers, broker)) return;
    unknown++;
    brokers.add(broker);
  });
  for (const broker of brokers) {
    context.broker = broker;
    context.fail('verify', new NoVerifier(broker));
  }
  return { checked: 0, changed: 0, unknown, skipped: 0, isComplete };
}

/**
 * Goes through the connections of one broker, or of all, each step within the time of one call. Never rejects.
 *
 * @param end - Aborted where no more are wanted.
 * @returns Whether that were all; else the host was told why not, unless it was ended.
 */
async function visit(
  { store }: SweepOptions,
  context: RequestContext,
  end: AbortSignal,
  work: (one: UserConnection) => unknown,
): Promise<boolean> {
  let iterator: AsyncIterator<UserConnection> | undefined;
  try {
    const { broker } = context;
    iterator = await context.call('connections', () =>
      store.connections!({ broker })[Symbol.asyncIterator](),
    );
    const next = iterator.next.bind(iterator);
    for (;;) {
      const step = await within(end, context.call('connections', next));
      if (step.done) return true;
      await work(step.value);
    }
  } catch (error) {
    if (!end.aborted) context.fail('connections', error);
  }
  // Nobody waits for what it lets go of.
  Promise.resolve()
    .then(() => iterator?.return?.())
    .catch(() => undefined);
  return false;
}

/** The connections of one broker. */
class Lane {
  readonly #options: SweepOptions;
  readonly #checked: CheckedSweep;
  readonly #broker: string;
  readonly #counts = { checked: 0, changed: 0, unknown: 0, skipped: 0 };
  readonly #running = new Set<Promise<void>>();
  readonly #departures = new Set<AbortController>();
  /** Aborted where no check is to begin any more: the broker is to be left alone, or the sweep ends. */
  readonly #end = new AbortController();
  /** When the next check may begin, on the clock of `performance`. */
  #next = 0;
  /** In a row. */
  #failures = 0;

  constructor(options: SweepOptions, checked: CheckedSweep, broker: string) {
    this.#options = options;
    this.#checked = checked;
    this.#broker = broker;
  }

  /** Begins no check any more, and waits for no broker. */
  stop(): void {
    this.#end.abort();
    for (const departure of this.#departures) departure.abort();
  }

  /** Never rejects. */
  async run(): Promise<SweepReport> {
    const isComplete = await this.#checkAll();
    await Promise.all(this.#running);
    return { ...this.#counts, isComplete: isComplete && !this.#isOver };
  }

  async #checkAll(): Promise<boolean> {
    const context = new RequestContext(this.#options, this.#checked.callTimeout);
    context.broker = this.#broker;
    let due: UserConnection[] = [];
    const isComplete = await visit(this.#options, context, this.#end.signal, async (one) => {
      if (!this.#isDue(one.connection)) this.#counts.skipped++;
      else if (due.push(one) === shuffled) {
        await this.#checkSome(due);
        due = [];
      }
    });
    await this.#checkSome(due);
    return isComplete;
  }

  async #checkSome(due: UserConnection[]): Promise<void> {
    for (const one of shuffle(due)) {
      await this.#turn();
      if (this.#isOver) return;
      const check = this.#check(one).finally(() => this.#running.delete(check));
      this.#running.add(check);
    }
  }

  get #isOver(): boolean {
    return this.#end.signal.aborted;
  }

  // An arrow function: it is handed on, for a connection may have been checked while it waited for its turn.
  readonly #isDue = ({ state, checkedAt, connectedAt }: SavedConnection): boolean => {
    const age = Date.now() - Date.parse(checkedAt ?? connectedAt ?? '');
    // Without a time, or with one to come: a clock was wrong.
    return state === 'active' && !(age >= 0 && age < this.#checked.maxAge);
  };

  /** Waits until the next check may begin, or none. */
  async #turn(): Promise<void> {
    while (this.#running.size >= this.#checked.concurrency) await Promise.race(this.#running);
    // What is answered meanwhile may move it.
    for (;;) {
      const wait = this.#next - performance.now();
      if (wait <= 0 || this.#isOver) break;
      await delay(wait, this.#end.signal);
    }
    this.#next = Math.max(this.#next, performance.now()) + minute / this.#checked.perMinute;
  }

  async #check({ user, connection }: UserConnection): Promise<void> {
    const departure = new AbortController();
    this.#departures.add(departure);
    const checker = new Checker(this.#options, this.#checked, user, connection.id, departure.signal);
    const check = await checker.checkIf(this.#isDue);
    this.#departures.delete(departure);
    if (check) this.#count(check);
    else this.#counts.skipped++;
  }

  #count(check: Check): void {
    if (check.outcome === 'gone') return;
    if (check.outcome === 'checked') {
      this.#counts.checked++;
      if (check.isChanged) this.#counts.changed++;
    } else this.#counts.unknown++;
    // Where there is none, it is no fault of the broker's.
    if (check.code) this.#heed(check.retryAfter ?? 0);
    else if (check.outcome === 'checked') this.#failures = 0;
  }

  /** A broker that does not answer, or wants to be left alone for long, is left to the next sweep. @param wait - Seconds. */
  #heed(wait: number): void {
    this.#next = Math.max(this.#next, performance.now() + wait * 1000);
    if (++this.#failures >= mostFailures || wait > longestWait) this.#end.abort();
  }
}

/** Fisher and Yates. */
function shuffle<T>(items: T[]): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [items[last], items[other]] = [items[other]!, items[last]!];
  }
  return items;
}
