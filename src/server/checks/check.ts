import type { Connection } from '../../core/connection.js';
import { within } from '../../core/within.js';
import { isExcessive } from '../option-parts.js';
import { checkCheckOptions, type CheckedCheck, type CheckOptions } from './options.js';
import { GuardedStore, persistence } from '../guarded-store.js';
import { CallFailed, RequestContext } from '../request-context.js';
import type { ConnectionChange, ConnectionUpdate, Credentials, SavedConnection } from '../store.js';
import { secretsOf } from '../secret-fields.js';
import { grace, verify } from '../verification.js';
import {
  isPassing,
  type PassingRefusal,
  type PassingCode,
  type Verification,
  type Verifier,
} from '../verifier.js';
import { alone } from './alone.js';

/** The broker was asked, and how the connection stands is written down. */
export interface Checked {
  /** Discriminant of {@link Check}. */
  readonly outcome: 'checked';
  /** As it is now. */
  readonly connection: SavedConnection;
  /** As it was before. */
  readonly previous: SavedConnection;
  /** Whether more has changed than the time of the check. */
  readonly isChanged: boolean;
  /** Where the broker took the credentials, and then did not say what they open: why. Else undefined. */
  readonly code?: PassingCode | undefined;
  /** Seconds after which it may be asked again, where that is known. */
  readonly retryAfter?: number | undefined;
}

/** Nothing was found out, so nothing was changed. `onError` was told, where it is no answer of the broker's. */
export interface Unchecked {
  /** Discriminant of {@link Check}. */
  readonly outcome: 'unknown';
  /**
   * What the broker said, or that it did not answer; undefined where it was not asked (by another check of this connection, for example, that
   * uses its credentials up just now), or the store or the verifier failed.
   */
  readonly code?: PassingCode | undefined;
  /** Seconds after which it may be tried again, where that is known. */
  readonly retryAfter?: number | undefined;
}

/** There is no such connection any more, or it was connected again meanwhile, with other credentials. */
export interface Gone {
  /** Discriminant of {@link Check}. */
  readonly outcome: 'gone';
}

/** The outcome of a check. */
export type Check = Checked | Unchecked | Gone;

/**
 * Asks the broker about one connection anew: one job of a queue, for example. It writes down how the connection stands (`active`,
 * `expired`, `broken`), its accounts, access and expiry, and when that was. Never rejects but for options that make no sense.
 *
 * @param user - Whose it is.
 * @param id - Of the connection.
 * @param signal - Ends it; what the broker has not said by then is not waited for, but for brokers that take credentials once (`singleUse`).
 * @throws TypeError that names the option that makes no sense.
 */
export async function checkConnection(
  options: CheckOptions,
  user: string,
  id: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<Check> {
  return await new Checker(options, checkCheckOptions(options), user, id, signal).check();
}

/** Checks one connection. */
export class Checker {
  readonly #host: CheckOptions;
  readonly #options: CheckedCheck;
  readonly #user: string;
  readonly #id: string;
  readonly #signal: AbortSignal;
  readonly #context: RequestContext;
  readonly #store: GuardedStore;

  constructor(host: CheckOptions, options: CheckedCheck, user: string, id: string, signal: AbortSignal) {
    this.#host = host;
    this.#options = options;
    this.#user = user;
    this.#id = id;
    this.#signal = signal;
    this.#context = new RequestContext(host, options.callTimeout);
    this.#context.user = user;
    this.#store = new GuardedStore(host.store, this.#context);
  }

  /** Never rejects. */
  async check(): Promise<Check> {
    return await this.#known(async () => await this.#checkNow(await this.#connection()));
  }

  /**
   * Never rejects.
   *
   * @param isDue - Whether the connection, as it is now, is to be checked.
   * @returns undefined where it is not.
   */
  async checkIf(isDue: (connection: SavedConnection) => boolean): Promise<Check | undefined> {
    return await this.#known(async () => {
      const connection = await this.#connection();
      return connection && !isDue(connection) ? undefined : await this.#checkNow(connection);
    });
  }

  /** What a check comes to, whatever fails in it. */
  async #known<T>(check: () => Promise<T>): Promise<T | Unchecked> {
    const about = { connection: this.#id };
    try {
      return await check();
    } catch (error) {
      if (CallFailed.is(error) || !this.#signal.aborted) {
        return { outcome: 'unknown', retryAfter: this.#context.fail('verify', error, about) };
      }
      this.#context.tell('cancelled', 'verify', about);
      return { outcome: 'unknown' };
    }
  }

  async #connection(): Promise<SavedConnection | undefined> {
    return await within(this.#signal, this.#store.connection(this.#user, this.#id));
  }

  async #checkNow(known: SavedConnection | undefined): Promise<Check> {
    if (!known) return this.#gone();
    this.#context.broker = known.broker;
    const verifier = this.#verifierOf(known);
    if (!verifier?.singleUse) return await this.#checkAgain(known, verifier);
    const { verifyTimeout, callTimeout } = this.#options;
    // Should the process die meanwhile, the next check may begin when this one would be over for certain.
    const lease = verifyTimeout + grace + (persistence + 5) * callTimeout;
    const claim = { user: this.#user, connection: this.#id, lease };
    const check = await alone(this.#store, claim, () => this.#checkAgain(known, verifier));
    if (check) return check;
    this.#context.tell('cancelled', 'claim', { connection: this.#id });
    return { outcome: 'unknown' };
  }

  async #checkAgain(known: SavedConnection, verifier: Verifier | undefined): Promise<Check> {
    const credentials = await within(this.#signal, this.#store.credentials(this.#user, this.#id));
    if (!credentials) return this.#gone();
    if (!verifier) throw new NoVerifier(known.broker);
    // Then it was so; what is answered late says nothing of what was found out meanwhile.
    const checkedAt = new Date().toISOString();
    const verification = await this.#ask(known, verifier, credentials);
    // What the broker gave is written down, whoever waits for it.
    if (!verification.credentials) this.#signal.throwIfAborted();
    const unfinished = unfinishedOf(verification);
    if (unfinished && !verification.ok && !verification.credentials) {
      const { code, retryAfter } = unfinished;
      this.#context.tell('refused', 'verify', { connection: this.#id, code });
      return { outcome: 'unknown', code, retryAfter };
    }
    const { singleUse } = verifier;
    const about = { user: this.#user, id: this.#id, credentials, checkedAt, ...(singleUse && { singleUse }) };
    return await this.#update(
      { ...about, ...findings(verification, known, this.#options) },
      known,
      unfinished,
    );
  }

  #verifierOf({ broker }: SavedConnection): Verifier | undefined {
    const { verifiers } = this.#host;
    return Object.hasOwn(verifiers, broker) ? verifiers[broker] : undefined;
  }

  async #ask(
    connection: SavedConnection,
    verifier: Verifier,
    credentials: Credentials,
  ): Promise<Verification> {
    const context = this.#context;
    // Less than what it had would be a change; where that is not known, none is missed.
    const { access = connection.access ?? 'read-only', verifyTimeout: timeout } = this.#options;
    context.secrets = secretsOf(verifier, credentials);
    this.#signal.throwIfAborted();
    // What the broker takes once is not asked about in vain.
    const cancelled = verifier.singleUse ? new AbortController().signal : this.#signal;
    return await verify({ verifier, credentials, access, timeout, cancelled }, context);
  }

  async #update(
    update: ConnectionUpdate,
    known: SavedConnection,
    unfinished: PassingRefusal | undefined,
  ): Promise<Check> {
    // One that is written when nobody waits for it any more is told all the same: no later check would see a change then.
    const change = await this.#store.update(update, known, (late) => late && this.#told(late, unfinished));
    return change ? await this.#told(change, unfinished) : this.#gone();
  }

  /** Never rejects. */
  async #told(change: ConnectionChange, unfinished: PassingRefusal | undefined): Promise<Checked> {
    const { connection, previous } = change;
    const isChanged = differs(change);
    const code = unfinished && { code: unfinished.code };
    const about = { connection: connection.id, state: connection.state, ...code };
    this.#context.tell(isChanged ? 'changed' : 'checked', 'update', about);
    if (isChanged)
      await this.#context.call('on-change', () => this.#host.onChange?.(change)).catch(() => undefined);
    const { retryAfter } = unfinished ?? {};
    return {
      ...{ outcome: 'checked', connection, previous, isChanged },
      ...code,
      ...(retryAfter !== undefined && { retryAfter }),
    };
  }

  #gone(): Gone {
    this.#context.tell('cancelled', 'update', { connection: this.#id });
    return { outcome: 'gone' };
  }
}

/** Nobody can say how such a connection stands. */
export class NoVerifier extends TypeError {
  constructor(broker: string) {
    super(`there is no verifier for the broker ${JSON.stringify(broker)}`);
  }
}

/** Why it could not be found out how a connection stands; undefined where it could. */
function unfinishedOf(verification: Verification): PassingRefusal | undefined {
  if (verification.ok) return verification.unfinished;
  const { code } = verification;
  return isPassing(code) ? { ...verification, code } : undefined;
}

/** What an answer of the broker's says of a connection. */
function findings(
  verification: Verification,
  known: SavedConnection,
  options: CheckedCheck,
): Pick<ConnectionUpdate, 'state' | 'found' | 'newCredentials'> {
  const { credentials: newCredentials } = verification;
  // What the broker takes has not expired; all else stays that was known before.
  if (unfinishedOf(verification))
    return { state: known.state === 'broken' ? 'broken' : 'active', newCredentials };
  if (!verification.ok) {
    return { state: verification.code === 'expired-token' ? 'expired' : 'broken', newCredentials };
  }
  const { connection: found } = verification;
  return { state: isExcessive(options, found) ? 'broken' : 'active', found, newCredentials };
}

/** Whether more is different than when it was checked. */
function differs({ connection, previous }: ConnectionChange): boolean {
  const textOf = ({ state, accounts, access, rights, expiresAt }: Connection) =>
    JSON.stringify([
      state ?? 'active',
      accounts?.map(({ id, name, type }) => JSON.stringify([id, name, type])).sort(),
      access,
      rights && [...rights].sort(),
      expiresAt,
    ]);
  return textOf(connection) !== textOf(previous);
}
