/** Attempts that a list names: how often they are asked about, and who is told. The list itself: test/web/open-attempts.test.ts. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { OpenAttempts } from '../../src/element/connections/open-attempts.ts';

const attempt = { location: 'https://site.example/jobs/1', broker: 't-invest' };
const away = { ok: false, failure: { code: 'network' } };
const refused = { ok: false, isVerdict: true, failure: { code: 'invalid-token' } };
const made = { ok: true, connection: { id: 'c1' } };
const turns = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

/** Attempts with a list that names the same one for ever, and answers one after the other; the last one is given for ever. */
function followed(answers, { isLoaded = true, listed = [attempt] } = {}) {
  const pauses = [];
  const held = [];
  const asked = [];
  const told = [];
  const events = [];
  let reloads = 0;
  const attempts = new OpenAttempts(
    { dispatchEvent: ({ type, detail }) => events.push([type, detail.error?.code ?? detail.connection]) },
    {
      resume: async (one, signal, pause) => {
        pauses.push(pause);
        if (pause) await new Promise((resolve) => held.push(resolve));
        asked.push({ ...one, signal });
        return answers[Math.min(asked.length, answers.length) - 1];
      },
    },
    {
      reload: () => {
        reloads++;
        if (isLoaded) attempts.follow(listed);
        return Promise.resolve(isLoaded);
      },
      onEnd: ({ what }, connection) => {
        told.push([what, connection]);
        // As the real one does.
        attempts.follow(listed);
      },
    },
  );
  attempts.follow(listed);
  const pass = async () => {
    for (const resume of held.splice(0)) resume();
    await turns();
  };
  return { attempts, asked, told, events, pauses, pass, reloads: () => reloads };
}

it('are asked about later and later while the list has them and no answer is of the endpoint’s own', async () => {
  const { asked, pauses, pass, told, events, reloads } = followed([away]);
  await turns();
  for (let n = 1; n <= 7; n++) {
    assert.equal(asked.length, n);
    assert.equal(reloads(), n);
    await pass();
  }
  assert.deepEqual(pauses.slice(0, 8), [0, 5000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
  assert.deepEqual([told, events], [[], []]);
});

it('are asked about no more where the list cannot be loaded; a later one leads to them again', async () => {
  const { attempts, asked, pauses } = followed([away], { isLoaded: false });
  await turns();
  assert.deepEqual([asked.length, pauses], [1, [0]]);
  attempts.follow([attempt]);
  await turns();
  assert.equal(asked.length, 2);
});

it('are asked about once at a time', async () => {
  const { attempts, asked } = followed([away]);
  attempts.follow([attempt, attempt]);
  await turns();
  attempts.follow([attempt]);
  await turns();
  assert.equal(asked.length, 1);
});

for (const [end, what, event] of [
  [made, 'connected', ['pc-connect', { id: 'c1', broker: 't-invest' }]],
  [refused, 'failed', ['pc-error', 'invalid-token']],
]) {
  it(`are told of once when they have ended, though the list goes on naming them: ${what}`, async () => {
    const { attempts, asked, told, events } = followed([end]);
    await turns();
    attempts.follow([attempt]);
    await turns();
    assert.equal(asked.length, 1);
    assert.deepEqual(told, [[what, end.ok ? { id: 'c1', broker: 't-invest' } : undefined]]);
    assert.deepEqual(events, [event]);
    assert.deepEqual(attempts.current, []);
    assert.equal(attempts.failed.length, end.ok ? 0 : 1);
  });
}

for (const code of ['session-expired', 'forbidden']) {
  it(`are not ended by what is said of who asks: ${code}`, async () => {
    const { attempts, told } = followed([{ ok: false, isVerdict: true, failure: { code } }]);
    await turns();
    assert.deepEqual(told, []);
    assert.deepEqual(attempts.current, [attempt]);
  });
}

it('are asked about once even where they were stopped while the list was loaded', async () => {
  let loaded;
  let resumed = 0;
  const attempts = new OpenAttempts(
    { dispatchEvent: () => true },
    { resume: () => (++resumed === 1 ? Promise.resolve(away) : new Promise(() => undefined)) },
    { reload: () => new Promise((resolve) => (loaded = resolve)), onEnd: () => undefined },
  );
  attempts.follow([attempt]);
  await turns();
  attempts.stop();
  attempts.follow([attempt]);
  loaded(false);
  await turns();
  attempts.follow([attempt]);
  assert.equal(resumed, 2);
});

it('are forgotten when they are stopped, whatever comes then', async () => {
  for (const end of [made, refused, away]) {
    const { attempts, asked, told, events, reloads } = followed([end]);
    attempts.stop();
    assert.equal(asked[0].signal.aborted, true);
    await turns();
    assert.deepEqual([told, events, reloads(), attempts.current], [[], [], 0, []]);
    attempts.follow([attempt]);
    assert.equal(asked.length, 2);
    assert.equal(asked[1].signal.aborted, false);
    attempts.stop();
  }
});
