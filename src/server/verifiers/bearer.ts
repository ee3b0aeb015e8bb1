/** A token that stands in a header, asked about at one method, of real accounts or of practice ones on a host of their own. */
import {
  invalid,
  noAccounts,
  type Refused,
  type Verification,
  type Verifier,
  type VerifyRequest,
} from '../verifier.js';
import type { ApiAnswer, BrokerApi, TwoApis } from './api.js';
import { askAsChosen } from './as-chosen.js';
import { rateLimited } from './rate-limited.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** What differs between such brokers. A token may always trade. */
export interface BearerFacts {
  /** As the host is told of it. */
  readonly name: string;
  /** The method that lists the accounts. */
  readonly path: string;
  /** The `environment` of practice accounts. */
  readonly practice: string;
  /** The type that practice accounts are given. */
  readonly practiceType: string;
  /** The ids of the accounts; undefined where the answer is not as it was documented. */
  readonly accountsIn: (json: unknown) => readonly string[] | undefined;
  /** Whether a 401 is about the token. */
  readonly isRefusal: (answer: ApiAnswer) => boolean;
  /** The header that says when a limit ends. */
  readonly limitHeader?: string;
}

/** Makes such a verifier. */
export function bearerVerifier(
  facts: BearerFacts,
  { first: live, second: practice }: TwoApis,
  options: VerifierOptions,
): Verifier {
  const { name, practice: environment, practiceType } = facts;
  const fields = { name, fields: ['token'], optionalFields: ['environment'], secrets: ['token'] };
  return verifierOf(fields, options, async (request, learn) => {
    const there = practice && (() => ask(practice, facts, request, practiceType));
    const isPractice = request.credentials['environment'] === environment;
    return askAsChosen(isPractice, () => ask(live, facts, request), there, learn);
  });
}

async function ask(
  api: BrokerApi,
  facts: BearerFacts,
  { credentials: { token = '' }, signal }: VerifyRequest,
  type?: string,
): Promise<Verification> {
  const { path } = facts;
  const headers = new Headers({ accept: 'application/json', authorization: `Bearer ${token}` });
  const answer = await api.ask({ path, headers, secrets: [token], signal });
  if (!answer.ok) return answer;
  if (answer.status !== 200) return refusal(api, facts, answer);
  const ids = facts.accountsIn(answer.json);
  if (!ids) return api.misshapen(path);
  if (ids.length === 0) return noAccounts;
  const accounts = ids.map((id) => ({ id, ...(type && { type }) }));
  return { ok: true, connection: { accounts, access: 'full' } };
}

function refusal(api: BrokerApi, { path, isRefusal, limitHeader }: BearerFacts, answer: ApiAnswer): Refused {
  const { status, headers } = answer;
  if (status === 401 && isRefusal(answer)) return invalid;
  return status === 429 ? rateLimited(headers, limitHeader) : api.unknown(path, answer);
}
