import { bindingOf } from './binding.js';
import { rowsOf } from './pages.js';
import type { Database, SealedConnection } from './tables.js';
import type { Vault } from './vault.js';

/** What a `rewrap` did. */
export interface RewrapReport {
  /** So many connections are under the first key now that were not before. */
  readonly rewrapped: number;
  /** So many are left, by the id of their key: its key is missing, or they do not open with it. Empty where all is done. */
  readonly left: Readonly<Record<string, number>>;
}

/** Encrypts anew, with the first key, what is not under it. */
export async function rewrap(database: Database, vault: Vault): Promise<RewrapReport> {
  await vault.renewKeys();
  const left: Record<string, number> = {};
  let rewrapped = 0;
  for await (const { user, id } of rowsOf(database)) {
    const row = await database.sealed(user, id);
    if (!row || (await vault.isCurrent(row.sealed))) continue;
    const outcome = await reseal(user, row);
    if (outcome === 'done') rewrapped++;
    if (outcome === 'left') left[row.sealed.keyId] = (left[row.sealed.keyId] ?? 0) + 1;
  }
  // Nothing of what was under the old key stays behind.
  await database.clean();
  return { rewrapped, left };

  /** `changed`: it was removed or replaced meanwhile, and what is written anew is under the first key. */
  async function reseal(
    user: string,
    { sealed, ...row }: SealedConnection,
  ): Promise<'done' | 'left' | 'changed'> {
    const binding = bindingOf(user, row);
    const credentials = await vault.open(sealed, binding).catch(() => undefined);
    if (!credentials) return 'left';
    return (await database.reseal(row.id, sealed, await vault.seal(credentials, binding)))
      ? 'done'
      : 'changed';
  }
}
