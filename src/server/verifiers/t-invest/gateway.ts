/**
 * Requests to T-Invest's REST gateway, and what its refusals mean.
 *
 * What is known of the gateway, with sources: docs/brokers.md.
 */
import * as z from 'zod/mini';
import type { Refused } from '../../verifier.js';
import { rateLimited } from '../rate-limited.js';
import { BrokerApi, isPage, type ApiAnswer, type Fetch } from '../api.js';

/** A JSON answer of the gateway, or what its refusal means. */
export type GatewayAnswer = { readonly ok: true; readonly json: unknown } | Refused;

/** One request. */
export interface GatewayRequest {
  readonly method: 'GetAccounts' | 'GetInfo';
  readonly body: object;
  readonly token: string;
  readonly signal: AbortSignal;
}

const certificateHint = 'T-Invest’s hosts need the root of НУЦ Минцифры, see docs/brokers.md';

/** One address of the gateway. */
export class Gateway {
  readonly #api: BrokerApi;
  readonly #headers: Headers;

  /** @param url - Without a slash at its end. */
  constructor(url: string, fetch: Fetch | undefined, appName: string | undefined) {
    this.#api = new BrokerApi('T-Invest', url, fetch, certificateHint);
    this.#headers = new Headers({ accept: 'application/json', 'content-type': 'application/json' });
    if (appName !== undefined) this.#headers.set('x-app-name', appName);
  }

  /** Calls a method of `UsersService`. Rejects with the signal's reason alone. */
  async ask({ method, body, token, signal }: GatewayRequest): Promise<GatewayAnswer> {
    const headers = new Headers(this.#headers);
    headers.set('authorization', `Bearer ${token}`);
    const answer = await this.#api.ask({
      what: method,
      method: 'POST',
      path: `/tinkoff.public.invest.api.contract.v1.UsersService/${method}`,
      headers,
      body: JSON.stringify(body),
      secrets: [token],
      signal,
    });
    return answer.ok ? understand(this.#api, method, answer) : answer;
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
function understand(api: BrokerApi, method: string, answer: ApiAnswer): GatewayAnswer {
  const { status, headers, json } = answer;
  const description = z.safeParse(errorSchema, json).data?.description;
  if (status === 200 && description === undefined) return { ok: true, json };
  // A firewall's 403 is a page or nothing, and says nothing about the token; nor does any other page.
  const isForeign = isPage(answer) || (status === 403 && json === undefined);
  const said = isForeign ? undefined : byStatus[status];
  const code = (description !== undefined && byDescription[description]) || said || 'broker-unavailable';
  if (code === 'broker-unavailable')
    return api.unknown(method, answer, description === undefined ? '' : String(description));
  return code === 'rate-limited' ? rateLimited(headers, 'x-ratelimit-reset') : { ok: false, code };
}
