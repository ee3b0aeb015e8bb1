import { css } from '../css.js';

/** The guide. Reads the private names of form/styles.ts. */
export const styles = css`
  ol {
    container-type: inline-size;
    display: grid;
    gap: var(--_gap);
    width: 100%;
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
    display: grid;
    flex: 1 15em;
    gap: 4px;
  }
  .step p:empty {
    display: none;
  }
  [part='guide'] {
    display: grid;
    justify-items: start;
    gap: 12px;
  }
  .picture {
    width: 14em;
    max-width: 100%;
    fill: var(--_text);
  }
  /* Of the drawing, which grows with the text around it. */
  text {
    font-size: 11px;
  }
  /* On a phone the way to the field is long enough, and the labels stand out in the text. */
  @container (width < 24em) {
    .picture {
      display: none;
    }
  }
  .frame {
    fill: none;
    stroke: var(--_line);
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
