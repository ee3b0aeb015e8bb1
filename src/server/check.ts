import type { Connection } from '../core/connection.js';
import { checkCheckOptions, type CheckOptions } from './check-options.js';
import type { CommonOptions } from './option-parts.js';
import { CallFailed, RequestContext } from './request-context.js';
import type { ConnectionChange, ConnectionState, SavedConnection } from './store.js';
import { secretsOf, verify } from './verification.js';
import type { Refused } from './verifier.js';

/** The broker was asked, and how the connection stands is written down. */
export interface Checked {
  /** Discriminant of {@link Check}. */
  readonly outcome: 'checked';
  /** As it is now. */
  readonly connection: SavedConnection;
  /** As it was before. */
  readonly previous: SavedConnection;
  /** Whether more has changed than the time of the check. */
  readonly isChanged: boolean;
}

/** Nothing was found out, so nothing was changed. `onError` was told, where it is no answer of the broker's. */
export interface Unchecked {
  /** Discriminant of {@link Check}. */
  readonly outcome: 'unknown';
  /** What the broker said, or that it did not answer; undefined where it was not asked, or the store or the verifier failed. */
  readonly code?: 'rate-limited' | 'broker-unavailable' | undefined;
  /** Seconds after which it may be tried again, where that is known. */
  readonly retryAfter?: number | undefined;
}

/** There is no such connection any more, or it was connected again meanwhile, with other credentials. */
export interface Gone {
  /** Discriminant of {@link Check}. */
  readonly outcome: 'gone';
}

/** The outcome of a check. */
export type Check = Checked | Unchecked | Gone;

/**
 * Asks the broker about one connection anew: one job of a queue, for example. It writes down how the connection stands (`active`,
 * `expired`, `broken`), its accounts, access and expiry, and when that was. Never rejects but for options that make no sense.
 *
 * @param user - Whose it is.
 * @param id - Of the connection.
 * @param signal - Ends it; nothing is written then.
 * @throws TypeError that names the option that makes no sense.
 */
export async function checkConnection(
  options: CheckOptions,
  user: string,
  id: string,
  signal?: AbortSignal,
): Promise<Check> {
  return await checkOne(options, checkCheckOptions(options), user, id, signal);
}

/** With options that were checked. Never rejects. */
export async function checkOne(
  options: CheckOptions,
  checked: CommonOptions,
  user: string,
  id: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<Check> {
  const context = new RequestContext(options, checked.callTimeout);
  context.user = user;
  try {
    return await ask(options, checked, context, { user, id }, signal);
  } catch (error) {
    context.report('verify', error);
    return { outcome: 'unknown', retryAfter: CallFailed.is(error) ? error.retryAfter : undefined };
  }
}

async function ask(
  options: CheckOptions,
  { access, verifyTimeout: timeout }: CommonOptions,
  context: RequestContext,
  { user, id }: { readonly user: string; readonly id: string },
  cancelled: AbortSignal,
): Promise<Check> {
  const { store, verifiers } = options;
  const known = (await context.call('list', () => store.list(user))).find((one) => one.id === id);
  const credentials = known && (await context.call('credentials', () => store.credentials(user, id)));
  if (!credentials) return { outcome: 'gone' };
  context.broker = known.broker;
  const verifier = Object.hasOwn(verifiers, known.broker) ? verifiers[known.broker] : undefined;
  if (!verifier) throw new TypeError(`there is no verifier for the broker ${JSON.stringify(known.broker)}`);
  context.secrets = secretsOf(verifier, credentials);
  const verification = await verify({ verifier, credentials, access, timeout, cancelled }, context);
  if (cancelled.aborted) return { outcome: 'unknown' };
  const state = verification.ok ? 'active' : stateAfter(verification);
  if (!state) return unknown(verification as Refused);
  const change = await context.call('update', () =>
    store.update!({
      user,
      id,
      credentials,
      state,
      found: verification.ok ? verification.connection : undefined,
      checkedAt: new Date().toISOString(),
    }),
  );
  if (!change) return { outcome: 'gone' };
  const isChanged = differs(change);
  if (isChanged) await tell(options, change, context);
  return { outcome: 'checked', connection: change.connection, previous: change.previous, isChanged };
}

/** What a refusal says of a token that worked before; undefined where it says nothing. */
function stateAfter({ code }: Refused): ConnectionState | undefined {
  if (code === 'rate-limited' || code === 'broker-unavailable') return undefined;
  return code === 'expired-token' ? 'expired' : 'broken';
}

const unknown = ({ code, retryAfter }: Refused): Unchecked => ({
  outcome: 'unknown',
  code: code as Unchecked['code'],
  retryAfter,
});

/** Whether more is different than when it was checked. */
function differs({ connection, previous }: ConnectionChange): boolean {
  const textOf = ({ state, accounts, access, expiresAt }: Connection) =>
    JSON.stringify([
      state ?? 'active',
      accounts?.map(({ id, name, type }) => JSON.stringify([id, name, type])).sort(),
      access,
      expiresAt,
    ]);
  return textOf(connection) !== textOf(previous);
}

async function tell(options: CheckOptions, change: ConnectionChange, context: RequestContext): Promise<void> {
  try {
    await options.onChange?.(change);
  } catch (error) {
    context.report('on-change', error);
  }
}
