/** Checks a host's own broker definitions. Loaded lazily, and only where a page passes some. */
import * as z from 'zod/mini';
import type { BrokerDefinition } from './broker.js';

/**
 * Says what is wrong with a definition.
 *
 * @returns The path of the first fault, for example `fields.0.label`, or undefined when the definition is sound.
 */
export function faultOf(definition: unknown): string | undefined {
  const result = definitionSchema().safeParse(definition);
  return result.success ? undefined : result.error.issues[0]!.path.join('.') || 'definition';
}

let schema: ReturnType<typeof build> | undefined;
const definitionSchema = () => (schema ??= build());

function build() {
  const filled = z.string().check(z.minLength(1));
  const localized = z.union([filled, z.catchall(z.object({ en: filled }), filled)]);
  const text = z.optional(localized);
  return z.object({
    id: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]*$/)),
    name: localized,
    alias: text,
    icon: z.optional(z.string().check(z.regex(/^[\d\s,.a-z-]+$/i))),
    fields: z
      .array(
        z.object({
          name: filled,
          label: localized,
          hint: text,
          secret: z.optional(z.boolean()),
          prefix: z.optional(z.string()),
          alphabet: z.optional(z.string().check(z.refine(isClass))),
          minLength: z.optional(z.number()),
        }),
      )
      .check(z.minLength(1), z.refine(namesDiffer)),
    guide: z.optional(
      z.union([
        z.custom<() => Promise<never>>((value) => typeof value === 'function'),
        z.array(
          z.object({
            text: localized,
            link: z.optional(z.object({ url: z.string().check(z.regex(/^https:\/\/[^\s]+$/)), text: localized })),
            note: text,
            caution: text,
            picture: z.optional(z.enum(['sign-in', 'create', 'permission', 'copy'])),
            pictureLabel: text,
            access: z.optional(z.enum(['full', 'read-only'])),
          }),
        ),
      ]),
    ),
  }) satisfies z.ZodMiniType<BrokerDefinition>;
}

const namesDiffer = (fields: readonly { name: string }[]) =>
  new Set(fields.map(({ name }) => name)).size === fields.length;

function isClass(alphabet: string): boolean {
  try {
    return alphabet !== '' && Boolean(new RegExp(`[${alphabet}]`));
  } catch {
    return false;
  }
}
