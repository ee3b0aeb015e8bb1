/**
 * Registers `<portfolio-connect>`. Importing it twice, or next to a script tag that did it already, is harmless.
 *
 * @packageDocumentation
 */
import { PortfolioConnectElement } from './element/portfolio-connect.js';

if (!customElements.get('portfolio-connect')) {
  customElements.define('portfolio-connect', PortfolioConnectElement);
}

declare global {
  interface HTMLElementTagNameMap {
    'portfolio-connect': PortfolioConnectElement;
  }
}

export { PortfolioConnectElement };
