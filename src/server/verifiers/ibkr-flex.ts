/**
 * Asks the Flex Web Service of Interactive Brokers about a token and a query: `SendRequest`, then `GetStatement` for the accounts.
 *
 * Sources: src/brokers/built-in/ibkr-flex.ts and docs/brokers.md.
 */
import { delay } from '../../core/delay.js';
import {
  invalid,
  invalidAt,
  unavailable,
  type Refused,
  type Verification,
  type Verifier,
} from '../verifier.js';
import { addressOf, BrokerApi, isPage, type ApiAnswer } from './api.js';
import { rateLimited } from './rate-limited.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Options of the verifier: where Interactive Brokers is asked, and how often. */
export interface IbkrFlexVerifierOptions extends VerifierOptions {
  /**
   * The service: https, or http on loopback. Default: `https://ndcdyn.interactivebrokers.com/AccountManagement/FlexWebService`.
   */
  readonly baseUrl?: string | undefined;
  /** Limit of a whole verification, ms: reports take a while. Default: 20000. */
  readonly timeout?: number | undefined;
  /** Ms before each look whether the report is ready. The service takes one request a second, ten a minute. Default: 2000. */
  readonly interval?: number | undefined;
}

const url = 'https://ndcdyn.interactivebrokers.com/AccountManagement/FlexWebService';
const defaultTimeout = 20_000;
const defaultInterval = 2000;
/** So often is looked whether the report is ready. */
const looks = 4;

/** The service shuts out who asks often. */
const inAMinute = { retryAfter: 60 };

/**
 * Makes a verifier of tokens and queries. They allow to read reports, and nothing else: `access` is `read-only`, and where a site needs
 * more, no report is asked for.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createIbkrFlexVerifier(options: IbkrFlexVerifierOptions = {}): Verifier {
  const { interval = defaultInterval, timeout = defaultTimeout } = options;
  if (!(interval >= 0 && interval < 2 ** 31)) throw new TypeError('interval must be ms, 0 or more');
  const api = new BrokerApi(
    'Interactive Brokers',
    addressOf('baseUrl', options.baseUrl ?? url),
    options.fetch,
  );
  const facts = { name: 'Interactive Brokers', fields: ['token', 'queryId'], secrets: ['token'] };
  return verifierOf(facts, { ...options, timeout }, async ({ credentials, access, signal }) => {
    const { token = '', queryId = '' } = credentials;
    if (access === 'full') return { ok: false, code: 'insufficient-access' };
    const call = (method: string, what: string): Promise<ApiAnswer | Refused> =>
      api.ask({
        what: `/${method}`,
        path: `/${method}?t=${encodeURIComponent(token)}&q=${encodeURIComponent(what)}&v=3`,
        headers: new Headers({ accept: 'application/xml', 'user-agent': 'portfolio-connect' }),
        secrets: [token, encodeURIComponent(token)],
        signal,
        // Of a year with many trades.
        mostBytes: 32 * 1024 * 1024,
      });
    const answer = await call('SendRequest', queryId);
    if (!answer.ok) return answer;
    const reference = textOf(answer, 'ReferenceCode');
    if (textOf(answer, 'Status') !== 'Success' || !reference) return refusal(api, '/SendRequest', answer);
    for (let look = 0; look < looks; look++) {
      await delay(interval, signal);
      signal.throwIfAborted();
      const statement = await call('GetStatement', reference);
      if (!statement.ok) return statement;
      if (textOf(statement, 'ErrorCode') !== inProgress) return judged(api, statement);
    }
    return { ...unavailable, ...inAMinute };
  });
}

/** The report is still being made. */
const inProgress = '1019';

/** What came of a report. One in another format, or of another kind, is the query's fault, and the person's to mend. */
function judged(api: BrokerApi, statement: ApiAnswer): Verification {
  const { status, text } = statement;
  if (status !== 200 || isPage(statement) || /<FlexStatementResponse\b/.test(text))
    return refusal(api, '/GetStatement', statement);
  if (!/<FlexQueryResponse\b[^<>]*\btype=["']AF["']/.test(text)) return invalidAt('queryId');
  const accounts = accountsIn(text);
  return { ok: true, connection: { ...(accounts.length > 0 && { accounts }), access: 'read-only' } };
}

/** The service's own answers are a few elements without attributes. */
const textOf = ({ text }: ApiAnswer, element: string): string | undefined =>
  new RegExp(`<${element}>\\s*([^<>\\s]+)\\s*</${element}>`).exec(text)?.[1];

/** A statement for each account, and for each period. */
function accountsIn(text: string): Array<{ id: string }> {
  const found = text.matchAll(/<FlexStatement\s[^<>]*?\baccountId=["']([^"'<>]+)["']/g);
  return [...new Set(Array.from(found, ([, id]) => id!))].map((id) => ({ id }));
}

const codes: Readonly<Record<string, Refused>> = {
  // The query is none, or of a kind that is no more.
  1010: invalidAt('queryId'),
  1014: invalidAt('queryId'),
  1015: invalidAt('token'),
  1016: invalid,
  1011: { ok: false, code: 'not-active-yet' },
  1012: { ok: false, code: 'expired-token' },
  1013: { ok: false, code: 'ip-not-allowed' },
  1018: { ok: false, code: 'rate-limited', ...inAMinute },
  // Of swapped values, of a token that is none, and for a while of a query that was made or changed just now.
  1020: invalid,
  // Too many failed attempts: whoever goes on is shut out for longer.
  1025: { ok: false, code: 'rate-limited', retryAfter: 3600 },
};

/** It refuses with 200 and a number. The others pass: there is no report yet, or the service is busy. */
function refusal(api: BrokerApi, what: string, answer: ApiAnswer): Refused {
  if (answer.status === 429) return rateLimited(answer.headers, undefined, inAMinute.retryAfter);
  const number = answer.status === 200 ? textOf(answer, 'ErrorCode') : undefined;
  if (number !== undefined && Object.hasOwn(codes, number)) return codes[number]!;
  if (number === undefined || !/^\d{4}$/.test(number)) return api.unknown(what, answer);
  return Object.assign(api.unknown(what, answer, `code ${number}`), inAMinute);
}
