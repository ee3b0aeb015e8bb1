import * as z from 'zod/mini';
import type { Access } from '../core/connection.js';
import { connectionSchema } from '../core/contract.js';
import { CallFailed, type RequestContext } from './request-context.js';
import { repeats } from './secrets.js';
import type { Credentials } from './store.js';
import { withTimeLimit } from './time-limit.js';
import { refusalCodes, unavailable, type Verification, type Verifier } from './verifier.js';

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

const text = z.optional(z.string().check(z.maxLength(longestText)));
const accounts = z.optional(
  z.array(z.object({ id: text, name: text, type: text })).check(z.maxLength(mostAccounts)),
);
const { access, expiresAt } = connectionSchema.shape;

/** A verifier's result. Members that are not known are dropped. */
const verificationSchema = z.union([
  z.object({ ok: z.literal(true), connection: z.object({ accounts, access, expiresAt }) }),
  z.object({
    ok: z.literal(false),
    code: z.enum(refusalCodes),
    // A wrong one costs only itself.
    retryAfter: z.catch(z.optional(z.number().check(z.gte(0))), undefined),
    cause: z.optional(z.unknown()),
  }),
]);

/**
 * Asks a verifier. One that throws, takes too long or is cancelled says nothing about the credentials; of the first two the host
 * is told.
 *
 * @throws CallFailed where its result is none: that does not pass by itself.
 */
export async function verify(
  { verifier, credentials, access: needed, timeout, cancelled }: VerificationRequest,
  context: RequestContext,
): Promise<Verification> {
  let result: unknown;
  try {
    result = await withTimeLimit(timeout, cancelled, async (signal) =>
      verifier({ credentials, access: needed, signal }),
    );
  } catch (error) {
    if (!cancelled.aborted) context.report('verify', error);
    return unavailable;
  }
  try {
    const verification = checked(result);
    if (verification.ok) checkIds(verification.connection, secretsOf(verifier, credentials));
    else if (verification.cause !== undefined) context.report('verify', verification.cause);
    return verification;
  } catch (error) {
    context.report('verify', error);
    throw new CallFailed(error);
  }
}

/** What such a field holds names somebody, and opens nothing. */
const isName = /^(login|user(name|id)?|account(id|number)?|client(id|code)?)$/i;

/** The values that nobody may see: those of the fields that the verifier calls secret, or of all whose name does not say otherwise. */
export const secretsOf = ({ secrets }: Verifier, credentials: Credentials): string[] =>
  Object.entries(credentials)
    .filter(([name]) => secrets?.includes(name) ?? !isName.test(name))
    .map(([, value]) => value);

function checked(result: unknown): Verification {
  const { data, error } = z.safeParse(verificationSchema, result);
  if (data) return data;
  const [issue] = error.issues;
  const where = issue?.path.join('.');
  throw new TypeError(
    `a verifier must return a Verification${where ? `: ${where} is not as it should be` : ''}`,
  );
}

/** An id is what connections are compared by: masked, those of different accounts would be the same. */
function checkIds(
  { accounts: found = [] }: { accounts?: Array<{ id?: string | undefined }> | undefined },
  secrets: string[],
) {
  if (found.some(({ id }) => id !== undefined && repeats(id, secrets))) {
    throw new TypeError(
      'a verifier returned the id of an account that repeats a credential; where that field is not secret, leave it out of the verifier’s `secrets`',
    );
  }
}
