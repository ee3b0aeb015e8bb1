/**
 * A world with a clock and an order of events of its own. Nothing in it happens by itself: time passes when nothing else is left to
 * do, and of all that could happen at one moment fast-check's scheduler chooses. So a run can be repeated from its seed.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import FakeTimers from '@sinonjs/fake-timers';
import { randomFrom } from '../support/random.mjs';

const realImmediate = setImmediate;
const realNow = performance.now.bind(performance);
const { subtle } = crypto;
const asynchronous = ['digest', 'encrypt', 'decrypt', 'importKey'];
const began = Date.parse('2026-03-01T12:00:00Z');
/** Of what is not driven by the clock of the world, ms. */
const patience = 60_000;
/** In one run: more are a loop. */
const mostSteps = 20_000;
let runs = 0;

/** Whose work goes on: where its `isDead` is true, its timers do nothing any more. */
export const owners = new AsyncLocalStorage();

/** A timer that ends with who set it. */
const owned = (set) => (work, ms) => {
  const owner = owners.getStore();
  const timer = set(() => (owner?.isDead ? clearTimeout(timer) : owners.run(owner, work)), ms);
  return timer;
};

export class World {
  #scheduler;
  #clock;
  #random;
  /** The end of what goes on outside: statements, and cryptography, which has threads of its own. One by one, in order. */
  #outside = Promise.resolve();
  #underWay = 0;
  #undo = [];
  /** Whether it may wait for a timer without time. */
  #lingers = false;
  /** What has happened, in words. */
  trace = [];

  constructor(scheduler, seed) {
    this.#scheduler = scheduler;
    this.#random = randomFrom(seed);
  }

  /** From now on, clock, chance and cryptography are those of this world. */
  begin() {
    this.#clock = FakeTimers.install({
      now: began,
      toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
    });
    for (const name of ['setTimeout', 'setInterval'])
      this.#replace(globalThis, name, owned(globalThis[name]));
    const run = (runs++).toString(16).padStart(8, '0');
    const hex = (length) =>
      Array.from({ length }, () => Math.floor(this.#random() * 16).toString(16)).join('');
    this.#replace(Math, 'random', () => this.#random());
    // What is kept of an earlier run must not meet this one's.
    this.#replace(crypto, 'randomUUID', () => `${run}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`);
    this.#replace(crypto, 'getRandomValues', (bytes) => {
      for (const at of bytes.keys()) bytes[at] = Math.floor(this.#random() * 256);
      return bytes;
    });
    for (const name of asynchronous) {
      const own = subtle[name].bind(subtle);
      this.#replace(subtle, name, (...values) => this.outside(() => own(...values)));
    }
    // The platform's own goes by another clock.
    this.#replace(AbortSignal, 'timeout', (ms) => {
      const limit = new AbortController();
      setTimeout(() => limit.abort(Object.assign(new Error('too long'), { name: 'TimeoutError' })), ms);
      return limit.signal;
    });
  }

  async end() {
    await this.#settle();
    // Nobody is to wait for this clock in the next world.
    this.#clock.tick(0);
    await this.#settle();
    for (const undo of this.#undo) undo();
    this.#clock.uninstall();
  }

  #replace(object, name, value) {
    const own = Object.getOwnPropertyDescriptor(object, name);
    Object.defineProperty(object, name, { value, configurable: true, writable: true });
    this.#undo.unshift(() =>
      own ? Object.defineProperty(object, name, own) : Reflect.deleteProperty(object, name),
    );
  }

  /**
   * Does what has to be waited for outside of this world, after all that was begun before.
   *
   * @param lingers - Whether it may wait for a timer without time.
   */
  outside(work, lingers = false) {
    this.#underWay++;
    const begun = () => ((this.#lingers = lingers), work());
    const done = this.#outside.then(begun).finally(() => this.#underWay--);
    this.#outside = done.catch(() => undefined);
    return done;
  }

  /** Resolves after so many ms, when it is chosen among all that could happen then. */
  async turn(label, ms = 0) {
    if (ms) await new Promise((resolve) => setTimeout(resolve, ms));
    await this.#scheduler.schedule(Promise.resolve(), label);
    this.trace.push(`${Math.round(performance.now())} ${label}`);
  }

  /** What the clock on the wall says jumps; what is measured by `performance` does not. */
  setClock(by) {
    this.trace.push(`${Math.round(performance.now())} the clock jumps by ${by} ms`);
    this.#clock.setSystemTime(Date.now() + by);
  }

  /** Lets time pass and things happen until something is done. */
  async until(work) {
    let outcome;
    work.then(
      (value) => (outcome = { value }),
      (error) => (outcome = { error }),
    );
    for (let steps = 0; steps < mostSteps; steps++) {
      await this.#settle();
      if (outcome) {
        if ('error' in outcome) throw outcome.error;
        return outcome.value;
      }
      if (this.#scheduler.count()) await this.#scheduler.waitNext(1);
      else if (this.#clock.countTimers()) this.#clock.next();
      else throw new Error('nothing is left that could happen');
    }
    throw new Error('it does not end');
  }

  /** Until nobody has anything to do but to wait for the clock, or for a turn. */
  async #settle() {
    const end = realNow() + patience;
    let quiet = 0;
    for (let turns = 0; quiet < 2; turns++) {
      await new Promise((resolve) => realImmediate(resolve));
      quiet = this.#underWay ? 0 : quiet + 1;
      if (this.#lingers && this.#underWay && turns % 50 === 49) this.#clock.tick(0);
      if (realNow() > end) throw new Error('what goes on outside does not end');
    }
  }
}
