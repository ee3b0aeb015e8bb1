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
  faults: readonly ConnectError[],
  chosen: boolean,
  messages: Messages,
): TemplateResult => {
  const [tone, content] = message(state, faults, chosen, messages);
  return html`<div part="banner" id="status" role="status" class=${tone} tabindex="-1">${content}</div>`;
};

function message(state: State, faults: readonly ConnectError[], chosen: boolean, messages: Messages) {
  switch (state.name) {
    case 'submitting':
    case 'verifying':
      return [
        'busy',
        html`<span class="spinner"></span>
          <p>${messages[state.name]}</p>`,
      ];
    case 'connected':
      return ['success', html`<p>${messages.connected}</p>`];
    case 'failed': {
      const { code, detail } = state.error;
      const text = code === 'incomplete' && !chosen ? messages.choose : messages[`error.${code}`];
      // The endpoint's words beside ours, as text: never instead of them, for they may be in another language.
      return [
        code === 'cancelled' ? 'note' : 'danger',
        html`<p>${text}</p>
          ${detail ? html`<p class="detail">${detail}</p>` : nothing}`,
      ];
    }
    default:
      return faults.length
        ? [
            'danger',
            [...new Set(faults.map(({ code }) => code))].map(
              (code) => html`<p>${messages[`error.${code}`]}</p>`,
            ),
          ]
        : ['', nothing];
  }
}

/** What counts down to the next possible try. Outside the live region: nobody wants to hear every second. */
export const countdown = (seconds: number, language: string, messages: Messages): TemplateResult =>
  html`<p class="hint" role="timer">${messages.wait.replace('{time}', duration(seconds, language))}</p>`;

function duration(seconds: number, language: string): string {
  const minutes = Math.floor(seconds / 60);
  const words = (value: number, unit: string) =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  return (minutes ? `${words(minutes, 'minute')} ` : '') + words(seconds % 60, 'second');
}
