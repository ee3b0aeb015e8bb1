const loopback = /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * What a relative endpoint is relative to: the document's base URL, unless a `<base>` leads to another origin, where no
 * credential must go because of that.
 *
 * @param base - The document's base URL.
 * @param page - The page's own URL.
 * @param origin - The page's own origin; `null`, as browsers say it, where it has none of its own.
 */
export const baseFor = (base: string, page: string, origin: string): string =>
  new URL(base).origin === origin ? base : page;

/**
 * Resolves an endpoint and says whether credentials may be posted to it: same origin, https, or http on loopback
 * (which browsers count as trustworthy, W3C Secure Contexts § 3.1).
 *
 * @param endpoint - What the page gave; may be relative.
 * @param base - What a relative one is relative to.
 * @param origin - The page's own origin.
 * @param name - What the developer calls it.
 * @returns The absolute URL without a fragment, or a sentence for the developer that says what is wrong.
 */
export function resolveEndpoint(
  endpoint: string | null | undefined,
  base: string,
  origin: string,
  name = 'endpoint',
): { url: string; reason?: undefined } | { reason: string; url?: undefined } {
  const url = endpoint?.trim() && URL.canParse(endpoint, base) ? new URL(endpoint, base) : undefined;
  // fetch() refuses a URL with a password, and one in markup is a leak of its own.
  if (
    url &&
    !url.password &&
    !url.username &&
    (url.protocol === 'https:' ||
      (url.protocol === 'http:' && (url.origin === origin || loopback.test(url.hostname))))
  ) {
    url.hash = '';
    return { url: url.href };
  }
  return {
    reason: `${name} ${url ? 'must be same-origin, https, or http on loopback, without a password' : 'is missing or no URL'}`,
  };
}
