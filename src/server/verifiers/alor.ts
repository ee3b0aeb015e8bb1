/**
 * Asks ALOR about a refresh token: `POST /refresh`. The access token that it gives names the portfolios; nothing else is asked.
 *
 * Sources: src/brokers/built-in/alor.ts and docs/brokers.md.
 */
import * as z from 'zod/mini';
import {
  invalid,
  noAccounts,
  type Refused,
  type Verification,
  type Verifier,
  type VerifyRequest,
} from '../verifier.js';
import { isPage, twoApis, type ApiAnswer, type BrokerApi } from './api.js';
import { askOrPractice } from './as-chosen.js';
import { claimsOf } from './jwt.js';
import { rateLimited } from './rate-limited.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Options of the verifier: ALOR's addresses, and how they are asked. */
export interface AlorVerifierOptions extends VerifierOptions {
  /** Where tokens are exchanged: https, or http on loopback. Default: `https://oauth.alor.ru`. */
  readonly baseUrl?: string | undefined;
  /**
   * The same of the test environment, whose tokens are told by it (`sandbox-token`); null: it is not asked. Default:
   * `https://oauthdev.alor.ru`, but null with a `baseUrl` of your own, so that no token goes to a host that you did not name.
   */
  readonly testUrl?: string | null | undefined;
}

const liveUrl = 'https://oauth.alor.ru';
const testUrl = 'https://oauthdev.alor.ru';

const sessionSchema = z.object({ AccessToken: z.string() });
/** Names with spaces between them. */
const claimsSchema = z.object({ portfolios: z.optional(z.string()) });

const path = '/refresh';

/**
 * Makes a verifier of ALOR's refresh tokens. Such a token may always trade: `access` is `full`.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createAlorVerifier(options: AlorVerifierOptions = {}): Verifier {
  const { first: live, second: test } = twoApis('ALOR', options, liveUrl, {
    option: 'testUrl',
    given: options.testUrl,
    own: testUrl,
  });
  const facts = { name: 'ALOR', fields: ['token'], secrets: ['token'] };
  return verifierOf(facts, options, async (request, learn) => {
    const there = test && (() => ask(test, request));
    return askOrPractice(() => ask(live, request), there, learn);
  });
}

async function ask(
  api: BrokerApi,
  { credentials: { token = '' }, signal }: VerifyRequest,
): Promise<Verification> {
  const answer = await api.ask({
    method: 'POST',
    path,
    headers: new Headers({ accept: 'application/json', 'content-type': 'application/json' }),
    // Not in the address, which is logged here and there.
    body: JSON.stringify({ token }),
    secrets: [token],
    signal,
  });
  if (!answer.ok) return answer;
  if (answer.status !== 200) return refusal(api, answer);
  const session = z.safeParse(sessionSchema, answer.json).data;
  const claims = session && z.safeParse(claimsSchema, claimsOf(session.AccessToken)).data;
  if (!claims) return api.misshapen(path);
  const accounts = (claims.portfolios ?? '')
    .split(' ')
    .filter(Boolean)
    .map((id) => ({ id }));
  if (accounts.length === 0) return noAccounts;
  return { ok: true, connection: { accounts, access: 'full' } };
}

/** Mistyped, revoked and too old are one. A page is a proxy's or a firewall's, and says nothing of the token. */
function refusal(api: BrokerApi, answer: ApiAnswer): Refused {
  const { status, headers } = answer;
  if (status === 403 && !isPage(answer)) return invalid;
  return status === 429 ? rateLimited(headers) : api.unknown(path, answer);
}
