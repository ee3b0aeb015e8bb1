import { sha256 } from '../hash.js';
import type { ConnectionChange, ConnectionStore, ConnectionUpdate, SavedConnection } from '../store.js';
import { checkUser } from '../user.js';
import { bindingOf, isSameBinding } from './binding.js';
import { untilWritten } from './contention.js';
import { connectionsIn } from './pages.js';
import type { Database } from './tables.js';
import { isSameCredentials, stateUpdate, updated } from './updated.js';
import type { Vault } from './vault.js';

/** The part of a store that keeps connections true after they were made. */
export const createUpkeep = (
  database: Database,
  vault: Vault,
): Required<Pick<ConnectionStore, 'connections' | 'update' | 'setState'>> => ({
  connections: (filter) => connectionsIn(database, filter),

  update: async (one) => update(database, vault, { ...one, user: checkUser(one.user) }),

  setState: async (...found) => {
    const one = stateUpdate(...found);
    return update(database, vault, { ...one, user: checkUser(one.user) });
  },
});

function update(
  database: Database,
  vault: Vault,
  one: ConnectionUpdate,
): Promise<ConnectionChange | undefined> {
  const { user, credentials } = one;
  return untilWritten('the same connection is changed', async () => {
    const row = await database.sealed(user, one.id);
    if (!row) return undefined;
    const before = bindingOf(user, row);
    const kept = () => vault.open(row.sealed, before);
    if (credentials && !isSameCredentials(await kept(), credentials)) return undefined;
    const previous = JSON.parse(row.connection) as SavedConnection;
    const connection = updated(previous, one);
    // As it is written: PostgreSQL finds an id in capitals, too.
    const after = { id: row.id, connection: JSON.stringify(connection) };
    const binding = bindingOf(user, after);
    const isWritten = await database.update(row, {
      ...after,
      user,
      broker: connection.broker,
      accounts: binding.accounts ? await sha256(binding.accounts) : null,
      sealed: isSameBinding(binding, before) ? row.sealed : await vault.seal(await kept(), binding),
    });
    return isWritten ? { user, connection, previous } : 'conflict';
  });
}
