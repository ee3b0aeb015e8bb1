import type { Connection } from '../../core/connection.js';
import type { Credentials, NewConnection, SavedConnection, StoredResponse } from '../store.js';
import { replacedBy, type Sibling } from './accounts.js';

interface Entry {
  readonly id: string;
  readonly broker: string;
  /** JSON of the connection, so that nobody changes what is kept. */
  readonly connection: string;
  readonly credentials: Credentials;
}

const parsed = ({ id, connection }: Entry): Sibling => ({
  id,
  connection: JSON.parse(connection) as Connection,
});

/** Everybody’s connections. */
export class Portfolios {
  /** By user; the newest stands last. */
  readonly #users = new Map<string, Entry[]>();

  save({ user, connection, credentials, replaces }: NewConnection): StoredResponse & { id: string } {
    const { broker } = connection;
    const others = this.#users.get(user) ?? [];
    const siblings = others.filter((other) => other.broker === broker).reverse();
    const replaced = replacedBy(connection, siblings.map(parsed), replaces);
    const id = replaced[0] ?? crypto.randomUUID();
    const saved: Connection = { ...connection, id };
    const text = JSON.stringify(saved);
    const kept = others.filter((other) => !replaced.includes(other.id));
    this.#users.set(user, [...kept, { id, broker, connection: text, credentials: { ...credentials } }]);
    return { id, status: replaced.length ? 200 : 201, body: text };
  }

  /** JSON of a connection. */
  find(user: string, id: string): string | undefined {
    return this.#users.get(user)?.find((entry) => entry.id === id)?.connection;
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

  removeUser(user: string): void {
    this.#users.delete(user);
  }

  credentials(user: string, id: string): Credentials | undefined {
    const entry = this.#users.get(user)?.find((one) => one.id === id);
    return entry && { ...entry.credentials };
  }
}
