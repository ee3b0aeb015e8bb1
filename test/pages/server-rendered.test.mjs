/**
 * A page that `@lit-labs/ssr` has rendered: its children are what is seen until the script comes, and then the block is, once, with or
 * without Lit's hydration beside it. And the style of the guide that keeps its place.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { render } from '@lit-labs/ssr';
import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
import { build } from 'esbuild';
import { html } from 'lit';
import 'portfolio-connect/define';
import { held } from '../support/conditions.mjs';
import { open, SCRIPT, startSite, TAG } from '../support/page-site.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const guide = readFileSync(`${root}docs/getting-started.md`, 'utf8');
const [, style] = /## Keep its place\n.*?```css\n(.*?)```/s.exec(guide);

const rendered = (manage = false) =>
  collectResult(
    render(
      html`<portfolio-connect endpoint="/api/portfolio-connections" lang="ru" ?manage=${manage}>
        <p id="children">Включите JavaScript.</p>
        <p slot="footer">Условия</p>
      </portfolio-connect>`,
    ),
  );

const { outputFiles } = await build({
  stdin: {
    contents: `import '@lit-labs/ssr-client/lit-element-hydrate-support.js'; import 'portfolio-connect/define';`,
    resolveDir: root,
  },
  alias: { 'portfolio-connect/define': `${root}dist/define.js` },
  ...{ bundle: true, write: false, format: 'esm', conditions: ['production'] },
});
const script = (text) => (_, response) =>
  response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(text);
const site = await startSite({ '/hydrating.js': script(outputFiles[0].text) });
const page = (body, head = '') =>
  `<!doctype html><html lang="ru"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>x</title>
  <link rel="icon" href="data:,">${head}<body>${body}<p id="below">Ниже</p>`;

/** Once what is there is painted: what never was does not move. */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

describe('On a server', () => {
  it('the block is its children, for those who have no scripts, without styles that a policy would forbid', async () => {
    for (const manage of [false, true]) {
      const text = await rendered(manage);
      assert.match(text, /<template shadowroot="open" shadowrootmode="open">(<!--.*?-->)?<slot><\/slot>/);
      assert.doesNotMatch(text, /<style/);
      assert.match(text, /id="children"/);
    }
  });

  it('so it is where elements are connected there, too', async () => {
    globalThis.litSsrCallConnectedCallback = true;
    try {
      assert.match(await rendered(), /<slot><\/slot>/);
    } finally {
      delete globalThis.litSsrCallConnectedCallback;
    }
  });
});

for (const engine of ['chromium', 'firefox']) {
  for (const [what, tag] of Object.entries({
    'the file for a script tag': SCRIPT,
    'an npm bundle with Lit’s hydration': '<script type="module" src="/hydrating.js"></script>',
  })) {
    it(`its children give way to the block, with ${what} (${engine})`, async () => {
      const { promise, release } = held();
      site.routes['/late.js'] = (_, response) =>
        promise.then(() => response.writeHead(200, { 'content-type': 'text/javascript' }).end());
      const late = '<script src="/late.js"></script>';
      site.routes['/page'] = page((await rendered()) + late + tag);
      const pc = await open(engine, 'about:blank');
      const isSeen = () => pc.evaluate(() => document.querySelector('#children').checkVisibility());
      const loaded = pc.page.goto(`${site.origin}/page`);
      await pc.page.waitForSelector('#children');
      assert.equal(await isSeen(), true);
      release();
      await loaded;
      await pc.ready();
      assert.equal(await isSeen(), false);
      assert.equal(await pc.look((_, shadow) => shadow.querySelectorAll('[part=base]').length), 1);
      assert.equal(await pc.look((_, shadow) => shadow.querySelectorAll('slot:not([name])').length), 0);
      await pc.fill();
      await pc.press();
      await pc.inState('connected');
      assert.deepEqual(pc.lines, []);
      await pc.close();
    });
  }
}

describe('The style that keeps the block’s place', () => {
  /** How far the page has moved under the reader (Cumulative Layout Shift) once the block is there. */
  async function shiftOf(width, body, head) {
    const { promise, release } = held();
    site.routes['/slow.js'] = (_, response) =>
      promise.then(() => script(readFileSync(`${root}dist/cdn/portfolio-connect.classic.js`))(_, response));
    site.routes['/page'] = page(`${body}<script defer src="/slow.js"></script>`, head);
    const pc = await open('chromium', 'about:blank');
    await pc.page.setViewport({ width, height: 900 });
    await pc.page.evaluateOnNewDocument(() => {
      const shifts = [];
      const observer = new globalThis.PerformanceObserver((list) => shifts.push(...list.getEntries()));
      observer.observe({ type: 'layout-shift' });
      globalThis.shift = () =>
        [...shifts, ...observer.takeRecords()].reduce((sum, { value }) => sum + value, 0);
    });
    const loaded = pc.page.goto(`${site.origin}/page`);
    await pc.page.waitForSelector('#below');
    await pc.evaluate(painted);
    release();
    await loaded;
    await pc.ready();
    await pc.evaluate(painted);
    const shift = await pc.evaluate(() => globalThis.shift());
    await pc.close();
    return shift;
  }

  const withoutFooter = async () => (await rendered()).replace(/<p slot="footer">.*?<\/p>/, '');
  const bodies = { 'rendered on a server': withoutFooter, 'as it comes': () => TAG };
  for (const width of [390, 1200]) {
    for (const [what, bodyOf] of Object.entries(bodies)) {
      it(`leaves the page where it is, ${width} px wide, ${what}`, async () => {
        const body = await bodyOf();
        assert.ok((await shiftOf(width, body, '')) > 0.01, 'without it the page moves');
        assert.equal(await shiftOf(width, body, `<style>${style}</style>`), 0);
      });
    }
  }
});
