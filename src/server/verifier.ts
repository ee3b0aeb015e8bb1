import type { Access, Connection, Right } from '../core/connection.js';
import { passing, type refusals } from '../core/errors.js';
import { copyOfError } from './errors/copy.js';
import type { Credentials } from './store.js';

/** A verifier's request. */
export interface VerifyRequest {
  /** As they were posted. */
  readonly credentials: Credentials;
  /** The access that the site needs. Less is `insufficient-access`; more is told by `access` of the result. */
  readonly access: Access;
  /** Aborted when the answer is no longer wanted, or after the handler's time limit. */
  readonly signal: AbortSignal;
}

/** The credentials work. */
export interface Verified {
  /** Discriminant of {@link Verification}. */
  readonly ok: true;
  /** What the credentials open. */
  readonly connection: Pick<Connection, 'accounts' | 'access' | 'expiresAt'> & {
    /** The single rights that they give, where the broker tells them. With `transfer` or `withdraw` the person is told to issue others. */
    rights?: Right[] | undefined;
  };
  /**
   * What is to be kept in the place of the credentials that were asked about: what a broker that takes each token once gave in its place, or
   * a field that was found out, like `environment`. Fields that it leaves out stay as they are. Default: all of them stay.
   */
  readonly credentials?: Credentials | undefined;
  /**
   * Why the broker could not be asked what they open, where it has taken them and then answered no more. Where one is to be connected it is,
   * with what `connection` has; in a check, what was known before stays. Default: it could be asked.
   */
  readonly unfinished?: PassingRefusal | undefined;
}

/** The credentials do not work, or it cannot be told now. */
export interface Refused {
  /** Discriminant of {@link Verification}. */
  readonly ok: false;
  /** Why. `rate-limited` and `broker-unavailable` may pass; the others stay with the credentials. */
  readonly code: RefusalCode;
  /**
   * The name of the field at fault, where the broker tells which one of several it is, for example the secret that a signature was made
   * with. The block marks that field alone. Names that were not posted are dropped. Default: nobody knows.
   */
  readonly field?: string | undefined;
  /** Seconds after which it may be tried again. */
  readonly retryAfter?: number | undefined;
  /** What was thrown or seen, for `onError`, where it is no fault of the credentials. No answer repeats it. */
  readonly cause?: unknown;
  /**
   * As that of {@link Verified}: the broker gave other credentials, and with them it was found out that they are no good, for example too
   * little. A check keeps them; where one is to be connected it is not, so where that may pass, say {@link Verified.unfinished}.
   */
  readonly credentials?: Credentials | undefined;
}

/** It cannot be told now. */
export interface PassingRefusal extends Refused {
  readonly code: PassingCode;
}

/** Why credentials are refused. */
export type RefusalCode = (typeof refusals)[number] | PassingCode;

/** Those that may pass: they say nothing of the credentials. */
export type PassingCode = (typeof passing)[number];

export const isPassing = (code: RefusalCode): code is PassingCode => passing.some((one) => one === code);

/** The broker does not know the credentials. */
export const invalid: Refused = { ok: false, code: 'invalid-token' };

/** The same, where it is known which one of several fields is at fault. */
export const invalidAt = (field: string): Refused => ({ ...invalid, field });

/** The broker knows the credentials, and there is no open account that they show. */
export const noAccounts: Refused = { ok: false, code: 'no-accounts' };

/** The broker does not answer, or not in a way that is known. */
export const unavailable: PassingRefusal = { ok: false, code: 'broker-unavailable' };

/**
 * The same, with what the host shall be told of it: not among the result's members when it is printed or compared, as an
 * error's `cause` is not.
 */
export function unavailableBecause(
  message: string,
  thrown?: unknown,
  secrets: readonly string[] = [],
): PassingRefusal {
  const cause = new Error(
    message,
    thrown === undefined ? undefined : { cause: copyOfError(thrown, secrets) },
  );
  return Object.defineProperty({ ...unavailable }, 'cause', { value: cause });
}

/** What rights come to: the rights themselves, and the access that they give. */
export const withRights = (rights: Right[]): Pick<Verified['connection'], 'access' | 'rights'> => ({
  access: rights.includes('trade') ? 'full' : 'read-only',
  rights,
});

/** A verifier's result. Expected failures are values; whatever is thrown counts as `broker-unavailable`. */
export type Verification = Verified | Refused;

/** Asks a broker whether credentials work, and what they open. */
export interface Verifier {
  (request: VerifyRequest): Promise<Verification>;
  /** The names of the fields that `credentials` must have, no more and no fewer. Default: any. */
  readonly fields?: readonly string[] | undefined;
  /** The names of further fields that it may have, for example `environment`. Default: none. */
  readonly optionalFields?: readonly string[] | undefined;
  /**
   * The names of those fields that are secret. They are masked in what the host is told and in names of accounts, and no
   * account's id may repeat one. Default: all of them, but `environment`, `login`, `user`, `username`, `userId`, `account`, `accountId`,
   * `accountNumber`, `client`, `clientId` and `clientCode`.
   */
  readonly secrets?: readonly string[] | undefined;
  /**
   * Whether asking uses the credentials up, and the result has new ones. It is not cancelled then when nobody waits for it any more: what
   * the broker gave would be lost. Default: false.
   */
  readonly singleUse?: boolean | undefined;
}

/** The first name by which credentials do not have a verifier's fields, no more and no fewer; undefined where they do. */
export function wrongFieldOf(
  { fields, optionalFields = [] }: Pick<Verifier, 'fields' | 'optionalFields'>,
  credentials: Credentials,
): { readonly name: string; readonly isMissing: boolean } | undefined {
  if (!fields) return undefined;
  const missing = fields.find((name) => !Object.hasOwn(credentials, name));
  if (missing !== undefined) return { name: missing, isMissing: true };
  const surplus = Object.keys(credentials).find((name) => ![...fields, ...optionalFields].includes(name));
  return surplus === undefined ? undefined : { name: surplus, isMissing: false };
}
