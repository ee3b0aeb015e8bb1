import { unsafeCSS, type CSSResult } from 'lit';

/** A style sheet without values in between. Lit's own `css` is made for those, and brings their checks with it. */
export const css = ([sheet]: TemplateStringsArray): CSSResult => unsafeCSS(sheet);

/** Adds the style sheet of a part, which came after the first paint. */
export const adopt = (renderRoot: HTMLElement | DocumentFragment, styles: CSSResult): void =>
  void (renderRoot as ShadowRoot).adoptedStyleSheets.push(styles.styleSheet!);
