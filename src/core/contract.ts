/**
 * The wire format as schemas. The types are hand-written in connection.ts and errors.ts, where they can carry
 * documentation; the compiler holds the two together. Loaded lazily: evaluating schemas is not free.
 *
 * Made of zod's core classes, which zod and zod/mini wrap: the same schemas, without the half kilobyte of methods that
 * nothing here calls. Custom checks stand for strings and enumerations, since each further class weighs 200–500 bytes.
 */
import { $ZodArray, $ZodObject, $ZodType, safeParse, type output } from 'zod/v4/core';
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

type Internals = $ZodType['_zod'];

/** A schema made of what is peculiar to it. */
function schema<T>(parse: Internals['parse'], more?: Partial<Internals>): $ZodType<T> {
  const type = new $ZodType({ type: 'custom' });
  Object.assign(type._zod, { parse, run: parse }, more);
  return type as $ZodType<T>;
}

/** A value that passes a check. What it is goes into the bag, for the OpenAPI description. */
export const custom = <T>(check: (value: unknown) => boolean, bag: Internals['bag'] = {}) =>
  schema<T>(
    (payload) => {
      const input: unknown = payload.value;
      if (!check(input)) payload.issues.push({ code: 'custom', input });
      return payload;
    },
    { bag },
  );

/** A value that may be absent. */
export const optional = <T>({ _zod }: $ZodType<T>) =>
  schema<T | undefined>(
    (payload, context) => (payload.value === undefined ? payload : _zod.run(payload, context)),
    { optin: 'optional', optout: 'optional', bag: { inner: _zod } },
  );

/** The type of an object: members whose schema allows undefined may be absent. */
type Members<S extends Record<string, $ZodType>> = {
  [K in keyof S as undefined extends output<S[K]> ? never : K]: output<S[K]>;
} & { [K in keyof S as undefined extends output<S[K]> ? K : never]?: output<S[K]> };

/** An object; unknown members are dropped. */
export const object = <S extends Record<string, $ZodType>>(shape: S) =>
  new $ZodObject({ type: 'object', shape }) as unknown as $ZodType<Members<S>>;

export const array = <T>(element: $ZodType<T>) =>
  new $ZodArray({ type: 'array', element }) as unknown as $ZodType<T[]>;

/** A string that matches; by default, any. */
export const match = (pattern = /^/) =>
  custom<string>((value) => typeof value === 'string' && pattern.test(value), { pattern });

/** One of some values. */
export const oneOf = <const T>(...values: T[]) =>
  custom<T>((value) => values.includes(value as T), { values });

const text = optional(match());
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

/** A string. Anything else counts as absent: a wrong member must not cost the others (RFC 9457 § 3.1). */
const ignorable = schema<string | undefined>(
  (payload) => {
    if (typeof payload.value !== 'string') payload.value = undefined;
    return payload;
  },
  { optin: 'optional', optout: 'optional' },
);

/** The members of a problem document that matter here. */
export const problemSchema = object({ code: ignorable, detail: ignorable });
