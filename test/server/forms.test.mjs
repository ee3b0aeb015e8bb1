/** Forms of pages without JavaScript: what is accepted, whose, and the page that says how it went. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { held } from '../support/conditions.mjs';
import { siteOf } from '../support/kit-site.mjs';

const own = { 'sec-fetch-site': 'same-origin' };
const type = { 'content-type': 'application/x-www-form-urlencoded' };
const fields = { broker: 'b', 'credentials[token]': 'token-1' };

/** Posts a form, as a browser does. */
const submit = (site, values = fields, headers = own) =>
  site.ask('POST', '', {
    ...type,
    ...headers,
    body: typeof values === 'string' ? values : new URLSearchParams(values).toString(),
  });
const placeOf = (response) =>
  new URL(response.headers.get('location'), 'https://site.example/api/portfolio-connections');
const resultOf = (response) => placeOf(response).searchParams.get('result');

describe('a form', () => {
  it('connects, and is sent on to a page that says so', async () => {
    const site = siteOf();
    const response = await submit(site);
    assert.equal(response.status, 303);
    assert.equal(response.headers.get('location'), 'portfolio-connections?result=connected');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(await response.text(), '');
    assert.deepEqual(site.told(), ['connected success save']);
    const { connections } = await (await site.ask('GET')).json();
    assert.equal(connections.length, 1);
  });

  it('reaches the verifier as a request of the block does, without spaces around and without the page’s own fields', async () => {
    const seen = [];
    const site = siteOf(undefined, {
      answer: ({ credentials }) => seen.push(credentials) && { ok: true, connection: {} },
    });
    await submit(site, {
      ...{ broker: 'c', 'credentials[key]': ' k \r\n', 'credentials[secret]': 'Ключ & +%' },
      ...{ csrf: 'x', connection: '', button: 'Подключить' },
    });
    assert.deepEqual(seen, [{ key: 'k', secret: 'Ключ & +%' }]);
  });

  it('repairs the connection that it names', async () => {
    const site = siteOf();
    await submit(site);
    const [{ id }] = (await (await site.ask('GET')).json()).connections;
    await submit(site, { ...fields, connection: id, 'credentials[token]': 'token-2' });
    assert.deepEqual(site.told().at(-1), 'replaced success save');
  });

  it('waits for the broker, where the block would be told to ask later', async () => {
    const { promise, release } = held();
    const site = siteOf(undefined, { respondAsyncAfter: 0, answer: () => promise });
    // The block is told so at once. By the time that a form has not been, it is being waited for.
    const posted = submit(site);
    assert.equal((await site.post()).status, 202);
    release({ ok: true, connection: {} });
    assert.equal(resultOf(await posted), 'connected');
    await site.handle.drain();
  });

  it('may be sent in base64, as by the block', async () => {
    const seen = [];
    const answer = ({ credentials }) => seen.push(credentials.token) && { ok: true, connection: {} };
    await submit(siteOf(undefined, { answer }), {
      ...fields,
      encoding: 'base64',
      'credentials[token]': Buffer.from('secret').toString('base64'),
    });
    assert.deepEqual(seen, ['secret']);
  });

  it('is sent on by an address that fits what stands in front: with a colon, a query, or a slash at its end', async () => {
    for (const [path, location] of [
      ['/v1/me:connect', './me:connect?result=connected'],
      ['/p/foo:xhttps:evil.example', './foo:xhttps:evil.example?result=connected'],
      ['/p/?tenant=7&result=x', '?tenant=7&result=connected'],
    ]) {
      const { handle } = siteOf();
      const body = new URLSearchParams(fields).toString();
      const request = new Request(`https://site.example${path}`, {
        method: 'POST',
        headers: { ...type, ...own },
        body,
      });
      const response = await handle(request);
      assert.equal(response.headers.get('location'), location);
      const address = new URL(location, request.url);
      assert.equal(address.origin + address.pathname, request.url.split('?')[0]);
    }
  });

  it('is sent on from the endpoint alone', async () => {
    const { handle } = siteOf(undefined, { path: '/api/portfolio-connections' });
    for (const path of ['/sign-in', '/api/portfolio-connections/abc']) {
      const body = new URLSearchParams(fields).toString();
      const request = new Request(`https://site.example${path}`, {
        method: 'POST',
        headers: { ...type, ...own },
        body,
      });
      assert.match(String((await handle(request)).status), /404|405/);
    }
  });

  for (const [what, values, code] of [
    ['that the broker refuses', { ...fields, 'credentials[token]': 'bad' }, 'invalid-token'],
    ['with an empty field', { ...fields, 'credentials[token]': ' ' }, 'incomplete'],
    ['without a broker', { 'credentials[token]': 'x' }, 'invalid-configuration'],
    ['without credentials', { broker: 'b' }, 'invalid-configuration'],
    ['without anything', '', 'invalid-configuration'],
    ['with bytes that are no UTF-8', 'broker=b&credentials%5Btoken%5D=%FF', 'invalid-configuration'],
    ['that is too large', { ...fields, 'credentials[token]': 'x'.repeat(20_000) }, 'server-error'],
  ]) {
    it(`${what} is sent on to ${code}`, async () => {
      const response = await submit(siteOf(), values);
      assert.equal(response.status, 303);
      assert.equal(resultOf(response), code);
      assert.doesNotMatch(response.headers.get('location'), /token-1|xxx|bad/);
    });
  }

  it('of nobody who is signed in is sent on to session-expired', async () =>
    assert.equal(resultOf(await submit(siteOf(undefined, { authenticate: () => null }))), 'session-expired'));

  it('that comes while the handler drains is sent on to server-error', async () => {
    const site = siteOf();
    await site.handle.drain();
    assert.equal(resultOf(await submit(site)), 'server-error');
  });
});

describe('a form of another site', () => {
  for (const [what, headers] of Object.entries({
    'by Sec-Fetch-Site': { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    'on a sibling host': { 'sec-fetch-site': 'same-site', origin: 'https://other.site.example' },
    'by Origin': { origin: 'https://evil.example' },
    'without an origin': { origin: 'null' },
    // A browser that names neither cannot run the block, and may post forms all the same.
    'for all that is known': {},
  })) {
    it(`is refused: ${what}`, async () => {
      const site = siteOf();
      const response = await submit(site, fields, headers);
      assert.equal(response.status, 303);
      assert.equal(resultOf(response), 'forbidden');
      assert.equal(site.verified(), 0);
      assert.deepEqual(site.told(), ['forbidden refused origin']);
    });
  }

  it('is refused by more than its host, where browsers say no more than Origin', async () => {
    const ask = async (origin, headers) => resultOf(await submit(siteOf(), fields, { origin, ...headers }));
    const host = 'site.example';
    for (const [origin, headers, result] of [
      // A page without https may be anybody's, on the way to the server.
      ['http://site.example', { host }, 'forbidden'],
      ['http://site.example', { host, 'x-forwarded-proto': 'https' }, 'forbidden'],
      ['http://site.example:3000', { host, 'x-forwarded-proto': 'http' }, 'forbidden'],
      ['https://site.example:8443', { host }, 'forbidden'],
      ['https://site.example', { host: 'site.example:443' }, 'connected'],
      ['http://site.example', { host, 'x-forwarded-proto': 'http' }, 'connected'],
      ['https://site.example', { host: 'inside:3000', 'x-forwarded-host': 'site.example' }, 'connected'],
    ])
      assert.equal(await ask(origin, headers), result, `${origin} ${JSON.stringify(headers)}`);
  });

  it('is one of this site, where the browser says so in any way', async () => {
    for (const headers of [
      own,
      { origin: 'https://site.example', host: 'site.example' },
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
    ])
      assert.equal(resultOf(await submit(siteOf(), fields, headers)), 'connected', JSON.stringify(headers));
  });

  it('does not pass as JSON, nor JSON as a form', async () => {
    const text = JSON.stringify({ broker: 'b', credentials: { token: 'x' } });
    for (const [contentType, status] of [
      ['text/plain', 415],
      ['multipart/form-data; boundary=x', 415],
    ]) {
      const response = await siteOf().ask('POST', '', { ...own, 'content-type': contentType, body: text });
      assert.equal(response.status, status);
    }
    const response = await siteOf().ask('POST', '', { ...own, ...type, body: text });
    assert.equal(resultOf(response), 'invalid-configuration');
  });
});

describe('the page that says how it went', () => {
  const ask = (query, headers = {}) =>
    siteOf(undefined, { authenticate: () => null }).ask('GET', query, {
      accept: 'text/html,*/*;q=0.8',
      ...headers,
    });

  it('needs no session, runs nothing, and is kept by nobody', async () => {
    const response = await ask('?result=connected', { 'accept-language': 'ru-RU,ru;q=0.9,en;q=0.8' });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(response.headers.get('content-security-policy'), /^default-src 'none'/);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    const text = await response.text();
    assert.match(text, /<html lang="ru">/);
    assert.match(text, /<h1>Портфель подключен<\/h1>\n<p>Больше ничего делать не нужно/);
    assert.doesNotMatch(text, /<a /);
  });

  it('is seen by whom the form of another origin has sent there, listed or not', async () => {
    const accept = 'text/html';
    for (const site of ['cross-site', 'same-site']) {
      assert.equal((await ask('?result=forbidden', { 'sec-fetch-site': site, accept })).status, 200);
    }
    const listed = siteOf(undefined, { allowedOrigins: ['https://www.example.com'] });
    const origin = 'https://www.example.com';
    assert.equal(
      resultOf(await submit(listed, fields, { origin, 'sec-fetch-site': 'cross-site' })),
      'connected',
    );
    const headers = { accept, 'sec-fetch-site': 'cross-site', referer: `${origin}/profile` };
    const page = await listed.ask('GET', '?result=connected', headers);
    assert.match(await page.text(), /<a href="https:\/\/www.example.com\/profile">/);
    assert.deepEqual(listed.told(), ['connected success save']);
  });

  it('takes a portfolio that is connected already for no failure', async () => {
    const text = await (await ask('?result=already-connected', { 'accept-language': 'ru' })).text();
    assert.match(text, /<h1>Портфель подключен<\/h1>/);
  });

  it('speaks the language that the browser likes best', async () => {
    for (const [languages, lang] of [
      ['de, en;q=0.5, ru;q=0.7', 'ru'],
      ['ru;q=0.1,en;q=0.2', 'en'],
      ['de', 'en'],
      ['', 'en'],
    ]) {
      const text = await (await ask('?result=invalid-token', { 'accept-language': languages })).text();
      assert.match(text, new RegExp(`<html lang="${lang}">`), languages);
    }
  });

  it('leads back to the page that the form was on, where that is of this site', async () => {
    const page = async (referer) =>
      (await ask('?result=connected', { referer, host: 'site.example' })).text();
    assert.match(
      await page('https://site.example/profile?a=1&b="'),
      /<a href="https:\/\/site.example\/profile\?a=1&#38;b=/,
    );
    for (const referer of [
      'https://evil.example/',
      'blob:https://site.example/x',
      'javascript:alert(1)',
      'data:text/html,x',
      '',
    ]) {
      assert.doesNotMatch(await page(referer), /<a /, referer);
    }
  });

  it('has words for every code, without holes', async () => {
    const { errorCodes } = await import('../../src/core/errors.ts');
    for (const language of ['ru', 'en']) {
      for (const code of errorCodes) {
        const text = await (await ask(`?result=${code}`, { 'accept-language': language })).text();
        assert.match(text, /<h1>.{10,}<\/h1>\n<p>.{10,}<\/p>/, `${language} ${code}`);
        assert.doesNotMatch(text.replace(/<style.*<\/style>/s, ''), /undefined|[{}]/);
      }
    }
  });

  it('says nothing that another put into the address', async () => {
    const response = await ask('?result=%3Cscript%3E');
    assert.equal(response.status, 401);
    assert.equal((await ask('?result=toString')).status, 401);
  });

  it('is no answer to the block', async () => {
    const site = siteOf();
    const response = await site.ask('GET', '?result=connected', {
      accept: 'application/json, application/problem+json',
    });
    assert.deepEqual(await response.json(), { connections: [] });
  });
});

describe('resultPage', () => {
  it('is told how it went, and sends on', async () => {
    const results = [];
    const site = siteOf(undefined, {
      resultPage: (result) => results.push(result) && `/profile?portfolio=${result.code}`,
    });
    assert.equal((await submit(site)).headers.get('location'), '/profile?portfolio=connected');
    await submit(site, { ...fields, 'credentials[token]': 'bad' });
    assert.equal(results[0].connection.broker, 'b');
    assert.deepEqual(results[1], { code: 'invalid-token' });
    assert.doesNotMatch(JSON.stringify(results), /token-1/);
  });

  it('may be awaited, and written in any letters', async () => {
    for (const [page, location] of [
      [
        '/профиль?m=Готово сейчас#a',
        '/%D0%BF%D1%80%D0%BE%D1%84%D0%B8%D0%BB%D1%8C?m=%D0%93%D0%BE%D1%82%D0%BE%D0%B2%D0%BE%20%D1%81%D0%B5%D0%B9%D1%87%D0%B0%D1%81#a',
      ],
      ['/profile?a=%20b', '/profile?a=%20b'],
      ['/profile\r\nset-cookie: a=b', '/profile%0D%0Aset-cookie:%20a=b'],
      ['https://www.example.com/profile', 'https://www.example.com/profile'],
    ]) {
      const site = siteOf(undefined, { resultPage: async () => page });
      assert.equal((await submit(site)).headers.get('location'), location);
      assert.deepEqual(site.errors, []);
    }
  });

  for (const [what, resultPage] of Object.entries({
    throws: () => {
      throw new Error('no page');
    },
    'returns nothing': () => undefined,
    'returns a script': () => 'javascript:alert(1)',
    'returns no address': () => 'https://',
    rejects: () => Promise.reject(new Error('no page')),
    'returns half a letter': () => '/\ud800',
  })) {
    it(`that ${what} is told, and the kit’s own page is shown`, async () => {
      const site = siteOf(undefined, { resultPage });
      assert.equal(resultOf(await submit(site)), 'connected');
      assert.deepEqual(
        site.errors.map(([phase]) => phase),
        ['result-page'],
      );
    });
  }

  it('is checked when the handler is made', () =>
    assert.throws(() => siteOf(undefined, { resultPage: '/profile' }), /resultPage must be a function/));
});
