import type { Answer, ConnectionStore, Credentials, SavedConnection } from '../store.js';
import { accountsKey } from './accounts.js';

interface Entry {
  readonly connection: SavedConnection;
  readonly credentials: Credentials;
}

interface Attempt {
  id: string;
  readonly user: string;
  readonly slot: string;
  fingerprint: string;
  /** When it may be taken over, or forgotten once it has an answer; ms since 1970. */
  until: number;
  answer?: Answer;
}

const kept = 24 * 60 * 60 * 1000;
/** Memory is not for ever: of more answers than this the oldest are forgotten sooner. */
const mostAnswers = 10_000;

/**
 * Keeps connections in the memory of this process: for tests, demos and a first try. Nothing is encrypted, and nothing
 * outlives the process.
 */
export function createMemoryStore(): ConnectionStore {
  /** By user, then by id; the newest stands last. */
  const users = new Map<string, Map<string, Entry>>();
  /** By user and key, and the same by id. */
  const slots = new Map<string, Attempt>();
  const attempts = new Map<string, Attempt>();

  const forget = (attempt: Attempt) => {
    attempts.delete(attempt.id);
    slots.delete(attempt.slot);
  };
  /** The oldest stand first, those that are at work among them. */
  const prune = (now: number) => {
    let surplus = slots.size - mostAnswers;
    for (const attempt of slots.values()) {
      if (attempt.until > now && (surplus-- <= 0 || !attempt.answer)) return;
      forget(attempt);
    }
  };
  const end = (attempt: Attempt, answer: Answer) => {
    slots.delete(attempt.slot);
    Object.assign(attempt, { answer: structuredClone(answer), until: Date.now() + kept });
    slots.set(attempt.slot, attempt);
  };
  const current = (user: string, id: string) => {
    const attempt = attempts.get(id);
    return attempt?.user === user && attempt.until > Date.now() ? attempt : undefined;
  };
  const stateOf = ({ id, answer }: Attempt) =>
    answer
      ? ({ state: 'done', attempt: id, answer: structuredClone(answer) } as const)
      : ({ state: 'pending', attempt: id } as const);

  return {
    claim({ user, key, fingerprint, lease }) {
      const now = Date.now();
      prune(now);
      const slot = JSON.stringify([user, key]);
      const attempt = slots.get(slot);
      if (attempt && attempt.until > now) {
        return Promise.resolve(
          attempt.fingerprint === fingerprint ? stateOf(attempt) : { state: 'mismatch' },
        );
      }
      if (attempt) forget(attempt);
      const claimed: Attempt = { id: crypto.randomUUID(), user, slot, fingerprint, until: now + lease };
      slots.set(slot, claimed);
      attempts.set(claimed.id, claimed);
      return Promise.resolve({ state: 'claimed', attempt: claimed.id });
    },

    attempt(user, id) {
      const attempt = current(user, id);
      return Promise.resolve(attempt && stateOf(attempt));
    },

    save({ user, attempt: id, connection, credentials }) {
      const attempt = current(user, id);
      if (!attempt || attempt.answer) return Promise.resolve(undefined);
      const connections = users.get(user) ?? new Map<string, Entry>();
      users.set(user, connections);
      const accounts = accountsKey(connection);
      const earlier =
        accounts &&
        [...connections.values()].find(
          (entry) =>
            entry.connection.broker === connection.broker && accountsKey(entry.connection) === accounts,
        );
      const saved: SavedConnection = {
        ...structuredClone(connection),
        id: earlier ? earlier.connection.id : crypto.randomUUID(),
      };
      // The newest stands last.
      connections.delete(saved.id);
      connections.set(saved.id, { connection: saved, credentials: { ...credentials } });
      const answer = { status: earlier ? 200 : 201, body: saved };
      end(attempt, answer);
      return Promise.resolve(structuredClone(answer));
    },

    settle(user, id, answer) {
      const attempt = current(user, id);
      if (attempt && !attempt.answer) end(attempt, answer);
      return Promise.resolve();
    },

    release(user, id) {
      const attempt = current(user, id);
      if (attempt && !attempt.answer) forget(attempt);
      return Promise.resolve();
    },

    list: (user) =>
      Promise.resolve(
        [...(users.get(user)?.values() ?? [])].map(({ connection }) => structuredClone(connection)).reverse(),
      ),

    remove(user, id) {
      return Promise.resolve(users.get(user)?.delete(id) ?? false);
    },

    credentials(user, id) {
      const found = users.get(user)?.get(id)?.credentials;
      return Promise.resolve(found && { ...found });
    },

    close: () => Promise.resolve(),
  };
}
