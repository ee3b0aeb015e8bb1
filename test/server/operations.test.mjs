/** What a host's operators need: whether the handler can serve, and an end in which nothing is lost. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createMemoryStore, createSqliteStore } from '../../src/server/index.ts';
import { held, timers } from '../support/conditions.mjs';
import { siteOf } from '../support/kit-site.mjs';
import { newKey, openStores } from '../support/stores.mjs';

for (const { name, open, skip } of openStores()) {
  describe(`a handler on the ${name} store`, { skip }, () => {
    let store;
    before(async () => {
      store = await open();
    });
    after(() => store?.close());

    it('is ready from the beginning, and after it has served', async () => {
      const { handle, post, errors } = siteOf(store);
      assert.equal(await handle.ready(), true);
      assert.equal((await post()).status, 201);
      assert.equal(await handle.ready(), true);
      assert.deepEqual(errors, []);
    });
  });
}

describe('a handler is not ready', () => {
  it('where its store fails, throws or hangs, and says why', async () => {
    const failing = () => {
      throw new Error('the disk is gone');
    };
    for (const [ready, message] of [
      [failing, /the disk is gone/],
      [async () => failing(), /the disk is gone/],
      [() => new Promise(() => undefined), /ready took longer than 5 ms/],
    ]) {
      const { handle, errors } = siteOf({ ...createMemoryStore(), ready }, { callTimeout: 5 });
      assert.equal(await handle.ready(), false);
      assert.equal(errors.length, 1);
      assert.equal(errors[0][0], 'ready');
      assert.match(errors[0][1], message);
    }
  });

  it('where the file cannot be opened, or the keys cannot be fetched', async () => {
    const nowhere = createSqliteStore('/nowhere/portfolio.db', { encryptionKeys: [newKey('1')] });
    assert.equal(await siteOf(nowhere).handle.ready(), false);
    const encryptionKeys = async () => {
      throw new Error('the key service is away');
    };
    const keyless = createSqliteStore(`/tmp/portfolio-${process.pid}-ready.db`, { encryptionKeys });
    const { handle, errors } = siteOf(keyless);
    assert.equal(await handle.ready(), false);
    assert.match(errors[0][1], /the key service is away/);
    await keyless.close();
  });

  it('but does without a store that cannot tell', async () => {
    assert.equal(await siteOf({ ...createMemoryStore(), ready: undefined }).handle.ready(), true);
  });
});

describe('a handler that drains', () => {
  it('ends what it has begun, turns new attempts away for now, and serves the rest', async () => {
    const { promise: isAnswered, release } = held();
    const { handle, post, ask } = siteOf(createMemoryStore(), { answer: () => isAnswered });
    const first = post();
    let isDrained = false;
    const drained = handle.drain().then((isEmpty) => ((isDrained = true), isEmpty));
    const turnedAway = await post();
    assert.equal(turnedAway.status, 503);
    assert.equal(turnedAway.headers.get('retry-after'), '1');
    assert.equal((await ask('GET')).status, 200);
    assert.equal(await handle.ready(), false);
    assert.equal(isDrained, false);
    release({ ok: true, connection: {} });
    assert.equal((await first).status, 201);
    assert.equal(await drained, true);
    assert.equal((await (await ask('GET')).json()).connections.length, 1);
    assert.equal(await handle.drain(), true);
  });

  it('waits for what was answered with 202, and for what the host does with it', async () => {
    const { promise: isAnswered, release } = held();
    const { promise: isMailed, release: mailed } = held();
    const done = [];
    const { handle, post, ask } = siteOf(createMemoryStore(), {
      answer: () => isAnswered,
      respondAsyncAfter: 0,
      onConnect: () => isMailed.then(() => done.push('mailed')),
    });
    assert.equal((await post()).status, 202);
    const drained = handle.drain().then((isEmpty) => (done.push('drained'), isEmpty));
    release({ ok: true, connection: {} });
    while (!(await (await ask('GET')).json()).connections.length);
    assert.deepEqual(done, []);
    mailed();
    assert.equal(await drained, true);
    assert.deepEqual(done, ['mailed', 'drained']);
  });

  it('waits for what the store still writes when nobody else does', async () => {
    const store = createMemoryStore();
    for (const method of ['save', 'renew', 'settle']) {
      const { promise: isWritten, release: written } = held();
      const { promise: isAnswered, release: answered } = held();
      const { promise: isCalled, release: called } = held();
      const slow = async (...values) => (called(), await isWritten, await store[method](...values));
      const { handle, post } = siteOf(
        { ...store, [method]: slow },
        { answer: () => isAnswered, callTimeout: 20, lease: 30 },
      );
      const request = post();
      if (method === 'renew') await isCalled;
      answered(method === 'settle' ? { ok: false, code: 'invalid-token' } : { ok: true, connection: {} });
      assert.equal((await request).status, method === 'renew' ? 201 : 503);
      let isDrained = false;
      const drained = handle.drain().then((isEmpty) => ((isDrained = true), isEmpty));
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(isDrained, false, method);
      written();
      assert.equal(await drained, true, method);
    }
  });

  it('waits for what the host does with a connection that was saved late', async () => {
    const store = createMemoryStore();
    const { promise: isWritten, release: written } = held();
    const { promise: isMailed, release: mailed } = held();
    const done = [];
    const save = async (entry) => {
      const saved = await store.save(entry);
      await isWritten;
      return saved;
    };
    const { handle, post } = siteOf(
      { ...store, save },
      { callTimeout: 20, onConnect: () => isMailed.then(() => done.push('mailed')) },
    );
    assert.equal((await post()).status, 503);
    const drained = handle.drain().then((isEmpty) => (done.push('drained'), isEmpty));
    written();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(done, []);
    mailed();
    assert.equal(await drained, true);
    assert.deepEqual(done, ['mailed', 'drained']);
  });

  it('does not wait for who asks while it drains, and asks nobody who they are that is turned away', async () => {
    const store = createMemoryStore();
    const { promise: isAnswered, release } = held();
    const { promise: isListed, release: listed } = held();
    let asked = 0;
    const { handle, post, ask } = siteOf(
      { ...store, list: async (user) => (await isListed, await store.list(user)) },
      { answer: () => isAnswered, authenticate: () => (asked++, 'anna') },
    );
    const first = post();
    const drained = handle.drain();
    const list = ask('GET');
    assert.equal((await post()).status, 503);
    assert.equal(asked, 2);
    release({ ok: true, connection: {} });
    assert.equal(await drained, true);
    assert.equal((await first).status, 201);
    listed();
    assert.equal((await list).status, 200);
  });

  it('waits as long as it is told to, and by itself as long as a request may take', async (test) => {
    const { promise: never } = held();
    const { handle, post } = siteOf(createMemoryStore(), { onConnect: () => never });
    await post();
    assert.equal(await handle.drain(5), false);
    test.mock.timers.enable({ apis: ['setTimeout'] });
    let outcome;
    void handle.drain().then((isEmpty) => (outcome = isEmpty));
    const pass = async (ms) => {
      test.mock.timers.tick(ms);
      await new Promise((resolve) => setImmediate(resolve));
    };
    await pass(159_999);
    assert.equal(outcome, undefined);
    await pass(1);
    assert.equal(outcome, false);
    // Longer than a timer can run.
    outcome = undefined;
    void handle.drain(2 ** 40).then((isEmpty) => (outcome = isEmpty));
    await pass(1_000_000);
    assert.equal(outcome, undefined);
  });

  it('does not wait for ever, and leaves no timer behind', async () => {
    const onConnect = () => new Promise(() => undefined);
    const { handle, post } = siteOf(createMemoryStore(), {
      onConnect,
      verifyTimeout: 20,
      callTimeout: 20,
      lease: 20,
    });
    await post();
    const before = timers();
    assert.equal(await handle.drain(), false);
    const idle = siteOf(createMemoryStore());
    assert.equal(await idle.handle.drain(), true);
    assert.ok(timers() <= before, `${timers()} timers, and ${before} before`);
  });
});

it('A worker is kept alive for what goes on, and for nothing else', async () => {
  const store = { ...createMemoryStore(), prune: undefined };
  const works = [];
  const options = { waitUntil: (work) => works.push(work), onEvent: undefined };
  await siteOf(store, options).post();
  assert.equal(works.length, 0);
  await siteOf(store, { ...options, onConnect: () => undefined }).post();
  assert.equal(works.length, 1);
});
