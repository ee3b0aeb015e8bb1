import type { BrokerDefinition } from '../brokers/broker.js';
import { brokersAtHand, loaderOf } from '../brokers/index.js';
import { ConnectError } from '../core/errors.js';
import { timeLimit } from '../core/limit.js';
import { PcErrorEvent, PcProgressEvent } from './events.js';
import type { BlockHost } from './host.js';

/** The built-in brokers as far as they are there; the others are loaded when they are asked for. */
export class BuiltIns {
  /** Those that are there, by id: another map whenever one came. */
  known = brokersAtHand;
  /** Settled once what was asked for is there, or could not be loaded. */
  loaded: Promise<unknown> = Promise.resolve();
  readonly #host: BlockHost;
  /** Those that were asked for and are not there; true where they could not be loaded. */
  readonly #awaited = new Map<string, boolean>();

  constructor(host: BlockHost) {
    this.#host = host;
  }

  /** Whether one of these could not be loaded when it was last asked for. */
  isMissing(ids: readonly string[]): boolean {
    return ids.some((id) => this.#awaited.get(id));
  }

  /** The broker, if it is there. If it is not, it is being loaded from now on. */
  find(id: string): BrokerDefinition | undefined {
    const load = this.known.has(id) || this.#awaited.has(id) ? undefined : loaderOf(id);
    if (load) this.#expect(this.#load(id, load));
    return this.known.get(id);
  }

  /** Tries again what could not be loaded. */
  retry(): void {
    for (const [id, isMissing] of this.#awaited) if (isMissing) this.#awaited.delete(id);
    this.#host.requestUpdate();
  }

  #expect(loading: Promise<void>): void {
    const { loaded } = this;
    this.loaded = loading.then(() => loaded);
  }

  async #load(id: string, load: NonNullable<ReturnType<typeof loaderOf>>): Promise<void> {
    const limit = timeLimit(this.#host.timeout);
    this.#awaited.set(id, false);
    try {
      const broker = await load(limit);
      this.#awaited.delete(id);
      this.known = new Map([...this.known, [id, broker]]);
    } catch {
      this.#awaited.set(id, true);
      this.#host.dispatchEvent(new PcProgressEvent('chunk-failed'));
      const code = limit.aborted ? 'timeout' : 'network';
      const reason = `the broker ${id} could not be loaded`;
      this.#host.dispatchEvent(new PcErrorEvent(new ConnectError({ code, reason })));
    } finally {
      this.#host.requestUpdate();
    }
  }
}
