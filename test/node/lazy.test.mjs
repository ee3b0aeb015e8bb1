/** What is waited for, for so long, and loaded once. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { lazy } from '../../src/core/lazy.ts';
import { within } from '../../src/core/within.ts';
import { held } from '../support/conditions.mjs';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('within()', () => {
  it('gives what comes in time, and leaves no listener', async () => {
    const { signal } = new AbortController();
    assert.equal(await within(signal, Promise.resolve(7)), 7);
    await assert.rejects(within(signal, Promise.reject(new Error('no'))), /no/);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('ends when it is aborted, before or meanwhile, with the reason', async () => {
    const reason = new Error('enough');
    const { promise: never } = held();
    await assert.rejects(within(AbortSignal.abort(reason), never), reason);
    const ending = new AbortController();
    const waiting = within(ending.signal, never);
    ending.abort(reason);
    await assert.rejects(waiting, reason);
  });
});

describe('lazy()', () => {
  it('loads once for all who ask, and again after a failure', async () => {
    let loads = 0;
    const outcomes = [Promise.reject(new Error('offline')), Promise.resolve('loaded')];
    const load = lazy(() => outcomes[loads++]);
    await Promise.all([assert.rejects(load()), assert.rejects(load())]);
    assert.equal(loads, 1);
    assert.deepEqual(await Promise.all([load(), load()]), ['loaded', 'loaded']);
    assert.equal(await load(), 'loaded');
    assert.equal(loads, 2);
  });

  it('forgets a load that somebody gave up, and not the one that came after it', async () => {
    const slow = held();
    const loads = [slow.promise, Promise.resolve('loaded'), Promise.resolve('loaded once more')];
    let count = 0;
    const load = lazy(() => loads[count++]);
    const patient = load();
    await assert.rejects(load(AbortSignal.abort(new Error('enough'))), /enough/);
    await turn();
    assert.equal(await load(), 'loaded');
    slow.release(Promise.reject(new Error('offline, as it turns out')));
    await assert.rejects(patient);
    await turn();
    assert.equal(await load(), 'loaded');
    assert.equal(count, 2);
  });
});
