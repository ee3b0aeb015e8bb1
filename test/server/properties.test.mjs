/** Whatever is thrown at the handler: it answers, never with 500 for bad input, and never with a token. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { createConnectHandler } from '../../src/server/index.ts';
import { openStores } from '../support/stores.mjs';

const TOKEN = 't.marked-token-that-must-not-turn-up-anywhere-0123456789-0123456789';
const BASE = 'https://site.example/api/portfolio-connections';

const output = [];
const unhandled = [];
const kept = {};
const caught = (error) => unhandled.push(error);
before(() => {
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace']) {
    kept[name] = console[name];
    console[name] = (...parts) => output.push(parts.join(' '));
  }
  process.on('unhandledRejection', caught);
});
after(() => {
  Object.assign(console, kept);
  process.off('unhandledRejection', caught);
});

const verifications = fc.oneof(
  fc.constant({ ok: true, connection: {} }),
  fc.constant({ ok: true, connection: { accounts: [{ id: '1', name: TOKEN }], access: 'full' } }),
  fc
    .constantFrom(
      'invalid-token',
      'expired-token',
      'insufficient-access',
      'sandbox-token',
      'rate-limited',
      'broker-unavailable',
    )
    .map((code) => ({ ok: false, code })),
  fc.constant('throw'),
);

const methods = fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'HEAD', 'OPTIONS', 'post', 'FOO');
const paths = fc.oneof(
  fc.constantFrom(
    '',
    '/',
    '/x',
    '/x/status',
    '/x/status/',
    '/%',
    '/%2f/status',
    '?a=b',
    '//',
    '/..',
    `/${TOKEN}`,
  ),
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => `/${text}`),
);
const json = fc.oneof(
  fc.json(),
  fc
    .record(
      { broker: fc.oneof(fc.constant('t-invest'), fc.anything()), credentials: fc.anything() },
      { requiredKeys: [] },
    )
    .map((value) => {
      try {
        return JSON.stringify(value) ?? 'null';
      } catch {
        return '{}';
      }
    }),
  fc.constantFrom(
    `{"broker":"t-invest","credentials":{"token":"${TOKEN}"}}`,
    `{"broker":"${TOKEN}","credentials":{"token":"x"}}`,
    `{"broker":"t-invest","credentials":{"token":"${TOKEN}","${TOKEN}":"x"}}`.replace(
      `"${TOKEN}":"x"`,
      '"other":"x"',
    ),
    `{"broker":"t-invest","credentials":{"__proto__":"${TOKEN}"}}`,
    `{"__proto__":{"broker":"t-invest"},"credentials":"${TOKEN}"}`,
  ),
);
const bodies = fc.oneof(
  json,
  json.map((text) => new TextEncoder().encode(text).slice(1)),
  fc.uint8Array({ maxLength: 400 }),
  fc.constant(undefined),
);
const headerValue = fc.string({ unit: fc.constantFrom(...'abcXYZ019 -_./:;,="%{}[]\t'), maxLength: 40 });
const headers = fc.record(
  {
    'content-type': fc.oneof(
      fc.constantFrom('application/json', 'application/json;charset=utf-8'),
      headerValue,
    ),
    'content-length': headerValue,
    'idempotency-key': fc.oneof(fc.constantFrom('k1', 'k2'), headerValue),
    origin: fc.oneof(fc.constantFrom('https://site.example', 'https://app.example', 'null'), headerValue),
    'sec-fetch-site': fc.oneof(fc.constantFrom('same-origin', 'cross-site', 'none'), headerValue),
    'access-control-request-method': headerValue,
  },
  { requiredKeys: [] },
);

/** The request, unless no client could send it. */
function requestOf({ method, path, body, head }) {
  try {
    const bodiless = ['GET', 'HEAD'].includes(method);
    return new Request(BASE + path, {
      method,
      headers: head,
      ...(!bodiless && body !== undefined && { body }),
    });
  } catch {
    return undefined;
  }
}

const pairs = openStores().flatMap((store) =>
  [undefined, '/api/portfolio-connections'].map((path) => ({ path, ...store })),
);
for (const { path, name, open, skip } of pairs) {
  it(`on ${name}, answers anything${path ? ', when it knows its path' : ''}`, { skip }, async () => {
    const store = await open();
    let result;
    const errors = [];
    const handle = createConnectHandler({
      authenticate: () => 'anna',
      store,
      verifiers: {
        't-invest': async () => {
          if (result === 'throw') throw new Error(`no: ${TOKEN}`);
          return result;
        },
      },
      allowedOrigins: ['https://app.example'],
      respondAsyncAfter: 50,
      onError: (error) => errors.push(`${error.message}${error.stack}`),
      ...(path && { path }),
    });
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.record({ method: methods, path: paths, body: bodies, head: headers }),
        verifications,
        async (parts, verification) => {
          const request = requestOf(parts);
          if (!request) return;
          sent++;
          result = verification;
          const response = await handle(request);
          const said = `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`;
          assert.ok(response.status < 500 || response.status === 503, said);
          assert.ok(!said.includes(TOKEN), said);
          if (response.status >= 400) assert.match(said, /"type":"about:blank"/);
        },
      ),
      { numRuns: 3000 },
    );
    await store.close();
    assert.ok(sent > 1500, `only ${sent} could be sent`);
    assert.ok(!errors.join().includes(TOKEN));
    assert.ok(!output.join().includes(TOKEN));
    assert.deepEqual(unhandled, []);
  });
}
