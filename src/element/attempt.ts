import type { Attempt, Outcome } from '../core/client.js';
import { lazy } from '../core/lazy.js';

const loadClient = lazy(() => import('../core/client.js'));

/** Fetches the transport ahead, while the person is still reading. A failure shows when it is needed. */
export const prefetchClient = (): void => void loadClient().catch(() => undefined);

/** Runs one attempt. A transport that cannot be loaded is a `network` failure like any other. */
export async function runAttempt(attempt: Attempt): Promise<Outcome> {
  let client;
  try {
    client = await loadClient();
  } catch {
    return { ok: false, failure: { code: 'network', reason: 'A part of the widget could not be loaded.' } };
  }
  return client.connect(attempt);
}
