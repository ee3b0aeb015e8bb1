/** Uses the endpoint kit by web standards alone, in whichever runtime this is. Gives what went wrong, or nothing. */
import {
  createConnectHandler,
  createMemoryStore,
  createSqliteStore,
  createTInvestVerifier,
} from 'portfolio-connect/server';
import { handle as broker, tokens } from '../../demo/simulators/t-invest.mjs';

const url = 'https://site.example/api/portfolio-connections';

/**
 * @param {string} [path] of an SQLite file, where the runtime has files and libsql
 * @returns {Promise<string[]>}
 */
export async function exercise(path) {
  const faults = [];
  const expect = (what, actual, wanted) => {
    const [a, b] = [actual, wanted].map((value) => JSON.stringify(value));
    if (a !== b) faults.push(`${what}: ${a} is not ${b}`);
  };
  const key = crypto.getRandomValues(new Uint8Array(32));
  const store = path ? createSqliteStore(path, { encryptionKeys: [{ id: '1', key }] }) : createMemoryStore();
  const handle = createConnectHandler({
    authenticate: () => 'anna',
    store,
    verifiers: {
      't-invest': createTInvestVerifier({
        baseUrl: 'https://broker.example/rest',
        sandboxUrl: 'https://broker.example/sandbox/rest',
        fetch: (address, init) => broker(new Request(address, init)),
      }),
    },
    respondAsyncAfter: 5000,
    onError: ({ message }) => faults.push(message),
  });
  const post = (token, headers = {}) =>
    handle(
      new Request(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers },
        body: JSON.stringify({ broker: 't-invest', credentials: { token } }),
      }),
    );
  const list = async () => (await (await handle(new Request(url))).json()).connections;

  const first = await post(tokens.full, { 'idempotency-key': 'k1' });
  const connection = await first.json();
  expect('connected', [first.status, connection.access, connection.accounts?.length], [201, 'full', 3]);
  const again = await post(tokens.full, { 'idempotency-key': 'k1' });
  expect('the same key', [again.status, await again.json()], [201, connection]);
  expect('another body', (await post(tokens.readOnly, { 'idempotency-key': 'k1' })).status, 422);
  expect('sandbox', (await (await post(tokens.sandbox)).json()).code, 'sandbox-token');
  expect('list', await list(), [connection]);
  expect('credentials', await store.credentials('anna', connection.id), { token: tokens.full });
  expect('cross-site', (await post(tokens.full, { 'sec-fetch-site': 'cross-site' })).status, 403);
  expect('too much', (await post('x'.repeat(17_000))).status, 413);
  const removed = await handle(new Request(`${url}/${connection.id}`, { method: 'DELETE' }));
  expect('removed', [removed.status, await list()], [204, []]);
  await store.close();
  return faults;
}
