/**
 * Faults by the thousand: the block's client and the kit's handler on each store, with a broker, a network, a clock and processes that
 * fail, in an order that chance decides and a seed repeats. What is checked after each run is in simulation/run.mjs.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plants } from '../simulation/plants.mjs';
import { reportOf, simulate } from '../simulation/simulate.mjs';
import { SECRET } from '../simulation/site.mjs';
import { simulatedStores } from '../simulation/stores.mjs';

/** Ten thousand together; the same on each machine, so that whoever sees one fail can repeat it. */
const runs = { memory: 5_000, sqlite: 3_500, postgres: 1_500 };
const seed = 20_261_128;

/** Each of these must have come about, or the runs would say nothing of it. */
const kinds = [
  ...['is lost', 'is cut', 'arrives once more', 'never comes', 'the person leaves'],
  ...['a process dies', 'a process starts', 'the clock jumps', 'the broker hangs', 'the broker throws'],
  ...['connected save', 'replaced save', 'removed remove', 'cancelled verify', 'checked update'],
  // Somebody else had the key by then, or the store took too long.
  'failed save',
];

for (const [name, { skip }] of Object.entries(simulatedStores)) {
  describe(`a simulation on ${name}`, { skip }, () => {
    it(`ends well ${runs[name]} times, whatever goes wrong`, async () => {
      const details = await simulate(name, { runs: runs[name], seed });
      assert.ok(!details.failed, details.failed ? reportOf(name, details) : '');
      assert.equal(details.traces.length, runs[name]);
      const all = [...details.kinds].join('\n');
      for (const kind of kinds) assert.ok(all.includes(kind), `${kind} is in no run`);
      assert.ok(!details.contents.includes(SECRET), 'no token stands in the database as it is');
    });

    it('is repeated by its seed', async () => {
      const [one, other] = [
        await simulate(name, { runs: 60, seed }),
        await simulate(name, { runs: 60, seed }),
      ];
      assert.deepEqual(one.traces, other.traces);
    });

    for (const plant of Object.keys(plants)) {
      it(`finds ${plant}, and says how to see it again`, async () => {
        const details = await simulate(name, { runs: runs[name], seed, plant });
        assert.ok(details.failed);
        const again = { runs: 1, seed: details.seed, path: details.counterexamplePath, plant };
        const { failed, errorInstance } = await simulate(name, again);
        assert.ok(failed);
        assert.equal(errorInstance.name, details.errorInstance.name);
        assert.match(reportOf(name, details), /npm run simulate -- --store=\w+ --seed=\d+ --path=\d/);
      });
    }
  });
}
