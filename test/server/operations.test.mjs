/** What a host's operators need: whether the handler can serve, and an end in which nothing is lost. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createConnectHandler, createMemoryStore, createSqliteStore } from '../../src/server/index.ts';
import { held, timers } from '../support/conditions.mjs';
import { newKey, openStores } from '../support/stores.mjs';

const URL_ = 'https://site.example/api/portfolio-connections';
let count = 0;

function site(store, { answer = async () => ({ ok: true, connection: {} }), ...options } = {}) {
  const errors = [];
  const handle = createConnectHandler({
    authenticate: () => 'anna',
    store,
    verifiers: { b: answer },
    onError: (error, { phase }) => errors.push([phase, error.message]),
    ...options,
  });
  const post = (more = {}) =>
    handle(
      new Request(URL_, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': `key-${count++}` },
        body: JSON.stringify({ broker: 'b', credentials: { token: 'a token' } }),
        ...more,
      }),
    );
  return { handle, post, list: () => handle(new Request(URL_)), errors };
}

for (const { name, open, skip } of openStores()) {
  describe(`a handler on the ${name} store`, { skip }, () => {
    let store;
    before(async () => {
      store = await open();
    });
    after(() => store?.close());

    it('is ready from the beginning, and after it has served', async () => {
      const { handle, post, errors } = site(store);
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
      const { handle, errors } = site({ ...createMemoryStore(), ready }, { callTimeout: 5 });
      assert.equal(await handle.ready(), false);
      assert.equal(errors.length, 1);
      assert.equal(errors[0][0], 'ready');
      assert.match(errors[0][1], message);
    }
  });

  it('where the file cannot be opened, or the keys cannot be fetched', async () => {
    const nowhere = createSqliteStore('/nowhere/portfolio.db', { encryptionKeys: [newKey('1')] });
    assert.equal(await site(nowhere).handle.ready(), false);
    const encryptionKeys = async () => {
      throw new Error('the key service is away');
    };
    const keyless = createSqliteStore(`/tmp/portfolio-${process.pid}-ready.db`, { encryptionKeys });
    const { handle, errors } = site(keyless);
    assert.equal(await handle.ready(), false);
    assert.match(errors[0][1], /the key service is away/);
    await keyless.close();
  });

  it('but does without a store that cannot tell', async () => {
    assert.equal(await site({ ...createMemoryStore(), ready: undefined }).handle.ready(), true);
  });
});

describe('a handler that drains', () => {
  it('ends what it has begun, turns new attempts away for now, and serves the rest', async () => {
    const { promise: isAnswered, release } = held();
    const { handle, post, list } = site(createMemoryStore(), { answer: () => isAnswered });
    const first = post();
    let isDrained = false;
    const drained = handle.drain().then((isEmpty) => ((isDrained = true), isEmpty));
    const turnedAway = await post();
    assert.equal(turnedAway.status, 503);
    assert.equal(turnedAway.headers.get('retry-after'), '1');
    assert.equal((await list()).status, 200);
    assert.equal(await handle.ready(), false);
    assert.equal(isDrained, false);
    release({ ok: true, connection: {} });
    assert.equal((await first).status, 201);
    assert.equal(await drained, true);
    assert.equal((await (await list()).json()).connections.length, 1);
    assert.equal(await handle.drain(), true);
  });

  it('waits for what was answered with 202, and for what the host does with it', async () => {
    const { promise: isAnswered, release } = held();
    const { promise: isMailed, release: mailed } = held();
    const done = [];
    const { handle, post, list } = site(createMemoryStore(), {
      answer: () => isAnswered,
      respondAsyncAfter: 0,
      onConnect: () => isMailed.then(() => done.push('mailed')),
    });
    assert.equal((await post()).status, 202);
    const drained = handle.drain().then((isEmpty) => (done.push('drained'), isEmpty));
    release({ ok: true, connection: {} });
    while (!(await (await list()).json()).connections.length);
    assert.deepEqual(done, []);
    mailed();
    assert.equal(await drained, true);
    assert.deepEqual(done, ['mailed', 'drained']);
  });

  it('does not wait for ever, and leaves no timer behind', async () => {
    const onConnect = () => new Promise(() => undefined);
    const { handle, post } = site(createMemoryStore(), {
      onConnect,
      verifyTimeout: 20,
      callTimeout: 20,
      lease: 20,
    });
    await post();
    const before = timers();
    assert.equal(await handle.drain(), false);
    const idle = site(createMemoryStore());
    assert.equal(await idle.handle.drain(), true);
    assert.ok(timers() <= before, `${timers()} timers, and ${before} before`);
  });
});
