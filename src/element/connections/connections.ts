import type { TemplateResult } from 'lit';
import type { Connection } from '../../core/connection.js';
import { ConnectError, type Failure } from '../../core/errors.js';
import { isUnsure } from '../../core/flow.js';
import type { Messages } from '../../locales/messages.js';
import { adopt } from '../css.js';
import { PcDisconnectEvent, PcProgressEvent } from '../events.js';
import type { BlockHost } from '../host.js';
import type { Internals } from '../internals.js';
import type { Session } from '../session/session.js';
import { ListFocus } from './focus.js';
import { FormWatch } from './form-watch.js';
import { namesIn, type Names } from './names.js';
import type { News } from './news.js';
import { OpenAttempts } from './open-attempts.js';
import { Reconnection } from './reconnection.js';
import { Source } from './source.js';
import { styles } from './styles.js';
import { connectionList, spoken, type ConnectionsView } from './view.js';

/** The connections that there are: loaded, shown, removed, made again. */
export class Connections {
  readonly reconnection: Reconnection;
  readonly #host: BlockHost;
  readonly #internals: Internals;
  readonly #session: Session;
  readonly #focus: ListFocus;
  readonly #names: Names;

  /** What is known; undefined before the list was loaded. */
  #connections: readonly Connection[] | undefined;
  readonly #attempts: OpenAttempts;
  /** Why the list could not be loaded. */
  #failure: Failure | undefined;
  #loading: AbortController | undefined;
  #latest: Promise<void> | undefined;
  readonly #source: Source;
  /** Whether the list is loaded because the page set `manage`. */
  #isWanted = false;
  readonly #form: FormWatch;
  /** Aborted when the element leaves the page, or the endpoint is another. */
  #stay = new AbortController();

  /** The connection that the person is asked about, and why removing it failed. */
  #question: { readonly id: string; problem?: Failure | undefined } | undefined;
  readonly #removals = new Map<string, Promise<void>>();
  /** What became of a connection or an attempt that was in the list. */
  #news: News | undefined;

  constructor(host: BlockHost, internals: Internals, session: Session) {
    this.#host = host;
    this.#internals = internals;
    this.#session = session;
    this.#source = new Source(host);
    this.#form = new FormWatch(internals.state);
    this.#names = namesIn(internals.selection);
    session.onConnection = (connection) => {
      const { broker = this.reconnection.current?.broker ?? this.#host.broker ?? undefined } = connection;
      this.reconnection.end();
      this.#add({ ...connection, broker });
    };
    this.#attempts = new OpenAttempts(host, session.requests, {
      reload: () =>
        this.refresh().then(
          () => true,
          () => false,
        ),
      onEnd: this.#onAttemptEnd,
    });
    this.#focus = new ListFocus(host, session.focus, () => this.#connections);
    this.reconnection = new Reconnection(internals, this.#names, { form: session.focus, list: this.#focus });
    adopt(host.renderRoot, styles);
  }

  /**
   * Loads the list, or ends what is under way, as the element's properties now have it.
   *
   * @param isPresent - Whether the element is in a page that somebody is on.
   */
  update(isPresent: boolean): void {
    const { manage, disabled } = this.#host;
    const isWanted = manage && isPresent && !disabled;
    if (!isWanted && (this.#isWanted || !isPresent)) {
      this.#isWanted = false;
      this.#stop();
    }
    if (!manage) this.reconnection.end();
    const isOutdated = this.#form.update();
    if (this.#form.isBusy) {
      this.#news = undefined;
      this.#attempts.dismiss();
    }
    if (!isWanted) return;
    const isLate = this.#failure && this.#source.isRenewed;
    if (!this.#isWanted || isLate || isOutdated || this.#source.isOther) void quietly(this.refresh());
  }

  /** Forgets what is known, for whoever is there next. */
  forget(): void {
    this.#connections = this.#failure = undefined;
    this.reconnection.end();
    this.update(false);
  }

  /** Loads the list. It takes the place of a load under way, whose answer may be out of date by now. */
  refresh(): Promise<void> {
    if (this.#source.isOther) {
      this.#stop();
      this.#connections = this.#failure = undefined;
      this.reconnection.end();
    }
    this.#source.use();
    this.#isWanted = this.#host.manage;
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

  // ── Requests ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** A connection was made: it is shown at once, and the list is loaded anew. */
  #add(made: Connection): void {
    if (!this.#host.manage) return;
    const others = this.#connections ?? [];
    const index = made.id === undefined ? -1 : others.findIndex(({ id }) => id === made.id);
    this.#connections = index < 0 ? [...others, made] : others.with(index, made);
    void quietly(this.refresh());
  }

  /** An attempt that went on by itself has ended. */
  #onAttemptEnd = (news: News, connection?: Connection): void => {
    const { state } = this.#internals;
    this.#news = news;
    // What the form was not sure of is known now.
    if (isUnsure(state.current)) state.dispatch({ type: 'edit' });
    if (connection) this.#add(connection);
    else void quietly(this.refresh());
  };

  #stop(): void {
    this.#stay.abort();
    this.#stay = new AbortController();
    this.#loading = this.#question = this.#news = undefined;
    this.#attempts.stop();
  }

  async #load(own: AbortController): Promise<void> {
    this.#form.begin();
    const outcome = await this.#session.requests.list(AbortSignal.any([this.#stay.signal, own.signal]));
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
      if (this.#isWanted && !this.#form.end()) this.#attempts.follow(outcome.attempts);
      if (!this.#connections.some(({ id }) => id === this.#question?.id)) this.#question = undefined;
    });
    if (failure) throw new ConnectError(failure);
    this.#host.dispatchEvent(new PcProgressEvent('list-loaded'));
  }

  async #remove(id: string): Promise<void> {
    const { signal } = this.#stay;
    const outcome = await this.#session.requests.remove(id, signal);
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

  #reconnect = (connection: Connection): void => {
    this.reconnection.begin(connection);
    this.#question = this.#news = undefined;
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
      attempts: this.#attempts.current,
      failedAttempts: this.#attempts.failed,
      news: this.#news,
      isLoading: !!this.#loading,
      failure: this.#failure,
      questioned: this.#question?.id,
      isRemoving: this.#isRemoving(),
      problem: this.#question?.problem,
      isDisabled: this.#host.disabled,
      isBusy: this.#form.isBusy,
      access: this.#host.access,
      isOffered: this.#names.isOffered,
      brokerOf: this.#names.brokerOf,
      nameOf: (broker) => this.#names.nameOf(broker, texts),
      retry: () => this.#loading || void quietly(this.refresh()),
      reconnect: this.#reconnect,
      ask: this.#ask,
      decline: this.#decline,
      confirm: () => void this.#confirm(),
    };
  }

  #placeOf(id: string) {
    const index = this.#connections?.findIndex((one) => one.id === id) ?? -1;
    return { index, connection: this.#connections?.[index] };
  }
}

/** The failure is shown, or told to whoever asked. */
const quietly = (work: Promise<void>) => work.catch(() => undefined);
