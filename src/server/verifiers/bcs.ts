/**
 * Asks BCS about a refresh token: it is exchanged for an access token, with which the portfolio is asked for. What the token is
 * for, and until when it works, is written in it.
 *
 * Sources: src/brokers/built-in/bcs.ts and docs/brokers.md.
 */
import * as z from 'zod/mini';
import type { Access } from '../../core/connection.js';
import {
  invalid,
  unavailable,
  type PassingRefusal,
  type Refused,
  type Verification,
  type Verified,
  type Verifier,
  type VerifyRequest,
} from '../verifier.js';
import { addressOf, BrokerApi, type ApiAnswer } from './api.js';
import { claimsOf } from './jwt.js';
import { rateLimited } from './rate-limited.js';
import { exchange, unfinished } from './refresh-token.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Options of the verifier: where BCS is asked. */
export interface BcsVerifierOptions extends VerifierOptions {
  /** The API: https, or http on loopback. Default: `https://be.broker.ru`. */
  readonly baseUrl?: string | undefined;
}

const url = 'https://be.broker.ru';
const exchangePath = '/trade-api-keycloak/realms/tradeapi/protocol/openid-connect/token';
const portfolioPath = '/trade-api-bff-portfolio/api/v1/portfolio';

/** By the client that a token was issued for, which the exchange has to name. */
const clients: Readonly<Record<string, Access>> = {
  'trade-api-read': 'read-only',
  'trade-api-write': 'full',
};

const refreshTokenSchema = z.object({
  typ: z.optional(z.string()),
  azp: z.optional(z.string()),
  sub: z.optional(z.string()),
  exp: z.optional(z.number()),
});
type RefreshToken = z.output<typeof refreshTokenSchema>;

const sessionSchema = z.object({
  // Without it the next token is there all the same.
  access_token: z.catch(z.optional(z.string().check(z.regex(/./))), undefined),
  refresh_token: z.optional(z.string().check(z.regex(/./))),
});

const positionsSchema = z.array(z.object({ account: z.optional(z.string()) }));
/** The broker's text and its examples differ. */
const portfolioSchema = z.union([positionsSchema, z.object({ positions: positionsSchema })]);

const failureSchema = z.object({ error: z.string(), error_description: z.optional(z.string()) });

/**
 * Makes a verifier of BCS's refresh tokens. Each is for one account; `access` and `expiresAt` are those that are written in it. The
 * exchange gives a new one, which takes its place; it ends at the same time.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createBcsVerifier(options: BcsVerifierOptions = {}): Verifier {
  const api = new BrokerApi('BCS', addressOf('baseUrl', options.baseUrl ?? url), options.fetch);
  const facts = {
    name: 'BCS',
    fields: ['token'],
    secrets: ['token'],
    outsideHeaders: ['token'],
    singleUse: true,
  };
  return verifierOf(facts, options, (request, learn) => verify(api, request, learn));
}

async function verify(
  api: BrokerApi,
  { credentials: { token = '' }, access: needed, signal }: VerifyRequest,
  learn: (known: Verification) => void,
): Promise<Verification> {
  const claims = z.safeParse(refreshTokenSchema, claimsOf(token)).data;
  // An access token, which is good for a day.
  if (!claims || claims.typ === 'Bearer') return invalid;
  const { azp: client = '' } = claims;
  if (needed === 'full' && accessOf(claims) === 'read-only')
    return { ok: false, code: 'insufficient-access' };

  const exchanged = await exchange(api, {
    path: exchangePath,
    refreshToken: token,
    form: { client_id: client || 'trade-api-read' },
    signal,
  });
  if (!exchanged.ok) return exchanged;
  if (exchanged.status !== 200) return refusal(api, exchanged);
  const { data: session } = z.safeParse(sessionSchema, exchanged.json);
  if (!session) return api.misshapen(exchangePath);
  const { access_token: accessToken, refresh_token: next = token } = session;
  const known: Verified = {
    ok: true,
    connection: connectionOf(z.safeParse(refreshTokenSchema, claimsOf(next)).data ?? claims),
    ...(next !== token && { credentials: { token: next } }),
  };
  if (accessToken === undefined) {
    const misshapen = api.misshapen(exchangePath);
    return next === token ? misshapen : unfinished(known, misshapen);
  }
  learn(unfinished(known, unavailable));

  const answer = await api.ask({
    path: portfolioPath,
    headers: new Headers({ accept: 'application/json', authorization: `Bearer ${accessToken}` }),
    secrets: [token, next, accessToken],
    signal,
    // Of many positions, each of them several times.
    mostBytes: 8 * 1024 * 1024,
  });
  if (!answer.ok) return unfinished(known, answer);
  // Whatever it is says nothing of the token that has just been taken.
  if (answer.status !== 200) return unfinished(known, passing(api, portfolioPath, answer));
  const { data: portfolio } = z.safeParse(portfolioSchema, answer.json);
  if (!portfolio) return unfinished(known, api.misshapen(portfolioPath));
  const name = [portfolio].flatMap((one) => ('positions' in one ? one.positions : one))[0]?.account;
  const [account] = known.connection.accounts ?? [];
  if (!account || !name) return known;
  return { ...known, connection: { ...known.connection, accounts: [{ ...account, name }] } };
}

const accessOf = ({ azp: client = '' }: RefreshToken): Access | undefined =>
  Object.hasOwn(clients, client) ? clients[client] : undefined;

/** What is written in a token. Its account is that of the contract, by the last part of `sub`. */
function connectionOf(claims: RefreshToken): Verified['connection'] {
  const { sub, exp } = claims;
  const access = accessOf(claims);
  const id = sub?.split(':').at(-1);
  // Where it never ends, it may be 0.
  const expires = new Date((exp || NaN) * 1000);
  return {
    ...(id && { accounts: [{ id }] }),
    ...(access && { access }),
    ...(!Number.isNaN(expires.getTime()) && { expiresAt: expires.toISOString() }),
  };
}

const passing = (api: BrokerApi, what: string, answer: ApiAnswer): PassingRefusal =>
  answer.status === 429 ? rateLimited(answer.headers) : api.unknown(what, answer);

/** Mistyped and revoked are one; of an old one the exchange says that it is not active. */
function refusal(api: BrokerApi, answer: ApiAnswer): Refused {
  const { error, error_description: description = '' } = z.safeParse(failureSchema, answer.json).data ?? {};
  if (answer.status !== 400 || error !== 'invalid_grant') return passing(api, exchangePath, answer);
  return description === 'Token is not active' ? { ok: false, code: 'expired-token' } : invalid;
}
