import { html, type TemplateResult } from 'lit';
import { localize, type BrokerDefinition } from '../../brokers/broker.js';
import type { Access, Connection } from '../../core/connection.js';
import type { Messages } from '../../locales/messages.js';

/** What follows the good news, and what is done with it. */
export interface SuccessView {
  /** The new connection, as far as it is told of here. */
  readonly connection: Connection;
  /** Whose portfolio it is. */
  readonly broker: BrokerDefinition | undefined;
  /** Whether that is said here. */
  readonly isNamed: boolean;
  /** What the page asks for. */
  readonly access: Access;
  readonly disabled: boolean;
  readonly startOver: () => void;
}

/** What was connected, what to do now, a caution where the token may do more than was asked for, and the way on. */
export function success(view: SuccessView, texts: Messages): TemplateResult {
  const { connection, broker, isNamed, access, disabled, startOver } = view;
  const { accounts = [] } = connection;
  const plain = (text: BrokerDefinition['lifetime']) => text && localize(text, texts.lang);
  return html`${isNamed && broker ? html`<strong id="_connected">${plain(broker.name)}</strong>` : undefined}
    ${
      accounts.length
        ? html`<ul role="list" aria-labelledby="_connected">
            ${accounts.map(({ id, name, type }) => html`<li>${name ?? id} <small>${type}</small></li>`)}
          </ul>`
        : undefined
    }
    ${
      connection.access === 'full' && access === 'read-only'
        ? html`<p class="note danger">${texts.tooMuch}</p>`
        : html`<p class="hint">${texts.done} ${plain(broker?.lifetime)}</p>`
    }
    <div class="actions">
      <button ?disabled=${disabled} @click=${startOver}>${texts.another}</button>
    </div>`;
}
