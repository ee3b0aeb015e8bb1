/**
 * Asks Freedom24 and the other sites of Tradernet about a pair of keys: the command `getPositionJson`.
 *
 * Sources: src/brokers/built-in/freedom24.ts and docs/brokers.md.
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
import { addressOf, BrokerApi, type ApiAnswer } from './api.js';
import { rateLimited } from './rate-limited.js';
import { hexHmac } from './signing.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Options of the verifier: where Tradernet is asked. */
export interface Freedom24VerifierOptions extends VerifierOptions {
  /** What is asked in place of every site: https, or http on loopback. Default: the site that the person chose. */
  readonly baseUrl?: string | undefined;
}

/** The sites that issue keys. Each takes its own alone; no other host is ever asked. */
const sites = ['freedom24.com', 'tradernet.com', 'tradernet.global', 'tradernet.kz'];

const failureSchema = z.object({
  error: z.optional(z.unknown()),
  errMsg: z.optional(z.unknown()),
  code: z.optional(z.unknown()),
});
const list = z.array(z.unknown());
const positionsSchema = z.union([z.object({ acc: list }), z.object({ pos: list })]);

const path = '/api/getPositionJson';
const body = '{}';

/**
 * Makes a verifier of Tradernet's keys. A pair has no levels: `access` is `full`. It gives no accounts: Tradernet answers with the
 * positions of the one whose keys they are, and with nothing to name it by.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createFreedom24Verifier(options: Freedom24VerifierOptions = {}): Verifier {
  const base = options.baseUrl === undefined ? undefined : addressOf('baseUrl', options.baseUrl);
  const facts = {
    name: 'Freedom24',
    fields: ['site', 'publicKey', 'privateKey'],
    secrets: ['publicKey', 'privateKey'],
  };
  return verifierOf(facts, options, async (request) => {
    const { site = '' } = request.credentials;
    if (!sites.includes(site)) return invalidAt('site');
    return ask(new BrokerApi('Freedom24', base ?? `https://${site}`, options.fetch), request);
  });
}

async function ask(
  api: BrokerApi,
  { credentials: { publicKey = '', privateKey = '' }, signal }: VerifyRequest,
): Promise<Verification> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const answer = await api.ask({
    method: 'POST',
    path,
    headers: new Headers({
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'portfolio-connect',
      'x-ntapi-publickey': publicKey,
      'x-ntapi-timestamp': timestamp,
      // Of the body as it is sent and the time in seconds: neither the command nor the site is signed.
      'x-ntapi-sig': await hexHmac(privateKey, body + timestamp),
    }),
    body,
    secrets: [publicKey, privateKey],
    signal,
  });
  if (!answer.ok) return answer;
  if (answer.status !== 200 || isFailure(answer.json)) return refusal(api, answer);
  return z.safeParse(positionsSchema, positionsIn(answer.json)).success
    ? { ok: true, connection: { access: 'full' } }
    : api.misshapen(path);
}

/** `result.ps`, `ps` or the whole: documentation and answers differ. */
function positionsIn(json: unknown): unknown {
  const inner = (value: unknown, name: string) => (value as Record<string, unknown> | undefined)?.[name];
  const result = inner(json, 'result') ?? json;
  return inner(result, 'ps') ?? result;
}

/** Failures come with 200, too; what is false or empty is none. */
function isFailure(json: unknown): boolean {
  const { data } = z.safeParse(failureSchema, json);
  return !!data && [data.error, data.errMsg].some((said) => !!said && said !== '0');
}

/** A 403 without JSON is the firewall's before Tradernet, and says nothing of the keys. */
function refusal(api: BrokerApi, answer: ApiAnswer): Refused {
  const { status, headers, json } = answer;
  const { code } = z.safeParse(failureSchema, json).data ?? {};
  if (status === 429 || Number(code) === 429) return rateLimited(headers);
  if (status === 403 && isFailure(json)) return invalid;
  return api.unknown(path, answer, typeof code === 'number' ? `code ${code}` : '');
}
