import { html, nothing, svg, type TemplateResult } from 'lit';
import { localize, type BrokerDefinition, type GuideStep, type Localized } from '../../brokers/broker.js';
import { accessAskedFor, type Access } from '../../core/connection.js';
import type { Labels } from '../../locales/messages.js';
import { outerLink, withLabels } from '../form/view.js';

/** What the guide shows, and what is done with it. */
export interface StepsView {
  readonly steps: readonly GuideStep[];
  /** What the page asks for. */
  readonly access: Access;
  /** The broker's, of its labels. */
  readonly labelLanguage: BrokerDefinition['labelLanguage'];
  /** The person has the credential. */
  readonly onDone: () => void;
}

/** The numbered steps for one access. */
export function guideSteps(view: StepsView, texts: Labels): TemplateResult {
  const { access, labelLanguage, onDone } = view;
  const wanted = accessAskedFor(access);
  const steps = view.steps.filter((step) => !step.access || step.access === wanted);
  const plain = (text: Localized) => localize(text, texts.lang);
  const rich = (text: Localized | undefined) => text && withLabels(plain(text), labelLanguage);
  /** Where to go, once: not in each step that is done there. */
  const linkOf = ({ link }: GuideStep, index: number) =>
    link && steps.findIndex((one) => one.link?.url === link.url) === index
      ? outerLink(link.url, plain(link.text), texts)
      : nothing;
  return html`<ol>
      ${steps.map(
        (step, index) =>
          html`<li part="guide-step" tabindex="-1" data-picture=${step.picture ?? nothing}>
            <div>
              <div class="step">
                <p>${rich(step.text)}</p>
                ${linkOf(step, index)}
                <p class="finding">${rich(step.caution)}</p>
                <p class="hint">${rich(step.note)}</p>
              </div>
              ${step.picture && draw(step.picture, [step.pictureLabel ?? []].flat().map(plain))}
            </div>
          </li>`,
      )}
    </ol>
    <button type="button" @click=${onDone}>${texts.guideDone}</button>`;
}

/** So many letters have room in a picture. */
const longestWords = 20;

/**
 * Decoration: the words beside it say the same. The label to look for is the last one, on a button, except where something is
 * ticked or copied. Closing tags are written out, for minifiers drop the slash of `/>` here.
 */
function draw(picture: GuideStep['picture'], labels: readonly string[]): TemplateResult {
  const [first = '', second = ''] = labels;
  const rect = (kind: string, x: number, y: number, width: number, height: number) =>
    svg`<rect class=${kind} x=${x} y=${y} width=${width} height=${height} rx="6"></rect>`;
  const words = (x: number, y: number, text: string, kind = '') =>
    svg`<text class=${kind} x=${x} y=${y}>${text.length > longestWords ? `${text.slice(0, longestWords - 1)}…` : text}</text>`;
  const button = (text: string) => [rect('key', 12, 46, 136, 26), words(80, 63, text, 'on')];
  const field = rect('frame', 12, 12, 136, 26);
  return html`<svg class="picture" viewBox="0 0 160 84" aria-hidden="true">
    ${rect('frame', 1, 1, 158, 82)}
    ${
      picture === 'permission'
        ? [rect('key', 14, 16, 16, 16), words(22, 28, '✓', 'on'), words(36, 28, first), button(second || '✓')]
        : picture === 'create'
          ? [words(14, 29, second && first), button(second || first)]
          : picture === 'copy'
            ? [
                field,
                words(22, 29, first),
                button(''),
                svg`<path class="on" d="M74 53h9v2h-7v7h-2zM77 56h9v9h-9z"></path>`,
              ]
            : [field, words(22, 29, first), button('→')]
    }
  </svg>`;
}
