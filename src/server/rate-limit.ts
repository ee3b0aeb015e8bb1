import * as z from 'zod/mini';
import { sha256 } from './hash.js';
import { aFunction, isFunction, parsed, time, wholeNumber } from './option-parts.js';
import type { RequestContext } from './request-context.js';
import { problem, retryAfter } from './http/responses.js';
import type { AttemptLimit } from './store.js';
import { isWait } from './errors/temporary.js';

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
  address?(request: Request): string | null | undefined | Promise<string | null | undefined>;
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
    perAddress,
    window = 600_000,
    address,
  } = parsed(schema, { rateLimit: given === undefined ? {} : given }, caller).rateLimit;
  if (!address && perAddress !== undefined) {
    throw new TypeError(
      `${caller}: rateLimit["perAddress"] needs address, which tells where a request comes from`,
    );
  }
  return { perUser, perAddress: perAddress ?? 300, window: Math.ceil(window) };
}

/** What who comes too soon is answered. @param wait - Seconds. */
export function tooSoon(context: RequestContext, wait: number): Response {
  context.tell('rate-limited', 'rate-limit');
  return problem(429, { code: 'rate-limited', headers: retryAfter(wait) });
}

/** Of whoever handles requests, each is told once: it stays so until somebody does something about it. */
const told = new WeakSet<object>();

/** Tells the host that nobody counts attempts. */
export function tellUncounted(context: RequestContext): void {
  if (told.has(context.listener)) return;
  told.add(context.listener);
  const why = 'attempts are not limited: the store has nowhere to count them, or may not write there';
  context.report('rate-limit', new Error(why));
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
  // With the length, for windows of different lengths on one store must not end one another.
  const keyOf = (kind: string, whose: string) => sha256(JSON.stringify([kind, whose, window]));
  const ofUser = { key: await keyOf('user', user), most: perUser, window };
  if (address === undefined || address === null) return [ofUser];
  if (typeof address !== 'string' || address === '') {
    throw new TypeError('rateLimit.address must return an address, or nothing');
  }
  return [ofUser, { key: await keyOf('address', address), most: perAddress, window }];
}
