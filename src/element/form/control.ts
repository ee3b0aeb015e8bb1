import { html, nothing, type TemplateResult } from 'lit';
import { localize, type CredentialField } from '../../brokers/broker.js';

/** What a field is filled in with needs so much beside its definition. */
export interface ControlView {
  /** BCP 47 tag of the texts. */
  readonly lang: string;
  /** Ids of what describes it. */
  readonly describedBy: string;
  readonly isInvalid: boolean;
  readonly isUnmasked: boolean;
  readonly isDisabled: boolean;
  readonly isBusy: boolean;
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
export const unrecorded = 'rr-block ym-disable-keys fs-exclude sentry-block ph-no-capture';

export const isSecret = ({ kind, secret = true }: CredentialField): boolean => secret && kind !== 'choice';

/**
 * What a field is filled in with. What is typed lives in it alone: nothing here reads or writes it. Beside the names of its own
 * it has marks for session recorders and password managers, secret or not: a secret may be pasted into the wrong field.
 */
export function control(field: CredentialField, view: ControlView): TemplateResult {
  const { kind = 'line' } = field;
  return { line, lines, choice }[kind](field, view);
}

const maskClass = (field: CredentialField, { isUnmasked }: ControlView): string =>
  `${isSecret(field) && !isUnmasked ? 'masked' : ''} ${unrecorded}`;

const line = (field: CredentialField, view: ControlView): TemplateResult => {
  const secret = isSecret(field);
  return html`<input
    part="input"
    id=${field.name}
    class=${maskClass(field, view)}
    data-rr-is-password
    data-hj-suppress
    data-private
    data-clarity-mask="true"
    data-1p-ignore
    data-bwignore
    data-form-type="other"
    data-lpignore="true"
    data-protonpass-ignore
    type=${secret && !view.isUnmasked && !isMaskable ? 'password' : 'text'}
    autocomplete="off"
    autocapitalize="off"
    autocorrect="off"
    spellcheck="false"
    dir="ltr"
    enterkeyhint="go"
    aria-required=${!field.optional}
    aria-invalid=${view.isInvalid || nothing}
    aria-describedby=${view.describedBy}
    ?disabled=${view.isDisabled}
    ?readonly=${view.isBusy}
    @copy=${keepMasked}
    @cut=${keepMasked}
    @dragstart=${keepMasked}
  />`;
};

const lines = (field: CredentialField, view: ControlView): TemplateResult =>
  html`<textarea
    part="input"
    id=${field.name}
    class=${maskClass(field, view)}
    rows="5"
    data-rr-is-password
    data-hj-suppress
    data-private
    data-clarity-mask="true"
    data-1p-ignore
    data-bwignore
    data-form-type="other"
    data-lpignore="true"
    data-protonpass-ignore
    autocomplete="off"
    autocapitalize="off"
    autocorrect="off"
    spellcheck="false"
    dir="ltr"
    aria-required=${!field.optional}
    aria-invalid=${view.isInvalid || nothing}
    aria-describedby=${view.describedBy}
    ?disabled=${view.isDisabled}
    ?readonly=${view.isBusy}
    @copy=${keepMasked}
    @cut=${keepMasked}
    @dragstart=${keepMasked}
  ></textarea>`;

const choice = ({ name, options = [] }: CredentialField, view: ControlView): TemplateResult =>
  html`<select
    part="input"
    id=${name}
    autocomplete="off"
    aria-invalid=${view.isInvalid || nothing}
    aria-describedby=${view.describedBy}
    ?disabled=${view.isDisabled || view.isBusy}
  >
    ${options.map(({ value, label }) => html`<option value=${value}>${localize(label, view.lang)}</option>`)}
  </select>`;
