import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { localize, type BrokerDefinition, type CredentialField } from '../../brokers/broker.js';
import { fieldsOf } from '../../brokers/fields.js';
import { canSubmit, isBusy } from '../../core/flow.js';
import type { Labels, Texts } from '../../locales/messages.js';
import { PcBrokerChangeEvent } from '../events.js';
import type { BlockHost } from '../host.js';
import type { Selection } from '../selection.js';
import type { BlockState } from '../state.js';
import { brokerList, missingBrokers, onlyBroker } from './brokers.js';
import { credentialField } from './credentials.js';
import { Drafts, formOf } from './drafts.js';
import type { FormParts } from './form-parts.js';
import { GuideToggle } from './guide-toggle.js';
import { isTyped, setInput, type FieldInput } from './inputs.js';
import { actions, assurance, cancelButton, form, notice } from './view.js';

/** The form: what is open in it, and what the person does there. What was typed stays in its inputs. */
export class Form implements ReactiveController {
  readonly #host: BlockHost;
  readonly #state: BlockState;
  readonly #selection: Selection;
  readonly #parts: () => FormParts;
  readonly #drafts = new Drafts();
  #isUnmasked = false;
  /** How to get what is asked for. */
  readonly guide: GuideToggle;
  /** The broker whose fields are on screen. */
  #drawn: BrokerDefinition | undefined;
  #isOtherDrawn = false;
  /** Whether an arrow key is held down on the selector: the person is on the way to another broker. */
  #isPassing = false;
  /** Whether the button is being pressed: the field that had the focus loses it before the click. */
  #isPressed = false;

  constructor(host: BlockHost, state: BlockState, selection: Selection, parts: () => FormParts) {
    this.#host = host;
    this.#state = state;
    this.#selection = selection;
    this.#parts = parts;
    this.guide = new GuideToggle(host, {
      parts,
      broker: () => selection.broker,
      missing: (labels) => this.missing(labels),
      onDone: this.#enter,
    });
    host.addController(this);
  }

  // ── What was typed ─────────────────────────────────────────────────────────────────────────────────────────────

  /** The input of a credential field. */
  inputOf(name: string): FieldInput | null {
    return this.#host.renderRoot.querySelector(`[part=input]#${CSS.escape(name)}`);
  }

  /** Empties the fields. */
  clear(): void {
    for (const input of this.#inputs()) setInput(input);
    this.#putAway();
  }

  /** Forgets what was typed for other brokers, too. */
  forget(): void {
    this.#drafts.clear();
  }

  /** Masks what was typed again. */
  mask(): void {
    this.#isUnmasked = false;
  }

  /** What to add to the advice to reload the page, which costs what was typed. */
  reloadCaution({ tokenWouldBeLost }: Labels): string {
    const isFilled = !this.#drafts.isEmpty || this.#inputs().some(isTyped);
    return isFilled ? tokenWouldBeLost : '';
  }

  /** What to do where a part of the block is missing. */
  missing(labels: Labels): string {
    return `${labels.partMissing} ${this.reloadCaution(labels)}`.trim();
  }

  /** Another broker is selected: what was opened for the one before is closed. */
  startOver(): void {
    this.guide.close();
    this.#putAway();
  }

  /** What was typed is masked again, and nothing is said of it any more. */
  #putAway(): void {
    this.mask();
    this.#parts().session?.advice.onClear();
  }

  /** Puts away what was typed where the fields are about to go, or to be another broker's. */
  willDraw(): void {
    const drawn = this.#isShown ? this.#selection.broker : undefined;
    const before = this.#drawn;
    // Not where a page gives equal fields anew.
    this.#isOtherDrawn = drawn !== before && formOf(drawn) !== formOf(before);
    this.#drawn = drawn;
    if (!this.#isOtherDrawn || !before) return;
    this.#drafts.keep(before, this.#inputs());
    this.#putAway();
  }

  hostUpdated(): void {
    if (!this.#isOtherDrawn || this.#drawn === undefined) return;
    this.#isOtherDrawn = false;
    this.#drafts.restore(this.#drawn, this.#inputs());
    const last = this.#inputs().findLast(isTyped);
    if (last) this.onFill(last.id);
  }

  /** Where nothing can be connected, nobody is asked for a secret. */
  get #isShown(): boolean {
    return this.#selection.isUsable && this.#state.current.name !== 'connected';
  }

  #inputs(): FieldInput[] {
    return [...(this.#host.shadowRoot?.querySelectorAll<FieldInput>('[part=input]') ?? [])];
  }

  // ── What the person does ───────────────────────────────────────────────────────────────────────────────────────

  /** Somebody chooses a broker. */
  choose = (id: string): void => {
    this.#host.broker = id;
    this.#state.dispatch({ type: 'edit' });
    this.#parts().prepare();
    this.#parts().brokerSearch?.fold(!this.#isPassing);
    this.#host.dispatchEvent(new PcBrokerChangeEvent(id));
    if (!this.#isPassing) void this.#reveal('[part=field]');
  };

  #onKey = ({ type, key, target }: KeyboardEvent): void => {
    const isPressedOnSelector = type === 'keydown' && (target as HTMLInputElement).type === 'radio';
    this.#isPassing = isPressedOnSelector && key.startsWith('Arrow');
    if (isPressedOnSelector && key === 'Tab') this.#parts().brokerSearch?.fold(true);
  };

  /** The person has what the guide is about. */
  #enter = (): void => {
    (this.#inputs().find(({ type }) => type !== 'select-one') ?? this.#inputs()[0])?.focus();
    void this.#reveal('[part=field]');
  };

  #toggleMask = (): void => {
    this.#isUnmasked = !this.#isUnmasked;
    this.#host.requestUpdate();
  };

  #onInput = ({ target, inputType }: InputEvent): void => {
    const { type, id } = target as HTMLInputElement;
    if (type === 'radio') return;
    this.#isPressed = false;
    const isPasted = inputType === 'insertFromPaste' || inputType === 'insertFromDrop';
    this.onEdit(id, isPasted);
    if (isPasted) this.onFill(id);
  };

  /** Somebody types, or pastes. */
  onEdit(name: string, isPasted = false): void {
    this.#parts().session?.advice.onEdit(name, isPasted);
    this.#state.dispatch({ type: 'edit' });
    this.#host.requestUpdate();
  }

  /** Where somebody is pressing the button, that will tell: words that come now would move it away under the finger. */
  #onChange = ({ target }: Event): void => {
    if (!this.#isPressed) this.onFill((target as HTMLInputElement).id);
  };

  /** A field has been filled in. */
  onFill(name: string): void {
    const { broker } = this.#selection;
    const field = broker && fieldsOf(broker).find((one) => one.name === name);
    if (field) this.#parts().lookAt(field);
    this.#host.requestUpdate();
  }

  /**
   * The click submits, for in a frame that may send no forms, no `submit` follows it. The second one of a double click must not
   * overrule a doubt that nobody had time to read.
   */
  #onClick = (event: MouseEvent): void => {
    event.preventDefault();
    if (event.detail <= 1) this.#onSubmit(event);
  };

  #onSubmit = (event: Event): void => {
    this.#isPressed = false;
    event.preventDefault();
    this.#parts().session?.advice.onPress();
    // The page learns of a failure by event, the person by the status.
    this.#host.connect().catch(() => undefined);
  };

  #cancel = (): void => this.#host.cancel();

  async #reveal(selector: string): Promise<void> {
    await this.#host.updateComplete;
    this.#host.renderRoot.querySelector(selector)?.scrollIntoView({ block: 'nearest' });
  }

  // ── What is shown ──────────────────────────────────────────────────────────────────────────────────────────────

  /** @param isPreparing - Whether an attempt waits for what it needs to be loaded. */
  view(isPreparing: boolean, texts: Texts): TemplateResult | typeof nothing {
    if (!this.#isShown) return nothing;
    const { labels, messages } = texts;
    const { connections } = this.#parts();
    const { broker } = this.#selection;
    const busy = isPreparing || isBusy(this.#state.current);
    return form(
      {
        selector: (messages && connections?.reconnection.heading(messages)) ?? this.#selector(busy, texts),
        pending: this.#pending(labels),
        guide: broker?.guide && this.guide.view(broker, labels),
        notice: broker?.notice && notice(localize(broker.notice, labels.lang)),
        assurance: broker && assurance(this.#selection.configuration.url, broker, this.#host.access, labels),
        fields:
          broker && fieldsOf(broker, labels.environment).map((field) => this.#field(field, busy, texts)),
        onSubmit: this.#onSubmit,
        onInput: this.#onInput,
        onChange: this.#onChange,
        onKey: this.#onKey,
      },
      labels,
    );
  }

  /** The buttons, which come after the status: what happened is read before what can be done. */
  actions(isPreparing: boolean, { labels, messages }: Texts): TemplateResult | typeof nothing {
    if (!this.#isShown) return nothing;
    const { session, connections } = this.#parts();
    const { current } = this.#state;
    const busy = isPreparing || isBusy(current);
    return actions(
      {
        before: messages && session?.beforeButtons(messages),
        secondButton: busy
          ? cancelButton(this.#cancel, labels)
          : messages && connections?.reconnection.backButton(messages),
        isBusy: busy,
        onPointerDown: () => (this.#isPressed = true),
        onClick: this.#onClick,
        canSubmit: !this.#host.disabled && (busy || canSubmit(current)),
      },
      labels,
    );
  }

  /** What is to be said of the guide, beside showing it. */
  status(labels: Labels): TemplateResult | undefined {
    return this.#isShown ? this.guide.status(labels) : undefined;
  }

  #selector(busy: boolean, { labels, messages }: Texts): TemplateResult {
    const { brokers, broker, isChoice, isLong } = this.#selection;
    const { session, brokerSearch } = this.#parts();
    if (broker && !isChoice) return onlyBroker(broker, labels);
    const view = {
      brokers,
      isWhole: this.#parts().isMissing('brokerSearch'),
      selected: broker?.id,
      finding: messages && session?.advice.choiceFinding(messages),
      isDisabled: this.#host.disabled || busy,
      choose: this.choose,
    };
    return isLong && messages && brokerSearch ? brokerSearch.view(view, messages) : brokerList(view, labels);
  }

  /** That some of the brokers are not there yet, or could not be loaded. */
  #pending(labels: Labels): unknown {
    const { isMissing, configuration, sources } = this.#selection;
    if (isMissing) return missingBrokers(() => sources.retry(), this.missing(labels), labels);
    return configuration.awaited.length > 0 && html`<p class="hint">${labels.preparing}</p>`;
  }

  #field(field: CredentialField, busy: boolean, { labels, messages }: Texts): TemplateResult {
    const { session, doctor } = this.#parts();
    return credentialField(
      field,
      {
        finding: messages && session?.advice.findingOf(field, messages),
        context: this.#selection.broker?.notice ? '_notice _assurance' : '_assurance',
        remedy: messages && [session?.advice.remedyOf(field, messages), doctor?.view(field, messages)],
        praise: messages && session?.advice.praiseOf(field, messages),
        isInvalid: !!session?.advice.isInvalid(field),
        isUnmasked: this.#isUnmasked,
        isDisabled: this.#host.disabled,
        isBusy: busy,
        toggleMask: this.#toggleMask,
      },
      labels,
    );
  }
}
