/**
 * The guide and its pictures. Loaded when it is opened; Lit is handed in, so that the chunk needs nothing from the
 * one that is there already, whatever address that one was loaded from.
 */
import type { html as Html, svg as Svg, TemplateResult } from 'lit';
import type { GuideStep, localize as Localize, Picture } from '../../brokers/broker.js';
import type { Access } from '../../core/connection.js';
import type { Messages } from '../../locales/messages.js';

/** What the guide is built with. */
export interface Templates {
  readonly html: typeof Html;
  readonly svg: typeof Svg;
  readonly localize: typeof Localize;
}

/** The numbered steps for one access. */
export function guideSteps(
  { html, svg, localize }: Templates,
  steps: readonly GuideStep[],
  access: Access,
  language: string,
  messages: Messages,
): TemplateResult {
  const text = (localized: GuideStep['text']) => localize(localized, language);
  return html`<ol>
    ${steps
      .filter((step) => !step.access || step.access === access)
      .map(
        ({ text: what, link, note, caution, picture, pictureLabel }) => html`
          <li part="guide-step">
            ${picture && draw(svg, html, picture, pictureLabel && text(pictureLabel))}
            <div>
              <p>${text(what)}</p>
              ${
                link?.url.startsWith('https:')
                  ? html`<p>
                      <a href=${link.url} target="_blank" rel="noopener noreferrer"
                        >${text(link.text)}<span class="unseen"> (${messages.newTab})</span></a
                      >
                    </p>`
                  : ''
              }
              ${caution ? html`<p class="caution">${text(caution)}</p>` : ''}
              ${note ? html`<p class="hint">${text(note)}</p>` : ''}
            </div>
          </li>
        `,
      )}
  </ol>`;
}

/** Decoration: the words beside it say the same. */
function draw(svg: typeof Svg, html: typeof Html, picture: Picture, label = ''): TemplateResult {
  const bar = (x: number, y: number, width: number) =>
    svg`<rect class="bar" x=${x} y=${y} width=${width} height="7" rx="3.5" />`;
  const button = (y: number, text: string) =>
    svg`<rect class="key" x="22" y=${y} width="116" height="22" rx="6" /><text class="on" x="80" y=${y + 15}>${text}</text>`;
  const box = (y: number) => svg`<rect class="box" x="22" y=${y} width="116" height="20" rx="5" />`;
  const inside = {
    'sign-in': () =>
      svg`<circle class="bar" cx="80" cy="40" r="11" />${box(58)}${bar(30, 65, 52)}${button(84, '→')}`,
    create: () => svg`${bar(22, 32, 62)}${box(46)}${bar(30, 53, 80)}${button(78, label)}`,
    permission: () =>
      svg`${bar(42, 34, 70)}<circle class="ring" cx="29" cy="37.5" r="5.5" /><rect class="key" x="22" y="52" width="14" height="14" rx="4" /><path class="tick" d="m25 59 3 3 5-6" /><text x="42" y="63">${label}</text>${button(80, '✓')}`,
    copy: () =>
      svg`${bar(22, 34, 50)}${box(50)}<text x="29" y="64">${label}</text><path class="copy" d="M76 82h12v14H76zM80 82v-4h12v14h-4" />`,
  };
  return html`<svg class="picture" viewBox="0 0 160 116" aria-hidden="true">
    ${svg`<rect class="frame" x="1" y="1" width="158" height="114" rx="10" /><path class="line" d="M1 20h158" /><circle class="bar" cx="13" cy="11" r="3" /><circle class="bar" cx="23" cy="11" r="3" />`}
    ${inside[picture]()}
  </svg>`;
}
