/**
 * A server that is killed between verification and answer, again and again: nothing is half-saved, nothing that was
 * acknowledged is missing, and the same request with the same key gives one connection.
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildBlock } from '../../demo/built.mjs';
import { until } from '../support/conditions.mjs';
import { limits } from '../support/limits.mjs';
import { openPostgres, openSqlite, withoutPostgres } from '../support/stores.mjs';

const KILLS = 60;
/** Of so many rounds, the first is let to its end, to learn how long that takes now. */
const UNHARMED = 10;
/** Requests that are under way when the server is killed. */
const AT_ONCE = 8;
/** Longer than any machine keeps a live server waiting: a claim that lapses under it would be refused, rightly. */
const LEASE = limits.file;
/** The site in one file, which starts in two thirds of the time. */
const folder = mkdtempSync(join(tmpdir(), 'portfolio-crash-'));
const site = join(folder, 'crash-site.mjs');
const source = fileURLToPath(new URL('crash-site.mjs', import.meta.url));
before(async () => {
  await buildBlock();
  await build({
    entryPoints: [source],
    outfile: site,
    bundle: true,
    format: 'esm',
    platform: 'node',
    // What is loaded only where it is used, and brings a binary.
    alias: { libsql: createRequire(import.meta.url).resolve('libsql') },
    external: ['pg-native', createRequire(import.meta.url).resolve('libsql')],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
});
after(() => rmSync(folder, { recursive: true }));

async function start(kind, place, key, saves = 0) {
  // Without what this process was started with.
  const child = fork(site, [kind, place, key, String(LEASE), String(saves)], { execArgv: [] });
  const [{ port }] = await once(child, 'message');
  const ended = once(child, 'exit');
  const kill = () => (child.kill('SIGKILL'), ended);
  return { child, url: `http://127.0.0.1:${port}/`, ended, kill };
}

/** PostgreSQL still does what a client has sent that is dead by now: until it has done so. */
async function settled({ pool }) {
  const sql = `select from pg_stat_activity where application_name = 'killed' and datname = current_database()`;
  if (pool) await until(async () => (await pool.query(sql)).rowCount === 0);
}

const post = async (url, { user, key, body }) => {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key, 'x-user': user };
  const response = await fetch(url, { method: 'POST', headers, body });
  return { status: response.status, connection: await response.json() };
};

/** The fingerprint that the handler gives a request, to ask the store what became of its key. */
const fingerprintOf = ({ user, key, body }) =>
  createHash('sha256')
    .update(JSON.stringify([user, key]) + body)
    .digest('base64url');

for (const [kind, open, skip] of [
  ['SQLite', openSqlite, false],
  ['PostgreSQL', openPostgres, withoutPostgres],
]) {
  describe(`a server on ${kind} that is killed`, { skip }, () => {
    let store;
    before(async () => {
      store = await open();
    });
    after(() => store?.close());

    it(`${KILLS} times loses and doubles nothing`, async (test) => {
      const [{ key: secret }] = store.keys;
      const place = store.path ?? store.url;
      const unanswered = [];
      const counts = { acknowledged: 0, 'saved, not acknowledged': 0, 'not saved': 0 };
      // From the first verification to the last answer, ms, as this machine has it: within that the kill falls.
      let span = 0;

      const missed = () => Object.values(counts).includes(0);
      for (let round = 0; round < KILLS || (round < 4 * KILLS && missed()); round++) {
        const measured = round % UNHARMED === 0;
        const byItself = round % 2 === 1;
        const saves = byItself ? 1 + Math.floor(Math.random() * AT_ONCE) : 0;
        const server = await start(kind, place, secret, saves);
        const sent = Array.from({ length: AT_ONCE }, (_, index) => {
          const token = `t.${crypto.randomUUID()}-${crypto.randomUUID()}`;
          const body = JSON.stringify({ broker: 't-invest', credentials: { token } });
          return { user: `user-${round}-${index}`, key: crypto.randomUUID(), body, token };
        });
        const verified = once(server.child, 'message').then(() => performance.now());
        const answers = sent.map((request) => post(server.url, request).catch(() => undefined));
        const begun = await verified;
        if (byItself) {
          await server.ended;
        } else if (measured) {
          await Promise.all(answers);
          span = performance.now() - begun;
        } else {
          // Finer than a timer.
          const end = begun + Math.random() * span;
          while (performance.now() < end) await new Promise((resolve) => setImmediate(resolve));
        }
        await server.kill();
        await settled(store);

        for (const [index, request] of sent.entries()) {
          const answer = await answers[index];
          const { user, token } = request;
          const list = await store.list(user);
          assert.ok(list.length <= 1, 'one connection at most');
          if (answer) {
            counts.acknowledged++;
            assert.equal(answer.status, 201);
            assert.deepEqual(list, [answer.connection], 'what was acknowledged is there');
          } else {
            counts[list.length ? 'saved, not acknowledged' : 'not saved']++;
            unanswered.push({ ...request, id: list[0]?.id });
          }
          for (const { id } of list) assert.deepEqual(await store.credentials(user, id), { token });
          // The connection, its credentials and the answer for its key are there together, or none of them.
          const claim = await store.claim({ ...request, fingerprint: fingerprintOf(request), lease: 1 });
          assert.equal(claim.state === 'done', list.length === 1, claim.state);
          // Who held it is dead; its lease ends now.
          if (claim.state === 'pending') assert.ok(await store.renew(user, claim.attempt, 1));
          if (claim.state === 'done') assert.deepEqual([JSON.parse(claim.answer.body)], list);
        }
      }
      test.diagnostic(`${kind}: ${JSON.stringify(counts)}`);
      // Else the moments were not those that matter.
      for (const [what, count] of Object.entries(counts)) assert.ok(count > 0, `${what}: ${count}`);

      const server = await start(kind, place, secret);
      for (const request of unanswered) {
        const { user, token, id } = request;
        const [{ status, connection }, again] = [
          await post(server.url, request),
          await post(server.url, request),
        ];
        assert.equal(status, 201);
        assert.deepEqual(again, { status, connection });
        if (id !== undefined) assert.equal(connection.id, id);
        assert.deepEqual(await store.list(user), [connection]);
        assert.deepEqual(await store.credentials(user, connection.id), { token });
      }
      await server.kill();
    });
  });
}
