import { unsafeCSS, type CSSResult } from 'lit';

/** A style sheet without values in between. Lit's own `css` is made for those, and brings their checks with it. */
export const css = ([sheet]: TemplateStringsArray): CSSResult => unsafeCSS(sheet);

/** The style sheets of each block, in their order. */
const wardrobe = new WeakMap<ShadowRoot, CSSResult[]>();

/** Adds a style sheet to a block: its own, or that of a part, which came after the first paint. */
export function adopt(renderRoot: HTMLElement | DocumentFragment, styles: CSSResult): void {
  const root = renderRoot as ShadowRoot;
  const sheets = wardrobe.get(root) ?? [];
  wardrobe.set(root, [...sheets, styles]);
  dress(root);
}

/** Puts a block's style sheets on. Each belongs to one document: in another one, such as that of a frame, they are made anew. */
export function dress(root: ShadowRoot): void {
  const view = root.ownerDocument.defaultView;
  // Nobody sees a document without a window, and there is no way to style it.
  if (view)
    root.adoptedStyleSheets = wardrobe
      .get(root)!
      .map((styles) => (view === window ? styles.styleSheet! : sheetFor(view, styles)));
}

function sheetFor({ CSSStyleSheet }: typeof globalThis, { cssText }: CSSResult): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(cssText);
  return sheet;
}
