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
import { localize, type BrokerDefinition, type GuideStep } from '../brokers/broker.js';
import type { HeadersSource } from '../core/client.js';
import type { Access, Connection } from '../core/connection.js';
import {
  checkCredential,
  isDoubt,
  normalizeCredential,
  replaceLookAlikes,
  type Finding,
} from '../core/credential.js';
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
import { builtIn, matchLanguage, messagesFor } from '../locales/index.js';
import type { Messages } from '../locales/messages.js';
import { prefetchClient, runAttempt } from './attempt.js';
import { resolveBrokers, unknownBroker, type BrokerChoice, type ResolvedBrokers } from './configuration.js';
import {
  PcBrokerChangeEvent,
  PcConnectEvent,
  PcErrorEvent,
  PcStateChangeEvent,
  PcSubmitEvent,
} from './events.js';
import { nearestLang, watchLang } from './language.js';
import { styles } from './styles.js';
import { banner, countdown } from './view/banner.js';
import { brokerList } from './view/brokers.js';
import { credentialField } from './view/credentials.js';

const loadGuideView = lazy(() => import('./view/guide.js'));
const defaultTimeout = 30_000;

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
  #reported = new Set<string>();
  #language = '';
  #texts: Messages | undefined;
  #loading: Promise<unknown> = Promise.resolve();
  #unwatch: (() => void) | undefined;

  #findings: Readonly<Record<string, Finding>> = {};
  #warned = false;
  #shown: readonly string[] = [];
  #guide: readonly GuideStep[] | 'closed' | 'loading' | 'failed' = 'closed';
  #guideView: typeof import('./view/guide.js') | undefined;

  #attempt: Promise<Connection> | undefined;
  #abort: AbortController | undefined;
  #retryAt = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

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
    const attempt = (this.#attempt ??= this.#connect().finally(() => {
      if (this.#attempt === attempt) this.#attempt = undefined;
    }));
    return attempt;
  }

  /** Stops the attempt under way, which then fails with `cancelled`. Does nothing otherwise. */
  cancel(): void {
    if (!isBusy(this.#state)) return;
    const error = new ConnectError({ code: 'cancelled' });
    this.#stop(error);
    this.#fail(error);
    this.#focusLater(this.renderRoot.querySelector<HTMLElement>('[part=submit]') ?? undefined);
  }

  /** Goes back to the beginning: stops an attempt under way and empties the fields. */
  reset(): void {
    this.#stop(new ConnectError({ code: 'cancelled' }));
    this.#clearFields();
    this.#dispatch({ type: 'reset' });
  }

  /** Focuses the first field, or the selector where no broker is chosen, or the status once connected. */
  override focus(options?: FocusOptions): void {
    this.renderRoot
      .querySelector<HTMLElement>(
        this.#state.name === 'connected' ? '[part=banner]' : this.#selected ? '[part=input]' : '[type=radio]',
      )
      ?.focus(options);
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
    clearInterval(this.#timer);
    // A move is a removal followed by an insertion: what is under way goes on.
    queueMicrotask(() => {
      if (this.isConnected || !isBusy(this.#state)) return;
      this.#stop(new ConnectError({ code: 'cancelled', reason: 'The element was removed.' }));
      this.#enter({ name: 'editing' });
    });
  }

  override attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    super.attributeChangedCallback(name, before, now);
    if (name === 'lang' && this.isConnected) this.#followLanguage();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated || changed.has('brokers')) this.#followBrokers();
    const { brokers } = this.#resolved;
    if (!this.broker && brokers.length === 1) this.broker = brokers[0]!.id;
    if (changed.has('broker') || changed.has('brokers')) {
      this.#clearFields();
      this.#guide = 'closed';
    }
  }

  protected override updated(): void {
    // Later, so that a page which sets properties one by one, or listens a line further down, gets the right ones.
    if (this.#faults().some(({ message }) => !this.#reported.has(message))) setTimeout(() => this.#report());
  }

  /** @internal */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#loading;
    return super.getUpdateComplete();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.#texts) return nothing;
    const texts = { ...this.#texts, ...this.messages };
    const state = this.#state;
    return html`
      <section part="base" aria-labelledby="heading" lang=${this.#language} @focusin=${prefetchClient}>
        <div id="heading">
          <slot name="heading"><h2 part="heading">${texts.heading}</h2></slot>
        </div>
        ${
          state.name === 'connected'
            ? nothing
            : html`<slot name="description"><p class="description">${texts.description}</p></slot>
                ${this.#form(texts)}`
        }
        ${banner(state, this.#faults(), Boolean(this.#selected), texts)}
        ${state.name === 'connected' ? this.#success(state.connection, texts) : nothing}
        <slot name="footer"></slot>
      </section>
    `;
  }

  // The method keeps the form inert even if a listener fails: it is no address to go to with what was typed.
  #form(texts: Messages): TemplateResult {
    const state = this.#state;
    const busy = isBusy(state);
    const { disabled } = this;
    const selected = this.#selected;
    return html`<form method="dialog" novalidate @submit=${this.#onSubmit}>
      ${brokerList(this.#resolved.brokers, selected?.id ?? '', disabled || busy, this.#language, texts, this.#choose)}
      ${selected ? [this.#guideOf(selected, texts), this.#fieldsOf(selected, texts)] : nothing}
      ${state.name === 'failed' && state.wait ? countdown(state.wait, this.#language, texts) : nothing}
      <div class="actions">
        <button
          part="submit"
          ?disabled=${disabled || !(busy || canSubmit(state))}
          aria-disabled=${busy ? 'true' : nothing}
          @click=${this.#onClick}
        >
          ${texts.submit}
        </button>
        ${busy ? html`<button type="button" class="second" @click=${this.cancel}>${texts.cancel}</button>` : nothing}
      </div>
    </form>`;
  }

  #fieldsOf(selected: BrokerDefinition, texts: Messages): TemplateResult {
    const error = this.#state.name === 'failed' ? this.#state.error : undefined;
    const fields = selected.fields.map((field) => {
      const { name } = field;
      const mark = error && isCredentialFault(error.code) && (!error.field || error.field === name);
      return credentialField(
        field,
        {
          finding: this.#findings[name],
          warned: this.#warned,
          invalid: Boolean(mark),
          shown: this.#shown.includes(name),
          disabled: this.disabled,
          readonly: isBusy(this.#state),
          toggle: () => {
            this.#shown = this.#shown.includes(name)
              ? this.#shown.filter((other) => other !== name)
              : [...this.#shown, name];
            this.requestUpdate();
          },
          replace: () => this.#replace(name),
        },
        this.#language,
        texts,
      );
    });
    return html`<div class="fields" @input=${this.#onInput} @change=${this.#onChange}>${fields}</div>`;
  }

  #guideOf({ guide }: BrokerDefinition, texts: Messages): TemplateResult | typeof nothing {
    if (!guide) return nothing;
    const steps = this.#guide;
    const open = steps !== 'closed';
    return html`<div part="guide">
      <button type="button" class="plain disclosure" aria-expanded=${open} @click=${this.#toggleGuide}>
        ${texts.guide}
      </button>
      ${
        !open
          ? nothing
          : typeof steps === 'string'
            ? html`<p class="hint" role="note">
                ${steps === 'loading' ? texts.guideLoading : texts.guideFailed}
              </p>`
            : this.#guideView!.guideSteps(
                { html, svg, localize },
                steps,
                this.access === 'read-only' ? 'read-only' : 'full',
                this.#language,
                texts,
              )
      }
    </div>`;
  }

  #success({ accounts }: Connection, texts: Messages): TemplateResult {
    return html`${
        accounts?.length
          ? html`<div>
              <div class="label" id="accounts">${texts.accounts}</div>
              <ul class="accounts" aria-labelledby="accounts">
                ${accounts.map(
                  ({ id, name, type }) =>
                    html`<li>${name ?? id} ${type ? html`<small>${type}</small>` : nothing}</li>`,
                )}
              </ul>
            </div>`
          : nothing
      }
      <div class="actions">
        <button type="button" class="second" ?disabled=${this.disabled} @click=${this.#startOver}>
          ${texts.another}
        </button>
      </div>`;
  }

  get #selected(): BrokerDefinition | undefined {
    return this.#resolved.brokers.find(({ id }) => id === this.broker);
  }

  /** What is wrong with the configuration now. */
  #faults(): readonly ConnectError[] {
    const endpoint = this.#endpoint();
    const { brokers, faults } = this.#resolved;
    return [
      ...('reason' in endpoint
        ? [new ConnectError({ code: 'invalid-endpoint', reason: endpoint.reason })]
        : []),
      ...faults,
      ...(this.broker && brokers.length && !this.#selected ? [unknownBroker(this.broker)] : []),
    ];
  }

  #endpoint() {
    return resolveEndpoint(this.endpoint, this.baseURI, location.origin);
  }

  #report(): void {
    for (const error of this.isConnected ? this.#faults() : []) {
      if (this.#reported.has(error.message)) continue;
      this.#reported.add(error.message);
      // eslint-disable-next-line no-console -- a page set up wrongly must tell its developer, once
      console.error(`<portfolio-connect>: ${error.message}`);
      this.dispatchEvent(new PcErrorEvent(error));
    }
  }

  #followBrokers(): void {
    const { brokers } = this;
    const resolved = resolveBrokers(brokers);
    if (!(resolved instanceof Promise)) {
      this.#resolved = resolved;
      return;
    }
    this.#resolved = { brokers: [], faults: [] };
    this.#load(resolved, (done) => {
      if (this.brokers === brokers) this.#resolved = done;
    });
  }

  #followLanguage(): void {
    this.#unwatch?.();
    this.#unwatch = this.lang ? undefined : watchLang(this, () => this.#followLanguage());
    const language = matchLanguage(nearestLang(this), navigator.languages);
    if (language === this.#language && this.#texts) return;
    this.#language = language;
    const texts = messagesFor(language);
    if (!(texts instanceof Promise)) {
      this.#texts = texts;
      this.requestUpdate();
      return;
    }
    this.#load(
      texts.catch(() => undefined),
      (done) => {
        if (this.#language !== language) return;
        // In the wrong language rather than not at all; another try follows with the next change.
        if (!done) this.#language = builtIn.language;
        this.#texts = done ?? builtIn.messages;
      },
    );
  }

  /** Waits for something that `updateComplete` shall wait for too. A failure leaves things as they are. */
  #load<T>(work: Promise<T>, done: (result: T) => void): void {
    const loading = work.then(
      (result) => {
        done(result);
        this.requestUpdate();
      },
      () => undefined,
    );
    this.#loading = Promise.all([this.#loading, loading]);
  }

  #choose = (id: string): void => {
    this.broker = id;
    this.#dispatch({ type: 'edit' });
    prefetchClient();
    this.dispatchEvent(new PcBrokerChangeEvent(id));
  };

  #toggleGuide = async (): Promise<void> => {
    const { guide } = this.#selected ?? {};
    if (this.#guide !== 'closed' || !guide) {
      this.#guide = 'closed';
      this.requestUpdate();
      return;
    }
    this.#guide = 'loading';
    this.requestUpdate();
    const loaded = await Promise.all([loadGuideView(), typeof guide === 'function' ? guide() : guide]).catch(
      () => undefined,
    );
    // Closed again, or another broker, in the meantime.
    if (this.#guide !== 'loading' || this.#selected?.guide !== guide) return;
    if (loaded) [this.#guideView, this.#guide] = loaded;
    else this.#guide = 'failed';
    this.requestUpdate();
  };

  #onInput = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    this.#note(input.id, undefined);
    this.#dispatch({ type: 'edit' });
    if (/^insertFrom(Paste|Drop)/.test((event as InputEvent).inputType)) this.#tidy(input);
  };

  #onChange = (event: Event): void => this.#tidy(event.target as HTMLInputElement);

  /** Shows what will be sent, and what is odd about it, as soon as the field has been filled in. */
  #tidy(input: HTMLInputElement): void {
    const format = this.#selected?.fields.find(({ name }) => name === input.id);
    const value = normalizeCredential(input.value);
    if (input.value !== value) input.value = value;
    if (format && value) this.#note(input.id, checkCredential(value, format));
  }

  #note(field: string, finding: Finding | undefined): void {
    // The same doubt told again is still the one that was told.
    if (finding?.kind !== this.#findings[field]?.kind) this.#warned = false;
    const { [field]: _, ...others } = this.#findings;
    this.#findings = finding ? { ...others, [field]: finding } : others;
    this.requestUpdate();
  }

  #replace(name: string): void {
    const input = this.#input(name);
    if (!input) return;
    input.value = replaceLookAlikes(input.value);
    this.#note(name, undefined);
    this.#dispatch({ type: 'edit' });
    this.#tidy(input);
    input.focus();
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

  async #connect(): Promise<Connection> {
    if (this.disabled) throw new ConnectError({ code: 'cancelled', reason: 'The element is disabled.' });
    await this.updateComplete;
    if (this.#state.name === 'failed' && this.#state.wait) throw this.#state.error;

    const endpoint = this.#endpoint();
    if ('reason' in endpoint) throw this.#fail({ code: 'invalid-endpoint', reason: endpoint.reason });
    const broker = this.#selected;
    if (!broker) {
      const [fault] = this.#faults();
      throw this.#fail(fault ?? { code: 'incomplete', field: 'broker', reason: 'No broker is chosen.' });
    }
    const credentials = this.#collect(broker);
    if (!this.dispatchEvent(new PcSubmitEvent(broker.id))) {
      throw new ConnectError({ code: 'cancelled', reason: 'A listener prevented "pc-submit".' });
    }

    const abort = (this.#abort = new AbortController());
    this.#shown = [];
    this.#dispatch({ type: 'submit' });
    const outcome = await runAttempt({
      endpoint: endpoint.url,
      broker: broker.id,
      credentials,
      timeout: this.timeout > 0 ? this.timeout : defaultTimeout,
      cookies: /^(include|omit)$/.test(this.credentials) ? this.credentials : 'same-origin',
      headers: this.headers ?? undefined,
      fetch: this.fetch ?? globalThis.fetch,
      signal: abort.signal,
      onAccepted: () => this.#abort === abort && this.#dispatch({ type: 'accept' }),
    });
    // Cancelled, reset or removed: whoever did that has told what there was to tell.
    if (abort.signal.aborted) throw abort.signal.reason;
    this.#abort = undefined;
    if (!outcome.ok) throw this.#fail(outcome.failure);

    const { connection } = outcome;
    const focused = this.shadowRoot?.activeElement;
    this.#clearFields();
    this.#dispatch({ type: 'succeed', connection });
    this.dispatchEvent(new PcConnectEvent(connection));
    if (focused) this.#focusLater();
    return connection;
  }

  /** Reads what was typed; fails with `incomplete` where it cannot, or need not yet, be sent. */
  #collect({ fields }: BrokerDefinition): Record<string, string> {
    const told = this.#warned;
    let fault: string | undefined;
    const credentials: Record<string, string> = {};
    for (const field of fields) {
      const input = this.#input(field.name);
      const value = (credentials[field.name] = normalizeCredential(input?.value ?? ''));
      if (input && input.value !== value) input.value = value;
      const finding = checkCredential(value, field);
      this.#note(field.name, finding);
      if (finding && !(told && isDoubt(finding))) fault ??= field.name;
    }
    if (fault) {
      this.#warned = true;
      throw this.#fail({
        code: 'incomplete',
        field: fault,
        reason: `The field "${fault}" is empty or malformed (${this.#findings[fault]!.kind}).`,
      });
    }
    this.#findings = {};
    this.#warned = false;
    return credentials;
  }

  /** Ends in `failed` and tells the page. Returns the error, for the caller to throw. */
  #fail(failure: Failure | ConnectError): ConnectError {
    const error = failure instanceof ConnectError ? failure : new ConnectError(failure);
    const focused = this.shadowRoot?.activeElement;
    this.#dispatch({ type: 'fail', error });
    this.#retryAt = Date.now() + (error.retryAfter ?? 0) * 1000;
    this.#countDown();
    this.dispatchEvent(new PcErrorEvent(error));
    if (focused && isCredentialFault(error.code)) {
      this.#focusLater(this.#input(error.field ?? '') ?? undefined);
    }
    return error;
  }

  /** Keeps `wait` in step with the clock, for timers sleep in background tabs. */
  #countDown(): void {
    clearInterval(this.#timer);
    if (this.#state.name !== 'failed' || !this.#state.wait) return;
    this.#timer = setInterval(() => {
      this.#dispatch({ type: 'tick', wait: Math.ceil((this.#retryAt - Date.now()) / 1000) });
      if (this.#state.name !== 'failed' || !this.#state.wait) clearInterval(this.#timer);
    }, 1000);
  }

  #stop(reason: ConnectError): void {
    this.#abort?.abort(reason);
    this.#abort = undefined;
    this.#attempt = undefined;
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

  #input(name: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(`[part=input]#${CSS.escape(name)}`);
  }

  #clearFields(): void {
    for (const input of this.shadowRoot?.querySelectorAll<HTMLInputElement>('[part=input]') ?? [])
      input.value = '';
    this.#findings = {};
    this.#warned = false;
    this.#shown = [];
  }

  /** Moves focus once the update is on screen; without a target, where `focus()` goes. */
  #focusLater(target?: HTMLElement): void {
    void this.updateComplete.then(() => (target ?? this).focus());
  }
}
