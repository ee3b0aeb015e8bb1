/** Refresh tokens that are exchanged for an access token (RFC 6749, section 6), and perhaps for the next refresh token. */
import type { PassingRefusal, Verified } from '../verifier.js';
import type { ApiAnswer, BrokerApi } from './api.js';

/** An exchange. */
export interface Exchange {
  readonly path: string;
  readonly refreshToken: string;
  /** Further members of the form. */
  readonly form?: Readonly<Record<string, string>>;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Asks for one. The token is in the body: addresses are logged here and there. */
export const exchange = (
  api: BrokerApi,
  { path, refreshToken, form, headers, signal }: Exchange,
): Promise<ApiAnswer | PassingRefusal> =>
  api.ask({
    method: 'POST',
    path,
    headers: new Headers({
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    }),
    body: new URLSearchParams({
      ...form,
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    }).toString(),
    secrets: [refreshToken],
    signal,
  });

/** That a token was taken, and that what it opens could not be found out. */
export const unfinished = (known: Verified, why: PassingRefusal): Verified => ({ ...known, unfinished: why });
