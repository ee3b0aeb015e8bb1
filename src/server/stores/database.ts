import type { Connection } from '../../core/connection.js';
import { sha256 } from '../fingerprint.js';
import type { Answer, Claim, ConnectionStore, SavedConnection } from '../store.js';
import { accountsKey } from './accounts.js';
import { createVault, type EncryptionKey, type Sealed } from './vault.js';

/** What a store in a database is given. */
export interface DatabaseStoreOptions {
  /** The first one encrypts, all of them decrypt. */
  readonly encryptionKeys: readonly EncryptionKey[];
}

/** An attempt as it is written. */
export interface AttemptRow {
  readonly id: string;
  readonly fingerprint: string;
  /** JSON of an answer. */
  readonly answer: string | null;
}

/** A connection as it is written. */
export interface ConnectionRow {
  readonly id: string;
  readonly user: string;
  readonly broker: string;
  /** A hash of the accounts' ids, to find the same portfolio by; null where there is none. */
  readonly accounts: string | null;
  /** JSON of a connection. */
  readonly connection: string;
  readonly sealed: Sealed;
}

/** Encrypted credentials, by the names of their columns. */
export interface SealedRow {
  readonly key_id: string;
  readonly credentials: Uint8Array;
}

/** What is asked of a database. Each of these is atomic. Lengths of time are in ms. */
export interface Database {
  /**
   * Takes a slot whose attempt is over or given up, or that was never taken.
   *
   * @returns The attempt that holds the slot: with the id that was given, if it was taken.
   */
  take(slot: string, id: string, user: string, fingerprint: string, lease: number): Promise<AttemptRow>;
  /** An attempt that is not over. */
  attempt(user: string, id: string): Promise<Pick<AttemptRow, 'answer'> | undefined>;
  /** Id of the connection with these accounts. */
  find(user: string, broker: string, accounts: string): Promise<string | undefined>;
  /**
   * Ends an attempt with an answer, and writes a connection: a new one, or one in the place of `replaces`.
   *
   * @returns `lost` where the attempt is no longer open, `again` where another connection came or went in between; nothing
   * is written then.
   */
  save(
    attempt: string,
    answer: string,
    kept: number,
    row: ConnectionRow,
    replaces: string | undefined,
  ): Promise<'saved' | 'lost' | 'again'>;
  /** Makes an open attempt last for so long from now. Returns false where it is not open. */
  renew(user: string, attempt: string, lease: number): Promise<boolean>;
  /** Ends an open attempt. Whether its slot may be taken all the same is `free`. */
  end(user: string, attempt: string, answer: string, kept: number, free: boolean): Promise<void>;
  /** Forgets an open attempt. */
  drop(user: string, attempt: string): Promise<void>;
  /** Forgets attempts that are over. */
  prune(): Promise<void>;
  /** JSON of connections, the newest first. */
  list(user: string): Promise<string[]>;
  remove(user: string, id: string): Promise<boolean>;
  sealed(user: string, id: string): Promise<Sealed | undefined>;
  close(): Promise<void>;
}

const kept = 24 * 60 * 60 * 1000;
const betweenPrunes = 10 * 60 * 1000;

/** A store on top of a database: what does not depend on which one it is. */
export function createDatabaseStore(
  database: Database,
  { encryptionKeys }: DatabaseStoreOptions,
): ConnectionStore {
  const vault = createVault(encryptionKeys);
  let pruned = 0;

  return {
    async claim({ user, key, fingerprint, lease }): Promise<Claim> {
      if (Date.now() - pruned > betweenPrunes) {
        pruned = Date.now();
        await database.prune();
      }
      const id = crypto.randomUUID();
      const row = await database.take(
        await sha256(JSON.stringify([user, key])),
        id,
        user,
        fingerprint,
        lease,
      );
      if (row.id === id) return { state: 'claimed', attempt: id };
      return row.fingerprint === fingerprint ? stateOf(row.id, row.answer) : { state: 'mismatch' };
    },

    async attempt(user, id) {
      const row = await database.attempt(user, id);
      return row && stateOf(id, row.answer);
    },

    async save({ user, attempt, connection, credentials }) {
      const key = accountsKey(connection);
      const accounts = key && (await sha256(key));
      const { broker } = connection;
      for (;;) {
        const replaces = accounts ? await database.find(user, broker, accounts) : undefined;
        const id = replaces ?? crypto.randomUUID();
        const saved: Connection = { ...connection, id };
        const body = JSON.stringify(saved);
        const answer: Answer = { status: replaces === undefined ? 201 : 200, body };
        const sealed = await vault.seal(credentials, user, id);
        const row = {
          id,
          user,
          broker,
          accounts: accounts || null,
          connection: body,
          sealed,
        };
        const outcome = await database.save(attempt, JSON.stringify(answer), kept, row, replaces);
        if (outcome === 'saved') return answer;
        if (outcome === 'lost') return undefined;
      }
    },

    renew: (user, attempt, lease) => database.renew(user, attempt, lease),

    settle: (user, attempt, answer) => database.end(user, attempt, JSON.stringify(answer), kept, false),

    release: (user, attempt, answer) =>
      answer ? database.end(user, attempt, JSON.stringify(answer), kept, true) : database.drop(user, attempt),

    list: async (user) => (await database.list(user)).map((text) => JSON.parse(text) as SavedConnection),

    remove: (user, id) => database.remove(user, id),

    async credentials(user, id) {
      const sealed = await database.sealed(user, id);
      return sealed && vault.open(sealed, user, id);
    },

    close: () => database.close(),
  };
}

const stateOf = (attempt: string, answer: string | null) =>
  answer === null
    ? ({ state: 'pending', attempt } as const)
    : ({ state: 'done', attempt, answer: JSON.parse(answer) as Answer } as const);
