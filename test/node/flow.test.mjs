/** The state machine's full table: every state times every action. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConnectError } from '../../src/core/errors.ts';
import { canSubmit, idle, isBusy, transition } from '../../src/core/flow.ts';

const connection = { id: 'c1' };
const error = new ConnectError({ code: 'network' });
const limited = new ConnectError({ code: 'rate-limited', retryAfter: 30 });

const states = {
  idle,
  editing: { name: 'editing' },
  submitting: { name: 'submitting' },
  verifying: { name: 'verifying' },
  connected: { name: 'connected', connection },
  failed: { name: 'failed', error, wait: 0, wasSent: false },
  waiting: { name: 'failed', error: limited, wait: 30, wasSent: false },
};
const actions = {
  edit: { type: 'edit' },
  submit: { type: 'submit' },
  accept: { type: 'accept' },
  succeed: { type: 'succeed', connection },
  fail: { type: 'fail', error },
  limit: { type: 'fail', error: limited },
  tick: { type: 'tick', wait: 29 },
  end: { type: 'tick', wait: -1 },
  abandon: { type: 'abandon' },
  reset: { type: 'reset' },
};
const ticked = { ...states.waiting, wait: 29 };
const over = { ...states.waiting, wait: 0 };
const lost = { ...states.failed, wasSent: true };
const turnedAway = { ...states.waiting, wasSent: true };
const { editing, submitting, verifying, connected, failed, waiting } = states;

// `same`: the action means nothing here, and the very same object comes back.
const same = undefined;
const table = {
  // prettier-ignore
  idle: { edit: editing, submit: submitting, accept: same, succeed: same, fail: failed, limit: waiting, tick: same, end: same, abandon: same, reset: same },
  // prettier-ignore
  editing: { edit: same, submit: submitting, accept: same, succeed: same, fail: failed, limit: waiting, tick: same, end: same, abandon: same, reset: idle },
  // prettier-ignore
  submitting: { edit: same, submit: same, accept: verifying, succeed: connected, fail: lost, limit: turnedAway, tick: same, end: same, abandon: editing, reset: idle },
  // prettier-ignore
  verifying: { edit: same, submit: same, accept: same, succeed: connected, fail: lost, limit: turnedAway, tick: same, end: same, abandon: editing, reset: idle },
  // prettier-ignore
  connected: { edit: same, submit: same, accept: same, succeed: same, fail: same, limit: same, tick: same, end: same, abandon: same, reset: idle },
  // prettier-ignore
  failed: { edit: editing, submit: submitting, accept: same, succeed: same, fail: failed, limit: waiting, tick: same, end: failed, abandon: same, reset: idle },
  // prettier-ignore
  waiting: { edit: same, submit: same, accept: same, succeed: same, fail: same, limit: same, tick: ticked, end: over, abandon: same, reset: idle },
};

describe('transition()', () => {
  for (const [state, row] of Object.entries(table)) {
    for (const [action, expected] of Object.entries(row)) {
      it(`${state} × ${action}`, () => {
        const next = transition(states[state], actions[action]);
        if (expected) assert.deepEqual(next, expected);
        else assert.equal(next, states[state]);
      });
    }
  }

  it('has a row for every state and a cell for every action', () => {
    assert.deepEqual(Object.keys(table), Object.keys(states));
    for (const row of Object.values(table)) assert.deepEqual(Object.keys(row), Object.keys(actions));
  });
});

it('says when an attempt is under way and when one may begin', () => {
  const named = (test) => Object.keys(states).filter((name) => test(states[name]));
  assert.deepEqual(named(isBusy), ['submitting', 'verifying']);
  assert.deepEqual(named(canSubmit), ['idle', 'editing', 'failed']);
});
