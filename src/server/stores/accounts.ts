import type { Connection } from '../../core/connection.js';
import { sha256 } from '../hash.js';

/** The ids that the broker gave the accounts, without those that it left out. */
const accountIds = ({ accounts }: Connection): string[] => [
  ...new Set((accounts ?? []).flatMap(({ id }) => (id === undefined ? [] : [id]))),
];

/**
 * What two connections to the same portfolio have in common: the ids of their accounts, in any order. Empty where no
 * account has an id, and nothing can be said.
 */
export function accountsKey(connection: Connection): string {
  const ids = accountIds(connection);
  return ids.length ? JSON.stringify(ids.sort()) : '';
}

/** By which a database finds it; null where nothing can be said. @param key - What `accountsKey` returned. */
export const accountsHash = async (key: string): Promise<string | null> => (key ? await sha256(key) : null);

/** A connection that is kept already. */
export interface Sibling {
  readonly id: string;
  readonly connection: Connection;
}

/**
 * The connections that a new one takes the place of: the one that was named, and each whose accounts are all among its own. An
 * account that is only in the old one would be lost with it, so that one stays.
 *
 * @param siblings - The person's connections with the same broker, the newest first.
 * @param named - Id of the connection that is to be repaired.
 * @returns Their ids; the new one takes the first.
 */
export function replacedBy(
  connection: Connection,
  siblings: readonly Sibling[],
  named: string | undefined,
): string[] {
  const ids = new Set(accountIds(connection));
  const isContinued = (sibling: Sibling) => {
    const others = accountIds(sibling.connection);
    return others.length > 0 && others.every((id) => ids.has(id));
  };
  const isSame = (sibling: Sibling) =>
    isContinued(sibling) && accountIds(sibling.connection).length === ids.size;
  const rank = (sibling: Sibling) => (sibling.id === named ? 2 : isSame(sibling) ? 1 : 0);
  return siblings
    .filter((sibling) => sibling.id === named || isContinued(sibling))
    .sort((one, other) => rank(other) - rank(one))
    .map(({ id }) => id);
}
