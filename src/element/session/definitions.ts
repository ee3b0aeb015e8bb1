import { faultOf, isSchemaPrepared, prepareSchema } from '../../brokers/schema.js';
import type { BlockHost } from '../host.js';
import type { Selection } from '../selection.js';

/** So many are checked at once, however long that takes: fewer than a page has where nobody is to wait. */
const atOnce = 16;
/** Ms: further ones are checked as long as nothing else waits for longer. */
const slice = 5;

/** The path of the first fault of each that was checked, on the whole page; undefined where it is sound. */
const faults = new WeakMap<object, string | undefined>();

/** Checks a page's own definitions once each: a few of them at once, and many a slice at a time, so that no task is long. */
class Definitions {
  readonly #host: BlockHost;
  readonly #selection: Selection;
  readonly #waiting = new Set<object>();
  #checked = 0;
  /** When the slice began, ms. */
  #began = 0;
  #isInTask = false;
  #finish: (() => void) | undefined;

  constructor(host: BlockHost, selection: Selection) {
    this.#host = host;
    this.#selection = selection;
  }

  /** Has the page's setup judged anew. */
  start(): void {
    this.#selection.faultOf = (definition) => this.#faultOf(definition);
    this.#host.requestUpdate();
  }

  /** The path of the first fault; undefined where there is none, null where that will be known later. */
  #faultOf(definition: unknown): string | undefined | null {
    if (typeof definition !== 'object' || !definition) return faultOf(definition);
    if (faults.has(definition)) return faults.get(definition);
    // Once one waits, all that come after it do: the clock is not looked at a thousand times.
    if (!this.#finish && this.#hasTime()) return this.#check(definition);
    this.#waiting.add(definition);
    if (!this.#finish) {
      const { sources } = this.#selection;
      const { loaded } = sources;
      sources.loaded = new Promise<void>((resolve) => (this.#finish = resolve)).then(() => loaded);
    }
    return null;
  }

  #check(definition: object): string | undefined {
    const fault = faultOf(definition);
    this.#checked++;
    faults.set(definition, fault);
    return fault;
  }

  /** Whether another one may be checked before others get their turn. For many the schema is made in a task of its own. */
  #hasTime(): boolean {
    if (!this.#isInTask) {
      this.#isInTask = true;
      this.#checked = 0;
      this.#began = performance.now();
      setTimeout(this.#goOn);
    }
    if (!isSchemaPrepared() && this.#areMany) return false;
    return this.#checked < atOnce || performance.now() - this.#began < slice;
  }

  get #areMany(): boolean {
    const { brokers } = this.#host;
    const lists = [brokers, ...this.#selection.sources.lists.values()];
    return lists.some((list) => Array.isArray(list) && list.length > atOnce);
  }

  readonly #goOn = (): void => {
    if (!isSchemaPrepared()) {
      prepareSchema();
      setTimeout(this.#goOn);
      return;
    }
    this.#isInTask = false;
    // Drawing them is enough for a task.
    if (!this.#waiting.size) this.#end();
    for (const definition of this.#waiting) {
      if (!this.#hasTime()) return;
      this.#waiting.delete(definition);
      // Another block may have been quicker.
      if (!faults.has(definition)) this.#check(definition);
    }
  };

  /** None waits any more. */
  #end(): void {
    if (!this.#finish) return;
    this.#finish();
    this.#finish = undefined;
    this.start();
  }
}

/** Has a block's own definitions checked from now on. */
export function checkDefinitions(host: BlockHost, selection: Selection): void {
  new Definitions(host, selection).start();
}
