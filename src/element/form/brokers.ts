import { html, nothing, type TemplateResult } from 'lit';
import { localize, type BrokerDefinition } from '../../brokers/broker.js';
import type { Labels } from '../../locales/messages.js';

/** A broker's mark; decoration beside its name. Closing tags are written out, for minifiers drop the slash of `/>` here. */
export const brokerIcon = (icon: string | undefined): TemplateResult | typeof nothing =>
  icon
    ? html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d=${icon}></path></svg>`
    : nothing;

/** What the selector shows, and what is done with it. */
export interface SelectorView {
  readonly brokers: readonly BrokerDefinition[];
  /** Id of the selected broker. */
  readonly selected: string | undefined;
  /** Whether the selected one is shown alone. Default: false. */
  readonly isFolded?: boolean | undefined;
  /** What is wrong with the choice, in words. */
  readonly finding: string | undefined;
  readonly isDisabled: boolean;
  readonly choose: (id: string) => void;
}

/** The selector: one radio per broker. */
export const brokerList = (
  { brokers, selected, isFolded, finding, isDisabled, choose }: SelectorView,
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
    ${brokers.map(
      ({ id, name, alias, icon }) =>
        html`<label part="broker" ?hidden=${isFolded && id !== selected}>
          <input
            type="radio"
            name="broker"
            .checked=${id === selected}
            ?disabled=${isDisabled}
            @change=${() => choose(id)}
          />
          ${brokerIcon(icon)}
          <span
            >${localize(name, texts.lang)}
            <small>${alias ? localize(alias, texts.lang) : nothing}</small></span
          >
        </label>`,
    )}
  </div>`;
