import { html, nothing, type TemplateResult } from 'lit';
import { localize, type BrokerDefinition } from '../../brokers/broker.js';
import type { Messages } from '../../locales/messages.js';

/** The selector: one radio per broker. */
export const brokerList = (
  brokers: readonly BrokerDefinition[],
  selected: string | undefined,
  disabled: boolean,
  texts: Messages,
  choose: (id: string) => void,
): TemplateResult =>
  html`<div part="broker-list" role="radiogroup" aria-labelledby="_brokers">
    <div class="label" id="_brokers">${texts.broker}</div>
    ${brokers.map(
      ({ id, name, alias, icon }) =>
        html`<label part="broker">
          <input
            type="radio"
            name="broker"
            .checked=${id === selected}
            ?disabled=${disabled}
            @change=${() => choose(id)}
          />
          ${icon ? html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d=${icon} /></svg>` : nothing}
          <span
            >${localize(name, texts.lang)}
            <small>${alias ? localize(alias, texts.lang) : nothing}</small></span
          >
        </label>`,
    )}
  </div>`;
