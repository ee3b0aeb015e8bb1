import type { TemplateResult } from 'lit';
import type { BrokerDefinition, GuideStep } from '../../brokers/broker.js';
import type { GuideView } from '../form/form.js';
import type { BlockHost } from '../host.js';
import { styles } from './styles.js';
import { guideSteps } from './view.js';

/** How to issue a credential: a broker's own steps, which are loaded when the person opens the guide. */
export class Guide implements GuideView {
  isMissing = false;
  readonly #host: BlockHost;
  #broker: BrokerDefinition | undefined;
  #steps: readonly GuideStep[] | undefined;

  constructor(host: BlockHost) {
    this.#host = host;
    (host.renderRoot as ShadowRoot).adoptedStyleSheets.push(styles.styleSheet!);
  }

  /** Shows the steps once they are loaded, for as long as no other broker's guide is opened. */
  async open(broker: BrokerDefinition, loading: Promise<readonly GuideStep[]>): Promise<void> {
    this.#broker = broker;
    this.#steps = undefined;
    this.isMissing = false;
    this.#host.requestUpdate();
    const steps = await loading.catch(() => undefined);
    if (this.#broker !== broker) return;
    this.#steps = steps;
    this.isMissing = !steps;
    this.#host.requestUpdate();
  }

  view(broker: BrokerDefinition, language: string): TemplateResult | undefined {
    return this.#broker === broker && this.#steps
      ? guideSteps(this.#steps, this.#host.access, language)
      : undefined;
  }
}
