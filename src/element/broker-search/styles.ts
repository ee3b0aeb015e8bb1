import { css } from '../css.js';

/** The box that finds brokers. Reads the private names of form/styles.ts. */
export const styles = css`
  .find {
    flex: 1;
    width: 0;
    padding: 12px var(--_gap);
    border: 0;
    outline: 0;
    background: none;
    color: inherit;
    font-family: inherit;
    font-size: max(16px, 1em);
  }
`;
