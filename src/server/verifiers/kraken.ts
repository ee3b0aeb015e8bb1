/**
 * Asks Kraken about a key of its spot API: `POST /0/private/GetApiKeyInfo`, which wants no permission.
 *
 * Sources: src/brokers/built-in/kraken.ts and docs/brokers.md.
 */
import * as z from 'zod/mini';
import type { Right } from '../../core/connection.js';
import { fromBase64, toBase64 } from '../bytes.js';
import {
  invalid,
  invalidAt,
  withRights,
  type Refused,
  type Verification,
  type Verifier,
  type VerifyRequest,
} from '../verifier.js';
import { addressOf, BrokerApi, type ApiAnswer } from './api.js';
import { limitedUntil, rateLimited } from './rate-limited.js';
import { hmac, sha256Of, utf8 } from './signing.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Options of the verifier: where Kraken is asked. */
export interface KrakenVerifierOptions extends VerifierOptions {
  /** The REST API: https, or http on loopback. Default: `https://api.kraken.com`. */
  readonly baseUrl?: string | undefined;
}

const url = 'https://api.kraken.com';
const path = '/0/private/GetApiKeyInfo';

const answerSchema = z.object({ error: z.array(z.string()), result: z.optional(z.unknown()) });
/** `iban` is the account's public number; `validUntil` a second of the clock, 0 for never. */
const keySchema = z.object({
  permissions: z.array(z.string()),
  iban: z.catch(z.optional(z.string().check(z.regex(/./))), undefined),
  validUntil: z.optional(z.union([z.string(), z.number()])),
});

/** What the permissions allow, as far as that matters to a portfolio. */
const rightOf: Readonly<Record<string, Right>> = {
  'query-funds': 'view',
  'modify-trades': 'trade',
  'close-trades': 'trade',
  'withdraw-funds': 'withdraw',
  'add-withdraw-address': 'withdraw',
  'update-withdraw-address': 'withdraw',
};

/**
 * Makes a verifier of Kraken's keys.
 *
 * The nonce is the time in ms: where others use the key with larger ones, Kraken refuses it, which is `broker-unavailable`.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createKrakenVerifier(options: KrakenVerifierOptions = {}): Verifier {
  const api = new BrokerApi('Kraken', addressOf('baseUrl', options.baseUrl ?? url), options.fetch);
  const facts = { name: 'Kraken', fields: ['apiKey', 'privateKey'], secrets: ['apiKey', 'privateKey'] };
  return verifierOf(facts, options, (request) => ask(api, request));
}

async function ask(
  api: BrokerApi,
  { credentials: { apiKey = '', privateKey = '' }, signal }: VerifyRequest,
): Promise<Verification> {
  const nonce = String(Date.now());
  const body = `nonce=${nonce}`;
  const signature = await signatureOf(privateKey, path, nonce, body);
  if (signature === undefined) return invalidAt('privateKey');
  const answer = await api.ask({
    method: 'POST',
    path,
    headers: new Headers({
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'user-agent': 'portfolio-connect',
      'api-key': apiKey,
      'api-sign': signature,
    }),
    body,
    secrets: [apiKey, privateKey],
    signal,
  });
  if (!answer.ok) return answer;
  const { data } = z.safeParse(answerSchema, answer.json);
  // What begins otherwise is a warning, which stands beside a result.
  const errors = data?.error.filter((one) => one.startsWith('E')) ?? [];
  if (!data || answer.status !== 200 || errors.length > 0) return refusal(api, answer, errors);
  const key = z.safeParse(keySchema, data.result).data;
  return key ? found(key) : api.misshapen(path);
}

/**
 * `API-Sign`: of the path and of a hash of nonce and body.
 *
 * @returns Undefined where the private key is no base64.
 */
export async function signatureOf(
  privateKey: string,
  uriPath: string,
  nonce: string,
  body: string,
): Promise<string | undefined> {
  const key = fromBase64(privateKey);
  if (!key?.length) return undefined;
  const hashed = await sha256Of(utf8(nonce + body));
  return toBase64(await hmac('SHA-512', key, Uint8Array.from([...utf8(uriPath), ...hashed])));
}

function found({ permissions, iban, validUntil }: z.output<typeof keySchema>): Verification {
  const rights = [...new Set(permissions.flatMap((name) => rightOf[name] ?? []))];
  if (!rights.includes('view')) return { ok: false, code: 'insufficient-access' };
  const until = Number(validUntil ?? 0);
  return {
    ok: true,
    connection: {
      ...(iban !== undefined && { accounts: [{ id: iban }] }),
      ...withRights(rights),
      ...(until > 0 && until < 1e11 && { expiresAt: new Date(until * 1000).toISOString() }),
    },
  };
}

/** By how an error begins. */
const refusals: ReadonlyArray<readonly [string, Refused]> = [
  ['EAPI:Invalid key', invalidAt('apiKey')],
  ['EAPI:Invalid signature', invalidAt('privateKey')],
  // The key has a two-factor authentication of its own, whose codes nobody can store.
  ['EAPI:Invalid otp', invalid],
  ['EGeneral:Permission denied', { ok: false, code: 'insufficient-access' }],
  ['EAPI:Rate limit exceeded', { ok: false, code: 'rate-limited' }],
  ['EGeneral:Too many requests', { ok: false, code: 'rate-limited' }],
  ['EGeneral:Temporary lockout', { ok: false, code: 'rate-limited', retryAfter: 900 }],
];

/** Kraken refuses with 200 and names what for; a status that stands for a failure is that of what stands before it. */
function refusal(api: BrokerApi, answer: ApiAnswer, errors: readonly string[] = []): Refused {
  const [, known] = refusals.find(([error]) => errors.some((one) => one.startsWith(error))) ?? [];
  if (known) return known;
  const throttled = errors.map((one) => /^EService: ?Throttled(?:: ?(\d+))?/.exec(one)).find(Boolean);
  if (throttled) return limitedUntil(throttled[1]);
  if (answer.status === 429) return rateLimited(answer.headers);
  // Kraken's own names are short and of a kind; whatever else stands there is not repeated.
  const named = errors.find((error) => /^E[A-Za-z]+:[A-Za-z ]{1,40}$/.test(error));
  return api.unknown(path, answer, named);
}
