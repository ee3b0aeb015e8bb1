/**
 * Asks the Flex Web Service of Interactive Brokers about a token and a query: `SendRequest`, then `GetStatement` for the accounts.
 *
 * Sources: src/brokers/built-in/ibkr-flex.ts and docs/brokers.md.
 */
import { delay } from '../../core/delay.js';
import { invalid, type Refused, type RefusalCode, type Verification, type Verifier } from '../verifier.js';
import { addressOf, BrokerApi, type ApiAnswer } from './api.js';
import { isSendable } from './sendable.js';
import { verifierOf, type VerifierOptions } from './verifier-of.js';

/** Options of the verifier: where Interactive Brokers is asked, and how often. */
export interface IbkrFlexVerifierOptions extends VerifierOptions {
  /**
   * The service: https, or http on loopback. Default: `https://ndcdyn.interactivebrokers.com/AccountManagement/FlexWebService`.
   */
  readonly baseUrl?: string | undefined;
  /** Ms before each look whether the statement is ready. The service takes one request a second. Default: 1500. */
  readonly interval?: number | undefined;
}

const url = 'https://ndcdyn.interactivebrokers.com/AccountManagement/FlexWebService';
const defaultInterval = 1500;
/** So often is looked whether the statement is ready: without the accounts, the token is no worse. */
const looks = 3;

/**
 * Makes a verifier of tokens and queries. They allow to read reports, and nothing else: `access` is `read-only`.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createIbkrFlexVerifier(options: IbkrFlexVerifierOptions = {}): Verifier {
  const { interval = defaultInterval } = options;
  if (!(interval >= 0 && interval < 2 ** 31)) throw new TypeError('interval must be ms, 0 or more');
  const api = new BrokerApi(
    'Interactive Brokers',
    addressOf('baseUrl', options.baseUrl ?? url),
    options.fetch,
  );
  const facts = { name: 'Interactive Brokers', fields: ['token', 'queryId'], secrets: ['token'] };
  return verifierOf(facts, options, async ({ credentials: { token, queryId }, signal }) => {
    if (!isSendable(token) || !isSendable(queryId)) return invalid;
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
      if (statement.status !== 200) return api.unknown('/GetStatement', statement);
      const accounts = accountsIn(statement);
      if (accounts) return connected(accounts);
      const refused = refusal(api, '/GetStatement', statement);
      if (refused.code !== 'broker-unavailable') return refused;
      if (!textOf(statement, 'ErrorCode')) return refused;
    }
    return connected(undefined);
  });
}

const connected = (accounts: Array<{ id: string }> | undefined): Verification => ({
  ok: true,
  connection: { ...(accounts?.length && { accounts }), access: 'read-only' },
});

/** The service's own answers are a few elements without attributes. */
const textOf = ({ text }: ApiAnswer, element: string): string | undefined =>
  new RegExp(`<${element}>\\s*([^<>\\s]+)\\s*</${element}>`).exec(text)?.[1];

/** A statement for each account. Undefined where it is no report. */
function accountsIn({ text }: ApiAnswer): Array<{ id: string }> | undefined {
  if (!/<FlexQueryResponse\b/.test(text)) return undefined;
  const ids = Array.from(
    text.matchAll(/<FlexStatement\s[^<>]*?\baccountId=["']([^"'<>]+)["']/g),
    ([, id]) => id!,
  );
  return [...new Set(ids)].map((id) => ({ id }));
}

const codes: Readonly<Record<string, RefusalCode>> = {
  1010: 'invalid-token',
  1011: 'not-active-yet',
  1012: 'expired-token',
  1013: 'ip-not-allowed',
  1014: 'invalid-token',
  1015: 'invalid-token',
  1016: 'invalid-token',
  1018: 'rate-limited',
  1020: 'invalid-token',
  // Too many failed attempts: whoever goes on is shut out for longer.
  1025: 'rate-limited',
};

/** It refuses with 200 and a number. The others pass: there is no report yet, or the service is busy. */
function refusal(api: BrokerApi, what: string, answer: ApiAnswer): Refused {
  const number = answer.status === 200 ? textOf(answer, 'ErrorCode') : undefined;
  const code = number && codes[number];
  if (code) return { ok: false, code };
  return api.unknown(what, answer, number && /^\d{4}$/.test(number) ? `code ${number}` : '');
}
