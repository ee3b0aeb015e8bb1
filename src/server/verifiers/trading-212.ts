/**
 * Asks Trading 212 about a key of its Public API: `GET /api/v0/equity/account/summary`.
 *
 * Sources: src/brokers/built-in/trading-212.ts and docs/brokers.md.
 */
import * as z from 'zod/mini';
import {
  invalid,
  invalidAt,
  type Refused,
  type Verification,
  type Verifier,
  type VerifyRequest,
} from '../verifier.js';
import { isPage, twoApis, type ApiAnswer, type BrokerApi } from './api.js';
import { askAsChosen } from './as-chosen.js';
import { rateLimited } from './rate-limited.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Options of the verifier: Trading 212's addresses, and how they are asked. */
export interface Trading212VerifierOptions extends VerifierOptions {
  /** The API of real accounts: https, or http on loopback. Default: `https://live.trading212.com`. */
  readonly baseUrl?: string | undefined;
  /**
   * The same of practice accounts; null: it is not asked, and no practice account can be connected. Default:
   * `https://demo.trading212.com`, but null with a `baseUrl` of your own, so that no key goes to a host that you did not name.
   */
  readonly demoUrl?: string | null | undefined;
}

const liveUrl = 'https://live.trading212.com';
const demoUrl = 'https://demo.trading212.com';

/** The number of the account, which the app shows, too. It has neither a name nor a type. */
const summarySchema = z.object({ id: z.number() });

const path = '/api/v0/equity/account/summary';

/**
 * Makes a verifier of Trading 212's keys.
 *
 * What a key allows beside this call Trading 212 does not say: the connection has no `access`.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createTrading212Verifier(options: Trading212VerifierOptions = {}): Verifier {
  const { first: live, second: demo } = twoApis('Trading 212', options, liveUrl, {
    option: 'demoUrl',
    given: options.demoUrl,
    own: demoUrl,
  });
  const facts = {
    name: 'Trading 212',
    fields: ['key', 'secret'],
    optionalFields: ['environment'],
    secrets: ['key', 'secret'],
  };
  return verifierOf(facts, options, async (request, learn) => {
    const { key = '', environment } = request.credentials;
    // It ends where the secret begins.
    if (key.includes(':')) return invalidAt('key');
    const practice = demo && (() => ask(demo, request, 'Practice'));
    return askAsChosen(environment === 'demo', () => ask(live, request), practice, learn);
  });
}

async function ask(
  api: BrokerApi,
  { credentials: { key = '', secret = '' }, signal }: VerifyRequest,
  type?: string,
): Promise<Verification> {
  const answer = await api.ask({
    path,
    headers: new Headers({ accept: 'application/json', authorization: `Basic ${btoa(`${key}:${secret}`)}` }),
    secrets: [key, secret],
    signal,
  });
  if (!answer.ok) return answer;
  if (answer.status !== 200) return refusal(api, answer);
  const { data } = z.safeParse(summarySchema, answer.json);
  if (!data) return api.misshapen(path);
  return { ok: true, connection: { accounts: [{ id: String(data.id), ...(type && { type }) }] } };
}

/** The documentation has statuses alone. A page is a proxy's or a firewall's, and says nothing of the key. */
function refusal(api: BrokerApi, answer: ApiAnswer): Refused {
  const { status, headers, text } = answer;
  if (status === 401 && !isPage(answer)) return invalid;
  if (status === 403 && /\bScope\(\s*[\w:]+\s*\)/.test(text))
    return { ok: false, code: 'insufficient-access' };
  return status === 429 ? rateLimited(headers, 'x-ratelimit-reset') : api.unknown(path, answer);
}
