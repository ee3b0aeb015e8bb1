import type { Connection } from '../../core/connection.js';

/**
 * What two connections to the same portfolio have in common: the ids of their accounts, in any order. Empty where no
 * account has an id, and nothing can be said.
 */
export const accountsKey = ({ accounts = [] }: Connection): string => {
  const ids = accounts.flatMap(({ id }) => (id === undefined ? [] : [id]));
  return ids.length ? JSON.stringify(ids.sort()) : '';
};
