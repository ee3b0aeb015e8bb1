import type { ConnectionChange, ConnectionStore, ConnectionUpdate, SavedConnection } from '../store.js';
import { checkUser } from '../user.js';
import { accountsHash, accountsKey } from './accounts.js';
import { bindingOf } from './binding.js';
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
  const { user, credentials, newCredentials } = one;
  return untilWritten('the same connection is changed', async () => {
    const row = await database.sealed(user, one.id);
    if (!row) return undefined;
    const before = bindingOf(user, row);
    const open = () => vault.open(row.sealed, before);
    const kept = credentials && (await open());
    if (credentials && kept && !isSameCredentials(kept, credentials)) return undefined;
    const previous = JSON.parse(row.connection) as SavedConnection;
    const connection = updated(previous, one);
    if (connection === previous && !newCredentials) return { user, connection, previous };
    const after = { ...before, accounts: accountsKey(connection) };
    const isWritten = await database.update(row, {
      id: row.id,
      user,
      broker: connection.broker,
      connection: JSON.stringify(connection),
      accounts: await accountsHash(after.accounts),
      sealed:
        after.accounts === before.accounts && !newCredentials
          ? row.sealed
          : await vault.seal(newCredentials ?? kept ?? (await open()), after),
    });
    if (!isWritten) return 'conflict';
    if (newCredentials) await database.clean();
    return { user, connection, previous };
  });
}
