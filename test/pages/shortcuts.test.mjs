/** Keys in the block on a page with shortcuts: none fires for what is typed, nothing is lost, and the page has the rest. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, SCRIPT, startSite, TAG } from '../support/page-site.mjs';

const libraries = {
  'hotkeys-js': `import hotkeys from '/nm/hotkeys-js/dist/hotkeys-js.js';
    hotkeys('s,t,/,backspace', (event) => { fired.push(event.key); event.preventDefault(); });
    hotkeys('esc,f2', (event) => void fired.push(event.key));`,
  '@github/hotkey': `import { install } from '/nm/@github/hotkey/dist/index.js';
    for (const key of ['s', 't', '/', 'Backspace', 'Escape', 'F2']) {
      const button = document.createElement('button');
      button.addEventListener('click', () => fired.push(key));
      document.body.append(button);
      install(button, key);
    }`,
  'a listener that looks at event.target': `addEventListener('keydown', (event) => {
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
      if (/^[st/]$|Backspace/.test(event.key)) event.preventDefault();
      if (/^[st/]$|Backspace|Escape|F2/.test(event.key)) fired.push(event.key);
    });`,
  'a listener that looks at document.activeElement': `addEventListener('keyup', (event) => {
      if (document.activeElement?.matches('input, textarea')) return;
      if (/^[st/]$|Backspace|Escape|F2/.test(event.key)) fired.push(event.key);
    });`,
};
const page = (script, rest = TAG) =>
  `<!doctype html><html lang="ru"><meta charset="utf-8"><title>x</title>${SCRIPT}${rest}
  <script type="module">globalThis.fired = []; ${script}</script>`;
const site = await startSite(
  Object.fromEntries(Object.values(libraries).map((script, at) => [`/page${at}`, page(script)])),
);

for (const engine of ['chromium', 'firefox']) {
  describe(engine, () => {
    Object.keys(libraries).forEach((library, at) => {
      it(library, async () => {
        const pc = await open(engine, `${site.origin}/page${at}`);
        await pc.ready();
        await pc.look((block) => block.focus());
        // From the first key on, while the rest of the block is still being loaded.
        await pc.page.keyboard.type('t.st/s');
        await pc.page.keyboard.press('Backspace');
        await pc.page.keyboard.press('ArrowLeft');
        assert.deepEqual([await pc.value(), await pc.evaluate(() => globalThis.fired)], ['t.st/', []]);
        await pc.page.keyboard.press('Escape');
        await pc.page.keyboard.press('F2');
        // The library fires for these while nobody types; this one would not be seen to work otherwise.
        await pc.evaluate(() => document.querySelector('portfolio-connect').remove());
        await pc.page.keyboard.press('s');
        const fired = await pc.evaluate(() => globalThis.fired);
        assert.deepEqual(
          fired,
          ['Escape', 'F2', 's'].filter((key) => fired.includes(key)),
        );
        assert.ok(fired.includes('s'), 'the shortcut works outside of the block');
        await pc.close();
      });
    });

    it('Escape closes the dialog around it, Tab leaves it, and what else is not used reaches the page', async () => {
      site.routes['/dialog'] = page(
        `document.querySelector('dialog').showModal();
        for (const type of ['keydown', 'paste', 'input', 'beforeinput', 'textInput'])
          addEventListener(type, (event) => fired.push([type, event.ctrlKey && 'Control', event.key].filter(Boolean).join(' ')));`,
        `<dialog>${TAG}</dialog>`,
      );
      const pc = await open(engine, `${site.origin}/dialog`);
      await pc.ready();
      await pc.look((block) => block.focus());
      await pc.page.keyboard.type('t.');
      for (const key of ['Home', 'End', 'Enter', 'ArrowUp']) await pc.page.keyboard.press(key);
      await pc.page.keyboard.down('Control');
      for (const key of ['a', 'k']) await pc.page.keyboard.press(key);
      await pc.page.keyboard.up('Control');
      await pc.page.keyboard.press('F2');
      await pc.page.keyboard.press('Tab');
      await pc.page.keyboard.press('Escape');
      await pc.until(() => !document.querySelector('dialog').open);
      assert.deepEqual(await pc.evaluate(() => globalThis.fired), [
        'keydown Control Control',
        'keydown Control k',
        'keydown F2',
        'keydown Tab',
        'keydown Escape',
      ]);
      await pc.close();
    });

    it('what the page puts into a slot keeps its own keys', async () => {
      site.routes['/slot'] = page(
        `addEventListener('keydown', ({ key }) => fired.push(key));`,
        TAG.replace('Включите JavaScript.', '<label slot="footer"><input id="own"> Своё</label>'),
      );
      const pc = await open(engine, `${site.origin}/slot`);
      await pc.ready();
      await pc.page.focus('#own');
      await pc.page.keyboard.type('st');
      assert.deepEqual(await pc.evaluate(() => globalThis.fired), ['s', 't']);
      await pc.close();
    });
  });
}
