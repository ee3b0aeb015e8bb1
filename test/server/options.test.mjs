/** Options are checked when the handler is made, and say what is wrong with them. Where requests come from. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createConnectHandler, createMemoryStore } from '../../src/server/index.ts';

const good = () => ({
  authenticate: () => 'anna',
  store: createMemoryStore(),
  verifiers: { 't-invest': async () => ({ ok: false, code: 'invalid-token' }) },
});

describe('createConnectHandler', () => {
  const wrong = [
    ['authenticate', [undefined, null, 'anna'], /^createConnectHandler: authenticate must be a function/],
    [
      'store',
      [
        undefined,
        null,
        {},
        'x',
        { ...createMemoryStore(), renew: undefined },
        { ...createMemoryStore(), accept: 1 },
      ],
      /: store must be/,
    ],
    ['verifiers', [undefined, null, 'x', [() => 1]], /: verifiers/],
    [
      'verifiers',
      [{ 'T-Invest': async () => 1 }, { '': async () => 1 }, { 'a b': async () => 1 }],
      /: verifiers/,
    ],
    [
      'verifiers',
      [{ demo: undefined }, { demo: {} }, { demo: 'x' }],
      /: verifiers\["demo"\] must be a function/,
    ],
    [
      'verifiers',
      [{ demo: Object.assign(async () => 1, { fields: 'token' }) }],
      /: verifiers\["demo"\] must have fields/,
    ],
    [
      'verifiers',
      [{ demo: Object.assign(async () => 1, { secrets: [7] }) }],
      /: verifiers\["demo"\] must have secrets/,
    ],
    ['access', ['Full', 'readonly', '', null, true, ['full']], /: access must be full or read-only/],
    [
      'path',
      ['api/x', '', '//host/api', 'https://site.example/api', '/api?x', '/api#x', 7, null],
      /: path must/,
    ],
    [
      'origin',
      [
        'https://site.example/',
        'https://Site.example',
        'site.example',
        '*',
        'null',
        '',
        'ftp://site.example',
        7,
        ['https://site.example'],
      ],
      /: origin must be an origin/,
    ],
    [
      'allowedOrigins',
      ['https://site.example', 'https://a.example, https://b.example', {}, null, 7],
      /: allowedOrigins must be an array/,
    ],
    [
      'allowedOrigins',
      [
        ['https://site.example/'],
        ['https://SITE.example'],
        ['*'],
        ['null'],
        ['site.example'],
        ['https://site.example:443'],
        [7],
        ['ftp://site.example'],
      ],
      /: allowedOrigins\[0\] must be an origin/,
    ],
    ['allowedHeaders', ['x-csrf-token', {}, null], /: allowedHeaders must be an array/],
    ['allowedHeaders', [['*'], ['a b'], [''], ['x:'], [7], ['x\r\ny']], /: allowedHeaders\[0\]/],
    [
      'respondAsyncAfter',
      [-1, NaN, Infinity, 2 ** 31, '3000', null],
      /: respondAsyncAfter must be a number of ms from 0/,
    ],
    [
      'verifyTimeout',
      [0, -1, NaN, Infinity, 2 ** 31, '3000', null],
      /: verifyTimeout must be a number of ms from 1/,
    ],
    [
      'callTimeout',
      [0, -1, NaN, Infinity, 2 ** 31, '3000', null],
      /: callTimeout must be a number of ms from 1/,
    ],
    [
      'lease',
      [0, -1, NaN, Infinity, 2 ** 31, '3000', null],
      /: lease must be a number of ms from 1 to 3600000/,
    ],
    ['rateLimit', [null, 7, 'x', true], /: rateLimit must be false, a function, or an object of limits/],
    ...['onConnect', 'onError', 'onEvent', 'waitUntil'].map((name) => [
      name,
      [null, 7, 'x', {}],
      new RegExp(`: ${name} must be a function`),
    ]),
  ];
  for (const [name, values, message] of wrong) {
    for (const value of values) {
      it(`refuses ${name}: ${value === null ? 'null' : typeof value === 'string' ? JSON.stringify(value) : String(value)}`, () => {
        assert.throws(
          () => createConnectHandler({ ...good(), [name]: value }),
          (error) => error instanceof TypeError && message.test(error.message),
        );
      });
    }
  }

  it('refuses a store that lacks what it needs, and takes one that lacks what it can do without', () => {
    const refuses = (more) =>
      assert.throws(
        () => createConnectHandler({ ...good(), store: { ...createMemoryStore(), ...more } }),
        /: store must be a ConnectionStore, with all of its methods$/,
        Object.keys(more)[0],
      );
    for (const method of ['claim', 'attempt', 'save', 'renew', 'settle', 'release', 'list', 'remove'])
      refuses({ [method]: undefined });
    for (const method of ['accept', 'openAttempts', 'prune']) {
      refuses({ [method]: 'x' });
      createConnectHandler({ ...good(), store: { ...createMemoryStore(), [method]: undefined } });
    }
  });

  it('takes a lease of an hour, and no longer', () => {
    createConnectHandler({ ...good(), lease: 3_600_000 });
    assert.throws(
      () => createConnectHandler({ ...good(), lease: 3_600_001 }),
      /: lease must be a number of ms/,
    );
  });

  it('says which origin was meant', () => {
    for (const meant of [
      'https://Site.example/',
      'https://site.example:443',
      'https://site.example/path?x',
    ]) {
      assert.throws(
        () => createConnectHandler({ ...good(), allowedOrigins: [meant] }),
        /: https:\/\/site\.example$/,
      );
    }
  });

  it('refuses what are no options', () => {
    for (const options of [undefined, null, 7, 'x'])
      assert.throws(() => createConnectHandler(options), TypeError);
  });

  it('takes a path as people write it', async () => {
    for (const path of ['/подключить', '/подключить/', '/my%20path', '/my path']) {
      const handle = createConnectHandler({ ...good(), path });
      assert.equal((await handle(new Request(`https://site.example${path}`))).status, 200, path);
      assert.equal((await handle(new Request('https://site.example/other'))).status, 404);
    }
  });

  it('takes what makes sense, also from the prototype of an object', async () => {
    class Options {
      store = createMemoryStore();
      verifiers = {};
      user = 'anna';
      authenticate() {
        return this.user;
      }
    }
    const handle = createConnectHandler(new Options());
    assert.equal((await handle(new Request('https://site.example/x'))).status, 200);
    const all = {
      access: 'read-only',
      path: '/',
      origin: 'https://site.example:8443',
      allowedOrigins: ['https://www.example.com', 'http://localhost:3000', 'http://[::1]:3000'],
      allowedHeaders: ['x-csrf-token', 'Authorization'],
      rateLimit: () => undefined,
      onConnect: () => undefined,
      onError: () => undefined,
      waitUntil: () => undefined,
      respondAsyncAfter: 0,
      verifyTimeout: 2 ** 31 - 1,
      callTimeout: 1,
      lease: 3_600_000,
    };
    createConnectHandler({ ...good(), ...all });
    createConnectHandler({
      ...good(),
      ...Object.fromEntries(Object.keys(all).map((name) => [name, undefined])),
    });
  });
});

describe('a page of the endpoint’s own origin, whose browser says no more than Origin', () => {
  const at = async (url, headers, options) => {
    const handle = createConnectHandler({ ...good(), ...options });
    return (await handle(new Request(url, { headers }))).status;
  };
  const own = {
    'served directly': ['http://site.example/x', { host: 'site.example', origin: 'http://site.example' }],
    'on a port': [
      'http://site.example:8080/x',
      { host: 'site.example:8080', origin: 'http://site.example:8080' },
    ],
    'with IPv6': ['http://[::1]:8080/x', { host: '[::1]:8080', origin: 'http://[::1]:8080' }],
    'in Next and Astro, where the address is localhost': [
      'http://localhost:3000/x',
      { host: 'site.example', origin: 'https://site.example' },
    ],
    'behind nginx with $host': [
      'http://127.0.0.1:3000/x',
      { host: 'site.example', origin: 'https://site.example:8443' },
    ],
    'behind nginx with $http_host': [
      'http://127.0.0.1:3000/x',
      { host: 'site.example:8443', origin: 'https://site.example:8443' },
    ],
    'behind nginx with $host:$server_port': [
      'http://127.0.0.1:3000/x',
      { host: 'site.example:443', origin: 'https://site.example' },
    ],
    'where TLS ends in front': [
      'http://site.example:80/x',
      { host: 'site.example:80', origin: 'https://site.example' },
    ],
    'behind a proxy that names itself in Host': [
      'http://app:3000/x',
      { host: 'app:3000', 'x-forwarded-host': 'site.example', origin: 'https://site.example' },
    ],
    'behind two proxies': [
      'http://app:3000/x',
      { host: 'app:3000', 'x-forwarded-host': 'site.example, inner.local', origin: 'https://site.example' },
    ],
    'with a host in capitals': [
      'http://app:3000/x',
      { host: 'Site.Example', origin: 'https://site.example' },
    ],
    'where nobody passes a host on': ['https://site.example/x', { origin: 'https://site.example' }],
  };
  for (const [name, [url, headers]] of Object.entries(own)) {
    it(`is served ${name}`, async () => assert.equal(await at(url, headers), 200));
  }

  const foreign = {
    'another site': ['http://localhost:3000/x', { host: 'site.example', origin: 'https://evil.example' }],
    'what listens on the visitor’s own machine': [
      'http://localhost:3000/x',
      { host: 'site.example', origin: 'http://localhost:3000' },
    ],
    'a subdomain': ['https://site.example/x', { host: 'site.example', origin: 'https://www.site.example' }],
    'a host that begins alike': [
      'https://site.example/x',
      { host: 'site.example', origin: 'https://site.example.evil.example' },
    ],
    'another port, where the host names its own': [
      'https://site.example:8443/x',
      { host: 'site.example:8443', origin: 'https://site.example:9443' },
    ],
    'the default port, where the host names another': [
      'https://site.example:8443/x',
      { host: 'site.example:8443', origin: 'https://site.example' },
    ],
    'another scheme': ['https://site.example/x', { host: 'site.example', origin: 'ftp://site.example' }],
    'an extension': [
      'https://site.example/x',
      { host: 'site.example', origin: 'chrome-extension://site.example' },
    ],
    'a sandbox': ['https://site.example/x', { host: 'site.example', origin: 'null' }],
    nonsense: ['https://site.example/x', { host: 'site.example', origin: 'https://' }],
    'what a browser calls another site, whatever the hosts': [
      'https://site.example/x',
      { host: 'site.example', origin: 'https://site.example', 'sec-fetch-site': 'same-site' },
    ],
  };
  for (const [name, [url, headers]] of Object.entries(foreign)) {
    it(`is not ${name}`, async () => assert.equal(await at(url, headers), 403));
  }

  it('is told what was compared with what, and no name that only the server knows', async () => {
    const title = async (headers) => {
      const handle = createConnectHandler(good());
      return (await (await handle(new Request('http://inner.local:3000/x', { headers }))).json()).title;
    };
    const origin = 'https://site.example';
    const proxied = await title({ origin, host: 'app:3000', 'x-forwarded-host': 'www.site.example' });
    assert.match(proxied, /^https:\/\/site\.example is neither .*\(host: www\.site\.example, app:3000\)/);
    const bare = await title({ origin });
    assert.ok(/host: not given/.test(bare) && !bare.includes('inner.local'), bare);
    assert.match(await title({ origin, 'sec-fetch-site': 'same-site' }), /another origin.*\(same-site\)$/);
  });

  it('is the one that the host names, and no other', async () => {
    const options = { origin: 'https://www.site.example' };
    assert.equal(await at('http://localhost:3000/x', { origin: 'https://www.site.example' }, options), 200);
    assert.equal(
      await at('http://localhost:3000/x', { host: 'site.example', origin: 'https://site.example' }, options),
      403,
    );
    assert.equal(await at('http://localhost:3000/x', { origin: 'http://www.site.example' }, options), 403);
  });

  it('is served where the browser says that the person came by an address of their own', async () => {
    assert.equal(await at('https://site.example/x', { 'sec-fetch-site': 'none' }), 200);
  });
});
