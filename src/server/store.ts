import type { Connection } from '../core/connection.js';

/** Credentials as they were posted, by the name of their field. */
export type Credentials = Readonly<Record<string, string>>;

/** How a connection stands: `active` works; the others have to be connected again. */
export type ConnectionState = NonNullable<Connection['state']>;

/** A connection that was saved: it has an id and a broker. */
export interface SavedConnection extends Connection {
  /** Given by the store; random, so that it says nothing. */
  id: string;
  broker: string;
}

/** Answers to keys are kept for so long, ms. */
export const answerLifetime = 24 * 60 * 60 * 1000;

/** The response to a request, to be repeated word for word. Holds no credential. */
export interface StoredResponse {
  /** HTTP status. */
  readonly status: number;
  /** JSON text. */
  readonly body: string;
  /** Seconds after which it may be tried again. */
  readonly retryAfter?: number | undefined;
}

/** One request that wants its idempotency key. */
export interface ClaimRequest {
  /** Whose key it is: the same key of two users is two keys. */
  readonly user: string;
  /** The `Idempotency-Key`; or `check of ` and the id of a connection, which is checked by one at a time. */
  readonly key: string;
  /** A hash of the request, to tell another request with the same key. */
  readonly fingerprint: string;
  /** The claim runs out after so many ms, unless it is renewed: should the process die, the key is free again. */
  readonly lease: number;
  /**
   * What a claim counts against, if it is one: who asks for a key that is taken, or has its answer, costs nothing. A store that does
   * not know limits lets everybody in.
   */
  readonly limits?: readonly AttemptLimit[] | undefined;
}

/** So many attempts in so long. */
export interface AttemptLimit {
  /** Those with the same are counted together; a hash. */
  readonly key: string;
  /** Attempts in a window. */
  readonly most: number;
  /** Ms; it begins with the first attempt. */
  readonly window: number;
}

/** The key was free, or its holder's lease ran out. It is this request's now: verify, then save, settle or release. */
export interface Claimed {
  /** Discriminant of {@link Claim}. */
  readonly state: 'claimed';
  /** Id of the attempt; random. */
  readonly attempt: string;
  /** Where the limits could not be counted: a table for them is missing, for example. The host is told. */
  readonly isCounted?: false | undefined;
}

/** Another request with the same key is being worked on. */
export interface Pending {
  /** Discriminant of {@link Claim}. */
  readonly state: 'pending';
  /** Id of the attempt. */
  readonly attempt: string;
}

/** The key has its answer already. */
export interface Done {
  /** Discriminant of {@link Claim}. */
  readonly state: 'done';
  /** Id of the attempt. */
  readonly attempt: string;
  /** The response to the first request with this key. */
  readonly answer: StoredResponse;
}

/** The key was used for a request with another body. */
export interface Mismatch {
  /** Discriminant of {@link Claim}. */
  readonly state: 'mismatch';
}

/** There were too many attempts: nothing was claimed. */
export interface Limited {
  /** Discriminant of {@link Claim}. */
  readonly state: 'limited';
  /** Seconds until the window ends. */
  readonly retryAfter: number;
}

/** The outcome of a claim. */
export type Claim = Claimed | Pending | Done | Mismatch | Limited;

/** An attempt that was answered with 202, and is still being worked on. */
export interface OpenAttempt {
  /** Id of the attempt. */
  readonly id: string;
  /** Id of the broker. */
  readonly broker: string;
}

/** A verified connection that has no id yet. */
export interface FoundConnection extends Connection {
  /** Id of the broker. */
  broker: string;
}

/** A verified connection to be saved. */
export interface NewConnection {
  /** Whose it is. */
  readonly user: string;
  /** The claim that this fulfils. */
  readonly attempt: string;
  /** What the verifier found, with `broker`, `state` and `connectedAt`. Its `id` is the store's to give. */
  readonly connection: FoundConnection;
  /** To be kept in such a way that whoever copies the data cannot read them. */
  readonly credentials: Credentials;
  /** Id of the user's connection that is to be repaired by this one, where the page named it. */
  readonly replaces?: string | undefined;
  /** So many connections may the user have; one that takes the place of another is always let in. Default: any number. */
  readonly most?: number | undefined;
}

/** What was found out about a connection later. */
export interface ConnectionUpdate {
  /** Whose it is. */
  readonly user: string;
  /** Id of the connection. */
  readonly id: string;
  /** Where they are given: only while the connection has these very credentials. What was found of others says nothing of them. */
  readonly credentials?: Credentials | undefined;
  /**
   * To be kept in their place from now on, like those of `save`. They are written whatever was found out later. Default: the credentials stay.
   */
  readonly newCredentials?: Credentials | undefined;
  /**
   * Whether asking has used the credentials up, so that what was found out of them later says nothing of the new ones: how the connection
   * stands with these is written all the same. Default: false.
   */
  readonly singleUse?: boolean | undefined;
  /** How it stands. */
  readonly state: ConnectionState;
  /** What the credentials open now, in the place of all that they opened before. Default: that stays. */
  readonly found?: Pick<Connection, 'accounts' | 'access' | 'rights' | 'expiresAt'> | undefined;
  /** When that was found out, ISO 8601: when the broker was asked. */
  readonly checkedAt: string;
}

/** A connection that was updated. */
export interface ConnectionChange {
  /** Whose it is. */
  readonly user: string;
  /** As it is now. */
  readonly connection: SavedConnection;
  /** As it was before. */
  readonly previous: SavedConnection;
}

/** Which of all connections are gone through. */
export interface ConnectionsFilter {
  /** Of this broker alone. Default: of all. */
  readonly broker?: string | undefined;
  /** Those that come after this one; a `cursor`. Default: from the first. */
  readonly after?: string | undefined;
}

/** One of all users' connections. */
export interface UserConnection {
  /** Whose it is. */
  readonly user: string;
  /** Without its credentials. */
  readonly connection: SavedConnection;
  /** Goes on behind it, as `after`; a connection that is replaced meanwhile moves to the end. */
  readonly cursor: string;
}

/**
 * Where connections are kept. Any number of handlers, in any number of processes, may share one: what races is settled by
 * the store (unique constraints, transactions), never by the memory of a process.
 *
 * Answers to keys are kept for at least a day.
 */
export interface ConnectionStore {
  /** Claims an idempotency key. Atomic: of any number at the same time, one is `claimed`. */
  claim(request: ClaimRequest): Promise<Claim>;

  /**
   * Tells where an attempt stands, for who polls it; undefined where there is none with this id, or it is another user's, or its
   * lease ran out.
   */
  attempt(user: string, attempt: string): Promise<Pending | Done | undefined>;

  /**
   * Writes down that an attempt is answered with 202, for `openAttempts`; nothing where it is no longer this one's, or has an
   * answer. A store may do without both: the list then names no attempts.
   */
  accept?(user: string, attempt: string, broker: string): Promise<void>;

  /**
   * A user's accepted attempts that have neither an answer nor a lease that ran out, the newest first. The list of connections
   * names them, so that a page which is loaded anew finds them again.
   */
  openAttempts?(user: string): Promise<OpenAttempt[]>;

  /**
   * Saves a connection with its credentials and ends the attempt with the answer, all or nothing. Of the connections that the
   * user has with the same broker it takes the place of the one that is named by `replaces`, and of each whose accounts are all
   * among its own (compared by their ids, in any order; at least one): it keeps the id, and the status is 200 instead of 201.
   *
   * @returns The answer; undefined where the attempt is no longer this one's, `full` where the user has as many as may be: nothing
   * was saved then.
   */
  save(entry: NewConnection): Promise<StoredResponse | 'full' | undefined>;

  /**
   * Makes a claim hold for so many ms from now.
   *
   * @returns false where the attempt is no longer this one's, or has an answer.
   */
  renew(user: string, attempt: string, lease: number): Promise<boolean>;

  /** Ends an attempt with a failure that the same key shall meet again. */
  settle(user: string, attempt: string, answer: StoredResponse): Promise<void>;

  /**
   * Gives the key up, after a failure that may pass: the same key may try again. With an answer, whoever asks for this very
   * attempt meets that, until the key is claimed anew; without one, there is no such attempt any more.
   */
  release(user: string, attempt: string, answer?: StoredResponse): Promise<void>;

  /** A user's connections, the newest first. */
  list(user: string): Promise<SavedConnection[]>;

  /** Removes a connection with its credentials. Returns false where the user has none with this id. */
  remove(user: string, id: string): Promise<boolean>;

  /**
   * Removes all that is known of a user whose account is closed, and ends what goes on: nothing appears afterwards. End the user's
   * sessions first.
   */
  removeUser?(user: string): Promise<void>;

  /** The credentials of a connection, for the host's own use of the broker's API; undefined where there is none. */
  credentials(user: string, id: string): Promise<Credentials | undefined>;

  /**
   * All users' connections, the oldest first; read in pages, so that nothing is held while a job goes through them. One that
   * comes meanwhile is at the end.
   */
  connections?(filter?: ConnectionsFilter): AsyncIterable<UserConnection>;

  /**
   * Writes down what was found out about a connection, and its new credentials where there are some, all or nothing. It keeps its place
   * in the list. Where something was found out later already (its `checkedAt` is later than this one, and not still to come), that
   * stands, unless there are new credentials for such as were used up (`singleUse`): `connection` and `previous` are the same.
   *
   * @returns undefined where the user has none with this id, or it has other credentials by now: nothing is written then.
   */
  update?(update: ConnectionUpdate): Promise<ConnectionChange | undefined>;

  /**
   * Writes down how a connection stands, and that it was found out just now: for jobs of the host's that use the credentials.
   * `onChange` is not called.
   *
   * @param credentials - That the job used: another one's state says nothing of a token that was connected meanwhile.
   * @returns As `update`.
   */
  setState?(
    user: string,
    id: string,
    state: ConnectionState,
    credentials?: Credentials,
  ): Promise<ConnectionChange | undefined>;

  /** Resolves where the store can be used just now, for health checks; rejects where not. A store may do without. */
  ready?(): Promise<void>;

  /**
   * Deletes what has run out, where it is time for that; undefined where it is not. The handler calls it after its answers,
   * without waiting for it; a store may do without, and keep all.
   */
  prune?(): Promise<void> | undefined;

  /** Lets go of files and sockets that the store opened itself. */
  close(): Promise<void>;
}
