import type { TemplateResult } from 'lit';
import type { BrokerDefinition, GuideStep, Picture } from '../../brokers/broker.js';
import type { Access } from '../../core/connection.js';
import { html, localize, svg } from './lit.js';

/** Loads a broker's guide. Returns what renders it. */
export async function loadGuide({ guide = [] }: BrokerDefinition) {
  const steps = typeof guide === 'function' ? await guide() : guide;
  return (access: Access, language: string): TemplateResult =>
    guideSteps(steps, access === 'read-only' ? access : 'full', language);
}

/** The numbered steps for one access. */
function guideSteps(steps: readonly GuideStep[], access: Access, language: string): TemplateResult {
  const text = (localized: GuideStep['text']) => localize(localized, language);
  return html`<ol>
    ${steps.map((step) =>
      step.access && step.access !== access
        ? ''
        : html`<li part="guide-step">
            <div>
              ${step.picture && draw(step.picture, step.pictureLabel && text(step.pictureLabel))}
              <div>
                <p>${text(step.text)}</p>
                ${
                  step.link?.url.startsWith('https:')
                    ? html`<a href=${step.link.url} target="_blank" rel="noopener noreferrer"
                        >${text(step.link.text)}</a
                      >`
                    : ''
                }
                <p class="finding">${step.caution && text(step.caution)}</p>
                <p class="hint">${step.note && text(step.note)}</p>
              </div>
            </div>
          </li>`,
    )}
  </ol>`;
}

/** Decoration: the words beside it say the same. */
function draw(picture: Picture, label = ''): TemplateResult {
  const bar = svg`<rect class="bar" x="20" y="31" width="80" height="8" rx="4" />`;
  const box = svg`<rect class="frame" x="20" y="48" width="120" height="24" rx="6" />`;
  const words = (x: number, text: string) => svg`<text x=${x} y="64">${text}</text>`;
  const button = (text: string) =>
    svg`<rect class="key" x="20" y="80" width="120" height="24" rx="6" /><text class="on" x="80" y="96">${text}</text>`;
  const tick = svg`<rect class="key" x="20" y="52" width="16" height="16" rx="4" /><text class="on" x="28" y="64">✓</text>`;
  return html`<svg class="picture" viewBox="0 0 160 116" aria-hidden="true">
    <rect class="frame" x="1" y="1" width="158" height="114" rx="10" />
    <path class="bar" d="M1 19h158v1H1zM10 9h5v4h-5zm9 0h5v4h-5z" />
    ${bar}
    ${picture === 'permission' ? [tick, words(42, label), button('✓')] : [box, picture === 'copy' ? words(28, label) : '', button(picture === 'create' ? label : picture === 'copy' ? '⧉' : '→')]}
  </svg>`;
}
