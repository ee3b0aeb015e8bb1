import { html, nothing, type TemplateResult } from 'lit';
import { hasNone, localize, type BrokerDefinition } from '../../brokers/broker.js';
import {
  accessAskedFor,
  excessiveRights,
  mayDoTooMuch,
  type Access,
  type Connection,
  type Right,
} from '../../core/connection.js';
import type { Labels, Messages } from '../../locales/messages.js';
import { PcProgressEvent } from '../events.js';

/** What the form consists of, and what is done with it. */
export interface FormView {
  /** The selector, or what stands in its place. */
  readonly selector: unknown;
  /** That some brokers are not there. */
  readonly pending: unknown;
  /** What people should know before they begin. */
  readonly notice: unknown;
  readonly guide: unknown;
  /** Who gets what is asked for, and what that one can do with it. */
  readonly assurance: unknown;
  readonly fields: unknown;
  readonly onSubmit: (event: Event) => void;
  readonly onInput: (event: InputEvent) => void;
  readonly onChange: (event: Event) => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

/** The form. Its method keeps it inert even if a listener fails: it is no address to go to with what was typed. */
export const form = (view: FormView, texts: Labels): TemplateResult =>
  html`<slot name="description"><p class="hint">${texts.description}</p></slot>
    <form
      id="_form"
      method="dialog"
      novalidate
      @submit=${view.onSubmit}
      @input=${view.onInput}
      @change=${view.onChange}
      @keydown=${view.onKey}
      @keyup=${view.onKey}
    >
      ${view.selector} ${view.pending || nothing} ${view.notice} ${view.guide} ${view.assurance}
      ${view.fields}
    </form>`;

/** What people should know of a broker before they begin. */
export const notice = (words: string): TemplateResult => html`<p class="finding" id="_notice">${words}</p>`;

/** Who gets what is asked for, and what that one can do with it. */
export function assurance(
  url: string,
  broker: BrokerDefinition,
  access: Access,
  texts: Labels,
): TemplateResult {
  const { host } = new URL(url);
  const asked = accessAskedFor(access);
  const isThere = !hasNone(asked, broker);
  const allows =
    asked === 'full'
      ? texts[isThere ? 'allowsFull' : 'noFull']
      : texts[isThere ? 'allowsReadOnly' : 'noReadOnly'];
  return html`<p class="hint" id="_assurance">${texts.receiver.replace('{host}', () => host)} ${allows}</p>`;
}

/** What can be done with the form. */
export interface ActionsView {
  /** How long to wait, or what else can be done. */
  readonly before: unknown;
  /** The button beside the main one. */
  readonly secondButton: unknown;
  readonly isBusy: boolean;
  readonly canSubmit: boolean;
  readonly onPointerDown: () => void;
  readonly onClick: (event: MouseEvent) => void;
}

/** The form's buttons, which stand outside of it. */
export const actions = (view: ActionsView, texts: Labels): TemplateResult =>
  html`${view.before}
    <div class="actions">
      <button
        part="submit"
        form="_form"
        ?disabled=${!view.canSubmit}
        aria-disabled=${view.isBusy || nothing}
        @pointerdown=${view.onPointerDown}
        @click=${view.onClick}
      >
        ${texts.submit}
      </button>
      ${view.secondButton}
    </div>`;

/** The guide behind its button. Nothing is rendered of it before it is opened. */
export const disclosure = (
  isOpen: boolean,
  toggle: () => void,
  content: unknown,
  texts: Labels,
): TemplateResult =>
  html`<div part="guide">
    <button type="button" class="plain" aria-expanded=${isOpen} @click=${toggle}>${texts.guide}</button>
    ${content || nothing}
  </div>`;

/** A button that goes back, beside the main one. */
export const cancelButton = (cancel: () => void, texts: Labels): TemplateResult =>
  html`<button type="button" @click=${cancel}>${texts.cancel}</button>`;

/**
 * Sets off what is quoted in a text: labels of the broker's own site, to be found there at a glance, and to be read aloud in
 * their own language.
 */
export const withLabels = (text: string, language: string | undefined): TemplateResult =>
  html`${text
    .split(/([«“][^»”]+[»”])/)
    .map((part, index) => (index % 2 ? html`<strong lang=${language ?? nothing}>${part}</strong>` : part))}`;

/** The middle button opens a link, too. */
const onFollow = ({ button, currentTarget }: MouseEvent): void => {
  if (button < 2) (currentTarget as Element).dispatchEvent(new PcProgressEvent('link-followed'));
};

/** A link that leaves the block, in a new tab: what was typed stays here. Nothing where it is not `https:`. */
export const outerLink = (
  url: string | undefined,
  words: string,
  { newTab }: Labels,
): TemplateResult | typeof nothing =>
  url?.startsWith('https:')
    ? html`<a href=${url} target="_blank" rel="noopener noreferrer" @click=${onFollow} @auxclick=${onFollow}
        >${words}<span class="quiet"> (${newTab})</span></a
      >`
    : nothing;

/** What is said of a token that may do more than the page needs: that it can move money, else that it can trade. */
export function cautionOf(
  connection: Connection,
  asked: Access,
  broker: BrokerDefinition | undefined,
  texts: Messages,
): TemplateResult | undefined {
  // Where every level has such a right, there is no token without it.
  const levels = broker?.permissions?.levels ?? [];
  const isInAll = (right: Right) => levels.length > 0 && levels.every(({ allows }) => allows.includes(right));
  const rights = excessiveRights(connection).filter((right) => !isInAll(right));
  const names = rights.map((right) => {
    const known = broker?.permissions?.excessive?.find((one) => one.right === right);
    return known ? localize(known.name, texts.lang) : texts[right];
  });
  const words = names.length
    ? texts.excessive.replace('{rights}', () => new Intl.ListFormat(texts.lang).format(names))
    : mayDoTooMuch(connection, asked) && !hasNone('read-only', broker) && texts.tooMuch;
  return words ? html`<p class="note danger">${withLabels(words, broker?.labelLanguage)}</p>` : undefined;
}
