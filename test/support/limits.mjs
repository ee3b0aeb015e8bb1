/**
 * How long things may take in the suite before they count as hanging, ms. These are safety nets and say nothing about the
 * product: each is at least ten times what a quiet machine with two cores needs, and nothing waits for one that goes well.
 * `PC_PATIENCE=3` makes all of them three times as long. Imports nothing, since nothing else may be there yet.
 */
const patience = Number(process.env['PC_PATIENCE'] || 1);
if (!(patience > 0)) throw new Error(`PC_PATIENCE=${process.env['PC_PATIENCE']} is not a number above 0`);

const second = 1000 * patience;
const minute = 60 * second;

export const limits = {
  /** Until a condition holds that a test in Node waits for. */
  condition: 1 * minute,
  /** One test in a browser. What it waits for has half of that, so that it can say what that was. */
  test: 1 * minute,
  /** Until a program answers: a browser, its driver, PostgreSQL, the demo with its build. */
  start: 5 * minute,
  /** Until a process of tests has ended by itself once they are over. */
  end: 10 * second,
  /** All tests of one file. */
  file: 20 * minute,
  /** One step of `npm test`. */
  step: 40 * minute,
};
