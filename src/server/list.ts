import type { Report } from './report.js';
import { json, statusAddress } from './responses.js';
import type { ConnectionStore, OpenAttempt } from './store.js';

/** How many of a person's attempts the list names. The block asks about fewer. */
const mostAttempts = 10;

/** Answers a GET: a user's connections, and where to ask about attempts that may still become some. */
export async function list(
  store: ConnectionStore,
  user: string,
  url: string,
  report: Report,
): Promise<Response> {
  // First: an attempt that ends in between is in both, and not in neither.
  const open = await openAttempts(store, user, report);
  const connections = await store.list(user);
  const attempts = open.map(({ id, broker }) => ({ location: statusAddress(url, id), broker }));
  return json(200, JSON.stringify({ connections, ...(attempts.length > 0 && { attempts }) }));
}

/** Connections are listed even where nobody can tell what goes on. */
async function openAttempts(
  store: ConnectionStore,
  user: string,
  report: Report,
): Promise<readonly OpenAttempt[]> {
  try {
    return (await store.openAttempts?.(user))?.slice(0, mostAttempts) ?? [];
  } catch (error) {
    report(error);
    return [];
  }
}
