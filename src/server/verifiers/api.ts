/** A broker's API, as every verifier asks it: nothing is repeated, no redirect followed, no answer read without end. */
import { resolveEndpoint } from '../../core/endpoint.js';
import { parseJson } from '../../core/redact.js';
import { limitedText } from '../limited-text.js';
import { unavailableBecause, type PassingRefusal } from '../verifier.js';
import { reasonOf } from './reason.js';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** One request. It is never repeated: brokers count errors, and shut out who makes too many. */
export interface ApiRequest {
  /** What is asked for, as the host is told of it. Default: the path. */
  readonly what?: string;
  /** Default: `GET`. */
  readonly method?: 'GET' | 'POST';
  /** What follows the address of the API, with a slash at its beginning; may have a query. */
  readonly path: string;
  readonly headers: Headers;
  readonly body?: string;
  /** What nobody may be told, whatever the broker answers. */
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
  /** The longest answer that is read. Default: 1 MiB; a list of accounts has some kilobytes. */
  readonly mostBytes?: number;
}

/** An answer, whatever its status. */
export interface ApiAnswer {
  /** Discriminant: it is no {@link PassingRefusal}. */
  readonly ok: true;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** undefined where the text is no JSON. */
  readonly json: unknown;
}

/** Whether it is a page: a proxy's or a firewall's, which says nothing of the credentials. */
export const isPage = ({ headers }: ApiAnswer): boolean =>
  /^(text\/html|application\/xhtml\+xml)\b/i.test(headers.get('content-type') ?? '');

export class BrokerApi {
  /** As the host is told of it. */
  readonly broker: string;
  readonly #url: string;
  readonly #fetch: Fetch;
  readonly #certificateHint: string;

  /**
   * @param url - Without a slash at its end.
   * @param certificateHint - What to do where the host's certificate is not trusted.
   */
  constructor(broker: string, url: string, fetch: Fetch | undefined, certificateHint = '') {
    this.broker = broker;
    this.#url = url;
    // Looked up for each request, so that a `fetch` that is replaced later counts.
    this.#fetch = fetch ?? ((address, init) => globalThis.fetch(address, init));
    this.#certificateHint = certificateHint;
  }

  /** Rejects with the signal's reason alone. What says nothing of the credentials is `broker-unavailable`. */
  async ask(request: ApiRequest): Promise<ApiAnswer | PassingRefusal> {
    const {
      path,
      what = path,
      method = 'GET',
      headers,
      body,
      secrets,
      signal,
      mostBytes = 1024 * 1024,
    } = request;
    // A `fetch` of the host's own may have answered although it was aborted: what follows it is not sent.
    signal.throwIfAborted();
    const fetch = this.#fetch;
    let response: Response;
    let text: string | undefined;
    try {
      response = await fetch(this.#url + path, {
        method,
        headers,
        ...(body !== undefined && { body }),
        signal,
        // Credentials go to no address that a broker's answer names.
        redirect: 'manual',
        // No `cache`, no `credentials`: workers throw at what they do not have.
      });
      text = await limitedText(response, mostBytes);
    } catch (error) {
      return unavailableBecause(
        reasonOf(error, new URL(this.#url).host, this.#certificateHint),
        error,
        secrets,
      );
    }
    if (text === undefined)
      return unavailableBecause(`${this.broker} answered ${what} with more than ${mostBytes} bytes`);
    if (response.redirected)
      return unavailableBecause(`${this.broker}’s answer to ${what} came from another address`);
    const { status, headers: answered } = response;
    return { ok: true, status, headers: answered, text, json: parseJson(text) };
  }

  /** That an answer is none that is known. It says nothing of the credentials. */
  unknown(what: string, { status }: ApiAnswer, more = ''): PassingRefusal {
    return unavailableBecause(`${this.broker} answered ${what} with HTTP ${status}${more && `, ${more}`}`);
  }

  /** That an answer is not as the broker has documented it. */
  misshapen(what: string): PassingRefusal {
    return unavailableBecause(`${this.broker}’s answer to ${what} is not as it was documented`);
  }
}

/** A broker's two hosts, each as its option says; see {@link secondAddressOf}. */
export interface TwoApis {
  readonly first: BrokerApi;
  /** Undefined: it is not asked. */
  readonly second: BrokerApi | undefined;
}

/**
 * The APIs of a broker that has another host for credentials of another kind.
 *
 * @param first - The broker's own address of the host that `baseUrl` names.
 * @param second - The other host: its option, what that says, and the broker's own address.
 * @throws TypeError where an option makes no sense.
 */
export function twoApis(
  broker: string,
  { baseUrl, fetch }: { readonly baseUrl?: string | undefined; readonly fetch?: Fetch | undefined },
  first: string,
  second: { readonly option: string; readonly given: string | null | undefined; readonly own: string },
): TwoApis {
  const address = secondAddressOf(second.option, second.given, { baseUrl }, second.own);
  return {
    first: new BrokerApi(broker, addressOf('baseUrl', baseUrl ?? first), fetch),
    second: address === undefined ? undefined : new BrokerApi(broker, address, fetch),
  };
}

/** An API's address without a slash at its end. Credentials must not cross a network in the clear. */
export function addressOf(option: string, value: string): string {
  const { url } = resolveEndpoint(value, value, '');
  if (url && !url.includes('?')) return url.replace(/\/+$/, '');
  throw new TypeError(`${option} must be an https URL, or http on loopback, without a password or a query`);
}

/**
 * The address of a broker's second host, which knows credentials of another kind: its own by default, but none where the first host is
 * not the broker's, so that no credential goes to a host that nobody named.
 *
 * @param given - What the option says; null: it is not asked.
 */
export function secondAddressOf(
  option: string,
  given: string | null | undefined,
  { baseUrl }: { readonly baseUrl?: string | undefined },
  own: string,
): string | undefined {
  const address = given === undefined && baseUrl === undefined ? own : (given ?? undefined);
  return address === undefined ? undefined : addressOf(option, address);
}
