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
import { localize, type BrokerDefinition, type CredentialField, type GuideStep } from '../brokers/broker.js';
import type { HeadersSource } from '../core/client.js';
import type { Access, Connection } from '../core/connection.js';
import { resolveEndpoint } from '../core/endpoint.js';
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
import { resolveBrokers, unknown, type BrokerChoice, type ResolvedBrokers } from './configuration.js';
import {
  PcBrokerChangeEvent,
  PcConnectEvent,
  PcErrorEvent,
  PcStateChangeEvent,
  PcSubmitEvent,
} from './events.js';
import { nearestLang, watchLang } from './language.js';
import { styles } from './styles.js';
import type { Findings } from './submission.js';
import { banner, countdown } from './view/banner.js';
import { brokerList } from './view/brokers.js';
import { credentialField } from './view/credentials.js';

const loadGuideView = lazy(() => import('./view/guide.js'));
const loadSubmission = lazy(() => import('./submission.js'));
const defaultTimeout = 30_000;

type Submission = typeof import('./submission.js');

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
    brokers: { converter: (value) => value?.split(/\s+/).filter(Boolean) },
    broker: { reflect: true },
    access: {},
    timeout: { type: Number },
    credentials: {},
    disabled: { type: Boolean, reflect: true },
    headers: { attribute: false },
    messages: { attribute: false },
    fetch: { attribute: false },
  };

  /** @internal */
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang'];
  }

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
  #resolved: ResolvedBrokers = { brokers: [], faults: [] };
  #faults: readonly ConnectError[] = [];
  #reported = new Set<string>();
  #language = '';
  #texts: Labels | undefined;
  #loading: Promise<unknown> = Promise.resolve();
  #unwatch: (() => void) | undefined;

  #form: string | undefined;
  #findings: Findings = {};
  #warned = false;
  #shown = false;
  #guide: ((texts: Messages) => unknown) | undefined;
  #submission: Submission | undefined;

  #attempt: Promise<Connection> | undefined;
  #abort: AbortController | undefined;
  #retryAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.access = 'full';
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
    this.#dispatch({ type: 'reset' });
  }

  /** Focuses the first field, or the selector where no broker is chosen, or the status once connected. */
  override focus(options?: FocusOptions): void {
    this.#query(
      this.#state.name === 'connected' ? '#status' : this.#selected ? '[part=input]' : '[type=radio]',
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
      if (this.isConnected || !this.#abort) return;
      this.#stop();
      if (isBusy(this.#state)) this.#enter({ name: 'editing' });
    });
  }

  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    if (name === 'lang' && this.isConnected) this.#followLanguage();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated || changed.has('brokers')) this.#followBrokers();
    const { brokers, faults } = this.#resolved;
    if (!this.broker && brokers.length === 1) this.broker = brokers[0]!.id;
    const selected = this.#selected;
    // Not where a framework sets equal values anew: what was typed stays then.
    if (selected?.id !== this.#form) {
      this.#form = selected?.id;
      this.#clearFields();
      this.#guide = undefined;
    }
    const endpoint = this.#endpoint();
    this.#faults = [
      ...('reason' in endpoint
        ? [new ConnectError({ code: 'invalid-endpoint', reason: endpoint.reason })]
        : []),
      ...faults,
      ...(this.broker && brokers.length && !selected ? [unknown(this.broker)] : []),
    ];
  }

  protected override updated(): void {
    if (!this.#faults.length) return;
    if (!this.#submission) this.#load(this.#prepare(), () => undefined);
    // Later, so that a page which sets properties one by one, or listens a line further down, gets the right ones.
    setTimeout(() => this.#report());
  }

  /** @internal */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#loading;
    return super.getUpdateComplete();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.#texts) return nothing;
    const texts = {
      ...(this.#texts.lang === 'ru' && this.#submission?.ruAnswers),
      ...this.#texts,
      ...this.messages,
    } as Messages;
    const state = this.#state;
    const connected = state.name === 'connected';
    return html`<section part="base" aria-labelledby="heading" lang=${texts.lang} @focusin=${this.#prefetch}>
      <div id="heading">
        <slot name="heading"><h2 part="heading">${texts.heading}</h2></slot>
      </div>
      ${connected ? nothing : this.#formOf(state, texts)}
      ${banner(state, this.#faults, !!this.#selected, texts)}
      ${connected ? this.#success(state.connection, texts) : nothing}
      <slot name="footer"></slot>
    </section>`;
  }

  // The method keeps the form inert even if a listener fails: it is no address to go to with what was typed.
  #formOf(state: State, texts: Messages): TemplateResult {
    const busy = isBusy(state);
    const { disabled } = this;
    const selected = this.#selected;
    return html`<slot name="description"><p class="hint">${texts.description}</p></slot>
      <form
        method="dialog"
        novalidate
        @submit=${this.#onSubmit}
        @input=${this.#onInput}
        @change=${this.#onChange}
      >
        ${brokerList(this.#resolved.brokers, selected?.id, disabled || busy, texts, this.#choose)}
        ${
          selected
            ? [
                this.#guideOf(selected, texts),
                selected.fields.map((field) => this.#fieldOf(field, state, texts)),
              ]
            : nothing
        }
        ${state.name === 'failed' && state.wait ? countdown(state.wait, texts) : nothing}
        <div class="actions">
          <button
            part="submit"
            ?disabled=${disabled || !(busy || canSubmit(state))}
            aria-disabled=${busy || nothing}
            @click=${this.#onClick}
          >
            ${texts.submit}
          </button>
          ${busy ? html`<button type="button" @click=${this.cancel}>${texts.cancel}</button>` : nothing}
        </div>
      </form>`;
  }

  #fieldOf(field: CredentialField, state: State, texts: Messages): TemplateResult {
    const { name } = field;
    const finding = this.#findings[name];
    const error = state.name === 'failed' && isCredentialFault(state.error.code) && state.error;
    return credentialField(
      field,
      {
        finding:
          finding &&
          this.#submission?.wordsFor(finding, localize(field.label, texts.lang), this.#warned, texts),
        invalid: !!(error && (!error.field || error.field === name)) || !!(finding && !finding.doubt),
        shown: this.#shown,
        disabled: this.disabled,
        busy: isBusy(state),
        toggle: () => {
          this.#shown = !this.#shown;
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
          ${this.#guide?.(texts)}
        </div>`
      : nothing;
  }

  #success({ accounts }: Connection, texts: Messages): TemplateResult {
    return html`${
        accounts?.length
          ? html`<ul>
              ${accounts.map(({ id, name, type }) => html`<li>${name ?? id} <small>${type}</small></li>`)}
            </ul>`
          : nothing
      } <button ?disabled=${this.disabled} @click=${this.#startOver}>${texts.another}</button>`;
  }

  get #selected(): BrokerDefinition | undefined {
    return this.#resolved.brokers.find(({ id }) => id === this.broker);
  }

  #endpoint() {
    return resolveEndpoint(this.endpoint, this.baseURI, location.origin);
  }

  #report(): void {
    for (const error of this.isConnected ? this.#faults : []) {
      if (this.#reported.has(error.message)) continue;
      this.#reported.add(error.message);
      // eslint-disable-next-line no-console -- a page set up wrongly must tell its developer, once
      console.error(`<portfolio-connect> ${error.message}`);
      this.dispatchEvent(new PcErrorEvent(error));
    }
  }

  #followBrokers(): void {
    const { brokers } = this;
    const wanted = typeof brokers === 'string' ? brokers.split(/\s+/).filter(Boolean) : (brokers ?? []);
    const ids = wanted.filter((one) => typeof one === 'string');
    if (ids.length === wanted.length) {
      this.#resolved = resolveBrokers(ids);
      return;
    }
    // Definitions of the page's own are checked first, by what is loaded for that; until then it stays as it is.
    this.#load(
      this.#prepare().then(
        ({ faultOf }) => resolveBrokers(wanted, faultOf),
        () => (ids.length ? resolveBrokers(ids) : this.#resolved),
      ),
      (resolved) => {
        if (this.brokers === brokers) this.#resolved = resolved;
      },
    );
  }

  #followLanguage(): void {
    this.#unwatch?.();
    this.#unwatch = this.lang ? undefined : watchLang(this, () => this.#followLanguage());
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

  #prepare(): Promise<Submission> {
    return loadSubmission().then((loaded) => (this.#submission = loaded));
  }

  /** Fetches ahead, while the person is still reading. A failure shows when it is needed. */
  #prefetch = (): void => void this.#prepare().catch(() => undefined);

  #choose = (id: string): void => {
    this.broker = id;
    this.#dispatch({ type: 'edit' });
    this.#prefetch();
    this.dispatchEvent(new PcBrokerChangeEvent(id));
  };

  #toggleGuide = async (): Promise<void> => {
    const { guide } = this.#selected!;
    const pending = this.#guide ? undefined : () => nothing;
    this.#guide = pending;
    this.requestUpdate();
    if (!pending) return;
    const loaded = await Promise.all([loadGuideView(), typeof guide === 'function' ? guide() : guide!]).catch(
      () => undefined,
    );
    // Closed again, or another broker, in the meantime.
    if (this.#guide !== pending) return;
    if (loaded) {
      const [{ guideSteps, sheet }, steps] = loaded;
      const { adoptedStyleSheets } = this.shadowRoot!;
      if (!adoptedStyleSheets.includes(sheet)) adoptedStyleSheets.push(sheet);
      this.#guide = ({ lang }) =>
        guideSteps({ html, svg, localize }, steps, this.access === 'read-only' ? this.access : 'full', lang);
    } else this.#guide = (texts) => html`<p class="finding">${texts['error.network']}</p>`;
    this.requestUpdate();
  };

  #onInput = ({ target, inputType }: InputEvent): void => {
    const input = target as HTMLInputElement;
    if (input.type === 'radio') return;
    const { [input.id]: _, ...others } = this.#findings;
    this.#findings = others;
    this.#warned = false;
    this.#dispatch({ type: 'edit' });
    if (/^insertFrom(Paste|Drop)/.test(inputType)) this.#tidy(input);
    this.requestUpdate();
  };

  #onChange = ({ target }: Event): void => this.#tidy(target as HTMLInputElement);

  /** As soon as the field has been filled in. */
  #tidy(input: HTMLInputElement): void {
    const field = this.#selected?.fields.find(({ name }) => name === input.id);
    const finding = field && input.value && this.#submission?.tidy(input, field);
    if (!finding) return;
    this.#findings = { ...this.#findings, [field.name]: finding };
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

    let submission;
    try {
      submission = await this.#prepare();
    } catch {
      signal.throwIfAborted();
      throw this.#fail({ code: 'network', reason: 'a chunk could not be loaded' });
    }
    if (!this.#selected && this.brokers) {
      // Definitions that could not be checked before.
      this.#followBrokers();
      await this.updateComplete;
    }
    // Removed or reset while something was being loaded.
    signal.throwIfAborted();
    const broker = this.#selected;
    const endpoint = this.#endpoint();
    const [fault] = this.#faults;
    if ('reason' in endpoint || (fault && !broker)) throw this.#fail(fault!);
    if (!broker) throw this.#fail({ code: 'incomplete', field: 'broker' });
    const {
      credentials,
      findings,
      fault: field,
    } = submission.read(broker.fields, (name) => this.#input(name)!, this.#warned ? this.#findings : {});
    this.#findings = field ? findings : {};
    this.#warned = !!field;
    if (field) throw this.#fail({ code: 'incomplete', field, reason: `${field}: ${findings[field]!.kind}` });
    if (!this.dispatchEvent(new PcSubmitEvent(broker.id))) {
      throw new ConnectError({ code: 'cancelled', reason: 'pc-submit was prevented' });
    }

    signal.throwIfAborted();
    this.#shown = false;
    this.#dispatch({ type: 'submit' });
    const { timeout, credentials: cookies, headers, fetch } = this;
    const outcome = await submission.connect({
      endpoint: endpoint.url,
      broker: broker.id,
      credentials,
      timeout,
      cookies,
      headers,
      fetch: fetch ?? globalThis.fetch,
      signal,
      onAccepted: () => this.#dispatch({ type: 'accept' }),
    });
    // Cancelled, reset or removed: whoever did that has told what there was to tell.
    signal.throwIfAborted();
    if (!outcome.ok) throw this.#fail(outcome.failure);

    const { connection } = outcome;
    this.#clearFields();
    this.#dispatch({ type: 'succeed', connection });
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
    else if (error.retryAfter) this.#focusLater('#status');
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
    this.#findings = {};
    this.#warned = false;
    this.#shown = false;
  }

  /** Moves focus once the update is on screen, where it was in here; without a target, to where `focus()` goes. */
  #focusLater(selector?: string): void {
    if (!this.shadowRoot?.activeElement) return;
    void this.updateComplete.then(() => ((selector && this.#query(selector)) || this).focus());
  }
}
