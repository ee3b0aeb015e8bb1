// First: what the next imports need, to be evaluated at all.
import { removeStandIns } from './stand-ins.js';
import { html, LitElement, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import type { BrokerChoice } from '../brokers/index.js';
import type { Access, Connection } from '../core/connection.js';
import type { Encoding } from '../core/encoding.js';
import { ConnectError } from '../core/errors.js';
import { isBusy, type StateName } from '../core/flow.js';
import { defaultTimeout } from '../core/limit.js';
import type { HeadersSource } from '../core/request.js';
import type { Messages, Texts } from '../locales/messages.js';
import { Attempts, type Attempt } from './attempts.js';
import { adopt, dress } from './css.js';
import { flag } from './flag.js';
import { Form } from './form/form.js';
import { styles } from './form/styles.js';
import { isServer } from './is-server.js';
import { keepTyping } from './keys.js';
import { directionOf, Language } from './language.js';
import { Parts } from './parts.js';
import { Presence } from './presence.js';
import { Selection } from './selection.js';
import { BlockState } from './state.js';
import { version } from './version.js';

/**
 * The block «Подключение портфеля»: choose a broker, paste its API token, connect.
 *
 * The credential lives in its input and in the local variable that posts it; it is in no property, event, error or log.
 *
 * @attr {string} lang - Language of the block, a BCP 47 tag; follows changes. Default: the nearest `lang` up the tree, then the browser's language, then `en`.
 *
 * @slot heading - Replaces the heading; also the block's accessible name.
 * @slot description - Replaces the sentence below the heading.
 * @slot footer - Consent and legal text.
 *
 * @fires {PcBrokerChangeEvent} pc-broker-change - The person picked another broker.
 * @fires {PcSubmitEvent} pc-submit - Before anything is sent. `preventDefault()` stops it.
 * @fires {PcConnectEvent} pc-connect - Connected.
 * @fires {PcErrorEvent} pc-error - One attempt failed, a part of the block did not load, or it is set up wrongly: `error.code` tells.
 * @fires {PcDisconnectEvent} pc-disconnect - A connection was removed.
 * @fires {PcStateChangeEvent} pc-state-change - Every transition.
 * @fires {PcProgressEvent} pc-progress - A step on the way, for the page's own analytics.
 *
 * @csspart base - The whole block.
 * @csspart heading - The block's own heading, where the slot is empty.
 * @csspart broker-list - The broker selector.
 * @csspart broker - One broker in the broker selector.
 * @csspart field - A credential field with its label, help and findings.
 * @csspart input - The text box of a field.
 * @csspart submit - The main button, «Подключить портфель».
 * @csspart banner - The status message: what went wrong, or that it is connected.
 * @csspart guide - The guide with its button «Как получить токен?».
 * @csspart guide-step - One step of the guide.
 * @csspart connection - One connection in the list that `manage` shows.
 * @csspart attempt - One attempt in that list, whose token is being verified or was not taken.
 *
 * @cssprop --pc-accent - Buttons, links, focus and selection.
 * @cssprop --pc-on-accent - Text on the accent colour.
 * @cssprop --pc-surface - The block's background.
 * @cssprop --pc-text - Text.
 * @cssprop --pc-muted - Secondary text.
 * @cssprop --pc-border - Borders of controls.
 * @cssprop --pc-success - Success.
 * @cssprop --pc-danger - Failures and cautions.
 * @cssprop --pc-radius - Corner radius.
 * @cssprop --pc-gap - Space between the sections of the block.
 * @cssprop --pc-font - Font family; `inherit` is the page's.
 */
export class PortfolioConnectElement extends LitElement {
  /** The version of the package that this class is of. */
  static readonly version: string = version;

  /** @internal */
  static override styles = isServer ? [] : styles;

  /** @internal */
  static override properties: PropertyDeclarations = {
    endpoint: {},
    brokers: {},
    brokersSrc: { attribute: 'brokers-src' },
    broker: {},
    chooseBroker: flag('choose-broker'),
    access: {},
    manage: flag('manage'),
    timeout: { type: Number },
    credentials: {},
    encoding: {},
    disabled: flag('disabled'),
    headers: { attribute: false },
    messages: { attribute: false },
    fetch: { attribute: false },
  };

  /**
   * URL to which a connection is posted; a relative one is resolved when it is set. Must be same-origin, https, or http on
   * loopback: otherwise nothing is sent, and the block says so. Required.
   */
  declare endpoint: string | null | undefined;
  /**
   * Which brokers are offered, in which order: ids (as an attribute, separated by spaces), or as a property also
   * `BrokerDefinition`s of your own. Default: T-Invest.
   */
  declare brokers: string | readonly BrokerChoice[] | null | undefined;
  /**
   * URL of a JSON array of `BrokerDefinition`s of your own, for `brokers` to name by their ids, or to be offered where it is not
   * set. Must be same-origin, https, or http on loopback. Default: none.
   */
  declare brokersSrc: string | null | undefined;
  /** Id of the selected broker. You may set it; the person's choice updates the property. Default: none, or the only one. */
  declare broker: string | null | undefined;
  /** Whether the only broker there is has to be chosen, too, before its form opens. Default: `false`. */
  declare chooseBroker: boolean;
  /**
   * Which permission the guide tells the person to tick, and what the block says that this site can do; `full` comes with a
   * caution. Default: `full`.
   */
  declare access: Access;
  /** Also load, show, repair and remove existing connections. Default: `false`. */
  declare manage: boolean;
  /** Limit of a single request, and of loading a part of the block, in milliseconds. Default: `30000`. */
  declare timeout: number;
  /** Cookies, as in `fetch`. Default: `same-origin`. */
  declare credentials: RequestCredentials;
  /** How credentials are written in the body: as they are, or in base64, which firewalls let pass. Default: none, as they are. */
  declare encoding: Encoding | null | undefined;
  /** No input, no request. Default: `false`. */
  declare disabled: boolean;
  /**
   * Request headers of your own, such as a CSRF token: `HeadersInit`, or a function that returns them or a promise of them. It is
   * called before each request; if it throws, nothing is sent. Default: none.
   */
  declare headers: HeadersSource | null | undefined;
  /** Texts that replace those of the block. Default: none. */
  declare messages: Partial<Messages> | null | undefined;
  /** Transport, for tests and odd hosts. Default: the page's `fetch`. */
  declare fetch: typeof fetch | null | undefined;

  readonly #state = new BlockState(this, this.attachInternals().states);
  readonly #language = new Language(this);
  readonly #selection = new Selection(this);
  readonly #attempts = new Attempts(this);
  readonly #form = new Form(this, this.#state, this.#selection, () => this.#parts);
  readonly #parts: Parts = new Parts(this, this.#language, {
    state: this.#state,
    selection: this.#selection,
    form: this.#form,
  });
  readonly #presence = new Presence(
    () => this.#onLeave(),
    () => this.requestUpdate(),
  );

  constructor() {
    super();
    this.chooseBroker = false;
    this.access = 'full';
    this.manage = false;
    this.timeout = defaultTimeout;
    this.credentials = 'same-origin';
    this.disabled = false;
  }

  /** Where the block stands. Also a custom state: `portfolio-connect:state(connected)`. */
  get state(): StateName {
    return this.#state.current.name;
  }

  // ── Methods ────────────────────────────────────────────────────────────────────────────────────────────────────

  /**
   * Does what the button does: checks what was typed and posts it. During an attempt it returns that attempt's promise; once
   * connected, it resolves to that connection.
   *
   * @returns The new connection, as far as the endpoint describes it.
   * @throws {@link ConnectError} Whatever went wrong; `cancelled` also when `pc-submit` was prevented or the element is disabled.
   */
  connect(): Promise<Connection> {
    const { current } = this.#state;
    if (current.name === 'connected') return Promise.resolve(current.connection);
    return this.#attempts.start((attempt) => this.#connect(attempt), !this.#parts.isReady);
  }

  /** Stops the attempt under way, which then fails with `cancelled`. Does nothing otherwise. */
  cancel(): void {
    if (!isBusy(this.#state.current) && !this.#isPreparing) return;
    // The button that cancels, where the focus may be, is about to go.
    if (this.shadowRoot?.activeElement) this.#focus('[part=submit]');
    const error = new ConnectError({ code: 'cancelled' });
    this.#stop(error);
    this.#state.fail(error);
  }

  /** Goes back to the beginning: stops an attempt under way and empties the fields. */
  reset(): void {
    this.#stop();
    this.#form.clear();
    this.#form.forget();
    this.#parts.connections?.reconnection.end();
    this.#state.dispatch({ type: 'reset' });
    this.requestUpdate();
  }

  /**
   * Loads the list of connections anew.
   *
   * @throws {@link ConnectError} Whatever went wrong; `cancelled` also when the element is disabled or in no page.
   */
  async refresh(): Promise<void> {
    return (await this.#openConnections()).refresh();
  }

  /**
   * Removes a connection, without asking the person. Where the endpoint does not know it, the list is loaded anew.
   *
   * @param id - The endpoint's identifier of the connection.
   * @throws {@link ConnectError} Whatever went wrong; `not-found` where there is no such connection.
   */
  async disconnect(id: string): Promise<void> {
    return (await this.#openConnections()).disconnect(id);
  }

  /** Focuses the first field; the broker selector where no broker is chosen; the status message once connected. */
  override focus(options?: FocusOptions): void {
    const target =
      this.state === 'connected'
        ? '#_status'
        : this.#selection.broker
          ? '[part=input]:not(select)'
          : '[type=radio]';
    this.#focus(target, options);
  }

  #focus(selector: string, options?: FocusOptions): void {
    this.renderRoot.querySelector<HTMLElement>(selector)?.focus(options);
  }

  // ── Life cycle ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** Not Lit's own, which fails in any document but the one that this code was loaded in. */
  protected override createRenderRoot(): ShadowRoot {
    // One that a server has declared is emptied by this, and given back.
    const root = this.attachShadow(PortfolioConnectElement.shadowRootOptions);
    adopt(root, styles);
    keepTyping(root);
    return root;
  }

  override connectedCallback(): void {
    if (isServer) return;
    const root = this.shadowRoot;
    super.connectedCallback();
    // It may be in another document than before.
    if (root) dress(root);
    this.#presence.begin(this.ownerDocument);
  }

  /**
   * Attributes that are set to what they are are no news: frameworks do that, and so do scripts that patch a page with the
   * server's HTML. They also take off what the server did not send, which must not undo what the person chose.
   */
  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    const isOutdated = name === 'broker' && value === null && old !== this.broker;
    if (old !== value && !isOutdated) super.attributeChangedCallback(name, old, value);
  }

  /** Who comes back by the browser's “Back” may be somebody else, and finds nothing of what was typed and shown. */
  #onLeave(): void {
    this.#parts.connections?.forget();
    if (!isBusy(this.#state.current)) {
      this.reset();
      return;
    }
    // What was sent may have worked, and that is all there is to say of it.
    this.cancel();
    this.#form.clear();
    this.#form.forget();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#presence.end();
    // A move is a removal followed by an insertion: what is under way goes on.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#parts.connections?.update(this.#isPresent);
      this.#stop();
      this.#form.forget();
      this.#state.dispatch({ type: 'abandon' });
    });
  }

  protected override willUpdate(): void {
    if (isServer) return;
    this.#parts.connections?.update(this.#isPresent);
    if (this.#selection.update()) this.#form.startOver();
    this.#form.willDraw();
    this.#parts.update();
  }

  /** @internal */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await Promise.all([this.#parts.loaded, this.#language.loaded, this.#selection.sources.loaded]);
    return super.getUpdateComplete();
  }

  async #connect(attempt: Attempt): Promise<Connection> {
    const { signal } = attempt;
    if (this.disabled) throw new ConnectError({ code: 'cancelled', reason: 'disabled' });
    // Not `updateComplete`: what is fetched ahead may never come.
    await super.getUpdateComplete();
    if (!this.#selection.broker) await this.#selection.sources.loaded;
    signal.throwIfAborted();
    const { current } = this.#state;
    if (current.name === 'failed' && current.wait) throw current.error;
    const session = await this.#openSession(attempt);
    await super.getUpdateComplete();
    signal.throwIfAborted();
    return session.connect(attempt);
  }

  async #openSession(attempt: Attempt): ReturnType<Parts['openSession']> {
    try {
      return await this.#parts.openSession();
    } catch (error) {
      attempt.signal.throwIfAborted();
      const failure = error as ConnectError;
      // Given up by the attempt before, at this very moment.
      if (failure.code === 'cancelled') return this.#openSession(attempt);
      attempt.settle();
      this.#state.fail(failure);
      throw failure;
    }
  }

  /** Whether the element is in a page that somebody is on. */
  get #isPresent(): boolean {
    return this.isConnected && !this.#presence.isLeft;
  }

  /** Whether an attempt waits for what it needs to be loaded. */
  get #isPreparing(): boolean {
    return this.#attempts.isLoading && !isBusy(this.#state.current);
  }

  #stop(reason?: ConnectError): void {
    if (this.#attempts.isLoading && !this.#parts.session) this.#parts.giveUpSession();
    this.#attempts.stop(reason);
  }

  async #openConnections(): ReturnType<Parts['openConnections']> {
    if (!this.isConnected) throw new ConnectError({ code: 'cancelled', reason: 'not in a page' });
    return this.#parts.openConnections();
  }

  // ── What is shown ──────────────────────────────────────────────────────────────────────────────────────────────

  protected override render(): TemplateResult {
    const texts = this.#texts;
    // Nor are there any on a server: what it could draw would look like a form and do nothing, and the children may be one that works.
    if (!texts) return html`<slot></slot>`;
    const { labels, messages } = texts;
    const isConnected = this.state === 'connected';
    return html`<div class="reset">
      <section
        part="base"
        aria-labelledby="_heading"
        lang=${labels.lang}
        dir=${directionOf(labels.lang) ?? nothing}
        @focusin=${() => this.#parts.prepare()}
      >
        <div id="_heading">
          <slot name="heading"><h2 part="heading">${labels.heading}</h2></slot>
        </div>
        ${this.#form.view(this.#isPreparing, texts)}
        <div part="banner" id="_status" role="status" tabindex="-1">
          ${this.#status(texts)}${this.#form.status(labels)}
        </div>
        ${
          isConnected
            ? messages && this.#parts.session?.success(messages)
            : this.#form.actions(this.#isPreparing, texts)
        }
        ${this.#list(texts)}
        <slot name="footer"></slot>
      </section>
    </div>`;
  }

  /** The page's own texts come last. */
  get #texts(): Texts | undefined {
    const { labels, messages } = this.#language;
    const all = messages && { ...messages, ...this.messages };
    return labels && { labels: all ?? { ...labels, ...this.messages }, messages: all };
  }

  /** The connections; where their part is missing, a word about that. */
  #list({ labels, messages }: Texts): unknown {
    const { connections } = this.#parts;
    if (connections) return messages && connections.list(messages);
    const isMissing = this.manage && this.#parts.isMissing('connections');
    return isMissing ? html`<p class="finding">${this.#form.missing(labels)}</p>` : nothing;
  }

  /** What the live region says; until the session is there, only that it is awaited or missing. */
  #status({ labels, messages }: Texts): unknown {
    if (this.#isPreparing) return html`<label>${labels.preparing} <progress></progress></label>`;
    const { session, connections, brokerSearch, doctor } = this.#parts;
    if (session && messages)
      return [session, connections, brokerSearch, doctor].map((part) => part?.status(messages));
    const { current } = this.#state;
    const isFailed = current.name === 'failed' && current.error.code !== 'cancelled';
    return isFailed || (this.#selection.configuration.isUnchecked && this.#parts.isMissing('session'))
      ? html`<p class="finding">${this.#form.missing(labels)}</p>`
      : nothing;
  }
}

removeStandIns();
