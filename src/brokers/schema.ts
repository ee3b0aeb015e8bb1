/** Checks a host's own broker definitions. Loaded lazily, and only where a page passes some. */
import * as z from 'zod/mini';
import { match, oneOf } from '../core/contract.js';
import type { BrokerDefinition, Localized } from './broker.js';

/**
 * Says what is wrong with a definition.
 *
 * @returns The path of the first fault, for example `fields.0.label`, or undefined when the definition is sound.
 */
export function faultOf(definition: unknown): string | undefined {
  const { data, error } = (schema ??= build()).safeParse(definition);
  if (error) return error.issues[0]!.path.join('.') || 'its root';
  // A form without fields, or two that send the same member.
  return data.fields.length && new Set(data.fields.map(({ name }) => name)).size === data.fields.length
    ? undefined
    : 'fields';
}

let schema: ReturnType<typeof build> | undefined;

function build() {
  const any = match(/^/);
  const filled = match(/\S/);
  const isFilled = (value: unknown) => filled.safeParse(value).success;
  const text = z.custom<Localized>(
    (value) =>
      isFilled(value) ||
      (isFilled((value as { en?: unknown } | null)?.en) && Object.values(value as object).every(isFilled)),
  );
  const maybeText = z.optional(text);
  const guide = z.array(
    z.object({
      text,
      link: z.optional(z.object({ url: match(/^https:\/\/\S+$/), text })),
      note: maybeText,
      caution: maybeText,
      picture: z.optional(oneOf('sign-in', 'create', 'permission', 'copy')),
      pictureLabel: maybeText,
      access: z.optional(oneOf('full', 'read-only')),
    }),
  );
  return z.object({
    id: match(/^[a-z0-9][a-z0-9-]*$/),
    name: text,
    alias: maybeText,
    icon: z.optional(match(/^[\d\s,.a-z-]+$/i)),
    fields: z.array(
      z.object({
        name: filled,
        label: text,
        hint: maybeText,
        secret: z.optional(oneOf(true, false)),
        prefix: z.optional(any),
        alphabet: z.optional(z.custom<string>(isClass)),
        minLength: z.optional(z.custom<number>(Number.isFinite)),
      }),
    ),
    guide: z.optional(
      z.custom<NonNullable<BrokerDefinition['guide']>>(
        (value) => typeof value === 'function' || guide.safeParse(value).success,
      ),
    ),
  }) satisfies z.ZodMiniType<BrokerDefinition>;
}

function isClass(alphabet: unknown): boolean {
  try {
    return Boolean(alphabet && new RegExp(`[${String(alphabet)}]`));
  } catch {
    return false;
  }
}
