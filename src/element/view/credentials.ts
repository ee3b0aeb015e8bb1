import { html, nothing, type TemplateResult } from 'lit';
import { localize, type CredentialField } from '../../brokers/broker.js';
import { isDoubt, type Finding } from '../../core/credential.js';
import { format } from '../../locales/index.js';
import type { Messages } from '../../locales/messages.js';

/** What a field needs beside its definition. */
export interface FieldView {
  readonly finding: Finding | undefined;
  /** Whether a doubt was already told at a press of the button, so that another press overrules it. */
  readonly warned: boolean;
  /** Whether the endpoint or a check refused the value. */
  readonly invalid: boolean;
  readonly shown: boolean;
  readonly disabled: boolean;
  readonly readonly: boolean;
  readonly toggle: () => void;
  readonly replace: () => void;
}

/**
 * A text field masked by style sheet. A password field would be filled with the password for this very site, and password
 * managers would offer to keep the token; where the style is not known, masking comes first and it is one after all.
 */
const maskable = globalThis.CSS?.supports('-webkit-text-security', 'disc');

/** One credential field. What is typed lives in the input alone: nothing here reads or writes it. */
export const credentialField = (
  { name, label, hint, secret = true }: CredentialField,
  view: FieldView,
  language: string,
  messages: Messages,
): TemplateResult => {
  const { finding, shown } = view;
  const masked = secret && !shown;
  return html`
    <div part="field">
      <label for=${name}>${localize(label, language)}</label>
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
          writingsuggestions="false"
          translate="no"
          dir="ltr"
          data-1p-ignore
          data-bwignore
          data-lpignore="true"
          aria-required="true"
          aria-invalid=${view.invalid || (finding && !isDoubt(finding)) ? 'true' : nothing}
          aria-describedby="${name}-finding ${name}-hint status"
          ?disabled=${view.disabled}
          ?readonly=${view.readonly}
        />
        ${
          secret
            ? html`<button
                type="button"
                class="plain"
                aria-controls=${name}
                ?disabled=${view.disabled}
                @click=${view.toggle}
              >
                ${shown ? messages.hide : messages.show}
              </button>`
            : nothing
        }
      </div>
      <div class="finding" id="${name}-finding">
        ${finding ? sentence(finding, localize(label, language), language, messages) : nothing}
        ${finding && isDoubt(finding) && view.warned ? format(messages.insist, { submit: messages.submit }) : nothing}
        ${
          finding?.kind === 'look-alike'
            ? html`<button type="button" class="plain" @click=${view.replace}>${messages.replace}</button>`
            : nothing
        }
      </div>
      ${hint ? html`<div class="hint" id="${name}-hint">${localize(hint, language)}</div>` : nothing}
    </div>
  `;
};

/** At most so many look-alikes are named; the button replaces all. */
const mostNamed = 5;

function sentence(finding: Finding, field: string, language: string, messages: Messages): string {
  switch (finding.kind) {
    case 'empty':
      return format(messages.empty, { field });
    case 'look-alike':
      return format(messages.lookAlike, {
        letters: new Intl.ListFormat(language).format(
          finding.letters.slice(0, mostNamed).map((letter) => format(messages.lookAlikeItem, { ...letter })),
        ),
      });
    case 'not-latin':
    case 'character': {
      const found = finding.found.trim() || messages.space;
      return format(finding.kind === 'character' ? messages.character : messages.notLatin, {
        found,
        position: finding.position,
      });
    }
    case 'prefix':
      return format(messages.prefix, { prefix: finding.prefix });
    case 'short':
      return format(messages.short, { length: finding.length, minLength: finding.minLength });
  }
}
