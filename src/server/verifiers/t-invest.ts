/**
 * Asks T-Invest about a token, over its REST gateway: `UsersService/GetAccounts`, then `GetInfo`.
 *
 * What is known of the gateway, with sources: docs/brokers.md.
 */
import * as z from 'zod/mini';
import type { Access, Account } from '../../core/connection.js';
import { resolveEndpoint } from '../../core/endpoint.js';
import type { Verification, Verifier, VerifyRequest } from '../verifier.js';

/** Where and how T-Invest is asked. */
export interface TInvestVerifierOptions {
  /** The REST gateway: https, or http on loopback. Default: `https://invest-public-api.tbank.ru/rest`. */
  readonly baseUrl?: string | undefined;
  /**
   * The sandbox's gateway, which is asked about a token that the real one refuses, to tell a sandbox token from a wrong
   * one; null: it is not asked. Default: `https://sandbox-invest-public-api.tbank.ru/rest`, but null with a `baseUrl` of
   * your own, so that no token goes to a host that you did not name.
   */
  readonly sandboxUrl?: string | null | undefined;
  /** Limit of a whole verification, which is up to two requests, ms. Default: 10000. */
  readonly timeout?: number | undefined;
  /** Sent as `x-app-name`, by which the broker counts its API's clients: `<GitHub name>.<repository>`. */
  readonly appName?: string | undefined;
  /**
   * Sends the requests. The hosts' certificates are signed by the root of НУЦ Минцифры, which Node and most systems do not
   * trust: give a `fetch` that trusts it. It is called for these hosts only, so the rest of the process is not made to
   * trust that root. Default: the global one.
   */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

type Refusal = Extract<Verification, { ok: false }>;
type Answer = { readonly ok: true; readonly json: unknown } | Refusal;

const realUrl = 'https://invest-public-api.tbank.ru/rest';
const realSandboxUrl = 'https://sandbox-invest-public-api.tbank.ru/rest';
const defaultTimeout = 10_000;
/** Limits are counted per minute: a reset beyond this is something else, for example a date. Seconds. */
const longestReset = 3600;

/** What can stand in a header as one word; and no token comes near this length (88 characters are in use). */
const sendable = /^[!-~]{1,1024}$/;

const unavailable: Refusal = { ok: false, code: 'broker-unavailable' };

/**
 * Makes a verifier of T-Invest tokens.
 *
 * `expired-token` is never its answer: the gateway refuses an expired token as it does a mistyped one. Nor does it know
 * when a token expires: that is three months after its last use.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createTInvestVerifier(options: TInvestVerifierOptions = {}): Verifier {
  const { appName, fetch = (url: string, init: RequestInit) => globalThis.fetch(url, init) } = options;
  const real = base('baseUrl', options.baseUrl ?? realUrl);
  const { sandboxUrl = options.baseUrl === undefined ? realSandboxUrl : null } = options;
  const sandbox = sandboxUrl === null ? undefined : base('sandboxUrl', sandboxUrl);
  const timeout = Math.trunc(options.timeout ?? defaultTimeout);
  // `setTimeout` fires at once when given 2³¹ ms.
  if (!(timeout > 0 && timeout < 2 ** 31)) throw new TypeError('timeout must be more than 0 ms');
  const common = new Headers({ accept: 'application/json', 'content-type': 'application/json' });
  if (appName !== undefined) common.set('x-app-name', appName);

  /** One request. It is never repeated: the gateway counts errors and shuts out who makes too many (80006). */
  async function ask(
    to: string,
    method: string,
    body: object,
    token: string,
    signal: AbortSignal,
  ): Promise<Answer> {
    // The `fetch` before may have come to its end all the same.
    signal.throwIfAborted();
    const headers = new Headers(common);
    headers.set('authorization', `Bearer ${token}`);
    const response = await fetch(`${to}/tinkoff.public.invest.api.contract.v1.UsersService/${method}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal,
      // A token goes to no address that a broker's answer names.
      redirect: 'manual',
      // No `cache`, no `credentials`: workers throw at what they do not have.
    });
    const text = await response.text();
    return response.redirected ? unavailable : understand(response, parse(text));
  }

  /** @param learn - Told what is known already, should time run out. */
  async function verify(
    { credentials, access }: VerifyRequest,
    signal: AbortSignal,
    learn: (known: Refusal) => void,
  ): Promise<Verification> {
    const { token } = credentials;
    if (typeof token !== 'string' || !sendable.test(token)) return { ok: false, code: 'invalid-token' };

    const listed = await ask(real, 'GetAccounts', { status: 'ACCOUNT_STATUS_OPEN' }, token, signal);
    if (!listed.ok) {
      if (listed.code !== 'invalid-token' || !sandbox) return listed;
      learn(listed);
      const there = await ask(sandbox, 'GetAccounts', {}, token, signal);
      return there.ok && accountsIn(there.json) ? { ok: false, code: 'sandbox-token' } : listed;
    }
    const accounts = accountsIn(listed.json)?.filter(isUsable);
    if (!accounts) return unavailable;
    const found = accessOf(accounts);
    if (accounts.length === 0 || (access === 'full' && found !== 'full')) {
      return { ok: false, code: 'insufficient-access' };
    }

    // Nothing of it is kept; that it is answered shows that the token opens more than the list.
    const info = await ask(real, 'GetInfo', {}, token, signal);
    if (!info.ok) return info;
    if (!z.safeParse(infoSchema, info.json).success) return unavailable;
    return {
      ok: true,
      connection: {
        accounts: accounts.map((account) => describe(account, token)),
        ...(found && { access: found }),
      },
    };
  }

  const verifier = (request: VerifyRequest): Promise<Verification> =>
    new Promise((resolve) => {
      const stop = new AbortController();
      let known = unavailable;
      // At once, whatever is being waited for: a `fetch` of the host's own may not heed the signal.
      const end = (result: Verification) => {
        clearTimeout(timer);
        request.signal.removeEventListener('abort', cancel);
        resolve(result);
      };
      const cancel = () => {
        end(known);
        stop.abort();
      };
      const timer = setTimeout(cancel, timeout);
      if (request.signal.aborted) {
        cancel();
        return;
      }
      request.signal.addEventListener('abort', cancel);
      // What was thrown may hold the request, and with it the token: it ends here.
      verify(request, stop.signal, (refusal) => (known = refusal)).then(end, () => end(known));
    });
  return Object.assign(verifier, { fields: ['token'] });
}

/** A gateway's address without a slash at its end. A token must not cross a network in the clear. */
function base(option: string, value: string): string {
  const { url } = resolveEndpoint(value, value, '');
  if (url && !url.includes('?')) return url.replace(/\/+$/, '');
  throw new TypeError(`${option} must be an https URL, or http on loopback, without a password or a query`);
}

/** JSON, where `null` members count as absent (as protobuf has it); undefined where it is none. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) => value ?? undefined);
  } catch {
    return undefined;
  }
}

/** The broker's own code of an error, five digits: a string in live answers, a number in the OpenAPI description. */
const errorSchema = z.object({
  description: z.union([
    z.string().check(z.regex(/^\d{5}$/)),
    z.number().check(z.gte(10_000), z.lte(99_999)),
  ]),
});

const byDescription: Readonly<Record<string, Refusal['code']>> = {
  40002: 'insufficient-access',
  40003: 'invalid-token',
  70001: 'broker-unavailable',
  70002: 'broker-unavailable',
  70003: 'broker-unavailable',
  80002: 'rate-limited',
  80006: 'rate-limited',
};

const byStatus: Readonly<Record<number, Refusal['code']>> = {
  401: 'invalid-token',
  403: 'insufficient-access',
  429: 'rate-limited',
};

/** `description` first: its codes were seen with other statuses than the documented ones. */
function understand({ status, headers }: Response, json: unknown): Answer {
  const description = z.safeParse(errorSchema, json).data?.description;
  if (status === 200 && description === undefined) return { ok: true, json };
  // A firewall's 403 is a page or nothing, and says nothing about the token.
  const said = status === 403 && json === undefined ? undefined : byStatus[status];
  const code = (description !== undefined && byDescription[description]) || said || 'broker-unavailable';
  return { ok: false, code, ...(code === 'rate-limited' && reset(headers)) };
}

/** Seconds until the counter of requests starts anew. */
function reset(headers: Headers): { retryAfter: number } | undefined {
  const seconds = Number(headers.get('x-ratelimit-reset') || NaN);
  return seconds >= 0 && seconds <= longestReset
    ? { retryAfter: Math.max(1, Math.ceil(seconds)) }
    : undefined;
}

/** A value of an enumeration: its name, or its number. Whatever else it may be one day, it is not one that is known. */
const enumeration = z.optional(z.unknown());

const accountsSchema = z.object({
  accounts: z.optional(
    z.array(
      z.object({
        id: z.string().check(z.regex(/./)),
        name: z.optional(z.string()),
        type: enumeration,
        status: enumeration,
        accessLevel: enumeration,
      }),
    ),
  ),
});

const infoSchema = z.object({});

interface ListedAccount {
  readonly id: string;
  readonly name?: string | undefined;
  readonly type?: unknown;
  readonly status?: unknown;
  readonly accessLevel?: unknown;
}

/** The accounts in an answer, none where it leaves them out; undefined where it is something else. */
function accountsIn(json: unknown): ListedAccount[] | undefined {
  const { data } = z.safeParse(accountsSchema, json);
  return data && (data.accounts ?? []);
}

/** By number, in the broker's own words (users.proto), which are those that people find in its app. */
const types = [
  ['ACCOUNT_TYPE_UNSPECIFIED', undefined],
  ['ACCOUNT_TYPE_TINKOFF', 'Брокерский счёт'],
  ['ACCOUNT_TYPE_TINKOFF_IIS', 'ИИС'],
  ['ACCOUNT_TYPE_INVEST_BOX', 'Инвесткопилка'],
  ['ACCOUNT_TYPE_INVEST_FUND', 'Фонд денежного рынка'],
  ['ACCOUNT_TYPE_DEBIT', 'Дебетовый карточный счёт'],
  ['ACCOUNT_TYPE_SAVING', 'Накопительный счёт'],
] as const;

const isOneOf = (value: unknown, ...values: Array<string | number>) => values.some((one) => one === value);

/**
 * An open account that the token can read. Only open ones were asked for, so one of an unknown status stays; with a token
 * for one account the others may be listed without access.
 */
const isUsable = ({ status, accessLevel }: ListedAccount): boolean =>
  !isOneOf(status, 'ACCOUNT_STATUS_NEW', 1, 'ACCOUNT_STATUS_CLOSED', 3) &&
  !isOneOf(accessLevel, 'ACCOUNT_ACCESS_LEVEL_NO_ACCESS', 3);

/** What the token may do at most. Undefined where a level is unknown: it may be more than `read-only`. */
function accessOf(accounts: readonly ListedAccount[]): Access | undefined {
  const levels = accounts.map(({ accessLevel }) => accessLevel);
  if (levels.some((level) => isOneOf(level, 'ACCOUNT_ACCESS_LEVEL_FULL_ACCESS', 1))) return 'full';
  return levels.every((level) => isOneOf(level, 'ACCOUNT_ACCESS_LEVEL_READ_ONLY', 2))
    ? 'read-only'
    : undefined;
}

/** An account in the contract's words. An answer that repeats the token must not carry it on. */
function describe({ id, name, type }: ListedAccount, token: string): Account {
  const clean = (text: string) => text.replaceAll(token, '****');
  const words = types.find(([value], number) => isOneOf(type, value, number))?.[1];
  return { id: clean(id), ...(name && { name: clean(name) }), ...(words && { type: words }) };
}
