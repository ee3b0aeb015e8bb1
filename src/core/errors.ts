/** Why a broker's answer is no: what the credentials are at fault for, whoever asks again. */
export const refusals = [
  'invalid-token',
  'expired-token',
  'insufficient-access',
  'excessive-access',
  'no-accounts',
  'sandbox-token',
  'ip-not-allowed',
  'not-active-yet',
] as const;

/** What may pass by itself: it says nothing of the credentials. */
export const passing = ['rate-limited', 'broker-unavailable'] as const;

/** Every error code. `ErrorCode` is their type. */
export const errorCodes = [
  ...refusals,
  'already-connected',
  'too-many-connections',
  'session-expired',
  'forbidden',
  'not-found',
  ...passing,
  'server-error',
  'redirected',
  'network',
  'offline',
  'timeout',
  'invalid-response',
  'cancelled',
  'invalid-endpoint',
  'invalid-configuration',
  'incomplete',
] as const;

/**
 * Every way in which connecting can fail. The union is closed: each language must have a text for each code.
 */
export type ErrorCode = (typeof errorCodes)[number];

/** What is known about a failure. Plain data, without any credential. */
export interface Failure {
  /** Which failure it is. */
  readonly code: ErrorCode;
  /** The HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  /** The media type of the answer, for example `text/html` where a proxy answered in place of the endpoint. */
  readonly contentType?: string | undefined;
  /** The number that the answer gives its request (`X-Request-Id`, `CF-Ray` and the like): support can find it by that. */
  readonly requestId?: string | undefined;
  /** Seconds to wait before the next try, from `Retry-After`. */
  readonly retryAfter?: number | undefined;
  /** The endpoint's own explanation (`detail` of its problem document), for people; always shown as plain text. */
  readonly detail?: string | undefined;
  /**
   * The name of the credential field at fault: with `incomplete` the one that is empty or malformed, or `broker`; with others the one that
   * the endpoint's problem document points at.
   */
  readonly field?: string | undefined;
  /** What is wrong, for developers, in English. */
  readonly reason?: string | undefined;
}

/**
 * What `connect()`, `refresh()` and `disconnect()` reject with, and `pc-error` carries.
 *
 * Between frames and copies of the package `instanceof` fails: compare `error.name === 'ConnectError'`.
 */
export class ConnectError extends Error implements Failure {
  /** Always `ConnectError`. */
  override readonly name = 'ConnectError';
  declare readonly code: ErrorCode;
  declare readonly status?: number | undefined;
  declare readonly contentType?: string | undefined;
  declare readonly requestId?: string | undefined;
  declare readonly retryAfter?: number | undefined;
  declare readonly detail?: string | undefined;
  declare readonly field?: string | undefined;
  declare readonly reason?: string | undefined;

  constructor(failure: Failure) {
    super(failure.reason ?? failure.code);
    Object.assign(this, failure);
  }
}

/**
 * What comes of something that could not be loaded.
 *
 * @param limit - Aborted where it took too long.
 */
export const notLoaded = (what: string, limit: AbortSignal): ConnectError =>
  new ConnectError({
    code: limit.aborted ? 'timeout' : 'network',
    reason: `${what} could not be loaded`,
  });
