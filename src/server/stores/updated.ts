import type { ConnectionState, ConnectionUpdate, Credentials, SavedConnection } from '../store.js';

const states: readonly unknown[] = ['active', 'expired', 'broken'] satisfies ConnectionState[];

/**
 * A connection as it is after an update. What was found takes the place of all that was found before.
 *
 * @throws TypeError where the state is none.
 */
export function updated(
  connection: SavedConnection,
  { state, found, checkedAt }: ConnectionUpdate,
): SavedConnection {
  if (!states.includes(state)) throw new TypeError('state must be active, expired or broken');
  const next = { ...connection };
  if (found) {
    delete next.accounts;
    delete next.access;
    delete next.expiresAt;
  }
  return { ...next, ...found, state, checkedAt };
}

/** Whether they are the same, member by member. */
export function isSameCredentials(some: Credentials, others: Credentials): boolean {
  const names = Object.keys(some);
  return (
    names.length === Object.keys(others).length &&
    names.every((name) => Object.hasOwn(others, name) && some[name] === others[name])
  );
}
