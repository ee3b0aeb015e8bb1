import { delay } from '../../core/delay.js';
import { sha256 } from '../hash.js';
import type {
  ConnectionChange,
  ConnectionStore,
  ConnectionUpdate,
  ConnectionsFilter,
  SavedConnection,
  UserConnection,
} from '../store.js';
import { TemporaryError } from '../temporary.js';
import { checkUser } from '../user.js';
import { bindingOf } from './binding.js';
import { cursorOf } from './cursor.js';
import type { Database } from './tables.js';
import { isSameCredentials, updated } from './updated.js';
import type { Vault } from './vault.js';

/** Of an update that another one of the same connection comes before. */
const mostTries = 10;
const longestPause = 50;

/** The part of a store that keeps connections true after they were made. */
export const createUpkeep = (
  database: Database,
  vault: Vault,
): Required<Pick<ConnectionStore, 'connections' | 'update' | 'setState'>> => ({
  connections: (filter) => connections(database, filter),

  update: async (one) => update(database, vault, { ...one, user: checkUser(one.user) }),

  setState: async (user, id, state) =>
    update(database, vault, { user: checkUser(user), id, state, checkedAt: new Date().toISOString() }),
});

/** Read together. */
const pageSize = 100;

async function* connections(
  database: Database,
  { broker, after = '0' }: ConnectionsFilter = {},
): AsyncGenerator<UserConnection> {
  let number = cursorOf(after);
  for (;;) {
    const page = await database.page(number, pageSize, broker);
    if (!page.length) return;
    for (const { user, connection, number: own } of page) {
      yield { user, connection: JSON.parse(connection) as SavedConnection, cursor: String((number = own)) };
    }
  }
}

async function update(
  database: Database,
  vault: Vault,
  one: ConnectionUpdate,
): Promise<ConnectionChange | undefined> {
  const { user, id, credentials } = one;
  for (let tries = 0; tries < mostTries; tries++) {
    const row = await database.sealed(user, id);
    if (!row) return undefined;
    const before = bindingOf(user, row);
    const kept = () => vault.open(row.sealed, before);
    if (credentials && !isSameCredentials(await kept(), credentials)) return undefined;
    const previous = JSON.parse(row.connection) as SavedConnection;
    const connection = updated(previous, one);
    const text = JSON.stringify(connection);
    const after = bindingOf(user, { id, connection: text });
    const isBound = after.accounts === before.accounts;
    const isWritten = await database.update(row, {
      id,
      user,
      broker: connection.broker,
      connection: text,
      accounts: after.accounts ? await sha256(after.accounts) : null,
      sealed: isBound ? row.sealed : await vault.seal(await kept(), after),
    });
    if (isWritten) return { user, connection, previous };
    await delay(Math.random() * longestPause);
  }
  throw new TemporaryError('the same connection is changed again and again');
}
