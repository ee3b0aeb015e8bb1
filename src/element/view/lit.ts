/**
 * Lit, for what is loaded later. Handed over instead of imported: then that chunk needs nothing from the one that is there
 * already, whatever address that one was loaded from.
 */
import type { html as Html, svg as Svg } from 'lit';
import type { localize as Localize } from '../../brokers/broker.js';

/** What templates are made with. */
export interface Templates {
  readonly html: typeof Html;
  readonly svg: typeof Svg;
  readonly localize: typeof Localize;
}

export let html: typeof Html;
export let svg: typeof Svg;
export let localize: typeof Localize;

/** Call before anything that is loaded later renders. */
export const useTemplates = (templates: Templates): void => {
  ({ html, svg, localize } = templates);
};
