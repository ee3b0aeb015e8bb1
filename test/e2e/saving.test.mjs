/**
 * Chromium's own password manager does not offer to keep a token as the password for the site. Its log says so, at
 * chrome://password-manager-internals; a password field, driven the same way, shows that it would tell otherwise.
 */
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import puppeteer from 'puppeteer-core';
import { chromiumOptions } from '../support/browsers.mjs';
import { moduleTag, startSite, TOKEN } from '../support/cdn-site.mjs';
import { until } from '../support/conditions.mjs';
import { newPage } from '../support/launch.mjs';

const site = await startSite();
after(() => site.stop());
// A browser that says that it is driven offers to save nothing.
const browser = await puppeteer.launch({ ...chromiumOptions(), ignoreDefaultArgs: ['--enable-automation'] });
after(() => browser.close());

const log = await newPage(browser, 'chromium');
await log.goto('chrome://password-manager-internals/');
const logged = () => log.evaluate(() => document.body.innerText);
/** What the log has when the browser offers to save. */
const OFFER = 'PENDING_PASSWORD_STATE';

it('a token that was connected is not offered to be saved', async () => {
  site.body = `${moduleTag()}<portfolio-connect endpoint="/api/portfolio-connections"></portfolio-connect>`;
  const page = await newPage(browser, 'chromium');
  await page.goto(site.origin);
  const state = () => page.evaluate(() => document.querySelector('portfolio-connect').state);
  await until(() =>
    page.evaluate(() => !!document.querySelector('portfolio-connect').shadowRoot?.querySelector('input')),
  );
  await page.evaluate(() => document.querySelector('portfolio-connect').focus());
  await page.keyboard.type(TOKEN);
  await page.keyboard.press('Enter');
  await until(async () => (await state()) === 'connected');

  const plain = await newPage(browser, 'chromium');
  site.body = '<div></div>';
  await plain.goto(site.origin);
  await plain.evaluate(() => {
    const root = document.querySelector('div').attachShadow({ mode: 'open' });
    const form = root.appendChild(document.createElement('form'));
    const input = form.appendChild(document.createElement('input'));
    Object.assign(input, { type: 'password', autocomplete: 'one-time-code' });
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      await fetch('/api/portfolio-connections', { method: 'POST', body: '{"credentials":{"token":""}}' });
      form.remove();
    });
    input.focus();
  });
  const before = await logged();
  await plain.keyboard.type(TOKEN);
  await plain.keyboard.press('Enter');
  await until(async () => (await logged()).slice(before.length).includes(OFFER));
  assert.ok(before.includes('PasswordManager'), 'the log had begun');
  assert.ok(!before.includes(OFFER));
  assert.ok(!(await logged()).includes(TOKEN));
});
