/** One attempt to connect, over HTTP. Loaded lazily together with the contract. */
import type { Connection } from './connection.js';
import { connectionSchema, errorCodes, problemSchema } from './contract.js';
import type { ErrorCode, Failure } from './errors.js';

/** Request headers of the page's own, or a function that is asked for them before each request. */
export type HeadersSource = HeadersInit | (() => HeadersInit | Promise<HeadersInit>);

/** What one attempt needs. */
export interface Attempt {
  /** Absolute URL, already found fit to be posted to. */
  readonly endpoint: string;
  readonly broker: string;
  /** Members of the body's `credentials`. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Limit of a single request, ms. */
  readonly timeout: number;
  /** As in `fetch`. */
  readonly cookies: RequestCredentials;
  readonly headers?: HeadersSource | undefined;
  readonly fetch: typeof fetch;
  /** Ends the attempt as `cancelled`. */
  readonly signal: AbortSignal;
  /** Called once, when the endpoint answers 202. */
  readonly onAccepted?: () => void;
}

/** How an attempt ended. Expected failures are values; this module throws only for bugs. */
export type Outcome =
  { readonly ok: true; readonly connection: Connection } | { readonly ok: false; readonly failure: Failure };

const maxRetries = 2;
const firstBackoff = 500;
const firstPoll = 1000;
const slowestPoll = 5000;
/** `Retry-After: 0` must not become a storm of requests. */
const shortestPoll = 200;
/** `setTimeout` fires at once when given more. */
const longestPause = 2 ** 31 - 1;
const maxDetail = 300;
/** Secrets shorter than this would turn up in answers by accident. */
const shortestSecret = 6;

/** Posts the credentials and follows a 202 to its end. */
export async function connect(attempt: Attempt): Promise<Outcome> {
  try {
    const body = JSON.stringify({ broker: attempt.broker, credentials: attempt.credentials });
    let url = attempt.endpoint;
    let answer = await send(attempt, url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'idempotency-key': uuid() },
    });
    for (let poll = 0, wait = firstPoll; answer.status === 202; poll++) {
      url = locationOf(answer, poll ? url : undefined, attempt.endpoint);
      if (!poll) attempt.onAccepted?.();
      const seconds = retryAfter(answer);
      await pause(seconds === undefined ? wait : Math.max(seconds * 1000, shortestPoll), attempt.signal);
      wait = Math.min(wait * 1.5, slowestPoll);
      answer = await send(attempt, url, { method: 'GET' });
    }
    return { ok: true, connection: connectionOf(answer) };
  } catch (error) {
    if (error instanceof Failed) return { ok: false, failure: error.failure };
    throw error;
  }
}

/** Carries a failure up to {@link connect}; never leaves this module. */
class Failed {
  constructor(readonly failure: Failure) {}
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as JSON; undefined where it is empty. */
  readonly json: unknown;
  /** Whether there was a body that is not JSON. */
  readonly garbled: boolean;
}

/** One request with its automatic retries. Resolves with a 2xx answer. */
async function send(attempt: Attempt, url: string, init: RequestInit): Promise<Answer> {
  for (let retries = 0; ; retries++) {
    let failure: Failure;
    let wait = 0;
    try {
      const answer = await request(attempt, url, init);
      if (answer.status >= 200 && answer.status < 300) return answer;
      failure = failureOf(answer);
      wait = failure.retryAfter ?? 0;
    } catch (error) {
      if (!(error instanceof Failed)) throw error;
      failure = error.failure;
    }
    const temporary =
      failure.code === 'network' ||
      (failure.status! >= 502 && failure.status! <= 504 && wait * 1000 <= slowestPoll);
    if (!temporary || retries >= maxRetries) throw new Failed(failure);
    await pause(Math.max(wait * 1000, Math.random() * firstBackoff * 2 ** retries), attempt.signal);
  }
}

async function request(attempt: Attempt, url: string, init: RequestInit): Promise<Answer> {
  const headers = await headersOf(attempt, init.headers);
  const limit = AbortSignal.timeout(attempt.timeout);
  // AbortSignal.any() is told apart below by asking which of the two it was.
  const signal = AbortSignal.any([attempt.signal, limit]);
  try {
    signal.throwIfAborted();
    const { fetch } = attempt;
    const response = await fetch(url, {
      ...init,
      headers,
      signal,
      credentials: attempt.cookies,
      cache: 'no-store',
      mode: 'cors',
      redirect: 'manual',
      referrerPolicy: 'same-origin',
    });
    const { status } = response;
    if (response.type === 'opaqueredirect' || response.redirected || (status >= 300 && status < 400)) {
      throw new Failed({ code: 'redirected', status: status || undefined });
    }
    return { status, headers: response.headers, ...parse(await response.text(), attempt.credentials) };
  } catch (error) {
    if (error instanceof Failed) throw error;
    if (attempt.signal.aborted) throw new Failed({ code: 'cancelled' });
    if (limit.aborted) throw new Failed({ code: 'timeout' });
    throw new Failed({ code: globalThis.navigator?.onLine === false ? 'offline' : 'network' });
  }
}

async function headersOf({ headers, signal }: Attempt, own: HeadersInit | undefined): Promise<Headers> {
  let all: Headers;
  try {
    all = new Headers(await untilAborted(typeof headers === 'function' ? headers() : headers, signal));
  } catch (error) {
    if (error instanceof Failed) throw error;
    // The thrown value is the page's own and may hold its secrets: it is not passed on.
    throw new Failed({
      code: 'invalid-configuration',
      reason: 'The "headers" function failed, so nothing was sent.',
    });
  }
  all.set('accept', 'application/json, application/problem+json');
  new Headers(own).forEach((value, name) => all.set(name, value));
  return all;
}

/**
 * Parses a body. `null` members count as absent, and what repeats a credential is blotted out: an endpoint that
 * echoes its input must not carry the token into events and on to the screen.
 */
function parse(text: string, credentials: Attempt['credentials']): Pick<Answer, 'json' | 'garbled'> {
  if (!text.trim()) return { json: undefined, garbled: false };
  const secrets = Object.values(credentials).filter((value) => value.length >= shortestSecret);
  const blot = (value: string) => secrets.reduce((clean, secret) => clean.replaceAll(secret, '****'), value);
  try {
    const json: unknown = JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'string' ? blot(value) : (value ?? undefined),
    );
    return { json, garbled: json === undefined };
  } catch {
    return { json: undefined, garbled: true };
  }
}

function connectionOf({ status, json, garbled }: Answer): Connection {
  if (status === 204 || (json === undefined && !garbled)) return {};
  const parsed = connectionSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Failed({
    code: 'invalid-response',
    status,
    reason: garbled
      ? 'The body of the answer is not JSON.'
      : `The body of the answer is not a Connection: see ${parsed.error.issues[0]?.path.join('.') || 'its root'}.`,
  });
}

function failureOf(answer: Answer): Failure {
  const { status } = answer;
  const problem = problemSchema.safeParse(answer.json).data;
  const code = errorCodes.find((known) => known === problem?.code) ?? codeForStatus(status);
  return { code, status, retryAfter: retryAfter(answer), detail: problem?.detail?.slice(0, maxDetail) };
}

/** What a status means where no `code` says more. */
export function codeForStatus(status: number): ErrorCode {
  switch (status) {
    case 400:
    case 422:
      return 'invalid-token';
    case 401:
      return 'session-expired';
    case 403:
      return 'forbidden';
    case 404:
    case 405:
    case 410:
      return 'not-found';
    case 409:
      return 'already-connected';
    case 429:
      return 'rate-limited';
    case 502:
    case 503:
    case 504:
      return 'broker-unavailable';
    default:
      return 'server-error';
  }
}

/** `Retry-After` in seconds: a number or an HTTP date (RFC 9110 § 10.2.3). */
function retryAfter({ headers }: Answer): number | undefined {
  const value = headers.get('retry-after')?.trim();
  if (!value) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - Date.now()) / 1000);
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

/** Where to poll: the answer's Location, which a later 202 may leave out. */
function locationOf({ headers }: Answer, previous: string | undefined, endpoint: string): string {
  const location = headers.get('location') ?? previous;
  try {
    const url = new URL(location!, previous ?? endpoint);
    if (location && url.origin === new URL(endpoint).origin) return url.href;
  } catch {
    // Falls through: that is no URL.
  }
  throw new Failed({
    code: 'invalid-response',
    status: 202,
    reason:
      'An answer 202 needs a Location of the endpoint’s own origin (exposed by CORS where it is another one).',
  });
}

/** Resolves like `work`, unless the attempt is aborted first. */
function untilAborted<T>(work: T, signal: AbortSignal): Promise<Awaited<T>> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new Failed({ code: 'cancelled' }));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => {
  let timer: ReturnType<typeof setTimeout>;
  return untilAborted(
    new Promise<void>((resolve) => (timer = setTimeout(resolve, Math.min(ms, longestPause)))),
    signal,
  ).finally(() => clearTimeout(timer));
};

/** `crypto.randomUUID()` is missing on plain-http pages, which may have a same-origin endpoint. */
function uuid(): string {
  if (crypto.randomUUID) return crypto.randomUUID();
  return '10000000-1000-4000-8000-100000000000'.replace(/[018]/g, (digit) =>
    (Number(digit) ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (Number(digit) / 4)))).toString(
      16,
    ),
  );
}
