import * as z from 'zod/mini';
import { connectionSchema } from '../../core/contract.js';
import type { ConnectionState, ConnectionUpdate, Credentials, SavedConnection } from '../store.js';

const stateSchema = z.nonoptional(connectionSchema.shape.state);

/**
 * A connection as it is after an update. What was found takes the place of all that was found before; nothing else of it is looked
 * at. Where something was found out later already, that stands, and the very connection is returned; unless the credentials were used up:
 * who has the new ones alone can say how it stands.
 *
 * @throws TypeError where the state is none, or the time cannot be read.
 */
export function updated(
  connection: SavedConnection,
  { state, found, checkedAt, singleUse, newCredentials }: ConnectionUpdate,
): SavedConnection {
  if (!z.safeParse(stateSchema, state).success) {
    throw new TypeError('state must be active, expired or broken');
  }
  if (Number.isNaN(Date.parse(checkedAt))) throw new TypeError('checkedAt must be a time, ISO 8601');
  if (!(singleUse && newCredentials) && isLater(connection.checkedAt, checkedAt)) return connection;
  const next = { ...connection, state, checkedAt };
  if (!found) return next;
  delete next.accounts;
  delete next.access;
  delete next.rights;
  delete next.expiresAt;
  const { accounts, access, rights, expiresAt } = found;
  return {
    ...next,
    ...(accounts && { accounts }),
    ...(access && { access }),
    ...(rights && { rights }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/** Whether one time is later than the other. One that is still to come says nothing: a clock was wrong. */
const isLater = (one: string | undefined, other: string): boolean => {
  const at = Date.parse(one ?? '');
  return at > Date.parse(other) && at <= Date.now();
};

/** What a job that used the credentials just now has found out. */
export const stateUpdate = (
  user: string,
  id: string,
  state: ConnectionState,
  credentials?: Credentials,
): ConnectionUpdate => ({ user, id, state, credentials, checkedAt: new Date().toISOString() });

/** Whether they are the same, member by member. */
export function isSameCredentials(some: Credentials, others: Credentials): boolean {
  const names = Object.keys(some);
  return (
    names.length === Object.keys(others).length &&
    names.every((name) => Object.hasOwn(others, name) && some[name] === others[name])
  );
}
