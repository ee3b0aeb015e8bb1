/**
 * The example apps of demo/frameworks, each with the packed tarball, built by its own tools, in Chromium. `FRAMEWORKS=vue,next`
 * chooses some.
 */
import { after, before, describe, it } from 'node:test';
import { chosenApps, pack, prepare, start } from './apps.mjs';
import { closeBrowser, connects, open, survivesRemoval } from './scenario.mjs';

await pack();
after(closeBrowser);

for (const app of await chosenApps()) {
  describe(app.name, () => {
    let site;
    before(async () => {
      await prepare(app);
      site = await start(app);
    });
    after(() => site?.stop());

    for (const path of app.pages ?? ['/']) {
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
