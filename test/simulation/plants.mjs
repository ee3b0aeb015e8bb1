/** Faults that a store could have, to be put into one: whether the simulation finds them says whether it looks. */

const own = (user) => ({ user, key: crypto.randomUUID(), fingerprint: '', lease: 60_000 });

export const plants = {
  /** A connection is saved although another request has the key by now. */
  'save without the lease check': (store) => ({
    ...store,
    async save(entry) {
      const saved = await store.save(entry);
      if (saved !== undefined) return saved;
      const { attempt } = await store.claim(own(entry.user));
      return await store.save({ ...entry, attempt });
    },
  }),

  /** The connection is written, and then, by itself, the answer to the key. */
  'save in two steps': (store) => ({
    ...store,
    async save(entry) {
      const { attempt } = await store.claim(own(entry.user));
      const saved = await store.save({ ...entry, attempt });
      if (saved !== 'full') await store.settle(entry.user, entry.attempt, saved);
      return saved;
    },
  }),

  /** Of those who come with one key, each gets it. */
  'claim without a look': (store) => ({
    ...store,
    claim: (request) => store.claim({ ...request, key: crypto.randomUUID() }),
  }),
};
