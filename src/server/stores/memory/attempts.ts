import {
  answerLifetime,
  type AttemptLimit,
  type Claim,
  type ClaimRequest,
  type OpenAttempt,
  type StoredResponse,
} from '../../store.js';
import { mourning, userGone } from '../ended.js';
import { waitFor, windowAfter, type Window } from '../window.js';

/** Memory is not for ever: of more attempts than twice as many, the oldest that have an answer are forgotten sooner. */
const generationSize = 1000;

/** A claim of a key, and how it ended. */
export interface Attempt {
  readonly id: string;
  /** Empty where the user was removed. */
  user: string;
  /** Made of user and `Idempotency-Key`. */
  readonly claimKey: string;
  readonly fingerprint: string;
  /** Id of its broker, once it was answered with 202. */
  accepted?: string;
  /** When the lease runs out, or the answer once there is one; ms since 1970. */
  until: number;
  answer: StoredResponse | undefined;
  /** Id of the connection that it ended with, which has the body of the answer. */
  saved?: string | undefined;
  /** Whether the key may be claimed anew although there is an answer. */
  isClaimable: boolean;
}

/** Who has which key. */
export class Attempts {
  /** By the key of their claim and by id, in two generations: forgetting a whole one costs nothing. */
  #young = new Map<string, Attempt>();
  #old = new Map<string, Attempt>();
  #claims = 0;
  /** What was counted in each window that is open. */
  readonly #spent = new Map<string, Window>();
  /** Until when nothing is saved for a user, ms since 1970. */
  readonly #removed = new Map<string, number>();

  /** Returns the holder where another request has the key, or had it. */
  claim({
    user,
    key,
    fingerprint,
    lease,
    limits = [],
  }: ClaimRequest): Claim | { readonly state: 'held'; readonly holder: Attempt } {
    // A user's id may hold anything: its length keeps `a` + `bc` apart from `ab` + `c`.
    const claimKey = `${user.length} ${user} ${key}`;
    const holder = this.#get(claimKey);
    if (holder && !holder.isClaimable && holder.until > Date.now()) {
      return holder.fingerprint === fingerprint ? { state: 'held', holder } : { state: 'mismatch' };
    }
    const wait = this.#spend(limits);
    if (wait) return { state: 'limited', retryAfter: wait };
    if (holder) this.forget(holder);
    if (++this.#claims % generationSize === 0) this.#age();
    const id = crypto.randomUUID();
    const until = Date.now() + lease;
    this.#add({ id, user, claimKey, fingerprint, until, answer: undefined, isClaimable: false });
    return { state: 'claimed', attempt: id };
  }

  /** An attempt whose lease or answer has not run out. */
  find(id: string): Attempt | undefined {
    const attempt = this.#get(id);
    return attempt && attempt.until > Date.now() ? attempt : undefined;
  }

  /** An attempt that has no answer yet. */
  findOpen(user: string, id: string): Attempt | undefined {
    const attempt = this.find(id);
    return attempt?.user === user && !attempt.answer ? attempt : undefined;
  }

  accept(user: string, id: string, broker: string): void {
    const attempt = this.findOpen(user, id);
    if (attempt) attempt.accepted ??= broker;
  }

  /** Returns false where it is not open. */
  renew(user: string, id: string, lease: number): boolean {
    const attempt = this.findOpen(user, id);
    if (attempt) attempt.until = Date.now() + lease;
    return attempt !== undefined;
  }

  settle(user: string, id: string, answer: StoredResponse): void {
    const attempt = this.findOpen(user, id);
    if (attempt) this.finish(attempt, answer);
  }

  release(user: string, id: string, answer: StoredResponse | undefined): void {
    const attempt = this.findOpen(user, id);
    if (attempt && answer) this.finish(attempt, answer, { isClaimable: true });
    else if (attempt) this.forget(attempt);
  }

  /** The newest stand last, and the old generation before the young one. */
  acceptedOf(user: string): OpenAttempt[] {
    const found: OpenAttempt[] = [];
    for (const generation of [this.#old, this.#young]) {
      for (const [key, { id, accepted }] of generation) {
        // Each stands there twice.
        if (accepted && key === id && this.findOpen(user, id)) found.unshift({ id, broker: accepted });
      }
    }
    return found;
  }

  finish(
    attempt: Attempt,
    answer: StoredResponse,
    { isClaimable = false, saved }: { isClaimable?: boolean; saved?: string } = {},
  ): void {
    attempt.answer = answer;
    attempt.saved = saved;
    attempt.until = Date.now() + answerLifetime;
    attempt.isClaimable = isClaimable;
  }

  /** Whether a request of this user may have been let in before the user was removed. */
  isRemoved(user: string): boolean {
    return (this.#removed.get(user) ?? 0) > Date.now();
  }

  /** Ends what a user has begun, under nobody's name: its keys stay taken. */
  endAll(user: string): void {
    this.#removed.set(user, Date.now() + mourning);
    for (const generation of [this.#young, this.#old]) {
      for (const attempt of generation.values()) {
        if (attempt.user !== user) continue;
        attempt.user = '';
        this.finish(attempt, userGone);
      }
    }
  }

  /** Forgets what has run out: all of it, so that there is no more. */
  prune(): false {
    for (const user of this.#removed.keys()) if (!this.isRemoved(user)) this.#removed.delete(user);
    for (const [key, { until }] of this.#spent) if (until <= Date.now()) this.#spent.delete(key);
    for (const generation of [this.#young, this.#old]) {
      for (const attempt of generation.values()) if (attempt.until <= Date.now()) this.forget(attempt);
    }
    return false;
  }

  forget({ claimKey, id }: Attempt): void {
    for (const generation of [this.#young, this.#old]) {
      generation.delete(claimKey);
      generation.delete(id);
    }
  }

  /** Counts an attempt, or returns the seconds to wait. */
  #spend(limits: readonly AttemptLimit[]): number {
    const now = Date.now();
    const windows = limits.map((limit) => windowAfter(limit, this.#spent.get(limit.key), now));
    const wait = waitFor(windows, now);
    if (!wait) for (const window of windows) this.#spent.set(window.key, window);
    return wait;
  }

  #get(key: string): Attempt | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  #add(attempt: Attempt): void {
    this.#young.set(attempt.claimKey, attempt).set(attempt.id, attempt);
  }

  /** Forgets the old generation, but for the attempts that are still being worked on. */
  #age(): void {
    const oldest = this.#old;
    [this.#young, this.#old] = [new Map<string, Attempt>(), this.#young];
    for (const attempt of oldest.values()) if (!attempt.answer) this.#add(attempt);
  }
}
