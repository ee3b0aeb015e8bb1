/** The SQLite file when something goes wrong around it: locks, faults, files that cannot be used; and what it leaves behind. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import libsql from 'libsql';
import { createSqliteStore, TemporaryError } from '../../src/server/index.ts';
import { SqliteFile } from '../../src/server/stores/sqlite/file.ts';
import { until } from '../support/conditions.mjs';
import { limits } from '../support/limits.mjs';
import { newKey } from '../support/stores.mjs';

const encryptionKeys = [newKey('1')];
const credentials = { token: 't.marked-token-in-no-file' };
const found = { broker: 't-invest', state: 'active', accounts: [{ id: 'ACCOUNT-ID', name: 'ACCOUNT-NAME' }] };
let count = 0;

describe('an SQLite file', { timeout: limits.test }, () => {
  let folder;
  let path;
  let stores;
  let drivers;
  const open = (file = path) => {
    const store = createSqliteStore(file, { encryptionKeys });
    stores.push(store);
    return store;
  };
  /** Another program that has the file open. */
  const other = (file = path) => {
    const driver = new libsql(file, { timeout: 5000 });
    drivers.push(driver);
    return driver;
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'portfolio-sqlite-'));
    path = join(folder, 'portfolio.db');
    stores = [];
    drivers = [];
  });
  afterEach(async () => {
    for (const driver of drivers) if (driver.open) driver.close();
    await Promise.all(stores.map((store) => store.close()));
    rmSync(folder, { recursive: true });
  });

  const claimOf = (more) => ({
    user: 'anna',
    key: `key-${count++}`,
    fingerprint: 'f',
    lease: 600_000,
    ...more,
  });
  async function saved(store, user = 'anna', connection = found) {
    const { attempt } = await store.claim(claimOf({ user }));
    const answer = await store.save({ user, attempt, connection, credentials });
    return { attempt, id: JSON.parse(answer.body).id };
  }
  const descriptors = () =>
    readdirSync('/proc/self/fd').filter((name) => {
      try {
        return readlinkSync(`/proc/self/fd/${name}`).startsWith(folder);
      } catch {
        return false;
      }
    }).length;
  const bytes = () =>
    readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'latin1'))
      .join('');
  const modes = () =>
    readdirSync(folder).map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8));

  describe('that another process has locked', () => {
    it('is read as before, and whoever writes waits without holding anybody up', async () => {
      const store = open();
      const { id } = await saved(store);
      const writer = other();
      writer.exec('begin immediate');
      let done = 0;
      const waiting = [store.claim(claimOf()), store.remove('anna', id)].map((call) =>
        call.then(() => done++),
      );
      let ticks = 0;
      const clock = setInterval(() => ticks++, 1);
      // Were the process standing still, nobody would count, and nobody would ever unlock the file.
      await until(() => ticks > 30);
      clearInterval(clock);
      assert.equal((await store.list('anna')).length, 1);
      assert.equal(done, 0);
      writer.exec('commit');
      await Promise.all(waiting);
      assert.deepEqual(await store.list('anna'), []);
    });

    it('refuses whoever waited too long, and everything works again once it is unlocked', async () => {
      const store = open();
      const { id } = await saved(store);
      const { attempt } = await store.claim(claimOf());
      const writer = other();
      writer.exec(
        "begin immediate; insert into portfolio_accepted (attempt, user_id, broker) values ('x', 'x', 'x')",
      );
      const answer = { status: 422, body: '{}' };
      const calls = {
        claim: () => store.claim(claimOf()),
        accept: () => store.accept('anna', attempt, 't-invest'),
        renew: () => store.renew('anna', attempt, 600_000),
        save: () => store.save({ user: 'anna', attempt, connection: found, credentials }),
        settle: () => store.settle('anna', attempt, answer),
        release: () => store.release('anna', attempt),
        remove: () => store.remove('anna', id),
        removeUser: () => store.removeUser('bert'),
        prune: () => store.prune(),
      };
      const outcomes = await Promise.allSettled(Object.values(calls).map((call) => call()));
      for (const [index, name] of Object.keys(calls).entries()) {
        assert.ok(outcomes[index].reason instanceof TemporaryError, name);
      }
      assert.equal((await store.list('anna')).length, 1);
      writer.exec('commit');
      // What another process writes is seen: nothing holds an old state of the file.
      const second = open();
      const { id: fresh } = await saved(second, 'anna', { ...found, accounts: [{ id: 'another' }] });
      assert.deepEqual(
        (await store.list('anna')).map((one) => one.id),
        [fresh, id],
      );
      await saved(store, 'anna', { ...found, accounts: [{ id: 'a third' }] });
      assert.equal(await store.renew('anna', attempt, 600_000), true);
      await store.accept('anna', attempt, 't-invest');
      assert.equal((await store.openAttempts('anna')).length, 1);
      await store.settle('anna', attempt, answer);
      assert.equal((await store.attempt('anna', attempt)).state, 'done');
      assert.equal(await store.remove('anna', id), true);
      await store.removeUser('anna');
      assert.deepEqual(await second.list('anna'), []);
    });

    it('is copied once it is free', async () => {
      const before = open();
      const { id } = await saved(before);
      await before.close();
      const alone = other();
      alone.exec('pragma locking_mode = exclusive; begin immediate; create table theirs (a); commit');
      const copy = join(folder, 'copy.db');
      let isDone = false;
      const copied = open()
        .backup(copy)
        .finally(() => (isDone = true));
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(isDone, false);
      alone.close();
      await copied;
      assert.deepEqual(await open(copy).credentials('anna', id), credentials);
    });

    it('lets all of them wait at the same time', async () => {
      await saved(open());
      const patience = 100;
      const file = new SqliteFile(path, '', 'select 1;', patience);
      const writer = other();
      writer.exec('begin immediate');
      const began = performance.now();
      const waits = Array.from({ length: 60 }, () => file.write(() => undefined));
      const outcomes = await Promise.allSettled(waits);
      assert.ok(outcomes.every(({ reason }) => reason instanceof TemporaryError));
      // A sixth of what they would take one after another.
      assert.ok(performance.now() - began < 10 * patience);
      writer.exec('rollback');
      await file.write(() => undefined);
      await file.close();
    });
  });

  it('gives others their turn while much is written', async () => {
    await saved(open());
    const file = new SqliteFile(path, '', 'select 1;');
    let turns = 0;
    let written = 0;
    const turn = () => {
      turns++;
      if (written < 30) setImmediate(turn);
    };
    const slowly = () => {
      for (const end = performance.now() + 10; performance.now() < end;);
      written++;
    };
    setImmediate(turn);
    await Promise.all(Array.from({ length: 30 }, () => file.write(slowly)));
    await file.close();
    // Three hundred ms of work, and a pause after each twenty.
    assert.ok(turns > 5, String(turns));
  });

  it('writes for all who wait in one transaction, and what fails fails alone', async () => {
    await saved(open());
    const file = new SqliteFile(path, '', 'select 1;');
    await file.write((one) => one.run('create table numbers (number integer unique) strict'));
    const insert = (number) => file.write((one) => one.run('insert into numbers values (?)', number));
    // Each transaction that changes one page adds one frame to the log.
    const frames = () => Math.floor(statSync(`${path}-wal`).size / 4_000);
    const emptied = async () => (await file.emptyLog(), assert.equal(frames(), 0));
    await emptied();
    for (let number = 100; number < 110; number++) await insert(number);
    const apart = frames();
    await emptied();
    await Promise.all(Array.from({ length: 10 }, (_, number) => insert(number)));
    const together = frames();
    assert.ok(apart >= 10 * together, `${apart} frames, and ${together}`);
    const outcomes = await Promise.allSettled([20, 21, 3, 22, 23].map(insert));
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
    );
    const { count } = await file.read((one) => one.get('select count(*) as count from numbers'));
    assert.equal(count, 24);
    await file.close();
  });

  it('says what failed, and works again afterwards', async () => {
    const store = open();
    await saved(store);
    const driver = other();
    driver.exec(
      `create trigger fail before insert on portfolio_connections begin select raise(abort, 'the disk is full'); end`,
    );
    for (let time = 0; time < 3; time++) {
      await assert.rejects(saved(store, 'bert'), /the disk is full/);
      assert.deepEqual(await store.list('bert'), []);
    }
    driver.exec('drop trigger fail');
    await saved(store, 'bert');
    assert.equal((await store.list('bert')).length, 1);
  });

  it('whose tables somebody dropped gets them again', async () => {
    const store = open();
    await saved(store);
    for (const table of [
      'portfolio_accepted',
      'portfolio_attempts',
      'portfolio_connections',
      'portfolio_schema',
    ]) {
      other().exec(`drop table ${table}`);
      const { attempt } = await store.claim(claimOf());
      await store.accept('anna', attempt, 't-invest');
      await saved(store);
      assert.equal((await store.list('anna')).length, 1, table);
    }
  });

  it(
    'that cannot be opened a thousand times leaves no descriptor',
    { skip: process.platform !== 'linux' },
    async () => {
      const newer = join(folder, 'newer.db');
      const before = open(newer);
      await saved(before);
      await before.close();
      const driver = other(newer);
      driver.exec('update portfolio_schema set version = 2');
      driver.close();
      const rubbish = join(folder, 'rubbish.db');
      writeFileSync(rubbish, 'no database, by no means'.repeat(500));
      const directory = join(folder, 'directory.db');
      mkdirSync(directory);
      for (const file of [newer, rubbish, directory, join(folder, 'none', 'x.db')]) {
        const store = createSqliteStore(file, { encryptionKeys });
        await store.list('anna').catch(() => undefined);
        const opened = descriptors();
        for (let time = 0; time < 1000; time++) await assert.rejects(store.list('anna'));
        assert.ok(descriptors() <= opened, `${file}: ${descriptors()} after ${opened}`);
        await store.close();
      }
      assert.equal(descriptors(), 0);
    },
  );

  it('is the host’s, too: its tables and version stay as they are', async () => {
    for (const version of [0, 1, 7]) {
      const file = join(folder, `host-${version}.db`);
      const driver = other(file);
      driver.exec(`pragma user_version = ${version}; create table mine (a); insert into mine values (1)`);
      const store = open(file);
      await saved(store);
      assert.equal((await store.list('anna')).length, 1);
      assert.equal(driver.prepare('pragma user_version').get().user_version, version);
      assert.equal(driver.prepare('select a from mine').get().a, 1);
    }
  });

  it('must have a path of its own', () => {
    for (const wrong of [
      '',
      ' ',
      undefined,
      null,
      7,
      'a\0b',
      ':memory:',
      'file:x.db',
      'libsql://host',
      'https://host',
    ]) {
      assert.throws(() => createSqliteStore(wrong, { encryptionKeys }), TypeError, String(wrong));
    }
  });

  it(
    'is readable by its owner alone, and so is what lies beside it',
    { skip: process.platform === 'win32' },
    async () => {
      const umask = process.umask(0o022);
      try {
        const store = open();
        await saved(store);
        await store.backup(join(folder, 'copy.db'));
        assert.ok(readdirSync(folder).length >= 3);
        assert.deepEqual([...new Set(modes())], ['600']);
      } finally {
        process.umask(umask);
      }
    },
  );

  it('is one whole file once it is closed, which nobody has open', async () => {
    const store = open();
    const { id } = await saved(store);
    await store.close();
    if (process.platform === 'linux') assert.equal(descriptors(), 0);
    assert.deepEqual(readdirSync(folder), ['portfolio.db']);
    await assert.rejects(store.list('anna'), TemporaryError);
    if (process.platform === 'linux') assert.equal(descriptors(), 0);
    const copy = join(folder, 'copy.db');
    copyFileSync(path, copy);
    assert.deepEqual(await open(copy).credentials('anna', id), credentials);
  });

  it('is whole once it is closed, though somebody else has it open', async () => {
    const store = open();
    const { id } = await saved(store);
    assert.equal(other().prepare('select count(*) as n from portfolio_connections').get().n, 1);
    await store.close();
    assert.equal(statSync(`${path}-wal`).size, 0);
    const copy = join(folder, 'copy.db');
    execFileSync('cp', [path, copy]);
    assert.deepEqual(await open(copy).credentials('anna', id), credentials);
  });

  it('holds nothing any more of what was removed', async () => {
    const store = open();
    const { id } = await saved(store);
    await saved(store, 'bert', { ...found, accounts: [{ id: 'STAYS' }] });
    const box = other()
      .prepare('select credentials from portfolio_connections where id = ?')
      .get(id).credentials;
    const sealed = Buffer.from(box).toString('latin1');
    for (const driver of drivers) driver.close();
    assert.ok(bytes().includes(sealed) && bytes().includes('ACCOUNT-NAME'));
    await store.remove('anna', id);
    for (const gone of [sealed, 'ACCOUNT-ID', 'ACCOUNT-NAME']) assert.ok(!bytes().includes(gone));
    await saved(store);
    await store.removeUser('anna');
    for (const gone of ['ACCOUNT-ID', 'ACCOUNT-NAME', 'anna']) assert.ok(!bytes().includes(gone), gone);
    assert.ok(bytes().includes('STAYS'));
    await store.backup(join(folder, 'copy.db'));
    for (const gone of [sealed, 'ACCOUNT-ID', 'anna']) assert.ok(!bytes().includes(gone), gone);
  });

  it('holds nothing any more of what was replaced, or encrypted anew', async () => {
    const old = newKey('old');
    const store = createSqliteStore(path, { encryptionKeys: [old] });
    stores.push(store);
    const { id } = await saved(store);
    const reader = other();
    const boxOf = () => {
      const { credentials: box } = reader
        .prepare('select credentials from portfolio_connections where id = ?')
        .get(id);
      return Buffer.from(box).toString('latin1');
    };
    const first = boxOf();
    await saved(store);
    const second = boxOf();
    assert.notEqual(first, second);
    assert.ok(!bytes().includes(first));
    const next = { token: 'the next one' };
    await store.update({ user: 'anna', id, newCredentials: next, state: 'active', checkedAt: '2026-11-01' });
    assert.ok(!bytes().includes(second));
    const third = boxOf();
    const rotated = createSqliteStore(path, { encryptionKeys: [...encryptionKeys, old] });
    stores.push(rotated);
    // Somebody reads just then: what could not be cleaned is cleaned after a later write.
    reader.exec('begin; select * from portfolio_connections');
    assert.deepEqual(await rotated.rewrap(), { rewrapped: 1, left: {} });
    await rotated.claim(claimOf());
    assert.ok(bytes().includes(third));
    reader.exec('commit');
    await rotated.claim(claimOf());
    assert.ok(!bytes().includes(third));
  });

  it('is backed up whole beside whoever writes, and over no other file', async () => {
    const store = open();
    const copy = join(folder, "it's a copy.db");
    const before = await Promise.all(Array.from({ length: 20 }, (_, user) => saved(store, `user-${user}`)));
    const writes = Promise.all(Array.from({ length: 20 }, (_, user) => saved(store, `later-${user}`)));
    await store.backup(copy);
    await writes;
    const kept = open(copy);
    for (const [user, { id }] of before.entries()) assert.equal((await kept.list(`user-${user}`))[0].id, id);
    await assert.rejects(store.backup(copy), /exists/);
    await assert.rejects(store.backup(''), TypeError);
    assert.equal(existsSync(path), true);
    assert.equal((await store.list('later-0')).length, 1);
  });

  it('is rid of what ran out, however much it is, batch by batch', async () => {
    const store = open();
    await store.list('anna');
    other().exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)
      insert into portfolio_attempts (slot, id, user_id, fingerprint, until) select i, 'id-' || i, 'anna', 'f', 1 from n`);
    const { attempt } = await store.claim(claimOf());
    await store.prune();
    const left = other().prepare('select id from portfolio_attempts').all();
    assert.deepEqual(
      left.map(({ id }) => id),
      [attempt],
    );
    assert.equal(store.prune(), undefined);
    other().exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000)
      insert into portfolio_attempts (slot, id, user_id, fingerprint, until) select i, 'id-' || i, 'anna', 'f', 1 from n`);
    const second = open();
    const pruning = second.prune();
    await second.close();
    await pruning;
  });
});
