import { css } from '../css.js';

/** The guide. Reads the private names of form/styles.ts. */
export const styles = css`
  ol {
    display: grid;
    gap: var(--_gap);
    margin-top: 8px;
    padding: var(--_gap);
    padding-inline-start: calc(var(--_gap) * 2);
    border-radius: var(--_radius);
    background: var(--_soft);
  }
  ::marker {
    color: var(--_accent);
    font-weight: 700;
  }
  [part='guide-step'] > div {
    display: flex;
    flex-wrap: wrap;
    gap: 12px;
  }
  .step {
    flex: 1 15em;
  }
  a {
    color: var(--_accent);
  }
  .picture {
    width: 160px;
    max-width: 100%;
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
  @media (forced-colors: active) {
    .picture,
    .bar,
    .key {
      fill: CanvasText;
    }
    .frame {
      fill: Canvas;
      stroke: CanvasText;
    }
    .on {
      fill: Canvas;
    }
  }
`;
