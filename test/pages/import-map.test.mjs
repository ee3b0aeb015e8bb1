/** The import map of the guide, word by word: scripts of a page import the file for a script tag by the package's names. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { open, startSite, TAG } from '../support/page-site.mjs';

const guide = readFileSync(new URL('../../docs/getting-started.md', import.meta.url), 'utf8');
const [, written] = /```html\n(<script type="importmap">\n.*?"imports".*?)```/s.exec(guide);
const site = await startSite({
  '/page': `<!doctype html><html lang="ru"><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,">
    ${TAG}${written.replaceAll('/portfolio-connect/', '/pc/')}`,
  [`POST /api/portfolio-connections`]: (_, response) =>
    response.writeHead(422, { 'content-type': 'application/problem+json' }).end('{"code":"invalid-token"}'),
});

for (const engine of ['chromium', 'firefox']) {
  it(`two entries lead to one block, and the class of its errors is the page's (${engine})`, async () => {
    const pc = await open(engine, `${site.origin}/page`);
    await pc.ready();
    await pc.fill();
    await pc.press();
    await pc.inState('failed');
    const own = pc.lines.filter((line) => !line.startsWith('Failed to load resource'));
    assert.deepEqual(own, ['true invalid-token']);
    await pc.close();
  });
}
