/** The page in a sandboxed frame that may send no forms: the button and Enter connect all the same. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { until } from '../support/conditions.mjs';
import { driver, ENDPOINT, open, SCRIPT, startSite, TAG, TOKEN } from '../support/page-site.mjs';

const inner = `<!doctype html><html lang="ru"><meta charset="utf-8"><title>x</title>${SCRIPT}${TAG}`;
const site = await startSite({
  '/inner': inner,
  // An opaque origin is another one than the endpoint's.
  [`OPTIONS ${ENDPOINT}`]: (_request, response) =>
    response
      .writeHead(204, {
        'access-control-allow-origin': 'null',
        'access-control-allow-headers': 'content-type, idempotency-key',
      })
      .end(),
  [`POST ${ENDPOINT}`]: (_request, response) =>
    response
      .writeHead(201, { 'access-control-allow-origin': 'null', 'content-type': 'application/json' })
      .end('{}'),
});

for (const engine of ['chromium', 'firefox']) {
  for (const sandbox of [
    'allow-scripts',
    'allow-scripts allow-same-origin',
    'allow-scripts allow-same-origin allow-forms',
  ]) {
    describe(`${engine}, sandbox="${sandbox}"`, () => {
      for (const [how, act] of [
        ['the button', (pc) => pc.press()],
        ['Enter', (pc) => pc.host.keyboard.press('Enter')],
      ]) {
        it(`${how} connects, once`, async () => {
          site.routes['/outer'] =
            `<!doctype html><title>x</title><iframe sandbox="${sandbox}" src="/inner" width="600" height="800"></iframe>`;
          const outer = await open(engine, `${site.origin}/outer`);
          const frame = await until(() => outer.page.frames().find((one) => one.url().endsWith('/inner')));
          const pc = Object.assign(driver(frame), { host: outer.page });
          await pc.ready();
          const before = site.posts().length;
          await outer.page.focus('iframe');
          await pc.look((block) => block.focus());
          await pc.fill();
          await act(pc);
          await pc.inState('connected');
          const posts = site.posts().slice(before);
          assert.deepEqual(
            posts.map(({ body }) => JSON.parse(body).credentials.token),
            [TOKEN],
          );
          await outer.close();
        });
      }
    });
  }
}

for (const engine of ['chromium', 'firefox']) {
  it(`${engine}: in a page written into a frame, a relative endpoint is that of the page around it`, async () => {
    const html = inner.replaceAll('"', '&quot;').replace(/&quot;\/api/, '&quot;api');
    site.routes['/srcdoc'] =
      `<!doctype html><title>x</title><iframe srcdoc="${html}" width="600" height="800"></iframe>`;
    const outer = await open(engine, `${site.origin}/srcdoc`);
    const frame = await until(() => outer.page.frames().find((one) => one !== outer.page.mainFrame()));
    const pc = driver(frame);
    await pc.ready();
    await pc.fill();
    await pc.press();
    await pc.inState('connected');
    await outer.close();
  });
}
