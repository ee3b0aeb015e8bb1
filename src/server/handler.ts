import { Connector } from './connect.js';
import { list } from './list.js';
import type { ConnectHandlerOptions } from './options.js';
import { corsHeaders, isForeign, preflight, type OriginPolicy } from './origin.js';
import { createReport } from './report.js';
import { accepted, noContent, problem, stored } from './responses.js';
import { methodsOf, routeOf } from './route.js';
import type { ConnectionStore } from './store.js';

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
  const report = createReport(options);
  const connector = new Connector(options, report);

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
    const methods = methodsOf[route.name];
    if (!methods.includes(method)) {
      return problem(405, { code: 'not-found', headers: { allow: [...methods, 'OPTIONS'].join(', ') } });
    }
    const user = await options.authenticate(request);
    if (!user) return problem(401, { code: 'session-expired' });
    switch (route.name) {
      case 'connections':
        return method === 'POST'
          ? await connector.connect(request, user)
          : await list(store, user, request.url, report);
      case 'connection':
        return await remove(store, user, route.id);
      case 'attempt':
        return await tell(store, user, route.id, request.url);
    }
  }
}

const remove = async (store: ConnectionStore, user: string, id: string): Promise<Response> =>
  (await store.remove(user, id))
    ? noContent()
    : problem(404, { code: 'not-found', title: 'no such connection' });

/** Tells where an attempt stands. */
async function tell(store: ConnectionStore, user: string, id: string, url: string): Promise<Response> {
  const attempt = await store.attempt(user, id);
  // `not-found` would tell the person that this site has no endpoint; it is the attempt that has come to nothing.
  if (!attempt) return problem(404, { code: 'server-error', title: 'no such attempt, or it was given up' });
  return attempt.state === 'done' ? stored(attempt.answer) : accepted(url);
}
