/** Scripts that patch a page with the server's unchanged HTML: the choice, the token, `disabled` and an attempt stay. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ENDPOINT, open, SCRIPT, startSite, TAG, TOKEN } from '../support/page-site.mjs';

/** A second broker, set by script, as pages do. */
const TWO = `<script>
  addEventListener('DOMContentLoaded', () => {
    const other = { id: 'other', name: 'Другой', fields: [{ name: 'key', label: 'Ключ' }] };
    document.querySelector('portfolio-connect').brokers = ['t-invest', other];
  });
</script>`;
const main = (count, tag = TAG) => `<main id="main"><p>Счёт <span>${count}</span></p>${tag}</main>`;
const page = (count, head = '') =>
  `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>x</title>${head}${SCRIPT}</head><body>${main(count)}</body></html>`;

const LIBRARIES = `<script src="/nm/idiomorph/dist/idiomorph.js"></script>
  <script src="/nm/morphdom/dist/morphdom-umd.js"></script>
  <script src="/nm/htmx.org/dist/htmx.js"></script>`;
const TURBO = `<meta name="turbo-refresh-method" content="morph"><meta name="turbo-refresh-scroll" content="preserve">
  <script src="/nm/@hotwired/turbo/dist/turbo.es2017-umd.js"></script>`;

/** How many times the page with Turbo was asked for. */
let refreshes = 0;
const site = await startSite({
  '/one': page(1, LIBRARIES),
  '/two': page(1, LIBRARIES + TWO),
  '/turbo': (_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      .end(page(refreshes++, TURBO + TWO)),
  '/part': main(2),
  '/inner': main(2).replace(/^<main id="main">|<\/main>$/g, ''),
});

/** Each patches the page, and has it count 2. */
const patches = {
  idiomorph: (html) =>
    globalThis.Idiomorph.morph(document.querySelector('main'), html, { morphStyle: 'outerHTML' }),
  'idiomorph, ignoring the active value': (html) =>
    globalThis.Idiomorph.morph(document.querySelector('main'), html, {
      morphStyle: 'outerHTML',
      ignoreActiveValue: true,
    }),
  morphdom: (html) => globalThis.morphdom(document.querySelector('main'), html),
  'htmx, outerMorph': () => globalThis.htmx.ajax('GET', '/part', { target: '#main', swap: 'outerMorph' }),
  'htmx, innerMorph': () => globalThis.htmx.ajax('GET', '/inner', { target: '#main', swap: 'innerMorph' }),
};

/** A page on which a token has been typed, for the first broker. */
async function filled(path) {
  const pc = await open('chromium', site.origin + path);
  await pc.ready();
  await pc.fill();
  return pc;
}

const patch = async (pc, how) => {
  await pc.evaluate(`(${patches[how]})(${JSON.stringify(main(2))})`);
  await pc.until(() => document.querySelector('main span').textContent === '2');
  await pc.drawn();
};

for (const path of ['/one', '/two']) {
  describe(`${path.slice(1)} broker(s), patched by`, () => {
    for (const how of Object.keys(patches)) {
      it(how, async () => {
        const pc = await filled(path);
        await pc.look((block) => {
          block.marked = true;
          block.disabled = true;
          return block.updateComplete.then(() => true);
        });
        await patch(pc, how);
        const seen = await pc.look((block) => [block.marked, block.broker, block.disabled]);
        assert.deepEqual(seen, [true, 't-invest', true]);
        assert.equal(await pc.value(), TOKEN);
        await pc.close();
      });
    }

    for (const how of ['idiomorph', 'morphdom', 'htmx, innerMorph']) {
      it(`${how}, in the middle of an attempt`, async () => {
        const { letAnswer } = site.hold(`POST ${ENDPOINT}`, '{}');
        const pc = await filled(path);
        await pc.press();
        await pc.inState('submitting');
        await patch(pc, how);
        assert.equal(await pc.look((block) => block.state), 'submitting');
        assert.equal(await pc.value(), TOKEN);
        await letAnswer();
        await pc.inState('connected');
        await pc.close();
      });
    }
  });
}

describe('what a patch says of the broker', () => {
  const named = TAG.replace('>', ' broker="other">');

  it('does not undo the choice of another one where it says the same as before', async () => {
    const pc = await open('chromium', `${site.origin}/two`);
    await pc.ready();
    await pc.look((block) => block.setAttribute('broker', 'other'));
    await pc.until((_, root) => root.querySelectorAll('[type=radio]')[1].checked);
    await pc.look((_, root) => root.querySelector('[type=radio]').click());
    await pc.until((_, root) => root.querySelector('#token'));
    await pc.fill();
    await pc.evaluate(`(${patches.idiomorph})(${JSON.stringify(main(2, named))})`);
    await pc.evaluate(`(${patches.morphdom})(${JSON.stringify(main(3, named))})`);
    await pc.drawn();
    assert.equal(await pc.value(), TOKEN);
    // Nor where it takes off what named the one before.
    await pc.evaluate(`(${patches.morphdom})(${JSON.stringify(main(4))})`);
    await pc.drawn();
    assert.equal(await pc.look((block) => block.getAttribute('broker')), null);
    assert.equal(await pc.value(), TOKEN);
    await pc.close();
  });

  it('but another one is the page’s wish', async () => {
    const pc = await filled('/two');
    await pc.evaluate(`(${patches.morphdom})(${JSON.stringify(main(2, named))})`);
    await pc.until((block, root) => block.broker === 'other' && root.querySelector('#key'));
    await pc.close();
  });
});

describe('Turbo', () => {
  it('refreshes the page by morphing, and everything stays', async () => {
    const pc = await filled('/turbo');
    await pc.look((block) => void (block.marked = true));
    const before = await pc.evaluate(() => document.querySelector('main span').textContent);
    await pc.evaluate(() => globalThis.Turbo.visit(location.href, { action: 'replace' }));
    await pc.until(
      (_block, _root, before) => document.querySelector('main span').textContent !== before,
      before,
    );
    await pc.drawn();
    assert.deepEqual(await pc.look((block) => [block.marked, block.broker]), [true, 't-invest']);
    assert.equal(await pc.value(), TOKEN);
    await pc.close();
  });
});

it('an element sets no attribute of its own', async () => {
  const pc = await filled('/two');
  await pc.press();
  await pc.inState('connected');
  assert.deepEqual(await pc.look((block) => block.getAttributeNames()), ['endpoint', 'lang']);
  await pc.close();
});
