import type { Connection } from '../../core/connection.js';
import { sha256 } from '../hash.js';
import {
  answerLifetime,
  type Claim,
  type ClaimRequest,
  type ConnectionStore,
  type Done,
  type NewConnection,
  type Pending,
  type SavedConnection,
  type StoredResponse,
} from '../store.js';
import { checkUser } from '../user.js';
import { accountsHash, accountsKey, replacedBy } from './accounts.js';
import { bindingOf } from './binding.js';
import { untilWritten } from './contention.js';
import { connectionGone, mourning, userGone } from './ended.js';
import type { EncryptionKeys } from './keys.js';
import { createPruning } from './pruning.js';
import { rewrap, type RewrapReport } from './rewrap.js';
import type { AttemptEnd, Database } from './tables.js';
import { createUpkeep } from './upkeep.js';
import { createVault, type Vault } from './vault.js';

/** Options of a store in a database. */
export interface DatabaseStoreOptions {
  /** The first one encrypts, all of them decrypt. An array, or a function that fetches one. */
  readonly encryptionKeys: EncryptionKeys;
}

/** A store in a database, which has more to offer to its host than the handler needs. */
export interface DatabaseStore extends Required<ConnectionStore> {
  /**
   * Encrypts anew, with the first key, whatever is under another one, or was written by an older version of the kit. It goes
   * through all connections, in batches, beside processes that serve. A process that is cut off can do it again.
   */
  rewrap(): Promise<RewrapReport>;
}

/** The answer to a save: the connection stands in its own table, and is not written twice. */
interface SavedAnswer {
  readonly status: number;
  /** Id of the connection. */
  readonly connection: string;
}

/** A store on top of a database: what does not depend on which one it is. */
export function createDatabaseStore(
  database: Database,
  { encryptionKeys }: DatabaseStoreOptions,
): DatabaseStore {
  const vault = createVault(encryptionKeys);
  let isClosed = false;

  return {
    claim: async (request) => claim(database, { ...request, user: checkUser(request.user) }),

    async attempt(user, id) {
      const row = await database.attempt(checkUser(user), id);
      return row && (await stateOf(database, user, id, row.answer));
    },

    accept: async (user, id, broker) => database.accept(checkUser(user), id, broker),

    openAttempts: async (user) => database.openAttempts(checkUser(user)),

    save: async (entry) => save(database, vault, { ...entry, user: checkUser(entry.user) }),

    renew: async (user, attempt, lease) => database.renew(checkUser(user), attempt, lease),

    settle: async (user, id, answer) => database.finish(endOf(checkUser(user), id, answer), false),

    release: async (user, id, answer) =>
      answer
        ? database.finish(endOf(checkUser(user), id, answer), true)
        : database.forget(checkUser(user), id),

    list: async (user) =>
      (await database.connections(checkUser(user))).map(
        ({ connection }) => JSON.parse(connection) as SavedConnection,
      ),

    remove: async (user, id) => database.remove(checkUser(user), id),

    removeUser: async (user) => removeUser(database, checkUser(user)),

    async credentials(user, id) {
      const row = await database.sealed(checkUser(user), id);
      return row && (await vault.open(row.sealed, bindingOf(user, row)));
    },

    ...createUpkeep(database, vault),

    rewrap: () => rewrap(database, vault),

    async ready() {
      await Promise.all([database.ready(), vault.ready()]);
    },

    prune: createPruning(() => pruneUnless(() => isClosed, database)),

    close() {
      isClosed = true;
      return database.close();
    },
  };
}

async function removeUser(database: Database, user: string): Promise<void> {
  const end = endOf(user, crypto.randomUUID(), userGone);
  await database.removeUser({ ...end, tombstone: await tombstoneOf(user), mourning });
}

/** A batch, unless the store is closed: then nothing is left to do, whatever it ran into. */
async function pruneUnless(isClosed: () => boolean, database: Database): Promise<boolean> {
  try {
    return !isClosed() && (await database.prune());
  } catch (error) {
    if (isClosed()) return false;
    throw error;
  }
}

async function claim(
  database: Database,
  { user, key, fingerprint, lease, limits = [] }: ClaimRequest,
): Promise<Claim> {
  const id = crypto.randomUUID();
  const keyHash = await sha256(JSON.stringify([user, key]));
  const holder = await database.claim({ keyHash, id, user, fingerprint, lease, limits });
  if (typeof holder === 'number') return { state: 'limited', retryAfter: holder };
  if (holder.id === id) {
    return { state: 'claimed', attempt: id, ...(holder.isCounted === false && { isCounted: false }) };
  }
  return holder.fingerprint === fingerprint
    ? await stateOf(database, user, holder.id, holder.answer)
    : { state: 'mismatch' };
}

async function save(
  database: Database,
  vault: Vault,
  { user, attempt, connection, credentials, replaces: named, most = Infinity }: NewConnection,
): Promise<StoredResponse | 'full' | undefined> {
  const { broker } = connection;
  const key = accountsKey(connection);
  const accounts = await accountsHash(key);
  const tombstone = await tombstoneOf(user);
  return await untilWritten('the same portfolio is saved', async () => {
    const all = (await database.connections(user)).map((row) => ({
      row,
      id: row.id,
      connection: JSON.parse(row.connection) as SavedConnection,
    }));
    const siblings = all.filter((other) => other.connection.broker === broker);
    const replaced = replacedBy(connection, siblings, named);
    if (!replaced.length && all.length >= most) {
      // Whoever lost the key is not told so: the one that has it may be the very last that there was room for.
      return (await database.attempt(user, attempt))?.answer === null ? 'full' : undefined;
    }
    const id = replaced[0] ?? crypto.randomUUID();
    const saved: Connection = { ...connection, id };
    const status = replaced.length ? 200 : 201;
    const answer: SavedAnswer = { status, connection: id };
    const body = JSON.stringify(saved);
    const sealed = await vault.seal(credentials, { user, broker, connection: id, accounts: key });
    const outcome = await database.save(
      endOf(user, attempt, answer),
      { id, accounts, user, broker, connection: body, sealed },
      { siblings: siblings.map(({ row }) => row), replaced, tombstone },
    );
    if (outcome === 'saved') return { status, body };
    return outcome === 'lost' ? undefined : outcome;
  });
}

const tombstoneOf = (user: string): Promise<string> => sha256(JSON.stringify([user]));

const endOf = (user: string, id: string, answer: StoredResponse | SavedAnswer): AttemptEnd => ({
  user,
  id,
  answer: JSON.stringify(answer),
  lifetime: answerLifetime,
});

async function stateOf(
  database: Database,
  user: string,
  attempt: string,
  text: string | null,
): Promise<Pending | Done> {
  if (text === null) return { state: 'pending', attempt };
  const answer = JSON.parse(text) as StoredResponse | SavedAnswer;
  if (!('connection' in answer)) return { state: 'done', attempt, answer };
  const { status, connection } = answer;
  const row = (await database.connections(user)).find(({ id }) => id === connection);
  return {
    state: 'done',
    attempt,
    answer: row ? { status, body: row.connection } : connectionGone,
  };
}
