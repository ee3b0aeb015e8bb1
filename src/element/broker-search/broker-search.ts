import { html, type TemplateResult } from 'lit';
import type { BrokerDefinition, Localized } from '../../brokers/broker.js';
import { searcher } from '../../core/search.js';
import type { Messages } from '../../locales/messages.js';
import { adopt } from '../css.js';
import { brokerList, firstOf, type SelectorView } from '../form/brokers.js';
import { PcProgressEvent } from '../events.js';
import type { BlockHost } from '../host.js';
import type { Internals } from '../internals.js';
import type { Selection } from '../selection.js';
import { styles } from './styles.js';

/** A box to find a broker by any of its names, above the selector. */
export class BrokerSearch {
  readonly #host: BlockHost;
  readonly #selection: Selection;
  #query = '';
  /** Whether the chosen broker is shown alone. */
  #isFolded = true;
  #brokers: readonly BrokerDefinition[] = [];
  #search: ((query: string) => readonly BrokerDefinition[]) | undefined;
  #found: readonly BrokerDefinition[] = [];

  constructor(host: BlockHost, { selection }: Internals) {
    this.#host = host;
    this.#selection = selection;
    adopt(host.renderRoot, styles);
  }

  /** The box, the radios that it leaves, and what is to be said of them. */
  view(view: SelectorView, texts: Messages): TemplateResult {
    const { brokers, selected, isDisabled } = view;
    const found = this.#find(brokers);
    // The selected one stays in sight unless it was searched past.
    const shown = firstOf(found, this.#query ? undefined : selected);
    const isFolded = this.#isFolded && shown.some(({ id }) => id === selected);
    return html`<div ?hidden=${isFolded}>
        <label class="label" for="_find">${texts.find}</label>
        <div class="box">
          <input
            id="_find"
            class="find"
            type="search"
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            enterkeyhint="search"
            ?disabled=${isDisabled}
            @input=${this.#onInput}
            @change=${(event: Event) => event.stopPropagation()}
            @keydown=${this.#onKeydown}
          />
        </div>
      </div>
      ${brokerList({ ...view, brokers: shown, isWhole: true, isFolded }, texts)}
      ${
        isFolded
          ? html`<button type="button" class="plain" ?disabled=${isDisabled} @click=${this.#unfold}>
              ${texts.otherBroker}
            </button>`
          : found.length > shown.length
            ? html`<p class="hint">${counted(texts.more, shown.length, found.length)}</p>`
            : found.length
              ? undefined
              : html`<p class="hint">${texts.notFound}</p>`
      }`;
  }

  /** For the live region. */
  status(texts: Messages): TemplateResult | undefined {
    const isFolded = this.#isFolded && this.#selection.broker;
    if (!this.#query || isFolded || !this.#selection.isLong) return undefined;
    const { length } = this.#found;
    return html`<p class="quiet">${length ? counted(texts.found, length, length) : texts.notFound}</p>`;
  }

  fold(isFolded: boolean): void {
    this.#isFolded = isFolded;
    this.#host.requestUpdate();
  }

  #unfold = async (): Promise<void> => {
    const input = this.#host.renderRoot.querySelector<HTMLInputElement>('#_find');
    if (input) input.value = this.#query = '';
    this.fold(false);
    await this.#host.updateComplete;
    input?.focus();
  };

  #find(brokers: readonly BrokerDefinition[]): readonly BrokerDefinition[] {
    if (brokers !== this.#brokers) {
      this.#brokers = brokers;
      this.#search = undefined;
      // Not while they are drawn: nobody types yet.
      setTimeout(() => this.#prepared());
    }
    return (this.#found = this.#query ? this.#prepared()(this.#query) : brokers);
  }

  #prepared(): (query: string) => readonly BrokerDefinition[] {
    return (this.#search ??= searcher(this.#brokers, namesOf));
  }

  #onInput = (event: Event): void => {
    // The form must not take it for a credential, nor the page learn of each key.
    event.stopPropagation();
    const { value } = event.target as HTMLInputElement;
    if (value && !this.#query) this.#host.dispatchEvent(new PcProgressEvent('search-used'));
    this.#query = value;
    this.#host.requestUpdate();
  };

  #onKeydown = (event: KeyboardEvent): void => {
    const input = event.target as HTMLInputElement;
    const radios = [...this.#host.renderRoot.querySelectorAll<HTMLInputElement>('[type=radio]')];
    if (event.key === 'Enter') {
      // Enter submits from the fields alone.
      event.preventDefault();
      const [only, second] = radios;
      if (only && !second) {
        only.focus();
        only.click();
      }
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      (radios.find(({ checked }) => checked) ?? radios[0])?.focus();
    } else if (event.key === 'Escape' && input.value) {
      event.preventDefault();
      input.value = this.#query = '';
      this.#host.requestUpdate();
    }
  };
}

const counted = (text: string, shown: number, count: number): string =>
  text.replace('{shown}', () => String(shown)).replace('{count}', () => String(count));

const textsOf = (text: Localized | undefined): readonly string[] =>
  typeof text === 'string' ? [text] : Object.values(text ?? {});

const namesOf = ({ id, name, alias, search }: BrokerDefinition): readonly string[] => [
  id,
  ...textsOf(name),
  ...textsOf(alias),
  ...(search ?? []),
];
