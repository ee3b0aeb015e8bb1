import { html, type TemplateResult } from 'lit';
import type { Failure } from '../../core/errors.js';
import type { State } from '../../core/flow.js';
import type { Messages } from '../../locales/messages.js';

/**
 * What the live region says.
 *
 * @param isBrokerSelected - Where none is, that is what is incomplete.
 */
export function banner(
  state: State,
  [fault]: readonly Failure[],
  isBrokerSelected: boolean,
  texts: Messages,
): TemplateResult | undefined {
  const { name } = state;
  if (name === 'submitting' || name === 'verifying')
    return html`<label class="note">${texts[name]} <progress></progress></label>`;
  if (name === 'connected') return html`<p class="note success">${texts.connected}</p>`;
  const error = name === 'failed' ? state.error : fault;
  return (
    error &&
    html`<div class=${error.code === 'cancelled' ? 'note' : 'note danger'}>
      <p>${error.code === 'incomplete' && !isBrokerSelected ? texts.choose : texts[`error.${error.code}`]}</p>
      ${
        // The endpoint's words beside ours, as text: never instead of them, for they may be in another language.
        error.detail && html`<p class="hint">${error.detail}</p>`
      }
    </div>`
  );
}

/** What counts down to the next possible try. Outside the live region: nobody wants to hear every second. */
export const countdown = (seconds: number, texts: Messages): TemplateResult =>
  html`<p class="hint" role="timer">
    ${texts.wait.replace(
      '{time}',
      new Intl.NumberFormat(texts.lang, { style: 'unit', unit: 'second', unitDisplay: 'long' }).format(
        seconds,
      ),
    )}
  </p>`;
