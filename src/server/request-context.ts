import { limited } from './time-limit.js';
import { outcomes, type EventDetails, type KitEventType } from './event.js';
import type { Pending } from './pending.js';
import type { Phase } from './phase.js';
import { report, type Listener } from './report.js';
import { failure } from './http/responses.js';
import type { StoredResponse } from './store.js';
import { retryAfterOf } from './errors/temporary.js';

/** Thrown where a call failed: the host was told of it, and the answer tells no more than whether it may pass. */
export class CallFailed extends Error {
  readonly #isTold = true;
  /** Seconds after which it may be tried again; undefined where it will not pass by itself. */
  readonly retryAfter: number | undefined;
  readonly phase: Phase;

  constructor(phase: Phase, cause: unknown) {
    super('a call failed', { cause });
    this.phase = phase;
    this.retryAfter = retryAfterOf(cause);
  }

  /** Whether something is one. Not by `instanceof`: what a host throws may be a proxy, whose traps throw in turn. */
  static is(error: unknown): error is CallFailed {
    return typeof error === 'object' && error !== null && #isTold in error;
  }
}

/** How something of the host's is called. */
export interface CallOptions<T> {
  /** Ms. Default: the limit of one call. */
  readonly timeout?: number;
  /** As many times the limit. Default: 1. */
  readonly times?: number;
  /** Given what it came to, where that was after the time: nobody waits for it any more, and yet it was done. */
  readonly late?: ((value: T) => unknown) | undefined;
  /** Whether `drain()` waits for it after its time, too. With `late` it does. Default: false. */
  readonly lasts?: boolean;
}

/** One request, or one check: whose it is, as far as that is known, and the calls that it makes of what the host gave. */
export class RequestContext {
  user: string | undefined;
  broker: string | undefined;
  /** Id of the attempt. */
  attempt: string | undefined;
  /** Masked in whatever the host is told. */
  secrets: readonly string[] = [];
  /** The host. */
  readonly listener: Listener;
  readonly #timeout: number;
  readonly #pending: Pending | undefined;
  readonly #began = performance.now();

  /**
   * @param timeout - Of one call, ms.
   * @param pending - Where what goes on after the answer is added.
   */
  constructor(listener: Listener, timeout: number, pending?: Pending) {
    this.listener = listener;
    this.#timeout = timeout;
    this.#pending = pending;
  }

  /**
   * Calls a function of the host. It may throw, reject, or never end.
   *
   * @throws CallFailed, of which the host was told.
   */
  async call<T>(
    phase: Phase,
    work: () => T | Promise<T>,
    { timeout = this.#timeout, times = 1, late, lasts = false }: CallOptions<T> = {},
  ): Promise<T> {
    const called = new Promise<T>((resolve) => resolve(work()));
    try {
      return await limited(timeout * times, phase, () => called);
    } catch (error) {
      this.report(phase, error);
      const told = (failure: unknown) => (failure === error ? undefined : this.report(phase, failure));
      if (late) void this.track(called.then(late, told).catch(told));
      else if (lasts) void this.track(called);
      throw new CallFailed(phase, error);
    }
  }

  /** Tells the host what failed, unless it knows. Never throws. */
  report(phase: Phase, error: unknown): void {
    if (CallFailed.is(error)) return;
    const { user, broker, attempt } = this;
    report(this.listener, error, { phase, broker, user, attempt }, this.secrets);
  }

  /** Tells the host what happened, without waiting for what it does with that. Never throws. */
  tell(type: KitEventType, phase: Phase, details: EventDetails = {}): void {
    if (!this.listener.onEvent) return;
    const { user, broker, attempt } = this;
    const duration = performance.now() - this.#began;
    const failed = (error: unknown) => this.report('on-event', error);
    try {
      const outcome = outcomes[type];
      const event = { type, outcome, phase, duration, user, broker, attempt, ...details };
      const told: unknown = this.listener.onEvent(event);
      if (told) this.inBackground(limited(this.#timeout, 'on-event', () => told).catch(failed));
    } catch (error) {
      failed(error);
    }
  }

  /** Has `drain()` wait for something, whether or not it rejects. */
  track<T>(work: Promise<T>): Promise<T> {
    return this.#pending ? this.#pending.add(work) : work;
  }

  /** Has the host wait for what goes on after the answer. `work` must not reject. Never throws. */
  inBackground(work: Promise<unknown>): void {
    const failed = (error: unknown) => this.report('wait-until', error);
    void this.track(work);
    try {
      const returned: unknown = this.listener.waitUntil?.(work);
      Promise.resolve(returned).catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  /** What the person is answered where something failed: the host is told of it, unless it knows. */
  failureOf(error: unknown): StoredResponse {
    return failure(this.fail('answer', error));
  }

  /**
   * Tells the host that something failed, and of the error, unless it knows. Never throws.
   *
   * @param phase - Where it was no call.
   * @returns Seconds after which it may be tried again; undefined where it will not pass by itself.
   */
  fail(phase: Phase, error: unknown, details: EventDetails = {}): number | undefined {
    const failed = CallFailed.is(error) ? error : undefined;
    this.report(phase, error);
    this.tell('failed', failed?.phase ?? phase, details);
    return failed ? failed.retryAfter : retryAfterOf(error);
  }
}
