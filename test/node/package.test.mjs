/** What is published: the files, how they are found, and what they promise about themselves. Builds where nothing is built. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, posix } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkPackage, Package } from '@arethetypeswrong/core';
import { buildSync } from 'esbuild';
import nodeResolve from '@rollup/plugin-node-resolve';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { rollup } from 'rollup';
import { parseAst } from 'rollup/parseAst';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');
const json = (path) => JSON.parse(read(path));
const npm = (...args) =>
  execFileSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });

if (!existsSync(join(root, 'dist'))) npm('run', 'build');

const manifest = json('package.json');
const dependencies = Object.keys(manifest.dependencies);
const [{ files, size: packedSize }] = JSON.parse(npm('pack', '--dry-run', '--json', '--ignore-scripts'));
const packed = files.map(({ path }) => path);
const hashes = json('dist/cdn/sri.json');

const scripts = packed.filter((path) => path.endsWith('.js'));
const cdn = scripts.filter((path) => path.startsWith('dist/cdn/'));
const modules = scripts.filter((path) => !cdn.includes(path));
const declarations = packed.filter((path) => path.endsWith('.d.ts'));
const chunks = cdn.filter((path) => path.startsWith('dist/cdn/chunks/'));

/** What `attw` finds, in the files that npm said it would pack. */
function typesAreWrong() {
  const contents = packed.map((path) => [`/node_modules/${manifest.name}/${path}`, read(path)]);
  return checkPackage(new Package(Object.fromEntries(contents), manifest.name, manifest.version));
}

/** Every node of a module's syntax tree. */
function nodes(code) {
  const found = [];
  const visit = (node) => {
    if (!node || typeof node !== 'object') return;
    if (typeof node.type === 'string') found.push(node);
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseAst(code));
  return found;
}

/** What a module imports; of an address that goes on (`import('./x.js' + again)`), its beginning; of a URL, its path. */
const importsOf = (code) =>
  nodes(code)
    .filter(({ type, source }) => source && /^(Import|Export)/.test(type))
    .map(({ source }) => (source.type === 'NewExpression' ? source.arguments[0] : source))
    .map((source) => (source.left ?? source).value);

/** What a declaration file imports. */
const typeImportsOf = (code) =>
  [...code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"\n]+)['"]/g)].map(([, specifier]) => specifier);

const isRelative = (specifier) => /^\.{1,2}\//.test(specifier);
const target = (from, specifier) => posix.join(posix.dirname(from), specifier);
const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

describe('The package', () => {
  it('holds the entries, the script-tag files, and what people read', () => {
    for (const path of [
      ...['package.json', 'README.md', 'LICENSE'],
      ...['dist/index.js', 'dist/index.d.ts', 'dist/define.js', 'dist/define.d.ts'],
      ...['dist/cdn/portfolio-connect.js', 'dist/cdn/portfolio-connect.classic.js'],
      ...['dist/cdn/sri.json', 'dist/cdn/importmap.json'],
    ]) {
      assert.ok(packed.includes(path), path);
    }
    assert.ok(chunks.length > 1);
  });

  it('holds nothing else: no source, no test, nothing of an earlier build', () => {
    const expected = new Set(['package.json', 'README.md', 'LICENSE', 'dist/templates.d.ts']);
    for (const name of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
      const path = name.replaceAll('\\', '/').replace(/\.ts$/, '');
      if (path === name || /^cdn(-classic)?$/.test(path)) continue;
      for (const ending of ['.js', '.d.ts']) expected.add(`dist/${path}${ending}`);
    }
    for (const name of ['sri.json', 'importmap.json', 'licenses.txt', ...Object.keys(hashes)]) {
      expected.add(`dist/cdn/${name}`);
    }
    for (const name of [
      'brokers/schema',
      'custom-elements',
      'vscode.html-custom-data',
      'vscode.css-custom-data',
      'web-types',
    ]) {
      expected.add(`dist/${name}.json`);
    }
    assert.deepEqual(
      packed.filter((path) => !expected.has(path)),
      [],
    );
  });

  it('pleases publint, suggestions included', async () => {
    // Of the files that npm said it would pack; by itself publint would ask it once more.
    const files = packed.map((path) => ({ name: `package/${path}`, data: readFileSync(join(root, path)) }));
    const { messages, pkg } = await publint({ pkgDir: 'package', level: 'suggestion', pack: { files } });
    assert.equal(pkg.name, manifest.name);
    assert.deepEqual(
      messages.map((message) => formatMessage(message, pkg, { color: false })),
      [],
    );
  });

  // A broker brings its data, its guide and its verifier: some 8 kB each.
  it('weighs 400 kB at most', () => assert.ok(packedSize <= 400_000, `${packedSize} B`));

  it('knows its own version', async () => {
    const { PortfolioConnectElement } = await import(join(root, 'dist/index.js'));
    assert.equal(PortfolioConnectElement.version, manifest.version);
  });

  it('names no place of the machine that built it', () => {
    const places = [root.replace(/[\\/]$/, ''), homedir()].filter((place) => place.length > 4);
    for (const path of packed) {
      const text = read(path);
      for (const place of places) assert.ok(!text.includes(place), `${path} holds ${place}`);
    }
  });
});

describe('Its entries', () => {
  const conditions = Object.entries(manifest.exports).filter(([, value]) => typeof value === 'object');

  it('are those of the contract, the component for React, the endpoint kit, and files that builds and editors read', () =>
    assert.deepEqual(Object.keys(manifest.exports), [
      '.',
      './define',
      './react',
      './server',
      './server/fastify',
      './brokers/t-invest',
      './brokers/finam',
      './brokers/alpaca',
      './brokers/trading-212',
      './brokers/tradier',
      './brokers/oanda',
      './brokers/alor',
      './brokers/freedom24',
      './brokers/ibkr-flex',
      './brokers/kraken',
      './brokers/binance',
      './brokers/bybit',
      './brokers/bcs',
      './brokers/questrade',
      './brokers/coinbase',
      './brokers/check',
      './brokers/schema.json',
      './dist/cdn/*',
      './dist/custom-elements.json',
      './package.json',
    ]));

  for (const [entry, value] of conditions) {
    it(`${entry} has its types first, and all its files are packed`, () => {
      assert.deepEqual(Object.keys(value), ['types', 'default']);
      for (const path of Object.values(value)) assert.ok(packed.includes(path.slice(2)), path);
      assert.equal(value.types.replace(/\.d\.ts$/, ''), value.default.replace(/\.js$/, ''));
    });

    it(`${entry} resolves by the package's name`, () => {
      const url = import.meta.resolve(posix.join(manifest.name, entry));
      assert.equal(fileURLToPath(url), join(root, value.default));
    });
  }

  it('of older tools and of CDNs are packed', () => {
    for (const key of ['main', 'types', 'unpkg', 'jsdelivr']) {
      assert.ok(packed.includes(manifest[key].replace(/^\.\//, '')), key);
    }
  });

  it('close the rest', () => {
    for (const path of ['dist/index.js', 'dist/core/client.js', 'core/client']) {
      assert.throws(() => import.meta.resolve(`${manifest.name}/${path}`), {
        code: 'ERR_PACKAGE_PATH_NOT_EXPORTED',
      });
    }
  });
});

describe('Tools that read no `exports`', () => {
  const entries = Object.entries(manifest.exports).filter(([, value]) => value.types);

  it('find the same files: TypeScript with `node10`, and Parcel', () => {
    for (const [entry, { types, default: script }] of entries) {
      const name = entry.slice(2);
      assert.deepEqual(name ? manifest.typesVersions['*'][name] : [manifest.types], [types]);
      if (name) assert.equal(manifest.alias[entry], script);
    }
    assert.equal(manifest.main, manifest.exports['.'].default);
  });

  it('are told nothing wrong about types, entry by entry', async () => {
    const { entrypoints, problems } = await typesAreWrong();
    for (const [entry] of entries) assert.ok(entry in entrypoints, entry);
    // The package is ESM alone. `require()` reads that from Node 20.19 and 22.12 on, without a second copy of the tag.
    assert.deepEqual(
      problems.filter(({ kind }) => kind !== 'CJSResolvesToESM'),
      [],
    );
  });
});

describe('In plain Node', () => {
  /** Runs a module in a process of its own. @returns what it printed, parsed */
  const inNode = (code) =>
    JSON.parse(
      execFileSync(process.execPath, ['--input-type=module', '--eval', code], {
        cwd: root,
        encoding: 'utf8',
      }),
    );

  it('the class can be imported, for rendering on a server, and nothing is registered', () => {
    const { names, registered } = inNode(`
      let registered = [];
      const watch = (registry) => registry && (registry.define = (name) => registered.push(name));
      watch(globalThis.customElements);
      const module = await import('portfolio-connect');
      const found = globalThis.customElements?.get('portfolio-connect');
      console.log(JSON.stringify({ names: Object.keys(module), registered: found ? ['found'] : registered }));
    `);
    assert.deepEqual(registered, []);
    assert.deepEqual(names.sort(), [
      'ConnectError',
      'PcBrokerChangeEvent',
      'PcConnectEvent',
      'PcDisconnectEvent',
      'PcErrorEvent',
      'PcProgressEvent',
      'PcStateChangeEvent',
      'PcSubmitEvent',
      'PortfolioConnectElement',
    ]);
  });

  it('Lit stays as it was for other elements, and the element can be made, for rendering on a server', () => {
    const { found } = inNode(`
      const { PortfolioConnectElement } = await import('portfolio-connect');
      const { LitElement } = await import('lit');
      const made = new PortfolioConnectElement();
      console.log(JSON.stringify({ found: ['attachShadow', 'setAttribute'].map((name) =>
        name in LitElement.prototype && name in made) }));
    `);
    assert.deepEqual(found, [true, true]);
  });

  it('the endpoint kit can be imported without its optional parts, and touches nothing', () => {
    const { names, loaded } = inNode(`
      import { createRequire } from 'node:module';
      const module = await import('portfolio-connect/server');
      const loaded = Object.keys(createRequire(import.meta.url).cache).filter((path) => /libsql|[/]pg[/]/.test(path));
      console.log(JSON.stringify({ names: Object.keys(module), loaded }));
    `);
    assert.deepEqual(loaded, []);
    assert.deepEqual(names.sort(), [
      'TemporaryError',
      'checkConnection',
      'checkConnections',
      'createAlorVerifier',
      'createAlpacaVerifier',
      'createBcsVerifier',
      'createBinanceVerifier',
      'createBybitVerifier',
      'createCoinbaseVerifier',
      'createConnectHandler',
      'createFinamVerifier',
      'createFreedom24Verifier',
      'createIbkrFlexVerifier',
      'createKrakenVerifier',
      'createMemoryStore',
      'createOandaVerifier',
      'createPostgresStore',
      'createQuestradeVerifier',
      'createSqliteStore',
      'createTInvestVerifier',
      'createTradierVerifier',
      'createTrading212Verifier',
      'postgresSchema',
    ]);
  });

  it('the registering entry can be imported, twice and beside the class', () => {
    const { same, registered } = inNode(`
      const first = await import('portfolio-connect/define');
      const second = await import(import.meta.resolve('portfolio-connect/define') + '?again');
      const { PortfolioConnectElement } = await import('portfolio-connect');
      console.log(JSON.stringify({
        same: [first, second].every((one) => one.PortfolioConnectElement === PortfolioConnectElement),
        registered: customElements.get('portfolio-connect') === PortfolioConnectElement,
      }));
    `);
    assert.ok(same);
    assert.ok(registered);
  });
});

describe('Without a DOM', () => {
  const page = `
    import { PortfolioConnectElement } from 'portfolio-connect';
    import * as define from 'portfolio-connect/define';
    const left = ['document', 'window', 'HTMLElement'].filter((name) => name in globalThis);
    const same = define.PortfolioConnectElement === PortfolioConnectElement;
    console.log(JSON.stringify({ same, left, hasEvents: typeof CustomEvent === 'function' }));`;
  const expected = { same: true, left: [], hasEvents: true };
  const run = (condition, file, input) =>
    JSON.parse(
      execFileSync(process.execPath, [`--conditions=${condition}`, '--input-type=module', ...file], {
        cwd: root,
        encoding: 'utf8',
        input,
      }),
    );

  for (const condition of ['browser', 'worker', 'edge-light', 'workerd', 'development']) {
    it(`the class and the tag can be imported under \`${condition}\`, and leave nothing behind`, () =>
      assert.deepEqual(run(condition, ['--eval', page]), expected));

    it(`so they can, bundled for it: \`${condition}\``, () => {
      const { outputFiles } = buildSync({
        stdin: { contents: page, resolveDir: root },
        ...{ bundle: true, minify: true, format: 'esm', write: false, conditions: [condition] },
      });
      assert.deepEqual(run(condition, ['-'], outputFiles[0].text), expected);
    });
  }
});

describe('In the imitations of a DOM that tests use', () => {
  const html = '<portfolio-connect><p>not here</p></portfolio-connect>';
  const windows = {
    jsdom: `new (await import('jsdom')).JSDOM('', { url: 'https://site.example' }).window`,
    'happy-dom': `new (await import('happy-dom')).Window()`,
  };
  for (const [name, window] of Object.entries(windows)) {
    for (const condition of ['node', 'browser']) {
      it(`(${name}, \`${condition}\`) the tag is not registered, nothing throws, and its children are shown`, () => {
        const code = `
          const window = ${window};
          for (const name of Object.getOwnPropertyNames(window)) if (!(name in globalThis)) globalThis[name] = window[name];
          document.body.innerHTML = ${JSON.stringify(html)};
          const { PortfolioConnectElement } = await import('portfolio-connect/define');
          document.body.append(document.createElement('portfolio-connect'));
          console.log(JSON.stringify({
            name: PortfolioConnectElement.name,
            registered: customElements.get('portfolio-connect') !== undefined,
            texts: [...document.querySelectorAll('portfolio-connect')].map((tag) => tag.textContent),
          }));
          process.exit();`;
        const args = [`--conditions=${condition}`, '--input-type=module', '--eval', code];
        const told = JSON.parse(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }));
        assert.deepEqual(told, {
          name: 'PortfolioConnectElement',
          registered: false,
          texts: ['not here', ''],
        });
      });
    }
  }
});

describe('For bundlers', () => {
  const external = (id) => [...dependencies, 'react'].includes(packageOf(id));
  const bundle = async (code) => {
    const entry = 'virtual:page';
    const build = await rollup({
      input: entry,
      external,
      // Otherwise Lit itself, which is external, would stay for its effects.
      treeshake: { moduleSideEffects: 'no-external' },
      onwarn: () => undefined,
      plugins: [
        {
          name: 'page',
          resolveId: (id) => (id === entry ? id : null),
          load: (id) => (id === entry ? code : null),
        },
        nodeResolve({ rootDir: root }),
      ],
    });
    const { output } = await build.generate({ format: 'es' });
    await build.close();
    return output[0].code;
  };

  it('sideEffects names what registers the tag', () => {
    assert.deepEqual(manifest.sideEffects, ['./dist/define.js', './dist/cdn/*.js']);
    const acting = modules.filter((path) => /\bcustomElements\.define\(/.test(read(path)));
    assert.deepEqual(acting, ['dist/define.js']);
  });

  // By file, since the plugin asks nothing of a package that names itself.
  const [index, define] = ['.', './define'].map((entry) =>
    JSON.stringify(join(root, manifest.exports[entry].default)),
  );

  it('importing the registering entry for its effect keeps it', async () =>
    assert.match(await bundle(`import ${define};`), /customElements\.define\(["']portfolio-connect["']/));

  it('importing the component for React brings the registering entry', async () => {
    const react = JSON.stringify(join(root, manifest.exports['./react'].default));
    const code = await bundle(`import { PortfolioConnect } from ${react}; console.log(PortfolioConnect);`);
    assert.match(code, /customElements\.define\(["']portfolio-connect["']/);
    assert.equal((await bundle(`import { PortfolioConnect } from ${react};`)).trim(), '');
  });

  it('importing the class without using it leaves nothing', async () => {
    assert.equal((await bundle(`import { PortfolioConnectElement } from ${index};`)).trim(), '');
    assert.equal((await bundle(`import ${index};`)).trim(), '');
  });
});

describe('The modules', () => {
  it('import packed files and declared dependencies only', () => {
    const used = new Set();
    for (const path of modules) {
      for (const specifier of importsOf(read(path))) {
        if (isRelative(specifier))
          assert.ok(packed.includes(target(path, specifier)), `${path}: ${specifier}`);
        // Node's own are for the command alone.
        else if (!specifier.startsWith('node:') || !path.startsWith('dist/cli/'))
          used.add(packageOf(specifier));
      }
    }
    // Both ways: Lit and zod are not copied in, and no dependency is declared in vain. Of the optional ones the driver of
    // SQLite is imported, what Fastify's plugin is built on, and React; the pool of PostgreSQL is given.
    assert.deepEqual([...used].sort(), [...dependencies, '@hono/node-server', 'libsql', 'react'].sort());
  });

  it('name no source map: none is packed, and readers of maps warn of one that is missing', () => {
    for (const path of scripts) assert.doesNotMatch(read(path), /sourceMappingURL/, path);
  });

  it('have declarations that find each other, and no others', () => {
    assert.ok(declarations.length > 10);
    const found = new Set(Object.values(manifest.exports).map((entry) => entry.types?.slice(2)));
    for (const path of declarations) {
      for (const specifier of typeImportsOf(read(path))) {
        if (isRelative(specifier)) {
          const file = target(path, specifier).replace(/\.js$/, '.d.ts');
          assert.ok(packed.includes(file), `${path}: ${specifier}`);
          found.add(file);
        } else {
          const isReact = path === 'dist/react.d.ts' && specifier === 'react';
          assert.ok(isReact || dependencies.includes(packageOf(specifier)), `${path}: ${specifier}`);
        }
      }
    }
    assert.deepEqual(
      declarations.filter((path) => !found.has(path)),
      [],
    );
  });
});

describe('The script-tag files', () => {
  const short = (path) => path.replace('dist/cdn/', '');
  const sha384 = (path) =>
    `sha384-${createHash('sha384')
      .update(readFileSync(join(root, path)))
      .digest('base64')}`;

  it('have their hashes in sri.json, each of them and no other', () =>
    assert.deepEqual(hashes, Object.fromEntries(cdn.map((path) => [short(path), sha384(path)]))));

  it('have the same hashes in the import map, chunks also under the addresses of further tries', () => {
    const { integrity, ...rest } = json('dist/cdn/importmap.json');
    assert.deepEqual(rest, {});
    const found = new Map(Object.entries(integrity));
    const tries = new Set();
    for (const path of cdn) {
      const address = `./${short(path)}`;
      assert.equal(found.get(address), hashes[short(path)], address);
      found.delete(address);
      let n = 1;
      for (; found.has(`${address}?retry=${n}`); n++) {
        assert.equal(found.get(`${address}?retry=${n}`), hashes[short(path)], `${address}?retry=${n}`);
        found.delete(`${address}?retry=${n}`);
      }
      if (chunks.includes(path)) tries.add(n - 1);
      else assert.equal(n, 1, address);
    }
    assert.deepEqual([...found.keys()], []);
    assert.equal(tries.size, 1, 'every chunk can be tried as often as the others');
    assert.ok([...tries][0] > 0);
  });

  it('import nothing but each other, and every chunk is imported', () => {
    const imported = new Set();
    for (const path of cdn) {
      for (const specifier of importsOf(read(path))) {
        assert.ok(isRelative(specifier ?? ''), `${path}: ${specifier}`);
        const file = target(path, specifier);
        assert.ok(cdn.includes(file), `${path}: ${specifier}`);
        imported.add(file);
      }
    }
    assert.deepEqual(
      chunks.filter((path) => !imported.has(path)),
      [],
    );
  });

  it('say which version they are, and bring the licences of all that is in them', () => {
    for (const path of cdn)
      assert.ok(
        read(path).startsWith(`/*! portfolio-connect ${manifest.version} | MIT | licenses.txt */`),
        path,
      );
    const licences = read('dist/cdn/licenses.txt');
    const named = licences.split('\n---\n').map((one) => {
      assert.match(one, /Copyright \(c\) \d{4}/);
      return /^Name: (\S+)$/m.exec(one)[1];
    });
    assert.deepEqual(named.sort(), ['@lit/reactive-element', 'lit-element', 'lit-html', 'zod']);
  });

  it('include one that is a script by itself', () => {
    const types = nodes(read('dist/cdn/portfolio-connect.classic.js')).map(({ type }) => type);
    assert.deepEqual(
      types.filter((type) => /^(Import|Export|MetaProperty)/.test(type)),
      [],
    );
  });

  it('include an entry that holds nothing but exports: it may be loaded from several addresses', () => {
    const { body } = parseAst(read('dist/cdn/portfolio-connect.js'));
    assert.deepEqual(
      body.map(({ type, source }) => [type, source && basename(source.value).replace(/-.*/, '')]),
      [
        ['ImportDeclaration', 'block'],
        ['ExportNamedDeclaration', null],
      ],
    );
  });

  it('never turn text into code', () => {
    for (const path of cdn) {
      const text = read(path);
      assert.doesNotMatch(text, /\beval\s*\(|\bnew\s+Function\b|\bFunction\s*\(/, path);
      // Neither by another name, such as `const F = Function`, nor through a timer.
      for (const { type, name, callee, arguments: args } of nodes(text)) {
        assert.ok(type !== 'Identifier' || !/^(eval|Function)$/.test(name), `${path} names ${name}`);
        const timer =
          type === 'CallExpression' && /^set(Timeout|Interval)$/.test(callee.name ?? callee.property?.name);
        assert.ok(!timer || args[0].type !== 'Literal', `${path} gives a timer text`);
      }
    }
  });
});
