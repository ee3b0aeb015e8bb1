/**
 * `npm run bench:server`: POSTs on each store, beside a bare Hono route that only parses the JSON; with a broker that answers
 * after 20 ms, as none is faster, and with one that answers at once, which shows what the kit itself costs. Rates depend on
 * the machine, so the gate is a ratio: with the broker of 20 ms, the kit on memory holds at least 0.8 of the bare route's
 * rate. Nor does its memory grow over 100,000 requests. Needs `npm run build`.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { openStores } from '../support/stores.mjs';
import { median } from './median.mjs';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 6);
const ROUNDS = 3;
const REQUESTS = 100_000;
/** How long the broker takes, ms. */
const BROKERS = [20, 0];
const LEAST_RATIO = 0.8;
const MOST_GROWTH = 4e6;

const body = JSON.stringify({
  broker: 't-invest',
  credentials: { token: `t.${'aB3_-xYz9K'.repeat(9).slice(0, 86)}` },
});
/** As a browser sends what the widget posts. */
const headers = {
  'content-type': 'application/json',
  accept: 'application/json, application/problem+json',
  'accept-encoding': 'gzip, deflate, br, zstd',
  'accept-language': 'ru-RU,ru;q=0.9,en;q=0.8',
  'cache-control': 'no-store',
  cookie: 'session=2f1e7c0a9b8d4e6f8a7b6c5d4e3f2a1b',
  'sec-ch-ua': '"Chromium";v="142", "Not_A Brand";v="99"',
  'sec-ch-ua-mobile': '?0',
  'sec-ch-ua-platform': '"Linux"',
  'sec-fetch-dest': 'empty',
  'sec-fetch-mode': 'cors',
  'sec-fetch-site': 'same-origin',
  'user-agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
};
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

async function start(kind, broker) {
  const child = fork(fileURLToPath(new URL('server-site.mjs', import.meta.url)), [kind, String(broker)], {
    execArgv: [
      '--expose-gc',
      '--import',
      fileURLToPath(new URL('../support/typescript.mjs', import.meta.url)),
    ],
  });
  const [{ port }] = await once(child, 'message');
  const load = (limit) =>
    autocannon({
      url: `http://127.0.0.1:${port}/`,
      requests: [
        {
          method: 'POST',
          body,
          setupRequest: (request) => ({
            ...request,
            headers: { ...headers, 'idempotency-key': crypto.randomUUID() },
          }),
        },
      ],
      connections: 32,
      ...limit,
    });
  return {
    load,
    async memory() {
      child.send('memory');
      return (await once(child, 'message'))[0];
    },
    async stop() {
      child.send('stop');
      await once(child, 'exit');
    },
  };
}

const kinds = ['bare', ...openStores().flatMap(({ name, skip }) => (skip ? [] : name))];
const faults = [];

/** Measures every kind in turns, so that whatever else the machine does meets all of them alike. */
async function measure(broker) {
  const sites = new Map();
  for (const kind of kinds) {
    const site = await start(kind, broker);
    sites.set(kind, site);
    await site.load({ duration: 2 });
  }
  const results = new Map(kinds.map((kind) => [kind, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of kinds) {
      const { requests, latency, non2xx, errors } = await sites.get(kind).load({ duration: SECONDS });
      if (non2xx || errors) throw new Error(`${kind}: ${non2xx} answers that are not 2xx, ${errors} errors`);
      results.get(kind).push({ rate: requests.average, p50: latency.p50, p99: latency.p99 });
    }
  }

  const heads = ['requests/s', 'of bare', 'p50', 'p99', 'heap', 'RSS'];
  console.log(`${`broker: ${broker} ms`.padEnd(16)}${heads.map((head) => head.padStart(12)).join('')}`);
  const rates = {};
  for (const kind of kinds) {
    const of = (member) => median(results.get(kind).map((result) => result[member]));
    const { heapUsed, rss } = await sites.get(kind).memory();
    rates[kind] = of('rate');
    const row = [
      Math.round(rates[kind]).toLocaleString('en'),
      (rates[kind] / rates.bare).toFixed(2),
      `${of('p50')} ms`,
      `${of('p99')} ms`,
      megabytes(heapUsed),
      megabytes(rss),
    ];
    console.log(kind.padEnd(16) + row.map((cell) => cell.padStart(12)).join(''));
  }
  if (broker === 0) await measureGrowth(sites.get('memory'));
  else if (rates.memory < rates.bare * LEAST_RATIO) {
    faults.push(`the kit on memory holds less than ${LEAST_RATIO} of the bare route's rate`);
  }
  for (const site of sites.values()) await site.stop();
}

async function measureGrowth(site) {
  const before = await site.memory();
  await site.load({ amount: REQUESTS });
  const growth = (await site.memory()).heapUsed - before.heapUsed;
  console.log(
    `memory, over ${REQUESTS.toLocaleString('en')} more requests: heap ${growth < 0 ? '' : '+'}${megabytes(growth)}`,
  );
  if (growth > MOST_GROWTH) faults.push(`its heap grew by more than ${megabytes(MOST_GROWTH)}`);
}

for (const broker of BROKERS) await measure(broker);
for (const fault of faults) console.error(`bench:server: ${fault}`);
process.exitCode = faults.length ? 1 : 0;
