import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import esbuild, { minify } from 'rollup-plugin-esbuild';
import { minifyTemplateLiterals } from 'rollup-plugin-minify-template-literals';

const { dependencies, peerDependencies = {} } = JSON.parse(
  readFileSync(new URL('package.json', import.meta.url), 'utf8'),
);
const external = (id) =>
  Object.keys({ ...dependencies, ...peerDependencies }).some(
    (name) => id === name || id.startsWith(`${name}/`),
  );

/** A chunk that failed to load stays failed under its address in Firefox: so many further addresses are tried. */
const RETRIES = 20;

const typescript = () => esbuild({ target: 'es2022', tsconfig: 'tsconfig.json', charset: 'utf8' });
const smallest = [
  minifyTemplateLiterals({ options: { minifyOptions: { minifyCSS: true } } }),
  nodeResolve({ exportConditions: ['production', 'browser', 'import', 'default'] }),
];
/** esbuild shortens `#private` names, which terser leaves alone; terser does the rest better. */
const compress = (module) => [
  minify({ target: 'es2022', charset: 'utf8', legalComments: 'none' }),
  terser({ module, ecma: 2022, compress: { passes: 3, unsafe_arrows: true }, format: { comments: false } }),
];

/**
 * Loads a chunk from another address (`?retry=1` …) after it failed to load. The addresses are few and known, so that the
 * import map's `integrity` covers them too.
 */
const retryChunks = {
  name: 'retry-chunks',
  renderDynamicImport: () => ({ left: '__retry((query) => import(', right: '+ query))' }),
};
const retryFunction = `let __tries = 0;
const __retry = (load) => load(__tries ? '?retry=' + __tries : '').catch((error) => {
  if (__tries < ${RETRIES}) __tries++;
  throw error;
});`;
const retry = ({ dynamicImports }) => (dynamicImports.length === 0 ? '' : retryFunction);

/**
 * Chunks that only some pages want. The classic script, which is all in one for the rest, loads the module's: for `manage`,
 * and for a long selector.
 */
const optional = ['management', 'selector'];
const optionalChunks = {};
const rememberOptional = {
  name: 'remember-optional',
  generateBundle(_, bundle) {
    for (const name of optional) {
      optionalChunks[name] = Object.keys(bundle).find((path) => path.startsWith(`chunks/${name}-`));
      if (!optionalChunks[name]) this.error(`there is no chunk ${name}`);
    }
  },
};
const loadOptional = {
  name: 'load-optional',
  resolveDynamicImport(specifier) {
    const [, name] = /^\.\/(\w+)\.js$/.exec(specifier) ?? [];
    return optional.includes(name) ? { id: `./${optionalChunks[name]}`, external: true } : null;
  },
  renderDynamicImport: ({ targetModuleId }) =>
    Object.values(optionalChunks).some((path) => targetModuleId?.endsWith(path))
      ? { left: '__retry((query) => import(new URL(', right: ' + query, __base)))' }
      : null,
};

/** A chunk that imports another has an address that cannot be tried again: see src/element/view/lit.ts. */
const chunksImportNothing = {
  name: 'chunks-import-nothing',
  generateBundle(_, bundle) {
    for (const { fileName, imports } of Object.values(bundle)) {
      if (imports?.length) this.error(`${fileName} imports ${imports}`);
    }
  },
};

/**
 * What of Lit and zod the script files never use, as constants for the minifier to go by: the browsers of our floor need no
 * polyfill, nothing is hydrated without a bundler, and src/core/contract.ts parses synchronously, with its own checks. The
 * build fails when one of them is written differently one day.
 */
const unusedByScripts = {
  'reactive-element/css-tag': [[/(?<==)\w\.ShadowRoot&&.*?CSSStyleSheet\.prototype/, '!0']],
  'reactive-element/reactive-element': [
    [/\w\.reactiveElementPolyfillSupport/, '(void 0)'],
    [/\(\w\.reactiveElementVersions\?\?=\[\]\)\.push/, 'void '],
    // Controllers, initializers and decorators' metadata.
    [/addController\(t\)\{.*?(?=_\$E_\(\))/, ''],
    [/,?this\._\$EO\?\.forEach\(t=>t\.host\w+\?\.\(\)\),?/g, (found) => (/^,.*,$/.test(found) ? ',' : '')],
    [/static addInitializer\(t\)\{.*?\}(?=static)/, ''],
    [/,this\.constructor\.l\?\.forEach\(t=>t\(this\)\)/, ''],
    [/,void 0!==t\.l&&\(this\.l=\[\.\.\.t\.l\]\)/, ''],
    [/const t=this\[Symbol\.metadata\];if\(null!==t\)\{.*?\}(?=this\._\$Eh)/, ''],
    [/Symbol\.metadata\?\?=.*?;(?=class)/, ''],
  ],
  'lit-html/lit-html': [
    [/\w\.litHtmlPolyfillSupport/, '(void 0)'],
    [/\(\w\.litHtmlVersions\?\?=\[\]\)\.push/, 'void '],
    // Directives; values within comments, tags and text areas; mathematics.
    [/(?<=function M\(t,i,s=t,e\)\{).*?(?=\}class)/, 'return i'],
    [/setConnected\(t\)\{.*?\}(?=\}class)/, ''],
    [/this\._\$AP\?\.\(!1,!0,s\)/, ''],
    [/else t\.startsWith\(o\)&&.*?;/, ''],
    [/6===r\.type&&\(i=new Z\(h,this,t\)\)/, '0'],
    [/if\(y\.test\(r\.tagName\)\)\{.*?\}\}(?=\}else if)/, ''],
    [/else\{let t=-1;.*?\}(?=l\+\+)/, ''],
    [/3===i\?"<\/?math>":/g, ''],
  ],
  'lit-element/lit-element': [
    [/\w\.litElementPolyfillSupport/, '(void 0)'],
    [/\w\.litElementHydrateSupport/, '(void 0)'],
    [/,this\._\$Do\?\.setConnected\(!\d\)/g, ''],
    [/\(\w\.litElementVersions\?\?=\[\]\)\.push/, 'void '],
  ],
  'core/parse': [[/result instanceof Promise/g, 'false']],
  'core/schemas': [
    [/\w+ instanceof Promise/g, 'false'],
    [/checks\.length === 0/, 'true'],
    [/(?<=const catchall = )def\.catchall/, 'undefined'],
    [/util\.defineLazy\(inst\._zod, "propValues",/g, 'void ('],
    [
      /inst\["~standard"\] = (?=\{)|util\.defineLazy\(inst, "~standard",/,
      (found) => (found.startsWith('inst') ? 'void ' : 'void ('),
    ],
  ],
};
const leaveOutUnused = {
  name: 'leave-out-unused',
  transform(code, id) {
    const [, path] =
      /\/(?:@lit|node_modules|v4)\/((?:reactive-element|lit-html|lit-element|core)\/[\w-]+)\.js$/.exec(id) ??
      [];
    const unused = unusedByScripts[path];
    for (const [pattern, constant] of unused ?? []) {
      const shorter = code.replace(pattern, constant);
      if (shorter === code) this.error(`${path}.js is written differently now: ${pattern}`);
      code = shorter;
    }
    return unused ? { code, map: null } : null;
  },
};

/**
 * A page may load this file and another that holds Lit. A policy name can be taken once (Trusted Types without
 * 'allow-duplicates'), and the second Lit would throw at evaluation; here it only goes without, having nothing to render.
 */
const tolerateSecondLit = {
  name: 'tolerate-second-lit',
  transform(code, id) {
    if (!id.endsWith('/lit-html.js')) return null;
    const policy = /(\w+)\.createPolicy\("lit-html",\{createHTML:(\w+)=>\2\}\)/;
    if (!policy.test(code)) this.error('lit-html creates its policy differently now');
    return { code: code.replace(policy, 'customElements.get("portfolio-connect")?void 0:$&'), map: null };
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

/** zod's modules do nothing but define; nor does reading a property anywhere here. */
const treeshake = {
  moduleSideEffects: (id) => !id.includes('/zod/'),
  propertyReadSideEffects: false,
  tryCatchDeoptimization: false,
};

/** @type {import('rollup').RollupOptions[]} */
export default [
  {
    // npm: one file per module, dependencies left to the consumer's bundler.
    input: ['src/index.ts', 'src/define.ts', 'src/server/index.ts'],
    external,
    output: { dir: 'dist', preserveModules: true, preserveModulesRoot: 'src', sourcemap: true },
    plugins: [
      typescript(),
      minifyTemplateLiterals({ options: { minifyOptions: { minifyCSS: true } } }),
      nodeResolve(),
    ],
  },
  {
    input: { 'portfolio-connect': 'src/cdn.ts' },
    treeshake,
    output: {
      dir: 'dist/cdn',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
      intro: retry,
      // What the transport is made of is needed together: one request, and one address to try again.
      manualChunks: (id) => (id.endsWith('src/element/interaction.ts') ? 'interaction' : undefined),
      sourcemap: true,
    },
    plugins: [
      leaveOutUnused,
      tolerateSecondLit,
      retryChunks,
      chunksImportNothing,
      typescript(),
      ...smallest,
      ...compress(true),
      rememberOptional,
    ],
  },
  {
    // A classic script, all in one. `return` leaves early where the tag is taken, before Lit is evaluated.
    input: 'src/cdn-classic.ts',
    treeshake,
    output: {
      file: 'dist/cdn/portfolio-connect.classic.js',
      format: 'iife',
      intro: `if (customElements.get("portfolio-connect")) return;
const __base = document.currentScript?.src || document.baseURI;
${retryFunction}`,
      inlineDynamicImports: true,
      sourcemap: true,
    },
    plugins: [loadOptional, leaveOutUnused, typescript(), ...smallest, ...compress(false), integrity],
  },
];
