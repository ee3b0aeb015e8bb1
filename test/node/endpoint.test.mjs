/** Where credentials may be posted to. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { baseFor, resolveEndpoint } from '../../src/core/endpoint.ts';

const origin = 'http://shop.example';
const resolve = (endpoint) => resolveEndpoint(endpoint, `${origin}/profile/`, origin);

describe('resolveEndpoint() allows', () => {
  const allowed = {
    '/api': `${origin}/api`,
    'api?x=1': `${origin}/profile/api?x=1`,
    ' /api ': `${origin}/api`,
    '/api#part': `${origin}/api`,
    'https://other.example/api': 'https://other.example/api',
    'http://localhost:8080/api': 'http://localhost:8080/api',
    'http://app.localhost/api': 'http://app.localhost/api',
    'http://127.0.0.1/api': 'http://127.0.0.1/api',
    'http://[::1]:3000/api': 'http://[::1]:3000/api',
  };
  for (const [endpoint, url] of Object.entries(allowed)) {
    it(endpoint, () => assert.deepEqual(resolve(endpoint), { url }));
  }
});

describe('resolveEndpoint() refuses', () => {
  for (const endpoint of [
    undefined,
    null,
    '',
    '  ',
    'http://',
    'http://other.example/api',
    '//other.example/api',
    'http://shop.example:81/api',
    'http://localhost.evil.example/api',
    'http://evil-localhost/api',
    'http://evil127.0.0.1/api',
    'http://evil.example/[::1]',
    'http://127.0.0.1.evil.example/api',
    'https://user:pass@other.example/',
    'https://user@other.example/',
    'javascript:alert(1)',
    'data:text/plain,x',
    'file:///etc/passwd',
    'ws://localhost/',
  ]) {
    it(String(endpoint) || '(empty)', () => assert.ok(resolve(endpoint).reason));
  }
});

it('a refusal says why', () => {
  assert.equal(resolve('').reason, 'endpoint is missing or no URL');
  assert.equal(resolve('http://').reason, 'endpoint is missing or no URL');
  assert.match(resolve('http://other.example/api').reason, /must be same-origin, https, or http on loopback/);
});

describe('a relative endpoint', () => {
  const page = 'https://shop.example/profile/me';
  const own = 'https://shop.example';
  const to = (base, origin = own) => resolveEndpoint('api', baseFor(base, page, origin), origin).url;

  it('follows a `<base>` of the page’s own', () =>
    assert.equal(to('https://shop.example/app/'), 'https://shop.example/app/api'));
  for (const base of ['https://cdn.example/x/', 'http://shop.example/', 'https://shop.example:8443/']) {
    it(`does not follow one to ${base}`, () => assert.equal(to(base), 'https://shop.example/profile/api'));
  }
  it('of a page without an origin goes nowhere', () => {
    const written = baseFor('https://cdn.example/', 'about:srcdoc', 'null');
    assert.ok(resolveEndpoint('api', written, 'null').reason);
    assert.equal(
      resolveEndpoint('https://shop.example/api', written, 'null').url,
      'https://shop.example/api',
    );
  });
  it('of a page without an address goes nowhere', () =>
    assert.ok(resolveEndpoint('api', baseFor('https://cdn.example/', 'about:srcdoc', own), own).reason));
});
