/**
 * Asks Binance about a key: `GET /sapi/v1/account/apiRestrictions`, then `GET /api/v3/account` for the account’s number.
 *
 * Sources: src/brokers/built-in/binance.ts and docs/brokers.md.
 */
import * as z from 'zod/mini';
import type { Right } from '../../core/connection.js';
import {
  invalid,
  invalidAt,
  isPassing,
  withRights,
  type Refused,
  type Verification,
  type Verifier,
  type VerifyRequest,
} from '../verifier.js';
import { addressOf, BrokerApi, type ApiAnswer } from './api.js';
import { rateLimited } from './rate-limited.js';
import { hexHmac } from './signing.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Options of the verifier: where Binance is asked. */
export interface BinanceVerifierOptions extends VerifierOptions {
  /** The REST API: https, or http on loopback. Default: `https://api.binance.com`. */
  readonly baseUrl?: string | undefined;
}

const url = 'https://api.binance.com';
const restrictionsPath = '/sapi/v1/account/apiRestrictions';
const accountPath = '/api/v3/account';

/** Ms for which a request may be on its way, the most that is possible: a clock may be slow. */
const window = 60_000;
/** Ms that are taken off the time, since none that is to come is accepted: a clock may be fast. */
const behind = 5000;

const flag = z.optional(z.boolean());
const restrictionsSchema = z.object({
  enableReading: z.boolean(),
  enableSpotAndMarginTrading: flag,
  enableMargin: flag,
  enableFutures: flag,
  enableVanillaOptions: flag,
  enablePortfolioMarginTrading: flag,
  enableFixApiTrade: flag,
  enableInternalTransfer: flag,
  permitsUniversalTransfer: flag,
  enableWithdrawals: flag,
});
type Restrictions = z.output<typeof restrictionsSchema>;

/** The number only names the account. */
const accountSchema = z.object({ uid: z.catch(z.optional(z.number()), undefined) });

const failureSchema = z.object({ code: z.number() });

/**
 * Makes a verifier of Binance's keys of the kind that Binance generates (HMAC).
 *
 * @throws TypeError where an option makes no sense.
 */
export function createBinanceVerifier(options: BinanceVerifierOptions = {}): Verifier {
  const api = new BrokerApi('Binance', addressOf('baseUrl', options.baseUrl ?? url), options.fetch);
  const facts = { name: 'Binance', fields: ['apiKey', 'secretKey'], secrets: ['apiKey', 'secretKey'] };
  return verifierOf(facts, options, (request) => verify(api, request));
}

async function verify(api: BrokerApi, request: VerifyRequest): Promise<Verification> {
  const key = await ask(api, restrictionsPath, '', request);
  if (!key.ok) return key;
  const restrictions = z.safeParse(restrictionsSchema, key.json).data;
  if (!restrictions) return api.misshapen(restrictionsPath);
  if (!restrictions.enableReading) return { ok: false, code: 'insufficient-access' };
  const account = await ask(api, accountPath, 'omitZeroBalances=true&', request);
  // What refuses the number does not refuse the key: that one has just been told of.
  if (!account.ok && isPassing(account.code)) return account;
  const uid = account.ok ? z.safeParse(accountSchema, account.json).data?.uid : undefined;
  return {
    ok: true,
    connection: {
      ...(uid !== undefined && { accounts: [{ id: String(uid) }] }),
      ...withRights(rightsIn(restrictions)),
    },
  };
}

/** @param parameters - What stands before the time in the query, with an ampersand at its end. */
async function ask(
  api: BrokerApi,
  path: string,
  parameters: string,
  { credentials: { apiKey = '', secretKey = '' }, signal }: VerifyRequest,
): Promise<ApiAnswer | Refused> {
  const query = `${parameters}recvWindow=${window}&timestamp=${Date.now() - behind}`;
  const answer = await api.ask({
    what: path,
    path: `${path}?${query}&signature=${await hexHmac(secretKey, query)}`,
    headers: new Headers({ accept: 'application/json', 'x-mbx-apikey': apiKey }),
    secrets: [apiKey, secretKey],
    signal,
  });
  return !answer.ok || answer.status === 200 ? answer : refusal(api, path, answer);
}

function rightsIn(key: Restrictions): Right[] {
  const trades =
    key.enableSpotAndMarginTrading ||
    key.enableMargin ||
    key.enableFutures ||
    key.enableVanillaOptions ||
    key.enablePortfolioMarginTrading ||
    key.enableFixApiTrade;
  const transfers = key.enableInternalTransfer || key.permitsUniversalTransfer;
  const rights: Right[] = ['view'];
  if (trades) rights.push('trade');
  if (transfers) rights.push('transfer');
  if (key.enableWithdrawals) rights.push('withdraw');
  return rights;
}

const refusals: Readonly<Record<number, Refused>> = {
  // No key.
  [-2014]: invalidAt('apiKey'),
  // One that was deleted, or of the testnet.
  [-2008]: invalidAt('apiKey'),
  // An unknown one, or another address, or too little, which Binance does not tell apart.
  [-2015]: invalid,
  // The signature was made with another secret.
  [-1022]: invalidAt('secretKey'),
};
const tooMany = -1003;

function refusal(api: BrokerApi, path: string, answer: ApiAnswer): Refused {
  const { status, headers, json } = answer;
  const { code } = z.safeParse(failureSchema, json).data ?? {};
  const known = code === undefined ? undefined : refusals[code];
  if (known) return known;
  // 418: shut out for having gone on after 429.
  if (status === 429 || status === 418 || code === tooMany) return rateLimited(headers);
  return api.unknown(path, answer, code === undefined ? '' : `code ${code}`);
}
