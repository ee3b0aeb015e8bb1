/** One run: people do what is planned, things go wrong, and in the end what everybody was told is true. */
import assert from 'node:assert/strict';
import { connect, list, remove, resume } from '../../src/core/client.ts';
import { Network } from './network.mjs';
import { ENDPOINT, SECRET, Site, USER } from './site.mjs';
import { World } from './world.mjs';

/** By then whatever was begun has ended: a request, an attempt, a lease, a delay. Ms. */
const quiet = 30 * 60_000;
/** Of an attempt that is asked for again until it is known what became of it. */
const mostTries = 60;

const credentials = ({ token, broker }) => ({ token: `${SECRET} ${token} ${broker}` });

/** A tab: does one thing after another. */
class Tab {
  #world;
  #site;
  #network;
  /** Connections of which it was told. */
  #told;
  /** Ids of those that it removed. */
  #removed;

  constructor(world, site, network, told, removed) {
    this.#world = world;
    this.#site = site;
    this.#network = network;
    this.#told = told;
    this.#removed = removed;
  }

  async live(actions) {
    for (const action of actions) await this[action.does](action);
  }

  async connect({ token, broker, leavesAfter }) {
    const departure = new AbortController();
    const leaving =
      leavesAfter !== undefined &&
      this.#world.turn('the person leaves', leavesAfter).then(() => departure.abort());
    const transport = this.#transport(departure.signal);
    this.#hear(await connect({ ...transport, broker, credentials: credentials({ token, broker }) }));
    await leaving;
  }

  async reload() {
    const transport = this.#transport();
    const listed = await list(transport);
    const attempts = listed.ok ? listed.attempts : [];
    for (const outcome of await Promise.all(attempts.map((one) => resume(transport, one))))
      this.#hear(outcome);
  }

  async remove({ which }) {
    const transport = this.#transport();
    const listed = await list(transport);
    const { id } = (listed.ok && listed.connections[which]) || {};
    if (!id) return;
    // Whether or not it hears of it.
    this.#removed.add(id);
    await remove(transport, id);
  }

  async check() {
    // A job of a process that dies does not end.
    await Promise.race([this.#site.check(), this.#world.turn('nobody waits for the job', quiet)]);
  }

  #hear(outcome) {
    if (outcome.ok && outcome.connection.id) this.#told.push(outcome.connection);
  }

  #transport(signal = new AbortController().signal) {
    const { fetch } = this.#network;
    return { endpoint: ENDPOINT, timeout: 30_000, cookies: 'same-origin', fetch, signal };
  }
}

/**
 * Runs a plan.
 *
 * @param plant - Puts a fault into a store. Default: none.
 * @returns What has happened, in words.
 * @throws AssertionError where in the end something is not as it was told.
 */
export async function run(stored, scheduler, plan, plant = (store) => store) {
  await stored.clean();
  const world = new World(scheduler, plan.seed);
  const rejections = [];
  const rejected = (reason) => rejections.push(reason);
  process.on('unhandledRejection', rejected);
  world.begin();
  try {
    await world.until(live(world, plan, plant, stored));
    assert.deepEqual(rejections, [], 'nobody heard of a rejection');
  } catch (error) {
    error.message += `\n\n${world.trace.join('\n')}`;
    throw error;
  } finally {
    await world.end();
    process.off('unhandledRejection', rejected);
  }
  return world.trace;
}

async function live(world, plan, plant, stored) {
  const site = new Site(world, plan, plant, stored);
  const network = new Network(world, site, plan.faults);
  const told = [];
  const removed = new Set();
  const jumps = plan.jumps.map(({ after, by }) =>
    world.turn('a clock is wrong', after).then(() => world.setClock(by)),
  );
  const tabs = plan.tabs.map((actions) => new Tab(world, site, network, told, removed).live(actions));
  await Promise.all([...tabs, ...jumps]);
  if (plan.closesAccount && !plan.jumps.length) await site.close();
  network.heal();
  site.heal();
  await world.turn('all is quiet', quiet);

  for (const [key, body] of network.posts) await settle(world, site, key, body);
  // Once more: one that was settled later may have taken the place of another.
  const settled = [];
  for (const [key, body] of network.posts) {
    const answer = await settle(world, site, key, body);
    if (answer.status < 300) settled.push(await answer.json());
  }
  const connections = await listed(site);
  const ids = (some) => some.map(({ id }) => id).sort();
  assert.deepEqual(
    ids(connections),
    [...new Set(ids(settled))].sort(),
    'each connection is one that a request made, and was told of',
  );
  if (site.told.isClosed) assert.deepEqual(connections, [], 'nothing is left of whose account was closed');
  else {
    for (const connection of told) {
      if (removed.has(connection.id)) continue;
      assert.ok(
        connections.some((one) => continues(one, connection)),
        `acknowledged, and not there: ${JSON.stringify(connection)}`,
      );
    }
  }
  for (const id of removed) {
    const isMadeAnew = settled.some((one) => one.id === id);
    assert.ok(isMadeAnew || !connections.some((one) => one.id === id), `removed, and there: ${id}`);
  }
  const portfolios = connections
    .filter(({ broker }) => broker === 'b')
    .map((one) => ids(one.accounts).join());
  assert.equal(new Set(portfolios).size, portfolios.length, 'no portfolio is there twice');
  await world.turn('all is quiet once more', quiet);
  assert.deepEqual(await listed(site), connections, 'nothing comes or goes afterwards');
  assert.doesNotMatch(wordsOf(site.told), new RegExp(SECRET), 'no token anywhere');
}

/** Whether it is the connection that was told of, or one that took its place. */
const continues = (one, { id, accounts = [] }) =>
  one.id === id ||
  (accounts.length > 0 &&
    accounts.every((account) => one.accounts?.some((other) => other.id === account.id)));

/** What became of a request, by asking for it again as it was. */
async function settle(world, site, key, body) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': key };
  for (let tries = 0; tries < mostTries; tries++) {
    const { handle } = site.process(0);
    const answer = await handle(new Request(ENDPOINT, { method: 'POST', headers, body }));
    const passes = answer.status === 202 || answer.status === 429 || answer.status === 503;
    if (!passes) return answer;
    await world.turn('it is asked for again', 1000 * Number(answer.headers.get('retry-after') ?? 1));
  }
  throw new Error(`it is not known what became of ${key}`);
}

async function listed(site) {
  const { options } = site.process(0);
  return await options.store.list(USER);
}

const wordsOf = ({ errors, events, answers }) =>
  [
    JSON.stringify(events),
    ...answers,
    ...errors.map(({ error, context }) =>
      [error.stack, error.message, error.cause?.stack, JSON.stringify(context)].join(),
    ),
  ].join('\n');
