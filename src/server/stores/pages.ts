import { delay } from '../../core/delay.js';
import type { ConnectionsFilter, SavedConnection, UserConnection } from '../store.js';
import type { Database, NumberedConnection } from './tables.js';

/** Read together. */
const pageSize = 500;

/** Goes through all rows of connections, beginning above a number. */
export async function* rowsOf(source: Pick<Database, 'page'>, after = 0): AsyncGenerator<NumberedConnection> {
  for (;;) {
    const page = await source.page(after, pageSize);
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
  for await (const { user, connection: text, number } of rowsOf(source, numberOf(after))) {
    const connection = JSON.parse(text) as SavedConnection;
    if (broker !== undefined && connection.broker !== broker) continue;
    yield { user, connection, cursor: String(number) };
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
