import type { TemplateResult } from 'lit';
import type { BrokerDefinition, GuideStep, Picture } from '../../brokers/broker.js';
import { notLoaded } from '../../core/errors.js';
import { timeLimit } from '../../core/limit.js';
import { within } from '../../core/within.js';
import { adopt } from '../css.js';
import { PcErrorEvent, PcProgressEvent } from '../events.js';
import type { Labels } from '../../locales/messages.js';
import type { GuideView } from '../form/form-parts.js';
import type { BlockHost } from '../host.js';
import { styles } from './styles.js';
import { guideSteps } from './view.js';

/** How to issue a credential: a broker's own steps, which are loaded when the person opens the guide. */
export class Guide implements GuideView {
  isMissing = false;
  readonly #host: BlockHost;
  #broker: string | undefined;
  #steps: readonly GuideStep[] | undefined;
  #opening: object | undefined;

  constructor(host: BlockHost) {
    this.#host = host;
    adopt(host.renderRoot, styles);
  }

  /**
   * Loads the steps, and shows them for as long as no guide is opened after this one.
   *
   * @param at - The picture of the step to go to.
   */
  async open(broker: BrokerDefinition, at?: Picture): Promise<void> {
    const opening = (this.#opening = {});
    const limit = timeLimit(this.#host.timeout);
    this.#broker = broker.id;
    this.#steps = undefined;
    this.isMissing = false;
    this.#host.requestUpdate();
    const steps = await within(limit, load(broker)).catch(() => undefined);
    if (this.#opening !== opening) return;
    this.#steps = steps;
    this.isMissing = !steps;
    this.#host.requestUpdate();
    if (steps) {
      await this.#host.updateComplete;
      const stepOf = (picture = '') =>
        this.#host.renderRoot.querySelector<HTMLElement>(`[part=guide-step]${picture}`);
      if (this.#opening !== opening || !stepOf()) return;
      if (at) stepOf(`[data-picture=${at}]`)?.focus();
      this.#host.dispatchEvent(new PcProgressEvent('guide-opened'));
      return;
    }
    this.#host.dispatchEvent(new PcProgressEvent('chunk-failed'));
    this.#host.dispatchEvent(new PcErrorEvent(notLoaded(`the guide of ${broker.id}`, limit)));
  }

  /** A page may give an equal definition anew, so brokers are compared by id. */
  view(
    { id, labelLanguage }: BrokerDefinition,
    onDone: () => void,
    texts: Labels,
  ): TemplateResult | undefined {
    const steps = this.#broker === id ? this.#steps : undefined;
    return steps && guideSteps({ steps, access: this.#host.access, labelLanguage, onDone }, texts);
  }
}

const load = async ({ guide = [] }: BrokerDefinition): Promise<readonly GuideStep[]> =>
  typeof guide === 'function' ? guide() : guide;
