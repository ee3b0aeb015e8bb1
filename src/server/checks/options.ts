import * as z from 'zod/mini';
import type { Access } from '../../core/connection.js';
import {
  aFunction,
  common,
  parsed,
  storeWith,
  withDefaults,
  type CommonOptions,
  type SharedOptions,
} from '../option-parts.js';
import type { ConnectionChange } from '../store.js';

/** What a check of connections needs: give it what the handler has. The store must have `update`, as those of the kit do. */
export interface CheckOptions extends SharedOptions {
  /** The access that the site needs. Less is `broken`. Default: that which each connection has. */
  readonly access?: Access | undefined;
  /**
   * Told of each connection that stands otherwise than before, or has other accounts, access or expiry: to write an e-mail, for
   * example. At most once: not where the process ends in between. The check waits for it, up to `callTimeout`. Should it throw or
   * take longer, `onError` is told, and the change stays.
   */
  onChange?(change: ConnectionChange): unknown;
  /** Limit of one call of the store, and of `onChange`, ms. Default: 10000. */
  readonly callTimeout?: number | undefined;
}

/** How all connections are gone through. The store must have `connections`, too. */
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
  /**
   * Ends the sweep: no check begins any more, and no broker is waited for but such as take credentials once (`singleUse`), whose answer has the
   * next ones. What is being written by then is told.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Options that were found to be in order, with their defaults. */
export interface CheckedCheck extends CommonOptions {
  /** undefined: that which each connection has. */
  readonly access: Access | undefined;
}

/** Options that were found to be in order, with their defaults. */
export interface CheckedSweep extends CheckedCheck {
  /** Ms. */
  readonly maxAge: number;
  readonly concurrency: number;
  readonly perMinute: number;
}

const upkeepMethods = ['list', 'credentials', 'update'] as const;

const checkSchema = z.object(
  {
    ...common,
    store: storeWith('must be a ConnectionStore, with list, credentials and update', upkeepMethods),
    onChange: aFunction,
  },
  { error: 'must be an object' },
);

const aCount = 'must be a number from 1 to 1000000';
const count = z.optional(
  z.number({ error: aCount }).check(z.gte(1, { error: aCount }), z.lte(1_000_000, { error: aCount })),
);
const age = 'must be a number of ms from 0';
const sweepSchema = z.extend(checkSchema, {
  store: storeWith('must be a ConnectionStore, with list, credentials, update and connections', [
    ...upkeepMethods,
    'connections',
  ]),
  maxAge: z.optional(z.number({ error: age }).check(z.gte(0, { error: age }))),
  concurrency: count,
  perMinute: count,
  signal: z.optional(z.instanceof(AbortSignal, { error: 'must be an AbortSignal' })),
});

const isSingleUse = ({ verifiers }: Pick<CheckOptions, 'verifiers'>) =>
  Object.values(verifiers).some(({ singleUse }) => singleUse);
/** What makes a check the only one of its connection. */
const claimMethods = ['claim', 'release'] as const;

const claimingSchema = z.object({
  store: storeWith('must have claim and release, too, for verifiers with singleUse', claimMethods),
});

/** @throws TypeError that names the option which makes no sense. */
export function checkCheckOptions(options: CheckOptions): CheckedCheck {
  const data = parsed(checkSchema, options, 'checkConnection');
  if (isSingleUse(data)) parsed(claimingSchema, options, 'checkConnection');
  return { ...withDefaults(data), access: data.access };
}

/** @throws TypeError that names the option which makes no sense. */
export function checkSweepOptions(options: SweepOptions): CheckedSweep {
  const data = parsed(sweepSchema, options, 'checkConnections');
  if (isSingleUse(data)) parsed(claimingSchema, options, 'checkConnections');
  const { maxAge = 12 * 60 * 60 * 1000, concurrency = 2, perMinute = 60 } = data;
  return {
    ...withDefaults(data),
    access: data.access,
    maxAge,
    concurrency: Math.floor(concurrency),
    perMinute,
  };
}
