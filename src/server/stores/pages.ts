import { delay } from '../../core/delay.js';
import type { ConnectionsFilter, SavedConnection, UserConnection } from '../store.js';
import type { Database, NumberedConnection } from './tables.js';

/** Read together. */
const pageSize = 500;

/** Goes through the rows of connections, of one broker or of all, beginning above a number. */
export async function* rowsOf(
  source: Pick<Database, 'page'>,
  after = 0,
  broker?: string,
): AsyncGenerator<NumberedConnection> {
  for (;;) {
    const page = await source.page(after, pageSize, broker);
    const last = page.at(-1);
    if (!last) return;
    yield* page;
    after = last.number;
    // A source that has nothing to wait for would let nobody else have a turn.
    await delay(0);
  }
}

/** Goes through everybody's connections. */
export async function* connectionsIn(
  source: Pick<Database, 'page'>,
  { broker, after = '0' }: ConnectionsFilter = {},
): AsyncGenerator<UserConnection> {
  for await (const { user, connection, number } of rowsOf(source, numberOf(after), broker)) {
    yield { user, connection: JSON.parse(connection) as SavedConnection, cursor: String(number) };
  }
}

/**
 * The number of a connection that is gone on behind.
 *
 * @throws TypeError where it is none.
 */
function numberOf(after: unknown): number {
  if (typeof after === 'string' && /^\d{1,15}$/.test(after)) return Number(after);
  throw new TypeError('after must be the cursor of a connection');
}
