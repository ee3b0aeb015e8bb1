/**
 * Asks Questrade about a refresh token: it is exchanged for an access token, and for the next refresh token, at a host that is the same for
 * all; the accounts are at another one, which the answer names.
 *
 * Sources: src/brokers/built-in/questrade.ts and docs/brokers.md.
 */
import * as z from 'zod/mini';
import {
  invalid,
  noAccounts,
  unavailable,
  type PassingRefusal,
  type Refused,
  type Verification,
  type Verified,
  type Verifier,
  type VerifyRequest,
} from '../verifier.js';
import { BrokerApi, isPage, twoApis, type ApiAnswer } from './api.js';
import { askOrPractice } from './as-chosen.js';
import { rateLimited } from './rate-limited.js';
import { exchange, unfinished } from './refresh-token.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Options of the verifier: where tokens are exchanged, and who may have the accounts. */
export interface QuestradeVerifierOptions extends VerifierOptions {
  /**
   * Where tokens are exchanged: https, or http on loopback. Default: `https://login.questrade.com`. With one of your own the accounts are
   * asked for at that origin alone; without, at `https://*.iq.questrade.com`.
   */
  readonly baseUrl?: string | undefined;
  /**
   * The same of practice accounts, whose tokens are told by it (`sandbox-token`); null: it is not asked. Default:
   * `https://practicelogin.questrade.com`, but null with a `baseUrl` of your own, so that no token goes to a host that you did not name.
   */
  readonly practiceUrl?: string | null | undefined;
}

const liveUrl = 'https://login.questrade.com';
const practiceUrl = 'https://practicelogin.questrade.com';
const exchangePath = '/oauth2/token';
const accountsPath = '/v1/accounts';

const sessionSchema = z.object({
  refresh_token: z.string().check(z.regex(/./)),
  // Without the others the next token is there all the same.
  access_token: z.catch(z.optional(z.string().check(z.regex(/./))), undefined),
  api_server: z.catch(z.optional(z.string()), undefined),
});

const accountsSchema = z.object({
  accounts: z.array(
    z.object({
      number: z.string().check(z.regex(/./)),
      type: z.optional(z.string()),
      status: z.optional(z.string()),
    }),
  ),
});

/** In the documentation's table it is a text, in its examples a number. */
const failureSchema = z.object({ code: z.union([z.number(), z.string()]) });
/** The application was not given the right to see accounts. */
const outOfScope = '1016';

/** Questrade does not answer some of those who do not say what is asking. */
const agent = { 'user-agent': 'portfolio-connect' };

/**
 * Makes a verifier of Questrade's refresh tokens, which are taken once: what was asked about is used up, and the next one is among the
 * result's `credentials`. Questrade does not tell what a token allows, so there is no `access`.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createQuestradeVerifier(options: QuestradeVerifierOptions = {}): Verifier {
  const { first: live, second: practice } = twoApis('Questrade', options, liveUrl, {
    option: 'practiceUrl',
    given: options.practiceUrl,
    own: practiceUrl,
  });
  const serverOf = (address: string): BrokerApi | undefined => {
    const server = addressIn(address, options.baseUrl);
    return server === undefined ? undefined : new BrokerApi('Questrade', server, options.fetch);
  };
  const facts = { name: 'Questrade', fields: ['token'], secrets: ['token'], singleUse: true };
  return verifierOf(facts, options, (request, learn) => {
    const there = practice && (() => sessionFor(practice, request));
    return askOrPractice(() => verify(live, serverOf, request, learn), there, learn);
  });
}

/** The address of the accounts' host, where it is one of the broker's, or of the host that was named in its place. */
function addressIn(answer: string, baseUrl: string | undefined): string | undefined {
  if (!URL.canParse(answer)) return undefined;
  const { protocol, hostname, origin, pathname } = new URL(answer);
  const isOurs =
    baseUrl === undefined
      ? protocol === 'https:' && hostname.endsWith('.iq.questrade.com')
      : origin === new URL(baseUrl).origin;
  // With or without the version.
  return isOurs ? origin + pathname.replace(/\/(v1\/?)?$/, '') : undefined;
}

async function sessionFor(
  api: BrokerApi,
  { credentials: { token = '' }, signal }: VerifyRequest,
): Promise<Refused | { readonly ok: true; readonly session: z.output<typeof sessionSchema> }> {
  const answer = await exchange(api, { path: exchangePath, refreshToken: token, headers: agent, signal });
  if (!answer.ok) return answer;
  // Mistyped, used and too old are one. The words alone are known, and may be called a page.
  if (answer.status === 400 && (!isPage(answer) || answer.text.trim() === 'Bad Request')) return invalid;
  if (answer.status !== 200) return passing(api, exchangePath, answer);
  const { data: session } = z.safeParse(sessionSchema, answer.json);
  return session ? { ok: true, session } : api.misshapen(exchangePath);
}

async function verify(
  api: BrokerApi,
  serverOf: (address: string) => BrokerApi | undefined,
  request: VerifyRequest,
  learn: (known: Verification) => void,
): Promise<Verification> {
  const exchanged = await sessionFor(api, request);
  if (!exchanged.ok) return exchanged;
  const { access_token: accessToken, refresh_token: next, api_server: address = '' } = exchanged.session;
  const credentials = { token: next };
  const known: Verified = { ok: true, connection: {}, credentials };
  learn(unfinished(known, unavailable));

  const server = serverOf(address);
  if (!server || accessToken === undefined) return unfinished(known, api.misshapen(exchangePath));
  const answer = await server.ask({
    path: accountsPath,
    headers: new Headers({ accept: 'application/json', authorization: `Bearer ${accessToken}`, ...agent }),
    secrets: [...Object.values(request.credentials), next, accessToken],
    signal: request.signal,
  });
  if (!answer.ok) return unfinished(known, answer);
  if (isOutOfScope(answer)) return { ok: false, code: 'insufficient-access', credentials };
  // Whatever else it is may pass, and says nothing of the token that has just been taken.
  if (answer.status !== 200) return unfinished(known, passing(server, accountsPath, answer));
  const { data } = z.safeParse(accountsSchema, answer.json);
  if (!data) return unfinished(known, server.misshapen(accountsPath));
  const accounts = data.accounts
    .filter(({ status }) => status !== 'Closed' && status !== 'Suspended (Closed)')
    .map(({ number: id, type }) => ({ id, ...(type && { type }) }));
  return accounts.length ? { ...known, connection: { accounts } } : { ...noAccounts, credentials };
}

const codeOf = ({ json }: ApiAnswer): string => String(z.safeParse(failureSchema, json).data?.code);

const isOutOfScope = (answer: ApiAnswer): boolean => answer.status === 403 && codeOf(answer) === outOfScope;

function passing(api: BrokerApi, what: string, answer: ApiAnswer): PassingRefusal {
  if (answer.status === 429) return rateLimited(answer.headers, 'x-ratelimit-reset');
  const code = codeOf(answer);
  // What is no number is none of its codes, and may repeat what was sent.
  return api.unknown(what, answer, /^\d{1,6}$/.test(code) ? `code ${code}` : '');
}
