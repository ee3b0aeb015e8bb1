import type { Access } from '../core/connection.js';
import { readBody, type ConnectRequest } from './body.js';
import { fingerprintOf } from './fingerprint.js';
import { corsHeaders, isForeign, preflight, type OriginPolicy } from './origin.js';
import { Patience } from './patience.js';
import { json, problem, problemBody } from './problem.js';
import type { Answer, ConnectionStore, Credentials, SavedConnection } from './store.js';
import type { Verification, Verifier } from './verifier.js';

/** What the host gives. */
export interface ConnectHandlerOptions {
  /** Whose request it is: an id that is the person's for good. null: nobody is signed in (401). */
  authenticate(request: Request): string | null | Promise<string | null>;
  /** Where connections are kept. */
  readonly store: ConnectionStore;
  /** Who asks the brokers, by broker id. A broker without one is refused. */
  readonly verifiers: Readonly<Record<string, Verifier>>;
  /** The access that the site needs; give the widget the same. Default: `full`, as the widget's. */
  readonly access?: Access | undefined;
  /** The endpoint's path. Default: any; the path is then read from its end. */
  readonly path?: string | undefined;
  /** Origins, besides its own, whose pages may use the endpoint. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Request headers that pages on those origins send besides the widget's own. Default: none. */
  readonly allowedHeaders?: readonly string[] | undefined;
  /** Called before anything is verified. Returns the seconds to wait, or nothing when it may go on. */
  rateLimit?(user: string, request: Request): number | undefined | Promise<number | undefined>;
  /** Called once a connection is saved. The answer does not wait for it. */
  onConnect?(event: { readonly user: string; readonly connection: SavedConnection }): unknown;
  /** Told of what should not happen: a store or a verifier that throws. The error's message holds no credential. */
  onError?(error: Error): void;
  /** After so many ms the answer is 202, and the widget polls. Default: never. */
  readonly respondAsyncAfter?: number | undefined;
  /** Limit of one verification, ms. Default: 25000, below the widget's own 30000. */
  readonly verifyTimeout?: number | undefined;
  /** Keeps a worker alive until a promise ends, where it would be stopped after the answer. */
  waitUntil?(work: Promise<unknown>): void;
}

const defaultVerifyTimeout = 25_000;
/** Longer than any verification: a claim that is older belongs to a process that died. */
const leaseBeyondVerify = 60_000;
const firstWait = 25;
const longestWait = 500;
/** Secrets shorter than this would turn up in answers by accident. */
const shortestSecret = 6;

const statuses = { 'rate-limited': 429, 'broker-unavailable': 503 } as const;

/**
 * The endpoint that `<portfolio-connect>` posts to, as a function of web-standard requests.
 *
 * `POST` verifies and saves, `GET` lists, `DELETE {path}/{id}` removes, `GET {path}/{id}/status` tells of an attempt that
 * was answered with 202. Credentials reach the verifier and `store.save`, and nothing else.
 *
 * @returns A handler that always answers, with a problem document (RFC 9457) where something is wrong; it never rejects.
 */
export function createConnectHandler(
  options: ConnectHandlerOptions,
): (request: Request) => Promise<Response> {
  const { access = 'full', store, verifyTimeout = defaultVerifyTimeout } = options;
  const policy: OriginPolicy = {
    allowedOrigins: options.allowedOrigins ?? [],
    allowedHeaders: options.allowedHeaders ?? [],
  };
  const base = options.path?.replace(/\/+$/, '');
  const report = (error: unknown, secrets: readonly string[] = []): void => {
    try {
      options.onError?.(new Error(redact(messageOf(error), secrets)));
    } catch {
      // A log that fails must not cost the answer.
    }
  };

  return async (request) => {
    let response: Response;
    try {
      response = await answer(request);
    } catch (error) {
      report(error);
      response = problem(500, { code: 'server-error' });
    }
    for (const [name, value] of Object.entries(corsHeaders(request, policy)))
      response.headers.set(name, value);
    return response;
  };

  async function answer(request: Request): Promise<Response> {
    const { method } = request;
    if (isForeign(request, policy)) return problem(403, { code: 'forbidden', title: 'another site’s page' });
    if (method === 'OPTIONS') return preflight(policy);
    const route = routeOf(new URL(request.url).pathname, method, base);
    if (!route) return problem(404, { code: 'not-found' });
    if (!route.allow.includes(method)) {
      return problem(405, { code: 'not-found', headers: { allow: [...route.allow, 'OPTIONS'].join(', ') } });
    }
    const user = await options.authenticate(request);
    if (!user) return problem(401, { code: 'session-expired' });
    if (method === 'POST') return connect(request, user);
    if (method === 'DELETE') {
      return (await store.remove(user, route.id))
        ? new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
        : problem(404, { code: 'not-found', title: 'no such connection' });
    }
    if (!route.status) return json(200, { connections: await store.list(user) });
    const attempt = await store.attempt(user, route.id);
    if (!attempt) return problem(404, { code: 'server-error', title: 'no such attempt, or it was given up' });
    return attempt.state === 'done' ? repeat(attempt.answer) : accepted(request);
  }

  async function connect(request: Request, user: string): Promise<Response> {
    const seconds = await options.rateLimit?.(user, request);
    if (seconds) return problem(429, { code: 'rate-limited', headers: retryAfter(seconds) });
    const key = request.headers.get('idempotency-key') ?? crypto.randomUUID();
    if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
      return problem(400, {
        code: 'invalid-configuration',
        title: 'Idempotency-Key must be 1 to 255 visible characters',
      });
    }
    const read = await readBody(request, options.verifiers);
    if (read instanceof Response) return read;
    const { body, verifier } = read;
    const claim = {
      user,
      key,
      fingerprint: await fingerprintOf(user, key, body),
      lease: verifyTimeout + leaseBeyondVerify,
    };

    const { respondAsyncAfter = Infinity } = options;
    const deadline = performance.now() + respondAsyncAfter;
    for (;;) {
      const claimed = await store.claim(claim);
      if (claimed.state === 'mismatch') {
        return problem(422, {
          code: 'invalid-configuration',
          title: 'this Idempotency-Key was used for another request',
        });
      }
      if (claimed.state === 'done') return repeat(claimed.answer);
      if (claimed.state === 'claimed') {
        return work(request, user, claimed.attempt, body, verifier, respondAsyncAfter);
      }
      // Another request with the same key is at work: this one gets the same answer.
      const answered = await wait(request, user, claimed.attempt, deadline);
      if (answered) return answered;
    }
  }

  /** The answer of another request's attempt; undefined where that one was given up. */
  async function wait(
    request: Request,
    user: string,
    id: string,
    deadline: number,
  ): Promise<Response | undefined> {
    for (let pause = firstWait; ; pause = Math.min(pause * 2, longestWait)) {
      const left = deadline - performance.now();
      if (left <= 0) return accepted(request, id);
      await delay(Math.min(pause, left));
      if (request.signal.aborted) return problem(503, { code: 'cancelled' });
      const attempt = await store.attempt(user, id);
      if (attempt?.state !== 'pending') return attempt && repeat(attempt.answer);
    }
  }

  /** Verifies and saves, in the background where it takes too long to wait for. */
  async function work(
    request: Request,
    user: string,
    attempt: string,
    body: ConnectRequest,
    verifier: Verifier,
    respondAsyncAfter: number,
  ): Promise<Response> {
    const patience = new Patience(request, verifyTimeout);
    const finished = finish(user, attempt, body, verifier, patience);
    if (respondAsyncAfter === Infinity) return finished;
    const timer = new AbortController();
    const first = await Promise.race([finished, delay(respondAsyncAfter, timer.signal)]);
    timer.abort();
    if (first) return first;
    // Whoever asked has an answer now: that the request ends is no reason to stop.
    patience.detach();
    options.waitUntil?.(finished);
    return accepted(request, attempt);
  }

  /** Ends an attempt. Never rejects. */
  async function finish(
    user: string,
    attempt: string,
    { broker, credentials }: ConnectRequest,
    verifier: Verifier,
    patience: Patience,
  ): Promise<Response> {
    const secrets = Object.values(credentials);
    try {
      const result = await verify(verifier, credentials, patience, secrets);
      if (patience.cancelled) {
        await store.release(user, attempt);
        return problem(503, { code: 'cancelled' });
      }
      if (!result.ok) {
        const { code } = result;
        const passing = code === 'rate-limited' || code === 'broker-unavailable';
        const status = passing ? statuses[code] : 422;
        const answer = { status, body: problemBody(status, { code }), retryAfter: result.retryAfter };
        // The widget tries 503 again with the same key, so what may pass must not stay with it.
        await (passing ? store.release(user, attempt, answer) : store.settle(user, attempt, answer));
        return repeat(answer);
      }
      const found = JSON.stringify(result.connection);
      const clean = redact(found, secrets);
      const connection = {
        ...(clean === found ? result.connection : (JSON.parse(clean) as typeof result.connection)),
        broker,
        state: 'active' as const,
        connectedAt: new Date().toISOString(),
      };
      const saved = await store.save({ user, attempt, connection, credentials });
      // Its lease ran out, and another request has taken its place.
      if (!saved) return problem(503, { code: 'broker-unavailable' });
      if (options.onConnect) announce(options.onConnect, user, saved.body as SavedConnection);
      return repeat(saved);
    } catch (error) {
      report(error, secrets);
      const answer = { status: 500, body: problemBody(500, { code: 'server-error' }) };
      await store.release(user, attempt, answer).catch((failure: unknown) => report(failure, secrets));
      return repeat(answer);
    }
  }

  async function verify(
    verifier: Verifier,
    credentials: Credentials,
    patience: Patience,
    secrets: readonly string[],
  ): Promise<Verification> {
    try {
      return await Promise.race([
        verifier({
          credentials,
          access,
          get signal() {
            return patience.signal;
          },
        }),
        patience.end,
      ]);
    } catch (error) {
      report(error, secrets);
      return { ok: false, code: 'broker-unavailable' };
    } finally {
      patience.stop();
    }
  }

  function announce(
    onConnect: NonNullable<ConnectHandlerOptions['onConnect']>,
    user: string,
    connection: SavedConnection,
  ): void {
    const told = Promise.resolve()
      .then(() => onConnect({ user, connection }))
      .catch((error: unknown) => report(error));
    options.waitUntil?.(told);
  }
}

interface Route {
  readonly allow: readonly string[];
  readonly id: string;
  readonly status: boolean;
}

/** What a path stands for; without a base, as the method has it. */
function routeOf(pathname: string, method: string, base: string | undefined): Route | undefined {
  const path = pathname.replace(/\/+$/, '');
  const end = { all: { allow: ['GET', 'POST'], id: '', status: false }, ids: /\/([\w-]{1,64})(\/status)?$/ };
  if (base === undefined) {
    const [, id = '', status] = end.ids.exec(path) ?? [];
    if (status && method === 'GET') return { allow: ['GET'], id, status: true };
    return method === 'DELETE' ? (status ? undefined : { allow: ['DELETE'], id, status: false }) : end.all;
  }
  if (path === base) return end.all;
  if (!path.startsWith(`${base}/`)) return undefined;
  const [whole, id = '', status] = end.ids.exec(path) ?? [];
  if (whole !== path.slice(base.length)) return undefined;
  return status ? { allow: ['GET'], id, status: true } : { allow: ['DELETE'], id, status: false };
}

/** Ask again, here or at an attempt of its own: relative to the request, for what stands in front may add to the path. */
function accepted({ url }: Request, attempt?: string): Response {
  const { pathname, search } = new URL(url);
  const last = /[^/]*$/.exec(pathname)![0];
  const location = attempt ? `${last && `${last}/`}${attempt}/status${search}` : `${last}${search}`;
  return new Response(null, {
    status: 202,
    headers: { location, 'retry-after': '1', 'cache-control': 'no-store' },
  });
}

const repeat = ({ status, body, retryAfter: seconds }: Answer): Response =>
  json(
    status,
    body,
    seconds === undefined ? {} : retryAfter(seconds),
    status < 400 ? 'application/json' : 'application/problem+json',
  );

const retryAfter = (seconds: number) => ({ 'retry-after': String(Math.ceil(seconds)) });

/** Blots credentials out, the longest first, for one may be part of another; as they stand and as JSON has them. */
function redact(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => {
    const escaped = JSON.stringify(secret).slice(1, -1);
    return escaped === secret ? secret : [secret, escaped];
  });
  return forms
    .filter((form) => form.length >= shortestSecret && text.includes(form))
    .sort((a, b) => b.length - a.length)
    .reduce((clean, form) => clean.replaceAll(form, '****'), text);
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Resolves after a while, or when it is called off. */
const delay = (ms: number, signal?: AbortSignal) =>
  new Promise<undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
