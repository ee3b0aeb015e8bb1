import { delay } from '../core/delay.js';
import type { Phase } from './phase.js';
import type { CallOptions, RequestContext } from './request-context.js';
import type {
  Claim,
  ClaimRequest,
  ConnectionChange,
  ConnectionStore,
  ConnectionUpdate,
  Credentials,
  Done,
  NewConnection,
  OpenAttempt,
  Pending,
  SavedConnection,
  StoredResponse,
} from './store.js';
import { isWait } from './errors/temporary.js';
import { isSameCredentials } from './stores/updated.js';

/** How many of a person's attempts the list names. The block asks about fewer. */
const mostAttempts = 10;

/** What a save came to. */
export interface Saved {
  readonly answer: StoredResponse;
  /** That which the answer holds. */
  readonly connection: SavedConnection;
}

/**
 * A host's store, as one request sees it: whatever it does, a call ends within its time limit, with what it should return or with
 * `CallFailed`.
 */
export class GuardedStore {
  readonly #store: ConnectionStore;
  readonly #context: RequestContext;

  constructor(store: ConnectionStore, context: RequestContext) {
    this.#store = store;
    this.#context = context;
  }

  /** A call after which the store may hold something else: one that takes longer than its time goes on, and `drain()` waits for it. */
  #write<T>(phase: Phase, work: () => T | Promise<T>, options?: CallOptions<T>): Promise<T> {
    return this.#context.call(phase, work, { ...options, lasts: true });
  }

  claim(request: ClaimRequest): Promise<Claim> {
    return this.#write('claim', async () => {
      const claim = claimFrom(await this.#store.claim(request));
      if (!claim) throw new TypeError('store.claim must return a claim');
      return claim;
    });
  }

  attempt(user: string, id: string): Promise<Pending | Done | undefined> {
    return this.#context.call('attempt', async () => {
      const given: unknown = (await this.#store.attempt(user, id)) ?? undefined;
      const attempt = attemptFrom(given);
      if (given === undefined || attempt) return attempt;
      throw new TypeError('store.attempt must return a pending or finished attempt, or undefined');
    });
  }

  /**
   * @param late - Given what it came to after its time was over.
   * @param isOnlyCopy - Whether the credentials are lost where they are not written.
   */
  save(entry: NewConnection, late: (saved: Saved | 'full' | undefined) => unknown, isOnlyCopy = false) {
    const write = async (): Promise<Saved | 'full' | undefined> => {
      const given: unknown = (await this.#store.save(entry)) ?? undefined;
      if (given === 'full') return given;
      const saved = savedFrom(given);
      if (given === undefined || saved) return saved;
      throw new TypeError('store.save must return a response whose body is a connection, full, or undefined');
    };
    if (!isOnlyCopy) return this.#write('save', write, { late });
    const save = async () => {
      const saved = await this.#persist('save', write);
      if (saved) return saved;
      // A try that failed may have been written.
      const attempt = attemptFrom(await this.#store.attempt(entry.user, entry.attempt));
      return attempt?.state === 'done' ? savedFrom(attempt.answer) : undefined;
    };
    return this.#write('save', save, { late, times: persistence });
  }

  settle(user: string, id: string, answer: StoredResponse): Promise<void> {
    return this.#write('settle', () => this.#store.settle(user, id, answer));
  }

  release(user: string, id: string, answer?: StoredResponse): Promise<void> {
    return this.#write('release', () => this.#store.release(user, id, answer));
  }

  /** Never rejects: a renewal that takes longer than `timeout` ms or fails is told, and the next one comes all the same. */
  async renew(user: string, id: string, lease: number, timeout: number): Promise<void> {
    const renewed = this.#write('renew', () => this.#store.renew(user, id, lease), { timeout });
    // No request waits for it.
    await this.#context.track(renewed).catch(() => undefined);
  }

  /** Never rejects: the attempt goes on all the same, and only the list does not name it. */
  async accept(user: string, id: string, broker: string): Promise<void> {
    await this.#write('accept', () => this.#store.accept?.(user, id, broker)).catch(() => undefined);
  }

  /** Never rejects: connections are listed even where nobody can tell what goes on. */
  async openAttempts(user: string): Promise<readonly OpenAttempt[]> {
    const open = this.#context.call('open-attempts', async () => {
      const attempts: unknown = (await this.#store.openAttempts?.(user)) ?? [];
      if (!Array.isArray(attempts)) throw new TypeError('store.openAttempts must return an array');
      return (attempts as unknown[]).filter(isOfBroker).slice(0, mostAttempts);
    });
    return await open.catch(() => []);
  }

  list(user: string): Promise<SavedConnection[]> {
    return this.#context.call('list', async () => {
      const connections: unknown = await this.#store.list(user);
      if (!Array.isArray(connections)) throw new TypeError('store.list must return an array');
      return connections as SavedConnection[];
    });
  }

  /** One of those of the list. */
  connection(user: string, id: string): Promise<SavedConnection | undefined> {
    return this.#context.call('list', async () => {
      const connections: unknown = await this.#store.list(user);
      if (Array.isArray(connections) && connections.every(isOfBroker))
        return connections.find((one) => one.id === id);
      throw new TypeError('store.list must return an array of connections, each with id and broker');
    });
  }

  credentials(user: string, id: string): Promise<Credentials | undefined> {
    return this.#context.call('credentials', async () => {
      const given: unknown = (await this.#store.credentials(user, id)) ?? undefined;
      if (given === undefined) return given;
      const credentials: unknown = typeof given === 'object' ? { ...given } : given;
      if (isRecord(credentials) && isCredentials(credentials)) return credentials;
      throw new TypeError('store.credentials must return texts by the names of their fields, or undefined');
    });
  }

  /**
   * @param previous - The connection as it was known before.
   * @param late - Given the change that was written after its time was over.
   */
  update(
    one: ConnectionUpdate,
    previous: SavedConnection,
    late: (change: ConnectionChange | undefined) => unknown,
  ) {
    const { user, id, newCredentials, singleUse } = one;
    const write = async (): Promise<ConnectionChange | undefined> => {
      const given: unknown = (await this.#store.update!(one)) ?? undefined;
      const change = changeFrom(given);
      if (given === undefined || change) return change;
      throw new TypeError('store.update must return the connection and the previous one, or undefined');
    };
    if (!singleUse || !newCredentials) return this.#context.call('update', write, { late });
    const update = async () => {
      const change = await this.#persist('update', write);
      if (change) return change;
      // A try that failed may have been written: nobody else has what the broker gave.
      const kept = await this.credentials(user, id);
      const connection = kept && isSameCredentials(kept, newCredentials) && (await this.connection(user, id));
      return connection ? { user, connection, previous } : undefined;
    };
    return this.#context.call('update', update, { late, times: persistence });
  }

  /** Writes what is lost otherwise: it is tried again for a while. Rejects as the last try does; the host is told of the others. */
  async #persist<T>(phase: Phase, write: () => Promise<T>): Promise<T> {
    for (const pause of pauses) {
      try {
        return await write();
      } catch (error) {
        this.#context.report(phase, error);
        await delay(pause);
      }
    }
    return await write();
  }

  remove(user: string, id: string): Promise<boolean> {
    return this.#write('remove', async () => {
      const removed: unknown = await this.#store.remove(user, id);
      if (typeof removed !== 'boolean') throw new TypeError('store.remove must return true or false');
      return removed;
    });
  }

  /** Undefined where there is nothing to do. Never rejects. It may take longer than the other calls: nobody waits for it. */
  prune(): Promise<void> | undefined {
    const told = (error: unknown) => this.#context.report('prune', error);
    try {
      const pruning: unknown = this.#store.prune?.();
      return pruning === undefined ? undefined : Promise.resolve(pruning).then(() => undefined, told);
    } catch (error) {
      told(error);
      return undefined;
    }
  }
}

/** Pauses between the tries of a write that must not fail, ms. */
const pauses = [50, 200, 800, 2000];
/** It may take so many times as long as any other call. */
export const persistence = 4;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Whether it can be a connection that was saved, or an attempt that goes on. */
const isOfBroker = (value: unknown): value is { id: string; broker: string } =>
  isRecord(value) && typeof value['id'] === 'string' && typeof value['broker'] === 'string';

const isCredentials = (value: Record<string, unknown>): value is Record<string, string> =>
  Object.values(value).every((one) => typeof one === 'string');

// Copies, each member read once: what a store returns may say something else the next time.

function responseFrom(value: unknown): StoredResponse | undefined {
  if (!isRecord(value)) return undefined;
  const { status, body, retryAfter } = value;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599)
    return undefined;
  if (typeof body !== 'string') return undefined;
  return { status, body, ...(isWait(retryAfter) && { retryAfter }) };
}

function savedFrom(value: unknown): Saved | undefined {
  const answer = responseFrom(value);
  const connection: unknown = answer && JSON.parse(answer.body);
  return answer && isOfBroker(connection) ? { answer, connection } : undefined;
}

function changeFrom(value: unknown): ConnectionChange | undefined {
  if (!isRecord(value)) return undefined;
  const { user, connection, previous } = value;
  return typeof user === 'string' && isOfBroker(connection) && isOfBroker(previous)
    ? { user, connection, previous }
    : undefined;
}

function attemptFrom(value: unknown): Pending | Done | undefined {
  if (!isRecord(value)) return undefined;
  const { state, attempt } = value;
  if (typeof attempt !== 'string') return undefined;
  if (state === 'pending') return { state, attempt };
  const answer = state === 'done' && responseFrom(value['answer']);
  return answer ? { state: 'done', attempt, answer } : undefined;
}

function claimFrom(value: unknown): Claim | undefined {
  if (!isRecord(value)) return undefined;
  const { state, attempt } = value;
  if (state === 'mismatch') return { state };
  if (state === 'limited') {
    const { retryAfter } = value;
    return isWait(retryAfter) ? { state, retryAfter } : undefined;
  }
  if (state === 'claimed' && typeof attempt === 'string') {
    return { state, attempt, ...(value['isCounted'] === false && { isCounted: false }) };
  }
  return attemptFrom(value);
}
