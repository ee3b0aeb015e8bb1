/**
 * Requests to T-Invest's REST gateway, and what its refusals mean.
 *
 * What is known of the gateway, with sources: docs/brokers.md.
 */
import * as z from 'zod/mini';
import { parseJson } from '../../../core/redact.js';
import { limitedText } from '../../limited-text.js';
import { unavailableBecause, type Refused } from '../../verifier.js';
import { reasonOf } from './reason.js';

/** A JSON answer of the gateway, or what its refusal means. */
export type GatewayAnswer = { readonly ok: true; readonly json: unknown } | Refused;

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** One request. It is never repeated: the gateway counts errors and shuts out who makes too many (80006). */
export interface GatewayRequest {
  readonly method: 'GetAccounts' | 'GetInfo';
  readonly body: object;
  readonly token: string;
  readonly signal: AbortSignal;
}

/** Limits are counted per minute: a reset beyond this is something else, for example a date. Seconds. */
const longestReset = 3600;

/** A list of accounts has some kilobytes. */
const mostBytes = 1024 * 1024;

/** One address of the gateway. */
export class Gateway {
  readonly #url: string;
  readonly #fetch: Fetch;
  readonly #headers: Headers;

  /** @param url - Without a slash at its end. */
  constructor(url: string, fetch: Fetch, appName: string | undefined) {
    this.#url = url;
    this.#fetch = fetch;
    this.#headers = new Headers({ accept: 'application/json', 'content-type': 'application/json' });
    if (appName !== undefined) this.#headers.set('x-app-name', appName);
  }

  /** Calls a method of `UsersService`. Rejects with the signal's reason alone. */
  async ask({ method, body, token, signal }: GatewayRequest): Promise<GatewayAnswer> {
    // A `fetch` of the host's own may have answered although it was aborted: what follows it is not sent.
    signal.throwIfAborted();
    const headers = new Headers(this.#headers);
    headers.set('authorization', `Bearer ${token}`);
    const address = `${this.#url}/tinkoff.public.invest.api.contract.v1.UsersService/${method}`;
    const fetch = this.#fetch;
    let response: Response;
    let text: string | undefined;
    try {
      response = await fetch(address, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
        signal,
        // A token goes to no address that a broker's answer names.
        redirect: 'manual',
        // No `cache`, no `credentials`: workers throw at what they do not have.
      });
      text = await limitedText(response, mostBytes);
    } catch (error) {
      return unavailableBecause(reasonOf(error, new URL(this.#url).host), error, [token]);
    }
    if (text === undefined)
      return unavailableBecause(`T-Invest answered ${method} with more than ${mostBytes} bytes`);
    if (response.redirected)
      return unavailableBecause(`T-Invest’s answer to ${method} came from another address`);
    return understand(method, response, parseJson(text));
  }
}

/** The broker's own code of an error, five digits: a string in live answers, a number in the OpenAPI description. */
const errorSchema = z.object({
  description: z.union([
    z.string().check(z.regex(/^\d{5}$/)),
    z.number().check(z.gte(10_000), z.lte(99_999)),
  ]),
});

const byDescription: Readonly<Record<string, Refused['code']>> = {
  40002: 'insufficient-access',
  40003: 'invalid-token',
  70001: 'broker-unavailable',
  70002: 'broker-unavailable',
  70003: 'broker-unavailable',
  80002: 'rate-limited',
  80006: 'rate-limited',
};

const byStatus: Readonly<Record<number, Refused['code']>> = {
  401: 'invalid-token',
  403: 'insufficient-access',
  429: 'rate-limited',
};

/** `description` first: its codes were seen with other statuses than the documented ones. */
function understand(method: string, { status, headers }: Response, json: unknown): GatewayAnswer {
  const description = z.safeParse(errorSchema, json).data?.description;
  if (status === 200 && description === undefined) return { ok: true, json };
  // A firewall's 403 is a page or nothing, and says nothing about the token.
  const said = status === 403 && json === undefined ? undefined : byStatus[status];
  const code = (description !== undefined && byDescription[description]) || said || 'broker-unavailable';
  if (code === 'broker-unavailable') {
    const known = description === undefined ? '' : `, ${description}`;
    return unavailableBecause(`T-Invest answered ${method} with HTTP ${status}${known}`);
  }
  return { ok: false, code, ...(code === 'rate-limited' && reset(headers)) };
}

/** Seconds until the counter of requests starts anew. */
function reset(headers: Headers): { retryAfter: number } | undefined {
  const seconds = Number(headers.get('x-ratelimit-reset') || NaN);
  return seconds >= 0 && seconds <= longestReset
    ? { retryAfter: Math.max(1, Math.ceil(seconds)) }
    : undefined;
}
