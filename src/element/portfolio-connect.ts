// The one stateful place: attributes, properties, methods and events, and the wires between core and view.
import {
  html,
  LitElement,
  nothing,
  svg,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { localize, type BrokerDefinition, type CredentialField } from '../brokers/broker.js';
import { builtInBrokers } from '../brokers/index.js';
import type { HeadersSource } from '../core/client.js';
import type { Access, Connection } from '../core/connection.js';
import { ConnectError, isCredentialFault, type Failure } from '../core/errors.js';
import {
  canSubmit,
  idle,
  isBusy,
  transition,
  type Action,
  type State,
  type StateName,
} from '../core/flow.js';
import { lazy } from '../core/lazy.js';
import { matchLanguage, messagesFor } from '../locales/index.js';
import type { Labels, Messages } from '../locales/messages.js';
import type { BrokerChoice, Configuration } from './configuration.js';
import {
  PcBrokerChangeEvent,
  PcConnectEvent,
  PcDisconnectEvent,
  PcErrorEvent,
  PcStateChangeEvent,
  PcSubmitEvent,
} from './events.js';
import type { Form } from './interaction.js';
import { nearestLang, watchLang } from './language.js';
import type { Management } from './management.js';
import type { Selector } from './selector.js';
import { styles } from './styles.js';
import { brokerList } from './view/brokers.js';
import { credentialField } from './view/credentials.js';

const loadInteraction = lazy(() => import('./interaction.js'));
const loadManagement = lazy(() => import('./management.js'));
const defaultTimeout = 30_000;
/** Endpoints that need no judging before something is typed: https, or a path. */
const plainEndpoint = /^(https:\/\/[^@]+|\.*\/[^/\\].*)$/;
const emptyForm = (): Form => ({ findings: {}, warned: false, shown: false });

type Interaction = Awaited<ReturnType<typeof loadInteraction>>;

/**
 * The block «Подключение портфеля»: choose a broker, paste its API token, connect.
 *
 * The credential lives in its input and in the local variable that posts it; it is in no property, event, error or log.
 *
 * @slot heading - Replaces the heading; also the block's accessible name.
 * @slot description - Replaces the sentence below the heading.
 * @slot footer - Consent and legal text.
 *
 * @fires {PcBrokerChangeEvent} pc-broker-change - The person picked another broker.
 * @fires {PcSubmitEvent} pc-submit - Before anything is sent; `preventDefault()` stops it.
 * @fires {PcConnectEvent} pc-connect - Connected.
 * @fires {PcErrorEvent} pc-error - One attempt failed, or the block is set up wrongly.
 * @fires {PcDisconnectEvent} pc-disconnect - A connection was removed.
 * @fires {PcStateChangeEvent} pc-state-change - Every transition.
 *
 * @csspart base - The whole block.
 * @csspart heading - The default heading.
 * @csspart broker-list - The selector.
 * @csspart broker - One broker on it.
 * @csspart field - A credential field with its label and remarks.
 * @csspart input - The text box itself.
 * @csspart submit - The main button.
 * @csspart banner - The status.
 * @csspart guide - The guide with its disclosure button.
 * @csspart guide-step - One step of it.
 * @csspart connection - One connection of the list that `manage` shows.
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
 * @cssprop --pc-gap - Space between parts.
 * @cssprop --pc-font - Font family; default: the page's.
 */
export class PortfolioConnectElement extends LitElement {
  /** @internal */
  static override styles = styles;

  /** @internal */
  static override properties: PropertyDeclarations = {
    endpoint: {},
    brokers: {},
    broker: { reflect: true },
    access: {},
    manage: { type: Boolean },
    timeout: { type: Number },
    credentials: {},
    disabled: { type: Boolean, reflect: true },
    headers: { attribute: false },
    messages: { attribute: false },
    fetch: { attribute: false },
  };

  /**
   * URL to which a connection is posted; required. Must be same-origin, https, or http on loopback, else nothing is sent.
   */
  declare endpoint: string | null | undefined;
  /** Which brokers, in which order: ids (as an attribute, separated by spaces) or own definitions. Default: every built-in. */
  declare brokers: string | readonly BrokerChoice[] | null | undefined;
  /** Id of the selected broker. The person's choice updates it. Default: none, or the only one. */
  declare broker: string | null | undefined;
  /** Which permission the guide tells the person to tick. Default: `full`. */
  declare access: Access;
  /** Also load, show, repair and remove existing connections. Default: false. */
  declare manage: boolean;
  /** Limit of a single request, ms. Default: 30000. */
  declare timeout: number;
  /** Cookies, as in `fetch`. Default: `same-origin`. */
  declare credentials: RequestCredentials;
  /** No input, no request. Default: false. */
  declare disabled: boolean;
  /** Request headers of the page's own, or a function (may be async) that is asked for them before each request. */
  declare headers: HeadersSource | null | undefined;
  /** Texts that replace the built-in ones. */
  declare messages: Partial<Messages> | null | undefined;
  /** Transport in place of `globalThis.fetch`, for tests and odd hosts. */
  declare fetch: typeof fetch | null | undefined;

  #state: State = idle;
  #internals = this.attachInternals();
  #configuration: Configuration = { brokers: [], url: '', faults: [] };
  #reported = new Set<string>();
  #language = '';
  #texts: Labels | undefined;
  #loading: Promise<unknown> = Promise.resolve();
  #unwatch: (() => void) | undefined;

  #broker: string | undefined;
  #only: string | undefined;
  #form = emptyForm();
  #guide: ((access: Access, language: string) => unknown) | undefined;
  /** What is loaded later; null when that failed. */
  #interaction: Interaction | null | undefined;
  #management: Management | null | undefined;

  #attempt: Promise<Connection> | undefined;
  #abort: AbortController | undefined;
  #retryAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.access = 'full';
    this.manage = false;
    this.timeout = defaultTimeout;
    this.credentials = 'same-origin';
    this.disabled = false;
  }

  /** Where the block stands. Also a custom state: `portfolio-connect:state(connected)`. */
  get state(): StateName {
    return this.#state.name;
  }

  /**
   * Does what the button does: checks what was typed and posts it. While an attempt is under way, returns that one.
   *
   * @returns The new connection, as far as the endpoint describes it.
   * @throws {@link ConnectError} Whatever went wrong; `cancelled` also when `pc-submit` was prevented or the element is disabled.
   */
  connect(): Promise<Connection> {
    if (this.#state.name === 'connected') return Promise.resolve(this.#state.connection);
    if (!this.#abort) {
      const abort = (this.#abort = new AbortController());
      this.#attempt = this.#run(abort.signal).finally(() => {
        if (this.#abort === abort) this.#abort = undefined;
      });
    }
    return this.#attempt!;
  }

  /** Stops the attempt under way, which then fails with `cancelled`. Does nothing otherwise. */
  cancel(): void {
    if (!isBusy(this.#state)) return;
    const error = new ConnectError({ code: 'cancelled' });
    this.#stop(error);
    this.#fail(error);
    this.#focusLater('[part=submit]');
  }

  /** Goes back to the beginning: stops an attempt under way and empties the fields. */
  reset(): void {
    this.#stop();
    this.#clearFields();
    if (this.#management) this.#management.fixed = undefined;
    this.#dispatch({ type: 'reset' });
    this.requestUpdate();
  }

  /**
   * Loads the list of connections anew.
   *
   * @throws {@link ConnectError} Whatever went wrong; `cancelled` also when the element is disabled or removed.
   */
  async refresh(): Promise<void> {
    return (await this.#manage()).refresh();
  }

  /**
   * Removes a connection, without asking the person. Where the endpoint does not know it, the list is loaded anew.
   *
   * @param id - The endpoint's identifier of the connection.
   * @throws {@link ConnectError} Whatever went wrong; `not-found` where there is no such connection.
   */
  async disconnect(id: string): Promise<void> {
    return (await this.#manage()).disconnect(id);
  }

  /** Focuses the first field, or the selector where no broker is chosen, or the status once connected. */
  override focus(options?: FocusOptions): void {
    this.#query(
      this.#state.name === 'connected' ? '#_status' : this.#selected ? '[part=input]' : '[type=radio]',
    )?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#internals.states.add(this.state);
    this.#followLanguage();
    this.#countDown();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch?.();
    clearTimeout(this.#timer);
    // A move is a removal followed by an insertion: what is under way goes on.
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#management?.update();
      if (!this.#abort) return;
      this.#stop();
      if (isBusy(this.#state)) this.#enter({ name: 'editing' });
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.size) this.#configure();
    if (this.#management) this.#management.update(changed);
    else if (this.manage && this.#management === undefined) this.#load(this.#manage(), () => undefined);
    const [first, second] = this.#configuration.brokers;
    const only = second ? undefined : first?.id;
    const { broker } = this;
    // What was selected for being the only one is no wish of the page: it goes when others are offered.
    if (broker ? broker === this.#only && broker !== only && this.state === 'idle' : only) this.broker = only;
    this.#only = only;
    const selected = this.#selected;
    // Not where a framework sets equal values anew: what was typed stays then.
    if (selected?.id !== this.#broker) {
      this.#broker = selected?.id;
      this.#clearFields();
      this.#guide = undefined;
    }
  }

  protected override updated(): void {
    // Later, so that a page which sets properties one by one, or listens a line further down, gets the right ones.
    if (this.#configuration.faults.length) setTimeout(() => this.#report());
  }

  /** @internal */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#loading;
    return super.getUpdateComplete();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.#texts) return nothing;
    const later = this.#interaction;
    const texts = {
      ...(this.#texts.lang === 'ru' && later?.ruAnswers),
      ...this.#texts,
      ...this.messages,
    } as Messages;
    const state = this.#state;
    const selected = this.#selected;
    const connected = state.name === 'connected';
    return html`<section part="base" aria-labelledby="_heading" lang=${texts.lang} @focusin=${this.#prefetch}>
      <div id="_heading">
        <slot name="heading"><h2 part="heading">${texts.heading}</h2></slot>
      </div>
      ${this.manage && this.#management === null ? html`<p>${texts['error.network']}</p>` : this.#management?.list(texts)}
      ${connected ? nothing : this.#formOf(state, selected, texts)}
      <div part="banner" id="_status" role="status" tabindex="-1">
        ${
          later
            ? [
                later.banner(state, this.#configuration.faults, selected, texts),
                this.#management?.status(texts),
                this.#long?.status(texts),
              ]
            : state.name === 'failed'
              ? html`<p>${texts['error.network']}</p>`
              : nothing
        }
      </div>
      ${connected ? later!.success(this.manage ? {} : state.connection, this.access, this.disabled, texts, this.#startOver) : nothing}
      <slot name="footer"></slot>
    </section>`;
  }

  // The method keeps the form inert even if a listener fails: it is no address to go to with what was typed.
  #formOf(state: State, selected: BrokerDefinition | undefined, texts: Messages): TemplateResult {
    const busy = isBusy(state);
    const { disabled } = this;
    return html`<slot name="description"><p class="hint">${texts.description}</p></slot>
      <form
        method="dialog"
        novalidate
        @submit=${this.#onSubmit}
        @input=${this.#onInput}
        @change=${this.#onChange}
      >
        ${this.#management?.selector(texts) ?? (this.#long?.view ?? brokerList)(this.#configuration.brokers, selected?.id, disabled || busy, texts, this.#choose)}
        ${
          selected
            ? [
                this.#guideOf(selected, texts),
                selected.fields.map((field) => this.#fieldOf(field, state, texts)),
              ]
            : nothing
        }
        ${state.name === 'failed' && state.wait ? this.#interaction?.countdown(state.wait, texts) : nothing}
        <div class="actions">
          <button
            part="submit"
            ?disabled=${disabled || !(busy || canSubmit(state))}
            aria-disabled=${busy || nothing}
            @click=${this.#onClick}
          >
            ${texts.submit}
          </button>
          ${busy ? html`<button type="button" @click=${this.cancel}>${texts.cancel}</button>` : this.#management?.back(texts)}
        </div>
      </form>`;
  }

  #fieldOf(field: CredentialField, state: State, texts: Messages): TemplateResult {
    const { name } = field;
    const { findings, warned, shown } = this.#form;
    const finding = findings[name];
    const error = state.name === 'failed' && isCredentialFault(state.error.code) && state.error;
    return credentialField(
      field,
      {
        finding:
          finding && this.#interaction!.wordsFor(finding, localize(field.label, texts.lang), warned, texts),
        invalid: (error && (error.field ?? name) === name) || (!!finding && !finding.doubt),
        shown,
        disabled: this.disabled,
        busy: isBusy(state),
        toggle: () => {
          this.#form.shown = !shown;
          this.requestUpdate();
        },
      },
      texts,
    );
  }

  #guideOf({ guide }: BrokerDefinition, texts: Messages): TemplateResult | typeof nothing {
    return guide
      ? html`<div part="guide">
          <button type="button" class="plain" aria-expanded=${!!this.#guide} @click=${this.#toggleGuide}>
            ${texts.guide}
          </button>
          ${this.#guide?.(this.access, texts.lang)}
        </div>`
      : nothing;
  }

  /** The selector of many brokers. */
  get #long(): Selector | undefined {
    const host = { element: this, html, brokerList };
    return this.#interaction?.longSelector(host, this.#configuration.brokers);
  }

  get #selected(): BrokerDefinition | undefined {
    const wanted = this.#management?.fixed ?? this.broker;
    return this.#configuration.brokers.find(({ id }) => id === wanted);
  }

  /** Built-in brokers and a plain endpoint need no judging; the rest is left to what is loaded for that. */
  #configure(): void {
    const { brokers, endpoint } = this;
    const broker = this.broker === this.#only ? undefined : this.broker;
    const wanted = typeof brokers === 'string' ? brokers.split(/\s+/).filter(Boolean) : [...(brokers ?? [])];
    if (!wanted.length) wanted.push(...builtInBrokers.keys());
    if (this.#interaction) {
      this.#configuration = this.#interaction.configure(
        wanted,
        broker,
        endpoint,
        this.baseURI,
        builtInBrokers,
      );
      return;
    }
    const known = wanted.flatMap((id) => builtInBrokers.get(id as string) ?? []);
    const sure = known.length === wanted.length;
    // Until a chunk that failed to load can be loaded, there is only what is at hand.
    if (sure || this.#interaction === null) this.#configuration = { brokers: known, url: '', faults: [] };
    if (
      this.#interaction === undefined &&
      !(sure && plainEndpoint.test(endpoint ?? '') && (!broker || this.#selected))
    )
      this.#load(this.#prepare(), () => undefined);
  }

  #report(): void {
    for (const fault of this.isConnected ? this.#configuration.faults : []) {
      const error = new ConnectError(fault);
      if (this.#reported.has(error.message)) continue;
      this.#reported.add(error.message);
      // eslint-disable-next-line no-console -- a page set up wrongly must tell its developer, once
      console.error(`<portfolio-connect> ${error.message}`);
      this.dispatchEvent(new PcErrorEvent(error));
    }
  }

  #followLanguage(): void {
    this.#unwatch?.();
    this.#unwatch = watchLang(this, () => this.#followLanguage());
    const language = matchLanguage(nearestLang(this), navigator.languages);
    if (language === this.#language) return;
    this.#language = language;
    this.#load(messagesFor(language), (texts) => {
      if (this.#language === language) this.#texts = texts;
    });
  }

  /** Waits for something that `updateComplete` shall wait for too. */
  #load<T>(work: Promise<T>, done: (result: T) => void): void {
    this.#loading = Promise.all([
      this.#loading,
      work.then(done, () => undefined).then(() => this.requestUpdate()),
    ]);
  }

  async #prepare(): Promise<Interaction> {
    if (this.#interaction) return this.#interaction;
    try {
      const loaded = (this.#interaction = await loadInteraction());
      loaded.useTemplates({ html, svg, localize });
      (this.renderRoot as ShadowRoot).adoptedStyleSheets.push(loaded.sheet);
      return loaded;
    } catch (error) {
      this.#interaction = null;
      throw error;
    } finally {
      // What is set up can be judged now.
      this.requestUpdate('brokers', 0);
    }
  }

  async #manage(): Promise<Management> {
    try {
      const interaction = await this.#prepare();
      const { manage } = await loadManagement();
      if (this.#management) return this.#management;
      this.requestUpdate();
      return (this.#management = manage({
        element: this,
        interaction,
        templates: { html, nothing, localize },
        ConnectError,
        PcDisconnectEvent,
        configure: () => {
          this.#configure();
          return this.#configuration;
        },
        builtIn: builtInBrokers,
      }));
    } catch {
      this.#management = null;
      throw new ConnectError({ code: 'network', reason: 'a chunk could not be loaded' });
    }
  }

  /** Fetches ahead, while the person is still reading. A failure shows when it is needed. */
  #prefetch = (): void => void (this.manage ? this.#manage() : this.#prepare()).catch(() => undefined);

  #choose = (id: string): void => {
    this.broker = id;
    this.#dispatch({ type: 'edit' });
    this.#prefetch();
    this.dispatchEvent(new PcBrokerChangeEvent(id));
  };

  #toggleGuide = async (): Promise<void> => {
    const broker = this.#selected!;
    const pending = this.#guide ? undefined : () => nothing;
    this.#guide = pending;
    this.requestUpdate();
    if (!pending) return;
    const loaded = await this.#prepare()
      .then(({ loadGuide }) => loadGuide(broker))
      .catch(() => () => html`<p class="finding">${this.#texts!['error.network']}</p>`);
    // Closed again, or another broker, in the meantime.
    if (this.#guide !== pending) return;
    this.#guide = loaded;
    this.requestUpdate();
  };

  #onInput = ({ target, inputType }: InputEvent): void => {
    const input = target as HTMLInputElement;
    if (input.type === 'radio') return;
    const { findings, shown } = this.#form;
    this.#form = { findings: { ...findings, [input.id]: undefined }, warned: false, shown };
    this.#dispatch({ type: 'edit' });
    if (/^insertFrom(Paste|Drop)/.test(inputType)) this.#tidy(input);
    this.requestUpdate();
  };

  #onChange = ({ target }: Event): void => this.#tidy(target as HTMLInputElement);

  /** As soon as the field has been filled in. */
  #tidy(input: HTMLInputElement): void {
    const field = this.#selected?.fields.find(({ name }) => name === input.id);
    const finding = field && input.value && this.#interaction?.tidy(input, field);
    if (!finding) return;
    this.#form.findings = { ...this.#form.findings, [field.name]: finding };
    this.requestUpdate();
  }

  // The second click of a double click must not overrule a doubt that nobody had time to read.
  #onClick = (event: MouseEvent): void => {
    if (event.detail > 1) event.preventDefault();
  };

  #onSubmit = (event: Event): void => {
    event.preventDefault();
    // The page learns of a failure by event, the person by the banner.
    void this.connect().catch(() => undefined);
  };

  #startOver = (): void => {
    this.reset();
    this.#focusLater();
  };

  async #run(signal: AbortSignal): Promise<Connection> {
    if (this.disabled) throw new ConnectError({ code: 'cancelled', reason: 'disabled' });
    await this.updateComplete;
    signal.throwIfAborted();
    if (this.#state.name === 'failed' && this.#state.wait) throw this.#state.error;

    let interaction;
    try {
      interaction = await this.#prepare();
      await this.updateComplete;
      // The document's base may have changed, for example by history.pushState().
      this.#configure();
    } catch {
      signal.throwIfAborted();
      throw this.#fail({ code: 'network', reason: 'a chunk could not be loaded' });
    }
    // Removed or reset while something was being loaded.
    signal.throwIfAborted();
    const outcome = await interaction.attempt({
      element: this,
      configuration: this.#configuration,
      broker: this.#selected,
      form: this.#form,
      inputOf: (name) => this.#input(name)!,
      onSubmit: (id) => {
        if (!this.dispatchEvent(new PcSubmitEvent(id)))
          throw new ConnectError({ code: 'cancelled', reason: 'pc-submit was prevented' });
        signal.throwIfAborted();
        this.#form.shown = false;
        this.#dispatch({ type: 'submit' });
      },
      onAccepted: () => this.#dispatch({ type: 'accept' }),
      signal,
    });
    // Cancelled, reset or removed: whoever did that has told what there was to tell.
    signal.throwIfAborted();
    if (!outcome.ok) throw this.#fail(outcome.failure);

    const { connection } = outcome;
    this.#clearFields();
    this.#dispatch({ type: 'succeed', connection });
    this.#management?.connected(connection);
    this.#focusLater();
    this.dispatchEvent(new PcConnectEvent(connection));
    return connection;
  }

  /** Ends in `failed` and tells the page. Returns the error, for the caller to throw. */
  #fail(failure: Failure | ConnectError): ConnectError {
    const error = failure instanceof ConnectError ? failure : new ConnectError(failure);
    this.#dispatch({ type: 'fail', error });
    this.#retryAt = Date.now() + (error.retryAfter ?? 0) * 1000;
    this.#countDown();
    if (isCredentialFault(error.code)) this.#focusLater(error.field && `#${CSS.escape(error.field)}`);
    // The button that had the focus is disabled now.
    else if (error.retryAfter) this.#focusLater('#_status');
    this.dispatchEvent(new PcErrorEvent(error));
    return error;
  }

  /** Keeps `wait` in step with the clock, for timers sleep in background tabs. */
  #countDown = (): void => {
    clearTimeout(this.#timer);
    this.#dispatch({ type: 'tick', wait: Math.ceil((this.#retryAt - Date.now()) / 1000) });
    if (this.#state.name === 'failed' && this.#state.wait) this.#timer = setTimeout(this.#countDown, 1000);
  };

  #stop(reason = new ConnectError({ code: 'cancelled' })): void {
    this.#abort?.abort(reason);
    this.#abort = undefined;
  }

  #dispatch(action: Action): void {
    const { name: previous } = this.#state;
    const next = transition(this.#state, action);
    if (next === this.#state) return;
    this.#enter(next);
    if (next.name !== previous) this.dispatchEvent(new PcStateChangeEvent(next.name, previous));
  }

  #enter(next: State): void {
    this.#internals.states.delete(this.state);
    this.#state = next;
    this.#internals.states.add(next.name);
    this.requestUpdate();
  }

  #query(selector: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(selector);
  }

  #input(name: string): HTMLInputElement | null {
    return this.#query(`[part=input]#${CSS.escape(name)}`) as HTMLInputElement | null;
  }

  #clearFields(): void {
    for (const input of this.shadowRoot?.querySelectorAll<HTMLInputElement>('[part=input]') ?? [])
      input.value = '';
    this.#form = emptyForm();
  }

  /** Moves focus once the update is on screen, where it was in here; without a target, to where `focus()` goes. */
  #focusLater(selector?: string): void {
    if (!this.shadowRoot?.activeElement) return;
    void this.updateComplete.then(() => ((selector && this.#query(selector)) || this).focus());
  }
}
