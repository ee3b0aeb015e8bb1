/**
 * Asks Finam about a token of its Trade API: `POST /v1/sessions` gives a session for it, `POST /v1/sessions/details` says what that
 * opens.
 *
 * Sources: src/brokers/built-in/finam.ts and docs/brokers.md.
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
import { addressOf, BrokerApi, type ApiAnswer } from './api.js';
import { rateLimited } from './rate-limited.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Options of the verifier: the API's address, and how it is asked. */
export interface FinamVerifierOptions extends VerifierOptions {
  /** The Trade API: https, or http on loopback. Default: `https://api.finam.ru`. */
  readonly baseUrl?: string | undefined;
}

const url = 'https://api.finam.ru';
const sessions = '/v1/sessions';
const sessionDetails = '/v1/sessions/details';

const sessionSchema = z.object({ token: z.string().check(z.regex(/./)) });

/** JSON of a protocol buffer: what is false or empty may be left out. */
const detailsSchema = z.object({
  account_ids: z._default(z.array(z.string().check(z.regex(/./))), []),
  readonly: z._default(z.boolean(), false),
});

/** Finam's errors have the code of gRPC: a page of a proxy has none. */
const errorSchema = z.object({ code: z.number() });

/**
 * Makes a verifier of Finam's tokens.
 *
 * When a token runs out Finam does not say: what it tells is the end of the session, in a quarter of an hour. `expired-token` is
 * never its answer, for an expired token is refused as a mistyped one is.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createFinamVerifier(options: FinamVerifierOptions = {}): Verifier {
  const api = new BrokerApi('Finam', addressOf('baseUrl', options.baseUrl ?? url), options.fetch);
  return verifierOf({ name: 'Finam', fields: ['secret'] }, options, (request) => verify(api, request));
}

async function verify(
  api: BrokerApi,
  { credentials: { secret = '' }, signal }: VerifyRequest,
): Promise<Verification> {
  const session = await post(api, sessions, { secret }, [secret], signal);
  if (!session.ok) return session;
  const token = z.safeParse(sessionSchema, session.json).data?.token;
  if (token === undefined) return api.misshapen(sessions);

  const details = await post(api, sessionDetails, { token }, [secret, token], signal);
  if (!details.ok) {
    // The session is a moment old: what is wrong with it now is not the person's token.
    return details.code === 'invalid-token' ? api.misshapen(sessionDetails) : details;
  }
  const { data } = z.safeParse(detailsSchema, details.json);
  if (!data) return api.misshapen(sessionDetails);
  if (data.account_ids.length === 0) return noAccounts;
  return {
    ok: true,
    connection: {
      accounts: data.account_ids.map((id) => ({ id })),
      access: data.readonly ? 'read-only' : 'full',
    },
  };
}

/** Without an `Authorization`, which these two refuse. */
async function post(
  api: BrokerApi,
  path: string,
  body: object,
  secrets: readonly string[],
  signal: AbortSignal,
): Promise<ApiAnswer | Refused> {
  const answer = await api.ask({
    method: 'POST',
    path,
    headers: new Headers({ accept: 'application/json', 'content-type': 'application/json' }),
    body: JSON.stringify(body),
    secrets,
    signal,
  });
  if (!answer.ok || answer.status === 200) return answer;
  const { status, headers } = answer;
  const isFinams = z.safeParse(errorSchema, answer.json).success;
  if ((status === 401 || status === 400) && isFinams) return invalid;
  return status === 429 ? rateLimited(headers) : api.unknown(path, answer);
}
