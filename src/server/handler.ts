import { createConnect } from './connect.js';
import { corsHeaders, isForeign, preflight, type OriginPolicy } from './origin.js';
import type { ConnectHandlerOptions } from './options.js';
import { accepted, json, problem, repeat } from './problem.js';
import { redacted } from './redact.js';
import { routeOf } from './route.js';

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
  const { store } = options;
  const policy: OriginPolicy = {
    allowedOrigins: options.allowedOrigins ?? [],
    allowedHeaders: options.allowedHeaders ?? [],
  };
  const base = options.path?.replace(/\/+$/, '');
  const report = (error: Error): void => {
    try {
      options.onError?.(error);
    } catch {
      // A log that fails must not cost the answer.
    }
  };
  const connect = createConnect(options, report);

  return async (request) => {
    let response: Response;
    try {
      response = await answer(request);
    } catch (error) {
      report(redacted(error));
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
    if (method === 'POST') return await connect(request, user);
    if (method === 'DELETE') {
      return (await store.remove(user, route.id))
        ? new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } })
        : problem(404, { code: 'not-found', title: 'no such connection' });
    }
    if (!route.status) return json(200, JSON.stringify({ connections: await store.list(user) }));
    const attempt = await store.attempt(user, route.id);
    if (!attempt) return problem(404, { code: 'server-error', title: 'no such attempt, or it was given up' });
    return attempt.state === 'done' ? repeat(attempt.answer) : accepted(request);
  }
}
