/**
 * Registers `<portfolio-connect>`. Importing it twice, or next to a script tag that did it already, is harmless.
 *
 * @packageDocumentation
 */
import { PortfolioConnectElement } from './element/portfolio-connect.js';

// Below the floor nothing is registered, and the tag shows its children. Where pages are prepared, there is no CSS, and perhaps
// no registry.
const { CSS, customElements } = globalThis as {
  CSS?: { supports(condition: string): boolean };
  customElements?: CustomElementRegistry;
};
if (customElements && CSS?.supports('selector(:state(a))') !== false) {
  if (!customElements.get('portfolio-connect'))
    customElements.define('portfolio-connect', PortfolioConnectElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'portfolio-connect': PortfolioConnectElement;
  }
}

export { PortfolioConnectElement };
