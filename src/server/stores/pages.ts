import { delay } from '../../core/delay.js';
import type { ConnectionsFilter, SavedConnection, UserConnection } from '../store.js';
import type { Database } from './tables.js';

/** Read together. */
const pageSize = 500;

/** Goes through everybody's connections. */
export async function* connectionsIn(
  source: Pick<Database, 'page'>,
  { broker, after = '0' }: ConnectionsFilter = {},
): AsyncGenerator<UserConnection> {
  let number = numberOf(after);
  for (;;) {
    const page = await source.page(number, pageSize);
    if (!page.length) return;
    for (const { user, connection: text, number: own } of page) {
      number = own;
      const connection = JSON.parse(text) as SavedConnection;
      if (broker !== undefined && connection.broker !== broker) continue;
      yield { user, connection, cursor: String(own) };
    }
    // A source that has nothing to wait for would let nobody else have a turn.
    await delay(0);
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
