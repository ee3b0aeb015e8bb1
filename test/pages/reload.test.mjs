/** The way out of a page that the site does not take any more: its button loads it anew. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ENDPOINT, open, SCRIPT, startSite, TAG } from '../support/page-site.mjs';

const site = await startSite({
  '/': `<!doctype html><html lang="ru"><meta charset="utf-8"><title>x</title>${SCRIPT}${TAG}`,
  [`POST ${ENDPOINT}`]: (_request, response) => response.writeHead(403).end(),
});

for (const engine of ['chromium', 'firefox']) {
  describe(engine, () => {
    it('loads the page anew, without what was typed', async () => {
      const pc = await open(engine, `${site.origin}/`);
      await pc.ready();
      await pc.fill();
      await pc.press();
      await pc.inState('failed');
      await pc.evaluate(() => void (globalThis.isOld = true));
      const press = (_, root) => {
        const button = [...root.querySelectorAll('button')].find((one) =>
          one.textContent.includes('Обновить страницу'),
        );
        button?.click();
        return button;
      };
      await Promise.all([pc.page.waitForNavigation(), pc.until(press)]);
      await pc.until(() => !globalThis.isOld);
      await pc.ready();
      assert.equal(await pc.look((block) => block.state), 'idle');
      assert.equal(await pc.value(), '');
      await pc.close();
    });
  });
}
