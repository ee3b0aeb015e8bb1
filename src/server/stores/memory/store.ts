import type { ConnectionStore, Done, NewConnection, Pending, StoredResponse } from '../../store.js';
import { connectionGone } from '../ended.js';
import { Attempts, type Attempt } from './attempts.js';
import { Portfolios } from './portfolios.js';
import { checkUser } from '../../user.js';
import { connectionsIn } from '../pages.js';
import { createPruning } from '../pruning.js';
import { stateUpdate } from '../updated.js';

/**
 * Keeps connections in the memory of this process: for tests, demos and a first try. Nothing is encrypted, and nothing
 * outlives the process. It keeps the last 1,000 answers at least, for a day at most.
 */
export function createMemoryStore(): Required<ConnectionStore> {
  const attempts = new Attempts();
  const portfolios = new Portfolios();

  return {
    claim: (request) =>
      promised(request.user, () => {
        const claim = attempts.claim(request);
        return claim.state === 'held' ? stateOf(claim.holder, portfolios) : claim;
      }),

    attempt: (user, id) =>
      promised(user, () => {
        const attempt = attempts.find(id);
        return attempt?.user === user ? stateOf(attempt, portfolios) : undefined;
      }),

    accept: (user, id, broker) => promised(user, () => attempts.accept(user, id, broker)),

    openAttempts: (user) => promised(user, () => attempts.acceptedOf(user)),

    save: (entry) => promised(entry.user, () => save(entry, attempts, portfolios)),

    renew: (user, id, lease) => promised(user, () => attempts.renew(user, id, lease)),

    settle: (user, id, answer) => promised(user, () => attempts.settle(user, id, answer)),

    release: (user, id, answer) => promised(user, () => attempts.release(user, id, answer)),

    list: (user) => promised(user, () => portfolios.list(user)),

    remove: (user, id) => promised(user, () => portfolios.remove(user, id)),

    removeUser: (user) =>
      promised(user, () => {
        attempts.endAll(user);
        portfolios.removeUser(user);
      }),

    credentials: (user, id) => promised(user, () => portfolios.credentials(user, id)),

    connections: (filter) => connectionsIn(portfolios, filter),

    update: (one) => promised(one.user, () => portfolios.update(one)),

    setState: (...found) => promised(found[0], () => portfolios.update(stateUpdate(...found))),

    ready: () => Promise.resolve(),

    prune: createPruning(() => Promise.resolve(attempts.prune())),

    close: () => Promise.resolve(),
  };
}

function save(
  entry: NewConnection,
  attempts: Attempts,
  portfolios: Portfolios,
): StoredResponse | 'full' | undefined {
  const attempt = attempts.findOpen(entry.user, entry.attempt);
  if (!attempt || attempts.isRemoved(entry.user)) return undefined;
  const saved = portfolios.save(entry);
  if (saved === 'full') return saved;
  const { id, ...answer } = saved;
  attempts.finish(attempt, { status: answer.status, body: '' }, { saved: id });
  return answer;
}

/** A store answers with promises; this one has nothing to wait for. */
const promised = <T>(user: string, work: () => T): Promise<T> =>
  new Promise((resolve) => {
    checkUser(user);
    resolve(work());
  });

/** The connection as it is now: what was removed is kept in no answer. */
function stateOf({ id, user, answer, saved }: Attempt, portfolios: Portfolios): Done | Pending {
  if (!answer) return { state: 'pending', attempt: id };
  if (saved === undefined) return { state: 'done', attempt: id, answer };
  const body = portfolios.find(user, saved);
  const now = body === undefined ? connectionGone : { status: answer.status, body };
  return { state: 'done', attempt: id, answer: now };
}
