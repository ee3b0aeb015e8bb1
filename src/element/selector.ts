/**
 * What a long selector has more: a box to find a broker by any of its names. A chunk of its own, for pages that offer more
 * than a handful; like interaction.ts it imports nothing that is loaded already.
 */
import type { html as Html, TemplateResult } from 'lit';
import type { BrokerDefinition, Localized } from '../brokers/broker.js';
import { searcher } from '../core/search.js';
import type { Messages } from '../locales/messages.js';
import { selectorTexts } from '../locales/selector.js';
import type { PortfolioConnectElement } from './portfolio-connect.js';
import type { brokerList as BrokerList } from './view/brokers.js';

/** More than that nobody reads; and a browser draws them at once. */
const most = 50;

/** What is needed of what is loaded already. */
export interface Host {
  readonly element: PortfolioConnectElement;
  readonly html: typeof Html;
  readonly brokerList: typeof BrokerList;
}

/** A selector with a box to find things in it. */
export interface Selector {
  /** The box, the radios that it leaves, and what is to be said of them. */
  readonly view: typeof BrokerList;
  /** For the live region. */
  readonly status: (texts: Messages) => TemplateResult | undefined;
}

export function createSelector({ element, html, brokerList }: Host): Selector {
  let query = '';
  let source: readonly BrokerDefinition[] | undefined;
  let search: ReturnType<typeof searcher<BrokerDefinition>> = () => [];
  let found: readonly BrokerDefinition[] = [];

  const find = (brokers: readonly BrokerDefinition[]) => {
    if (brokers !== source) {
      source = brokers;
      search = searcher(brokers, namesOf);
    }
    return search(query);
  };
  const complete = (texts: Messages): Messages => ({
    ...selectorTexts[texts.lang === 'ru' ? 'ru' : 'en'],
    ...texts,
  });
  const filled = (text: string, shown: number, count: number) =>
    text.replace('{shown}', () => String(shown)).replace('{count}', () => String(count));

  const onInput = (event: Event) => {
    // The form must not take it for a credential, nor the page learn of each key.
    event.stopPropagation();
    query = (event.target as HTMLInputElement).value;
    element.requestUpdate();
  };
  const onKeydown = (event: KeyboardEvent) => {
    const input = event.target as HTMLInputElement;
    const radios = () => element.renderRoot.querySelectorAll<HTMLInputElement>('[type=radio]');
    if (event.key === 'Enter') {
      // Enter submits from the fields alone.
      event.preventDefault();
      const [only, second] = radios();
      if (only && !second) {
        only.focus();
        only.click();
      }
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      const all = [...radios()];
      (all.find(({ checked }) => checked) ?? all[0])?.focus();
    } else if (event.key === 'Escape' && input.value) {
      event.preventDefault();
      input.value = query = '';
      element.requestUpdate();
    }
  };

  return {
    view(brokers, selected, disabled, texts, choose) {
      const words = complete(texts);
      found = find(brokers);
      const shown = found.slice(0, most);
      // What is chosen stays in sight unless it was searched past.
      const chosen = found.length > most && !query && found.slice(most).find(({ id }) => id === selected);
      if (chosen) shown.push(chosen);
      return html`<div>
          <label class="label" for="_find">${words.find}</label>
          <div class="box">
            <input
              id="_find"
              class="find"
              type="search"
              autocomplete="off"
              autocapitalize="off"
              spellcheck="false"
              enterkeyhint="search"
              ?disabled=${disabled}
              @input=${onInput}
              @change=${(event: Event) => event.stopPropagation()}
              @keydown=${onKeydown}
            />
          </div>
        </div>
        ${brokerList(shown, selected, disabled, texts, choose)}
        ${
          found.length > shown.length
            ? html`<p class="hint">${filled(words.more, shown.length, found.length)}</p>`
            : found.length
              ? undefined
              : html`<p class="hint">${words.notFound}</p>`
        }`;
    },
    status(texts) {
      if (!query) return undefined;
      const words = complete(texts);
      const text = found.length ? filled(words.found, found.length, found.length) : words.notFound;
      return html`<p class="quiet">${text}</p>`;
    },
  };
}

const textsOf = (text: Localized | undefined): readonly string[] =>
  typeof text === 'string' ? [text] : Object.values(text ?? {});

const namesOf = ({ id, name, alias, search }: BrokerDefinition): readonly string[] => [
  id,
  ...textsOf(name),
  ...textsOf(alias),
  ...(search ?? []),
];
