import { css } from '../css.js';

/** A field at fault, the status, and the accounts of a new connection. Reads the private names of form/styles.ts. */
export const styles = css`
  .box:has([aria-invalid]) {
    border: 2px solid var(--_danger);
  }
  .note {
    display: block;
    padding: 12px var(--_gap);
    border-inline-start: 4px solid var(--_accent);
    border-radius: min(var(--_radius), 8px);
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
  ul {
    display: grid;
    gap: var(--_gap);
    padding: 0;
    list-style: none;
  }
`;
