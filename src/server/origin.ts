/** The pages of other origins that may use the endpoint. */
export interface OriginPolicy {
  /** Origins of other sites' pages that may post here, for example `https://www.example.com`. */
  readonly allowedOrigins: readonly string[];
  /** Request headers of the page's own that a page on another origin may send. */
  readonly allowedHeaders: readonly string[];
}

const preflightAge = 600;

/**
 * Whether a page of another site sent this. Cookies travel along with such a request, so the session alone proves nothing
 * (OWASP, cross-site request forgery). A request with neither header comes from no browser that can run the widget.
 */
export function isForeign(request: Request, { allowedOrigins }: OriginPolicy): boolean {
  const origin = request.headers.get('origin');
  if (origin !== null && allowedOrigins.includes(origin)) return false;
  const site = request.headers.get('sec-fetch-site');
  // `none`: the person's own doing, such as an address typed in.
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  if (origin === null) return false;
  // The host alone: what stands in front of this server may speak https.
  return !URL.canParse(origin) || new URL(origin).host !== new URL(request.url).host;
}

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
