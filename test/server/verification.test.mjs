/** How long a verifier is waited for, and what is left of that. */
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { after, describe, it } from 'node:test';
import { CallFailed } from '../../src/server/request-context.ts';
import { verify } from '../../src/server/verification.ts';
import { timers } from '../support/conditions.mjs';
import { limits } from '../support/limits.mjs';

const TOKEN = 't.marked-token-that-must-not-turn-up';
const hour = 3_600_000;
const never = () => new Promise(() => undefined);
const unavailable = { ok: false, code: 'broker-unavailable' };

// What is waited for keeps Node alive in none of these.
const alive = setInterval(() => undefined, 1000);
after(() => clearInterval(alive));

/** Verifies with a time limit that is not reached, and collects what is reported. */
function start(
  verifier,
  { timeout = hour, cancelled = new AbortController().signal, credentials = { token: TOKEN } } = {},
) {
  const reports = [];
  const request = { verifier, credentials, access: 'read-only', timeout, cancelled };
  const context = { secrets: [TOKEN], report: (...report) => reports.push(report) };
  const result = verify(request, context);
  return { result, reports, context };
}

// What fails here would otherwise wait for ever.
describe('a verification', { timeout: limits.test }, () => {
  it('is what the verifier says, who is given the credentials and the access', async () => {
    const verified = { ok: true, connection: {} };
    let given;
    const { result } = start(async ({ credentials, access }) => {
      given = { credentials, access };
      return verified;
    });
    assert.deepEqual(await result, verified);
    assert.deepEqual(given, { credentials: { token: TOKEN }, access: 'read-only' });
  });

  it('leaves no timer and no listener behind', async () => {
    const before = timers();
    const { signal: cancelled } = new AbortController();
    await start(async () => unavailable, { cancelled }).result;
    assert.equal(timers(), before);
    assert.equal(getEventListeners(cancelled, 'abort').length, 0);
  });

  it('that throws, at once or later, is unavailable and reported', async () => {
    const fault = new Error('no');
    for (const verifier of [
      () => {
        throw fault;
      },
      () => Promise.reject(fault),
    ]) {
      const { result, reports } = start(verifier);
      assert.deepEqual(await result, unavailable);
      assert.deepEqual(reports, [['verify', fault]]);
    }
  });

  it('that takes too long is unavailable, is told so, and is reported', async () => {
    let signal;
    const { result, reports } = start(
      (request) => {
        signal = request.signal;
        return never();
      },
      { timeout: 1 },
    );
    assert.deepEqual(await result, unavailable);
    assert.ok(signal.aborted);
    assert.deepEqual(
      reports.map(([phase, { message }]) => [phase, message]),
      [['verify', 'it took longer than 1 ms']],
    );
  });

  it('that is cancelled ends at once, and what the verifier throws because of that is no news', async () => {
    const cancel = new AbortController();
    const { result, reports } = start(
      ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      { cancelled: cancel.signal },
    );
    cancel.abort();
    assert.deepEqual(await result, unavailable);
    assert.deepEqual(reports, []);
  });

  it('that is cancelled beforehand asks nobody', async () => {
    let asked = 0;
    const { result } = start(() => never(asked++), { cancelled: AbortSignal.abort() });
    assert.deepEqual(await result, unavailable);
    assert.equal(asked, 0);
  });

  it('may give new credentials, which are secret, too', async () => {
    const credentials = { token: `${TOKEN}-next` };
    const accounts = [{ name: `of ${TOKEN}-next` }];
    const { result } = start(async () => ({ ok: true, connection: { accounts }, credentials }));
    assert.deepEqual(await result, {
      ok: true,
      connection: { accounts: [{ name: 'of ****' }] },
      credentials,
    });
  });

  it('gives none but such as could have been posted', async () => {
    const verifier = (credentials) =>
      Object.assign(async () => ({ ok: true, connection: {}, credentials }), { fields: ['token'] });
    for (const [credentials, message] of [
      [{}, /credentials without a field/],
      [{ token: 'x', more: 'y' }, /fields are not its own: more/],
      [{ token: '' }, /credentials.token is missing/],
      [{ token: 7 }, /credentials.token is missing/],
    ]) {
      const { result, reports } = start(verifier(credentials));
      await assert.rejects(result, CallFailed.is);
      assert.match(reports[0][1].message, message);
    }
    const { result } = start(async () => ({ ok: true, connection: {}, credentials: {} }));
    await assert.rejects(result, CallFailed.is);
  });

  it('whose time is over keeps what the broker gave, where it takes credentials once', async () => {
    const known = { ok: true, connection: {}, credentials: { token: 'the next one' } };
    const verifier = ({ signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(known)));
    const singleUse = Object.assign(verifier.bind(undefined), { singleUse: true });
    assert.deepEqual(await start(singleUse, { timeout: 1 }).result, known);
    assert.deepEqual(await start(verifier, { timeout: 1 }).result, unavailable);
    const silent = Object.assign(never, { singleUse: true });
    assert.deepEqual(await start(silent, { timeout: 1 }).result, unavailable);
    // It may have to let go of a connection first.
    const slow = ({ signal }) =>
      new Promise((resolve) => signal.addEventListener('abort', () => setTimeout(resolve, 10, known)));
    const before = timers();
    const late = Object.assign(slow, { singleUse: true });
    assert.deepEqual(await start(late, { timeout: 1 }).result, known);
    assert.equal(timers(), before);
  });

  it('gives the fields that it leaves out as they were', async () => {
    const next = { ok: true, connection: {}, credentials: { token: 'next' } };
    const { result } = start(async () => next, { credentials: { token: TOKEN, environment: 'paper' } });
    assert.deepEqual((await result).credentials, { token: 'next', environment: 'paper' });
  });

  it('keeps what the broker gave whatever comes with it, where it takes credentials once', async () => {
    const credentials = { token: `${TOKEN}-next` };
    for (const result of [
      { ok: true, credentials },
      { ok: true, connection: { accounts: 'none' }, credentials },
      { ok: true, connection: { accounts: Array.from({ length: 1001 }, () => ({})) }, credentials },
      { ok: true, connection: { accounts: [{ id: credentials.token }] }, credentials },
      { ok: true, connection: {}, credentials, unfinished: { ok: false, code: 'invalid-token' } },
      { ok: false, code: 'who knows', credentials },
    ]) {
      const once = start(Object.assign(async () => result, { singleUse: true }));
      assert.deepEqual(await once.result, { ...unavailable, credentials });
      assert.equal(once.reports.length, 1);
      assert.ok(once.context.secrets.includes(credentials.token));
      // Others can be asked about again.
      await assert.rejects(start(async () => result).result, CallFailed.is);
    }
    const fields = ['token'];
    for (const [given, kept] of [
      [{ ...credentials, expires_in: 3600 }, credentials],
      [{ ...credentials, more: 'x' }, credentials],
      [{ ...credentials, more: '' }, credentials],
      [{ more: 'x' }, undefined],
    ]) {
      const verifier = Object.assign(async () => ({ ok: true, connection: {}, credentials: given }), {
        singleUse: true,
        fields,
      });
      const { result, reports } = start(verifier);
      if (kept) assert.deepEqual(await result, { ...unavailable, credentials: kept });
      else await assert.rejects(result, CallFailed.is);
      assert.equal(reports.length, 1);
    }
  });

  it('may be a refusal of what the broker gave', async () => {
    const credentials = { token: 'next' };
    for (const refusal of [
      { ok: false, code: 'rate-limited', retryAfter: 7, credentials },
      { ok: false, code: 'insufficient-access', credentials },
    ])
      assert.deepEqual(await start(async () => refusal).result, refusal);
  });
});
