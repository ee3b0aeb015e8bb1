import { type ReactiveController, type TemplateResult } from 'lit';
import { localize, type CredentialField } from '../../brokers/broker.js';
import { faultOf } from '../../brokers/schema.js';
import * as client from '../../core/client.js';
import type { Connection } from '../../core/connection.js';
import { isCredentialFault } from '../../core/credential.js';
import { ConnectError, type Failure } from '../../core/errors.js';
import type { Messages } from '../../locales/messages.js';
import { adopt } from '../css.js';
import { PcConnectEvent, PcErrorEvent, PcSubmitEvent } from '../events.js';
import type { Attempt } from '../attempts.js';
import type { FormAdviser } from '../form/form.js';
import type { BlockHost } from '../host.js';
import type { Internals } from '../internals.js';
import { banner, countdown } from './banner.js';
import { Fields } from './fields.js';
import { wordsFor } from './findings.js';
import { Focus } from './focus.js';
import { styles } from './styles.js';
import { success } from './success.js';

/** What happens from the first touch on: checks, attempts and their outcomes, requests. */
export class Session implements ReactiveController, FormAdviser {
  readonly focus: Focus;
  /** Told of a new connection before the page is. The list of connections sets it. */
  onConnection: ((connection: Connection) => void) | undefined;
  readonly #host: BlockHost;
  readonly #internals: Internals;
  readonly #fields: Fields;
  /** Faults of the setup that were told already. */
  readonly #reported = new Set<string>();
  /** When trying again makes sense, ms since the epoch. */
  #retryAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: BlockHost, internals: Internals) {
    this.#host = host;
    this.#internals = internals;
    this.focus = new Focus(host);
    this.#fields = new Fields((name) => internals.form.inputOf(name));
    internals.selection.faultOf = faultOf;
    adopt(host.renderRoot, styles);
    host.addController(this);
  }

  // ── Life cycle ─────────────────────────────────────────────────────────────────────────────────────────────────

  hostConnected(): void {
    this.#countDown();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  hostUpdated(): void {
    // A page may set its properties one by one, or listen a line further down: what is wrong then is told later.
    if (this.#internals.selection.configuration.faults.length) setTimeout(() => this.#reportFaults());
  }

  #reportFaults(): void {
    const { faults } = this.#internals.selection.configuration;
    for (const fault of this.#host.isConnected ? faults : []) {
      const error = new ConnectError(fault);
      if (this.#reported.has(error.message)) continue;
      this.#reported.add(error.message);
      // eslint-disable-next-line no-console -- a page set up wrongly must tell its developer, once
      console.error(`<portfolio-connect> ${error.message}`);
      this.#host.dispatchEvent(new PcErrorEvent(error));
    }
  }

  // ── An attempt ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** Checks what was typed and posts it. The credentials live in here and end with it. */
  async connect({ signal, settle }: Attempt): Promise<Connection> {
    const { state, selection, form } = this.#internals;
    // The document's base may have changed without an update, for example by history.pushState().
    selection.judge();
    const { broker } = selection;
    const { url, faults } = selection.configuration;
    const [fault] = faults;
    if (fault && (!url || !broker)) throw this.#fail(fault, settle);
    if (!broker) throw this.#fail({ code: 'incomplete', field: 'broker' }, settle);
    const read = this.#fields.read(broker);
    if ('stoppedBy' in read) throw this.#fail({ code: 'incomplete', field: read.stoppedBy }, settle);

    if (!this.#host.dispatchEvent(new PcSubmitEvent(broker.id)))
      throw new ConnectError({ code: 'cancelled', reason: 'pc-submit was prevented' });
    signal.throwIfAborted();
    form.mask();
    state.dispatch({ type: 'submit' });
    const outcome = await client.connect({
      ...this.#transport(signal),
      broker: broker.id,
      credentials: read.credentials,
      onAccepted: () => state.dispatch({ type: 'accept' }),
    });
    // Cancelled, reset or removed: whoever did that has told what there was to tell.
    signal.throwIfAborted();
    if (!outcome.ok) throw this.#fail(outcome.failure, settle);

    settle();
    const { connection } = outcome;
    form.clear();
    state.dispatch({ type: 'succeed', connection });
    this.onConnection?.(connection);
    this.focus.moveWithin();
    this.#host.dispatchEvent(new PcConnectEvent(connection));
    return connection;
  }

  /** Ends an attempt. Returns the error, for the caller to throw. */
  #fail(failure: Failure, settle: () => void): ConnectError {
    settle();
    const error = new ConnectError(failure);
    this.#retryAt = Date.now() + (error.retryAfter ?? 0) * 1000;
    this.#internals.state.fail(error);
    this.#countDown();
    if (isCredentialFault(error.code)) this.focus.moveWithin(error.field && `#${CSS.escape(error.field)}`);
    // The button that had the focus is disabled now.
    else if (error.retryAfter) this.focus.moveWithin('#_status');
    return error;
  }

  /** Keeps the wait in step with the clock, for timers sleep in background tabs. */
  #countDown = (): void => {
    const { state } = this.#internals;
    clearTimeout(this.#timer);
    state.dispatch({ type: 'tick', wait: Math.ceil((this.#retryAt - Date.now()) / 1000) });
    if (this.#host.isConnected && state.current.name === 'failed' && state.current.wait)
      this.#timer = setTimeout(this.#countDown, 1000);
  };

  // ── Connections ────────────────────────────────────────────────────────────────────────────────────────────────

  /** Asks the endpoint for the connections that there are. */
  async list(signal: AbortSignal): Promise<client.Listed | client.Failed> {
    return this.#hindrance(signal) ?? client.list(this.#transport(signal));
  }

  /** Asks the endpoint to remove a connection. */
  async remove(id: string, signal: AbortSignal): Promise<client.Removed | client.Failed> {
    return this.#hindrance(signal) ?? client.remove(this.#transport(signal), id);
  }

  /** Why nothing may be asked of the endpoint; undefined where it may. */
  #hindrance({ aborted }: AbortSignal): client.Failed | undefined {
    const { selection } = this.#internals;
    const { disabled, isConnected } = this.#host;
    if (disabled || !isConnected || aborted) return { ok: false, failure: { code: 'cancelled' } };
    selection.judge();
    const { url, faults } = selection.configuration;
    return url ? undefined : { ok: false, failure: faults[0]! };
  }

  #transport(signal: AbortSignal): client.Transport {
    const { timeout, credentials: cookies, headers, fetch } = this.#host;
    const { url: endpoint } = this.#internals.selection.configuration;
    return { endpoint, timeout, cookies, headers, fetch: fetch ?? globalThis.fetch, signal };
  }

  // ── The fields ─────────────────────────────────────────────────────────────────────────────────────────────

  onEdit(name: string): void {
    this.#fields.onEdit(name);
  }

  onFill(field: CredentialField): void {
    this.#fields.onFill(field);
  }

  onClear(): void {
    this.#fields.onClear();
  }

  findingOf({ name, label }: CredentialField, texts: Messages): string | undefined {
    const finding = this.#fields.findingOf(name);
    return finding && wordsFor(finding, localize(label, texts.lang), this.#fields.isWarned, texts);
  }

  isInvalid({ name }: CredentialField): boolean {
    const { current } = this.#internals.state;
    const error = current.name === 'failed' && isCredentialFault(current.error.code) && current.error;
    const finding = this.#fields.findingOf(name);
    return (error && (error.field ?? name) === name) || (!!finding && !finding.doubt);
  }

  // ── What is shown ──────────────────────────────────────────────────────────────────────────────────────────────

  /** What the live region says. */
  status(texts: Messages): TemplateResult | undefined {
    const { state, selection } = this.#internals;
    const { configuration, broker } = selection;
    return banner(state.current, configuration.faults, !!broker, texts);
  }

  countdown(texts: Messages): TemplateResult | undefined {
    const { current } = this.#internals.state;
    return current.name === 'failed' && current.wait ? countdown(current.wait, texts) : undefined;
  }

  /** What follows the good news. With `manage`, the list tells of the connection itself. */
  success(texts: Messages): TemplateResult {
    const { current } = this.#internals.state;
    const { manage, access, disabled } = this.#host;
    const connection = current.name === 'connected' && !manage ? current.connection : {};
    return success(connection, access, disabled, texts, this.#startOver);
  }

  #startOver = (): void => {
    this.#host.reset();
    this.focus.moveWithin();
  };
}
