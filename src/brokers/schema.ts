/** Checks a host's own broker definitions. Loaded with the session, and evaluated only where a page passes some. */
import * as z from 'zod/mini';
import type { BrokerDefinition, GuideStep, Localized } from './broker.js';

/**
 * Says what is wrong with a definition.
 *
 * @returns The path of the first fault, for example `fields.0.label`, or undefined when the definition is sound.
 */
export function faultOf(definition: unknown): string | undefined {
  const { error } = z.safeParse(definitionSchema(), definition);
  return error && (pathOf(error.issues[0]!).join('.') || 'its root');
}

/** A fault within a union is told by its last option, whose path goes deepest. */
function pathOf(issue: z.core.$ZodIssue): PropertyKey[] {
  const inner = issue.code === 'invalid_union' ? issue.errors.at(-1)?.[0] : undefined;
  return [...issue.path, ...(inner ? pathOf(inner) : [])];
}

let schema: ReturnType<typeof makeSchema> | undefined;
const definitionSchema = () => (schema ??= makeSchema());

function makeSchema() {
  const text = z.custom<Localized>(isLocalized);
  const maybeText = z.optional(text);
  const url = z.string().check(z.regex(/^https:\/\/\S+$/));
  const guideStep = z.object({
    text,
    link: z.optional(z.object({ url, text })),
    note: maybeText,
    caution: maybeText,
    picture: z.optional(z.enum(['sign-in', 'create', 'permission', 'copy'])),
    pictureLabel: z.optional(z.union([z.array(text), text])),
    access: z.optional(z.enum(['full', 'read-only'])),
  }) satisfies z.ZodMiniType<GuideStep>;
  const field = z.object({
    name: z.string().check(z.regex(/^[a-z][\w-]*$/i)),
    label: text,
    hint: maybeText,
    secret: z.optional(z.boolean()),
    prefix: z.optional(z.string()),
    alphabet: z.optional(z.custom<string>(isCharacterClass)),
    minLength: z.optional(z.number()),
    maxLength: z.optional(z.number()),
  });
  return z.object({
    id: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]*$/)),
    name: text,
    alias: maybeText,
    search: z.optional(z.array(z.string().check(z.regex(/\S/)))),
    icon: z.optional(z.string().check(z.regex(/^[\d\s,.a-z-]+$/i))),
    fields: z.array(field).check(z.refine(isForm)),
    labelLanguage: z.optional(z.string().check(z.regex(/^[a-z]{2,8}(-[a-z\d]{1,8})*$/i))),
    accessNames: z.optional(z.object({ full: maybeText, 'read-only': maybeText })),
    lifetime: maybeText,
    revokeUrl: z.optional(url),
    guide: z.optional(
      z.union([z.custom<LoadGuide>((guide) => typeof guide === 'function'), z.array(guideStep)]),
    ),
  }) satisfies z.ZodMiniType<BrokerDefinition>;
}

/** A form without fields would ask for nothing; of two that send the same member, one would be lost. */
const isForm = (fields: ReadonlyArray<{ readonly name: string }>): boolean =>
  fields.length > 0 && new Set(fields.map(({ name }) => name)).size === fields.length;

type LoadGuide = () => Promise<readonly GuideStep[]>;

const isFilled = (value: unknown): boolean => typeof value === 'string' && /\S/.test(value);

const isLocalized = (value: unknown): boolean =>
  isFilled(value) ||
  (isFilled((value as { en?: unknown } | null | undefined)?.en) &&
    Object.values(value as object).every(isFilled));

function isCharacterClass(alphabet: unknown): boolean {
  try {
    return typeof alphabet === 'string' && alphabet !== '' && !!new RegExp(`[${alphabet}]`);
  } catch {
    return false;
  }
}
