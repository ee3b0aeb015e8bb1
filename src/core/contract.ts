/**
 * The wire format as schemas. The types are hand-written in connection.ts and errors.ts, where they can carry
 * documentation; the compiler holds the two together. Loaded lazily: evaluating schemas is not free.
 *
 * `z.custom()` stands for strings, enumerations and patterns: each further kind of schema weighs 200–500 bytes.
 */
import * as z from 'zod/mini';
import type { Connection } from './connection.js';

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

/** A string that matches. */
export const match = (pattern: RegExp) =>
  z.custom<string>((value) => typeof value === 'string' && pattern.test(value));

/** One of some values. */
export const oneOf = <const T extends string | boolean>(...values: T[]) =>
  z.custom<T>((value) => values.includes(value as T));

const text = z.optional(match(/^/));
const time = z.optional(match(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?)?$/));

/** A 2xx body. Unknown members are dropped. */
export const connectionSchema = z.object({
  id: text,
  broker: text,
  state: z.optional(oneOf('active', 'expired', 'broken')),
  connectedAt: time,
  accounts: z.optional(z.array(z.object({ id: text, name: text, type: text }))),
  access: z.optional(oneOf('full', 'read-only')),
  expiresAt: time,
}) satisfies z.ZodMiniType<Connection>;

/** The members of an RFC 9457 problem document that matter here. */
export const problemSchema = z.object({ code: text, detail: text });
