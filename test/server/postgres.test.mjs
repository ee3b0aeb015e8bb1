/** PostgreSQL when something goes wrong with it: connections that drop, strict isolation, tables that are gone. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { createConnectHandler, createPostgresStore, TemporaryError } from '../../src/server/index.ts';
import { retryAfterOf } from '../../src/server/errors/temporary.ts';
import { until } from '../support/conditions.mjs';
import { limits } from '../support/limits.mjs';
import { openPostgres, withoutPostgres } from '../support/stores.mjs';

const URL_ = 'https://site.example/api/portfolio-connections';
let count = 0;

describe('a PostgreSQL database', { skip: withoutPostgres, timeout: limits.test }, () => {
  let database;
  const pools = [];
  before(async () => {
    database = await openPostgres();
    await database.list('anna');
  });
  after(async () => {
    await Promise.all(pools.map((pool) => pool.end()));
    await database?.close();
  });

  /** A pool without a listener: what it emits would end the process. */
  function connect(options = {}) {
    const pool = new pg.Pool({ connectionString: database.url, ...options });
    pools.push(pool);
    return pool;
  }
  const storeOf = (pool) => createPostgresStore(pool, { encryptionKeys: database.keys });

  function site(store, user = `user-${count++}`) {
    const errors = [];
    const verify = async ({ credentials }) => ({
      ok: true,
      connection: { accounts: [{ id: `account-${credentials.token.length}` }] },
    });
    const handle = createConnectHandler({
      authenticate: () => user,
      store,
      verifiers: { demo: Object.assign(verify, { fields: ['token'] }) },
      onError: (error, { phase }) => errors.push([phase, error.code ?? error.message]),
    });
    const post = (key = `key-${count++}`, token = 'tokentoken') =>
      handle(
        new Request(URL_, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify({ broker: 'demo', credentials: { token } }),
        }),
      );
    const list = async () => (await (await handle(new Request(URL_))).json()).connections;
    return { post, list, errors, user };
  }

  /** The server's side of a connection is killed, as by a restart. */
  const kill = (pid) => database.pool.query('select pg_terminate_backend($1)', [pid]);

  const statements = [
    'begin',
    'pg_advisory_xact_lock',
    'update portfolio_attempts',
    'select id, accounts, connection',
    'insert into portfolio_connections',
    'commit',
  ];
  for (const statement of statements) {
    for (const when of ['before', 'during']) {
      it(`that drops the connection ${when} «${statement}» is 503, and the same key then connects`, async () => {
        const pool = connect();
        const store = storeOf(pool);
        await store.list('anna');
        let armed = true;
        const faulty = {
          query: (text, values) => pool.query(text, values),
          on: (...values) => pool.on(...values),
          async connect() {
            const client = await pool.connect();
            const query = async (text, values) => {
              if (!armed || !text.includes(statement)) return client.query(text, values);
              armed = false;
              if (when === 'during') {
                const under = client.query(text, values);
                const [, outcome] = await Promise.allSettled([kill(client.processID), under]);
                if (outcome.status === 'fulfilled') await client.query('select 1');
                return under;
              }
              // The other side goes, and the client is told of it while nobody asks it anything.
              const ended = new Promise((resolve) => client.once('end', resolve));
              await kill(client.processID);
              await ended;
              return client.query(text, values);
            };
            return Object.assign(Object.create(client), {
              query,
              release: (error) => client.release(error),
              on: (...values) => client.on(...values),
              off: (...values) => client.off(...values),
            });
          },
        };
        const { post, list, errors } = site(storeOf(faulty));
        const dropped = await post('k');
        assert.equal(armed, false);
        // The very last statement may have done its work before.
        if (dropped.status !== 201) {
          assert.equal(dropped.status, 503, JSON.stringify(errors));
          assert.equal(dropped.headers.get('retry-after'), '1');
        }
        assert.ok((await post('k')).status < 300);
        assert.equal((await list()).length, 1);
        await until(() => pool.totalCount === pool.idleCount);
      });
    }
  }

  it('that drops the connection under a single statement is asked by another one the next time', async () => {
    const pool = connect({ max: 1 });
    const store = storeOf(pool);
    for (let time = 0; time < 5; time++) {
      await store.list('anna');
      const locker = await database.pool.connect();
      await locker.query('begin; lock table portfolio_connections in access exclusive mode');
      const under = store.list('anna');
      const refused = assert.rejects(under, (error) => retryAfterOf(error) === 1);
      const waiting = `select pid from pg_locks where not granted and database =
        (select oid from pg_database where datname = current_database())`;
      const pid = await until(async () => (await locker.query(waiting)).rows[0]?.pid);
      await kill(pid);
      await refused;
      await locker.query('rollback');
      locker.release();
      assert.deepEqual(await store.list('anna'), []);
    }
  });

  it('that drops a connection which idles ends nothing, though the host listens to no pool', async () => {
    const pool = connect();
    const store = storeOf(pool);
    await store.list('anna');
    const { rows } = await pool.query('select pg_backend_pid() as pid');
    assert.equal(pool.idleCount, 1);
    await kill(rows[0].pid);
    await until(() => pool.totalCount === 0);
    assert.deepEqual(await store.list('nobody'), []);
  });

  it('has one listener a pool, however many stores there are', async () => {
    const pool = connect();
    for (let time = 0; time < 20; time++) await storeOf(pool).list('anna');
    assert.equal(pool.listenerCount('error'), 1);
    const client = await pool.connect();
    const before = client.listenerCount('error');
    client.release();
    await site(storeOf(pool)).post();
    const again = await pool.connect();
    assert.equal(again.listenerCount('error'), before);
    again.release();
  });

  it('that gives one of several transactions up is asked again, and no more than a few times', async () => {
    const store = (code, failures) => {
      let asked = 0;
      const pool = {
        query: () => assert.fail('a client is taken for it'),
        connect: async () => ({
          async query(text, values) {
            if (/from portfolio_connections/.test(text) && asked++ < failures) {
              throw Object.assign(new Error('given up'), { code });
            }
            return await database.pool.query(text, values);
          },
          release: () => undefined,
        }),
      };
      return { store: storeOf(pool), asked: () => asked };
    };
    for (const code of ['40001', '40P01']) {
      const some = store(code, 3);
      assert.deepEqual(await some.store.list('nobody'), []);
      assert.equal(some.asked(), 4);
      const all = store(code, Infinity);
      await assert.rejects(all.store.list('nobody'), { code });
      assert.ok(all.asked() > 3 && all.asked() < 20);
    }
    const other = store('23505', 1);
    await assert.rejects(other.store.list('nobody'), { code: '23505' });
    assert.equal(other.asked(), 1);
  });

  it('saves in the kit’s own isolation, whatever the database’s is', async () => {
    const pool = connect({ options: '-c default_transaction_isolation=serializable' });
    const levels = [];
    const spied = {
      query: (text, values) => pool.query(text, values),
      on: (name, listener) => pool.on(name, listener),
      connect: async () => {
        const client = await pool.connect();
        const query = async (text, values) => {
          const result = await client.query(text, values);
          if (/insert into portfolio_connections/.test(text)) {
            levels.push((await client.query('show transaction_isolation')).rows[0].transaction_isolation);
          }
          return result;
        };
        return { query, release: (error) => client.release(error) };
      },
    };
    assert.equal((await site(storeOf(spied)).post()).status, 201);
    assert.deepEqual(levels, ['read committed']);
  });

  for (const level of ['repeatable read', 'serializable']) {
    it(`whose default isolation is «${level}» fails nobody`, async () => {
      const pool = connect({ options: `-c default_transaction_isolation=${level.replace(' ', '\\ ')}` });
      const { rows } = await pool.query('show transaction_isolation');
      assert.equal(rows[0].transaction_isolation, level);
      const { post, list, errors } = site(storeOf(pool));
      const same = await Promise.all(Array.from({ length: 30 }, () => post('one-key')));
      const different = await Promise.all(Array.from({ length: 30 }, () => post()));
      const statuses = [...same, ...different].map(({ status }) => status);
      assert.ok(
        statuses.every((status) => status < 300),
        `${statuses} ${JSON.stringify(errors)}`,
      );
      assert.equal((await list()).length, 1);
    });
  }

  it('that gives a statement up, or lets nobody in, is 503', async () => {
    const impatient = connect({ options: '-c lock_timeout=20' });
    const { user, post } = site(storeOf(impatient));
    const locker = await database.pool.connect();
    await locker.query('begin; lock table portfolio_attempts in access exclusive mode');
    const refused = await post();
    await locker.query('rollback');
    locker.release();
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '1']);
    assert.equal((await site(storeOf(impatient), user).post()).status, 201);

    const away = connect({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
    const { post: postAway, errors } = site(storeOf(away));
    assert.equal((await postAway()).status, 503);
    assert.deepEqual(errors[0], ['claim', 'ECONNREFUSED']);
  });

  it('whose pool has nobody left answers in time, and nothing is lost', async () => {
    const pool = connect({ max: 1 });
    const store = storeOf(pool);
    await store.list('anna');
    const taken = await pool.connect();
    const handle = createConnectHandler({
      authenticate: () => 'anna',
      store,
      verifiers: {},
      callTimeout: 50,
    });
    assert.equal((await handle(new Request(URL_))).status, 503);
    taken.release();
    assert.equal((await handle(new Request(URL_))).status, 200);
    await until(() => pool.waitingCount === 0 && pool.idleCount === pool.totalCount);
  });

  it('that never answers costs the host no connection for good', async (t) => {
    const pool = connect({ max: 1 });
    await storeOf(pool).list('anna');
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const locker = await database.pool.connect();
    await locker.query('begin; lock table portfolio_connections in access exclusive mode');
    const hung = storeOf(pool).list('anna');
    const refused = assert.rejects(hung, TemporaryError);
    await until(async () => {
      const { rows } = await locker.query(`select count(*) as n from pg_locks where not granted`);
      return rows[0].n !== '0';
    });
    t.mock.timers.tick(15_001);
    await refused;
    t.mock.timers.reset();
    await until(() => pool.totalCount === 0);
    await locker.query('rollback');
    locker.release();
    assert.deepEqual(await storeOf(pool).list('anna'), []);
  });

  it('whose tables somebody dropped gets them again, one or all', async () => {
    const { post, list } = site(storeOf(connect()));
    assert.equal((await post()).status, 201);
    for (const tables of [
      ['portfolio_attempts'],
      ['portfolio_connections'],
      ['portfolio_accepted'],
      ['portfolio_attempts', 'portfolio_accepted', 'portfolio_connections'],
    ]) {
      await database.pool.query(`drop table ${tables.join()}`);
      assert.ok((await post()).status < 300, tables.join());
      assert.equal((await list()).length, 1, tables.join());
    }
  });

  it('is rid of what ran out, batch by batch', async () => {
    const store = storeOf(connect());
    await database.pool.query(`insert into portfolio_attempts (slot, id, user_id, fingerprint, until)
      select i::text, gen_random_uuid(), 'pruned', 'f', now() - interval '1 s' from generate_series(1, 1200) as i`);
    await store.prune();
    const { rows } = await database.pool.query(
      `select count(*) as n from portfolio_attempts where user_id = 'pruned'`,
    );
    assert.equal(rows[0].n, '0');
    assert.equal(store.prune(), undefined);
  });
});
