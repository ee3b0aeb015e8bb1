import { html, type TemplateResult } from 'lit';
import type { BrokerDefinition, CredentialField } from '../../brokers/broker.js';
import { canSubmit, isBusy } from '../../core/flow.js';
import type { Labels, Messages, Texts } from '../../locales/messages.js';
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

/** The guide to a broker's credential. */
export interface GuideView {
  /** Whether its steps could not be loaded. */
  readonly isMissing: boolean;
  /** The steps; undefined until they are there. */
  view(broker: BrokerDefinition, language: string): unknown;
}

/** What the form needs of the parts that are loaded later. */
export interface FormParts {
  readonly session: FormAdviser | undefined;
  readonly guide: GuideView | undefined;
  /** Makes a connection again: what stands in the place of the selector, and the way back. */
  readonly connections:
    | {
        heading(texts: Messages): TemplateResult | undefined;
        backButton(texts: Messages): TemplateResult | undefined;
      }
    | undefined;
  /** A selector with a box to find brokers. */
  readonly brokerSearch: { view(view: SelectorView, texts: Messages): TemplateResult } | undefined;
  isMissing(part: 'guide'): boolean;
  openGuide(broker: BrokerDefinition): void;
  /** Fetches ahead what the next step needs. */
  prepare(): void;
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
    for (const input of this.#inputs()) input.value = '';
    this.mask();
    this.#parts().session?.onClear();
  }

  /** Masks what was typed again. */
  mask(): void {
    this.#isUnmasked = false;
  }

  /** What to do where a part of the block is missing. Reloading the page costs what was typed. */
  missing({ partMissing, tokenWouldBeLost }: Labels): string {
    const isFilled = this.#inputs().some((input) => input.value !== '');
    return isFilled ? `${partMissing} ${tokenWouldBeLost}` : partMissing;
  }

  /** Another broker: nothing of what was typed or opened for the one before stays. */
  startOver(): void {
    this.clear();
    this.#isGuideOpen = false;
  }

  #inputs(): HTMLInputElement[] {
    return [...(this.#host.shadowRoot?.querySelectorAll<HTMLInputElement>('[part=input]') ?? [])];
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
    // The page learns of a failure by event, the person by the status.
    this.#host.connect().catch(() => undefined);
  };

  #cancel = (): void => this.#host.cancel();

  // ── What is shown ──────────────────────────────────────────────────────────────────────────────────────────────

  /** @param isPreparing - Whether an attempt waits for what it needs to be loaded. */
  view(isPreparing: boolean, texts: Texts): TemplateResult {
    const { labels, messages } = texts;
    const { session, connections } = this.#parts();
    const { current } = this.#state;
    const { broker } = this.#selection;
    const busy = isPreparing || isBusy(current);
    return form(
      {
        selector: (messages && connections?.heading(messages)) ?? this.#selector(busy, texts),
        guide: broker?.guide && this.#guide(broker, labels),
        fields: broker?.fields.map((field) => this.#field(field, busy, texts)),
        countdown: messages && session?.countdown(messages),
        secondButton: busy
          ? cancelButton(this.#cancel, labels)
          : messages && connections?.backButton(messages),
        isBusy: busy,
        canSubmit: !this.#host.disabled && (busy || canSubmit(current)),
        onSubmit: this.#onSubmit,
        onInput: this.#onInput,
        onChange: this.#onChange,
      },
      labels,
    );
  }

  #selector(busy: boolean, { labels, messages }: Texts): TemplateResult {
    const { brokers, broker, isLong } = this.#selection;
    const { brokerSearch } = this.#parts();
    const isDisabled = this.#host.disabled || busy;
    const view = { brokers, selected: broker?.id, isDisabled, choose: this.#choose };
    return isLong && messages && brokerSearch ? brokerSearch.view(view, messages) : brokerList(view, labels);
  }

  #field(field: CredentialField, busy: boolean, { labels, messages }: Texts): TemplateResult {
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

  #guide(broker: BrokerDefinition, labels: Labels): TemplateResult {
    return disclosure(
      this.#isGuideOpen,
      this.#toggleGuide,
      this.#isGuideOpen && this.#steps(broker, labels),
      labels,
    );
  }

  #steps(broker: BrokerDefinition, labels: Labels): unknown {
    const parts = this.#parts();
    const { guide } = parts;
    if (guide ? guide.isMissing : parts.isMissing('guide'))
      return html`<p class="finding">${this.missing(labels)}</p>`;
    return guide?.view(broker, labels.lang) ?? html`<p class="hint">${labels.preparing}</p>`;
  }
}
