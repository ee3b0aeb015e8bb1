import type { Connection } from '../../core/connection.js';
import type { Answer, ConnectionStore, Credentials, SavedConnection } from '../store.js';
import { accountsKey } from './accounts.js';

interface Entry {
  readonly connection: SavedConnection;
  readonly credentials: Credentials;
}

interface Attempt {
  readonly id: string;
  readonly user: string;
  readonly slot: string;
  readonly fingerprint: string;
  /** When it may be taken over, or forgotten once it has an answer; ms since 1970. */
  until: number;
  answer?: Answer;
  /** Whether the key may be claimed anew all the same. */
  free?: boolean;
}

/** So that nobody changes what is kept; structuredClone() is ten times as slow. */
const copy = <C extends Connection>(connection: C): C => ({
  ...connection,
  ...(connection.accounts && { accounts: connection.accounts.map((account) => ({ ...account })) }),
});

const kept = 24 * 60 * 60 * 1000;
/** Memory is not for ever: of more answers than twice as many, the oldest are forgotten sooner. */
const generation = 5000;

/**
 * Keeps connections in the memory of this process: for tests, demos and a first try. Nothing is encrypted, and nothing
 * outlives the process. It keeps the last 5,000 answers at least, for a day at most.
 */
export function createMemoryStore(): ConnectionStore {
  /** By user, then by id; the newest stands last. */
  const users = new Map<string, Map<string, Entry>>();
  /** Attempts without an answer, by user and key, and by id. */
  const pending = new Map<string, Attempt>();
  /** Those with one, likewise, in two generations: dropping one whole costs nothing. */
  let [young, old] = [new Map<string, Attempt>(), new Map<string, Attempt>()];

  const add = (map: Map<string, Attempt>, attempt: Attempt) =>
    map.set(attempt.slot, attempt).set(attempt.id, attempt);
  const drop = ({ slot, id }: Attempt) => pending.delete(slot) && pending.delete(id);
  const find = (key: string) => {
    const attempt = pending.get(key) ?? young.get(key) ?? old.get(key);
    return attempt && attempt.until > Date.now() ? attempt : undefined;
  };
  const ofUser = (user: string, id: string) => {
    const attempt = find(id);
    return attempt?.user === user ? attempt : undefined;
  };
  const end = (attempt: Attempt, answer: Answer, free = false) => {
    drop(attempt);
    if (young.size >= 2 * generation) [young, old] = [new Map<string, Attempt>(), young];
    add(young, Object.assign(attempt, { answer, free, until: Date.now() + kept }));
  };
  const stateOf = ({ id, answer }: Attempt) =>
    answer
      ? ({ state: 'done', attempt: id, answer: structuredClone(answer) } as const)
      : ({ state: 'pending', attempt: id } as const);

  return {
    claim({ user, key, fingerprint, lease }) {
      // A user's id may hold anything: its length keeps `a` + `bc` apart from `ab` + `c`.
      const slot = `${user.length} ${user} ${key}`;
      const attempt = find(slot);
      if (attempt && !attempt.free) {
        return Promise.resolve(
          attempt.fingerprint === fingerprint ? stateOf(attempt) : { state: 'mismatch' },
        );
      }
      // Its lease ran out, or it was given up.
      const earlier = pending.get(slot) ?? attempt;
      if (earlier) for (const map of [pending, young, old]) map.delete(earlier.id);
      const claimed = { id: crypto.randomUUID(), user, slot, fingerprint, until: Date.now() + lease };
      add(pending, claimed);
      return Promise.resolve({ state: 'claimed', attempt: claimed.id });
    },

    attempt(user, id) {
      const attempt = ofUser(user, id);
      return Promise.resolve(attempt && stateOf(attempt));
    },

    save({ user, attempt: id, connection, credentials }) {
      const attempt = ofUser(user, id);
      if (!attempt || attempt.answer) return Promise.resolve(undefined);
      let connections = users.get(user);
      if (!connections) users.set(user, (connections = new Map<string, Entry>()));
      const accounts = accountsKey(connection);
      let earlier: string | undefined;
      for (const [known, { connection: other }] of accounts ? connections : []) {
        if (other.broker === connection.broker && accountsKey(other) === accounts) earlier = known;
      }
      const saved: SavedConnection = { ...copy(connection), id: earlier ?? crypto.randomUUID() };
      // To the end, as the newest.
      connections.delete(saved.id);
      connections.set(saved.id, { connection: saved, credentials: { ...credentials } });
      const answer = { status: earlier === undefined ? 201 : 200, body: saved };
      end(attempt, answer);
      return Promise.resolve({ status: answer.status, body: copy(saved) });
    },

    settle(user, id, answer) {
      const attempt = ofUser(user, id);
      if (attempt && !attempt.answer) end(attempt, structuredClone(answer));
      return Promise.resolve();
    },

    release(user, id, answer) {
      const attempt = ofUser(user, id);
      if (attempt && !attempt.answer) {
        if (answer) end(attempt, structuredClone(answer), true);
        else drop(attempt);
      }
      return Promise.resolve();
    },

    list: (user) =>
      Promise.resolve(
        [...(users.get(user)?.values() ?? [])].map(({ connection }) => copy(connection)).reverse(),
      ),

    remove: (user, id) => Promise.resolve(users.get(user)?.delete(id) ?? false),

    credentials(user, id) {
      const found = users.get(user)?.get(id)?.credentials;
      return Promise.resolve(found && { ...found });
    },

    close: () => Promise.resolve(),
  };
}
