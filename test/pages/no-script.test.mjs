/** Chromium without JavaScript (Firefox's driver cannot be without): the guide's form inside the tag, word by word, posted to the endpoint kit. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, it } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import { createConnectHandler, createMemoryStore } from 'portfolio-connect/server';
import { launchChromium, newPage } from '../support/launch.mjs';

const guide = readFileSync(new URL('../../docs/endpoint-kit.md', import.meta.url), 'utf8');
const [, form] = /## Without JavaScript\n.*?```html\n(.*?)```/s.exec(guide);
const store = createMemoryStore();
const verify = async ({ credentials: { token } }) =>
  token === 't.right'
    ? { ok: true, connection: { accounts: [{ id: 'a' }] } }
    : { ok: false, code: 'invalid-token' };
const handle = createConnectHandler({
  authenticate: () => 'person',
  store,
  verifiers: { 't-invest': verify },
});
const endpoint = getRequestListener(handle);
const server = createServer((request, response) => {
  if (request.url.startsWith('/api/')) return endpoint(request, response);
  const csp = "default-src 'none'; form-action 'self'";
  return response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': csp })
    .end(`<!doctype html><html lang="ru"><title>Профиль</title>${form}`);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${server.address().port}`;
const browser = await launchChromium();
after(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

it('a person connects, after one mistake, and comes back to the page', async () => {
  const page = await newPage(browser, 'chromium');
  await page.setJavaScriptEnabled(false);
  const submit = async (token) => {
    await page.goto(`${origin}/profile?tab=2`);
    await page.type('input:not([type])', token);
    await Promise.all([page.waitForNavigation(), page.click('form button')]);
    const text = await page.$eval('main', (main) => main.textContent);
    return { text, url: page.url() };
  };
  const refused = await submit('t.wrong');
  assert.equal(refused.url, `${origin}/api/portfolio-connections?result=invalid-token`);
  assert.match(refused.text, /Портфель не подключен|not connected/);
  const connected = await submit('t.right');
  assert.equal(connected.url, `${origin}/api/portfolio-connections?result=connected`);
  assert.match(connected.text, /Портфель подключен|Portfolio connected/);
  await Promise.all([page.waitForNavigation(), page.click('main a')]);
  assert.equal(page.url(), `${origin}/profile?tab=2`);
  assert.equal((await store.list('person')).length, 1);
  await page.close();
});
