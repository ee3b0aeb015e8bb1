/**
 * The guide and its pictures. Loaded when it is opened; Lit is handed in, so that the chunk needs nothing from the
 * one that is there already, whatever address that one was loaded from.
 */
import type { html as Html, svg as Svg, TemplateResult } from 'lit';
import type { GuideStep, localize as Localize, Picture } from '../../brokers/broker.js';
import type { Access } from '../../core/connection.js';

/** What the guide is built with. */
export interface Templates {
  readonly html: typeof Html;
  readonly svg: typeof Svg;
  readonly localize: typeof Localize;
}

const css = String.raw;

/** The guide's own styles, which nobody else needs. */
export const sheet = new CSSStyleSheet();
sheet.replaceSync(css`
  ol {
    display: grid;
    gap: var(--_gap);
  }
  li > div {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
  }
  ol {
    padding: var(--_gap) var(--_gap) var(--_gap) calc(var(--_gap) * 2);
    border-radius: var(--_radius);
    background: var(--_soft);
  }
  ::marker {
    color: var(--_accent);
    font-weight: 700;
  }
  li div div {
    flex: 1 15em;
  }
  a {
    color: var(--_accent);
  }
  .picture {
    width: 160px;
    fill: var(--_text);
    font-size: 10px;
  }
  .frame {
    fill: var(--_surface);
    stroke: var(--_line);
  }
  .bar {
    fill: var(--_line);
  }
  .key {
    fill: var(--_accent);
  }
  .on {
    fill: var(--_on-accent);
    text-anchor: middle;
  }
`);

/** The numbered steps for one access. */
export function guideSteps(
  { html, svg, localize }: Templates,
  steps: readonly GuideStep[],
  access: Access,
  language: string,
): TemplateResult {
  const text = (localized: GuideStep['text']) => localize(localized, language);
  return html`<ol>
    ${steps.map((step) =>
      step.access && step.access !== access
        ? ''
        : html`<li part="guide-step">
            <div>
              ${step.picture && draw(html, svg, step.picture, step.pictureLabel && text(step.pictureLabel))}
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
function draw(html: typeof Html, svg: typeof Svg, picture: Picture, label = ''): TemplateResult {
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
