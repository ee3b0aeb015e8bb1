/** What the options of handlers and of checks are made of. */
import * as z from 'zod/mini';
import { excessiveRights, type Connection } from '../core/connection.js';
import type { KitEvent } from './event.js';
import type { ErrorContext } from './report.js';
import type { ConnectionStore } from './store.js';
import type { Verifier } from './verifier.js';

/** What the handler and checks of connections both need. */
export interface SharedOptions {
  /** Where connections are kept. */
  readonly store: ConnectionStore;
  /** Verifiers by broker id. A broker without one is refused. */
  readonly verifiers: Readonly<Record<string, Verifier>>;
  /**
   * Told of what should not happen: a store, a verifier or a function of yours that throws, takes too long or returns what it
   * must not; a broker that cannot be reached. The error is a copy that keeps name, message, `code`, stack and causes, and holds no
   * credential. Should it throw or reject itself, that is ignored.
   */
  onError?(error: Error, context: ErrorContext): unknown;
  /**
   * Told of all that happens: a portfolio that was connected, replaced, refused, removed or checked, a request that was turned
   * away, what failed. For logs and metrics; nothing waits for it.
   */
  onEvent?(event: KitEvent): unknown;
  /**
   * What becomes of credentials that allow to move money, where the broker tells. `refuse`: where one is to be connected, the answer is
   * `excessive-access`; where it has these rights by the time of a check, the connection is `broken`. `allow`: the block tells the
   * person to issue others. Default: `allow`.
   */
  readonly excessiveAccess?: 'allow' | 'refuse' | undefined;
  /** Limit of one verification, ms. Default: 25000, below the widget's own 30000. */
  readonly verifyTimeout?: number | undefined;
}

/** `setTimeout` fires at once when given more. Ms. */
export const longestTime = 2 ** 31 - 1;
export const isFunction = (value: unknown) => typeof value === 'function';
export const requiredFunction = z.custom<(...values: never[]) => unknown>(isFunction, 'must be a function');
export const aFunction = z.optional(requiredFunction);
export const time = (least: number, most = longestTime) => {
  const error = `must be a number of ms from ${least} to ${most}`;
  return z.optional(z.number({ error }).check(z.gte(least, { error }), z.lte(most, { error })));
};

const aWholeNumber = 'must be a whole number from 1';
export const wholeNumber = z.optional(
  z
    .number({ error: aWholeNumber })
    .check(
      z.gte(1, { error: aWholeNumber }),
      z.lte(1e9, { error: aWholeNumber }),
      z.multipleOf(1, { error: aWholeNumber }),
    ),
);

/** A store with these methods, and perhaps with those. */
export const storeWith = (
  error: string,
  required: readonly string[],
  optional: readonly string[] = [],
): z.ZodMiniCustom<ConnectionStore, ConnectionStore> =>
  z.custom<ConnectionStore>((store: unknown) => {
    if (typeof store !== 'object' || store === null) return false;
    const methods = store as Record<string, unknown>;
    return (
      required.every((name) => isFunction(methods[name])) &&
      optional.every((name) => methods[name] === undefined || isFunction(methods[name]))
    );
  }, error);

const verifier = z.custom<Verifier>(isFunction, 'must be a function').check(({ value, issues }) => {
  for (const member of ['fields', 'optionalFields', 'secrets'] as const) {
    const names: unknown = value[member];
    if (names === undefined || (Array.isArray(names) && names.every((name) => typeof name === 'string')))
      continue;
    issues.push({ code: 'custom', input: value, message: `must have ${member} that are an array of names` });
  }
  if (!['boolean', 'undefined'].includes(typeof value.singleUse))
    issues.push({ code: 'custom', input: value, message: 'must have singleUse that is true or false' });
});

/** What handlers and checks have in common. */
export const common = {
  verifiers: z.record(
    z.string().check(z.regex(/^[a-z0-9][a-z0-9-]*$/)),
    verifier,
    // Of a key, too: no request could ever name it.
    { error: 'must be an object: verifiers by the ids of brokers, such as t-invest' },
  ),
  access: z.optional(z.enum(['full', 'read-only'], { error: 'must be full or read-only' })),
  onError: aFunction,
  onEvent: aFunction,
  excessiveAccess: z.optional(z.enum(['allow', 'refuse'], { error: 'must be allow or refuse' })),
  verifyTimeout: time(1),
  callTimeout: time(1),
};

/** Those of them that have the same default everywhere. */
export interface CommonOptions {
  readonly excessiveAccess: 'allow' | 'refuse';
  /** Ms. */
  readonly verifyTimeout: number;
  /** Ms. */
  readonly callTimeout: number;
}

export const withDefaults = ({
  excessiveAccess = 'allow',
  verifyTimeout = 25_000,
  callTimeout = 10_000,
}: {
  readonly [Name in keyof CommonOptions]?: CommonOptions[Name] | undefined;
}): CommonOptions => ({ excessiveAccess, verifyTimeout, callTimeout });

/** Returns what was given, or throws a TypeError that names the option which makes no sense. */
export function parsed<T extends z.ZodMiniType>(schema: T, options: unknown, caller: string): z.output<T> {
  const { data, error } = z.safeParse(schema, options);
  if (!error) return data;
  const [issue] = error.issues;
  const [name, ...rest] = issue!.path;
  const place = rest.map((part) => (typeof part === 'number' ? `[${part}]` : `[${JSON.stringify(part)}]`));
  const option = name === undefined ? 'options' : String(name) + place.join('');
  throw new TypeError(`${caller}: ${option} ${issue!.message}`);
}

/** Whether a host does not want what credentials allow. */
export const isExcessive = ({ excessiveAccess }: CommonOptions, found: Pick<Connection, 'rights'>): boolean =>
  excessiveAccess === 'refuse' && excessiveRights(found).length > 0;
