/** Attempts to connect: without the pauses between automatic retries, and such as fail. */
import { expect } from '@open-wc/testing';
import type { ConnectError, PortfolioConnectElement } from '../../src/index.js';
import { block, inState, submit } from './block.js';
import { record } from './page.js';

const { random } = Math;

/** Makes every back-off of a file's tests one of 0 ms: it is random up to a limit. */
export function withoutPauses(): void {
  beforeEach(() => {
    Math.random = () => 0;
  });
  afterEach(() => {
    Math.random = random;
  });
}

/** Submits the token in a new block and returns the error of its `pc-error`. */
export async function failed(): Promise<{ el: PortfolioConnectElement; error: ConnectError }> {
  const el = await block();
  const errors = record<CustomEvent<{ error: ConnectError }>>(el, 'pc-error');
  submit(el);
  await inState(el, 'failed');
  expect(errors).to.have.length(1);
  return { el, error: errors[0]!.detail.error };
}
