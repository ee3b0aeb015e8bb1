import { ConnectError } from '../../core/errors.js';

/**
 * Loads a page's own list of brokers: a JSON array of definitions, or an object with one as `brokers`. Nothing of the page is
 * sent along but its cookies, and these to its own origin alone; the browser may have the list in its cache.
 *
 * @throws ConnectError Where it cannot be had, or is no list.
 */
export async function loadBrokers(
  address: string,
  fetch: typeof globalThis.fetch,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const response = await fetch(address, { headers: { accept: 'application/json' }, signal });
  if (!response.ok) {
    const { status } = response;
    throw new ConnectError({
      code: 'network',
      status,
      reason: `brokers-src was answered with HTTP ${status}`,
    });
  }
  const json = jsonIn(await response.text());
  const list = Array.isArray(json) ? json : (json as { brokers?: unknown } | null | undefined)?.brokers;
  if (Array.isArray(list) && list.length > 0) return list as readonly unknown[];
  throw new ConnectError({
    code: 'invalid-configuration',
    reason: 'brokers-src must be a JSON array of definitions, at least one, or an object with it as brokers',
  });
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
