import { html, type ReactiveController, type TemplateResult } from 'lit';
import type { Connection } from '../../core/connection.js';
import { isCredentialFault } from '../../core/credential.js';
import { ConnectError, type Failure } from '../../core/errors.js';
import { waitAfter } from '../../core/flow.js';
import type { Messages } from '../../locales/messages.js';
import { adopt } from '../css.js';
import { PcConnectEvent, PcErrorEvent, PcProgressEvent, PcSubmitEvent } from '../events.js';
import type { Attempt } from '../attempts.js';
import type { BlockHost } from '../host.js';
import type { Internals } from '../internals.js';
import { Advice } from './advice.js';
import { banner, countdown } from './banner.js';
import { wayOutButton, wayOutOf, type WayOut } from './way-out.js';
import { loadBrokers } from './broker-list.js';
import { checkDefinitions } from './definitions.js';
import { Focus } from './focus.js';
import { lostBy } from './lost.js';
import { Notices } from './notices.js';
import { replaceRefused } from './replacement.js';
import { Requests } from './requests.js';
import { styles } from './styles.js';
import { success } from './success.js';

/** Who waits longer than that for an answer is told so, ms. */
const usualTime = 8000;

/** What happens from the first touch on: checks, attempts and their outcomes. */
export class Session implements ReactiveController {
  readonly advice: Advice;
  readonly focus: Focus;
  readonly requests: Requests;
  /** Told of a new connection before the page is. The list of connections sets it. */
  onConnection: ((connection: Connection) => void) | undefined;
  readonly #host: BlockHost;
  readonly #internals: Internals;
  readonly #notices = new Notices();
  /** When trying again makes sense, by a clock that nobody can set, ms. */
  #retryAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isSlow = false;
  /** Whether the live region is empty for a moment: nobody is told the same words again otherwise. */
  #isHushed = false;

  constructor(host: BlockHost, internals: Internals) {
    this.#host = host;
    this.#internals = internals;
    this.focus = new Focus(host);
    this.advice = new Advice(host, internals);
    this.requests = new Requests(host, internals, this.#notices);
    checkDefinitions(host, internals.selection);
    internals.selection.lostBy = lostBy;
    internals.selection.sources.loadList = (address, limit) => this.#loadBrokers(address, limit);
    adopt(host.renderRoot, styles);
    replaceRefused(
      host.renderRoot,
      ({ id }) => this.advice.isRefused(id),
      ({ id }) => {
        // What is pasted there takes its place.
        internals.form.onEdit(id, true);
        internals.form.onFill(id);
      },
    );
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
      if (this.#notices.tell(error.message)) this.#host.dispatchEvent(new PcErrorEvent(error));
    }
  }

  async #loadBrokers(address: string, limit: AbortSignal): Promise<readonly unknown[]> {
    try {
      return await loadBrokers(address, this.#host.fetch ?? globalThis.fetch, limit);
    } catch (error) {
      this.#notices.tell(error instanceof ConnectError ? error.message : `${address} could not be loaded`);
      throw error;
    }
  }

  // ── An attempt ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** Checks what was typed and posts it. The credentials live in here and end with it. */
  async connect({ signal, settle }: Attempt): Promise<Connection> {
    const { state, selection, form } = this.#internals;
    // What the page set a moment ago may not be on screen yet.
    selection.judge();
    const { broker } = selection;
    const { url, faults } = selection.configuration;
    const [fault] = faults;
    if (fault && (!url || !broker)) throw this.#fail(fault, settle);
    if (!broker) throw this.#fail({ code: 'incomplete', field: 'broker' }, settle);
    const read = this.advice.read(broker);
    if ('stoppedBy' in read) throw this.#fail({ code: 'incomplete', field: read.stoppedBy }, settle);

    if (!this.#host.dispatchEvent(new PcSubmitEvent(broker.id)))
      throw new ConnectError({ code: 'cancelled', reason: 'pc-submit was prevented' });
    if (read.isOverruled) this.#host.dispatchEvent(new PcProgressEvent('warning-overruled'));
    signal.throwIfAborted();
    form.mask();
    state.dispatch({ type: 'submit' });
    this.focus.reveal('#_status');
    const { credentials } = read;
    const onAccepted = () => state.dispatch({ type: 'accept' });
    const outcome = await this.#watched(
      this.requests.connect({
        broker: broker.id,
        connection: selection.fixed?.id,
        credentials,
        signal,
        onAccepted,
      }),
    );
    // Cancelled, reset or removed: whoever did that has told what there was to tell.
    signal.throwIfAborted();
    if (!outcome.ok) {
      if (isCredentialFault(outcome.failure.code)) this.advice.fields.refuse(credentials, url);
      throw this.#fail(outcome.failure, settle);
    }

    settle();
    const { connection, requestId } = outcome;
    form.clear();
    state.dispatch({ type: 'succeed', connection });
    this.onConnection?.(connection);
    this.focus.moveWithin();
    this.#host.dispatchEvent(new PcConnectEvent(connection, requestId));
    return connection;
  }

  /** Tells who waits when that takes longer than usual. */
  async #watched<Outcome>(attempt: Promise<Outcome>): Promise<Outcome> {
    const tell = (isSlow: boolean) => {
      this.#isSlow = isSlow;
      this.#host.requestUpdate();
    };
    const timer = setTimeout(tell, usualTime, true);
    try {
      return await attempt;
    } finally {
      clearTimeout(timer);
      tell(false);
    }
  }

  /** Ends an attempt. Returns the error, for the caller to throw. */
  #fail(failure: Failure, settle: () => void): ConnectError {
    settle();
    const error = new ConnectError(failure);
    this.#retryAt = performance.now() + waitAfter(error) * 1000;
    this.#internals.state.fail(error);
    this.#countDown();
    if (error.code === 'incomplete') this.#hush();
    this.#show(error);
    return error;
  }

  /** Brings the answer before the eyes of who is in the block. */
  #show({ code, field, retryAfter }: ConnectError): void {
    if (isCredentialFault(code)) {
      this.focus.moveWithin(field && `#${CSS.escape(field)}`);
      this.focus.selectText();
      this.focus.reveal(field === 'broker' ? '[part=broker-list]' : '[part=field]:has([aria-invalid])');
      return;
    }
    // The button that had the focus is disabled now.
    if (retryAfter) this.focus.moveWithin('#_status');
    this.focus.reveal('#_status');
  }

  #hush(): void {
    this.#isHushed = true;
    this.focus.afterUpdate(() => {
      setTimeout(() => {
        this.#isHushed = false;
        this.#host.requestUpdate();
      });
    });
  }

  /**
   * Counts the wait down: by its own seconds, and by the clock, since timers sleep in background tabs.
   *
   * @param seconds - How many went by since the last time.
   */
  #countDown(seconds = 0): void {
    const { state } = this.#internals;
    clearTimeout(this.#timer);
    if (state.current.name !== 'failed' || !state.current.wait) return;
    const byClock = Math.ceil((this.#retryAt - performance.now()) / 1000);
    state.dispatch({ type: 'tick', wait: Math.min(state.current.wait - seconds, byClock) });
    if (this.#host.isConnected) this.#timer = setTimeout(() => this.#countDown(1), 1000);
  }

  // ── What is shown ──────────────────────────────────────────────────────────────────────────────────────────────

  /** What the live region says. What stands in the form itself is only said aloud here. */
  status(texts: Messages): unknown {
    const { state, selection, form } = this.#internals;
    const aloud = this.#isHushed ? undefined : this.advice.spoken(texts);
    return [
      this.advice.isInForm
        ? undefined
        : banner(
            {
              state: state.current,
              fault: selection.configuration.faults[0],
              isSlow: this.#isSlow,
              reason: (code) => this.advice.reason(code, texts),
              reloadCaution: () => form.reloadCaution(texts),
            },
            texts,
          ),
      aloud && html`<div class="quiet">${aloud}</div>`,
    ];
  }

  /** What stands before the buttons: how long to wait, or what else can be done about a failure. */
  beforeButtons(texts: Messages): unknown {
    const { current } = this.#internals.state;
    if (current.name !== 'failed') return undefined;
    const { error, wait } = current;
    return [wait > 0 ? countdown(wait, texts) : undefined, this.#wayOut(error, texts)];
  }

  #wayOut(failure: Failure, texts: Messages): TemplateResult | undefined {
    const { broker, isChoice } = this.#internals.selection;
    const { access, disabled, ownerDocument } = this.#host;
    const finding = failure.field === undefined ? undefined : this.advice.fields.findingOf(failure.field);
    const way = wayOutOf({ failure, finding, broker, isChoice, access });
    if (!way) return undefined;
    const go = () => this.#goOut(way);
    return wayOutButton({ way, page: ownerDocument.URL, isDisabled: disabled, go }, texts);
  }

  #goOut(way: WayOut): void {
    if (way === 'issue') this.#internals.form.guide.open('create');
    if (way === 'chooseOther')
      this.focus.move('[part=broker-list] :is(input:checked, [role=combobox], input)');
    if (way === 'reload') this.#host.ownerDocument.defaultView?.location.reload();
  }

  /** What follows the good news. With `manage`, the list tells of the connection itself. */
  success(texts: Messages): TemplateResult {
    const { state, selection } = this.#internals;
    const { manage, access, disabled } = this.#host;
    const connection = state.current.name === 'connected' ? state.current.connection : {};
    return success(
      {
        connection,
        broker: selection.broker,
        isListed: manage,
        access,
        disabled,
        startOver: this.#startOver,
      },
      texts,
    );
  }

  /** What was typed for another broker stays. */
  #startOver = (): void => {
    this.#internals.state.dispatch({ type: 'reset' });
    this.focus.moveWithin();
  };
}
