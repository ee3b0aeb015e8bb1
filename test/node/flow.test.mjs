/** The state machine's full table: every state times every action. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accessAskedFor, mayDoTooMuch } from '../../src/core/connection.ts';
import { errorCodes } from '../../src/core/errors.ts';
import { isCredentialFault } from '../../src/core/credential.ts';
import { ConnectError } from '../../src/core/errors.ts';
import { canSubmit, idle, isBusy, isUnsure, transition, waitAfter } from '../../src/core/flow.ts';

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

describe('a failure', () => {
  it('has to be waited for where the endpoint limits, and for six hours at most', () => {
    const wait = (code, retryAfter) => waitAfter(new ConnectError({ code, retryAfter }));
    assert.equal(wait('rate-limited', 30), 30);
    assert.equal(wait('rate-limited', undefined), 0);
    assert.equal(wait('rate-limited', 86_400), 21_600);
    assert.equal(wait('broker-unavailable', 30), 0);
  });

  it('is no answer where it was cancelled or took too long, after something was sent', () => {
    const unsure = (code, wasSent, name = 'failed') =>
      isUnsure({ name, error: new ConnectError({ code }), wasSent, wait: 0 });
    assert.deepEqual(
      ['cancelled', 'timeout', 'network'].map((code) => [unsure(code, true), unsure(code, false)]),
      [
        [true, false],
        [true, false],
        [false, false],
      ],
    );
    assert.equal(isUnsure(idle), false);
  });

  it('is told by its reason, else by its code', () => {
    assert.equal(new ConnectError({ code: 'network' }).message, 'network');
    assert.equal(new ConnectError({ code: 'network', reason: 'because' }).message, 'because');
  });

  it('is the credential’s where correcting that helps', () => {
    const mended = [
      'incomplete',
      'invalid-token',
      'expired-token',
      'insufficient-access',
      'excessive-access',
      'no-accounts',
      'sandbox-token',
      'ip-not-allowed',
    ];
    assert.deepEqual(errorCodes.filter(isCredentialFault).sort(), mended.sort());
  });
});

describe('what a page asks for', () => {
  it('is full access, unless it says otherwise', () => {
    for (const [asked, meant] of [
      ['read-only', 'read-only'],
      ['full', 'full'],
      ['', 'full'],
    ]) {
      assert.equal(accessAskedFor(asked), meant);
      assert.equal(mayDoTooMuch({ access: 'full' }, asked), meant === 'read-only');
      assert.equal(mayDoTooMuch({ access: 'read-only' }, asked), false);
      assert.equal(mayDoTooMuch({}, asked), false);
    }
  });
});

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
