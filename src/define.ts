/**
 * Registers `<portfolio-connect>`. Importing it twice, or next to a script tag that did it already, is harmless.
 *
 * @packageDocumentation
 */
import { PortfolioConnectElement } from './element/portfolio-connect.js';

// Where pages are prepared, there is no CSS, and perhaps no registry.
const { CSS } = globalThis as { CSS?: { supports(condition: string): boolean } };
if ('customElements' in globalThis) {
  const taken = customElements.get('portfolio-connect') as { version?: string } | undefined;
  if (taken) {
    const { version } = PortfolioConnectElement;
    if (taken.version !== version)
      // eslint-disable-next-line no-console -- the page's developer wonders why nothing is as it should be
      console.warn(
        `<portfolio-connect> ${taken.version ?? 'another version'} is at work, ${version} came later: load one of them`,
      );
  } else if (CSS?.supports('selector(:state(a))') !== false) {
    // Below the floor nothing is registered, and the tag shows its children.
    customElements.define('portfolio-connect', PortfolioConnectElement);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portfolio-connect': PortfolioConnectElement;
  }
}

export { PortfolioConnectElement };
// With it, events are typed where this alone is imported.
export type { PortfolioConnectEventMap } from './element/events.js';
