/** Checks a host's own broker definitions. Loaded with the session, and evaluated only where a page passes some. */
import * as z from 'zod/mini';
import type { BrokerDefinition, CredentialField, Environment, GuideStep, Permissions } from './broker.js';
import { longest } from '../core/credential.js';
import { environmentField } from './fields.js';

/**
 * Says what is wrong with a definition of a broker.
 *
 * @param definition - Anything.
 * @returns The path of the first fault, for example `fields.0.label`, or undefined when the definition is sound.
 */
export function faultOf(definition: unknown): string | undefined {
  const { error } = z.safeParse(definitionSchema(), definition);
  return error && (pathOf(error.issues[0]!).join('.') || 'its root');
}

/** A fault within a union is told by the option whose path goes deepest: the others are of another kind. */
function pathOf(issue: z.core.$ZodIssue): PropertyKey[] {
  const options = issue.code === 'invalid_union' ? issue.errors : [];
  const inner = options.map(([first]) => (first ? pathOf(first) : []));
  const [deepest = []] = inner.sort((one, other) => other.length - one.length);
  return [...issue.path, ...deepest];
}

let schema: ReturnType<typeof makeSchema> | undefined;
const definitionSchema = () => (schema ??= makeSchema());

/** Whether the schema is made. */
export const isSchemaPrepared = (): boolean => !!schema;

/** Makes the schema ahead of the first check: that takes longer than many a check. */
export const prepareSchema = (): void => void definitionSchema();

/** The schema itself. */
export function makeSchema() {
  const words = wordSchemas();
  const { filled, text, maybeText, url, id } = words;
  return z
    .object({
      id,
      name: text,
      alias: maybeText,
      search: z.optional(z.array(filled)),
      region: z.optional(z.array(z.string().check(z.regex(/^([A-Z]{2}|\d{3})$/)))),
      icon: z.optional(z.string().check(z.regex(/^[\d\s,.A-Za-z-]+$/))),
      notice: maybeText,
      fields: z.array(fieldSchema(words)).check(
        z.minLength(1),
        faultless((fields) =>
          repeated(
            fields.map(({ name }) => name),
            'name',
          ),
        ),
        z.refine(isForm),
      ),
      environments: z.optional(z.array(environmentSchema(words)).check(faultless(repeatedEnvironment))),
      labelLanguage: z.optional(z.string().check(z.regex(/^[A-Za-z]{2,8}(-[A-Za-z\d]{1,8})*$/))),
      permissions: z.optional(permissionsSchema(words)),
      lifetime: maybeText,
      whenRefused: maybeText,
      expiry: z.optional(
        z.object({
          kind: z.enum(['sliding', 'fixed', 'chosen', 'single-use', 'never']),
          after: z.optional(z.string().check(z.regex(/^P(?!$)(\d+[YMWD])*(T(\d+[HMS])+)?$/))),
        }),
      ),
      revokeUrl: z.optional(url),
      guide: z.optional(
        z.union([
          z.custom<LoadGuide>((guide) => typeof guide === 'function'),
          z.array(guideStepSchema(words)),
        ]),
      ),
    })
    .check(
      faultless(impliedByNoField),
      faultless(asksForEnvironment),
      faultless(fixedForNoEnvironment),
    ) satisfies z.ZodMiniType<BrokerDefinition>;
}

type Words = ReturnType<typeof wordSchemas>;

/** What the others are made of. */
function wordSchemas() {
  const filled = z.string().check(z.regex(/\S/));
  const text = z.union([filled, z.catchall(z.object({ en: filled }), filled)]);
  const url = z.string().check(
    z.regex(/^https:\/\/\S+$/),
    z.refine((address) => URL.canParse(address)),
  );
  return {
    filled,
    text,
    maybeText: z.optional(text),
    flag: z.optional(z.boolean()),
    url,
    link: z.optional(z.object({ url, text })),
    id: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]*$/)),
    /** Of `credentials`. */
    member: z.string().check(z.regex(/^[A-Za-z][\w-]*$/)),
    access: z.enum(['full', 'read-only']),
  };
}

function fieldSchema({ filled, text, maybeText, flag, link, member }: Words) {
  return z
    .object({
      name: member,
      label: text,
      kind: z.optional(z.enum(['line', 'lines', 'choice'])),
      hint: maybeText,
      link,
      secret: flag,
      optional: flag,
      shownOnce: flag,
      mismatch: maybeText,
      prefix: z.optional(z.string()),
      alphabet: z.optional(z.string().check(z.refine(isCharacterClass))),
      pattern: z.optional(z.string().check(z.refine(isPattern))),
      minLength: z.optional(z.int().check(z.gte(0))),
      maxLength: z.optional(z.int().check(z.gte(1))),
      options: z.optional(
        z.array(z.object({ value: filled, label: text })).check(
          z.minLength(1),
          faultless((options) =>
            repeated(
              options.map(({ value }) => value),
              'value',
            ),
          ),
        ),
      ),
      fixed: z.optional(z.catchall(z.object({}), filled)),
    })
    .check(
      z.refine(({ kind, options }) => (kind === 'choice') === !!options, { path: ['options'] }),
      z.refine(({ kind, optional: may }) => kind !== 'choice' || !may, { path: ['optional'] }),
      z.refine(({ minLength: least = 0, maxLength: most = longest }) => least <= most, {
        path: ['maxLength'],
      }),
    ) satisfies z.ZodMiniType<CredentialField>;
}

function guideStepSchema({ text, maybeText, link, access }: Words) {
  return z.object({
    text,
    link,
    note: maybeText,
    caution: maybeText,
    picture: z.optional(z.enum(['sign-in', 'create', 'permission', 'copy'])),
    pictureLabel: z.optional(z.union([z.array(text), text])),
    access: z.optional(access),
  }) satisfies z.ZodMiniType<GuideStep>;
}

function environmentSchema({ id, text, member }: Words) {
  const impliedBy = z.object({ field: member, prefix: z.string().check(z.regex(/./)) });
  return z.object({ id, name: text, impliedBy: z.optional(impliedBy) }) satisfies z.ZodMiniType<Environment>;
}

function permissionsSchema({ access, text }: Words) {
  const right = z.enum(['view', 'trade', 'transfer', 'withdraw']);
  const otherNames = z.optional(z.array(text));
  const level = z.object({ access, name: text, otherNames, allows: z.array(right) });
  return z
    .object({
      levels: z.array(level).check(z.minLength(1)),
      recommended: z.optional(access),
      excessive: z.optional(z.array(z.object({ name: text, right }))),
    })
    .check(z.refine(recommendsWhatThereIs, { path: ['recommended'] })) satisfies z.ZodMiniType<Permissions>;
}

type Path = ReadonlyArray<string | number>;

/** A check that says where the fault is. */
const faultless = <T>(placeOf: (value: T) => Path | undefined) =>
  z.check<T>(({ value, issues }) => {
    const path = placeOf(value);
    if (path) issues.push({ code: 'custom', path: [...path], input: value });
  });

/** Where a value stands that another one has already: of two fields that send the same member, one would be lost. */
function repeated(values: ReadonlyArray<string | undefined>, ...member: Path): Path | undefined {
  const at = values.findIndex((value, index) => value !== undefined && values.indexOf(value) < index);
  return at < 0 ? undefined : [at, ...member];
}

/** A form that asks for nothing connects nothing. */
const isForm = (fields: ReadonlyArray<Pick<CredentialField, 'fixed' | 'optional'>>): boolean =>
  fields.some(({ fixed, optional }) => !fixed && !optional);

const recommendsWhatThereIs = ({
  levels,
  recommended,
}: Pick<Permissions, 'levels' | 'recommended'>): boolean =>
  recommended === undefined || levels.some(({ access }) => access === recommended);

type Whole = Pick<BrokerDefinition, 'environments' | 'fields'>;

/** An environment is told by what somebody has to type. */
function impliedByNoField({ environments = [], fields }: Whole): Path | undefined {
  const isTyped = ({ kind, optional, fixed }: CredentialField) => kind !== 'choice' && !optional && !fixed;
  const typed = fields.filter(isTyped).map(({ name }) => name);
  const at = environments.findIndex(({ impliedBy }) => impliedBy && !typed.includes(impliedBy.field));
  return at < 0 ? undefined : ['environments', at, 'impliedBy', 'field'];
}

/** Of two environments of one id, or told by the same beginning, one would never be found. */
function repeatedEnvironment(
  environments: ReadonlyArray<Pick<Environment, 'id' | 'impliedBy'>>,
): Path | undefined {
  const ids = environments.map(({ id }) => id);
  const beginnings = environments.map(
    ({ impliedBy }) => impliedBy && `${impliedBy.field} ${impliedBy.prefix}`,
  );
  return repeated(ids, 'id') ?? repeated(beginnings, 'impliedBy', 'prefix');
}

/** Where there are environments, the block itself sends which one it is. */
function asksForEnvironment({ environments, fields }: Whole): Path | undefined {
  const at = environments?.length ? fields.findIndex(({ name }) => name === environmentField) : -1;
  return at < 0 ? undefined : ['fields', at, 'name'];
}

/** A value that follows from the environment has to be there for each of them. */
function fixedForNoEnvironment({ environments = [], fields }: Whole): Path | undefined {
  for (const [at, { fixed }] of fields.entries()) {
    const missing = environments.find(({ id }) => fixed && !Object.hasOwn(fixed, id));
    if (missing) return ['fields', at, 'fixed', missing.id];
    if (fixed && !environments.length) return ['fields', at, 'fixed'];
  }
  return undefined;
}

type LoadGuide = () => Promise<readonly GuideStep[]>;

/** The inside of a class, and no more: a bracket without a backslash would end it. */
const isCharacterClass = (alphabet: string): boolean =>
  /^([^\]\\]|\\.)+$/su.test(alphabet) && isRegExp(`[${alphabet}]`, 'u');

/** By itself, too: `a)|(?:b` would fit within parentheses. */
const isPattern = (pattern: string): boolean => pattern !== '' && isRegExp(pattern, 'u');

function isRegExp(source: string, flags: string): boolean {
  try {
    return !!new RegExp(source, flags);
  } catch {
    return false;
  }
}
