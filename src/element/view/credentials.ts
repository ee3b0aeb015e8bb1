import { html, nothing, type TemplateResult } from 'lit';
import { localize, type CredentialField } from '../../brokers/broker.js';
import type { Messages } from '../../locales/messages.js';

/** What a field needs beside its definition. */
export interface FieldView {
  /** What is wrong with the value, in words. */
  readonly finding: string | undefined;
  readonly invalid: boolean;
  readonly shown: boolean;
  readonly disabled: boolean;
  readonly busy: boolean;
  readonly toggle: () => void;
}

/**
 * A text field masked by style sheet. A password field would be filled with the password for this very site, and password
 * managers would offer to keep the token; where the style is not known, masking comes first and it is one after all.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- Node, which may import this, has no CSS
const maskable = globalThis.CSS?.supports('-webkit-text-security', 'disc');

/** One credential field. What is typed lives in the input alone: nothing here reads or writes it. */
export const credentialField = (
  { name, label, hint, secret = true }: CredentialField,
  { finding, invalid, shown, disabled, busy, toggle }: FieldView,
  texts: Messages,
): TemplateResult => {
  const masked = secret && !shown;
  return html`<div part="field">
    <label class="label" for=${name}>${localize(label, texts.lang)}</label>
    <div class="box">
      <input
        part="input"
        id=${name}
        class=${masked ? 'masked' : ''}
        type=${masked && !maskable ? 'password' : 'text'}
        autocomplete="off"
        autocapitalize="off"
        autocorrect="off"
        spellcheck="false"
        aria-required="true"
        aria-invalid=${invalid || nothing}
        aria-describedby="${name}-finding ${name}-hint _status"
        ?disabled=${disabled}
        ?readonly=${busy}
      />
      ${
        secret
          ? html`<button type="button" class="plain" ?disabled=${disabled} @click=${toggle}>
              ${shown ? texts.hide : texts.show}
            </button>`
          : nothing
      }
    </div>
    <div class="finding" id="${name}-finding">${finding}</div>
    <div class="hint" id="${name}-hint">${hint ? localize(hint, texts.lang) : nothing}</div>
  </div>`;
};
