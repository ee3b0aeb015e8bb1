/**
 * The example apps of demo/frameworks, each with the packed tarball, built by its own tools, in Chromium. `FRAMEWORKS=vue,next`
 * chooses some.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { chosenApps, pack, prepare, runScript, start, typeErrors } from './apps.mjs';
import { closeBrowser, connects, open, survivesRemoval } from './scenario.mjs';

await pack();
after(closeBrowser);

for (const app of await chosenApps()) {
  describe(app.name, () => {
    const { pages = ['/'], scripts = [] } = app;
    let site;
    before(async () => {
      await prepare(app);
      if (pages.length > 0) site = await start(app);
    });
    after(() => site?.stop());

    if (app.types) {
      it('has its templates checked', async () => assert.equal(await typeErrors(app), ''));

      for (const mistake of Object.entries(app.types.mistakes)) {
        it(`is told that this is a mistake: ${mistake[1]}`, async () =>
          assert.match(await typeErrors(app, mistake), app.types.says));
      }
    }

    for (const script of scripts) it(`passes ${script}`, () => runScript(app, script));

    for (const path of pages) {
      const opened = async () => {
        const page = await open(site.origin + path);
        if (path.endsWith('?late')) {
          await page.page.waitForSelector('portfolio-connect');
          await page.page.evaluate('define()');
        }
        return page;
      };

      it(`refuses, connects, lists and disconnects: ${path}`, async () => {
        const page = await opened();
        await connects(page);
        await page.close();
      });

      it(`is taken out in mid-request and brought back: ${path}`, async () => {
        const page = await opened();
        await survivesRemoval(page);
        await page.close();
      });
    }
  });
}
