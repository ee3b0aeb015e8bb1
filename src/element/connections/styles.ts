import { css } from '../css.js';

/** The list of connections. Reads the private names of form/styles.ts. */
export const styles = css`
  .portfolios,
  .portfolios > ul > [part],
  .ask {
    display: grid;
    gap: 12px;
    min-width: 0;
  }
  .portfolios {
    padding-top: calc(var(--_gap) * 1.5);
    border-top: 1px solid var(--_line);
  }
  h3 {
    font-size: 1.125em;
    line-height: 1.25;
  }
  .portfolios > ul > [part] {
    padding: var(--_gap);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
  }
  .title strong {
    flex: 1 0 auto;
    max-width: calc(100% - 48px);
  }
  .state {
    padding: 2px 12px;
    border: 1px solid;
    border-radius: 999px;
    color: var(--_danger);
    font-size: 0.875em;
    font-weight: 600;
  }
  .active {
    color: var(--_success);
  }
  .active::before {
    content: '✓ ' / '';
  }
  .pending {
    color: var(--_muted);
  }
  .pending::before {
    content: '… ' / '';
  }
  .state:not(.active, .pending)::before {
    content: '! ' / '';
  }
  .accounts {
    gap: 0;
  }
  .times :is(span, time) {
    display: inline-block;
  }
  .times span {
    margin-inline-end: 1em;
  }
  .accounts li {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
    padding: 8px 0;
    border-top: 1px solid var(--_line);
  }
  .accounts li:last-child {
    border-bottom: 1px solid var(--_line);
  }
  [part='connection'] .note {
    font-size: 0.875em;
  }
  .portfolios button {
    min-height: 44px;
    padding: 8px 12px;
    font-size: 0.875em;
  }
  .off:not(:disabled) {
    border-color: transparent;
    color: var(--_danger);
  }
  .ask {
    padding: var(--_gap);
    border-radius: var(--_radius);
    background: var(--_soft);
  }
  .yes:not(:disabled, [aria-disabled]) {
    border-color: currentColor;
    color: var(--_danger);
  }
  .again {
    display: flex;
    align-items: center;
    gap: 12px;
  }
`;
