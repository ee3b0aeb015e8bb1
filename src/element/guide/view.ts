import { html, svg, type TemplateResult } from 'lit';
import { localize, type GuideStep, type Picture } from '../../brokers/broker.js';
import type { Access } from '../../core/connection.js';

/** The numbered steps for one access; `full` where the page's makes no sense. */
export function guideSteps(steps: readonly GuideStep[], access: Access, language: string): TemplateResult {
  const wanted = access === 'read-only' ? access : 'full';
  const text = (localized: GuideStep['text']) => localize(localized, language);
  return html`<ol>
    ${steps.map((step) =>
      step.access && step.access !== wanted
        ? ''
        : html`<li part="guide-step">
            <div>
              <div class="step">
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
              ${step.picture && draw(step.picture, step.pictureLabel && text(step.pictureLabel))}
            </div>
          </li>`,
    )}
  </ol>`;
}

/** Decoration: the words beside it say the same. Closing tags are written out, for minifiers drop the slash of `/>` here. */
function draw(picture: Picture, label = ''): TemplateResult {
  const rect = (kind: string, x: number, y: number, width: number, height: number) =>
    svg`<rect class=${kind} x=${x} y=${y} width=${width} height=${height} rx="6"></rect>`;
  const words = (x: number, y: number, text: string, kind = '') =>
    svg`<text class=${kind} x=${x} y=${y}>${text}</text>`;
  const button = (text: string) => [rect('key', 20, 80, 120, 24), words(80, 96, text, 'on')];
  const field = rect('frame', 20, 48, 120, 24);
  return html`<svg class="picture" viewBox="0 0 160 116" aria-hidden="true">
    ${rect('frame', 1, 1, 158, 114)}
    <path class="bar" d="M1 19h158v1H1zM10 9h5v4h-5zm9 0h5v4h-5zM20 31h80v7h-80z"></path>
    ${
      picture === 'permission'
        ? [rect('key', 20, 52, 16, 16), words(28, 64, '✓', 'on'), words(42, 64, label), button('✓')]
        : picture === 'copy'
          ? [
              field,
              words(28, 64, label),
              button(''),
              svg`<path class="on" d="M74 86h9v2h-7v7h-2zM77 89h9v9h-9z"></path>`,
            ]
          : [field, button(picture === 'create' ? label : '→')]
    }
  </svg>`;
}
