import { html, type TemplateResult } from 'lit';
import type { BrokerDefinition, GuideStep } from '../../brokers/broker.js';
import type { Labels } from '../../locales/messages.js';
import type { BlockHost } from '../host.js';
import { styles } from './styles.js';
import { guideSteps } from './view.js';

/** How to issue a credential: a broker's own steps, which are loaded when the person opens the guide. */
export class Guide {
  readonly #host: BlockHost;
  #broker: BrokerDefinition | undefined;
  #steps: readonly GuideStep[] | 'loading' | 'missing' = 'loading';

  constructor(host: BlockHost) {
    this.#host = host;
    (host.renderRoot as ShadowRoot).adoptedStyleSheets.push(styles.styleSheet!);
  }

  async open(broker: BrokerDefinition, loading: Promise<readonly GuideStep[]>): Promise<void> {
    this.#broker = broker;
    this.#steps = 'loading';
    const steps = await loading.catch(() => 'missing' as const);
    // Another broker's guide was opened in the meantime.
    if (this.#broker !== broker) return;
    this.#steps = steps;
    this.#host.requestUpdate();
  }

  /** The steps for the access that the page asks for; nothing until they are there. */
  view(broker: BrokerDefinition, texts: Labels): TemplateResult | undefined {
    if (this.#broker !== broker || this.#steps === 'loading') return undefined;
    return this.#steps === 'missing'
      ? html`<p class="finding">${texts['error.network']}</p>`
      : guideSteps(this.#steps, this.#host.access, texts.lang);
  }
}
