import { loadSteps, type BrokerDefinition } from '../brokers/broker.js';
import { ConnectError } from '../core/errors.js';
import { lazy } from '../core/lazy.js';
import { timeLimit } from '../core/limit.js';
import type { BrokerSearch } from './broker-search/broker-search.js';
import type { Connections } from './connections/connections.js';
import { PcErrorEvent } from './events.js';
import type { Guide } from './guide/guide.js';
import type { BlockHost } from './host.js';
import type { Internals } from './internals.js';
import type { Language } from './language.js';
import type { Session } from './session/session.js';

// The only file that imports a part. Each part is a folder, and becomes a chunk, which all blocks of a page share.
const importSession = lazy(() => import('./session/session.js'));
const importConnections = lazy(() => import('./connections/connections.js'));
const importGuide = lazy(() => import('./guide/guide.js'));
const importBrokerSearch = lazy(() => import('./broker-search/broker-search.js'));

type PartName = 'session' | 'connections' | 'guide' | 'brokerSearch';

/** The parts of a block that are loaded when they are needed. What is not there yet is undefined. */
export class Parts {
  /** Checks, attempts and requests: with the first touch. */
  session: Session | undefined;
  /** The list of connections: with `manage`. */
  connections: Connections | undefined;
  /** The steps to a credential: when they are opened. */
  guide: Guide | undefined;
  /** The box that finds brokers: where there are many. */
  brokerSearch: BrokerSearch | undefined;
  /** Settled once what was asked for ahead of its use is there, or could not be loaded. */
  loaded: Promise<unknown> = Promise.resolve();

  readonly #host: BlockHost;
  readonly #language: Language;
  readonly #internals: Internals;
  readonly #missing = new Set<PartName>();
  /** Ends what is being loaded now. */
  #loading = new AbortController();

  constructor(host: BlockHost, language: Language, internals: Internals) {
    this.#host = host;
    this.#language = language;
    this.#internals = internals;
  }

  /** Whether a part could not be loaded when it was last asked for. */
  isMissing(part: PartName): boolean {
    return this.#missing.has(part);
  }

  /** @throws {@link ConnectError} Where it could not be loaded; the next call tries again. The same holds for the others. */
  readonly openSession = lazy(() =>
    this.#open('session', async (limit) => {
      const [{ Session }] = await Promise.all([importSession(limit), this.#language.complete(limit)]);
      return (this.session = new Session(this.#host, this.#internals));
    }),
  );

  readonly openConnections = lazy(() =>
    this.#open('connections', async (limit) => {
      const [{ Connections }, session] = await Promise.all([importConnections(limit), this.openSession()]);
      return (this.connections = new Connections(this.#host, this.#internals, session));
    }),
  );

  /** Opens the guide to a broker's credential. What could not be loaded is told in its place. */
  openGuide(broker: BrokerDefinition): void {
    const steps = loadSteps(broker);
    // The guide itself may be missing; it tells of steps that are.
    steps.catch(() => undefined);
    this.#openGuide().then((guide) => guide.open(broker, steps), this.#report);
  }

  /** Fetches ahead what the next step needs, while the person is still reading. A failure shows when it is taken. */
  prepare(): void {
    const { manage } = this.#host;
    this.#expect(manage ? this.openConnections() : this.openSession());
    if (this.#internals.selection.isLong) this.#expect(this.#openBrokerSearch());
  }

  /** Loads what the setup needs. What is missing is tried again when the person comes to the block. */
  update(): void {
    const { configuration, isLong } = this.#internals.selection;
    const isUnusual = configuration.isPending || configuration.faults.length > 0;
    const isWanted = (part: PartName) => !this[part] && !this.#missing.has(part);
    if (isUnusual && isWanted('session')) this.#expect(this.openSession(), this.#report);
    if (this.#host.manage && isWanted('connections')) this.#expect(this.openConnections(), this.#report);
    if (isLong && isWanted('brokerSearch')) this.#expect(this.#openBrokerSearch());
  }

  /** Stops waiting for what is being loaded: whoever asks again has it loaded anew, for the request may never end. */
  giveUp(): void {
    this.#loading.abort();
    this.#loading = new AbortController();
  }

  readonly #openGuide = lazy(() =>
    this.#open('guide', async (limit) => {
      const { Guide } = await importGuide(limit);
      return (this.guide = new Guide(this.#host));
    }),
  );

  readonly #openBrokerSearch = lazy(() =>
    this.#open('brokerSearch', async (limit) => {
      const [{ BrokerSearch }] = await Promise.all([importBrokerSearch(limit), this.openSession()]);
      return (this.brokerSearch = new BrokerSearch(this.#host));
    }),
  );

  #expect(part: Promise<unknown>, onFailure?: (error: ConnectError) => void): void {
    this.loaded = Promise.all([this.loaded, part.catch(onFailure ?? (() => undefined))]);
  }

  #report = (error: ConnectError): void => {
    if (error.code !== 'cancelled') this.#host.dispatchEvent(new PcErrorEvent(error));
  };

  async #open<Part>(name: PartName, load: (limit: AbortSignal) => Promise<Part>): Promise<Part> {
    const { signal } = this.#loading;
    const timeout = timeLimit(this.#host.timeout);
    try {
      const part = await load(AbortSignal.any([signal, timeout]));
      this.#missing.delete(name);
      return part;
    } catch {
      if (!signal.aborted) this.#missing.add(name);
      const code = signal.aborted ? 'cancelled' : timeout.aborted ? 'timeout' : 'network';
      throw new ConnectError({ code, reason: `${name} could not be loaded` });
    } finally {
      this.#host.requestUpdate();
    }
  }
}
