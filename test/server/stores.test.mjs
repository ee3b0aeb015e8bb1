/** What the stores promise beyond what a handler shows: encryption, leases, several processes, files that outlive them. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import libsql from 'libsql';
import {
  createMemoryStore,
  createPostgresStore,
  createSqliteStore,
  TemporaryError,
} from '../../src/server/index.ts';
import { until } from '../support/conditions.mjs';
import { newKey, openPostgres, openSqlite, openStores, withoutPostgres } from '../support/stores.mjs';

const TOKEN = 't.marked-token-that-must-not-turn-up-anywhere-0123456789-0123456789';
const credentials = { token: TOKEN };
const accounts = [{ id: 'b' }, { id: 'a', name: 'Счёт \u0000 \ud800' }];
const connection = { broker: 't-invest', state: 'active', connectedAt: '2026-01-02T03:04:05.000Z', accounts };

let count = 0;
/** A claim of somebody who was not there before. */
const claimOf = (more = {}) => ({
  user: `user-${count++}`,
  key: 'key',
  fingerprint: 'f',
  lease: 60_000,
  ...more,
});

/** Claims and saves. */
async function saved(store, user = `user-${count++}`, more = {}) {
  const { attempt } = await store.claim(claimOf({ user, key: `key-${count++}` }));
  const answer = await store.save({ user, attempt, connection: { ...connection, ...more }, credentials });
  return { user, attempt, answer, ...JSON.parse(answer.body) };
}

describe('the memory store', () => {
  it('saves nothing for two minutes for who was removed, and then as for anybody', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1e12 });
    const store = createMemoryStore();
    const { user } = await saved(store);
    await store.removeUser(user);
    const isSaved = async (key) => {
      const { attempt } = await store.claim(claimOf({ user, key }));
      return (await store.save({ user, attempt, connection, credentials })) !== undefined;
    };
    t.mock.timers.setTime(1e12 + 119_999);
    assert.equal(await isSaved('soon'), false);
    t.mock.timers.setTime(1e12 + 120_000);
    assert.equal(await isSaved('later'), true);
  });

  it('is pruned once in ten minutes, and where a clock was set back', async (t) => {
    t.mock.timers.enable({ apis: ['Date'], now: 1e12 });
    const { prune } = createMemoryStore();
    const at = (ms) => (t.mock.timers.setTime(1e12 + ms), prune() !== undefined);
    const minute = 60_000;
    assert.deepEqual([0, 1, 10 * minute - 1, 10 * minute, 0, 1, -10 * minute].map(at), [
      true,
      false,
      false,
      true,
      true,
      false,
      true,
    ]);
  });

  it('forgets the oldest answers after so many claims, and never an attempt that is still worked on', async () => {
    const store = createMemoryStore();
    const [pending, answered] = [claimOf(), claimOf()];
    const { attempt } = await store.claim(pending);
    const first = await store.claim(answered);
    await store.settle(answered.user, first.attempt, { status: 422, body: '{}' });
    assert.equal((await store.claim(answered)).state, 'done');
    for (let n = 0; n < 2000; n++) await store.claim(claimOf());
    assert.deepEqual(await store.claim(pending), { state: 'pending', attempt });
    assert.equal((await store.claim(answered)).state, 'claimed');
  });
});

for (const { name, open, skip } of openStores()) {
  describe(`the ${name} store`, { skip }, () => {
    let store;
    before(async () => {
      store = await open();
    });
    after(() => store?.close());

    it('gives back what was saved, whatever the texts hold', async () => {
      const { user, id, answer } = await saved(store);
      assert.equal(answer.status, 201);
      assert.deepEqual(await store.list(user), [{ ...connection, id }]);
      assert.deepEqual(await store.credentials(user, id), credentials);
    });

    it('shows nothing of another user', async () => {
      const { id, attempt } = await saved(store);
      const other = `user-${count++}`;
      assert.equal(await store.credentials(other, id), undefined);
      assert.equal(await store.attempt(other, attempt), undefined);
      assert.equal(await store.remove(other, id), false);
    });

    it('has nothing under an id that it never gave', async () => {
      for (const id of ['', 'x', '../..', crypto.randomUUID()]) {
        assert.equal(await store.credentials('user', id), undefined);
        assert.equal(await store.attempt('user', id), undefined);
        assert.equal(await store.remove('user', id), false);
      }
    });

    it('lists the newest first, a replaced one included', async () => {
      const { user, id: first } = await saved(store);
      const { id: second } = await saved(store, user, { accounts: [{ id: 'c' }] });
      const again = await saved(store, user, { accounts: accounts.toReversed() });
      assert.equal(again.id, first);
      assert.equal(again.answer.status, 200);
      assert.deepEqual(
        (await store.list(user)).map(({ id }) => id),
        [first, second],
      );
    });

    it('tells connections apart where no account has an id', async () => {
      const { user } = await saved(store, undefined, { accounts: [{ name: 'Счёт' }] });
      await saved(store, user, { accounts: [{ name: 'Счёт' }] });
      assert.equal((await store.list(user)).length, 2);
    });

    it('forgets the credentials with the connection', async () => {
      const { user, id } = await saved(store);
      assert.equal(await store.remove(user, id), true);
      assert.equal(await store.remove(user, id), false);
      assert.equal(await store.credentials(user, id), undefined);
      assert.deepEqual(await store.list(user), []);
    });

    it('gives a key to one of any number who claim it at the same time', async () => {
      const claim = claimOf();
      const claims = await Promise.all(Array.from({ length: 50 }, () => store.claim(claim)));
      const [holder, ...more] = claims.filter(({ state }) => state === 'claimed');
      assert.deepEqual(more, []);
      for (const { state, attempt } of claims) {
        assert.equal(attempt, holder.attempt);
        assert.match(state, /^(claimed|pending)$/);
      }
    });

    it('replaces, and never doubles, when the same portfolio is saved many times at once', async () => {
      const user = `user-${count++}`;
      const all = await Promise.all(Array.from({ length: 20 }, () => saved(store, user)));
      assert.equal(new Set(all.map(({ id }) => id)).size, 1);
      assert.equal(all.filter(({ answer }) => answer.status === 201).length, 1);
      assert.equal((await store.list(user)).length, 1);
      assert.deepEqual(await store.credentials(user, all[0].id), credentials);
    });

    it('lets a lapsed claim be taken over; whoever held it saves nothing any more', async () => {
      const claim = claimOf({ lease: 1 });
      const { attempt } = await store.claim(claim);
      await until(async () => (await store.attempt(claim.user, attempt)) === undefined);
      const taken = await store.claim({ ...claim, fingerprint: 'another', lease: 60_000 });
      assert.equal(taken.state, 'claimed');
      assert.notEqual(taken.attempt, attempt);
      const { user } = claim;
      assert.equal(await store.save({ user, attempt, connection, credentials }), undefined);
      await store.settle(user, attempt, { status: 422, body: '{}' });
      await store.release(user, attempt);
      assert.deepEqual(await store.list(user), []);
      assert.equal((await store.attempt(user, taken.attempt)).state, 'pending');
    });

    it('renews a claim that is open, and no other', async () => {
      const claim = claimOf();
      const { attempt } = await store.claim(claim);
      assert.equal(await store.renew('another', attempt, 1), false);
      assert.equal((await store.claim(claim)).state, 'pending');
      // For a shorter time than it was claimed for: seen by its end, which comes sooner.
      assert.equal(await store.renew(claim.user, attempt, 1), true);
      await until(async () => (await store.attempt(claim.user, attempt)) === undefined);
      assert.equal(await store.renew(claim.user, attempt, 60_000), false);

      const taken = await store.claim(claim);
      await store.settle(claim.user, taken.attempt, { status: 422, body: '{}' });
      assert.equal(await store.renew(claim.user, taken.attempt, 1), false);
      assert.equal((await store.claim(claim)).state, 'done');
    });

    it('keeps a settled answer for its key, and a released one for its attempt alone', async () => {
      const answer = { status: 429, body: '{"code":"rate-limited"}', retryAfter: 7 };
      const kept = claimOf();
      const one = await store.claim(kept);
      await store.settle(kept.user, one.attempt, answer);
      assert.deepEqual(await store.claim(kept), { state: 'done', attempt: one.attempt, answer });
      assert.equal((await store.claim({ ...kept, fingerprint: 'g' })).state, 'mismatch');

      const given = claimOf();
      const two = await store.claim(given);
      await store.release(given.user, two.attempt, answer);
      assert.deepEqual(await store.attempt(given.user, two.attempt), {
        state: 'done',
        attempt: two.attempt,
        answer,
      });
      assert.equal((await store.claim(given)).state, 'claimed');
      assert.equal(await store.attempt(given.user, two.attempt), undefined);
    });

    it('names a user’s accepted attempts that are worked on, the newest first, and no other', async () => {
      const { user } = claimOf();
      const named = async () => (await store.openAttempts(user)).map(({ id }) => id);
      const accepted = async (more) => {
        const { attempt } = await store.claim(claimOf({ user, key: `key-${count++}`, ...more }));
        await store.accept(user, attempt, 't-invest');
        return attempt;
      };
      assert.deepEqual(await named(), []);
      await store.claim(claimOf({ user, key: 'not accepted' }));
      const one = await accepted();
      const two = await accepted();
      await store.accept(user, two, 'again');
      assert.deepEqual(await store.openAttempts(user), [
        { id: two, broker: 't-invest' },
        { id: one, broker: 't-invest' },
      ]);

      const another = claimOf();
      const { attempt: theirs } = await store.claim(another);
      await store.accept(user, theirs, 't-invest');
      assert.deepEqual(await store.openAttempts(another.user), []);
      await store.accept(another.user, theirs, 'other');
      assert.deepEqual(await store.openAttempts(another.user), [{ id: theirs, broker: 'other' }]);

      const ended = [
        await accepted(),
        await accepted(),
        await accepted(),
        await accepted(),
        await accepted(),
      ];
      assert.deepEqual(await named(), [...ended.toReversed(), two, one]);
      const [settled, released, givenUp, saved, lapsed] = ended;
      await store.settle(user, settled, { status: 422, body: '{}' });
      await store.release(user, released, { status: 503, body: '{}' });
      await store.release(user, givenUp);
      await store.save({ user, attempt: saved, connection, credentials });
      await store.renew(user, lapsed, 1);
      await until(async () => (await store.attempt(user, lapsed)) === undefined);
      assert.deepEqual(await named(), [two, one]);
      await store.accept(user, settled, 't-invest');
      assert.deepEqual(await named(), [two, one]);
    });

    it('takes the place of what it plainly continues: the same accounts, or the same and more', async () => {
      const user = `user-${count++}`;
      const ids = (...names) => ({ accounts: names.map((id) => ({ id })) });
      const one = await saved(store, user, ids('1'));
      const more = await saved(store, user, ids('2', '1'));
      assert.deepEqual([more.id, more.answer.status], [one.id, 200]);
      // Fewer or others: an account that only the first one has would be lost with it.
      const fewer = await saved(store, user, ids('2'));
      const others = await saved(store, user, ids('1', '3'));
      assert.deepEqual([fewer.answer.status, others.answer.status], [201, 201]);
      // The very same is the one that goes on, be another newer.
      const same = await saved(store, user, ids('1', '2'));
      assert.equal(same.id, one.id);
      assert.equal((await store.list(user)).length, 2);
      await saved(store, user, ids('2'));
      const elsewhere = await saved(store, user, { ...ids('1', '2', '3'), broker: 'another' });
      assert.equal(elsewhere.answer.status, 201);
      assert.equal((await store.list(user)).length, 4);
      const all = await saved(store, user, ids('1', '2', '3'));
      assert.equal(all.answer.status, 200);
      assert.deepEqual(
        (await store.list(user)).map(({ id }) => id),
        [all.id, elsewhere.id],
      );
    });

    it('takes the place of the one that is named, whatever it sees, and of nobody else’s', async () => {
      const user = `user-${count++}`;
      const { id } = await saved(store, user, { accounts: [{ id: '1' }] });
      const twin = await saved(store, user, { accounts: [{ id: '2' }] });
      const repaired = async (replaces, accounts, broker = 't-invest') => {
        const { attempt } = await store.claim(claimOf({ user, key: `key-${count++}` }));
        const found = { ...connection, broker, accounts };
        const answer = await store.save({ user, attempt, connection: found, credentials, replaces });
        return { status: answer.status, id: JSON.parse(answer.body).id };
      };
      assert.deepEqual(await repaired(id, [{ id: '3' }]), { status: 200, id });
      assert.deepEqual(await repaired(id, [{ name: 'without an id' }]), { status: 200, id });
      assert.equal((await store.list(user)).length, 2);
      // The accounts of another one: it is the same portfolio, and is not there twice.
      assert.deepEqual(await repaired(id, [{ id: '2' }]), { status: 200, id });
      assert.deepEqual(
        (await store.list(user)).map((one) => one.id),
        [id],
      );
      assert.equal(await store.credentials(user, twin.id), undefined);
      const [older, newer] = [
        await saved(store, user, { accounts: [{ id: '5' }] }),
        await saved(store, user, { accounts: [{ id: '6' }] }),
      ];
      assert.deepEqual(await repaired(older.id, [{ id: '6' }]), { status: 200, id: older.id });
      assert.equal(await store.credentials(user, newer.id), undefined);
      await store.remove(user, older.id);
      const theirs = await saved(store);
      for (const stranger of [theirs.id, crypto.randomUUID(), 'x']) {
        assert.equal((await repaired(stranger, [{ id: `new-${count++}` }])).status, 201);
      }
      assert.equal((await repaired(id, [{ id: '2' }], 'another')).status, 201);
      assert.deepEqual(await store.credentials(theirs.user, theirs.id), credentials);
      assert.equal((await store.list(theirs.user)).length, 1);
    });

    it('keeps no account twice, however the saves of one portfolio race', async () => {
      for (let round = 0; round < 10; round++) {
        const user = `user-${count++}`;
        const sets = [['1'], ['1', '2'], ['2', '1'], ['1', '2', '3'], ['1'], ['2']];
        const claims = await Promise.all(
          sets.map(() => store.claim(claimOf({ user, key: `key-${count++}` }))),
        );
        const outcomes = await Promise.all(
          sets.map((ids, index) => {
            const found = { ...connection, accounts: ids.map((id) => ({ id })) };
            return store.save({ user, attempt: claims[index].attempt, connection: found, credentials });
          }),
        );
        assert.ok(outcomes.every(({ status }) => status < 300));
        const kept = (await store.list(user)).map(({ accounts: found }) =>
          found
            .map(({ id }) => id)
            .sort()
            .join(),
        );
        assert.equal(new Set(kept).size, kept.length, kept.join(' | '));
        assert.ok(kept.includes('1,2,3'), kept.join(' | '));
      }
    });

    it('keeps in no answer what was removed', async () => {
      const claim = claimOf();
      const { user } = claim;
      const { attempt } = await store.claim(claim);
      await store.save({ user, attempt, connection, credentials });
      const [{ id }] = await store.list(user);
      assert.equal((await store.claim(claim)).answer.status, 201);
      await store.remove(user, id);
      const { state, answer } = await store.claim(claim);
      assert.deepEqual([state, answer.status], ['done', 410]);
      assert.ok(!answer.body.includes('Счёт'));
      assert.deepEqual(await store.attempt(user, attempt), { state, attempt, answer });
    });

    it('removes a user, whose keys connect nothing any more', async () => {
      const [going, done] = [claimOf(), claimOf()];
      const { user } = going;
      done.user = user;
      done.key = 'another key';
      const { id, user: stays } = await saved(store);
      const { attempt } = await store.claim(going);
      await store.accept(user, attempt, 't-invest');
      const ended = await store.claim(done);
      await store.save({ user, attempt: ended.attempt, connection, credentials });

      await store.removeUser(user);
      await store.removeUser('somebody who never was');
      assert.equal(await store.save({ user, attempt, connection, credentials }), undefined);
      assert.equal(await store.renew(user, attempt, 60_000), false);
      await store.release(user, attempt);
      assert.equal(await store.attempt(user, attempt), undefined);
      for (const claim of [going, done]) {
        const { state, answer } = await store.claim(claim);
        assert.deepEqual([state, answer.status], ['done', 401]);
      }
      // A request that was let in before, and comes to its claim only now.
      const late = await store.claim(claimOf({ user, key: 'a third key' }));
      assert.equal(await store.save({ user, attempt: late.attempt, connection, credentials }), undefined);
      assert.deepEqual(await store.list(user), []);
      assert.deepEqual(await store.openAttempts(user), []);
      assert.deepEqual(await store.credentials(stays, id), credentials);
    });

    it('knows users by texts alone', async () => {
      const { id, attempt } = await saved(store, '42');
      const strangers = [
        42,
        42n,
        true,
        null,
        undefined,
        '',
        {},
        ['42'],
        new String('42'),
        () => '42',
        'a\0',
        '\ud800',
        'x'.repeat(513),
      ];
      const long = await saved(store, 'x'.repeat(512));
      assert.equal((await store.list(long.user)).length, 1);
      for (const user of strangers) {
        const calls = [
          store.claim(claimOf({ user })),
          store.attempt(user, attempt),
          store.accept(user, attempt, 't-invest'),
          store.openAttempts(user),
          store.save({ user, attempt, connection, credentials }),
          store.renew(user, attempt, 1),
          store.settle(user, attempt, { status: 422, body: '{}' }),
          store.release(user, attempt),
          store.list(user),
          store.remove(user, id),
          store.removeUser(user),
          store.credentials(user, id),
        ];
        for (const call of calls) await assert.rejects(call, TypeError);
      }
      assert.equal((await store.list('42')).length, 1);
    });

    it('saves nothing for an attempt that is over', async () => {
      const { user, attempt } = await saved(store);
      assert.equal(await store.save({ user, attempt, connection, credentials }), undefined);
      assert.equal((await store.list(user)).length, 1);
    });
  });
}

/** A key of the wrong length: the message must not repeat it. */
const wrong = 'c2hvcnQ=';
const wrongKeys = [
  [[], /must hold a key/],
  [[{ id: '', key: newKey('1').key }], /\[0\]\.id/],
  [[{ id: 'a b', key: newKey('1').key }], /\[0\]\.id/],
  [[newKey('1'), newKey('1')], /\[1\]\.id/],
  [[newKey('1'), { id: '2', key: wrong }], /\[1\]\.key .*; got 5 bytes$/],
  [[{ id: '1', key: 'не base64' }], /\[0\]\.key .*; got a text that is not base64$/],
  [[{ id: '1', key: new Uint8Array(16) }], /\[0\]\.key/],
  [[{ id: '1' }], /\[0\]\.key .*openssl rand -base64 32; got undefined: is its environment variable set\?$/],
  [undefined, /must be an array/],
  [[undefined], /\[0\]\.id/],
  // Nobody drew these.
  [[{ id: '1', key: new Uint8Array(32) }], /\[0\]\.key must be random/],
  [[{ id: '1', key: Buffer.alloc(32, 7).toString('base64') }], /must be random/],
  [[{ id: '1', key: Uint8Array.from({ length: 32 }, (_, index) => index) }], /must be random/],
  [[{ id: '1', key: Uint8Array.from({ length: 32 }, (_, index) => 3 - index * 5) }], /must be random/],
  [[{ id: '1', key: Buffer.from('0123456789abcdef'.repeat(2)) }], /must be random/],
  [[{ id: '1', key: Buffer.from('00ff17a1'.repeat(8), 'hex') }], /must be random/],
  [[{ id: '1', key: Buffer.from('correct horse battery staple 123') }], /must be random/],
  [[{ id: '1', key: 'thisisapassphrasethatsomebodyhasmadeupforit' }], /must be random/],
  [[{ id: '1', key: 'correct-horse-battery-staple-is-no-good-key' }], /must be random/],
  // Ten changes of kind; below, one with eleven is taken.
  [[{ id: '1', key: 'abcdEFGHijklMNOPqrstUVWXyzabCDEFghijKLMNopq' }], /must be random/],
];

describe('a key', () => {
  it('that was drawn at random is never taken for one that was not', () => {
    for (let time = 0; time < 5000; time++) createSqliteStore('x.db', { encryptionKeys: [newKey('1')] });
    const key = 'abcdEFGHijklMNOPqrstUVWXyzabCDEFghijKLMNop4';
    createSqliteStore('x.db', { encryptionKeys: [{ id: '1', key }] });
  });
});

const refusesKeys = (create) => {
  for (const [encryptionKeys, message] of wrongKeys) {
    assert.throws(
      () => create({ encryptionKeys }),
      (error) => error instanceof TypeError && message.test(error.message) && !error.message.includes(wrong),
    );
  }
};

describe('an SQLite file', () => {
  let folder;
  let path;
  const keys = [newKey('old'), newKey('new')];
  const open = (encryptionKeys = [keys[0]]) => createSqliteStore(path, { encryptionKeys });
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'portfolio-sqlite-'));
    path = join(folder, 'portfolio.db');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('refuses keys that are none at once, without repeating them', () => {
    refusesKeys((options) => createSqliteStore(path, options));
  });

  it('outlives its process, and holds no credential in clear', async () => {
    const store = open();
    const { user, id, answer, attempt } = await saved(store, 'anna');
    const files = () => [path, `${path}-wal`].map((file) => readFileSync(file, 'latin1')).join('');
    assert.ok(files().includes('t-invest'));
    assert.ok(!files().includes(TOKEN));
    await store.close();
    const later = open();
    assert.deepEqual(await later.credentials(user, id), credentials);
    assert.deepEqual((await later.attempt(user, attempt)).answer, answer);
    await later.close();
  });

  it('is not opened again by what comes after it was closed', async () => {
    const store = open();
    assert.equal((await store.list('anna')).length, 1);
    await store.close();
    await store.close();
    await assert.rejects(store.list('anna'), (error) => error instanceof TemporaryError);
    await assert.rejects(store.claim(claimOf()), /was closed/);
  });

  it('reads under a key that was replaced, and writes under the new one', async () => {
    const store = open([keys[1], keys[0]]);
    const [{ id }] = await store.list('anna');
    assert.deepEqual(await store.credentials('anna', id), credentials);
    const again = await saved(store, 'anna');
    assert.equal(again.id, id);
    await store.close();
    const onlyNew = open([keys[1]]);
    assert.deepEqual(await onlyNew.credentials('anna', id), credentials);
    await onlyNew.close();
    const onlyOld = open([keys[0]]);
    await assert.rejects(onlyOld.credentials('anna', id), /no encryption key with the id "new"/);
    await onlyOld.close();
  });

  it('does not open what was moved to another connection, or changed', async () => {
    const store = open([keys[1]]);
    const a = await saved(store, 'mallory', { accounts: [{ id: '1' }] });
    const b = await saved(store, 'mallory', { accounts: [{ id: '2' }] });
    const driver = new libsql(path);
    const boxOf = (id) =>
      driver.prepare('select credentials from portfolio_connections where id = ?').get(id);
    const write = (box, id) =>
      driver.prepare('update portfolio_connections set credentials = ? where id = ?').run(box, id);
    const { credentials: box } = boxOf(a.id);
    write(box, b.id);
    await assert.rejects(store.credentials('mallory', b.id), (error) => {
      assert.match(error.message, /do not open with the key new/);
      return !String(error.stack).includes(TOKEN);
    });
    const bent = Buffer.from(box);
    bent[bent.length - 1] ^= 1;
    write(bent, a.id);
    await assert.rejects(store.credentials('mallory', a.id), /do not open/);
    driver.close();
    await store.close();
  });

  it('is shared by any number of stores: one key, one claim', async () => {
    const stores = Array.from({ length: 4 }, () => open());
    const claim = claimOf();
    const claims = await Promise.all(stores.map((store) => store.claim(claim)));
    assert.equal(claims.filter(({ state }) => state === 'claimed').length, 1);
    const user = `user-${count++}`;
    await Promise.all(stores.map((store) => saved(store, user)));
    assert.equal((await stores[0].list(user)).length, 1);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('forgets answers that are over', async () => {
    const user = `user-${count++}`;
    const store = open();
    const { attempt } = await store.claim(claimOf({ user }));
    await store.accept(user, attempt, 't-invest');
    await store.renew(user, attempt, 1);
    await until(async () => (await store.attempt(user, attempt)) === undefined);
    await store.close();
    const later = open();
    await later.prune();
    await later.close();
    const driver = new libsql(path);
    for (const table of ['portfolio_attempts', 'portfolio_accepted']) {
      const sql = `select count(*) as n from ${table} where user_id = ?`;
      assert.equal(driver.prepare(sql).get(user).n, 0, table);
    }
    driver.close();
  });

  it('without the table of accepted attempts gets it, and keeps all that it holds', async () => {
    const older = join(folder, 'older.db');
    const before = createSqliteStore(older, { encryptionKeys: keys });
    const { user, id } = await saved(before);
    const claim = claimOf({ user });
    const { attempt } = await before.claim(claim);
    await before.close();
    const driver = new libsql(older);
    driver.exec('drop table portfolio_accepted');
    driver.close();

    const later = createSqliteStore(older, { encryptionKeys: keys });
    assert.deepEqual(await later.credentials(user, id), credentials);
    assert.deepEqual(await later.claim(claim), { state: 'pending', attempt });
    await later.accept(user, attempt, 't-invest');
    assert.deepEqual(await later.openAttempts(user), [{ id: attempt, broker: 't-invest' }]);
    await later.close();
  });

  it('of a newer version is left alone', async () => {
    const newer = join(folder, 'newer.db');
    const before = createSqliteStore(newer, { encryptionKeys: keys });
    await saved(before, 'anna');
    await before.close();
    const driver = new libsql(newer);
    driver.exec('update portfolio_schema set version = 99');
    driver.close();
    const store = createSqliteStore(newer, { encryptionKeys: keys });
    await assert.rejects(store.list('anna'), /newer version/);
    await store.close();
  });

  it('in a folder that is not there is an error, at each use', async () => {
    const store = createSqliteStore(join(folder, 'none', 'x.db'), { encryptionKeys: keys });
    for (let time = 0; time < 2; time++) await assert.rejects(store.list('anna'));
    await store.close();
  });

  it('is like any other: opened twice, each has its own', async () => {
    const [one, two] = [openSqlite(), openSqlite()];
    const { user } = await saved(one);
    assert.deepEqual(await two.list(user), []);
    await Promise.all([one.close(), two.close()]);
  });
});

describe('a PostgreSQL database', { skip: withoutPostgres }, () => {
  let first;
  before(async () => {
    first = await openPostgres();
  });
  after(() => first?.close());
  const another = (options = { encryptionKeys: first.keys }, { role } = {}) => {
    // What stands in the address wins over the pool's other options.
    const connectionString = role ? first.url.replace('//postgres@', `//${role}@`) : first.url;
    const pool = new pg.Pool({ connectionString });
    pool.on('error', () => undefined);
    const store = createPostgresStore(pool, options);
    return { ...store, pool, close: () => pool.end() };
  };

  it('refuses keys that are none at once, without repeating them', () => {
    refusesKeys((options) => createPostgresStore(first.pool, options));
  });

  it('has its tables made once, by whoever comes first', async () => {
    const stores = Array.from({ length: 8 }, () => another());
    await Promise.all(stores.map((store) => store.list('anna')));
    await Promise.all(stores.map((store) => store.close()));
  });

  it('is shared by any number of machines: one key, one claim; one portfolio, one connection', async () => {
    const stores = Array.from({ length: 4 }, () => another());
    const claim = claimOf();
    const claims = await Promise.all(stores.flatMap((store) => [store.claim(claim), store.claim(claim)]));
    assert.equal(claims.filter(({ state }) => state === 'claimed').length, 1);
    const user = `user-${count++}`;
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, index) => saved(stores[index % stores.length], user)),
    );
    assert.equal(new Set(all.map(({ id }) => id)).size, 1);
    assert.equal((await first.list(user)).length, 1);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('holds no credential in clear, and opens nothing that was moved', async () => {
    const a = await saved(first, 'mallory', { accounts: [{ id: '1' }] });
    const b = await saved(first, 'mallory', { accounts: [{ id: '2' }] });
    const { rows } = await first.pool.query('select * from portfolio_connections');
    const all = rows.map((row) => `${JSON.stringify(row)}${row.credentials.toString('latin1')}`).join('');
    assert.ok(all.includes('mallory') && !all.includes(TOKEN));
    const attempts = await first.pool.query('select * from portfolio_attempts');
    assert.ok(!JSON.stringify(attempts.rows).includes(TOKEN));
    const sql = `update portfolio_connections set credentials =
      (select credentials from portfolio_connections where id = $1) where id = $2`;
    await first.pool.query(sql, [a.id, b.id]);
    await assert.rejects(first.credentials('mallory', b.id), /do not open/);
    assert.deepEqual(await first.credentials('mallory', a.id), credentials);
  });

  it('needs no right to make tables where they are there already', async () => {
    await first.list('anna');
    await first.pool.query(`create role clerk login; revoke create on schema public from public;
      grant select, insert, update, delete
      on portfolio_attempts, portfolio_accepted, portfolio_connections to clerk`);
    const clerk = another(undefined, { role: 'clerk' });
    await assert.rejects(clerk.pool.query('create table mine ()'), { code: '42501' });
    const { user, id } = await saved(clerk);
    assert.deepEqual(await clerk.credentials(user, id), credentials);
    await clerk.close();
  });

  it('without the table of accepted attempts: has it made, or does without', async () => {
    await first.list('anna');
    const usable = async (store) => {
      const { user, id } = await saved(store);
      assert.deepEqual(await store.credentials(user, id), credentials);
      const { attempt } = await store.claim(claimOf({ user }));
      await store.accept(user, attempt, 't-invest');
      const open = await store.openAttempts(user);
      await store.close();
      return open.length;
    };
    await first.pool.query(`drop table portfolio_accepted; create role waiter login;
      revoke create on schema public from public;
      grant select, insert, update, delete on portfolio_attempts, portfolio_connections to waiter`);
    assert.equal(await usable(another(undefined, { role: 'waiter' })), 0);
    const stores = Array.from({ length: 4 }, () => another());
    assert.deepEqual(await Promise.all(stores.map(usable)), [1, 1, 1, 1]);
  });

  it('is asked anew after it was away', async () => {
    const store = another();
    const { user } = await saved(store);
    await first.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where pid <> pg_backend_pid() and datname = current_database()`,
    );
    await store.list(user).catch(() => undefined);
    assert.equal((await store.list(user)).length, 1);
    await store.close();
  });
});
