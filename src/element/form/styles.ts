import { css } from '../css.js';

/**
 * Public tokens are read once, at the top; the rules below, and those of the parts, know only the private names.
 * `light-dark()` follows the page's `color-scheme`. Texts reach 4.5:1 on their surface in both schemes.
 */
export const styles = css`
  :host {
    --_accent: var(--pc-accent, light-dark(#2456c4, #9db8ff));
    --_on-accent: var(--pc-on-accent, light-dark(#fff, #0d1a3a));
    --_surface: var(--pc-surface, light-dark(#fff, #16181d));
    --_text: var(--pc-text, light-dark(#1a1d24, #eceef2));
    --_muted: var(--pc-muted, color-mix(in srgb, var(--_text) 72%, var(--_surface)));
    --_border: var(--pc-border, color-mix(in srgb, var(--_text) 48%, var(--_surface)));
    --_success: var(--pc-success, light-dark(#17703a, #6fd594));
    --_danger: var(--pc-danger, light-dark(#b3261e, #ffaba3));
    --_radius: var(--pc-radius, 12px);
    --_gap: var(--pc-gap, 16px);
    --_soft: color-mix(in srgb, var(--_text) 6%, var(--_surface));
    --_line: color-mix(in srgb, var(--_text) 20%, var(--_surface));
    display: block;
    color: var(--_text);
    font-family: var(--pc-font, inherit);
    line-height: 1.5;
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
    margin: 0;
  }
  section,
  form {
    display: grid;
    gap: var(--_gap);
    min-width: 0;
  }
  section {
    padding: calc(var(--_gap) * 1.5);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow-wrap: anywhere;
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
  [part='broker']:has(:checked) {
    border-color: var(--_accent);
    box-shadow: 0 0 0 1px var(--_accent);
  }
  [type='radio'] {
    width: 20px;
    height: 20px;
    accent-color: var(--_accent);
  }
  .mark {
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
    font: 1em monospace;
  }
  .masked {
    -webkit-text-security: disc;
  }
  button {
    min-height: 48px;
    padding: 8px 20px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: none;
    color: var(--_accent);
    font-family: inherit;
    font-size: 1em;
    cursor: pointer;
  }
  .plain {
    padding: 0 12px 0 0;
    border: 0;
  }
  [aria-expanded]::before {
    content: '▸ ' / '';
  }
  [aria-expanded='true']::before {
    content: '▾ ' / '';
  }
  [part='submit'] {
    border: 0;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  button:hover {
    opacity: 0.85;
  }
  button:disabled,
  [aria-disabled] {
    opacity: 0.5;
    cursor: default;
  }
  :focus-visible,
  .box:has(input:focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  [part='input'],
  #_status {
    outline: 0;
  }
  .quiet {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  [part='broker'][hidden] {
    display: none;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
  }
  [part='banner']:not(:has(> :not(.quiet))) {
    position: absolute;
  }
`;
