/**
 * The wire format as schemas. The types are hand-written in connection.ts and errors.ts, where they can carry
 * documentation; the compiler holds the two together. Loaded with the session: evaluating schemas is not free.
 */
import * as z from 'zod/mini';
import type { Connection } from './connection.js';

const text = z.optional(z.string());
/** ISO 8601: a date, or a date with a time. */
const time = z.optional(
  z.string().check(z.regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?)?$/)),
);

/** A 2xx body. Unknown members are dropped. */
export const connectionSchema = z.object({
  id: text,
  broker: text,
  state: z.optional(z.enum(['active', 'expired', 'broken'])),
  connectedAt: time,
  accounts: z.optional(z.array(z.object({ id: text, name: text, type: text }))),
  access: z.optional(z.enum(['full', 'read-only'])),
  // Endpoints of before may use the name for something else.
  rights: z.catch(z.optional(z.array(z.string())), undefined),
  expiresAt: time,
  // Endpoints of before may use the name for something else.
  checkedAt: z.catch(time, undefined),
}) satisfies z.ZodMiniType<Connection>;

/** An attempt that goes on, in a list of connections. */
export const openAttemptSchema = z.object({ location: z.string(), broker: text });

/** The body of a list of connections. An endpoint may use the name `attempts` for something else. */
export const listSchema = z.object({
  connections: z.array(connectionSchema),
  attempts: z.catch(z.optional(z.array(openAttemptSchema)), undefined),
});

/** A string. Anything else counts as absent: a wrong member must not cost the others (RFC 9457 § 3.1). */
const ignorable = z.catch(text, undefined);

/** The members of a problem document that matter here. */
export const problemSchema = z.object({
  code: ignorable,
  detail: ignorable,
  errors: z.catch(z.optional(z.array(z.object({ pointer: ignorable }))), undefined),
});
