/** What is kept of requests that are long over: nothing. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createConnectHandler, createMemoryStore } from '../../src/server/index.ts';

const REQUESTS = 100_000;
const MOST_GROWTH = 4e6;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const heap = () => {
  for (let n = 0; n < 3; n++) collect();
  return process.memoryUsage().heapUsed;
};

it(`over ${REQUESTS.toLocaleString('en')} requests memory does not grow`, async (test) => {
  const results = [
    { ok: true, connection: { accounts: [{ id: '1', name: 'Счёт' }], access: 'full' } },
    { ok: false, code: 'invalid-token' },
    { ok: false, code: 'rate-limited', retryAfter: 1 },
  ];
  let count = 0;
  const handle = createConnectHandler({
    authenticate: () => `user-${count % 1000}`,
    store: createMemoryStore(),
    verifiers: { 't-invest': () => Promise.resolve(results[count % 7 === 0 ? 1 : count % 11 === 0 ? 2 : 0]) },
  });
  const body = JSON.stringify({ broker: 't-invest', credentials: { token: `t.${'x'.repeat(86)}` } });
  const send = async (times) => {
    for (let n = 0; n < times; n++) {
      count++;
      const headers = { 'content-type': 'application/json', 'idempotency-key': `key-${count}` };
      const response = await handle(new Request('https://site.example/', { method: 'POST', headers, body }));
      assert.ok([200, 201, 422, 429].includes(response.status), String(response.status));
      await response.text();
    }
  };
  await send(20_000);
  const before = heap();
  await send(REQUESTS);
  const growth = heap() - before;
  test.diagnostic(`heap ${growth < 0 ? '' : '+'}${(growth / 1e6).toFixed(2)} MB`);
  assert.ok(growth < MOST_GROWTH, `${growth} bytes more`);
});
