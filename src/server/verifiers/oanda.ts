/**
 * Asks OANDA about a personal access token: `GET /v3/accounts`.
 *
 * Sources: src/brokers/built-in/oanda.ts and docs/brokers.md.
 */
import * as z from 'zod/mini';
import { invalid, type Refused, type Verification, type Verifier, type VerifyRequest } from '../verifier.js';
import { addressOf, BrokerApi, secondAddressOf, type ApiAnswer } from './api.js';
import { askAsChosen } from './as-chosen.js';
import { rateLimited } from './rate-limited.js';
import { isSendable } from './sendable.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Options of the verifier: OANDA's addresses, and how they are asked. */
export interface OandaVerifierOptions extends VerifierOptions {
  /** The API of real accounts (fxTrade): https, or http on loopback. Default: `https://api-fxtrade.oanda.com`. */
  readonly baseUrl?: string | undefined;
  /**
   * The same of practice accounts; null: it is not asked, and no practice account can be connected. Default:
   * `https://api-fxpractice.oanda.com`, but null with a `baseUrl` of your own, so that no token goes to a host that you did not name.
   */
  readonly practiceUrl?: string | null | undefined;
}

const liveUrl = 'https://api-fxtrade.oanda.com';
const practiceUrl = 'https://api-fxpractice.oanda.com';

const accountsSchema = z.object({ accounts: z.array(z.object({ id: z.string().check(z.regex(/./)) })) });

const path = '/v3/accounts';

/**
 * Makes a verifier of OANDA's personal access tokens. Such a token may always trade: `access` is `full`.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createOandaVerifier(options: OandaVerifierOptions = {}): Verifier {
  const { baseUrl, fetch } = options;
  const second = secondAddressOf('practiceUrl', options.practiceUrl, options, practiceUrl);
  const live = new BrokerApi('OANDA', addressOf('baseUrl', baseUrl ?? liveUrl), fetch);
  const practice = second === undefined ? undefined : new BrokerApi('OANDA', second, fetch);
  const facts = {
    name: 'OANDA',
    fields: ['token'],
    optionalFields: ['environment'],
    secrets: ['token'],
  };
  return verifierOf(facts, options, async (request, learn) => {
    const { token, environment } = request.credentials;
    if (!isSendable(token)) return invalid;
    const there = practice && (() => ask(practice, request, 'Practice'));
    return askAsChosen(environment === 'practice', () => ask(live, request), there, learn);
  });
}

async function ask(
  api: BrokerApi,
  { credentials: { token = '' }, signal }: VerifyRequest,
  type?: string,
): Promise<Verification> {
  const headers = new Headers({ accept: 'application/json', authorization: `Bearer ${token}` });
  const answer = await api.ask({ path, headers, secrets: [token], signal });
  if (!answer.ok) return answer;
  if (answer.status !== 200) return refusal(api, answer);
  const { data } = z.safeParse(accountsSchema, answer.json);
  if (!data) return api.misshapen(path);
  // There is no other kind of account whose token this API takes.
  if (data.accounts.length === 0) return { ok: false, code: 'insufficient-access' };
  const accounts = data.accounts.map(({ id }) => ({ id, ...(type && { type }) }));
  return { ok: true, connection: { accounts, access: 'full' } };
}

/** What OANDA refuses has an `errorMessage`. Without one it is a proxy's answer, and says nothing of the token. */
function refusal(api: BrokerApi, answer: ApiAnswer): Refused {
  const { status, headers, json } = answer;
  if (status === 401 && z.safeParse(z.object({ errorMessage: z.string() }), json).success) return invalid;
  return status === 429 ? rateLimited(headers) : api.unknown(path, answer);
}
