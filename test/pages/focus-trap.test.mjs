/** The block in a focus trap that looks into shadow roots, as docs/pages.md says, and in a dialog: Tab goes through it and stays. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { open, SCRIPT, startSite, TAG } from '../support/page-site.mjs';

const head = `<!doctype html><html lang="ru"><meta charset="utf-8"><title>x</title>${SCRIPT}
  <script src="/nm/tabbable/dist/index.umd.js"></script><script src="/nm/focus-trap/dist/focus-trap.umd.js"></script>`;
const outside = '<button>Снаружи</button>';
const site = await startSite({
  '/trap': `${head}${outside}<div id="trap"><button id="close">Закрыть</button>${TAG}</div>${outside}`,
  '/alone': `${head}${outside}<div id="trap">${TAG}</div>${outside}`,
  '/dialog': `${head}${outside}<dialog id="trap"><button id="close">Закрыть</button>${TAG}</dialog>${outside}`,
});

const trap = () =>
  globalThis.focusTrap
    .createFocusTrap('#trap', { tabbableOptions: { getShadowRoot: true }, escapeDeactivates: false })
    .activate();
const showModal = () => document.querySelector('dialog').showModal();

/** Where Tab leads from one stop to the next, until it comes back to the first. */
async function round(pc, key) {
  const stops = [];
  for (;;) {
    const stop = await pc.evaluate(() => {
      const { activeElement } = document;
      if (activeElement === document.body) return 'body';
      const inner = activeElement?.shadowRoot?.activeElement ?? activeElement;
      return inner?.id || inner?.getAttribute('part') || inner?.textContent.trim() || inner?.localName;
    });
    if (stops.includes(stop)) return stops;
    stops.push(stop);
    await (key === 'Tab' ? pc.page.keyboard.press('Tab') : backwards(pc.page.keyboard));
  }
}

async function backwards(keyboard) {
  await keyboard.down('Shift');
  await keyboard.press('Tab');
  await keyboard.up('Shift');
}

for (const engine of ['chromium', 'firefox']) {
  for (const [path, close, enter] of [
    ['/trap', ['close'], trap],
    ['/alone', [], trap],
    ['/dialog', ['close'], showModal],
  ]) {
    it(`${engine}: ${path}`, async () => {
      const pc = await open(engine, site.origin + path);
      await pc.ready();
      await pc.evaluate(enter);
      await pc.until(() => document.querySelector('#trap').contains(document.activeElement));
      const wanted = [...close, 'Как получить токен?', 'token', 'Показать', 'submit'];
      // A dialog lets the browser’s own controls in between, and Firefox stops at one that scrolls.
      const within = (stops) => stops.filter((stop) => !['body', 'trap'].includes(stop));
      assert.deepEqual(within(await round(pc, 'Tab')).sort(), wanted.sort());
      assert.deepEqual(within(await round(pc, 'Shift+Tab')).sort(), wanted.sort());
      await pc.close();
    });
  }
}
