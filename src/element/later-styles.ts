const css = String.raw;

/** What appears after the first paint: findings, status, accounts, guide. Reads the private names of styles.ts. */
export const sheet = new CSSStyleSheet();
sheet.replaceSync(css`
  .finding {
    color: var(--_danger);
    font-size: 0.875em;
  }
  .note {
    display: block;
    padding: 12px var(--_gap);
    border-inline-start: 4px solid var(--_accent);
    border-radius: 4px;
    background: var(--_soft);
  }
  .danger {
    border-color: var(--_danger);
  }
  .success {
    border-color: var(--_success);
    color: var(--_success);
    font-weight: 600;
  }
  .success::before {
    content: '✓ ' / '';
  }
  progress {
    display: block;
    width: 100%;
    accent-color: var(--_accent);
  }
  ul,
  ol {
    display: grid;
    gap: var(--_gap);
    padding: 0;
    list-style: none;
  }
  ol {
    list-style: decimal;
    padding: var(--_gap) var(--_gap) var(--_gap) calc(var(--_gap) * 2);
    border-radius: var(--_radius);
    background: var(--_soft);
  }
  ::marker {
    color: var(--_accent);
    font-weight: 700;
  }
  li > div {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
  }
  li div div {
    flex: 1 15em;
  }
  a {
    color: var(--_accent);
  }
  .picture {
    width: 160px;
    fill: var(--_text);
    font-size: 10px;
  }
  .frame {
    fill: var(--_surface);
    stroke: var(--_line);
  }
  .bar {
    fill: var(--_line);
  }
  .key {
    fill: var(--_accent);
  }
  .on {
    fill: var(--_on-accent);
    text-anchor: middle;
  }
  .quiet {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  [part='banner']:not(:has(> :not(.quiet))) {
    position: absolute;
  }
  .find {
    flex: 1;
    width: 0;
    padding: 12px var(--_gap);
    border: 0;
    outline: 0;
    background: none;
    color: inherit;
    font: inherit;
  }
`);
