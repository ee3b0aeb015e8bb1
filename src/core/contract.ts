/**
 * The wire format as schemas. The types are hand-written in connection.ts and errors.ts, where they can carry
 * documentation; the compiler holds the two together. Loaded lazily: evaluating schemas is not free.
 *
 * Made of zod's core classes, which zod and zod/mini wrap: the same schemas, without the half kilobyte of methods that
 * nothing here calls. Custom checks stand for strings and enumerations, since each further class weighs 200–500 bytes.
 */
import {
  $ZodArray,
  $ZodCustom,
  $ZodObject,
  $ZodOptional,
  safeParse,
  type $ZodType,
  type output,
} from 'zod/v4/core';
import type { Connection } from './connection.js';

export { safeParse };

/** What a code may be: see `ErrorCode`, which is made from it. */
export const errorCodes = [
  'invalid-token',
  'expired-token',
  'insufficient-access',
  'sandbox-token',
  'already-connected',
  'session-expired',
  'forbidden',
  'not-found',
  'rate-limited',
  'broker-unavailable',
  'server-error',
  'redirected',
  'network',
  'offline',
  'timeout',
  'invalid-response',
  'cancelled',
  'invalid-endpoint',
  'invalid-configuration',
  'incomplete',
] as const;

/** A value that passes a check. */
export const custom = <T>(check: (value: unknown) => boolean) =>
  new $ZodCustom({ type: 'custom', check: 'custom', fn: check }) as unknown as $ZodType<T>;

/** The type of an object: members whose schema allows undefined may be absent. */
type Members<S extends Record<string, $ZodType>> = {
  [K in keyof S as undefined extends output<S[K]> ? never : K]: output<S[K]>;
} & { [K in keyof S as undefined extends output<S[K]> ? K : never]?: output<S[K]> };

/** An object; unknown members are dropped. */
export const object = <S extends Record<string, $ZodType>>(shape: S) =>
  new $ZodObject({ type: 'object', shape }) as unknown as $ZodType<Members<S>>;

export const optional = <T>(innerType: $ZodType<T>) =>
  new $ZodOptional({ type: 'optional', innerType }) as unknown as $ZodType<T | undefined>;

export const array = <T>(element: $ZodType<T>) =>
  new $ZodArray({ type: 'array', element }) as unknown as $ZodType<T[]>;

/** A string that matches. */
export const match = (pattern: RegExp) =>
  custom<string>((value) => typeof value === 'string' && pattern.test(value));

/** One of some values. */
export const oneOf = <const T>(...values: T[]) => custom<T>((value) => values.includes(value as T));

const text = optional(match(/^/));
const time = optional(match(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?)?$/));

/** A 2xx body. */
export const connectionSchema = object({
  id: text,
  broker: text,
  state: optional(oneOf('active', 'expired', 'broken')),
  connectedAt: time,
  accounts: optional(array(object({ id: text, name: text, type: text }))),
  access: optional(oneOf('full', 'read-only')),
  expiresAt: time,
}) satisfies $ZodType<Connection>;

/** The members of an RFC 9457 problem document that matter here. */
export const problemSchema = object({ code: text, detail: text });
