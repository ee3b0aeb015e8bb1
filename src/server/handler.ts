import { Connector, longestRequest } from './connect.js';
import { GuardedStore } from './guarded-store.js';
import { list } from './list.js';
import { checkOptions, type CheckedOptions, type ConnectHandlerOptions } from './options.js';
import { corsHeaders, foreignness, preflight } from './http/origin.js';
import { Pending } from './pending.js';
import { RequestContext } from './request-context.js';
import { isForm, sendOn } from './http/form.js';
import { resultPage } from './http/result-page.js';
import { accepted, failure, noContent, problem, stored } from './http/responses.js';
import { methodsOf, routeOf } from './http/route.js';
import { userOf } from './user.js';

/** Answers requests, and tells how it does. */
export interface ConnectHandler {
  /**
   * Always answers, with a problem document (RFC 9457) where something is wrong; a form is always sent on (303). It never rejects.
   */
  (request: Request): Promise<Response>;
  /**
   * For health checks: whether the store can be used, and the handler does not drain. Never rejects; `onError` is told why not.
   */
  ready(): Promise<boolean>;
  /**
   * For the end of a process. From now on a POST is answered with 503, which the block tries again by itself, elsewhere; other
   * requests are served. Resolves once nothing goes on any more that began before, what was answered with 202, what the store writes
   * after its time and what `onConnect` and `onEvent` do included: with true, or with false where something still does when the time
   * is over. Take no more requests then, and close the store.
   *
   * @param longest - Ms. Default: the longest that a request may take; with the defaults of the time limits 160 s.
   */
  drain(longest?: number): Promise<boolean>;
}

/**
 * The endpoint that `<portfolio-connect>` posts to, as a function of web-standard requests.
 *
 * `POST` verifies and saves, `GET` lists, `DELETE {path}/{id}` removes, `GET {path}/{id}/status` tells of an attempt that
 * was answered with 202. Credentials reach the verifier and `store.save`, and nothing else.
 *
 * @throws TypeError that names the option that makes no sense.
 */
export function createConnectHandler(options: ConnectHandlerOptions): ConnectHandler {
  const checked = checkOptions(options);
  const pending = new Pending();
  let isDraining = false;

  async function handle(request: Request): Promise<Response> {
    const context = new RequestContext(options, checked.callTimeout, pending);
    const store = new GuardedStore(options.store, context);
    const isOfPage = isForm(request) && routeTo(request, checked)?.name === 'connections';
    let response: Response;
    try {
      // A page without JavaScript polls nothing.
      const settings = isOfPage ? { ...checked, respondAsyncAfter: undefined } : checked;
      response = await answer(request, options, settings, store, context, isDraining);
    } catch (error) {
      response = stored(context.failureOf(error));
    }
    if (isOfPage) response = await sendOn(request, response, context, options);
    for (const [name, value] of Object.entries(corsHeaders(request, checked)))
      response.headers.set(name, value);
    const pruning = context.user === undefined || isDraining ? undefined : store.prune();
    if (pruning) context.inBackground(pruning);
    return response;
  }

  // What is asked while it drains is a list or a poll, and there may always be one more.
  const serve = (request: Request) => (isDraining ? handle(request) : pending.add(handle(request)));

  return Object.assign(serve, {
    async ready() {
      const context = new RequestContext(options, checked.callTimeout);
      const isReady = context.call('ready', () => options.store.ready?.());
      return await isReady.then(
        () => !isDraining,
        () => false,
      );
    },
    async drain(longest = longestRequest(checked)) {
      isDraining = true;
      return await pending.end(longest);
    },
  });
}

async function answer(
  request: Request,
  host: ConnectHandlerOptions,
  checked: CheckedOptions,
  store: GuardedStore,
  context: RequestContext,
  isDraining: boolean,
): Promise<Response> {
  const { method } = request;
  const route = routeTo(request, checked);
  // Whoever was sent there comes from the form's page, which may be of another origin.
  const page = method === 'GET' && route?.name === 'connections' && (await resultPage(request, checked));
  if (page) return page;
  const foreign = foreignness(request, checked);
  if (foreign !== undefined) {
    context.tell('forbidden', 'origin');
    return problem(403, { code: 'forbidden', title: foreign });
  }
  if (method === 'OPTIONS') return preflight(checked);
  if (!route) return problem(404, { code: 'not-found' });
  const methods = methodsOf[route.name];
  if (!methods.includes(method)) {
    return problem(405, { code: 'not-found', headers: { allow: [...methods, 'OPTIONS'].join(', ') } });
  }
  if (isDraining && method === 'POST') return stored(failure(1));
  const user = await context.call('authenticate', () => authenticated(host, request));
  if (user === null) {
    context.tell('unauthenticated', 'authenticate');
    return problem(401, { code: 'session-expired' });
  }
  context.user = user;
  switch (route.name) {
    case 'connections':
      return method === 'POST'
        ? await new Connector(host, checked, store, context).connect(request, user)
        : await list(store, user, request.url);
    case 'connection':
      if (!(await store.remove(user, route.id))) {
        return problem(404, { code: 'not-found', title: 'no such connection' });
      }
      context.tell('removed', 'remove', { connection: route.id });
      return noContent();
    case 'attempt':
      return await tell(store, user, route.id, request.url);
  }
}

const routeTo = ({ url, method }: Request, { path }: CheckedOptions) =>
  routeOf(new URL(url).pathname, method, path);

async function authenticated(host: ConnectHandlerOptions, request: Request): Promise<string | null> {
  const user: unknown = await host.authenticate(request);
  return user === null ? null : userOf(user, 'authenticate must return null, or');
}

/** Tells where an attempt stands. */
async function tell(store: GuardedStore, user: string, id: string, url: string): Promise<Response> {
  const attempt = await store.attempt(user, id);
  // `not-found` would tell the person that this site has no endpoint; it is the attempt that has come to nothing.
  if (!attempt) return problem(404, { code: 'server-error', title: 'no such attempt, or it was given up' });
  return attempt.state === 'done' ? stored(attempt.answer) : accepted(url);
}
