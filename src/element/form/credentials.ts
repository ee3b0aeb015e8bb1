import { html, nothing, type TemplateResult } from 'lit';
import { localize, type CredentialField, type Localized } from '../../brokers/broker.js';
import type { Labels } from '../../locales/messages.js';
import { control, isSecret, type ControlView } from './control.js';
import { outerLink } from './view.js';

/** What a field needs beside its definition. */
export interface FieldView extends Omit<ControlView, 'lang' | 'describedBy'> {
  /** What is wrong with the value, in words. */
  readonly finding: unknown;
  /** A button that mends it. */
  readonly remedy: unknown;
  /** Ids of what is to be known of every field. */
  readonly context: string;
  /** That nothing is; said in place of the hint. */
  readonly praise: string | undefined;
  readonly toggleMask: () => void;
}

/** One credential field: its label, what is wrong with it, what it is filled in with, and what helps. */
export function credentialField(field: CredentialField, view: FieldView, texts: Labels): TemplateResult {
  const { name, label, hint, link, optional } = field;
  const { finding, remedy, context, praise, isInvalid, isUnmasked, isDisabled, toggleMask } = view;
  const plain = (text: Localized | undefined) => text && localize(text, texts.lang);
  const describedBy = `${name}.finding ${name}.hint ${context} ${isInvalid && !finding ? '_status' : ''}`;
  return html`<div part="field">
    <label class="label" id="${name}.label" for=${name}
      >${plain(label)} ${optional ? html`<small>${texts.optional}</small>` : nothing}</label
    >
    <div class=${isInvalid ? 'finding' : 'doubt'} id="${name}.finding">${finding}</div>
    ${remedy}
    <div class="box">
      ${control(field, { ...view, lang: texts.lang, describedBy })}
      ${
        isSecret(field)
          ? html`<button
              type="button"
              class="plain"
              aria-describedby="${name}.label"
              ?disabled=${isDisabled}
              @click=${toggleMask}
            >
              ${isUnmasked ? texts.hide : texts.show}
            </button>`
          : nothing
      }
    </div>
    <div class="hint" id="${name}.hint">${praise ?? plain(hint)}</div>
    ${link && html`<div class="hint">${outerLink(link.url, plain(link.text)!, texts)}</div>`}
  </div>`;
}
