import type { GuardedStore } from './guarded-store.js';
import { json, statusAddress } from './http/responses.js';

/** Answers a GET: a user's connections, and where to ask about attempts that may still become some. */
export async function list(store: GuardedStore, user: string, url: string): Promise<Response> {
  // First: an attempt that ends in between is in both, and not in neither.
  const open = await store.openAttempts(user);
  const connections = await store.list(user);
  const attempts = open.map(({ id, broker }) => ({ location: statusAddress(url, id), broker }));
  return json(200, JSON.stringify({ connections, ...(attempts.length > 0 && { attempts }) }));
}
