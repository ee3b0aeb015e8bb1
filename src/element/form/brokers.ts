import { html, nothing, type TemplateResult } from 'lit';
import { localize, type BrokerDefinition } from '../../brokers/broker.js';
import type { Labels } from '../../locales/messages.js';

/** A broker's mark; decoration beside its name. Closing tags are written out, for minifiers drop the slash of `/>` here. */
export const brokerIcon = (icon: string | undefined): TemplateResult | typeof nothing =>
  icon
    ? html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d=${icon}></path></svg>`
    : nothing;

/** A broker by its mark and names. */
const brokerName = ({ name, alias, icon }: BrokerDefinition, language: string): TemplateResult =>
  html`${brokerIcon(icon)}
    <span>${localize(name, language)} <small>${alias ? localize(alias, language) : nothing}</small></span>`;

/** The only broker there is: nothing to choose. */
export const onlyBroker = (broker: BrokerDefinition, texts: Labels): TemplateResult =>
  html`<div part="broker-list"><div part="broker">${brokerName(broker, texts.lang)}</div></div>`;

/** What the selector shows, and what is done with it. */
export interface SelectorView {
  readonly brokers: readonly BrokerDefinition[];
  /** Whether all of them are shown, where nothing can find those that are not. Default: the first of many, and the selected one. */
  readonly isWhole?: boolean | undefined;
  /** Id of the selected broker. */
  readonly selected: string | undefined;
  /** Whether the selected one is shown alone. Default: false. */
  readonly isFolded?: boolean | undefined;
  /** What is wrong with the choice, in words. */
  readonly finding: string | undefined;
  readonly isDisabled: boolean;
  readonly choose: (id: string) => void;
}

/** Nobody reads more than that; and a browser draws them at once. */
const mostShown = 30;

/** The first of many, and the selected one. */
export function firstOf(
  brokers: readonly BrokerDefinition[],
  selected?: string,
): readonly BrokerDefinition[] {
  const others = brokers.slice(mostShown).filter(({ id }) => id === selected);
  return [...brokers.slice(0, mostShown), ...others];
}

/** The selector: one radio per broker. */
export const brokerList = (
  { brokers, isWhole, selected, isFolded, finding, isDisabled, choose }: SelectorView,
  texts: Labels,
): TemplateResult =>
  html`<div
    part="broker-list"
    role="radiogroup"
    aria-labelledby="_brokers"
    aria-describedby=${finding ? '_choice' : nothing}
    aria-invalid=${finding ? true : nothing}
  >
    <div class="label" id="_brokers">${texts.broker}</div>
    <div class="finding" id="_choice">${finding}</div>
    ${(isWhole ? brokers : firstOf(brokers, selected)).map(
      (broker) =>
        html`<label part="broker" ?hidden=${isFolded && broker.id !== selected}>
          <input
            type="radio"
            name="broker"
            .checked=${broker.id === selected}
            ?disabled=${isDisabled}
            @change=${() => choose(broker.id)}
          />
          ${brokerName(broker, texts.lang)}
        </label>`,
    )}
  </div>`;

/** That brokers could not be loaded, and a button that tries again. */
export const missingBrokers = (retry: () => void, words: string, texts: Labels): TemplateResult =>
  html`<p class="finding" id="_missing">${words}</p>
    <button type="button" aria-describedby="_missing" @click=${retry}>${texts.retry}</button>`;
