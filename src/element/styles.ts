import { css } from 'lit';

/**
 * Public tokens are read once, at the top; the rules below know only the private names. `light-dark()` follows the
 * page's `color-scheme`. Colours reach 4.5:1 on their surface in both schemes.
 */
export const styles = css`
  :host {
    --_accent: var(--pc-accent, light-dark(#2456c4, #9db8ff));
    --_on-accent: var(--pc-on-accent, light-dark(#fff, #0d1a3a));
    --_surface: var(--pc-surface, light-dark(#fff, #16181d));
    --_text: var(--pc-text, light-dark(#1a1d24, #eceef2));
    --_muted: var(--pc-muted, light-dark(#5a6272, #a4adbd));
    --_border: var(--pc-border, light-dark(#8c94a3, #6d7687));
    --_success: var(--pc-success, light-dark(#17703a, #6fd594));
    --_danger: var(--pc-danger, light-dark(#b3261e, #ffaba3));
    --_radius: var(--pc-radius, 12px);
    --_gap: var(--pc-gap, 16px);
    --_soft: color-mix(in srgb, var(--_text) 6%, var(--_surface));
    --_tone: var(--_muted);
    display: block;
    container-type: inline-size;
    color: var(--_text);
    font: 1rem/1.5 var(--pc-font, inherit);
    font-family: var(--pc-font, inherit);
  }
  :host([hidden]) {
    display: none;
  }
  * {
    box-sizing: border-box;
    margin: 0;
  }
  section {
    padding: calc(var(--_gap) * 1.5);
    border: 1px solid color-mix(in srgb, var(--_border) 40%, transparent);
    border-radius: calc(var(--_radius) * 1.25);
    background: var(--_surface);
    overflow-wrap: anywhere;
  }
  section,
  form,
  [part='broker-list'] {
    display: grid;
    gap: var(--_gap);
    min-width: 0;
  }
  [part='broker-list'] {
    gap: 8px;
  }
  h2 {
    font-size: 1.375rem;
    line-height: 1.25;
    text-wrap: balance;
  }
  .description,
  .hint,
  small {
    color: var(--_muted);
  }
  small,
  .hint,
  .label,
  [part='field'] > label,
  .finding,
  .detail {
    font-size: 0.875rem;
  }
  .label,
  [part='field'] > label {
    font-weight: 600;
  }
  [part='broker'] {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 56px;
    padding: 8px var(--_gap);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    cursor: pointer;
  }
  [part='broker']:hover {
    background: var(--_soft);
  }
  [part='broker']:has(:checked) {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
  }
  [part='broker']:has(:disabled) {
    cursor: default;
    opacity: 0.6;
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
    border-radius: calc(var(--_radius) * 0.75);
    background: color-mix(in srgb, var(--_accent) 14%, var(--_surface));
    fill: var(--_accent);
  }
  [part='broker'] span {
    font-weight: 600;
  }
  small {
    font-weight: 400;
    white-space: nowrap;
  }
  [part='field'] {
    display: grid;
    gap: 6px;
  }
  .box {
    display: flex;
    align-items: center;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .box:has(input:focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }
  .box:has([aria-invalid]) {
    border-color: var(--_danger);
    box-shadow: inset 0 0 0 1px var(--_danger);
  }
  [part='input'] {
    flex: 1;
    min-width: 0;
    min-height: 48px;
    padding: 0 var(--_gap);
    border: 0;
    outline: 0;
    background: none;
    color: inherit;
    font:
      1rem ui-monospace,
      monospace;
    text-align: start;
  }
  .masked {
    -webkit-text-security: disc;
  }
  .finding,
  .finding:empty + .hint {
    margin: 0;
  }
  .finding {
    color: var(--_danger);
  }
  button {
    min-height: 48px;
    padding: 8px 20px;
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: none;
    color: var(--_accent);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  .plain {
    min-height: 40px;
    padding: 4px 12px;
    font-size: 0.875rem;
  }
  .finding .plain {
    display: block;
    margin: 4px -12px 0;
  }
  button:hover {
    background: var(--_soft);
  }
  [part='submit'] {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  [part='submit']:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }
  .second {
    border-color: var(--_border);
  }
  :disabled,
  [aria-disabled='true'] {
    cursor: default;
  }
  button:disabled,
  [aria-disabled='true'] {
    opacity: 0.55;
  }
  :is(button, [type='radio'], a):focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
  }
  [part='banner'] {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    padding: 12px var(--_gap);
    border-inline-start: 4px solid var(--_tone);
    border-radius: calc(var(--_radius) / 2);
    background: color-mix(in srgb, var(--_tone) 9%, var(--_surface));
    outline: 0;
  }
  [part='banner'][class=''] {
    position: absolute;
    padding: 0;
    border: 0;
  }
  [part='banner'] p {
    flex: 1 1 80%;
  }
  .busy {
    --_tone: var(--_accent);
  }
  .success {
    --_tone: var(--_success);
    color: var(--_success);
    font-size: 1.125rem;
    font-weight: 600;
  }
  .success p::before {
    content: '✓ ' / '';
  }
  .danger {
    --_tone: var(--_danger);
  }
  .detail {
    color: var(--_muted);
  }
  .spinner {
    flex: none;
    align-self: center;
    width: 20px;
    height: 20px;
    border: 2px solid var(--_tone);
    border-block-start-color: transparent;
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  .accounts {
    padding: 0;
    list-style: none;
  }
  .accounts li {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 2px 12px;
    padding: 10px 0;
    border-block-end: 1px solid color-mix(in srgb, var(--_border) 40%, transparent);
  }
  .disclosure {
    padding: 4px 0;
    text-align: start;
  }
  .disclosure::before {
    display: inline-block;
    width: 0.4em;
    height: 0.4em;
    margin-inline: 2px 10px;
    border: solid currentColor;
    border-width: 0 2px 2px 0;
    vertical-align: 0.15em;
    rotate: -45deg;
    content: '';
  }
  .disclosure[aria-expanded='true']::before {
    rotate: 45deg;
  }
  ol {
    display: grid;
    gap: var(--_gap);
    padding: var(--_gap);
    border-radius: var(--_radius);
    background: var(--_soft);
    counter-reset: step;
    list-style: none;
  }
  [part='guide-step'] {
    display: grid;
    gap: 8px;
    counter-increment: step;
  }
  [part='guide-step'] > div {
    display: grid;
    align-content: start;
    gap: 6px;
  }
  [part='guide-step'] p:first-child::before {
    color: var(--_accent);
    font-weight: 700;
    content: counter(step) '. ';
  }
  a {
    color: var(--_accent);
    font-weight: 600;
  }
  .caution {
    padding-inline-start: 12px;
    border-inline-start: 3px solid var(--_danger);
    color: var(--_danger);
    font-size: 0.875rem;
  }
  .picture {
    width: 160px;
    font-size: 10px;
  }
  .picture * {
    fill: none;
    stroke-width: 1.5;
  }
  .picture .frame,
  .picture .box {
    fill: var(--_surface);
    stroke: color-mix(in srgb, var(--_border) 55%, transparent);
  }
  .line,
  .ring {
    stroke: color-mix(in srgb, var(--_border) 55%, transparent);
  }
  .picture .bar {
    fill: color-mix(in srgb, var(--_muted) 30%, transparent);
  }
  .picture .key {
    fill: var(--_accent);
  }
  .picture text {
    fill: var(--_text);
  }
  .picture .on {
    fill: var(--_on-accent);
    font-weight: 600;
    text-anchor: middle;
  }
  .tick {
    stroke: var(--_on-accent);
  }
  .copy {
    stroke: var(--_accent);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @container (min-width: 34rem) {
    [part='guide-step'] {
      grid-template-columns: 160px 1fr;
      gap: var(--_gap);
    }
  }
  @container (max-width: 24rem) {
    .actions button {
      flex: 1 1 100%;
    }
    section {
      padding: var(--_gap);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spinner {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    [part='submit'] {
      border-color: ButtonText;
    }
    [part='broker']:has(:checked) {
      outline: 2px solid Highlight;
    }
    .box:has([aria-invalid]) {
      border-width: 3px;
    }
    .mark,
    .picture .key {
      fill: CanvasText;
    }
  }
`;
