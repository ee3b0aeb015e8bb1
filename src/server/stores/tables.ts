/** What a database keeps, and the statements that a store is made of. */
import type { AttemptLimit, OpenAttempt } from '../store.js';
import type { Sealed } from './vault.js';

/** An attempt as it is written. */
export interface AttemptRow {
  readonly id: string;
  readonly fingerprint: string;
  /** JSON of how it ended; null while it has not. */
  readonly answer: string | null;
  /** False where it was claimed, and there is nowhere to count it. */
  readonly isCounted?: boolean;
}

/** A connection, without its credentials. */
export interface WrittenConnection {
  readonly id: string;
  /** A hash of the accounts' ids: the same portfolio is not written twice. null where no account has an id, or another one has it. */
  readonly accounts: string | null;
  /** JSON of a connection. */
  readonly connection: string;
}

/** Whether the same connections are there, with the same accounts, in whatever order. */
export function isSame(some: readonly WrittenConnection[], others: readonly WrittenConnection[]): boolean {
  const identities = (rows: readonly WrittenConnection[]) =>
    rows.map(({ id, accounts, connection }) => `${id} ${accounts ?? connection}`).sort();
  const known = identities(others);
  return some.length === others.length && identities(some).every((identity, at) => identity === known[at]);
}

/** A connection as it is written. */
export interface ConnectionRow extends WrittenConnection {
  readonly user: string;
  readonly broker: string;
  readonly sealed: Sealed;
}

/** A connection with its credentials. */
export interface SealedConnection extends WrittenConnection {
  readonly sealed: Sealed;
}

/** One of all users' connections. */
export interface NumberedConnection extends Omit<WrittenConnection, 'accounts'> {
  /** They are gone through by it; a connection that is replaced gets a new one. */
  readonly number: number;
  readonly user: string;
}

/** Encrypted credentials, by the names of their columns. */
export interface SealedRow {
  readonly key_id: string;
  /** libsql gives one of several rows an `ArrayBuffer`, and a single row a `Buffer`. */
  readonly credentials: Uint8Array | ArrayBuffer;
}

/** Bytes as a driver gives them, as those that Web Crypto takes. */
const sealedOf = ({ key_id, credentials }: SealedRow): Sealed => ({
  keyId: key_id,
  box: new Uint8Array(credentials),
});

/** A row as a connection with its credentials. */
export const sealedConnection = (row: WrittenConnection & SealedRow): SealedConnection => ({
  id: row.id,
  accounts: row.accounts,
  connection: row.connection,
  sealed: sealedOf(row),
});

/** A claim, as it is to be written. */
export interface NewAttempt {
  /** A hash of user and `Idempotency-Key`, so that no key of a host's own is kept. */
  readonly keyHash: string;
  readonly id: string;
  readonly user: string;
  readonly fingerprint: string;
  /** Ms. */
  readonly lease: number;
  readonly limits: readonly AttemptLimit[];
}

/** How an attempt ends. */
export interface AttemptEnd {
  readonly user: string;
  readonly id: string;
  /** JSON of the answer. */
  readonly answer: string;
  /** How long the answer is kept, ms. */
  readonly lifetime: number;
}

/** What is left of a user who is removed: the answer that the user's keys meet from now on. `id` is that of the tombstone. */
export interface UserEnd extends AttemptEnd {
  /** A hash of the user, in the place of a key: while it is there and has not run out, nothing is saved for the user. */
  readonly tombstone: string;
  /** How long it is kept, ms: longer than any request that was let in before. */
  readonly mourning: number;
}

/** What a connection takes the place of. */
export interface Replacement {
  /** All that the user has with the broker, as it was when that was decided. */
  readonly siblings: readonly WrittenConnection[];
  /** Ids of those that go. */
  readonly replaced: readonly string[];
  /** The user's, should the user have been removed. */
  readonly tombstone: string;
}

/** The statements of a store. Each of these is atomic. An attempt is open until it has an answer or its lease runs out. */
export interface Database {
  /**
   * Writes an attempt, and counts it against its limits, unless its key belongs to one that is open, or that has an answer which has
   * not run out and is not claimable.
   *
   * @returns The attempt that has the key: with the id that was given, if that was written. The seconds to wait where there were too
   * many; nothing is written then.
   */
  claim(attempt: NewAttempt): Promise<AttemptRow | number>;
  /** An attempt whose lease or answer has not run out. */
  attempt(user: string, id: string): Promise<Pick<AttemptRow, 'answer'> | undefined>;
  /** Writes down that an open attempt is answered with 202. */
  accept(user: string, id: string, broker: string): Promise<void>;
  /** A user's open attempts that were accepted, the newest first. */
  openAttempts(user: string): Promise<OpenAttempt[]>;
  /** A user's connections, of one broker or of all, the newest first. */
  connections(user: string, broker?: string): Promise<WrittenConnection[]>;
  /**
   * Ends an open attempt with an answer, and writes a connection in the place of those that it replaces.
   *
   * @returns `lost` where the attempt is no longer open or the user was removed, `conflict` where another connection came, went or changed in between;
   * nothing is written then.
   */
  save(
    end: AttemptEnd,
    connection: ConnectionRow,
    replacement: Replacement,
  ): Promise<'saved' | 'lost' | 'conflict'>;
  /** Makes an open attempt last for so many ms from now. Returns false where it is not open. */
  renew(user: string, id: string, lease: number): Promise<boolean>;
  /** Ends an open attempt. Whether its key may be claimed anew all the same is `claimable`. */
  finish(end: AttemptEnd, claimable: boolean): Promise<void>;
  /** Deletes an open attempt. */
  forget(user: string, id: string): Promise<void>;
  /** Deletes some of the attempts whose lease or answer has run out, and that they were accepted. Returns whether there may be more. */
  prune(): Promise<boolean>;
  remove(user: string, id: string): Promise<boolean>;
  /** Ends all attempts of a user, finished ones too, under nobody's name; then deletes the user's connections. Sets a tombstone. */
  removeUser(end: UserEnd): Promise<void>;
  sealed(user: string, id: string): Promise<SealedConnection | undefined>;
  /** So many connections of all users, of one broker or of all, by their numbers, beginning above this one. */
  page(after: number, limit: number, broker?: string): Promise<NumberedConnection[]>;
  /**
   * Writes a connection in the place of this very one. Where another one of the same user and broker has its accounts by now, it is
   * written without the hash of them. Returns false where it is gone, or changed.
   */
  update(before: SealedConnection, after: ConnectionRow): Promise<boolean>;
  /** Writes credentials in the place of these very ones. Returns false where others stand there by now. */
  reseal(id: string, before: Sealed, after: Sealed): Promise<boolean>;
  /** Resolves where it can be used. */
  ready(): Promise<void>;
  /** Leaves nothing behind of what was written over, where a database keeps that for a while. */
  clean(): Promise<void>;
  close(): Promise<void>;
}
