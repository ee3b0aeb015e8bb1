/** axe on the block, and what it objects to in words. */
import type Axe from 'axe-core';
import 'axe-core/axe.min.js';

declare global {
  interface Window {
    axe: typeof Axe;
  }
}

/** Puts the page's own colours behind the block, as `color-scheme` gives them. */
export function surround(el: Element, scheme: 'light' | 'dark'): HTMLElement {
  const page = el.parentElement!;
  page.style.cssText = `color-scheme: ${scheme}; background: Canvas; color: CanvasText; padding: 8px`;
  page.setAttribute('role', 'main');
  return page;
}

/** Of contrast: 4.5 to 1, and 7 to 1. */
const contrastRules = ['color-contrast', 'color-contrast-enhanced'];
const enabled = (isEnabled: boolean) =>
  Object.fromEntries(contrastRules.map((rule) => [rule, { enabled: isEnabled }]));

/** By every rule; or by those of contrast `only`, or by all others where it is the system's matter. */
export async function audit(
  root: Element,
  contrast: 'too' | 'only' | 'not' = 'too',
): Promise<Axe.AxeResults> {
  return window.axe.run(root, {
    resultTypes: ['violations', 'incomplete', 'passes'],
    ...(contrast === 'only' ? { runOnly: contrastRules } : { rules: enabled(contrast === 'too') }),
  });
}

/** What axe objects to, and where it could not judge a colour, in words. It cannot within drawings, which are decoration. */
export const objections = ({ violations, incomplete }: Axe.AxeResults): string[] => {
  const unjudged = incomplete.filter(({ id }) => contrastRules.includes(id));
  return [...violations, ...unjudged].flatMap(({ id, nodes }) =>
    nodes
      .filter(({ html }) => violations.some((one) => one.id === id) || !html.startsWith('<text'))
      .map(
        ({ html, any, target }) => `${id} ${String(target)} ${any.map((one) => one.message).join()} ${html}`,
      ),
  );
};

export const measuresContrast = ({ passes }: Axe.AxeResults) =>
  passes.some(({ id, nodes }) => id === 'color-contrast' && nodes.length > 0);
