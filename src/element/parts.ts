import type { BrokerDefinition, CredentialField, Picture } from '../brokers/broker.js';
import { ConnectError, notLoaded } from '../core/errors.js';
import { lazy, type Lazy } from '../core/lazy.js';
import { timeLimit } from '../core/limit.js';
import type { BrokerSearch } from './broker-search/broker-search.js';
import type { Connections } from './connections/connections.js';
import { PcErrorEvent, PcProgressEvent } from './events.js';
import type { Doctor } from './doctor/doctor.js';
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
const importDoctor = lazy(() => import('./doctor/doctor.js'));

type PartName = 'session' | 'connections' | 'guide' | 'brokerSearch' | 'doctor';

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
  /** Looks closer at what is odd: once something is. */
  doctor: Doctor | undefined;
  /** Settled once what was asked for ahead of its use is there, or could not be loaded. */
  loaded: Promise<unknown> = Promise.resolve();

  readonly #host: BlockHost;
  readonly #language: Language;
  readonly #internals: Internals;
  /** The parts that were asked for and are not there; true where they could not be loaded, also while that is tried once more. */
  readonly #awaited = new Map<PartName, boolean>();
  /** The name of the field that was filled in last before the session was there. */
  #unseen: string | undefined;
  /** Aborted where an attempt no longer waits for the session. */
  #patience = new AbortController();

  constructor(host: BlockHost, language: Language, internals: Internals) {
    this.#host = host;
    this.#language = language;
    this.#internals = internals;
  }

  /** Whether an attempt finds what it needs. */
  get isReady(): boolean {
    const { broker, isPending } = this.#internals.selection;
    return !!this.session && (!!broker || !isPending);
  }

  /** Whether a part could not be loaded when it was last asked for. */
  isMissing(part: PartName): boolean {
    return !!this.#awaited.get(part);
  }

  /** @throws {@link ConnectError} Where it could not be loaded; the next call tries again. The same holds for the others. */
  readonly openSession = this.#part('session', async (limit) => {
    const patience = AbortSignal.any([limit, this.#patience.signal]);
    const [{ Session }] = await Promise.all([importSession(patience), this.#language.complete(patience)]);
    return () => {
      this.session = new Session(this.#host, this.#internals);
      if (this.#unseen) this.#internals.form.onFill(this.#unseen);
      return this.session;
    };
  });

  readonly openConnections = this.#part('connections', async (limit) => {
    const [{ Connections }, session] = await Promise.all([importConnections(limit), this.#sessionAtLast()]);
    return () => (this.connections = new Connections(this.#host, this.#internals, session));
  });

  /** Opens the guide to a broker's credential, at a step. What could not be loaded is told in its place. */
  openGuide(broker: BrokerDefinition, at?: Picture): void {
    this.#openGuide().then((guide) => guide.open(broker, at), this.#report);
  }

  /** Has what was filled into a field looked at: now, or once the session is there. */
  lookAt(field: CredentialField): void {
    if (this.session) this.session.advice.onFill(field);
    else this.#unseen = field.name;
  }

  /** Fetches ahead what the next step needs, while the person is still reading. A failure shows when it is taken. */
  prepare(): void {
    (this.#host.manage ? this.openConnections() : this.openSession()).catch(ignore);
    if (this.isMissing('brokerSearch')) this.#openBrokerSearch().catch(ignore);
  }

  /** Loads what the setup needs. What is missing is tried again when the person comes to the block. */
  update(): void {
    const { configuration, isLong } = this.#internals.selection;
    const isUnusual = configuration.isUnchecked || configuration.faults.length > 0;
    const isWanted = (part: PartName) => !this[part] && !this.#awaited.has(part);
    // Connections bring the session with them.
    if (this.#host.manage && isWanted('connections')) this.#expect(this.openConnections());
    else if (isUnusual && isWanted('session')) this.#expect(this.#sessionAtLast());
    // Where it is missing, the plain list does as well. Asking for a chunk takes a while, so the list is drawn first.
    if (isLong && isWanted('brokerSearch')) setTimeout(() => void this.#openBrokerSearch().catch(ignore));
    if (this.session?.advice.fields.isOdd && isWanted('doctor')) this.#openDoctor().catch(ignore);
  }

  /** Ends the wait for the session, whose request may never end. The next one to ask has it loaded anew. */
  giveUpSession(): void {
    this.#patience.abort(new ConnectError({ code: 'cancelled' }));
    this.#patience = new AbortController();
  }

  readonly #openGuide = this.#part('guide', async (limit) => {
    const { Guide } = await importGuide(limit);
    return () => (this.guide = new Guide(this.#host));
  });

  readonly #openBrokerSearch = this.#part('brokerSearch', async (limit) => {
    const [{ BrokerSearch }] = await Promise.all([importBrokerSearch(limit), this.#sessionAtLast()]);
    return () => (this.brokerSearch = new BrokerSearch(this.#host, this.#internals));
  });

  readonly #openDoctor = this.#part('doctor', async (limit) => {
    const [{ Doctor }, session] = await Promise.all([importDoctor(limit), this.#sessionAtLast()]);
    return () => (this.doctor = new Doctor(this.#host, this.#internals, session));
  });

  /** The session, also where an attempt has given it up meanwhile. */
  #sessionAtLast(): Promise<Session> {
    return this.openSession().catch((error: unknown) => {
      if ((error as ConnectError).code === 'cancelled') return this.#sessionAtLast();
      throw error;
    });
  }

  /** Has `updateComplete` wait for a part, and tells the page where it is missing. */
  #expect(part: Promise<unknown>): void {
    const { loaded } = this;
    this.loaded = part.catch(this.#report).then(() => loaded);
  }

  #report = (error: ConnectError): void => void this.#host.dispatchEvent(new PcErrorEvent(error));

  /** @param load - Loads what a part needs. Returns what makes it. */
  #part<Part>(name: PartName, load: (limit: AbortSignal) => Promise<() => Part>): Lazy<Part> {
    return lazy(async () => {
      const limit = timeLimit(this.#host.timeout);
      const wasMissing = this.isMissing(name);
      this.#awaited.set(name, wasMissing);
      const fail = (cause: unknown): never => {
        this.#awaited.set(name, true);
        // Given up, or the failure of another part that this one needs.
        if (cause instanceof ConnectError) throw cause;
        if (!wasMissing) this.#host.dispatchEvent(new PcProgressEvent('chunk-failed'));
        throw notLoaded(name, limit);
      };
      try {
        const make = await load(limit).catch(fail);
        this.#awaited.delete(name);
        return make();
      } finally {
        this.#host.requestUpdate();
      }
    });
  }
}

/** A failure shows where the part is missing. */
const ignore = (): void => undefined;
