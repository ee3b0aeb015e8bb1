import type { TemplateResult } from 'lit';
import type { Connection } from '../../core/connection.js';
import { ConnectError, type Failure } from '../../core/errors.js';
import { isBusy } from '../../core/flow.js';
import type { Messages } from '../../locales/messages.js';
import { adopt } from '../css.js';
import { PcDisconnectEvent, PcProgressEvent } from '../events.js';
import { cancelButton } from '../form/view.js';
import type { BlockHost } from '../host.js';
import type { Internals } from '../internals.js';
import type { Session } from '../session/session.js';
import { ListFocus } from './focus.js';
import { namesIn, type Names } from './names.js';
import { styles } from './styles.js';
import { connectionList, reconnectHeading, spoken, type ConnectionsView, type News } from './view.js';

/** What the list is loaded from, and with. */
type Source = Pick<BlockHost, 'endpoint' | 'credentials' | 'headers' | 'fetch'>;

/** The connections that there are: loaded, shown, removed, made again. */
export class Connections {
  readonly #host: BlockHost;
  readonly #internals: Internals;
  readonly #session: Session;
  readonly #focus: ListFocus;
  readonly #names: Names;

  /** What is known; undefined before the list was loaded. */
  #connections: readonly Connection[] | undefined;
  /** Why the list could not be loaded. */
  #failure: Failure | undefined;
  #loading: AbortController | undefined;
  #latest: Promise<void> | undefined;
  #source: Source | undefined;
  /** Whether the list is loaded because the page set `manage`. */
  #isWanted = false;
  /** Aborted when the element leaves the page, or the endpoint is another. */
  #stay = new AbortController();

  /** The connection that the person is asked about, and why removing it failed. */
  #question: { readonly id: string; problem?: Failure | undefined } | undefined;
  readonly #removals = new Map<string, Promise<void>>();
  /** What became of a connection that was in the list, at that place. */
  #news: News | undefined;
  #reconnecting: Connection | undefined;

  constructor(host: BlockHost, internals: Internals, session: Session) {
    this.#host = host;
    this.#internals = internals;
    this.#session = session;
    this.#names = namesIn(internals.selection);
    session.onConnection = (connection) => this.#add(connection);
    this.#focus = new ListFocus(host, session.focus, () => this.#connections);
    adopt(host.renderRoot, styles);
  }

  /**
   * Loads the list, or ends what is under way, as the element's properties now have it.
   *
   * @param isPresent - Whether the element is in a page that somebody is on.
   */
  update(isPresent: boolean): void {
    const { manage, disabled, headers, fetch } = this.#host;
    const isWanted = manage && isPresent && !disabled;
    if (!isWanted && (this.#isWanted || !isPresent)) {
      this.#isWanted = false;
      this.#stop();
    }
    if (!manage) this.endReconnecting();
    if (isBusy(this.#internals.state.current)) this.#news = undefined;
    if (!isWanted) return;
    // Headers that a page sets late may be what was missing.
    const isLate = this.#failure && (headers !== this.#source?.headers || fetch !== this.#source?.fetch);
    if (!this.#isWanted || isLate || this.#isElsewhere()) void quietly(this.refresh());
  }

  /** Forgets what is known, for whoever is there next. */
  forget(): void {
    this.#connections = this.#failure = undefined;
    this.endReconnecting();
    this.update(false);
  }

  /** Loads the list. It takes the place of a load under way, whose answer may be out of date by now. */
  refresh(): Promise<void> {
    const { endpoint, credentials, headers, fetch, manage } = this.#host;
    if (this.#isElsewhere()) {
      this.#stop();
      this.#connections = this.#failure = undefined;
      this.endReconnecting();
    }
    this.#source = { endpoint, credentials, headers, fetch };
    this.#isWanted = manage;
    this.#loading?.abort();
    this.#loading = new AbortController();
    this.#host.requestUpdate();
    return (this.#latest = this.#load(this.#loading));
  }

  /** Removes a connection; joins who is doing that already. */
  disconnect(id: string): Promise<void> {
    const removal = this.#removals.get(id) ?? this.#remove(id).finally(() => this.#removals.delete(id));
    this.#removals.set(id, removal);
    return removal;
  }

  /** Any broker can be chosen again. */
  endReconnecting(): void {
    this.#reconnecting = undefined;
    this.#internals.selection.fixed = undefined;
  }

  // ── Requests ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** A connection was made: it is shown at once, and the list is loaded anew. */
  #add(connection: Connection): void {
    const { broker = this.#reconnecting?.broker ?? this.#host.broker ?? undefined } = connection;
    this.endReconnecting();
    if (!this.#host.manage) return;
    const made = { ...connection, broker };
    const others = this.#connections ?? [];
    const index = made.id === undefined ? -1 : others.findIndex(({ id }) => id === made.id);
    this.#connections = index < 0 ? [...others, made] : others.with(index, made);
    void quietly(this.refresh());
  }

  #isElsewhere(): boolean {
    const { endpoint, credentials } = this.#host;
    return this.#source?.endpoint !== endpoint || this.#source?.credentials !== credentials;
  }

  #stop(): void {
    this.#stay.abort();
    this.#stay = new AbortController();
    this.#loading = this.#question = this.#news = undefined;
  }

  async #load(own: AbortController): Promise<void> {
    const outcome = await this.#session.list(AbortSignal.any([this.#stay.signal, own.signal]));
    if (this.#loading !== own) {
      if (this.#loading) return this.#latest;
      throw new ConnectError({ code: 'cancelled' });
    }
    const failure = outcome.ok ? undefined : outcome.failure;
    await this.#focus.keep(() => {
      this.#loading = undefined;
      this.#failure = failure?.code === 'cancelled' ? undefined : failure;
      if (!outcome.ok) return;
      this.#connections = outcome.connections;
      if (!this.#connections.some(({ id }) => id === this.#question?.id)) this.#question = undefined;
    });
    if (failure) throw new ConnectError(failure);
    this.#host.dispatchEvent(new PcProgressEvent('list-loaded'));
  }

  async #remove(id: string): Promise<void> {
    const { signal } = this.#stay;
    const outcome = await this.#session.remove(id, signal);
    if (signal.aborted) throw new ConnectError({ code: 'cancelled' });
    if (!outcome.ok) {
      if (outcome.failure.code === 'not-found') await quietly(this.refresh());
      throw new ConnectError(outcome.failure);
    }
    const place = this.#placeOf(id);
    const shown = this.#focus.keep(() => {
      this.#connections = this.#connections?.filter((one) => one.id !== id);
      if (this.#question?.id === id) this.#question = undefined;
      this.#news = { what: 'disconnected', ...place };
    });
    // A list that is being loaded may still have it.
    if (this.#loading) void quietly(this.refresh());
    this.#host.dispatchEvent(new PcDisconnectEvent(id, place.connection?.broker));
    await shown;
  }

  // ── What the person does ───────────────────────────────────────────────────────────────────────────────────────

  #ask = ({ id }: Connection): void => {
    this.#question = { id: id! };
    this.#news = undefined;
    this.#focus.moveToQuestion();
  };

  #decline = (): void => {
    if (this.#isRemoving()) return;
    const id = this.#question?.id;
    this.#question = undefined;
    this.#focus.moveToButton(id, '.off');
  };

  #confirm = async (): Promise<void> => {
    const question = this.#question;
    if (!question || this.#isRemoving()) return;
    question.problem = undefined;
    const place = this.#placeOf(question.id);
    const removal = this.disconnect(question.id);
    this.#host.requestUpdate();
    try {
      await removal;
      // The good news of a connection made before is out of date now.
      if (this.#host.state === 'connected') this.#internals.state.dispatch({ type: 'reset' });
    } catch (error) {
      const failure = error as ConnectError;
      if (failure.code !== 'cancelled' && this.#question?.id === question.id)
        this.#question.problem = failure;
      else if (failure.code === 'not-found') this.#news = { what: 'gone', ...place };
    }
    this.#host.requestUpdate();
  };

  /** What was typed stays: it may be the very token that is meant for it. */
  #reconnect = (connection: Connection): void => {
    this.#internals.state.dispatch({ type: 'reset' });
    this.#reconnecting = connection;
    this.#internals.selection.fixed = connection.broker;
    this.#question = this.#news = undefined;
    this.#session.focus.move();
  };

  #back = (): void => {
    const id = this.#reconnecting?.id;
    this.endReconnecting();
    this.#internals.state.dispatch({ type: 'reset' });
    this.#focus.moveToButton(id, '.on-again');
  };

  #isRemoving(): boolean {
    return this.#question !== undefined && this.#removals.has(this.#question.id);
  }

  // ── What is shown ──────────────────────────────────────────────────────────────────────────────────────────────

  /** The list. Where there is no safe endpoint, the form's own message says so. */
  list(texts: Messages): TemplateResult | undefined {
    const isKnown = this.#connections ?? this.#failure ?? this.#loading;
    return this.#isShown && isKnown ? connectionList(this.#view(texts), texts) : undefined;
  }

  /** For the live region. */
  status(texts: Messages): unknown {
    return this.#isShown ? spoken(this.#view(texts), texts) : undefined;
  }

  get #isShown(): boolean {
    return this.#host.manage && this.#failure?.code !== 'invalid-endpoint';
  }

  #view(texts: Messages): ConnectionsView {
    return {
      connections: this.#connections,
      news: this.#news,
      isLoading: !!this.#loading,
      failure: this.#failure,
      questioned: this.#question?.id,
      isRemoving: this.#isRemoving(),
      problem: this.#question?.problem,
      isDisabled: this.#host.disabled,
      isBusy: isBusy(this.#internals.state.current),
      access: this.#host.access,
      brokerOf: this.#names.brokerOf,
      nameOf: (broker) => this.#names.nameOf(broker, texts),
      retry: () => this.#loading || void quietly(this.refresh()),
      reconnect: this.#reconnect,
      ask: this.#ask,
      decline: this.#decline,
      confirm: () => void this.#confirm(),
    };
  }

  #placeOf(id: string): Omit<News, 'what'> {
    const index = this.#connections?.findIndex((one) => one.id === id) ?? -1;
    return { index, connection: this.#connections?.[index] };
  }

  /** While a connection is made again: its broker, shown in place of the selector. */
  heading(texts: Messages): TemplateResult | undefined {
    const one = this.#reconnecting;
    return (
      one &&
      reconnectHeading(
        one,
        this.#names.nameOf(one.broker, texts),
        this.#names.brokerOf(one.broker)?.icon,
        texts,
      )
    );
  }

  /** While a connection is made again: the button that leads back to the list. */
  backButton(texts: Messages): TemplateResult | undefined {
    return this.#reconnecting && cancelButton(this.#back, texts);
  }
}

/** The failure is shown, or told to whoever asked. */
const quietly = (work: Promise<void>) => work.catch(() => undefined);
