import type { Connection } from '../../core/connection.js';
import {
  answerLifetime,
  type Claim,
  type ClaimRequest,
  type ConnectionStore,
  type Credentials,
  type Done,
  type NewConnection,
  type OpenAttempt,
  type Pending,
  type SavedConnection,
  type StoredResponse,
} from '../store.js';
import { accountsKey } from './accounts.js';

/** Memory is not for ever: of more attempts than twice as many, the oldest that have an answer are forgotten sooner. */
const generationSize = 1000;

/**
 * Keeps connections in the memory of this process: for tests, demos and a first try. Nothing is encrypted, and nothing
 * outlives the process. It keeps the last 1,000 answers at least, for a day at most.
 */
export function createMemoryStore(): ConnectionStore {
  const attempts = new Attempts();
  const portfolios = new Portfolios();

  // A store answers with promises; this one has nothing to wait for.
  return {
    claim: (request) => Promise.resolve(attempts.claim(request)),

    attempt(user, id) {
      const attempt = attempts.find(id);
      return Promise.resolve(attempt?.user === user ? stateOf(attempt) : undefined);
    },

    accept(user, id, broker) {
      const attempt = attempts.findOpen(user, id);
      if (attempt) attempt.accepted ??= broker;
      return Promise.resolve();
    },

    openAttempts: (user) => Promise.resolve(attempts.acceptedOf(user)),

    save(entry) {
      const attempt = attempts.findOpen(entry.user, entry.attempt);
      if (!attempt) return Promise.resolve(undefined);
      const answer = portfolios.save(entry);
      attempts.finish(attempt, answer);
      return Promise.resolve(answer);
    },

    renew(user, id, lease) {
      const attempt = attempts.findOpen(user, id);
      if (attempt) attempt.until = Date.now() + lease;
      return Promise.resolve(attempt !== undefined);
    },

    settle(user, id, answer) {
      const attempt = attempts.findOpen(user, id);
      if (attempt) attempts.finish(attempt, answer);
      return Promise.resolve();
    },

    release(user, id, answer) {
      const attempt = attempts.findOpen(user, id);
      if (attempt && answer) attempts.finish(attempt, answer, { isClaimable: true });
      else if (attempt) attempts.forget(attempt);
      return Promise.resolve();
    },

    list: (user) => Promise.resolve(portfolios.list(user)),
    remove: (user, id) => Promise.resolve(portfolios.remove(user, id)),
    credentials: (user, id) => Promise.resolve(portfolios.credentials(user, id)),
    close: () => Promise.resolve(),
  };
}

interface Attempt {
  readonly id: string;
  readonly user: string;
  /** Made of user and `Idempotency-Key`. */
  readonly claimKey: string;
  readonly fingerprint: string;
  /** Id of its broker, once it was answered with 202. */
  accepted?: string;
  /** When the lease runs out, or the answer once there is one; ms since 1970. */
  until: number;
  answer: StoredResponse | undefined;
  /** Whether the key may be claimed anew although there is an answer. */
  isClaimable: boolean;
}

const stateOf = ({ id, answer }: Attempt): Done | Pending =>
  answer ? { state: 'done', attempt: id, answer } : { state: 'pending', attempt: id };

class Attempts {
  /** By the key of their claim and by id, in two generations: forgetting a whole one costs nothing. */
  #young = new Map<string, Attempt>();
  #old = new Map<string, Attempt>();
  #claims = 0;

  claim({ user, key, fingerprint, lease }: ClaimRequest): Claim {
    // A user's id may hold anything: its length keeps `a` + `bc` apart from `ab` + `c`.
    const claimKey = `${user.length} ${user} ${key}`;
    const holder = this.#get(claimKey);
    if (holder && !holder.isClaimable && holder.until > Date.now()) {
      return holder.fingerprint === fingerprint ? stateOf(holder) : { state: 'mismatch' };
    }
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

  finish(attempt: Attempt, answer: StoredResponse, { isClaimable = false } = {}): void {
    attempt.answer = answer;
    attempt.until = Date.now() + answerLifetime;
    attempt.isClaimable = isClaimable;
  }

  forget({ claimKey, id }: Attempt): void {
    for (const generation of [this.#young, this.#old]) {
      generation.delete(claimKey);
      generation.delete(id);
    }
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

interface Entry {
  readonly id: string;
  readonly broker: string;
  readonly accounts: string;
  /** JSON of the connection, so that nobody changes what is kept. */
  readonly connection: string;
  readonly credentials: Credentials;
}

class Portfolios {
  /** By user; the newest stands last. */
  readonly #users = new Map<string, Entry[]>();

  save({ user, connection, credentials }: NewConnection): StoredResponse {
    const { broker } = connection;
    const accounts = accountsKey(connection);
    const others = this.#users.get(user) ?? [];
    const same = others.findIndex((other) => other.broker === broker && other.accounts === accounts);
    const replaced = accounts ? others[same] : undefined;
    if (replaced) others.splice(same, 1);
    const id = replaced?.id ?? crypto.randomUUID();
    const saved: Connection = { ...connection, id };
    const text = JSON.stringify(saved);
    others.push({ id, broker, accounts, connection: text, credentials: { ...credentials } });
    this.#users.set(user, others);
    return { status: replaced ? 200 : 201, body: text };
  }

  list(user: string): SavedConnection[] {
    const entries = this.#users.get(user) ?? [];
    return entries.map(({ connection }) => JSON.parse(connection) as SavedConnection).reverse();
  }

  remove(user: string, id: string): boolean {
    const entries = this.#users.get(user) ?? [];
    const index = entries.findIndex((entry) => entry.id === id);
    if (index >= 0) entries.splice(index, 1);
    if (!entries.length) this.#users.delete(user);
    return index >= 0;
  }

  credentials(user: string, id: string): Credentials | undefined {
    const entry = this.#users.get(user)?.find((one) => one.id === id);
    return entry && { ...entry.credentials };
  }
}
