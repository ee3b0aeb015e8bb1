/** One attempt to connect, over HTTP. Loaded lazily together with the contract. */
import * as z from 'zod/mini';
import type { Connection } from './connection.js';
import { connectionSchema, errorCodes, problemSchema } from './contract.js';
import type { ErrorCode, Failure } from './errors.js';

/** Request headers of the page's own, or a function that is asked for them before each request. */
export type HeadersSource = HeadersInit | (() => HeadersInit | Promise<HeadersInit>);

/** What every request needs. */
export interface Transport {
  /** Secrets that must not come back in an answer. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Limit of a single request, ms; 30000 where it makes no sense. */
  readonly timeout: number;
  /** As in `fetch`; `same-origin` where it makes no sense. */
  readonly cookies: RequestCredentials;
  readonly headers?: HeadersSource | null | undefined;
  readonly fetch: typeof fetch;
  /** Ends it as `cancelled`. */
  readonly signal: AbortSignal;
}

/** What one attempt needs. Its `credentials` are the members of the body's. */
export interface Attempt extends Transport {
  /** Absolute URL, already found fit to be posted to. */
  readonly endpoint: string;
  readonly broker: string;
  /** Called once, when the endpoint answers 202. */
  readonly onAccepted?: () => void;
}

/** How an attempt ended. Expected failures are values; only bugs are thrown. */
export type Outcome =
  { readonly ok: true; readonly connection: Connection } | { readonly ok: false; readonly failure: Failure };

const defaultTimeout = 30_000;
const maxRetries = 2;
const firstBackoff = 500;
const firstPoll = 1000;
const slowestPoll = 5000;
/** `Retry-After: 0` must not become a storm of requests. */
const shortestPoll = 200;
const maxDetail = 300;
/** Secrets shorter than this would turn up in answers by accident. */
const shortestSecret = 6;

/** Posts the credentials and follows a 202 to its end. */
export const connect = (attempt: Attempt): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    // At once, whatever is being waited for; what runs on finds the signal aborted before it sends anything.
    attempt.signal.addEventListener('abort', () => resolve(failed('cancelled')), { once: true });
    run(attempt).then(resolve, reject);
  });

async function run(attempt: Attempt): Promise<Outcome> {
  const { endpoint, broker, credentials } = attempt;
  let url = endpoint;
  let answer = await send(attempt, url, {
    method: 'POST',
    body: JSON.stringify({ broker, credentials }),
    headers: { 'content-type': 'application/json', 'idempotency-key': uuid() },
  });
  for (
    let wait = firstPoll;
    'headers' in answer && answer.status === 202;
    wait = Math.min(wait * 1.5, slowestPoll)
  ) {
    const { headers } = answer;
    // A later 202 may leave the address out.
    const location = headers.get('location') ?? (wait === firstPoll ? undefined : url);
    const next = location && URL.canParse(location, url) ? new URL(location, url) : undefined;
    if (next?.origin !== new URL(endpoint).origin) {
      return failed('invalid-response', {
        status: 202,
        reason: '202 without a Location of the endpoint’s origin',
      });
    }
    url = next.href;
    if (wait === firstPoll && !attempt.signal.aborted) attempt.onAccepted?.();
    await pause(attempt, Math.max(shortestPoll, (retryAfter(headers) ?? wait / 1000) * 1000));
    answer = await send(attempt, url, {});
  }
  if (!('headers' in answer)) return answer;
  const { status, body } = answer;
  if (!body) return { ok: true, connection: {} };
  const parsed = z.safeParse(connectionSchema, body.json);
  return parsed.success
    ? { ok: true, connection: parsed.data }
    : failed('invalid-response', {
        status,
        reason: `not a Connection: ${parsed.error.issues[0]!.path.join('.') || 'body'}`,
      });
}

/** A 2xx answer, or while it is being judged any. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Absent where it is empty; `json` is undefined where it is something else. */
  readonly body?: { readonly json: unknown } | undefined;
}

export type Failed = Extract<Outcome, { ok: false }>;

const failed = (code: ErrorCode, more?: Omit<Failure, 'code'>): Failed => ({
  ok: false,
  failure: { code, ...more },
});

/** One request with its automatic retries, to a 2xx answer or a failure. */
export async function send(attempt: Transport, url: string, init: RequestInit): Promise<Answer | Failed> {
  for (let retries = 0; ; retries++) {
    const answer = await request(attempt, url, init);
    if ('headers' in answer && answer.status >= 200 && answer.status < 300) return answer;
    const failure = 'headers' in answer ? failureOf(answer) : answer;
    const { code, status = 0, retryAfter: wait = 0 } = failure.failure;
    // By status first: an answer may name itself `network`.
    const temporary = status
      ? status >= 502 && status <= 504 && wait * 1000 <= slowestPoll
      : code === 'network';
    if (!temporary || retries === maxRetries) return failure;
    // Full jitter, but no sooner than asked.
    await pause(attempt, Math.max(wait * 1000, Math.random() * firstBackoff * 2 ** retries));
  }
}

async function request(attempt: Transport, url: string, init: RequestInit): Promise<Answer | Failed> {
  const { signal, headers: source, fetch } = attempt;
  if (signal.aborted) return failed('cancelled');
  let headers: Headers;
  try {
    headers = new Headers((typeof source === 'function' ? await source() : source) ?? undefined);
  } catch {
    // The thrown value is the page's own and may hold its secrets: it is not passed on.
    return failed('invalid-configuration', { reason: 'headers failed, so nothing was sent' });
  }
  headers.set('accept', 'application/json, application/problem+json');
  new Headers(init.headers).forEach((value, name) => headers.set(name, value));
  const { cookies } = attempt;
  const timeout = Math.trunc(attempt.timeout);
  const limit = AbortSignal.timeout(timeout > 0 && timeout < 2 ** 31 ? timeout : defaultTimeout);
  try {
    signal.throwIfAborted();
    const response = await fetch(url, {
      ...init,
      headers,
      signal: AbortSignal.any([signal, limit]),
      credentials: /^(include|omit)$/.test(cookies) ? cookies : 'same-origin',
      cache: 'no-store',
      redirect: 'manual',
      referrerPolicy: 'same-origin',
    });
    const { status, type, redirected } = response;
    if (type === 'opaqueredirect' || redirected || (status >= 300 && status < 400)) {
      return failed('redirected', { status });
    }
    const text = await response.text();
    return {
      status,
      headers: response.headers,
      body: text.trim() ? { json: parse(text, attempt) } : undefined,
    };
  } catch {
    if (limit.aborted) return failed('timeout');
    // Node has no `navigator` before version 21, and none of them has `onLine`.
    const { navigator } = globalThis as { navigator?: { onLine?: boolean } };
    return failed(navigator?.onLine === false ? 'offline' : 'network');
  }
}

/**
 * Parses a body; undefined where it is no JSON. `null` members count as absent, and what repeats a credential is blotted
 * out: an endpoint that echoes its input must not carry the token into events and on to the screen.
 */
function parse(text: string, { credentials }: Transport): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'string'
        ? Object.values(credentials)
            // Longest first: one may be part of another.
            .sort((a, b) => b.length - a.length)
            .reduce(
              (clean, secret) => (secret.length < shortestSecret ? clean : clean.replaceAll(secret, '****')),
              value,
            )
        : (value ?? undefined),
    );
  } catch {
    return undefined;
  }
}

function failureOf({ status, headers, body }: Answer): Failed {
  const { code, detail } = z.safeParse(problemSchema, body?.json).data ?? {};
  return failed(errorCodes.find((known) => known === code) ?? codes[status] ?? 'server-error', {
    status,
    retryAfter: retryAfter(headers),
    detail: detail?.slice(0, maxDetail),
  });
}

/** What a status means where no `code` says more. */
const codes: Readonly<Record<number, ErrorCode>> = {
  400: 'invalid-token',
  401: 'session-expired',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-found',
  409: 'already-connected',
  410: 'not-found',
  422: 'invalid-token',
  429: 'rate-limited',
  502: 'broker-unavailable',
  503: 'broker-unavailable',
  504: 'broker-unavailable',
};

/** `Retry-After` in seconds: a number or an HTTP date (RFC 9110 § 10.2.3). */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get('retry-after');
  if (!value) return undefined;
  const seconds = Number.isNaN(+value) ? Math.ceil((Date.parse(value) - Date.now()) / 1000) : +value;
  // `setTimeout` fires at once when given more than 2³¹ ms.
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(0, seconds), 1e6);
}

/** Ends early when the attempt is aborted, so that no timer keeps the credentials in memory. */
const pause = ({ signal }: Transport, ms: number) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** `crypto.randomUUID()` is missing on plain-http pages, which may have a same-origin endpoint. */
const uuid = (): string =>
  '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
    (+digit ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (+digit / 4)))).toString(16),
  );
