/**
 * Asks Alpaca about a key of its Trading API: `GET /v2/account`, which its own command-line client asks for the same purpose.
 *
 * Sources: src/brokers/built-in/alpaca.ts and docs/brokers.md.
 */
import * as z from 'zod/mini';
import type { Credentials } from '../store.js';
import {
  invalid,
  isPassing,
  type Refused,
  type Verification,
  type Verifier,
  type VerifyRequest,
} from '../verifier.js';
import { twoApis, type ApiAnswer, type BrokerApi } from './api.js';
import { rateLimited } from './rate-limited.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Alpaca's environments, as the block sends them. */
export type AlpacaEnvironment = 'live' | 'paper';

/** Options of the verifier: Alpaca's addresses, and which of its accounts are wanted. */
export interface AlpacaVerifierOptions extends VerifierOptions {
  /** The Trading API of real accounts: https, or http on loopback. Default: `https://api.alpaca.markets`. */
  readonly baseUrl?: string | undefined;
  /**
   * The same of paper accounts; null: it is not asked. Default: `https://paper-api.alpaca.markets`, but null with a `baseUrl` of
   * your own, so that no key goes to a host that you did not name.
   */
  readonly paperUrl?: string | null | undefined;
  /** Which accounts may be connected. A key of a paper account is `sandbox-token` otherwise. Default: both. */
  readonly environments?: readonly AlpacaEnvironment[] | undefined;
}

const liveUrl = 'https://api.alpaca.markets';
const paperUrl = 'https://paper-api.alpaca.markets';

/** `id` and `status` alone are always there; there is neither a name nor a type. */
const accountSchema = z.object({
  id: z.string().check(z.regex(/./)),
  account_number: z.optional(z.string()),
});

const path = '/v2/account';

/**
 * Makes a verifier of Alpaca's keys.
 *
 * A key has no scopes: `access` is always `full`, and `insufficient-access` never its answer. Alpaca does not tell a key that was
 * replaced from a mistyped one, nor a live key from a paper one: the other host is asked about what the first one refuses.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createAlpacaVerifier(options: AlpacaVerifierOptions = {}): Verifier {
  const apis = apisOf(options);
  const { environments = ['live', 'paper'] } = options;
  if (!environments.some((environment) => apis[environment]))
    throw new TypeError('environments must name one that has an address');
  const facts = {
    name: 'Alpaca',
    fields: ['keyId', 'secretKey'],
    optionalFields: ['environment'],
    secrets: ['keyId', 'secretKey'],
  };
  return verifierOf(facts, options, async (request, learn) => {
    const { keyId = '' } = request.credentials;
    const wanted = (verification: Verification, environment: AlpacaEnvironment): Verification => {
      if (!verification.ok) return verification;
      if (environments.includes(environment)) {
        // It is asked first from now on, and the host knows whose account it is.
        const isKnown = request.credentials['environment'] === environment;
        return isKnown
          ? verification
          : { ...verification, credentials: { ...request.credentials, environment } };
      }
      return environment === 'paper' ? { ok: false, code: 'sandbox-token' } : invalid;
    };
    const [first, second] = likelyFirst(request.credentials).filter((environment) => apis[environment]);
    const answer = await ask(apis[first!]!, first!, request);
    if (answer.ok || answer.code !== 'invalid-token' || !second) return wanted(answer, first!);
    // Whether the key is wrong is certain only where the other host cannot know it, or would be no good.
    const isCertain = environments.every((one) => one === first) || beginnings[first!] === keyId.slice(0, 2);
    if (isCertain) learn(answer);
    const there = await ask(apis[second]!, second, request);
    if (there.ok) return wanted(there, second);
    return isPassing(there.code) && !isCertain ? there : answer;
  });
}

/** How keys begin, as far as that is known. */
const beginnings: Readonly<Record<AlpacaEnvironment, string>> = { live: 'AK', paper: 'PK' };

type Apis = Readonly<Record<AlpacaEnvironment, BrokerApi | undefined>>;

function apisOf(options: AlpacaVerifierOptions): Apis {
  const { first: live, second: paper } = twoApis('Alpaca', options, liveUrl, {
    option: 'paperUrl',
    given: options.paperUrl,
    own: paperUrl,
  });
  return { live, paper };
}

/** What the block was told comes first, then what the key's beginning says, where it does. */
function likelyFirst({ environment, keyId }: Credentials): readonly AlpacaEnvironment[] {
  const isPaper = environment === 'paper' || (environment !== 'live' && keyId?.startsWith(beginnings.paper));
  return isPaper ? ['paper', 'live'] : ['live', 'paper'];
}

async function ask(
  api: BrokerApi,
  environment: AlpacaEnvironment,
  { credentials: { keyId = '', secretKey = '' }, signal }: VerifyRequest,
): Promise<Verification> {
  const answer = await api.ask({
    path,
    headers: new Headers({
      accept: 'application/json',
      'apca-api-key-id': keyId,
      'apca-api-secret-key': secretKey,
    }),
    secrets: [keyId, secretKey],
    signal,
  });
  if (!answer.ok) return answer;
  if (answer.status !== 200) return refusal(api, answer);
  const { data } = z.safeParse(accountSchema, answer.json);
  if (!data) return api.misshapen(path);
  const account = {
    id: data.id,
    ...(data.account_number && { name: data.account_number }),
    ...(environment === 'paper' && { type: 'Paper' }),
  };
  return { ok: true, connection: { accounts: [account], access: 'full' } };
}

/** A wrong key was answered with 401 and with 403, always with JSON; a page of a proxy says nothing of the key. */
function refusal(api: BrokerApi, answer: ApiAnswer): Refused {
  const { status, headers, json } = answer;
  if ((status === 401 || status === 403) && json !== undefined) return invalid;
  return status === 429 ? rateLimited(headers, 'x-ratelimit-reset') : api.unknown(path, answer);
}
