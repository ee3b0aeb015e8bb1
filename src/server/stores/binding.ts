import type { SavedConnection } from '../store.js';
import { accountsKey } from './accounts.js';
import type { WrittenConnection } from './tables.js';
import type { Binding } from './vault.js';

/** What the credentials of a connection are bound to. */
export const bindingOf = (
  user: string,
  { id, connection }: Pick<WrittenConnection, 'id' | 'connection'>,
): Binding => {
  const known = JSON.parse(connection) as SavedConnection;
  return { user, connection: id, broker: known.broker, accounts: accountsKey(known) };
};
