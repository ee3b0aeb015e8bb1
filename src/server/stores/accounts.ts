import type { Connection } from '../../core/connection.js';

/**
 * What two connections to the same portfolio have in common: the ids of their accounts, in any order. Empty where no
 * account has an id, and nothing can be said.
 */
export function accountsKey({ accounts }: Connection): string {
  const ids: string[] = [];
  for (const { id } of accounts ?? []) if (id !== undefined) ids.push(id);
  return ids.length ? JSON.stringify(ids.sort()) : '';
}
