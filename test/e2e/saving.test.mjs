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

/** What the log has when the browser offers to save. */
const OFFER = 'PENDING_PASSWORD_STATE';

/** The log of the password manager, from now on. */
async function openLog() {
  const page = await newPage(browser, 'chromium');
  await page.goto('chrome://password-manager-internals/');
  return () => page.evaluate(() => document.body.innerText);
}

/** A page of the site, with the keys that type a token and submit it. */
async function openPage(body) {
  site.body = body;
  const page = await newPage(browser, 'chromium');
  await page.goto(site.origin);
  await page.bringToFront();
  return {
    page,
    async submit() {
      await page.keyboard.type(TOKEN);
      await page.keyboard.press('Enter');
    },
  };
}

it('a password field in its place would be offered to be saved', async () => {
  const logged = await openLog();
  const { page, submit } = await openPage('<div></div>');
  await page.evaluate(() => {
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
  await submit();
  await until(async () => (await logged()).includes(OFFER));
});

it('a token that was connected is not', async () => {
  const logged = await openLog();
  const { page, submit } = await openPage(
    `${moduleTag()}<portfolio-connect endpoint="/api/portfolio-connections"></portfolio-connect>`,
  );
  const inBlock = (read) => page.evaluate(`(${read})(document.querySelector('portfolio-connect'))`);
  await until(() => inBlock((block) => !!block.shadowRoot?.querySelector('input')));
  await inBlock((block) => block.focus());
  await submit();
  await until(() => inBlock((block) => block.state === 'connected'));
  // Whoever leaves the page is asked at the latest; the log tells of the next one in the same order.
  const before = await logged();
  await page.goto(`${site.origin}/?next`);
  await until(async () => (await logged()).slice(before.length).includes('DidNavigateMainFrame'));
  const log = await logged();
  assert.ok(!log.includes(OFFER), log);
  assert.ok(!log.includes('type=password'), log);
  assert.ok(!log.includes(TOKEN));
});
