import { html, type TemplateResult } from 'lit';
import type { BrokerDefinition, Picture } from '../../brokers/broker.js';
import type { Labels } from '../../locales/messages.js';
import type { BlockHost } from '../host.js';
import type { FormParts } from './form-parts.js';
import { disclosure } from './view.js';

/** What the guide needs of the form around it. */
interface Surroundings {
  readonly parts: () => FormParts;
  readonly broker: () => BrokerDefinition | undefined;
  /** What to do where a part of the block is missing. */
  readonly missing: (labels: Labels) => string;
  /** The person has what the guide is about. */
  readonly onDone: () => void;
}

/** The guide behind its button: open or not, there or not. */
export class GuideToggle {
  #isOpen = false;
  readonly #host: BlockHost;
  readonly #form: Surroundings;

  constructor(host: BlockHost, form: Surroundings) {
    this.#host = host;
    this.#form = form;
  }

  close(): void {
    this.#isOpen = false;
    this.#host.requestUpdate();
  }

  view(broker: BrokerDefinition, labels: Labels): TemplateResult {
    return disclosure(this.#isOpen, this.#toggle, this.#isOpen && this.#steps(broker, labels), labels);
  }

  /** What is to be said of the guide, beside showing it. */
  status(labels: Labels): TemplateResult | undefined {
    return this.#isOpen && this.#isMissing
      ? html`<p class="quiet">${this.#form.missing(labels)}</p>`
      : undefined;
  }

  /** Opens it; at the first step with a picture, if that is what is wanted. */
  open(at?: Picture): void {
    this.#isOpen = true;
    this.#host.requestUpdate();
    const broker = this.#form.broker();
    if (broker) this.#form.parts().openGuide(broker, at);
  }

  #toggle = (): void => {
    if (this.#isOpen) this.close();
    else this.open();
  };

  #done = (): void => {
    this.close();
    this.#form.onDone();
  };

  #steps(broker: BrokerDefinition, labels: Labels): unknown {
    if (this.#isMissing) return html`<p class="finding">${this.#form.missing(labels)}</p>`;
    const steps = this.#form.parts().guide?.view(broker, this.#done, labels);
    return steps ?? html`<p class="hint">${labels.preparing}</p>`;
  }

  get #isMissing(): boolean {
    const parts = this.#form.parts();
    return parts.guide ? parts.guide.isMissing : parts.isMissing('guide');
  }
}
