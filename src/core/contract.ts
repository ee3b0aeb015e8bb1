/**
 * The wire format as schemas. The types are hand-written in connection.ts, where they can carry documentation;
 * `satisfies` holds the two together. Loaded lazily, and built at first use: evaluating schemas is not free.
 */
import * as z from 'zod/mini';
import type { Connection } from './connection.js';

const text = z.optional(z.string());
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
  expiresAt: time,
}) satisfies z.ZodMiniType<Connection>;

/** The members of an RFC 9457 problem document that matter here. */
export const problemSchema = z.object({ code: text, detail: text });
