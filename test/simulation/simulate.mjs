/**
 * Runs the simulation, with a seed of chance or a given one:
 *
 *     npm run simulate -- --store=memory --runs=10000
 *     npm run simulate -- --store=sqlite --seed=123 --path=45:6
 *
 * `--plant=…` puts a fault into the store, to see that it is found.
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { plants } from './plants.mjs';
import { plans } from './plan.mjs';
import { run } from './run.mjs';
import { simulatedStores } from './stores.mjs';

/**
 * @param name - Of a store.
 * @param plant - Of a fault.
 * @returns What came of it (`fc.RunDetails`), a hash of what happened in each run, and what happened in any of them.
 */
export async function simulate(name, { runs, seed, path, plant }) {
  const stored = await simulatedStores[name].open();
  const traces = [];
  const kinds = new Set();
  const truth = fc.asyncProperty(fc.scheduler(), plans, async (scheduler, plan) => {
    const trace = await run(stored, scheduler, plan, plants[plant]);
    traces.push(createHash('sha256').update(trace.join('\n')).digest('hex'));
    for (const line of trace) kinds.add(line.replaceAll(/-?\d+ ?/g, ''));
  });
  // What is smaller and fails the same way tells more; a planted fault is only to be found.
  const details = await fc.check(truth, { numRuns: runs, seed, path, endOnFailure: Boolean(plant) });
  const contents = await stored.contents();
  await stored.close();
  return { ...details, traces, kinds, contents };
}

/** How a failure is told. */
export const reportOf = (name, details) =>
  [
    `after ${details.numRuns} runs on ${name}: ${details.errorInstance}`,
    JSON.stringify(details.counterexample[1], null, 2),
    `npm run simulate -- --store=${name} --seed=${details.seed} --path=${details.counterexamplePath}`,
  ].join('\n\n');

if (import.meta.filename === process.argv[1]) {
  const { values } = parseArgs({
    options: {
      store: { type: 'string', default: 'memory' },
      runs: { type: 'string', default: '1000' },
      seed: { type: 'string' },
      path: { type: 'string', default: '' },
      plant: { type: 'string' },
    },
  });
  const { store, runs, path, plant } = values;
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const began = performance.now();
  const details = await simulate(store, { runs: Number(runs), seed, path, plant });
  const took = ((performance.now() - began) / 1000).toFixed(1);
  if (details.failed) process.exitCode = 1;
  console.log(
    details.failed ? reportOf(store, details) : `${runs} runs on ${store}, seed ${seed}: ${took} s`,
  );
}
