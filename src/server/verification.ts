import * as z from 'zod/mini';
import { rights, type Access } from '../core/connection.js';
import { connectionSchema } from '../core/contract.js';
import { delay } from '../core/delay.js';
import { passing, refusals } from '../core/errors.js';
import { CallFailed, type RequestContext } from './request-context.js';
import { maskWhole } from './errors/secrets.js';
import { secretsOf } from './secret-fields.js';
import type { Credentials } from './store.js';
import { withTimeLimit } from './time-limit.js';
import { unavailable, wrongFieldOf, type Verification, type Verified, type Verifier } from './verifier.js';

/** What is to be verified, and how long it may take. */
export interface VerificationRequest {
  readonly verifier: Verifier;
  readonly credentials: Credentials;
  readonly access: Access;
  /** Ms. */
  readonly timeout: number;
  /** Aborted when nobody waits for the answer any more. */
  readonly cancelled: AbortSignal;
}

/** Far more than any person has at a broker. Whatever is longer is no list of accounts, and would be kept and listed for good. */
const mostAccounts = 1000;
/** Characters. */
const longestText = 1000;
/** Ms that one has whose time is over, to return what the broker gave for credentials that are used up. */
export const grace = 1000;

const text = z.optional(z.string().check(z.maxLength(longestText)));
const id = z.optional(z.string().check(z.minLength(1), z.maxLength(longestText)));
const accounts = z.optional(z.array(z.object({ id, name: text, type: text })));
const allowed = z.optional(z.array(z.enum(rights)));
const { access, expiresAt } = connectionSchema.shape;

const kept = z.optional(z.record(z.string(), z.string().check(z.minLength(1))));

const unfinished = z.object({
  ok: z.literal(false),
  code: z.enum(passing),
  // A wrong one costs only itself.
  retryAfter: z.catch(z.optional(z.number().check(z.gte(0))), undefined),
  cause: z.optional(z.unknown()),
});
const refusalSchema = z.extend(unfinished, {
  code: z.enum([...refusals, ...passing]),
  field: z.catch(z.optional(z.string()), undefined),
  credentials: kept,
});

/** A verifier's result. Members that are not known are dropped. */
const verificationSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    connection: z.object({ accounts, access, rights: allowed, expiresAt }),
    credentials: kept,
    unfinished: z.optional(unfinished),
  }),
  refusalSchema,
]);

/**
 * Asks a verifier. One that throws, takes too long or is cancelled says nothing about the credentials; of the first two the host
 * is told. What it gives in the place of the credentials is among the secrets of `context` afterwards.
 *
 * @throws CallFailed where its result is none: that does not pass by itself.
 */
export async function verify(request: VerificationRequest, context: RequestContext): Promise<Verification> {
  let result: unknown;
  try {
    result = await ask(request);
  } catch (error) {
    if (!request.cancelled.aborted) context.report('verify', error);
    return unavailable;
  }
  const keep = (given: Credentials): Credentials => {
    const credentials = nextOf(request, given);
    context.secrets = [...context.secrets, ...secretsOf(request.verifier, credentials)];
    return credentials;
  };
  try {
    return understood(result, request, context, keep);
  } catch (error) {
    context.report('verify', error);
    const credentials = request.verifier.singleUse && credentialsIn(result, request, keep);
    // Nothing is connected by what makes no sense.
    if (credentials) return { ...unavailable, credentials };
    throw new CallFailed('verify', error);
  }
}

function understood(
  result: unknown,
  { credentials: posted }: VerificationRequest,
  context: RequestContext,
  keep: (given: Credentials) => Credentials,
): Verification {
  const verification = checked(result);
  const { credentials: given, ...rest } = verification;
  const credentials = given && keep(given);
  const refusal = verification.ok ? verification.unfinished : verification;
  if (refusal?.cause !== undefined) context.report('verify', refusal.cause);
  const next = credentials && { credentials };
  if (rest.ok)
    return { ...rest, connection: withoutSecrets(rest.connection, maskWhole(context.secrets)), ...next };
  const { field, ...refused } = rest;
  // A pointer must lead somewhere.
  const isPosted = field !== undefined && Object.hasOwn(posted, field);
  return { ...refused, ...(isPosted && { field }), ...next };
}

async function ask({
  verifier,
  credentials,
  access: needed,
  timeout,
  cancelled,
}: VerificationRequest): Promise<unknown> {
  let asked: Promise<unknown> | undefined;
  try {
    return await withTimeLimit(timeout, cancelled, (signal) => {
      asked = (async () => verifier({ credentials, access: needed, signal }))();
      return asked;
    });
  } catch (error) {
    if (!verifier.singleUse) throw error;
    // One that heeds its signal may have new credentials by then, which are not to be lost.
    const isKnown = new AbortController();
    const known: unknown = await Promise.race([
      asked?.catch(() => undefined),
      delay(grace, isKnown.signal),
    ]).finally(() => isKnown.abort());
    const { ok, credentials: next } = (known ?? {}) as Partial<Verification>;
    if (ok === true || next) return known;
    throw error;
  }
}

/** What takes the place of credentials: it has to be such as could have been posted. */
function nextOf({ verifier, credentials: posted }: VerificationRequest, given: Credentials): Credentials {
  if (!Object.keys(given).length) throw new TypeError('a verifier returned credentials without a field');
  const credentials = { ...posted, ...given };
  const wrong = wrongFieldOf(verifier, credentials);
  if (!wrong) return credentials;
  throw new TypeError(`a verifier returned credentials whose fields are not its own: ${wrong.name}`);
}

/** What is to be kept of a result that makes no sense otherwise; undefined where that is nothing. */
function credentialsIn(
  result: unknown,
  { verifier: { fields = [], optionalFields = [] }, credentials: posted }: VerificationRequest,
  keep: (given: Credentials) => Credentials,
): Credentials | undefined {
  try {
    const given = { ...(result as { credentials?: object }).credentials };
    const names = [...fields, ...optionalFields, ...Object.keys(posted)];
    const isField = ([name, value]: [string, unknown]) =>
      names.includes(name) && typeof value === 'string' && value !== '';
    const entries = Object.entries(given).filter(isField) as Array<[string, string]>;
    return entries.length ? keep(Object.fromEntries(entries)) : undefined;
  } catch {
    return undefined;
  }
}

function checked(result: unknown): Verification {
  // Before they are gone through one by one.
  const { length } = ((result as Partial<Verified> | undefined)?.connection?.accounts ?? []) as {
    length: unknown;
  };
  if (typeof length === 'number' && length > mostAccounts) {
    throw new TypeError(`a verifier must return ${mostAccounts} accounts at most`);
  }
  const { data, error } = z.safeParse(verificationSchema, result);
  if (data) return data;
  const where = error.issues[0]?.path.join('.');
  throw new TypeError(
    'a verifier must return { ok: true, connection } or { ok: false, code }' +
      (where ? `: ${where} is missing or not as it should be` : ''),
  );
}

/**
 * What was found, with secrets masked in the names. Not in ids: connections are compared by them, and those of different accounts
 * would be the same.
 */
function withoutSecrets(
  { accounts: found, ...connection }: Verified['connection'],
  mask: (text: string) => string,
): Verified['connection'] {
  const clean = found?.map((account) => {
    if (account.id !== undefined && mask(account.id) !== account.id) {
      throw new TypeError(
        'a verifier returned the id of an account that repeats a credential; where that field is not secret, leave it out of the verifier’s `secrets`',
      );
    }
    return {
      ...(account.id !== undefined && { id: account.id }),
      ...(account.name !== undefined && { name: mask(account.name) }),
      ...(account.type !== undefined && { type: mask(account.type) }),
    };
  });
  return { ...(clean && { accounts: clean }), ...connection };
}
