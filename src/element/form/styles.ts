import { css } from '../css.js';

/**
 * Public tokens are read once, at the top; the rules below, and those of the parts, know only the private names.
 * `light-dark()` follows the page's `color-scheme`. Texts reach 7:1 on their ground in both schemes, edges of controls 3:1.
 * No ink is made of the surface, which may be transparent or a picture.
 */
export const styles = css`
  :host {
    --_accent: var(--pc-accent, light-dark(#1d4aae, #9db8ff));
    --_on-accent: var(--pc-on-accent, light-dark(#fff, #0d1a3a));
    --_surface: var(--pc-surface, light-dark(#fff, #16181d));
    --_text: var(--pc-text, light-dark(#1a1d24, #eceef2));
    --_muted: var(--pc-muted, color-mix(in srgb, var(--_text) 78%, transparent));
    --_border: var(--pc-border, color-mix(in srgb, var(--_text) 54%, transparent));
    --_success: var(--pc-success, light-dark(#10592b, #6fd594));
    --_danger: var(--pc-danger, light-dark(#9b1c15, #ffaba3));
    --_radius: var(--pc-radius, 12px);
    --_gap: var(--pc-gap, 16px);
    --_soft: color-mix(in srgb, var(--_text) 6%, transparent);
    --_line: color-mix(in srgb, var(--_text) 20%, transparent);
    display: block;
    box-sizing: border-box;
    inline-size: -webkit-fill-available;
    inline-size: -moz-available;
    inline-size: stretch;
    min-inline-size: 0;
    max-inline-size: 44em;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
    margin: 0;
  }
  /* Whatever else is said of how it is laid out. */
  [hidden] {
    display: none !important;
  }
  /*
   * A page's styles for all of its text end here, but for its font, and what hides the block or makes it untouchable.
   * Not on the section itself: its language would be reset, too.
   */
  .reset {
    all: initial;
    display: contents;
    color: var(--_text);
    color-scheme: inherit;
    font-family: var(--pc-font, inherit);
    font-size: inherit;
    line-height: 1.5;
    -webkit-font-smoothing: inherit;
    -webkit-text-size-adjust: 100%;
    text-size-adjust: 100%;
    pointer-events: inherit;
    visibility: inherit;
  }
  section {
    padding: calc(var(--_gap) * 1.5) clamp(var(--_gap), 6%, calc(var(--_gap) * 1.5));
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow-wrap: anywhere;
  }
  section,
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_gap);
    min-width: 0;
  }
  h2 {
    line-height: 1.25;
  }
  small,
  .hint {
    color: var(--_muted);
  }
  small,
  .hint,
  .label,
  .plain {
    font-size: 0.875em;
  }
  .label,
  label,
  button {
    font-weight: 600;
  }
  small {
    display: block;
    font-weight: 400;
  }
  .box,
  [part='broker'] {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 48px;
    margin: 8px 0;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  [part='broker'] {
    margin-bottom: 0;
    padding: 8px var(--_gap);
  }
  div[part='broker'] {
    margin: 0;
    padding: 0;
    border: 0;
    font-weight: 600;
  }
  [part='broker']:has(:checked) {
    border-color: var(--_accent);
    box-shadow: 0 0 0 1px var(--_accent);
  }
  [type='radio'] {
    flex: none;
    width: 20px;
    height: 20px;
    accent-color: var(--_accent);
  }
  .mark {
    flex: none;
    width: 36px;
    padding: 8px;
    border-radius: 8px;
    background: var(--_soft);
    fill: var(--_accent);
  }
  [part='input'] {
    flex: 1;
    width: 0;
    padding: 12px var(--_gap);
    border: 0;
    border-radius: inherit;
    background: none;
    color: inherit;
    font: max(16px, 1em) monospace;
  }
  textarea {
    align-self: start;
    resize: vertical;
  }
  select[part='input'] {
    margin-inline-end: 12px;
    font-family: inherit;
  }
  .label small {
    display: inline;
  }
  .remedy {
    margin-block-start: 8px;
  }
  option {
    background: Canvas;
    color: CanvasText;
  }
  .masked {
    -webkit-text-security: disc;
  }
  button {
    min-height: 48px;
    padding: 8px 16px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: none;
    color: var(--_accent);
    font-family: inherit;
    font-size: 1em;
    hyphens: auto;
    cursor: pointer;
  }
  .plain {
    justify-self: start;
    padding: 0 12px;
    border: 0;
    margin-block: -8px;
    margin-inline-start: -12px;
    text-align: start;
  }
  .box .plain {
    margin: 0;
  }
  [aria-expanded]::before {
    content: '▸ ' / '';
  }
  [aria-expanded='false']:dir(rtl)::before {
    content: '◂ ' / '';
  }
  [aria-expanded='true']::before {
    content: '▾ ' / '';
  }
  /* Forced colours take grounds away, and leave borders. */
  [part='submit'] {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  @media (hover: hover) {
    button:not(:disabled, [aria-disabled]):hover {
      text-decoration: underline;
    }
  }
  button:disabled,
  [aria-disabled] {
    border-color: transparent;
    background: var(--_soft);
    color: var(--_muted);
    cursor: default;
  }
  :focus-visible,
  .box:has(:is(input, textarea, select):focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  [part='input'],
  #_status {
    outline: 0;
  }
  a {
    color: var(--_accent);
  }
  .finding,
  .doubt {
    font-size: 0.875em;
  }
  .finding {
    color: var(--_danger);
  }
  /* What is wrong has a sign too: neither everybody nor every display tells colours apart. */
  .danger::before,
  .finding:not(:empty)::before {
    content: '!' / '';
    float: inline-start;
    box-sizing: border-box;
    width: 1.5em;
    height: 1.5em;
    margin-inline-end: 0.5em;
    border: 2px solid;
    border-radius: 50%;
    color: var(--_danger);
    font-weight: 700;
    line-height: calc(1.5em - 4px);
    text-align: center;
  }
  .quiet {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .plain:disabled {
    background: none;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
  }
  /* As wide as a phone, and no wider. */
  .actions button {
    flex: 1 1 12em;
    max-width: 22em;
  }
  .actions [part='submit'] {
    flex: 0 1 auto;
    width: 22em;
    max-width: 100%;
  }
  progress {
    display: block;
    width: 100%;
    accent-color: var(--_accent);
  }
  @media (prefers-reduced-motion: reduce) {
    progress {
      display: none;
    }
  }
  [part='banner']:not(:has(> :not(.quiet))) {
    position: absolute;
  }
  @media (forced-colors: active) {
    [part='broker']:has(:checked) {
      border-width: 3px;
    }
    .plain {
      border: 1px solid;
    }
    .mark {
      fill: CanvasText;
    }
  }
`;
