/** What befalls a run: what people do, and what goes wrong meanwhile. Where a list is over, all goes well. */
import fc from 'fast-check';

const some = (...values) => fc.constantFrom(...values);
/** Ms: most often next to nothing, now and then longer than somebody waits for. */
const delay = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 20 }) },
  { weight: 2, arbitrary: fc.integer({ min: 20, max: 3_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 3_000, max: 70_000 }) },
);

const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('connect'),
      token: some('one', 'both', 'other', 'bad'),
      broker: some('b', 'nameless'),
      leavesAfter: fc.option(delay, { nil: undefined, freq: 4 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('reload') }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('remove'), which: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('check') }) },
);

const fault = fc.record({
  request: some('arrives', 'arrives', 'is lost', 'is doubled', 'is cut'),
  answer: some('arrives', 'arrives', 'is lost', 'is cut', 'never comes'),
  requestDelay: delay,
  answerDelay: delay,
  tellsDeparture: fc.boolean(),
});

const brokerAnswer = fc.record({
  delay,
  outcome: some('answers', 'answers', 'answers', 'broker-unavailable', 'rate-limited', 'throws', 'hangs'),
});

export const plans = fc.record({
  seed: fc.integer(),
  /** Of tabs of one person's. */
  tabs: fc.array(fc.array(action, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 2 }),
  closesAccount: fc.boolean(),
  respondAsyncAfter: fc.option(some(0, 1_000), { nil: undefined }),
  lease: some(1_000, 10_000, 30_000),
  faults: fc.array(fault, { maxLength: 12 }),
  storeDelays: fc.array(delay, { maxLength: 20 }),
  broker: fc.array(brokerAnswer, { maxLength: 6 }),
  /** Of the processes, one after another: at which of its steps it dies. */
  crashes: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 3 }),
  downtime: delay,
  jumps: fc.array(fc.record({ after: delay, by: fc.integer({ min: -120_000, max: 120_000 }) }), {
    maxLength: 2,
  }),
});
