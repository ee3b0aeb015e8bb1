/** Whatever is thrown at the handler: it answers, never with 500 for bad input, and never with a token. */
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
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
  // What the verifier was given, in what it gives back.
  fc.constant('repeat'),
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

/** What a page sends, more or less: chance alone would hardly ever come to the verifier. */
const sensible = fc.record({
  method: fc.constant('POST'),
  path: fc.constantFrom('', '', '?a=b', `/${TOKEN}`),
  body: fc.constantFrom(
    `{"broker":"t-invest","credentials":{"token":"${TOKEN}"}}`,
    '{"broker":"t-invest","credentials":{"token":"x"}}',
  ),
  head: fc.record(
    {
      'content-type': fc.constant('application/json'),
      'sec-fetch-site': fc.constant('same-origin'),
      // A few of them come again, with the same body or with another one; the others are new.
      'idempotency-key': fc.oneof(fc.constantFrom('k1', 'k2', 'k3', 'k4'), fc.uuid()),
    },
    { requiredKeys: ['content-type'] },
  ),
});
const anything = fc.record({ method: methods, path: paths, body: bodies, head: headers });
const requests = fc.oneof({ arbitrary: anything, weight: 2 }, { arbitrary: sensible, weight: 1 });

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
  it(`on ${name}, answers anything${path ? ', when it knows its path' : ''}`, { skip }, async (t) => {
    const store = await open();
    t.after(() => store.close());
    let result;
    let slow;
    const works = [];
    const errors = [];
    const handle = createConnectHandler({
      authenticate: () => 'anna',
      store,
      verifiers: {
        't-invest': async ({ credentials: { token } }) => {
          const mine = result;
          if (slow) await delay(5);
          if (mine === 'throw') throw new Error(`no: ${token}`);
          if (mine !== 'repeat') return mine;
          return { ok: true, connection: { accounts: [{ id: '1', name: token }], access: 'full' } };
        },
      },
      allowedOrigins: ['https://app.example'],
      // Those that are slow are answered with 202, and verified beside the requests that follow.
      respondAsyncAfter: 1,
      waitUntil: (work) => works.push(work),
      onError: (error) => errors.push(`${error.message}${error.stack}`),
      ...(path && { path }),
    });
    let sent = 0;
    await fc.assert(
      fc.asyncProperty(requests, verifications, fc.boolean(), async (parts, verification, slowly) => {
        const request = requestOf(parts);
        if (!request) return;
        sent++;
        [result, slow] = [verification, slowly];
        const response = await handle(request);
        let body = await response.text();
        // What a 202 and a list lead to lies below the address that was asked: what that held is said again.
        if (request.url.includes(TOKEN)) {
          response.headers.delete('location');
          body = body.replace(/"location":"[^"]*"/g, '"location":""');
        }
        const said = `${response.status} ${JSON.stringify([...response.headers])} ${body}`;
        assert.ok(response.status < 500 || response.status === 503, said);
        assert.ok(!said.includes(TOKEN), said);
        if (response.status >= 400) assert.match(said, /"type":"about:blank"/);
      }),
      { numRuns: 3000 },
    );
    await Promise.all(works);
    assert.ok(works.length > 0, 'none was answered with 202');
    assert.ok(sent > 1500, `only ${sent} could be sent`);
    assert.ok(!errors.join().includes(TOKEN));
    assert.ok(!output.join().includes(TOKEN));
    assert.deepEqual(unhandled, []);
  });
}
