import * as z from 'zod/mini';
import type { Access } from '../core/connection.js';
import {
  aFunction,
  common,
  isFunction,
  parsed,
  time,
  withDefaults,
  type CommonOptions,
} from './option-parts.js';
import type { ErrorContext } from './report.js';
import type { ConnectionChange, ConnectionStore } from './store.js';
import type { Verifier } from './verifier.js';

/** What a check of connections needs: give it what the handler has. */
export interface CheckOptions {
  /** Where connections are kept. One with `update`, as those of the kit are. */
  readonly store: ConnectionStore;
  /** Verifiers by broker id. */
  readonly verifiers: Readonly<Record<string, Verifier>>;
  /** The access that the site needs. Less is `broken`. Default: `full`, as the handler's. */
  readonly access?: Access | undefined;
  /**
   * Told once of each connection that stands otherwise than before, or has other accounts, access or expiry: to write an e-mail, for
   * example. The check waits for it. Should it throw, `onError` is told, and the change stays.
   */
  onChange?(change: ConnectionChange): unknown;
  /** As the handler's. */
  onError?(error: Error, context: ErrorContext): unknown;
  /** Limit of one verification, ms. Default: 25000. */
  readonly verifyTimeout?: number | undefined;
  /** Limit of one call of the store, ms. Default: 10000. */
  readonly callTimeout?: number | undefined;
}

/** How all connections are gone through. */
export interface SweepOptions extends CheckOptions {
  /**
   * Left out is what was checked, or made, less than so many ms ago: a sweep that was cut off goes on where it stopped when it is
   * begun again. Default: 12 hours.
   */
  readonly maxAge?: number | undefined;
  /** So many of each broker are checked at the same time. Default: 2. */
  readonly concurrency?: number | undefined;
  /** So many of each broker begin in a minute. Default: 60. */
  readonly perMinute?: number | undefined;
  /** Ends the sweep; what was found out by then stays. */
  readonly signal?: AbortSignal | undefined;
}

/** Options that were found to be in order, with their defaults. */
export interface CheckedSweep extends CommonOptions {
  /** Ms. */
  readonly maxAge: number;
  readonly concurrency: number;
  readonly perMinute: number;
}

const upkeepMethods = ['list', 'credentials', 'update'] as const;
const canBeUpdated = (store: unknown): boolean =>
  typeof store === 'object' &&
  store !== null &&
  upkeepMethods.every((name) => isFunction((store as Record<string, unknown>)[name]));
const canBeSwept = (store: unknown): boolean =>
  canBeUpdated(store) && isFunction((store as Record<string, unknown>)['connections']);

const checkSchema = z.object(
  {
    ...common,
    store: z.custom<ConnectionStore>(
      canBeUpdated,
      'must be a ConnectionStore, with list, credentials and update',
    ),
    onChange: aFunction,
  },
  { error: 'must be an object' },
);

const count = (error: string) =>
  z.optional(z.number({ error }).check(z.gte(1, { error }), z.lte(1_000_000, { error })));
const sweepSchema = z.extend(checkSchema, {
  store: z.custom<ConnectionStore>(
    canBeSwept,
    'must be a ConnectionStore, with list, credentials, update and connections',
  ),
  maxAge: time(0, Infinity),
  concurrency: count('must be a number from 1'),
  perMinute: count('must be a number from 1'),
  signal: z.optional(z.instanceof(AbortSignal, { error: 'must be an AbortSignal' })),
});

/** @throws TypeError that names the option which makes no sense. */
export const checkCheckOptions = (options: CheckOptions): CommonOptions =>
  withDefaults(parsed(checkSchema, options, 'checkConnection'));

/** @throws TypeError that names the option which makes no sense. */
export function checkSweepOptions(options: SweepOptions): CheckedSweep {
  const {
    maxAge = 12 * 60 * 60 * 1000,
    concurrency = 2,
    perMinute = 60,
    ...others
  } = parsed(sweepSchema, options, 'checkConnections');
  return { ...withDefaults(others), maxAge, concurrency: Math.floor(concurrency), perMinute };
}
