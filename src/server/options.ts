import * as z from 'zod/mini';
import type { Access } from '../core/connection.js';
import {
  aFunction,
  common,
  parsed,
  requiredFunction,
  storeWith,
  time,
  wholeNumber,
  withDefaults,
  type CommonOptions,
  type SharedOptions,
} from './option-parts.js';
import type { FormResult } from './http/form.js';
import type { OriginPolicy } from './http/origin.js';
import { checkedRateLimit, type CheckedRateLimit, type OwnRateLimit, type RateLimit } from './rate-limit.js';
import type { SavedConnection } from './store.js';

/** The host's part: who asks, where connections are kept, and who verifies. */
export interface ConnectHandlerOptions extends SharedOptions {
  /**
   * Finds out whose request it is: an id that is the person's for good, a text of 1 to 512 characters. null: nobody is signed in
   * (401). Whatever else it returns is an error (500).
   */
  authenticate(request: Request): string | null | Promise<string | null>;
  /** The access that the site needs; give the widget the same. Default: `full`, as the widget's. */
  readonly access?: Access | undefined;
  /** The endpoint's path. Default: any; the path is then read from its end. */
  readonly path?: string | undefined;
  /**
   * The endpoint's own origin, for example `https://www.example.com`. Default: it is read from the request, as browsers and
   * proxies give it (`Sec-Fetch-Site`, `Host`, `X-Forwarded-Host`).
   */
  readonly origin?: string | undefined;
  /** Origins, besides its own, whose pages may use the endpoint. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Request headers that pages on those origins send besides the widget's own. Default: none. */
  readonly allowedHeaders?: readonly string[] | undefined;
  /**
   * How many attempts to connect are let in, which the store counts, or `false`: any number. Default: 100 of one person in 10 minutes.
   *
   * Or a function of your own, in its place, called before anything is read. It returns the seconds to wait, or nothing (or 0) when
   * it may go on. Whatever else it returns is an error, and nothing is verified (500).
   */
  readonly rateLimit?: false | RateLimit | OwnRateLimit | undefined;
  /** So many connections may one person have. Default: 100. */
  readonly maxConnections?: number | undefined;
  /** Called once a connection is saved. The answer does not wait for it. */
  onConnect?(event: { readonly user: string; readonly connection: SavedConnection }): unknown;
  /**
   * Where a form that a page without JavaScript has posted is sent on to: the address of a page that says how it went. Default: a plain
   * page of the kit's own.
   */
  resultPage?(result: FormResult): string | Promise<string>;
  /** After so many ms the answer is 202, and the widget polls; a form is waited for. Default: never. */
  readonly respondAsyncAfter?: number | undefined;
  /**
   * Limit of one call of the store, of `authenticate` and of `rateLimit`, and of reading a body, ms. Default: 10000.
   */
  readonly callTimeout?: number | undefined;
  /**
   * How long a key stays taken when the process that verifies dies, ms; until then it is renewed. Default: 10000. A
   * process that stands still for longer saves nothing.
   */
  readonly lease?: number | undefined;
  /** Keeps a worker alive until a promise ends, where it would be stopped after the answer. */
  waitUntil?(work: Promise<unknown>): void;
}

/** Options that were found to be in order, with their defaults. */
export interface CheckedOptions extends OriginPolicy, CommonOptions {
  readonly rateLimit: CheckedRateLimit;
  readonly maxConnections: number;
  readonly access: Access;
  /** Without a slash at its end; undefined where it may be any. */
  readonly path: string | undefined;
  /** Ms; undefined: never. */
  readonly respondAsyncAfter: number | undefined;
  readonly lease: number;
}

/** Ms. */
const longestLease = 60 * 60 * 1000;

/** As browsers write it: a trailing slash or a capital letter would never be the same. */
const isOrigin = (text: unknown) =>
  typeof text === 'string' && URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text;
const origin = z.custom<string>(isOrigin, {
  error: ({ input }) => {
    const meant = typeof input === 'string' && URL.canParse(input) && new URL(input).origin;
    const hint = meant && meant !== 'null' ? meant : 'https://www.example.com';
    return `must be an origin as browsers write it: ${hint}`;
  },
});
const header = z.string().check(
  // RFC 9110, 5.6.2. A wildcard means nothing where credentials are sent along.
  z.regex(/^(?!\*$)[\w!#$%&'*+.^`|~-]+$/, { error: 'must be the name of a header' }),
);
const list = <T extends z.ZodMiniType>(item: T) => z.optional(z.array(item, { error: 'must be an array' }));

const storeMethods = ['claim', 'attempt', 'save', 'renew', 'settle', 'release', 'list', 'remove'] as const;
const optionalStoreMethods = ['accept', 'openAttempts', 'prune'] as const;
const optionsSchema = z.object(
  {
    ...common,
    authenticate: requiredFunction,
    store: storeWith(
      'must be a ConnectionStore, with all of its methods',
      storeMethods,
      optionalStoreMethods,
    ),
    path: z.optional(
      z
        .string({ error: 'must be a path' })
        .check(z.regex(/^\/(?!\/)[^?#]*$/, { error: 'must begin with a slash, and be a path alone' })),
    ),
    origin: z.optional(origin),
    allowedOrigins: list(origin),
    allowedHeaders: list(header),
    maxConnections: wholeNumber,
    onConnect: aFunction,
    resultPage: aFunction,
    waitUntil: aFunction,
    respondAsyncAfter: time(0),
    lease: time(1, longestLease),
  },
  { error: 'must be an object' },
);

const defaultLease = 10_000;

/** @throws TypeError that names the option which makes no sense. A mistake in one must not leave the door open. */
export function checkOptions(options: ConnectHandlerOptions): CheckedOptions {
  const data = parsed(optionsSchema, options, 'createConnectHandler');
  return {
    ...withDefaults(data),
    access: data.access ?? 'full',
    rateLimit: checkedRateLimit(options.rateLimit, 'createConnectHandler'),
    maxConnections: data.maxConnections ?? 100,
    // As it stands in the address of a request.
    path: data.path && new URL(data.path, 'http://any').pathname.replace(/\/+$/, ''),
    origin: data.origin,
    allowedOrigins: data.allowedOrigins ?? [],
    allowedHeaders: data.allowedHeaders ?? [],
    respondAsyncAfter: data.respondAsyncAfter,
    // Databases keep whole ones.
    lease: Math.ceil(data.lease ?? defaultLease),
  };
}
