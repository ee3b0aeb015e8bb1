import type { BrokerDefinition } from '../brokers/broker.js';
import { brokersAtHand, loaderOf } from '../brokers/index.js';
import { ConnectError, notLoaded } from '../core/errors.js';
import { timeLimit } from '../core/limit.js';
import { within } from '../core/within.js';
import { PcErrorEvent, PcProgressEvent } from './events.js';
import type { BlockHost } from './host.js';

/** Loads a page's own list of brokers. What is in it was not checked. */
export type LoadList = (address: string, limit: AbortSignal) => Promise<readonly unknown[]>;

/** Where brokers come from beside the page itself: modules of built-in ones, and lists at addresses that it gave. */
export class BrokerSources {
  /** The built-in brokers that are there, by id: another map whenever one came. */
  known = brokersAtHand;
  /** The lists that are there, unchecked, by their address: another map whenever one came. */
  lists: ReadonlyMap<string, readonly unknown[]> = new Map();
  /** The session sets it, once that is loaded. */
  loadList: LoadList | undefined;
  /** Settled once what was asked for is there, or could not be loaded. */
  loaded: Promise<unknown> = Promise.resolve();
  readonly #host: BlockHost;
  /** The ids and addresses that were asked for and are not there; true where they could not be loaded. */
  readonly #awaited = new Map<string, boolean>();

  constructor(host: BlockHost) {
    this.#host = host;
  }

  /** Whether one of these could not be loaded when it was last asked for. */
  isMissing(sources: readonly string[]): boolean {
    return sources.some((source) => this.#awaited.get(source));
  }

  /** The built-in broker, if it is there. If it is not, it is being loaded from now on. */
  find(id: string): BrokerDefinition | undefined {
    if (loaderOf(id)) this.want(id);
    return this.known.get(id);
  }

  /** Has a source be loaded, unless it is there, or was asked for: a broker by its id, a list by its address. */
  want(source: string): void {
    if (this.#awaited.has(source) || this.known.has(source) || this.lists.has(source)) return;
    const { loaded } = this;
    this.loaded = this.#load(source).then(() => loaded);
  }

  /** Tries again what could not be loaded. */
  retry(): void {
    for (const [source, isMissing] of this.#awaited) if (isMissing) this.#awaited.delete(source);
    this.#host.requestUpdate();
  }

  async #load(source: string): Promise<void> {
    const limit = timeLimit(this.#host.timeout);
    const loadBroker = loaderOf(source);
    this.#awaited.set(source, false);
    try {
      if (loadBroker) this.known = new Map([...this.known, [source, await loadBroker(limit)]]);
      else this.lists = new Map([[source, await within(limit, this.loadList!(source, limit))]]);
      this.#awaited.delete(source);
    } catch (error) {
      this.#awaited.set(source, true);
      if (loadBroker) this.#host.dispatchEvent(new PcProgressEvent('chunk-failed'));
      this.#host.dispatchEvent(
        new PcErrorEvent(error instanceof ConnectError ? error : notLoaded(source, limit)),
      );
    } finally {
      this.#host.requestUpdate();
    }
  }
}
