/** The host's side: processes that serve, crash and start again, on one store, and a broker that does as it is told. */
import { checkConnections, createConnectHandler } from '../../src/server/index.ts';

export const ENDPOINT = 'https://site.example/api/portfolio-connections';
export const USER = 'anna';
/** Whoever finds one where it must not be knows it by this. */
export const SECRET = 'secret-of-the-simulation';

/** What a token opens. Those of the broker `nameless` have no ids, so that nothing but the key says what is the same. */
const tokens = {
  one: { accounts: [{ id: '1', name: 'First' }] },
  both: { accounts: [{ id: '1', name: 'First' }, { id: '2' }] },
  other: { accounts: [{ id: '3' }] },
};

const never = () => new Promise(() => undefined);

/** One process: its handler, until it dies. */
class Process {
  isDead = false;
  /** Rejects when it dies. */
  death;
  #turns = 0;
  #end;

  constructor({ world, plan, plant, stored, told, broker }, crashesAt) {
    this.death = new Promise((_resolve, reject) => (this.#end = reject));
    this.death.catch(() => undefined);
    const turns = async (label) => {
      // Nothing of a process that is dead goes on.
      if (this.isDead) return await never();
      await world.turn(label, plan.storeDelays[told.storeTurns++] ?? 0);
      if (++this.#turns === crashesAt) this.die(world);
      if (this.isDead) await never();
    };
    this.options = {
      authenticate: () => (told.isClosed ? null : USER),
      store: plant(stored.storeFor(world, turns)),
      verifiers: { b: broker, nameless: broker },
      ...(plan.respondAsyncAfter !== undefined && { respondAsyncAfter: plan.respondAsyncAfter }),
      lease: plan.lease,
      maxConnections: 50,
      onError: (error, context) => told.errors.push({ error, context }),
      onEvent: (event) => {
        told.events.push(event);
        world.trace.push(`${event.type} ${event.phase}`);
      },
      onConnect: (connected) => told.events.push(connected),
    };
    this.handle = createConnectHandler(this.options);
  }

  die(world) {
    if (this.isDead) return;
    world.trace.push('a process dies');
    this.isDead = true;
    this.#end(new Error('the connection is reset'));
  }
}

export class Site {
  #made;
  #crashes;
  #processes;
  #isHealed = false;
  told = { errors: [], events: [], answers: [], storeTurns: 0, isClosed: false };

  /** @param plant - Puts a fault into a store. */
  constructor(world, plan, plant, stored) {
    let asked = 0;
    const broker = async ({ credentials: { token }, signal }) => {
      const { delay, outcome } = (!this.#isHealed && plan.broker[asked++]) || {
        delay: 5,
        outcome: 'answers',
      };
      await world.turn(`the broker ${outcome}`, delay);
      signal.throwIfAborted();
      if (outcome === 'hangs') return await never();
      if (outcome === 'throws') throw new Error(`no answer to ${token}`);
      if (outcome !== 'answers') return { ok: false, code: outcome };
      const name = token.split(' ')[1];
      if (name === 'bad') return { ok: false, code: 'invalid-token' };
      const isNameless = token.split(' ')[2] === 'nameless';
      return { ok: true, connection: isNameless ? {} : tokens[name] };
    };
    this.#made = { world, plan, plant, stored, told: this.told, broker };
    this.#crashes = [...plan.crashes];
    this.#processes = [this.#start(), this.#start()];
  }

  #start() {
    return new Process(this.#made, this.#crashes.shift());
  }

  /** One of two processes that lives, or is begun anew; undefined while it is down. */
  process(number) {
    const one = this.#processes[number % 2];
    if (!one?.isDead) return one;
    const { world, plan } = this.#made;
    this.#processes[number % 2] = undefined;
    void world.turn('a process starts', plan.downtime).then(() => {
      this.#processes[number % 2] = this.#start();
    });
    return undefined;
  }

  /** No process dies any more, and the broker is well. */
  heal() {
    this.#isHealed = true;
    this.#crashes = [];
    this.#processes = [this.#start(), this.#start()];
  }

  /** What a job does at night. */
  async check() {
    const { options } = this.process(0) ?? {};
    if (!options) return;
    const { store, verifiers, onError, onEvent } = options;
    const sweep = { store, verifiers, onError, onEvent, maxAge: 0, perMinute: 60_000 };
    await checkConnections(sweep);
  }

  async close() {
    this.told.isClosed = true;
    const { world, stored } = this.#made;
    await stored.storeFor(world, (label) => world.turn(label)).removeUser(USER);
  }
}
