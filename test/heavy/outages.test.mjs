/**
 * Databases that go away under load: PostgreSQL is restarted 50 times, SQLite files are locked for 5 s 50 times. The process
 * lives and has its hands free, and all that was acknowledged is there, once.
 */
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import Driver from 'libsql';
import { buildBlock } from '../../demo/built.mjs';
import { until } from '../support/conditions.mjs';
import { startPostgres } from '../support/postgres.mjs';
import { newKey, withoutPostgres } from '../support/stores.mjs';

const RESTARTS = 50;
const FILES = 10;
const LOCKS = 5;
/** A little longer than anybody waits, ms. */
const LOCKED = 5_500;
/** The event loop may stand still for so long, ms; or for so many times as long as it does when nothing is out of order. */
const STILL = 200;
const RATIO = 3;
/** Who connect one after another at each place. */
const PEOPLE = 4;
/** New connections between two outages. */
const BETWEEN = 20;

before(() => buildBlock());

async function start(...values) {
  const site = fork(fileURLToPath(new URL('outage-site.mjs', import.meta.url)), values, { execArgv: [] });
  const [{ port }] = await once(site, 'message');
  const ended = once(site, 'exit');
  return {
    site,
    url: `http://127.0.0.1:${port}`,
    begin: () => site.send('begin'),
    async report() {
      site.send('report');
      return (await once(site, 'message'))[0];
    },
    async stop() {
      site.disconnect();
      await ended;
    },
  };
}

/** People who connect at each of some places, again and again, until they are told to stop. */
class Load {
  /** Ids of the connections that were acknowledged, by place and user. */
  acknowledged = [];
  statuses = new Map();
  #isOver = false;
  #people;

  constructor(url, places) {
    this.#people = Array.from({ length: places }, (_, place) => {
      this.acknowledged[place] = new Map();
      return Array.from({ length: PEOPLE }, (_, person) => this.#connect(`${url}/${place}`, place, person));
    }).flat();
  }

  async #connect(url, place, person) {
    for (let n = 0; !this.#isOver; n++) {
      const user = `person-${person}-${n}`;
      const request = {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': user, 'x-user': user },
        body: JSON.stringify({ broker: 'b', credentials: { token: `token-${user}` } }),
      };
      for (;;) {
        const response = await fetch(url, request);
        const answer = await response.text();
        this.statuses.set(response.status, (this.statuses.get(response.status) ?? 0) + 1);
        if (response.ok) {
          this.acknowledged[place].set(user, JSON.parse(answer).id);
          break;
        }
        assert.equal(response.status, 503, answer);
        assert.ok(Number(response.headers.get('retry-after')) > 0);
        await delay(50);
      }
      await delay(5);
    }
  }

  /** Rejects where one of them was told what it must not be. */
  async during(work) {
    await Promise.race([work, Promise.all(this.#people)]);
  }

  /** When everybody has an answer. */
  async end() {
    this.#isOver = true;
    await Promise.all(this.#people);
  }
}

const more = (load, place) => {
  const { size } = load.acknowledged[place];
  return until(() => load.acknowledged[place].size >= size + BETWEEN);
};

/** All that was acknowledged is there, and nothing else. */
async function assertKept(load, url) {
  for (const [place, people] of load.acknowledged.entries()) {
    for (const [user, id] of people) {
      const response = await fetch(`${url}/${place}`, { headers: { 'x-user': user } });
      const { connections } = await response.json();
      assert.deepEqual(
        connections.map((one) => one.id),
        [id],
        `${user} at ${place}`,
      );
    }
  }
}

/** Runs a site under load while its databases go away. */
async function endure(context, { kind, places, outages }) {
  const server = await start(kind, newKey('1').key, ...places);
  const idle = await start('none', '');
  try {
    const load = new Load(server.url, places.length);
    const all = () => load.during(Promise.all(places.map((_, place) => more(load, place))));
    await all();
    server.begin();
    for (let n = 0; n < 3; n++) await all();
    const { longest: usual } = await server.report();
    server.begin();
    idle.begin();
    await load.during(outages(load));
    await load.end();
    const [{ longest, errors }, { longest: otherwise }] = [await server.report(), await idle.report()];
    await assertKept(load, server.url);
    const kept = load.acknowledged.reduce((sum, { size }) => sum + size, 0);
    context.diagnostic(
      `${kept} kept, answers ${JSON.stringify([...load.statuses])}, ` +
        `the event loop stood still for ${longest.toFixed(0)} ms at most, for ${usual.toFixed(0)} ms before, ` +
        `and that of an idle process for ${otherwise.toFixed(0)} ms`,
    );
    assert.deepEqual(
      errors.filter((error) => /uncaught|unhandled/.test(error)),
      [],
    );
    assert.ok(load.statuses.get(503) > 0 || kind === 'PostgreSQL', 'nobody has noticed');
    // Where a machine is so busy that it stands still anyway, that is not ours.
    assert.ok(longest < Math.max(STILL, RATIO * usual) + RATIO * otherwise, `${longest} ms`);
    assert.equal(server.site.exitCode, null);
  } finally {
    await Promise.all([server.stop(), idle.stop()]);
  }
}

describe('under load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portfolio-outages-'));
  after(() => rmSync(folder, { recursive: true }));

  it(`PostgreSQL may be restarted ${RESTARTS} times`, { skip: withoutPostgres }, async (context) => {
    const postgres = await startPostgres();
    try {
      const outages = async (load) => {
        for (let n = 0; n < RESTARTS; n++) {
          await postgres.restart(n % 2 ? 'SIGINT' : 'SIGQUIT');
          await more(load, 0);
        }
      };
      await endure(context, { kind: 'PostgreSQL', places: [postgres.url], outages });
    } finally {
      await postgres.stop();
    }
  });

  it(`SQLite files may be locked for 5 s ${FILES * LOCKS} times`, async (context) => {
    const places = Array.from({ length: FILES }, (_, n) => join(folder, `${n}.db`));
    const outages = async (load) => {
      const others = places.map((path) => new Driver(path));
      for (let n = 0; n < LOCKS; n++) {
        for (const other of others) await until(() => locked(other));
        await delay(LOCKED);
        for (const other of others) other.exec('rollback');
        await Promise.all(places.map((_, place) => more(load, place)));
      }
      for (const other of others) other.close();
    };
    await endure(context, { kind: 'SQLite', places, outages });
  });
});

/** Locks a file, unless the site writes just now. */
function locked(other) {
  try {
    other.exec('begin immediate');
    return true;
  } catch (error) {
    if (/BUSY|locked/.test(`${error.code} ${error.message}`)) return false;
    throw error;
  }
}
