/**
 * Registers `<portfolio-connect>`. Importing it twice, or next to a script tag that did it already, is harmless.
 *
 * @packageDocumentation
 */
import { PortfolioConnectElement } from './element/portfolio-connect.js';

/** Whether the page’s DOM, or a test’s imitation of one, lacks what the block needs. Where there is none, nothing is shown. */
function isTooOld(): boolean {
  const { document, CSS, ElementInternals } = globalThis as Partial<typeof globalThis>;
  if (!document) return false;
  return (
    !ElementInternals || !('states' in ElementInternals.prototype) || !CSS?.supports('selector(:state(a))')
  );
}

if ('customElements' in globalThis) {
  const taken = customElements.get('portfolio-connect') as { version?: string } | undefined;
  if (taken) {
    const { version } = PortfolioConnectElement;
    if (taken.version !== version)
      // eslint-disable-next-line no-console -- the page's developer wonders why nothing is as it should be
      console.warn(
        `<portfolio-connect> ${taken.version ?? 'another version'} is at work, ${version} came later: load one of them`,
      );
  } else if (!isTooOld()) {
    // Else the tag shows its children.
    customElements.define('portfolio-connect', PortfolioConnectElement);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'portfolio-connect': PortfolioConnectElement;
  }
}

export { PortfolioConnectElement };
// With these, events and templates are typed where this alone is imported.
export type { PortfolioConnectEventMap } from './element/events.js';
export type { PortfolioConnectProperties } from './templates.js';
