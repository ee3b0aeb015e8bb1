import { problemBody } from '../http/responses.js';
import type { StoredResponse } from '../store.js';

const problemOf = (
  status: number,
  code: 'server-error' | 'session-expired',
  title: string,
): StoredResponse => ({
  status,
  body: problemBody(status, { code, title }),
});

/** Met by a key whose connection is not there any more: what it was is not kept. */
export const connectionGone = problemOf(410, 'server-error', 'the connection was removed since');

/** Met by the keys of a user who was removed: none of them may connect anything any more. */
export const userGone = problemOf(401, 'session-expired', 'this user was removed');

/** A request of a user who is removed may have been let in before, and takes less than this to its end, ms. */
export const mourning = 2 * 60 * 1000;
