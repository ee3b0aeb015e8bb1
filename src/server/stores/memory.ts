import type { Connection } from '../../core/connection.js';
import type { Answer, ConnectionStore, Credentials, SavedConnection } from '../store.js';
import { accountsKey } from './accounts.js';

interface Entry {
  readonly id: string;
  readonly broker: string;
  readonly accounts: string;
  /** JSON, so that nobody changes what is kept. */
  readonly text: string;
  readonly credentials: Credentials;
}

interface Attempt {
  readonly id: string;
  readonly user: string;
  readonly slot: string;
  readonly fingerprint: string;
  /** When it may be taken over, or forgotten once it has an answer; ms since 1970. */
  until: number;
  answer: Answer | undefined;
  /** Whether the key may be claimed anew all the same. */
  free: boolean;
}

const kept = 24 * 60 * 60 * 1000;
/** Memory is not for ever: of more attempts than twice as many, the oldest that are over are forgotten sooner. */
const generation = 1000;

/**
 * Keeps connections in the memory of this process: for tests, demos and a first try. Nothing is encrypted, and nothing
 * outlives the process. It keeps the last 1,000 answers at least, for a day at most.
 */
export function createMemoryStore(): ConnectionStore {
  /** By user; the newest stands last. */
  const users = new Map<string, Entry[]>();
  /** Attempts by user and key, and by id, in two generations: dropping one whole costs nothing. */
  let [young, old] = [new Map<string, Attempt>(), new Map<string, Attempt>()];
  let claims = 0;

  const add = (attempt: Attempt) => void young.set(attempt.slot, attempt).set(attempt.id, attempt);
  const drop = ({ slot, id }: Attempt) => {
    for (const map of [young, old]) {
      map.delete(slot);
      map.delete(id);
    }
  };
  const age = () => {
    const dropped = old;
    [young, old] = [new Map<string, Attempt>(), young];
    for (const attempt of dropped.values()) if (!attempt.answer) add(attempt);
  };
  const find = (key: string) => {
    const attempt = young.get(key) ?? old.get(key);
    return attempt && attempt.until > Date.now() ? attempt : undefined;
  };
  const openOne = (user: string, id: string) => {
    const attempt = find(id);
    return attempt?.user === user && !attempt.answer ? attempt : undefined;
  };
  const end = (attempt: Attempt, answer: Answer, free = false) => {
    attempt.answer = answer;
    attempt.until = Date.now() + kept;
    attempt.free = free;
  };
  const stateOf = ({ id, answer }: Attempt) =>
    answer ? ({ state: 'done', attempt: id, answer } as const) : ({ state: 'pending', attempt: id } as const);

  return {
    claim({ user, key, fingerprint, lease }) {
      // A user's id may hold anything: its length keeps `a` + `bc` apart from `ab` + `c`.
      const slot = `${user.length} ${user} ${key}`;
      const attempt = young.get(slot) ?? old.get(slot);
      if (attempt) {
        if (!attempt.free && attempt.until > Date.now()) {
          return Promise.resolve(
            attempt.fingerprint === fingerprint ? stateOf(attempt) : { state: 'mismatch' },
          );
        }
        drop(attempt);
      }
      if (++claims % generation === 0) age();
      const id = crypto.randomUUID();
      add({ id, user, slot, fingerprint, until: Date.now() + lease, answer: undefined, free: false });
      return Promise.resolve({ state: 'claimed', attempt: id });
    },

    attempt(user, id) {
      const attempt = find(id);
      return Promise.resolve(attempt?.user === user ? stateOf(attempt) : undefined);
    },

    save({ user, attempt: id, connection, credentials }) {
      const attempt = openOne(user, id);
      if (!attempt) return Promise.resolve(undefined);
      const { broker } = connection;
      const accounts = accountsKey(connection);
      const others = users.get(user) ?? [];
      const at = accounts
        ? others.findIndex((other) => other.broker === broker && other.accounts === accounts)
        : -1;
      const saved: Connection = { ...connection, id: others[at]?.id ?? crypto.randomUUID() };
      const text = JSON.stringify(saved);
      if (at >= 0) others.splice(at, 1);
      others.push({ id: saved.id!, broker, accounts, text, credentials: { ...credentials } });
      users.set(user, others);
      const answer = { status: at < 0 ? 201 : 200, body: text };
      end(attempt, answer);
      return Promise.resolve(answer);
    },

    renew(user, id, lease) {
      const attempt = openOne(user, id);
      if (attempt) attempt.until = Date.now() + lease;
      return Promise.resolve(attempt !== undefined);
    },

    settle(user, id, answer) {
      const attempt = openOne(user, id);
      if (attempt) end(attempt, answer);
      return Promise.resolve();
    },

    release(user, id, answer) {
      const attempt = openOne(user, id);
      if (attempt && answer) end(attempt, answer, true);
      else if (attempt) drop(attempt);
      return Promise.resolve();
    },

    list: (user) =>
      Promise.resolve(
        (users.get(user) ?? []).map(({ text }) => JSON.parse(text) as SavedConnection).reverse(),
      ),

    remove(user, id) {
      const others = users.get(user) ?? [];
      const at = others.findIndex((one) => one.id === id);
      if (at >= 0) others.splice(at, 1);
      if (!others.length) users.delete(user);
      return Promise.resolve(at >= 0);
    },

    credentials(user, id) {
      const found = users.get(user)?.find((one) => one.id === id)?.credentials;
      return Promise.resolve(found && { ...found });
    },

    close: () => Promise.resolve(),
  };
}
