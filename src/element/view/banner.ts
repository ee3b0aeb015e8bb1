import { html, nothing, type TemplateResult } from 'lit';
import type { ConnectError } from '../../core/errors.js';
import type { State } from '../../core/flow.js';
import type { Messages } from '../../locales/messages.js';

/**
 * The one live region. It stays in the document and only its content changes, for that is what is announced.
 *
 * @param chosen - Whether a broker is chosen; without one, that is what is incomplete.
 */
export const banner = (
  state: State,
  [fault]: readonly ConnectError[],
  chosen: boolean,
  texts: Messages,
): TemplateResult => {
  const { name } = state;
  const error = name === 'failed' ? state.error : name === 'connected' ? undefined : fault;
  const busy = name === 'submitting' || name === 'verifying';
  return html`<div
    part="banner"
    id="status"
    role="status"
    tabindex="-1"
    class=${name === 'connected' ? 'success' : error && error.code !== 'cancelled' && !busy ? 'danger' : ''}
  >
    ${
      busy
        ? html`<span class="spinner"></span>
            <p>${texts[name]}</p>`
        : name === 'connected'
          ? html`<p>✓ ${texts.connected}</p>`
          : error
            ? html`<p>
                  ${error.code === 'incomplete' && !chosen ? texts.choose : texts[`error.${error.code}`]}
                </p>
                ${
                  // The endpoint's words beside ours, as text: never instead of them, for they may be in another language.
                  error.detail ? html`<p class="hint">${error.detail}</p>` : nothing
                }`
            : nothing
    }
  </div>`;
};

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
