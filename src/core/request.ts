/** One request with its automatic retries, from the page's settings to an answer or a failure. */
import * as z from 'zod/mini';
import { problemSchema } from './contract.js';
import { delay } from './delay.js';
import { errorCodes, type ErrorCode, type Failure } from './errors.js';
import { timeLimit } from './limit.js';
import { parseJson, redact } from './redact.js';
import { retryAfter } from './retry-after.js';

/** Request headers of the page's own, or a function that is asked for them before each request. */
export type HeadersSource = HeadersInit | (() => HeadersInit | Promise<HeadersInit>);

/** The settings of a block that each of its requests goes by. */
export interface Transport {
  /** Absolute URL, already found fit to be posted to. */
  readonly endpoint: string;
  /** Limit of a single request, ms; 30000 where it makes no sense. */
  readonly timeout: number;
  /** As in `fetch`; `same-origin` where it makes no sense. */
  readonly cookies: RequestCredentials;
  readonly headers?: HeadersSource | null | undefined;
  readonly fetch: typeof fetch;
  /** Ends the request as `cancelled` when it is aborted. */
  readonly signal: AbortSignal;
}

/** A request or an attempt failed, as one may. */
export interface Failed {
  readonly ok: false;
  readonly failure: Failure;
  /** Whether the endpoint itself said so: by a known code, or by 422 in a problem document. Frameworks write those of 5xx. */
  readonly isVerdict?: boolean;
}

/** An HTTP answer of status 2xx that could be read. */
export interface Answer {
  readonly ok: true;
  readonly status: number;
  readonly headers: Headers;
  /** What it says of itself, for whoever has to find out why it came. */
  readonly trace: Pick<Failure, 'contentType' | 'requestId'>;
  /** Absent where it is empty; `json` is undefined where it is something else. */
  readonly body?: { readonly json: unknown } | undefined;
}

/** A request, and the secrets that must not come back in its answer. */
interface GuardedInit extends RequestInit {
  readonly secrets?: readonly string[];
}

const maxRetries = 2;
const firstBackoff = 500;
/** No automatic retry waits longer than this, ms: somebody is looking on. */
export const longestWait = 5000;
const maxDetail = 300;

export const failed = (code: ErrorCode, more?: Omit<Failure, 'code'>): Failed => ({
  ok: false,
  failure: { code, ...more },
});

/** Sends a request, up to three times where the network or the server is only briefly away. */
export async function send(
  transport: Transport,
  url: string,
  request: GuardedInit,
): Promise<Answer | Failed> {
  for (let retries = 0; ; retries++) {
    const answer = await sendOnce(transport, url, request);
    if (answer.ok) return answer;
    const { code, status = 0, retryAfter: wait = 0 } = answer.failure;
    // By status first: an answer may name itself `network`.
    const isTemporary = status
      ? status >= 502 && status <= 504 && wait * 1000 <= longestWait
      : code === 'network';
    if (!isTemporary || retries === maxRetries) return answer;
    // Full jitter, but no sooner than asked.
    await delay(Math.max(wait * 1000, Math.random() * firstBackoff * 2 ** retries), transport.signal);
  }
}

/** Sends a request. Whoever asks again has reasons of its own. */
export async function sendOnce(
  transport: Transport,
  url: string,
  { secrets = [], ...init }: GuardedInit,
): Promise<Answer | Failed> {
  const { signal, fetch, cookies } = transport;
  if (signal.aborted) return failed('cancelled');
  const headers = await headersOf(transport, init);
  if (!headers) {
    return failed('invalid-configuration', { reason: 'headers failed, so nothing was sent' });
  }
  const limit = timeLimit(transport.timeout);
  try {
    signal.throwIfAborted();
    const response = await fetch(url, {
      ...init,
      headers,
      signal: AbortSignal.any([signal, limit]),
      credentials: cookies === 'include' || cookies === 'omit' ? cookies : 'same-origin',
      cache: 'no-store',
      redirect: 'manual',
      referrerPolicy: 'same-origin',
    });
    const { status, type, redirected } = response;
    if (type === 'opaqueredirect' || redirected || (status >= 300 && status < 400)) {
      return failed('redirected', { status, reason: adviceOn(url, response.headers) });
    }
    const text = await response.text();
    // An endpoint that echoes its input must not carry the token into events and on to the screen.
    const body = text.trim() ? { json: parseJson(text, secrets) } : undefined;
    const trace = traceOf(response.headers, secrets);
    const answer: Answer = { ok: true, status, headers: response.headers, trace, body };
    return status >= 200 && status < 300 ? answer : failureOf(answer);
  } catch {
    if (limit.aborted) return failed('timeout');
    // Node has no `navigator` before version 21, and none of them has `onLine`.
    const { navigator } = globalThis as { navigator?: { onLine?: boolean } };
    return failed(navigator?.onLine === false ? 'offline' : 'network');
  }
}

/** The page's own headers with the contract's, which win; undefined where the page's cannot be had. */
async function headersOf({ headers: source }: Transport, init: RequestInit): Promise<Headers | undefined> {
  try {
    const headers = new Headers((typeof source === 'function' ? await source() : source) ?? undefined);
    headers.set('accept', 'application/json, application/problem+json');
    new Headers(init.headers).forEach((value, name) => headers.set(name, value));
    return headers;
  } catch {
    // The thrown value is the page's own and may hold its secrets: it is not passed on.
    return undefined;
  }
}

/** Who names a request, and how: servers, load balancers, networks of caches. */
const requestIds = [
  'x-request-id',
  'x-correlation-id',
  'cf-ray',
  'x-amzn-requestid',
  'x-amz-cf-id',
  'x-vercel-id',
];
/** What is longer, or no plain word, nobody can quote. */
const quotable = /^[\x21-\x7e]{1,80}$/;

function traceOf(headers: Headers, secrets: readonly string[]): Answer['trace'] {
  const read = (name: string) => redact(headers.get(name) ?? '', secrets);
  const contentType = read('content-type').split(';')[0]!.trim().toLowerCase();
  const requestId = requestIds.map(read).find((id) => quotable.test(id));
  return { ...(contentType && { contentType }), ...(requestId && { requestId }) };
}

/**
 * A known code decides. Without one, only an answer in the contract's own words blames the token or the broker: what a proxy,
 * a firewall or a framework says is the site's matter.
 */
function failureOf({ status, headers, trace, body }: Answer): Failed {
  const { code, detail, errors } = z.safeParse(problemSchema, body?.json).data ?? {};
  const isProblem = trace.contentType === 'application/problem+json';
  const isPage = trace.contentType === 'text/html';
  const byStatus = (isProblem && blaming[status]) || (isPage && status === 409 ? undefined : codes[status]);
  const own = errorCodes.find((known) => known === code);
  return {
    ...failed(own ?? byStatus ?? 'server-error', {
      status,
      ...trace,
      retryAfter: retryAfter(headers),
      detail: detail?.slice(0, maxDetail),
      ...fieldAt(errors?.[0]?.pointer),
    }),
    isVerdict: own !== undefined || (isProblem && status === 422),
  };
}

/** The name of the field that a JSON pointer (RFC 6901, in a fragment or not) leads to. */
function fieldAt(pointer = ''): Pick<Failure, 'field'> | undefined {
  const [, field] = /^#?\/credentials\/(\w{1,64})$/.exec(pointer) ?? [];
  return field === undefined ? undefined : { field };
}

/** The code of a status, for an answer that has none of its own. */
const codes: Readonly<Record<number, ErrorCode>> = {
  401: 'session-expired',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-found',
  409: 'already-connected',
  410: 'not-found',
  429: 'rate-limited',
};

/** The same, of problem documents alone. */
const blaming: Readonly<Record<number, ErrorCode>> = {
  422: 'invalid-token',
  502: 'broker-unavailable',
  503: 'broker-unavailable',
  504: 'broker-unavailable',
};

/** The absolute `Location` of an answer; undefined where it has none that is a URL. */
function locationIn(headers: Headers, base: string): string | undefined {
  const location = headers.get('location');
  return location && URL.canParse(location, base) ? new URL(location, base).href : undefined;
}

/** What a page's developer can do about a redirect. Browsers do not say where it leads. */
function adviceOn(from: string, headers: Headers): string {
  const { origin, pathname } = new URL(from);
  const to = new URL(locationIn(headers, from) ?? from);
  const bare = (path: string) => path.replace(/\/$/, '');
  const isSlash = to.origin === origin && to.pathname !== pathname && bare(to.pathname) === bare(pathname);
  return isSlash
    ? `the endpoint redirects to ${to.pathname}: give \`endpoint\` ${to.pathname.endsWith('/') ? 'that slash at its end' : 'without the slash at its end'}`
    : 'the endpoint redirects, which is not followed: give its address with or without a slash at its end, as the server has it; and answer 401 in place of a redirect to a sign-in page';
}
