import { html, nothing, type TemplateResult } from 'lit';
import { localize, type CredentialField } from '../../brokers/broker.js';
import type { Labels } from '../../locales/messages.js';

/** What a field needs beside its definition. */
export interface FieldView {
  /** What is wrong with the value, in words. */
  readonly finding: unknown;
  /** That nothing is; said in place of the hint. */
  readonly praise: string | undefined;
  readonly isInvalid: boolean;
  readonly isUnmasked: boolean;
  readonly isDisabled: boolean;
  readonly isBusy: boolean;
  readonly toggleMask: () => void;
}

/**
 * A text field masked by style sheet. Chromium and Firefox offer to save what is in a password field as the password for
 * this very site, whatever its `autocomplete` says, and would fill that one in; docs/security.md has what was found in each engine.
 * Where the style is not known, masking comes first and it is a password field after all.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- Node, which may import this, has no CSS
const isMaskable = globalThis.CSS?.supports('-webkit-text-security', 'disc');

/** What is masked is not to be had by copying, cutting or dragging, as in a password field. */
const keepMasked = (event: Event): void => {
  if ((event.currentTarget as Element).matches('.masked')) event.preventDefault();
};

/** What session recorders are documented not to record; docs/pages.md names the source of each. */
const unrecorded = 'rr-block ym-disable-keys fs-exclude sentry-block ph-no-capture';

/**
 * One credential field. What is typed lives in the input alone: nothing here reads or writes it. Beside the names of its own
 * the input has marks: for session recorders where it is secret, and for password managers.
 */
export const credentialField = (
  { name, label, hint, secret = true }: CredentialField,
  { finding, praise, isInvalid, isUnmasked, isDisabled, isBusy, toggleMask }: FieldView,
  texts: Labels,
): TemplateResult => {
  const isMasked = secret && !isUnmasked;
  return html`<div part="field">
    <label class="label" id="${name}-label" for=${name}>${localize(label, texts.lang)}</label>
    <div class=${isInvalid ? 'finding' : 'doubt'} id="${name}-finding">${finding}</div>
    <div class="box">
      <input
        part="input"
        id=${name}
        class="${isMasked ? 'masked' : ''} ${secret ? unrecorded : ''}"
        ?data-rr-is-password=${secret}
        ?data-hj-suppress=${secret}
        ?data-private=${secret}
        data-clarity-mask=${secret}
        data-1p-ignore
        data-bwignore
        data-form-type="other"
        data-lpignore="true"
        data-protonpass-ignore
        type=${isMasked && !isMaskable ? 'password' : 'text'}
        autocomplete="off"
        autocapitalize="off"
        autocorrect="off"
        spellcheck="false"
        dir="ltr"
        enterkeyhint="go"
        aria-required="true"
        aria-invalid=${isInvalid || nothing}
        aria-describedby="${name}-finding ${name}-hint _assurance ${isInvalid && !finding ? '_status' : ''}"
        ?disabled=${isDisabled}
        ?readonly=${isBusy}
        @copy=${keepMasked}
        @cut=${keepMasked}
        @dragstart=${keepMasked}
      />
      ${
        secret
          ? html`<button
              type="button"
              class="plain"
              aria-describedby="${name}-label"
              ?disabled=${isDisabled}
              @click=${toggleMask}
            >
              ${isUnmasked ? texts.hide : texts.show}
            </button>`
          : nothing
      }
    </div>
    <div class="hint" id="${name}-hint">${praise ?? (hint && localize(hint, texts.lang))}</div>
  </div>`;
};
