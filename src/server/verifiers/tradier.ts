/**
 * Asks Tradier about a personal token: `GET /v1/user/profile`.
 *
 * Sources: src/brokers/built-in/tradier.ts and docs/brokers.md.
 */
import * as z from 'zod/mini';
import { invalid, type Refused, type Verification, type Verifier, type VerifyRequest } from '../verifier.js';
import { addressOf, BrokerApi, isPage, secondAddressOf, type ApiAnswer } from './api.js';
import { askAsChosen } from './as-chosen.js';
import { rateLimited } from './rate-limited.js';
import { isSendable } from './sendable.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Options of the verifier: Tradier's addresses, and how they are asked. */
export interface TradierVerifierOptions extends VerifierOptions {
  /** The API of real accounts: https, or http on loopback. Default: `https://api.tradier.com`. */
  readonly baseUrl?: string | undefined;
  /**
   * The same of paper accounts; null: it is not asked, and no paper account can be connected. Default: `https://sandbox.tradier.com`,
   * but null with a `baseUrl` of your own, so that no token goes to a host that you did not name.
   */
  readonly sandboxUrl?: string | null | undefined;
}

const liveUrl = 'https://api.tradier.com';
const sandboxUrl = 'https://sandbox.tradier.com';

const accountSchema = z.object({
  account_number: z.string().check(z.regex(/./)),
  status: z.optional(z.string()),
});
/** JSON is made of XML there: of a single account there is no array. */
const profileSchema = z.object({
  profile: z.object({ account: z.optional(z.union([z.array(accountSchema), accountSchema])) }),
});

const path = '/v1/user/profile';

/**
 * Makes a verifier of Tradier's personal tokens. Such a token may always trade: `access` is `full`.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createTradierVerifier(options: TradierVerifierOptions = {}): Verifier {
  const { baseUrl, fetch } = options;
  const paper = secondAddressOf('sandboxUrl', options.sandboxUrl, options, sandboxUrl);
  const live = new BrokerApi('Tradier', addressOf('baseUrl', baseUrl ?? liveUrl), fetch);
  const sandbox = paper === undefined ? undefined : new BrokerApi('Tradier', paper, fetch);
  const facts = {
    name: 'Tradier',
    fields: ['token'],
    optionalFields: ['environment'],
    secrets: ['token'],
  };
  return verifierOf(facts, options, async (request, learn) => {
    const { token, environment } = request.credentials;
    if (!isSendable(token)) return invalid;
    const practice = sandbox && (() => ask(sandbox, request, 'Sandbox'));
    return askAsChosen(environment === 'sandbox', () => ask(live, request), practice, learn);
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
  const { data } = z.safeParse(profileSchema, answer.json);
  if (!data) return api.misshapen(path);
  const accounts = [data.profile.account ?? []]
    .flat()
    .filter(({ status }) => status !== 'closed')
    .map(({ account_number: id }) => ({ id, ...(type && { type }) }));
  if (accounts.length === 0) return { ok: false, code: 'insufficient-access' };
  return { ok: true, connection: { accounts, access: 'full' } };
}

/** Statuses alone are documented. A page is a proxy's or a firewall's, and says nothing of the token. */
function refusal(api: BrokerApi, answer: ApiAnswer): Refused {
  const { status, headers } = answer;
  if (status === 401 && !isPage(answer)) return invalid;
  return status === 429 ? rateLimited(headers, 'x-ratelimit-expiry') : api.unknown(path, answer);
}
