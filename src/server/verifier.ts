import type { Access, Connection } from '../core/connection.js';
import type { ErrorCode } from '../core/errors.js';
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
  readonly connection: Pick<Connection, 'accounts' | 'access' | 'expiresAt'>;
}

/** The credentials do not work, or it cannot be told now. */
export interface Refused {
  /** Discriminant of {@link Verification}. */
  readonly ok: false;
  /** Why. `rate-limited` and `broker-unavailable` may pass; the others stay with the credentials. */
  readonly code: Extract<
    ErrorCode,
    | 'invalid-token'
    | 'expired-token'
    | 'insufficient-access'
    | 'sandbox-token'
    | 'rate-limited'
    | 'broker-unavailable'
  >;
  /** Seconds after which it may be tried again. */
  readonly retryAfter?: number | undefined;
}

/** The broker does not answer, or not in a way that is known. */
export const unavailable: Refused = { ok: false, code: 'broker-unavailable' };

/** A verifier's result. Expected failures are values; whatever is thrown counts as `broker-unavailable`. */
export type Verification = Verified | Refused;

/** Asks a broker whether credentials work, and what they open. */
export interface Verifier {
  (request: VerifyRequest): Promise<Verification>;
  /** The names of the fields that `credentials` must have, no more and no fewer. Default: any. */
  readonly fields?: readonly string[] | undefined;
}
