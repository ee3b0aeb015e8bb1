/**
 * Asks Bybit about a key: `GET /v5/user/query-api`, which any key may ask.
 *
 * Sources: src/brokers/built-in/bybit.ts and docs/brokers.md.
 */
import * as z from 'zod/mini';
import type { Right } from '../../core/connection.js';
import {
  invalid,
  invalidAt,
  withRights,
  type Refused,
  type Verification,
  type Verifier,
  type VerifyRequest,
} from '../verifier.js';
import { isPage, twoApis, type ApiAnswer, type BrokerApi } from './api.js';
import { askOrPractice } from './as-chosen.js';
import { rateLimited } from './rate-limited.js';
import { hexHmac } from './signing.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Options of the verifier: where Bybit is asked. */
export interface BybitVerifierOptions extends VerifierOptions {
  /**
   * The API: https, or http on loopback. Bybit's sites for single countries have hosts of their own, for example
   * `https://api.bybit.kz`. Default: `https://api.bybit.com`.
   */
  readonly baseUrl?: string | undefined;
  /**
   * The same of the testnet, whose keys are told by it (`sandbox-token`); null: it is not asked. Default:
   * `https://api-testnet.bybit.com`, but null with a `baseUrl` of your own, so that no key goes to a host that you did not name.
   */
  readonly testnetUrl?: string | null | undefined;
}

const mainnetUrl = 'https://api.bybit.com';
const testnetUrl = 'https://api-testnet.bybit.com';
const path = '/v5/user/query-api';

/** Ms for which a request may be on its way: a clock may be slow. */
const window = '20000';
/** Ms that are taken off the time, since none that is to come is accepted: a clock may be fast. */
const behind = 5000;

const answerSchema = z.object({ retCode: z.number(), result: z.optional(z.unknown()) });
const keySchema = z.object({
  readOnly: z.number(),
  permissions: z.record(z.string(), z.catch(z.array(z.string()), [])),
  // It only names the account.
  userID: z.catch(z.optional(z.union([z.number(), z.string().check(z.regex(/./))])), undefined),
  expiredAt: z.optional(z.string()),
});

/**
 * Makes a verifier of Bybit's keys of the kind that Bybit generates (HMAC).
 *
 * @throws TypeError where an option makes no sense.
 */
export function createBybitVerifier(options: BybitVerifierOptions = {}): Verifier {
  const { first: mainnet, second: testnet } = twoApis('Bybit', options, mainnetUrl, {
    option: 'testnetUrl',
    given: options.testnetUrl,
    own: testnetUrl,
  });
  const facts = { name: 'Bybit', fields: ['apiKey', 'apiSecret'], secrets: ['apiKey', 'apiSecret'] };
  return verifierOf(facts, options, async (request, learn) => {
    const there = testnet && (() => ask(testnet, request));
    return askOrPractice(() => ask(mainnet, request), there, learn);
  });
}

async function ask(
  api: BrokerApi,
  { credentials: { apiKey = '', apiSecret = '' }, signal }: VerifyRequest,
): Promise<Verification> {
  const timestamp = String(Date.now() - behind);
  const answer = await api.ask({
    path,
    headers: new Headers({
      accept: 'application/json',
      'x-bapi-api-key': apiKey,
      'x-bapi-timestamp': timestamp,
      'x-bapi-recv-window': window,
      // One behind the other, with the query at the end, of which there is none.
      'x-bapi-sign': await hexHmac(apiSecret, timestamp + apiKey + window),
    }),
    secrets: [apiKey, apiSecret],
    signal,
  });
  if (!answer.ok) return answer;
  const { data } = z.safeParse(answerSchema, answer.json);
  if (data?.retCode !== 0 || answer.status !== 200) return refusal(api, answer, data?.retCode);
  const key = z.safeParse(keySchema, data.result).data;
  return key ? found(key) : api.misshapen(path);
}

const tradingGroups = ['ContractTrade', 'Spot', 'Options', 'Derivatives', 'BlockTrade', 'CopyTrading'];

function found({ readOnly, permissions, userID, expiredAt = '' }: z.output<typeof keySchema>): Verification {
  const has = (group: string, ...names: string[]) => permissions[group]?.some((one) => names.includes(one));
  const rights: Right[] = ['view'];
  // Of a key that only reads, the groups are those that it may read.
  if (readOnly !== 1) {
    if (tradingGroups.some((group) => permissions[group]?.length)) rights.push('trade');
    if (has('Wallet', 'AccountTransfer', 'SubMemberTransfer')) rights.push('transfer');
    if (has('Wallet', 'Withdraw')) rights.push('withdraw');
  }
  return {
    ok: true,
    connection: {
      ...(userID !== undefined && { accounts: [{ id: String(userID) }] }),
      ...withRights(rights),
      // A key that is bound to addresses has no end, and the beginning of 1970 stands there.
      ...(Date.parse(expiredAt) > 0 && { expiresAt: new Date(expiredAt).toISOString() }),
    },
  };
}

const refusals: Readonly<Record<number, Refused>> = {
  10003: invalidAt('apiKey'),
  // The signature was made with another secret.
  10004: invalidAt('apiSecret'),
  10005: { ok: false, code: 'insufficient-access' },
  10007: invalid,
  10010: { ok: false, code: 'ip-not-allowed' },
  33004: { ok: false, code: 'expired-token' },
  [-2015]: { ok: false, code: 'expired-token' },
};
const tooMany = 10006;
/** Of all that comes from one address. */
const tooManyOfAddress = 10018;

/** Bybit refuses with 200 and a code; 401 that is no page is its own, too. */
function refusal(api: BrokerApi, answer: ApiAnswer, retCode?: number): Refused {
  const { status, headers, text } = answer;
  if (retCode === tooMany || status === 429) return rateLimited(headers, 'x-bapi-limit-reset-timestamp');
  if (retCode === tooManyOfAddress) return rateLimited(headers, undefined, 600);
  const known = retCode === undefined ? undefined : refusals[retCode];
  if (known) return known;
  if (status === 401 && !isPage(answer)) return invalid;
  if (status === 403 && /access too frequent/i.test(text)) return rateLimited(headers, undefined, 600);
  return api.unknown(path, answer, retCode === undefined ? '' : `code ${retCode}`);
}
