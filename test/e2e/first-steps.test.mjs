/** The first steps of the guide: its one file, in a folder with what it says to install, and a person who connects. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { freePort } from '../support/browsers.mjs';
import { until } from '../support/conditions.mjs';
import { assertInGuide } from '../support/examples.mjs';
import { launchChromium } from '../support/launch.mjs';
import { driver } from '../support/page-site.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'portfolio-first-'));
after(() => rmSync(folder, { recursive: true }));

it('are in the kit’s guide', () => assertInGuide('try.mjs'));

it('lead to a connected portfolio, which can be disconnected', async () => {
  mkdirSync(join(folder, 'node_modules/@hono'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{}');
  cpSync(`${root}docs/examples/try.mjs`, join(folder, 'try.mjs'));
  for (const [name, place] of Object.entries({
    'portfolio-connect': root,
    hono: `${root}node_modules/hono`,
    '@hono/node-server': `${root}node_modules/@hono/node-server`,
  })) {
    symlinkSync(place, join(folder, 'node_modules', name), 'junction');
  }
  const port = await freePort();
  const server = spawn(process.execPath, ['try.mjs'], {
    cwd: folder,
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browser = await launchChromium();
  try {
    let told = '';
    server.stdout.on('data', (part) => (told += part));
    await until(() => told.includes(`http://localhost:${port}`));
    const page = await browser.newPage();
    await page.goto(`http://localhost:${port}`);
    const block = driver(page);
    await block.ready();
    await block.fill();
    await block.press();
    await block.inState('connected');
    await block.pressButton('Отключить');
    await block.pressButton('Да, отключить');
    await block.until((_, root) => root.textContent.includes('Пока ни один портфель не подключен'));
  } finally {
    await browser.close();
    server.kill();
  }
  assert.equal(server.killed, true);
});
