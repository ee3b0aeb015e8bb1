import { css } from '../css.js';

/** What is wrong with a field, the status, and the accounts of a new connection. Reads the private names of form/styles.ts. */
export const styles = css`
  .finding,
  .doubt {
    font-size: 0.875em;
  }
  .finding {
    color: var(--_danger);
  }
  .box:has([aria-invalid]) {
    border: 2px solid var(--_danger);
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
  ul {
    display: grid;
    gap: var(--_gap);
    padding: 0;
    list-style: none;
  }
`;
