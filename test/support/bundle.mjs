/**
 * The browser tests as files that a page loads in a handful of requests instead of some two hundred: bundled once by
 * esbuild, for all engines. What the block loads later stays a chunk of its own.
 */
import { rmSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { context } from 'esbuild';
import { testFiles } from '../runner/changed.mjs';
import { FOLDERS } from './browsers.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

const bundles = join(root, '.cache/web');

/** Where the bundle of a test is, and which test a bundle is of. */
export const bundleOf = (test) => join(bundles, relative('test', test).replace(/\.ts$/, '.js'));
export const testOf = (bundle) =>
  posix.join('test', relative(bundles, bundle).replaceAll('\\', '/')).replace(/\.js$/, '.ts');

/** Bundles all tests, and again whenever a file of theirs changes if `watch` is set. */
export async function bundleTests({ watch = false } = {}) {
  rmSync(bundles, { recursive: true, force: true });
  const build = await context({
    absWorkingDir: root,
    entryPoints: Object.keys(FOLDERS).flatMap(testFiles),
    outdir: bundles,
    outbase: 'test',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    tsconfig: 'tsconfig.json',
    sourcemap: true,
    // Lit's production build, which is what a page runs: its development build warns on the console.
    conditions: ['browser', 'production'],
    // package.json says which files act when they are imported; tests import them as they are written.
    ignoreAnnotations: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    // The runner's own, which its server answers; and what fake timers want of Node where they run in it.
    external: ['/__web-dev-server__web-socket.js', 'util'],
    logLevel: 'warning',
  });
  await build.rebuild();
  if (watch) await build.watch();
  else await build.dispose();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleTests();
