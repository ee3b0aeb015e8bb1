import { unsafeCSS, type CSSResult } from 'lit';

/**
 * A style sheet without interpolation. Lit's own `css` is made for values in between: a constant needs neither its checks
 * nor their weight.
 */
export const css = ([sheet]: TemplateStringsArray): CSSResult => unsafeCSS(sheet);
