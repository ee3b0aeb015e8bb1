import type { RequestContext } from './request-context.js';
import type {
  Claim,
  ClaimRequest,
  ConnectionStore,
  Done,
  NewConnection,
  OpenAttempt,
  Pending,
  SavedConnection,
  StoredResponse,
} from './store.js';

/** How many of a person's attempts the list names. The block asks about fewer. */
const mostAttempts = 10;

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

  claim(request: ClaimRequest): Promise<Claim> {
    return this.#context.call('claim', async () => {
      const claim: unknown = await this.#store.claim(request);
      if (!isClaim(claim)) throw new TypeError('store.claim must return a claim');
      return claim;
    });
  }

  attempt(user: string, id: string): Promise<Pending | Done | undefined> {
    return this.#context.call('attempt', async () => {
      const attempt: unknown = (await this.#store.attempt(user, id)) ?? undefined;
      if (attempt === undefined || isAttempt(attempt)) return attempt;
      throw new TypeError('store.attempt must return a pending or finished attempt, or undefined');
    });
  }

  save(entry: NewConnection): Promise<StoredResponse | undefined> {
    return this.#context.call('save', async () => {
      const answer: unknown = (await this.#store.save(entry)) ?? undefined;
      if (answer === undefined || isResponse(answer)) return answer;
      throw new TypeError('store.save must return a response, or undefined');
    });
  }

  settle(user: string, id: string, answer: StoredResponse): Promise<void> {
    return this.#context.call('settle', () => this.#store.settle(user, id, answer));
  }

  release(user: string, id: string, answer?: StoredResponse): Promise<void> {
    return this.#context.call('release', () => this.#store.release(user, id, answer));
  }

  /** Never rejects: a renewal that is late or fails is told, and the next one comes all the same. */
  async renew(user: string, id: string, lease: number): Promise<void> {
    await this.#context.call('renew', () => this.#store.renew(user, id, lease)).catch(() => undefined);
  }

  /** Never rejects: the attempt goes on all the same, and only the list does not name it. */
  async accept(user: string, id: string, broker: string): Promise<void> {
    await this.#context.call('accept', () => this.#store.accept?.(user, id, broker)).catch(() => undefined);
  }

  /** Never rejects: connections are listed even where nobody can tell what goes on. */
  async openAttempts(user: string): Promise<readonly OpenAttempt[]> {
    const open = this.#context.call('open-attempts', async () => {
      const attempts: unknown = (await this.#store.openAttempts?.(user)) ?? [];
      if (!Array.isArray(attempts)) throw new TypeError('store.openAttempts must return an array');
      return (attempts as OpenAttempt[]).slice(0, mostAttempts);
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

  remove(user: string, id: string): Promise<boolean> {
    return this.#context.call('remove', async () => {
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

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isResponse = (value: unknown): value is StoredResponse =>
  isRecord(value) &&
  Number.isInteger(value['status']) &&
  (value['status'] as number) >= 200 &&
  (value['status'] as number) <= 599 &&
  typeof value['body'] === 'string';

const isAttempt = (value: unknown): value is Pending | Done =>
  isRecord(value) &&
  typeof value['attempt'] === 'string' &&
  (value['state'] === 'pending' || (value['state'] === 'done' && isResponse(value['answer'])));

const isClaim = (value: unknown): value is Claim =>
  isAttempt(value) ||
  (isRecord(value) &&
    (value['state'] === 'mismatch' ||
      (value['state'] === 'claimed' && typeof value['attempt'] === 'string')));
