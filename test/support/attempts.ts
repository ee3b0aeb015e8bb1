/** Attempts to connect: without the pauses between automatic retries, and such as fail. */
import { expect } from '@open-wc/testing';
import type { ConnectError } from '../../src/index.js';
import { type Driver, open } from './driver.js';

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
export async function failed(): Promise<{ pc: Driver; error: ConnectError }> {
  const pc = await open();
  const errors = pc.record<CustomEvent<{ error: ConnectError }>>('pc-error');
  pc.submit();
  await pc.inState('failed');
  expect(errors).to.have.length(1);
  return { pc, error: errors[0]!.detail.error };
}
