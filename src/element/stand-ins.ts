/**
 * Where pages are prepared there may be no DOM, and Lit, in the build that bundlers take for browsers, cannot be evaluated
 * without these.
 */
const standIns: Readonly<Record<string, unknown>> = {
  HTMLElement: Object,
  CustomEvent: Object,
  document: { createTreeWalker: Object },
};

/** In a page, none. */
const needed = Object.keys(standIns).filter((name) => !(name in globalThis));

for (const name of needed)
  Object.defineProperty(globalThis, name, { value: standIns[name], configurable: true });

/** Called once the element's modules are evaluated, in the same task: nobody else may take this for a page. */
export function removeStandIns(): void {
  for (const name of needed) Reflect.deleteProperty(globalThis, name);
}
