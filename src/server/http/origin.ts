import { isForm } from './form.js';

/** The pages of other origins that may use the endpoint. */
export interface OriginPolicy {
  /** The endpoint's own origin; undefined where the request tells. */
  readonly origin: string | undefined;
  /** Origins of other sites' pages that may post here, for example `https://www.example.com`. */
  readonly allowedOrigins: readonly string[];
  /** Request headers of the page's own that a page on another origin may send. */
  readonly allowedHeaders: readonly string[];
}

const preflightAge = 600;

/**
 * Why a request counts as one of another site's page; undefined where it does not. Cookies travel along with such a request, so
 * the session alone proves nothing (OWASP, cross-site request forgery). A request with neither header comes from no browser
 * that can run the widget; a form may come from any, so it has to have one of them.
 *
 * @returns English, for developers. It repeats what the request itself says, and no name that only the server knows.
 */
export function foreignness(request: Request, policy: OriginPolicy): string | undefined {
  const { headers } = request;
  const origin = headers.get('origin');
  if (origin !== null && policy.allowedOrigins.includes(origin)) return undefined;
  const site = headers.get('sec-fetch-site');
  if (site !== null) {
    // `none`: the person's own doing, such as an address typed in.
    const isOwn = site === 'same-origin' || site === 'none';
    return isOwn ? undefined : `a page of another origin, which allowedOrigins does not list (${site})`;
  }
  if (origin === null) {
    return isForm(request) ? 'a form without Origin and Sec-Fetch-Site, which may be of any page' : undefined;
  }
  const isOwn = isOwnOrigin(origin, request, policy);
  const hosts = [headers.get('x-forwarded-host'), headers.get('host')].filter((host) => host !== null);
  return isOwn
    ? undefined
    : `${origin} is neither the endpoint’s own origin (host: ${hosts.join(', ') || 'not given'}) nor in allowedOrigins`;
}

/** Whether an origin is the endpoint's own, or one that the host has listed. */
export const isKnownOrigin = (origin: string, request: Request, policy: OriginPolicy): boolean =>
  policy.allowedOrigins.includes(origin) || isOwnOrigin(origin, request, policy);

function isOwnOrigin(origin: string, request: Request, policy: OriginPolicy): boolean {
  if (policy.origin !== undefined) return origin === policy.origin;
  return isOwnHost(origin, request) && (!isForm(request) || isWhollyOwn(origin, request));
}

/**
 * No preflight comes before a form, so its page must be of the very origin, as far as the request tells: a page without https, or at
 * another port, may be somebody else's.
 */
function isWhollyOwn(origin: string, request: Request): boolean {
  const { protocol, host } = new URL(origin);
  const outer = request.headers.get('x-forwarded-proto')?.split(',')[0]!.trim().toLowerCase();
  const isAsSafe =
    protocol === 'https:' || (outer ? outer === 'http' : new URL(request.url).protocol === 'http:');
  const usual = protocol === 'https:' ? /:443$/ : /:80$/;
  return isAsSafe && ownHosts(request).some((own) => own.replace(usual, '') === host);
}

/**
 * Whether an origin is that of the request's own host. Only hosts are compared: what stands in front of this server may speak
 * https. The address of the request is the last thing to ask, for some servers write `localhost` there. A page of another
 * site can set none of these headers: what is not on a short list is asked about first, by a preflight.
 */
function isOwnHost(origin: string, request: Request): boolean {
  if (!/^https?:/.test(origin) || !URL.canParse(origin)) return false;
  const { host, hostname } = new URL(origin);
  return ownHosts(request).some(
    (own) =>
      own === host ||
      // nginx's `$host` leaves the port out, and `$host:$server_port` names it where browsers do not.
      own === hostname ||
      (host === hostname && own.replace(/:(80|443)$/, '') === host),
  );
}

/** The hosts that a request names as those it was sent to, the one in front first. */
const ownHosts = ({ headers, url }: Request): string[] =>
  [headers.get('x-forwarded-host')?.split(',')[0], headers.get('host') ?? new URL(url).host].flatMap(
    (host) => (host === undefined ? [] : [host.trim().toLowerCase()]),
  );

/** The CORS headers without which a browser keeps the answer from a listed page. */
export function corsHeaders(request: Request, { allowedOrigins }: OriginPolicy): Record<string, string> {
  if (!allowedOrigins.length) return {};
  const origin = request.headers.get('origin');
  return origin !== null && allowedOrigins.includes(origin)
    ? {
        vary: 'Origin',
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'Location, Retry-After',
      }
    : { vary: 'Origin' };
}

/** Answers a preflight of a listed page. */
export const preflight = (policy: OriginPolicy): Response =>
  new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-methods': 'GET, POST, DELETE',
      'access-control-allow-headers': ['content-type', 'idempotency-key', ...policy.allowedHeaders].join(
        ', ',
      ),
      'access-control-max-age': String(preflightAge),
    },
  });
