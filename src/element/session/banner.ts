import { html, type TemplateResult } from 'lit';
import { isCredentialFault } from '../../core/credential.js';
import type { ErrorCode, Failure } from '../../core/errors.js';
import { isUnsure, waitAfter, type State } from '../../core/flow.js';
import type { Messages } from '../../locales/messages.js';

/** What the live region tells of. */
export interface BannerView {
  readonly state: State;
  /** What is wrong with the setup. */
  readonly fault: Failure | undefined;
  /** Whether an attempt takes longer than usual. */
  readonly isSlow: boolean;
  /** What a failure is, and what to do. */
  readonly reason: (code: ErrorCode) => unknown;
  /** What to add to the advice to reload the page. */
  readonly reloadCaution: () => string;
}

/** What the live region shows. */
export function banner(view: BannerView, texts: Messages): TemplateResult | undefined {
  const { state, fault, isSlow } = view;
  if (state.name === 'submitting' || state.name === 'verifying')
    return html`<div class="note">
      <label>${texts[state.name]} <progress></progress></label>
      ${isSlow ? html`<p>${texts.slow}</p>` : undefined}
    </div>`;
  if (state.name === 'connected') return html`<p class="note success">${texts.connected}</p>`;
  if (state.name === 'failed') return failed(state, view, texts);
  return fault && note(fault, [texts[`error.${fault.code}`]], true, texts);
}

/** Failures that only the site can mend, when trying again does not help. */
const ofSite: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['forbidden', 'server-error', 'redirected']);

function failed(
  state: State & { readonly name: 'failed' },
  { reason, reloadCaution }: BannerView,
  texts: Messages,
): TemplateResult {
  const { error, wait } = state;
  const { code, retryAfter } = error;
  if (code === 'rate-limited' && retryAfter && !wait) return html`<p class="note">${texts.waited}</p>`;
  return note(
    error,
    [
      reason(code),
      code === 'forbidden' ? reloadCaution() : '',
      isUnsure(state) ? texts.unsure : '',
      ofSite.has(code) ? texts.support : '',
      // Counted down in writing, and said once, as it was at first.
      wait > 0 ? html`<span class="quiet">${waiting(waitAfter(error), texts)}</span>` : '',
    ],
    code !== 'cancelled' && code !== 'already-connected',
    texts,
  );
}

/** The endpoint's words come beside ours, as text: never instead of them, for they may be in another language. */
function note(
  { code, detail, requestId }: Failure,
  words: readonly unknown[],
  isDanger: boolean,
  texts: Messages,
): TemplateResult {
  const number = isCredentialFault(code) ? undefined : requestId;
  return html`<div class=${isDanger ? 'note danger' : 'note'}>
    ${words.filter(Boolean).map((part) => html`<p>${part}</p>`)}
    ${detail && html`<p class="hint">${detail}</p>`}
    ${number && html`<p class="hint">${texts.requestNumber.replace('{id}', () => number)}</p>`}
  </div>`;
}

/** What counts down to the next possible try. Outside the live region: nobody wants to hear every second. */
export const countdown = (seconds: number, texts: Messages): TemplateResult =>
  html`<p class="hint" role="timer">${waiting(seconds, texts)}</p>`;

/** Units in which a number still says something: 3600 seconds does not. */
const units = [
  { unit: 'hour', seconds: 3600, from: 2 },
  { unit: 'minute', seconds: 60, from: 2 },
  { unit: 'second', seconds: 1, from: 0 },
] as const;

const waiting = (seconds: number, texts: Messages): string => {
  const { unit, seconds: size } = units.find((one) => seconds >= one.from * one.seconds)!;
  const format = new Intl.NumberFormat(texts.lang, { style: 'unit', unit, unitDisplay: 'long' });
  return texts.wait.replace('{time}', format.format(Math.ceil(seconds / size)));
};
