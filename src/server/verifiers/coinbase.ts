/**
 * Asks Coinbase about a key: `GET /api/v3/brokerage/key_permissions`, with a JWT that the key signs.
 *
 * Sources: src/brokers/built-in/coinbase.ts and docs/brokers.md.
 */
import * as z from 'zod/mini';
import type { Right } from '../../core/connection.js';
import { toHex } from '../bytes.js';
import {
  invalid,
  invalidAt,
  unavailableBecause,
  withRights,
  type Refused,
  type Verification,
  type Verifier,
  type VerifyRequest,
} from '../verifier.js';
import { addressOf, BrokerApi, isPage, type ApiAnswer } from './api.js';
import { signedJwt, signingKeyIn } from './private-key.js';
import { rateLimited } from './rate-limited.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Options of the verifier: where Coinbase is asked. */
export interface CoinbaseVerifierOptions extends VerifierOptions {
  /** The API: https, or http on loopback. Default: `https://api.coinbase.com`. */
  readonly baseUrl?: string | undefined;
}

const url = 'https://api.coinbase.com';
const path = '/api/v3/brokerage/key_permissions';
/** The broker’s own host is signed, wherever it is asked: another one in its place passes the request on. */
const signedUri = `GET ${new URL(url).host}${path}`;
/** Seconds for which a JWT is good. */
const lifetime = 120;
/** Seconds that are taken off its beginning: this clock may be fast. As many as that are left where it is slow, and more. */
const behind = 30;

const permissionsSchema = z.object({
  can_view: z.boolean(),
  can_trade: z.optional(z.boolean()),
  can_transfer: z.optional(z.boolean()),
  portfolio_uuid: z.optional(z.string()),
});
type KeyPermissions = z.output<typeof permissionsSchema>;

const failureSchema = z.object({ error_details: z.string() });

/**
 * Makes a verifier of Coinbase's keys, with ECDSA or Ed25519. Coinbase refuses a mistyped key, a deleted one and one that is bound to
 * other addresses alike.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createCoinbaseVerifier(options: CoinbaseVerifierOptions = {}): Verifier {
  const api = new BrokerApi('Coinbase', addressOf('baseUrl', options.baseUrl ?? url), options.fetch);
  const facts = {
    name: 'Coinbase',
    fields: ['keyName', 'privateKey'],
    secrets: ['privateKey'],
    outsideHeaders: ['privateKey'],
  };
  return verifierOf(facts, options, (request) => verify(api, request));
}

async function verify(
  api: BrokerApi,
  { credentials: { keyName = '', privateKey = '' }, signal }: VerifyRequest,
): Promise<Verification> {
  const key = await signingKeyIn(privateKey);
  if (!key) return invalidAt('privateKey');
  const begin = Math.floor(Date.now() / 1000) - behind;
  const nonce = toHex(crypto.getRandomValues(new Uint8Array(16)));
  const claims = { sub: keyName, iss: 'cdp', nbf: begin, exp: begin + lifetime, uri: signedUri };
  const jwt = await signedJwt(key, { kid: keyName, nonce }, claims);
  const answer = await api.ask({
    path,
    headers: new Headers({ accept: 'application/json', authorization: `Bearer ${jwt}` }),
    secrets: [privateKey, jwt],
    signal,
  });
  if (!answer.ok) return answer;
  if (answer.status !== 200) return refusal(api, answer, claims);
  const { data: permissions } = z.safeParse(permissionsSchema, answer.json);
  if (!permissions) return api.misshapen(path);
  if (!permissions.can_view) return { ok: false, code: 'insufficient-access' };
  const { portfolio_uuid: id } = permissions;
  return {
    ok: true,
    connection: { ...(id && { accounts: [{ id }] }), ...withRights(rightsIn(permissions)) },
  };
}

/** What Coinbase calls a transfer sends everything away. */
function rightsIn({ can_trade: trades, can_transfer: sends }: KeyPermissions): Right[] {
  const rights: Right[] = ['view'];
  if (trades) rights.push('trade');
  if (sends) rights.push('withdraw');
  return rights;
}

/** @param claims - Between when and when the JWT was good, Unix time in seconds. */
function refusal(api: BrokerApi, answer: ApiAnswer, claims: { nbf: number; exp: number }): Refused {
  const { status, headers, json } = answer;
  if (status === 401 && !isPage(answer)) {
    // Where that is so, nothing is known of the key.
    const there = Date.parse(headers.get('date') ?? '') / 1000;
    return there < claims.nbf || there > claims.exp
      ? unavailableBecause(`this server’s clock differs from Coinbase’s, which says ${headers.get('date')}`)
      : invalid;
  }
  const details = z.safeParse(failureSchema, json).data?.error_details;
  if (status === 403 && details === 'Missing required scopes')
    return { ok: false, code: 'insufficient-access' };
  return status === 429 ? rateLimited(headers, 'x-ratelimit-reset') : api.unknown(path, answer);
}
