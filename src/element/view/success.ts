import type { TemplateResult } from 'lit';
import type { Connection } from '../../core/connection.js';
import type { Messages } from '../../locales/messages.js';
import { html } from './lit.js';

/** What follows the good news: the accounts, and the way on. */
export const success = (
  { accounts = [] }: Connection,
  disabled: boolean,
  texts: Messages,
  startOver: () => void,
): TemplateResult =>
  html`<ul ?hidden=${!accounts.length}>
      ${accounts.map(({ id, name, type }) => html`<li>${name ?? id} <small>${type}</small></li>`)}
    </ul>
    <div class="actions">
      <button ?disabled=${disabled} @click=${startOver}>${texts.another}</button>
    </div>`;
