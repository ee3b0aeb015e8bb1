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
  const result = (schema ??= build()).safeParse(definition);
  return result.success ? undefined : result.error.issues[0]!.path.join('.') || 'its root';
}

let schema: ReturnType<typeof build> | undefined;

function build() {
  const filled = match(/\S/);
  const localized = z.custom<Localized>(
    (value) =>
      isFilled(value) || (isRecord(value) && isFilled(value['en']) && Object.values(value).every(isFilled)),
  );
  const text = z.optional(localized);
  const step = z.object({
    text: localized,
    link: z.optional(z.object({ url: match(/^https:\/\/[^\s]+$/), text: localized })),
    note: text,
    caution: text,
    picture: z.optional(oneOf('sign-in', 'create', 'permission', 'copy')),
    pictureLabel: text,
    access: z.optional(oneOf('full', 'read-only')),
  });
  const guide = z.array(step);
  const field = z.object({
    name: filled,
    label: localized,
    hint: text,
    secret: z.optional(z.custom<boolean>((value) => typeof value === 'boolean')),
    prefix: z.optional(match(/^/)),
    alphabet: z.optional(z.custom<string>(isClass)),
    minLength: z.optional(z.custom<number>(Number.isFinite)),
  });
  return z.object({
    id: match(/^[a-z0-9][a-z0-9-]*$/),
    name: localized,
    alias: text,
    icon: z.optional(match(/^[\d\s,.a-z-]+$/i)),
    fields: z
      .array(field)
      .check(
        z.refine(
          (fields) => fields.length > 0 && new Set(fields.map(({ name }) => name)).size === fields.length,
        ),
      ),
    guide: z.optional(
      z.custom<NonNullable<BrokerDefinition['guide']>>(
        (value) => typeof value === 'function' || guide.safeParse(value).success,
      ),
    ),
  }) satisfies z.ZodMiniType<BrokerDefinition>;
}

const isFilled = (value: unknown) => typeof value === 'string' && value.trim() !== '';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

function isClass(alphabet: unknown): boolean {
  try {
    return isFilled(alphabet) && Boolean(new RegExp(`[${String(alphabet)}]`));
  } catch {
    return false;
  }
}
