import { html, type TemplateResult } from 'lit';
import type { Access, Connection } from '../../core/connection.js';
import type { Messages } from '../../locales/messages.js';

/** What follows the good news: the accounts, a caution where the token may do more than was asked for, and the way on. */
export const success = (
  { accounts = [], access }: Connection,
  asked: Access,
  disabled: boolean,
  texts: Messages,
  startOver: () => void,
): TemplateResult =>
  html`<ul ?hidden=${!accounts.length}>
      ${accounts.map(({ id, name, type }) => html`<li>${name ?? id} <small>${type}</small></li>`)}
    </ul>
    ${access === 'full' && asked === 'read-only' ? html`<p class="note danger">${texts.tooMuch}</p>` : undefined}
    <div class="actions">
      <button ?disabled=${disabled} @click=${startOver}>${texts.another}</button>
    </div>`;
