/**
 * Where pages are prepared there may be no DOM, and Lit, in the build that bundlers take for browsers, cannot be evaluated
 * without these. Its build for Node brings stand-ins of its own, a registry first of all: there its element is the one to extend.
 */
const standIns: Readonly<Record<string, () => unknown>> = {
  HTMLElement: () => ('customElements' in globalThis ? undefined : Object),
  CustomEvent: () => Object,
  document: () => ({ createTreeWalker: Object }),
};

/** In a page, none. */
const needed = Object.keys(standIns).filter((name) => !(name in globalThis));

for (const name of needed)
  Object.defineProperty(globalThis, name, { get: standIns[name]!, configurable: true });

/** Called once the element's modules are evaluated, so that nobody else takes this for a page. */
export function removeStandIns(): void {
  for (const name of needed) Reflect.deleteProperty(globalThis, name);
}
