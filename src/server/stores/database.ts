import type { Connection } from '../../core/connection.js';
import { sha256 } from '../hash.js';
import {
  answerLifetime,
  type Claim,
  type ClaimRequest,
  type ConnectionStore,
  type NewConnection,
  type OpenAttempt,
  type SavedConnection,
  type StoredResponse,
} from '../store.js';
import { accountsKey } from './accounts.js';
import { createVault, type EncryptionKey, type Sealed, type Vault } from './vault.js';

/** Options of a store in a database. */
export interface DatabaseStoreOptions {
  /** The first one encrypts, all of them decrypt. */
  readonly encryptionKeys: readonly EncryptionKey[];
}

/** An attempt as it is written. */
export interface AttemptRow {
  readonly id: string;
  readonly fingerprint: string;
  /** JSON of a `StoredResponse`; null while there is none. */
  readonly answer: string | null;
}

/** A connection as it is written. */
export interface ConnectionRow {
  readonly id: string;
  readonly user: string;
  readonly broker: string;
  /** A hash of the accounts' ids, to find the same portfolio by; null where no account has an id. */
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

/** A claim, as it is to be written. */
export interface NewAttempt {
  /** A hash of user and `Idempotency-Key`, so that no key of a host's own is kept. */
  readonly keyHash: string;
  readonly id: string;
  readonly user: string;
  readonly fingerprint: string;
  /** Ms. */
  readonly lease: number;
}

/** How an attempt ends. */
export interface AttemptEnd {
  readonly user: string;
  readonly id: string;
  /** JSON of a `StoredResponse`. */
  readonly answer: string;
  /** How long the answer is kept, ms. */
  readonly lifetime: number;
}

/** A portfolio, by which its connection is found. */
export interface AccountsOf extends Pick<ConnectionRow, 'user' | 'broker'> {
  readonly accounts: string;
}

/** The statements of a store. Each of these is atomic. An attempt is open until it has an answer or its lease runs out. */
export interface Database {
  /**
   * Writes an attempt, unless its key belongs to one that is open, or that has an answer which has not run out and is not claimable.
   *
   * @returns The attempt that has the key: with the id that was given, if that was written.
   */
  claim(attempt: NewAttempt): Promise<AttemptRow>;
  /** An attempt whose lease or answer has not run out. */
  attempt(user: string, id: string): Promise<Pick<AttemptRow, 'answer'> | undefined>;
  /** Writes down that an open attempt is answered with 202. */
  accept(user: string, id: string, broker: string): Promise<void>;
  /** A user's open attempts that were accepted, the newest first. */
  openAttempts(user: string): Promise<OpenAttempt[]>;
  /** Id of the connection with these accounts. */
  find(accounts: AccountsOf): Promise<string | undefined>;
  /**
   * Ends an open attempt with an answer, and writes a connection: a new one, or one in the place of `replaces`.
   *
   * @returns `lost` where the attempt is no longer open, `conflict` where another connection came or went in between; nothing
   * is written then.
   */
  save(
    end: AttemptEnd,
    connection: ConnectionRow,
    replaces: string | undefined,
  ): Promise<'saved' | 'lost' | 'conflict'>;
  /** Makes an open attempt last for so many ms from now. Returns false where it is not open. */
  renew(user: string, id: string, lease: number): Promise<boolean>;
  /** Ends an open attempt. Whether its key may be claimed anew all the same is `claimable`. */
  finish(end: AttemptEnd, claimable: boolean): Promise<void>;
  /** Deletes an open attempt. */
  forget(user: string, id: string): Promise<void>;
  /** Deletes attempts whose lease or answer has run out, and that they were accepted. */
  prune(): Promise<void>;
  /** JSON of connections, the newest first. */
  list(user: string): Promise<string[]>;
  remove(user: string, id: string): Promise<boolean>;
  sealed(user: string, id: string): Promise<Sealed | undefined>;
  close(): Promise<void>;
}

const betweenPrunes = 10 * 60 * 1000;

/** A store on top of a database: what does not depend on which one it is. */
export function createDatabaseStore(
  database: Database,
  { encryptionKeys }: DatabaseStoreOptions,
): ConnectionStore {
  const vault = createVault(encryptionKeys);
  let pruned = 0;

  return {
    async claim(request) {
      if (Date.now() - pruned > betweenPrunes) {
        pruned = Date.now();
        await database.prune();
      }
      return await claim(database, request);
    },

    async attempt(user, id) {
      const row = await database.attempt(user, id);
      return row && stateOf(id, row.answer);
    },

    accept: (user, id, broker) => database.accept(user, id, broker),

    openAttempts: (user) => database.openAttempts(user),

    save: (entry) => save(database, vault, entry),

    renew: (user, attempt, lease) => database.renew(user, attempt, lease),

    settle: (user, id, answer) => database.finish(endOf(user, id, answer), false),

    release: (user, id, answer) =>
      answer ? database.finish(endOf(user, id, answer), true) : database.forget(user, id),

    list: async (user) => (await database.list(user)).map((text) => JSON.parse(text) as SavedConnection),

    remove: (user, id) => database.remove(user, id),

    async credentials(user, id) {
      const sealed = await database.sealed(user, id);
      return sealed && vault.open(sealed, user, id);
    },

    close: () => database.close(),
  };
}

async function claim(database: Database, { user, key, fingerprint, lease }: ClaimRequest): Promise<Claim> {
  const id = crypto.randomUUID();
  const keyHash = await sha256(JSON.stringify([user, key]));
  const holder = await database.claim({ keyHash, id, user, fingerprint, lease });
  if (holder.id === id) return { state: 'claimed', attempt: id };
  return holder.fingerprint === fingerprint ? stateOf(holder.id, holder.answer) : { state: 'mismatch' };
}

async function save(
  database: Database,
  vault: Vault,
  { user, attempt, connection, credentials }: NewConnection,
): Promise<StoredResponse | undefined> {
  const { broker } = connection;
  const key = accountsKey(connection);
  const accounts = key ? await sha256(key) : null;
  for (;;) {
    const replaces = accounts === null ? undefined : await database.find({ user, broker, accounts });
    const id = replaces ?? crypto.randomUUID();
    const saved: Connection = { ...connection, id };
    const body = JSON.stringify(saved);
    const answer: StoredResponse = { status: replaces === undefined ? 201 : 200, body };
    const sealed = await vault.seal(credentials, user, id);
    const row = { id, user, broker, accounts, connection: body, sealed };
    const outcome = await database.save(endOf(user, attempt, answer), row, replaces);
    if (outcome === 'saved') return answer;
    if (outcome === 'lost') return undefined;
  }
}

const endOf = (user: string, id: string, answer: StoredResponse): AttemptEnd => ({
  user,
  id,
  answer: JSON.stringify(answer),
  lifetime: answerLifetime,
});

const stateOf = (attempt: string, answer: string | null) =>
  answer === null
    ? ({ state: 'pending', attempt } as const)
    : ({ state: 'done', attempt, answer: JSON.parse(answer) as StoredResponse } as const);
