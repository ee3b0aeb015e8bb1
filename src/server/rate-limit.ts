import * as z from 'zod/mini';
import { sha256 } from './hash.js';
import { aFunction, isFunction, parsed, time, wholeNumber } from './option-parts.js';
import type { RequestContext } from './request-context.js';
import { problem, retryAfter } from './responses.js';
import type { AttemptLimit } from './store.js';
import { isWait } from './temporary.js';

/** How many attempts to connect the store lets in. What is repeated with the same key is no attempt of its own. */
export interface RateLimit {
  /** Of one person in a window. Default: 100. */
  readonly perUser?: number | undefined;
  /** From one address in a window, where `address` tells it. Default: 300. */
  readonly perAddress?: number | undefined;
  /** Ms; a window begins with its first attempt. Default: 10 minutes. */
  readonly window?: number | undefined;
  /**
   * Where a request comes from: only you know which header of your proxy can be believed. A text, or nothing where it is not known.
   * Whatever else it returns is an error (500). The store gets a hash of it. Default: not known.
   */
  address?(request: Request): string | null | undefined;
}

/** A host's own limit. */
export type OwnRateLimit = (
  user: string,
  request: Request,
) => number | null | undefined | Promise<number | null | undefined>;

/** Whether limits are the host's own function, the store's, or nobody's. */
export type CheckedRateLimit =
  | 'own'
  | 'none'
  | { readonly perUser: number; readonly perAddress: number; /** Ms. */ readonly window: number };

const schema = z.object({
  rateLimit: z.strictObject(
    { perUser: wholeNumber, perAddress: wholeNumber, window: time(1), address: aFunction },
    {
      error: ({ code, keys }) =>
        code === 'unrecognized_keys'
          ? `has no ${String(keys)}: perUser, perAddress, window and address are known`
          : 'must be false, a function, or an object of limits',
    },
  ),
});

/**
 * With defaults.
 *
 * @throws TypeError that names what makes no sense.
 */
export function checkedRateLimit(given: unknown, caller: string): CheckedRateLimit {
  if (given === false) return 'none';
  if (isFunction(given)) return 'own';
  const {
    perUser = 100,
    perAddress = 300,
    window = 600_000,
  } = parsed(schema, { rateLimit: given === undefined ? {} : given }, caller).rateLimit;
  return { perUser, perAddress, window: Math.ceil(window) };
}

/** What who comes too soon is answered. @param wait - Seconds. */
export function tooSoon(context: RequestContext, wait: number): Response {
  context.tell('rate-limited', 'rate-limit');
  return problem(429, { code: 'rate-limited', headers: retryAfter(wait) });
}

/** @throws TypeError where it is neither nothing nor a time: a limit that cannot be read must not let everybody in. */
export function waitOf(seconds: unknown): number {
  if (seconds === undefined || seconds === null) return 0;
  if (isWait(seconds)) return seconds;
  throw new TypeError('rateLimit must return the seconds to wait, or nothing');
}

/**
 * What an attempt counts against. No store sees an address, or keeps a user's id where it is not needed.
 *
 * @param address - What the host's function returned.
 * @throws TypeError where the address is none.
 */
export async function limitsOf(
  { perUser, perAddress, window }: Exclude<CheckedRateLimit, string>,
  user: string,
  address: unknown,
): Promise<AttemptLimit[]> {
  const ofUser = { key: await sha256(JSON.stringify(['user', user])), most: perUser, window };
  if (address === undefined || address === null) return [ofUser];
  if (typeof address !== 'string' || address === '') {
    throw new TypeError('rateLimit.address must return an address, or nothing');
  }
  return [ofUser, { key: await sha256(JSON.stringify(['address', address])), most: perAddress, window }];
}
