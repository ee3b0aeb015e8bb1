import { html, nothing, type TemplateResult } from 'lit';
import { localize, type BrokerDefinition } from '../../brokers/broker.js';
import type { Access, Connection } from '../../core/connection.js';
import type { Messages } from '../../locales/messages.js';
import { cautionOf } from '../form/view.js';

/** What follows the good news, and what is done with it. */
export interface SuccessView {
  /** The new connection. */
  readonly connection: Connection;
  /** Whose portfolio it is. */
  readonly broker: BrokerDefinition | undefined;
  /** Whether the list of connections tells of it, too: whose it is, its accounts, and whether its token may do too much. */
  readonly isListed: boolean;
  /** What the page asks for. */
  readonly access: Access;
  readonly disabled: boolean;
  readonly startOver: () => void;
}

/** What was connected, what to do now, a caution where the token may do more than was asked for, and the way on. */
export function success(view: SuccessView, texts: Messages): TemplateResult {
  const { connection, broker, isListed, access, disabled, startOver } = view;
  const plain = (text: BrokerDefinition['lifetime']) => text && localize(text, texts.lang);
  const caution = cautionOf(connection, access, broker, texts);
  const done = html`<p class="hint">${texts.done} ${plain(broker?.lifetime)}</p>`;
  return html`${isListed ? undefined : portfolio(connection, plain(broker?.name))}
    ${caution ? (isListed ? undefined : caution) : done}
    <div class="actions">
      <button ?disabled=${disabled} @click=${startOver}>${texts.another}</button>
    </div>`;
}

const portfolio = ({ accounts = [] }: Connection, broker: string | undefined): TemplateResult =>
  html`${broker ? html`<strong id="_connected">${broker}</strong>` : undefined}
  ${
    accounts.length
      ? html`<ul role="list" aria-labelledby=${broker ? '_connected' : nothing}>
          ${accounts.map(({ id, name, type }) => html`<li>${name ?? id} <small>${type}</small></li>`)}
        </ul>`
      : undefined
  }`;
