/** Forms of pages without JavaScript: what is accepted, whose, and the page that says how it went. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { siteOf } from '../support/kit-site.mjs';

const own = { 'sec-fetch-site': 'same-origin' };
const type = { 'content-type': 'application/x-www-form-urlencoded' };
const fields = { broker: 'b', 'credentials[token]': 'token-1' };

/** Posts a form, as a browser does. */
const submit = (site, values = fields, headers = own) =>
  site.ask('POST', '', { ...type, ...headers, body: new URLSearchParams(values).toString() });
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
    const site = siteOf(undefined, { respondAsyncAfter: 0 });
    assert.equal(resultOf(await submit(site)), 'connected');
  });

  for (const [what, values, code] of [
    ['that the broker refuses', { ...fields, 'credentials[token]': 'bad' }, 'invalid-token'],
    ['with an empty field', { ...fields, 'credentials[token]': ' ' }, 'incomplete'],
    ['without a broker', { 'credentials[token]': 'x' }, 'invalid-configuration'],
    ['without credentials', { broker: 'b' }, 'invalid-configuration'],
    ['with bytes that are no UTF-8', { ...fields, 'credentials[token]': '\ufffd' }, 'invalid-configuration'],
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
    for (const referer of ['https://evil.example/', 'javascript:alert(1)', 'data:text/html,x', '']) {
      assert.doesNotMatch(await page(referer), /<a /, referer);
    }
  });

  it('has words for every code, without holes', async () => {
    const { errorCodes } = await import('../../src/core/contract.ts');
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

  for (const [what, resultPage] of Object.entries({
    throws: () => {
      throw new Error('no page');
    },
    'returns nothing': () => undefined,
    'returns a script': () => 'javascript:alert(1)',
    'returns no address': () => 'https://',
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
