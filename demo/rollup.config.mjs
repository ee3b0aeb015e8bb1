/** `npm run build:demo`: the demo as files for any folder of any static host, in dist-demo/. */
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildBlock } from './built.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = here('../dist-demo');

/**
 * As strict as a `meta` element can be, where the host sends no header. Trusted types are left out: MSW registers its
 * worker by a plain string, which they forbid.
 */
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'";

const site = {
  name: 'site',
  async buildStart() {
    await buildBlock();
    rmSync(out, { recursive: true, force: true });
  },
  writeBundle() {
    cpSync(here('public'), out, { recursive: true });
    cpSync(here('../dist/cdn'), `${out}/portfolio-connect`, { recursive: true });
    cpSync(fileURLToPath(import.meta.resolve('msw/mockServiceWorker.js')), `${out}/mockServiceWorker.js`);

    const marked = [
      ['<html lang="ru">', '<html lang="ru" data-static>'],
      [
        '<meta charset="utf-8" />',
        `<meta charset="utf-8" />\n    <meta http-equiv="Content-Security-Policy" content="${CSP}" />`,
      ],
    ];
    let page = readFileSync(here('public/index.html'), 'utf8');
    for (const [from, to] of marked) {
      if (!page.includes(from)) this.error(`index.html has no ${from}`);
      page = page.replace(from, to);
    }
    writeFileSync(`${out}/index.html`, page);
  },
};

/** @type {import('rollup').RollupOptions} */
export default {
  input: here('mock.js'),
  // The stores on databases are not used here.
  external: ['libsql'],
  output: { dir: out, inlineDynamicImports: true },
  plugins: [
    site,
    nodeResolve({ browser: true, exportConditions: ['browser', 'production'] }),
    terser({ module: true, ecma: 2022, format: { comments: false } }),
  ],
};
