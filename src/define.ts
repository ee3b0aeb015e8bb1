/**
 * Registers `<portfolio-connect>`. Importing it twice, or next to a script tag that did it already, is harmless.
 *
 * @packageDocumentation
 */
import { PortfolioConnectElement } from './element/portfolio-connect.js';

// Below the floor nothing is registered, and the tag shows its children. Node, where pages are prepared, has no CSS.
const { CSS } = globalThis as { CSS?: { supports(condition: string): boolean } };
if (CSS?.supports('selector(:state(a))') !== false && !customElements.get('portfolio-connect')) {
  customElements.define('portfolio-connect', PortfolioConnectElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'portfolio-connect': PortfolioConnectElement;
  }
}

export { PortfolioConnectElement };
