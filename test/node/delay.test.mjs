/** A wait that is called off leaves nothing behind. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { it } from 'node:test';
import { delay } from '../../src/core/delay.ts';
import { timers } from '../support/conditions.mjs';
import { limits } from '../support/limits.mjs';

const hour = 3_600_000;

it('ends when it is called off, and clears its timer', { timeout: limits.test }, async () => {
  const before = timers();
  const calledOff = new AbortController();
  const waiting = delay(hour, calledOff.signal);
  assert.equal(timers(), before + 1);
  calledOff.abort();
  await waiting;
  assert.equal(timers(), before);
});

it('does not begin where it is called off already', { timeout: limits.test }, async () => {
  const before = timers();
  await delay(hour, AbortSignal.abort());
  assert.equal(timers(), before);
});

it('takes its listener away when its time is up', async () => {
  const { signal } = new AbortController();
  await delay(1, signal);
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});
