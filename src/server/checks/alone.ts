import type { GuardedStore } from '../guarded-store.js';
import { CallFailed } from '../request-context.js';

/** Which connection is to be checked by one at a time. */
interface CheckClaim {
  readonly user: string;
  /** Id of the connection. */
  readonly connection: string;
  /** It runs out after so many ms, should the process die. */
  readonly lease: number;
}

/**
 * Does something that nobody else does for this connection at the same time, in whichever process. What settles it is the store's claim of
 * a key, under a name that no request can have: those have no spaces.
 *
 * @returns undefined where another one is at it.
 * @throws CallFailed where the store does not answer; what `work` throws.
 */
export async function alone<T>(
  store: GuardedStore,
  { user, connection, lease }: CheckClaim,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const claim = await store.claim({ user, key: `check of ${connection}`, fingerprint: 'check', lease });
  if (claim.state !== 'claimed') return undefined;
  // Should that fail, the host is told, and the next check may begin when the lease runs out.
  const release = () => store.release(user, claim.attempt).catch(() => undefined);
  try {
    const done = await work();
    await release();
    return done;
  } catch (error) {
    // A write whose time is over may still be done, and is waited for as long as the lease holds.
    if (!(CallFailed.is(error) && error.phase === 'update')) await release();
    throw error;
  }
}
