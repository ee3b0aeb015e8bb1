import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import license from 'rollup-plugin-license';
import esbuild, { minify } from 'rollup-plugin-esbuild';
import { minifyTemplateLiterals } from 'rollup-plugin-minify-template-literals';

const {
  dependencies,
  peerDependencies = {},
  version,
} = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const external = (id) =>
  Object.keys({ ...dependencies, ...peerDependencies }).some(
    (name) => id === name || id.startsWith(`${name}/`),
  );

/**
 * How many further addresses of a chunk are tried. Browsers remember a module that could not be fetched, and answer the next
 * `import()` of the same address from memory. The standard forbids it since whatwg/html#10327: Chromium 156
 * (crbug.com/534781954), Firefox 154 (bugzil.la/2055211), Safari after Technology Preview 252 (webkit.org/b/319492). Once the
 * browser floor has these, addresses are needed for chunks alone whose fetch never ends: an `import()` of the same address
 * would join it.
 */
const RETRIES = 10;

const typescript = () => esbuild({ target: 'es2022', tsconfig: 'tsconfig.json', charset: 'utf8' });
/** Our own alone: libraries are used as published. */
const minifyTemplates = () =>
  minifyTemplateLiterals({
    include: 'src/**',
    exclude: 'src/element/css.ts',
    options: { minifyOptions: { minifyCSS: true } },
  });
const smallest = [
  minifyTemplates(),
  nodeResolve({ exportConditions: ['production', 'browser', 'import', 'default'] }),
];
/** Stands in each file for a script tag, which people copy and find again years later. */
const preamble = `/*! portfolio-connect ${version} | MIT | licenses.txt */`;
/** esbuild shortens `#private` names, which terser leaves alone; terser does the rest better. */
const compress = (module) => [
  minify({ target: 'es2022', charset: 'utf8', legalComments: 'none' }),
  terser({
    module,
    ecma: 2022,
    compress: { passes: 3, unsafe_arrows: true },
    format: { comments: false, preamble },
  }),
];

/**
 * Of the declarations, which the compiler has written before, leaves those that an entry leads to: nobody needs the types of what
 * is inside. Adds those that are written by hand.
 */
const declarations = {
  name: 'declarations',
  writeBundle({ dir }, bundle) {
    copyFileSync('src/templates.d.ts', `${dir}/templates.d.ts`);
    // A command has none.
    const entries = Object.values(bundle).filter(({ isEntry, name }) => isEntry && !name.startsWith('cli/'));
    const needed = new Set(entries.map(({ fileName }) => fileName.replace(/\.js$/, '.d.ts')));
    for (const file of needed) {
      const text = readFileSync(`${dir}/${file}`, 'utf8');
      for (const [, path] of text.matchAll(/(?:from |import\(?)['"](\.[^'"]+)\.js['"]/g)) {
        needed.add(posix.join(posix.dirname(file), `${path}.d.ts`));
      }
    }
    const files = readdirSync(dir, { recursive: true, encoding: 'utf8' });
    for (const file of files.map((path) => path.replaceAll('\\', '/'))) {
      if (file.endsWith('.d.ts') && !needed.has(file)) rmSync(`${dir}/${file}`);
    }
  },
};

/**
 * Loads a chunk from another address (`?retry=1` …) after it failed to load, or was given up. The addresses are few and known,
 * so that the import map's `integrity` covers them too.
 */
const retryChunks = {
  name: 'retry-chunks',
  renderDynamicImport: ({ targetModuleId }) => {
    if (!loadedLater.includes(targetModuleId)) loadedLater.push(targetModuleId);
    return { left: `__load(${loadedLater.indexOf(targetModuleId)}, (query) => import(`, right: '+ query))' };
  },
};
/** Modules that are imported dynamically; their places are their names in what follows. */
const loadedLater = [];
const loadFunction = `const __tries = [];
const __load = (chunk, load) => {
  const tries = __tries[chunk] ?? 0;
  // Until it is there: whoever asks again, while it is under way, has given it up.
  __tries[chunk] = Math.min(tries + 1, ${RETRIES});
  return load(tries ? '?retry=' + tries : '').then((module) => {
    __tries[chunk] = tries;
    return module;
  });
};`;
const intro = ({ dynamicImports }) => (dynamicImports.length === 0 ? '' : loadFunction);

/** A chunk may import the block, which is there, and no other chunk, whose failure could not be tried again. */
const chunksImportTheBlockAlone = {
  name: 'chunks-import-the-block-alone',
  generateBundle(_, bundle) {
    for (const { fileName, imports = [] } of Object.values(bundle)) {
      const others = imports.filter((name) => !name.startsWith('chunks/block-'));
      if (others.length > 0) this.error(`${fileName} imports ${others}`);
    }
  },
};

/** Writes sri.json, and importmap.json with the same hashes for lazy chunks. */
const integrity = {
  name: 'integrity',
  async writeBundle({ file }) {
    const folder = dirname(file);
    const hashes = {};
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) =>
      path.replaceAll('\\', '/'),
    );
    for (const path of files.filter((name) => name.endsWith('.js')).sort()) {
      hashes[path] = `sha384-${createHash('sha384')
        .update(readFileSync(`${folder}/${path}`))
        .digest('base64')}`;
    }
    const json = (value) => `${JSON.stringify(value, null, 2)}\n`;
    writeFileSync(`${folder}/sri.json`, json(hashes));
    const map = {};
    for (const [path, hash] of Object.entries(hashes)) {
      map[`./${path}`] = hash;
      if (!path.startsWith('chunks/')) continue;
      for (let n = 1; n <= RETRIES; n++) map[`./${path}?retry=${n}`] = hash;
    }
    writeFileSync(`${folder}/importmap.json`, json({ integrity: map }));
  },
};

/**
 * zod's modules do nothing but define; nor does reading a property anywhere here. What a script tag brings is evaluated in a
 * page, where nothing has to stand in.
 */
const treeshake = {
  moduleSideEffects: (id) => !/\/zod\/|\/stand-ins\.ts$/.test(id),
  manualPureFunctions: ['removeStandIns'],
  propertyReadSideEffects: false,
  tryCatchDeoptimization: false,
};

/** For the classic script, which loads nothing later: T-Invest is its only built-in broker, others are given as definitions. */
const noLaterBrokers = {
  name: 'no-later-brokers',
  load: (id) => (id.endsWith('/src/brokers/later.ts') ? 'export const laterBrokers = {};' : undefined),
};

/** For the classic script: leaves early where the tag is taken, before Lit is evaluated. Says what src/define.ts says. */
const leaveWhereTaken = `const taken = customElements.get('portfolio-connect');
if (taken) {
  if (taken.version !== '${version}')
    console.warn('<portfolio-connect> ' + (taken.version ?? 'another version') + ' is at work, ${version} came later: load one of them');
  return;
}`;

/** The session's folder, and what of other folders nothing else needs. */
const isOfSession =
  /\/src\/(element\/session\/|core\/(client|contract|credential|delay|pasted|polling|redact|request|retry-after|swapped)\.ts|brokers\/(implied|schema)\.ts)|\/zod\//;

/** Each is an entry of its own; its guide is loaded by it. */
const builtInBrokers = readdirSync('src/brokers/built-in')
  .filter((name) => !name.endsWith('-guide.ts'))
  .map((name) => `src/brokers/built-in/${name}`);

/** @type {import('rollup').RollupOptions[]} */
export default [
  {
    // npm: one file per module, dependencies left to the consumer's bundler.
    input: [
      ...['src/index.ts', 'src/define.ts', 'src/react.ts'],
      ...['src/server/index.ts', 'src/server/adapters/fastify.ts'],
      ...['src/brokers/check.ts', ...builtInBrokers],
      'src/cli/portfolio-connect.ts',
    ],
    external,
    output: {
      dir: 'dist',
      preserveModules: true,
      preserveModulesRoot: 'src',
      // It has effects, so it is no component of a server, where React tells these apart.
      banner: ({ name }) => (name === 'react' ? "'use client';" : ''),
    },
    // What package.json says of side effects is about the files that are built.
    plugins: [
      ...[typescript(), minifyTemplates(), nodeResolve({ ignoreSideEffectsForRoot: true })],
      declarations,
    ],
  },
  {
    input: { 'portfolio-connect': 'src/cdn.ts' },
    treeshake,
    output: {
      dir: 'dist/cdn',
      entryFileNames: '[name].js',
      // The entry only re-exports the block: whatever address a page gives the entry, there is one block, and chunks find it.
      chunkFileNames: ({ name }) => `chunks/${name === 'cdn' ? 'block' : name}-[hash].js`,
      intro,
      // What a session is made of is needed together: one request, and one address to try again.
      manualChunks: (id) => (isOfSession.test(id) ? 'session' : undefined),
      onlyExplicitManualChunks: true,
    },
    plugins: [retryChunks, chunksImportTheBlockAlone, typescript(), ...smallest, ...compress(true)],
  },
  {
    // A classic script, all in one.
    input: 'src/cdn-classic.ts',
    treeshake,
    output: {
      file: 'dist/cdn/portfolio-connect.classic.js',
      format: 'iife',
      intro: leaveWhereTaken,
      inlineDynamicImports: true,
    },
    plugins: [
      ...[noLaterBrokers, typescript(), ...smallest, ...compress(false)],
      ...[license({ thirdParty: { output: 'dist/cdn/licenses.txt' } }), integrity],
    ],
  },
];
