import type { Connection } from '../../../core/connection.js';
import type {
  ConnectionChange,
  ConnectionUpdate,
  Credentials,
  NewConnection,
  SavedConnection,
  StoredResponse,
} from '../../store.js';
import type { NumberedConnection } from '../tables.js';
import { replacedBy, type Sibling } from '../accounts.js';
import { isSameCredentials, updated } from '../updated.js';

interface Entry {
  /** The newest has the highest. */
  readonly number: number;
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
  #saves = 0;

  save({
    user,
    connection,
    credentials,
    replaces,
    most = Infinity,
  }: NewConnection): (StoredResponse & { id: string }) | 'full' {
    const { broker } = connection;
    const others = this.#users.get(user) ?? [];
    const siblings = others.filter((other) => other.broker === broker).reverse();
    const replaced = replacedBy(connection, siblings.map(parsed), replaces);
    if (!replaced.length && others.length >= most) return 'full';
    const id = replaced[0] ?? crypto.randomUUID();
    const saved: Connection = { ...connection, id };
    const text = JSON.stringify(saved);
    const kept = others.filter((other) => !replaced.includes(other.id));
    this.#users.set(user, [
      ...kept,
      { number: ++this.#saves, id, broker, connection: text, credentials: { ...credentials } },
    ]);
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

  update(one: ConnectionUpdate): ConnectionChange | undefined {
    const entries = this.#users.get(one.user) ?? [];
    const index = entries.findIndex(({ id }) => id === one.id);
    const entry = entries[index];
    if (!entry || (one.credentials && !isSameCredentials(entry.credentials, one.credentials)))
      return undefined;
    const previous = JSON.parse(entry.connection) as SavedConnection;
    const connection = updated(previous, one);
    if (connection !== previous || one.newCredentials) {
      const credentials = one.newCredentials ? { ...one.newCredentials } : entry.credentials;
      entries[index] = { ...entry, connection: JSON.stringify(connection), credentials };
    }
    return { user: one.user, connection, previous };
  }

  /** So many of everybody's, of one broker or of all, the oldest first, beginning above this number. */
  page(after: number, limit: number, broker?: string): Promise<NumberedConnection[]> {
    const all = [...this.#users].flatMap(([user, entries]) => entries.map((entry) => ({ user, ...entry })));
    const others = all.filter((one) => one.number > after && (broker === undefined || one.broker === broker));
    const page = others.sort((one, other) => one.number - other.number).slice(0, limit);
    return Promise.resolve(
      page.map(({ number, user, id, connection }) => ({ number, user, id, connection })),
    );
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
