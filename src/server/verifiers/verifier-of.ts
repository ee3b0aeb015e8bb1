import { maskWhole } from '../errors/secrets.js';
import { TemporaryError } from '../errors/temporary.js';
import { secretsOf } from '../secret-fields.js';
import { withTimeLimit } from '../time-limit.js';
import {
  invalid,
  invalidAt,
  unavailable,
  unavailableBecause,
  type Verification,
  type Verifier,
  type VerifyRequest,
} from '../verifier.js';
import { isSendable } from './sendable.js';

/** Options that every verifier has. */
export interface VerifierOptions {
  /** Limit of a whole verification, ms. Default: 10000; 20000 where the broker takes each token once, which would be lost with its answer. */
  readonly timeout?: number | undefined;
  /** Sends the requests, for a proxy or certificates of your own. Default: the global one. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

/** A broker as its verifier knows it. */
export interface BrokerFacts extends Pick<Verifier, 'optionalFields' | 'secrets' | 'singleUse'> {
  /** The names of the fields that it asks with: what cannot be sent was never issued, and is `invalid-token` unasked. */
  readonly fields: readonly string[];
  /** Those of them that are put into no header: what they are like is for `verify` to say. Default: none. */
  readonly outsideHeaders?: readonly string[] | undefined;
  /** As the host is told of it. */
  readonly name: string;
}

const defaultTimeout = 10_000;
/** Below the handler's own, so that what is known by then is taken. */
const singleUseTimeout = 20_000;

/**
 * Makes a verifier of what asks a broker: with a time limit, and never without an answer.
 *
 * @param verify - `learn` is told what is known already, should time run out.
 * @throws TypeError where an option makes no sense.
 */
export function verifierOf(
  { name, outsideHeaders = [], ...facts }: BrokerFacts,
  options: VerifierOptions,
  verify: (request: VerifyRequest, learn: (known: Verification) => void) => Promise<Verification>,
): Verifier {
  const timeout = Math.trunc(options.timeout ?? (facts.singleUse ? singleUseTimeout : defaultTimeout));
  // `setTimeout` fires at once when given 2³¹ ms.
  if (!(timeout > 0 && timeout < 2 ** 31)) throw new TypeError('timeout must be more than 0 ms');

  const verifier = async (request: VerifyRequest): Promise<Verification> => {
    const isAsked = (field: string) =>
      outsideHeaders.includes(field) || isSendable(request.credentials[field]);
    const odd = facts.fields.find((field) => !isAsked(field));
    if (odd !== undefined) return facts.fields.length > 1 ? invalidAt(odd) : invalid;
    let known: Verification = unavailable;
    const learn = (verification: Verification) => (known = verification);
    try {
      const verification = await withTimeLimit(timeout, request.signal, (signal) =>
        verify({ ...request, signal }, learn),
      );
      return judged(name, facts, request, verification);
    } catch (error) {
      if (request.signal.aborted || known !== unavailable) return judged(name, facts, request, known);
      const what = error instanceof TemporaryError ? 'did not answer in time' : 'could not be asked';
      return unavailableBecause(`${name} ${what}`, error, Object.values(request.credentials));
    }
  };
  return Object.assign(verifier, facts);
}

/** What was found, unless it is too little. An account's name may repeat a credential, which is masked there. */
function judged(
  name: string,
  { secrets }: Pick<Verifier, 'secrets'>,
  { credentials, access }: VerifyRequest,
  verified: Verification,
): Verification {
  if (!verified.ok) return verified;
  const { connection, credentials: next } = verified;
  // Where a broker does not say what a credential allows, nobody knows whether that is too little.
  if (access === 'full' && connection.access === 'read-only')
    return { ok: false, code: 'insufficient-access', ...(next && { credentials: next }) };
  const mask = maskWhole([credentials, next ?? {}].flatMap((some) => secretsOf({ secrets }, some)));
  const { accounts } = connection;
  if (!accounts) return verified;
  // Masked, an id would no longer be what accounts are told apart by.
  if (accounts.some(({ id = '' }) => mask(id) !== id)) {
    const why = unavailableBecause(`${name}’s answer repeats a credential in the id of an account`);
    // Not a copy, which would have no cause.
    return next ? Object.assign(why, { credentials: next }) : why;
  }
  const clean = accounts.map((account) => ({
    ...account,
    ...(account.name !== undefined && { name: mask(account.name) }),
  }));
  return { ...verified, connection: { ...connection, accounts: clean } };
}
