import type { Connection } from '../core/connection.js';
import type { BrokerDefinition } from '../brokers/broker.js';
import type { BlockHost } from './host.js';
import { BrokerSources } from './broker-sources.js';
import { baseOf, configure, type Configuration, type Setup } from './setup.js';

/** More brokers than these get a box to find them. */
const fewBrokers = 8;

/** Which brokers are offered, and which of them is selected. */
export class Selection {
  /** What the page set up, judged. */
  configuration: Configuration = { brokers: [], url: '', faults: [], isUnchecked: false, awaited: [] };
  /** Checks a page's own definitions. The session sets it, once that is loaded. */
  faultOf: Setup['faultOf'];
  /** Names the properties that never arrived. The session sets it. */
  lostBy: ((host: BlockHost) => string) | undefined;
  /** The connection that is being made again: the form is for its broker alone, and the request names it. */
  fixed: Pick<Connection, 'id' | 'broker'> | undefined;

  readonly sources: BrokerSources;
  readonly #host: BlockHost;
  #judged: Setup | undefined;
  /** The only broker there is, which is selected without anybody's wish. */
  #only: string | undefined;
  #previous: string | undefined;

  constructor(host: BlockHost) {
    this.#host = host;
    this.sources = new BrokerSources(host);
  }

  get brokers(): readonly BrokerDefinition[] {
    return this.configuration.brokers;
  }

  /** Whether anything can be connected: there is a broker, and a place that credentials may be posted to. */
  get isUsable(): boolean {
    return this.configuration.url !== '' && (this.isPending || this.brokers.length > 0);
  }

  /** Whether some of the brokers that the page offers are not there yet. */
  get isPending(): boolean {
    const { isUnchecked, awaited } = this.configuration;
    return isUnchecked || awaited.length > 0;
  }

  /** Whether some of them could not be loaded. */
  get isMissing(): boolean {
    return this.sources.isMissing(this.configuration.awaited);
  }

  /** Whether there is anything to choose: the only broker is selected by itself, unless the page has it chosen, too. */
  get isChoice(): boolean {
    return this.brokers.length > 1 || this.#host.chooseBroker;
  }

  /** Whether there are so many that nobody finds one at a glance. */
  get isLong(): boolean {
    return this.brokers.length > fewBrokers;
  }

  /** The selected broker. */
  get broker(): BrokerDefinition | undefined {
    const wanted = this.fixed?.broker ?? this.#host.broker;
    return this.brokers.find(({ id }) => id === wanted);
  }

  /** Judges what the page set up, where that has changed. */
  judge(): void {
    const { endpoint, brokers, brokersSrc, broker, encoding } = this.#host;
    const wanted = broker === this.#only ? undefined : broker;
    const before = this.#judged;
    // Resolved once: a page that changes its own address, or its `<base>`, means no other endpoint by that.
    const base = before && before.endpoint === endpoint ? before.base : baseOf(this.#host);
    const lost = this.lostBy?.(this.#host) ?? '';
    const { faultOf } = this;
    const { known, lists } = this.sources;
    const given = { endpoint, brokers, brokersSrc, broker: wanted, encoding };
    const setup: Setup = { ...given, base, faultOf, known, lists, lost };
    if (before && isSame(setup, before)) return;
    this.#judged = setup;
    this.configuration = configure(setup, this.brokers);
  }

  /**
   * Follows the properties of the element.
   *
   * @returns Whether another broker is selected than before.
   */
  update(): boolean {
    this.judge();
    for (const source of this.configuration.awaited) this.sources.want(source);
    if (!this.isPending) this.#selectTheOnly();
    const selected = this.broker?.id;
    // Not where a framework sets equal values anew: what was typed stays then.
    const isOther = selected !== this.#previous;
    this.#previous = selected;
    return isOther;
  }

  /** What was selected for being the only one is no wish of the page: it goes when others are offered. */
  #selectTheOnly(): void {
    const { broker, state } = this.#host;
    const only = this.isChoice ? undefined : this.brokers[0]?.id;
    const isOutdated = broker === this.#only && broker !== only && state === 'idle';
    if (broker ? isOutdated : only) this.#host.broker = only;
    this.#only = only;
  }
}

const isSame = (one: Setup, other: Setup): boolean =>
  (Object.keys(one) as Array<keyof Setup>).every((key) => one[key] === other[key]);
