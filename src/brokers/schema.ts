/** Checks a host's own broker definitions. Loaded lazily, and only where a page passes some. */
import { array, custom, match, object, oneOf, optional, safeParse } from '../core/contract.js';
import type { $ZodType } from 'zod/v4/core';
import type { BrokerDefinition, GuideStep, Localized } from './broker.js';

/**
 * Says what is wrong with a definition.
 *
 * @returns The path of the first fault, for example `fields.0.label`, or undefined when the definition is sound.
 */
export function faultOf(definition: unknown): string | undefined {
  const kind = typeof (definition as { guide?: unknown } | null | undefined)?.guide;
  // Chosen beforehand instead of by a union, whose faults would have no path.
  const { data, error } = safeParse((schemas[kind] ??= build(kind === 'function')), definition);
  if (error) return error.issues[0]!.path.join('.') || 'its root';
  // A form without fields, or two that send the same member.
  return data.fields.length && new Set(data.fields.map(({ name }) => name)).size === data.fields.length
    ? undefined
    : 'fields';
}

const schemas: Record<string, ReturnType<typeof build>> = {};

function build(loadsGuide: boolean) {
  const isFilled = (value: unknown) => typeof value === 'string' && /\S/.test(value);
  const text = custom<Localized>(
    (value) =>
      isFilled(value) ||
      (isFilled((value as { en?: unknown } | null)?.en) && Object.values(value as object).every(isFilled)),
  );
  const maybeText = optional(text);
  const guide = array<GuideStep>(
    object({
      text,
      link: optional(object({ url: match(/^https:\/\/\S+$/), text })),
      note: maybeText,
      caution: maybeText,
      picture: optional(oneOf('sign-in', 'create', 'permission', 'copy')),
      pictureLabel: maybeText,
      access: optional(oneOf('full', 'read-only')),
    }),
  );
  return object({
    id: match(/^[a-z0-9][a-z0-9-]*$/),
    name: text,
    alias: maybeText,
    search: optional(array(match(/\S/))),
    icon: optional(match(/^[\d\s,.a-z-]+$/i)),
    fields: array(
      object({
        name: match(/^[a-z][\w-]*$/i),
        label: text,
        hint: maybeText,
        secret: optional(oneOf(true, false)),
        prefix: optional(match()),
        alphabet: optional(custom<string>(isClass)),
        minLength: optional(custom<number>(Number.isFinite)),
      }),
    ),
    guide: optional<NonNullable<BrokerDefinition['guide']>>(loadsGuide ? custom(() => true) : guide),
  }) satisfies $ZodType<BrokerDefinition>;
}

function isClass(alphabet: unknown): boolean {
  try {
    return typeof alphabet === 'string' && alphabet !== '' && !!new RegExp(`[${alphabet}]`);
  } catch {
    return false;
  }
}
