import { html, type TemplateResult } from 'lit';
import type { BrokerDefinition, CredentialField } from '../../brokers/broker.js';
import { canSubmit, isBusy } from '../../core/flow.js';
import type { Labels, Messages } from '../../locales/messages.js';
import { PcBrokerChangeEvent } from '../events.js';
import type { BlockHost } from '../host.js';
import type { Selection } from '../selection.js';
import type { BlockState } from '../state.js';
import { brokerList, type SelectorView } from './brokers.js';
import { credentialField } from './credentials.js';
import { cancelButton, disclosure, form } from './view.js';

/** What the session knows about what was typed. */
export interface FormAdviser {
  /** What is wrong with a field, in words. */
  findingOf(field: CredentialField, texts: Messages): string | undefined;
  isInvalid(field: CredentialField): boolean;
  /** Somebody types. */
  onEdit(name: string): void;
  /** A field has been filled in. */
  onFill(field: CredentialField): void;
  /** The fields were emptied. */
  onClear(): void;
  /** What counts down to the next possible try. */
  countdown(texts: Messages): unknown;
}

/** What the form needs of the parts that are loaded later. */
export interface FormParts {
  readonly session: FormAdviser | undefined;
  readonly guide: { view(broker: BrokerDefinition, texts: Labels): unknown } | undefined;
  isMissing(part: 'guide'): boolean;
  openGuide(broker: BrokerDefinition): void;
  /** Fetches ahead what the next step needs. */
  prepare(): void;
}

/** What other parts show in the form. */
export interface FormInserts {
  /** Makes the selector; default: the plain list of brokers. */
  readonly selector?: ((view: SelectorView) => TemplateResult) | undefined;
  /** Stands in the place of the selector. */
  readonly heading?: TemplateResult | undefined;
  /** The button beside the main one, where no attempt is under way. */
  readonly backButton?: TemplateResult | undefined;
}

/** The form: what is open in it, and what the person does there. What was typed stays in its inputs. */
export class Form {
  readonly #host: BlockHost;
  readonly #state: BlockState;
  readonly #selection: Selection;
  readonly #parts: () => FormParts;
  #isUnmasked = false;
  #isGuideOpen = false;

  constructor(host: BlockHost, state: BlockState, selection: Selection, parts: () => FormParts) {
    this.#host = host;
    this.#state = state;
    this.#selection = selection;
    this.#parts = parts;
  }

  /** The input of a credential field. */
  inputOf(name: string): HTMLInputElement | null {
    return this.#host.renderRoot.querySelector(`[part=input]#${CSS.escape(name)}`);
  }

  /** Empties the fields. */
  clear(): void {
    const inputs = this.#host.shadowRoot?.querySelectorAll<HTMLInputElement>('[part=input]');
    for (const input of inputs ?? []) input.value = '';
    this.#isUnmasked = false;
    this.#parts().session?.onClear();
  }

  /** Another broker: nothing of what was typed or opened for the one before stays. */
  startOver(): void {
    this.clear();
    this.#isGuideOpen = false;
  }

  // ── What the person does ───────────────────────────────────────────────────────────────────────────────────────

  #choose = (id: string): void => {
    this.#host.broker = id;
    this.#state.dispatch({ type: 'edit' });
    this.#parts().prepare();
    this.#host.dispatchEvent(new PcBrokerChangeEvent(id));
  };

  #toggleGuide = (): void => {
    this.#isGuideOpen = !this.#isGuideOpen;
    this.#host.requestUpdate();
    const { broker } = this.#selection;
    if (this.#isGuideOpen && broker) this.#parts().openGuide(broker);
  };

  #toggleMask = (): void => {
    this.#isUnmasked = !this.#isUnmasked;
    this.#host.requestUpdate();
  };

  #onInput = ({ target, inputType }: InputEvent): void => {
    const input = target as HTMLInputElement;
    if (input.type === 'radio') return;
    this.#parts().session?.onEdit(input.id);
    this.#state.dispatch({ type: 'edit' });
    if (inputType === 'insertFromPaste' || inputType === 'insertFromDrop') this.#judge(input.id);
    this.#host.requestUpdate();
  };

  #onChange = ({ target }: Event): void => this.#judge((target as HTMLInputElement).id);

  #judge(name: string): void {
    const field = this.#selection.broker?.fields.find((one) => one.name === name);
    if (field) this.#parts().session?.onFill(field);
    this.#host.requestUpdate();
  }

  #onSubmit = (event: Event): void => {
    event.preventDefault();
    this.#isUnmasked = false;
    // The page learns of a failure by event, the person by the status.
    this.#host.connect().catch(() => undefined);
  };

  #cancel = (): void => this.#host.cancel();

  // ── What is shown ──────────────────────────────────────────────────────────────────────────────────────────────

  /** @param messages - Every text; undefined until the session is there. */
  view(inserts: FormInserts, labels: Labels, messages: Messages | undefined): TemplateResult {
    const { disabled } = this.#host;
    const { current } = this.#state;
    const busy = isBusy(current);
    const { brokers, broker } = this.#selection;
    const selector = { brokers, selected: broker?.id, isDisabled: disabled || busy, choose: this.#choose };
    return form(
      {
        selector: inserts.heading ?? inserts.selector?.(selector) ?? brokerList(selector, labels),
        guide: broker?.guide && this.#guide(broker, labels),
        fields: broker?.fields.map((field) => this.#field(field, busy, labels, messages)),
        countdown: messages && this.#parts().session?.countdown(messages),
        secondButton: busy ? cancelButton(this.#cancel, labels) : inserts.backButton,
        isBusy: busy,
        canSubmit: !disabled && (busy || canSubmit(current)),
        onSubmit: this.#onSubmit,
        onInput: this.#onInput,
        onChange: this.#onChange,
      },
      labels,
    );
  }

  #field(
    field: CredentialField,
    busy: boolean,
    labels: Labels,
    messages: Messages | undefined,
  ): TemplateResult {
    const { session } = this.#parts();
    return credentialField(
      field,
      {
        finding: messages && session?.findingOf(field, messages),
        isInvalid: !!session?.isInvalid(field),
        isUnmasked: this.#isUnmasked,
        isDisabled: this.#host.disabled,
        isBusy: busy,
        toggleMask: this.#toggleMask,
      },
      labels,
    );
  }

  #guide(broker: BrokerDefinition, texts: Labels): TemplateResult {
    const parts = this.#parts();
    const content = parts.isMissing('guide')
      ? html`<p class="finding">${texts['error.network']}</p>`
      : parts.guide?.view(broker, texts);
    return disclosure(this.#isGuideOpen, this.#toggleGuide, content, texts);
  }
}
