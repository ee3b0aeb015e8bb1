/**
 * Takes the README's picture of the real widget: `npm run build && node docs/images/screenshot.mjs`.
 * Serves dist/cdn and one page from memory; the token in the field is made up.
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';

const picture = fileURLToPath(new URL('portfolio-connect.png', import.meta.url));
const built = new URL('../../dist/cdn/', import.meta.url);
const page = `<!doctype html>
<html lang="ru">
  <meta charset="utf-8" />
  <style>
    body { margin: 0; padding: 24px; width: 560px; background: #f3f5f8; font: 16px/1.5 system-ui, sans-serif; }
  </style>
  <script type="module" src="/portfolio-connect.js"></script>
  <portfolio-connect endpoint="https://portfolio.example/api/portfolio-connections"></portfolio-connect>
</html>`;

const server = createServer(async ({ url }, response) => {
  const { pathname } = new URL(url, 'http://localhost');
  if (pathname === '/') return response.setHeader('content-type', 'text/html').end(page);
  try {
    const script = await readFile(new URL(`.${pathname}`, built));
    response.setHeader('content-type', 'text/javascript').end(script);
  } catch {
    response.writeHead(404).end();
  }
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));

const browser = await puppeteer.launch({
  executablePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
});
try {
  const tab = await browser.newPage();
  await tab.setViewport({ width: 608, height: 720, deviceScaleFactor: 2 });
  await tab.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  const field = await tab.waitForSelector('portfolio-connect >>> [part=input]');
  await field.type(`t.${'Ab3_xYz-9Q'.repeat(9).slice(0, 86)}`);
  await field.evaluate((input) => input.blur());
  const block = await tab.$('portfolio-connect');
  const { x, y, width, height } = await block.boundingBox();
  const clip = { x: x - 16, y: y - 16, width: width + 32, height: height + 32 };
  await tab.screenshot({ path: picture, clip });
} finally {
  await browser.close();
  server.close();
}
