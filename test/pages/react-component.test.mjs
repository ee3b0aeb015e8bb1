/** `portfolio-connect/react`, with React 18 and 19: rendered on a server and hydrated, rendered in the browser, and again. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { until } from '../support/conditions.mjs';
import { open, startSite } from '../support/page-site.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const places = { 18: root, 19: `${root}test/react-19/` };

/** The page's part of the component: what it renders first, and `show()` for what comes then. */
const app = `
  import { createElement, Suspense, useState } from 'react';
  import { PortfolioConnect } from 'portfolio-connect/react';
  const own = { id: 'own', name: 'Свой брокер', fields: [{ name: 'token', label: 'Токен' }] };
  globalThis.own = own;
  globalThis.heard = [];
  const first = {
    endpoint: '/api/portfolio-connections',
    className: 'block',
    hidden: false,
    lang: 'ru',
    brokers: ['t-invest', own],
    broker: 't-invest',
    manage: true,
    headers: async () => ({ 'x-csrf': 'first' }),
    messages: { heading: 'Мой портфель' },
    onPcConnect: ({ detail }) => heard.push('connected ' + detail.connection.id),
    onPcError: ({ detail }) => heard.push(detail.error.code),
  };
  globalThis.first = first;
  export function App() {
    const [props, show] = useState(first);
    globalThis.show = show;
    const ref = (block) => void (globalThis.found = block);
    const waits = props?.waits && createElement(Waits, { until: props.waits });
    return props && createElement(Suspense, { fallback: 'Подождите' }, waits, createElement(PortfolioConnect, { ...withoutWaits(props), ref }, createElement('p', { slot: 'footer' }, 'Условия'), 'Включите JavaScript.'));
  }
  const withoutWaits = ({ waits, ...props }) => props;
  /** Has what is around it hidden until a promise ends. */
  function Waits({ until }) {
    if (!until.isOver) throw until;
    return null;
  }`;

/** What runs in the browser: the development build of React, which warns. */
const browser = `
  import { createElement, StrictMode } from 'react';
  import { createRoot, hydrateRoot } from 'react-dom/client';
  import { App } from './app.js';
  const place = document.querySelector('#root');
  const tree = createElement(StrictMode, null, createElement(App));
  globalThis.hydrate = () => hydrateRoot(place, tree);
  if (!place.firstChild) createRoot(place).render(tree);`;

const server = `
  import { createElement } from 'react';
  import { renderToString } from 'react-dom/server';
  import { App } from './app.js';
  console.log(renderToString(createElement(App)));`;

const virtualApp = {
  name: 'app',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\/app\.js$/ }, ({ path }) => ({ path, namespace: 'app' }));
    onLoad({ filter: /.*/, namespace: 'app' }, () => ({ contents: app, resolveDir: root }));
  },
};

/** Bundles a module with the React of this version, in its development build. */
async function bundle(version, contents, platform) {
  const installed = (name) => [name, `${places[version]}node_modules/${name}`];
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root },
    alias: {
      ...Object.fromEntries(['react', 'react-dom'].map(installed)),
      'portfolio-connect/react': `${root}dist/react.js`,
    },
    ...{ bundle: true, write: false, format: platform === 'node' ? 'cjs' : 'esm', platform },
    define: { 'process.env.NODE_ENV': '"development"' },
    // Lit's development build has a word to say on the console.
    conditions: ['production'],
    plugins: [virtualApp],
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

const site = await startSite();
const pages = new Map();
for (const version of [18, 19]) {
  const script = await bundle(version, browser, 'browser');
  site.routes[`/${version}.js`] = (_, response) =>
    response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(script);
  const page = (html) =>
    `<!doctype html><html lang="ru"><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,">
    <div id="root">${html}</div><script type="module" src="/${version}.js"></script>`;
  const sent = execFileSync(process.execPath, ['-'], {
    input: await bundle(version, server, 'node'),
    encoding: 'utf8',
    stdio: 'pipe',
  }).trim();
  pages.set(version, { sent });
  site.routes[`/${version}/sent`] = page(sent);
  site.routes[`/${version}/empty`] = page('');
}

async function opened(engine, path) {
  const pc = await open(engine, site.visit(path));
  return {
    ...pc,
    heard: () => pc.evaluate(() => globalThis.heard),
    /** Renders it once more, with other properties beside the first. */
    show: (properties) =>
      pc
        .evaluate(`show({ ...first, ...${properties} })`)
        .then(() => pc.evaluate('new Promise(requestAnimationFrame)')),
    warnings: () => pc.lines.filter((line) => !line.includes('React DevTools')),
    csrf: () => site.requests.map(({ method, headers }) => `${method} ${headers['x-csrf']}`),
  };
}

for (const version of [18, 19]) {
  it(`React ${version} is what is tried`, () => {
    const { version: found } = JSON.parse(
      readFileSync(`${places[version]}node_modules/react/package.json`, 'utf8'),
    );
    assert.ok(found.startsWith(`${version}.`));
  });

  it(`a server with React ${version} writes what attributes can say, and nothing else`, () => {
    const { sent } = pages.get(version);
    const [, tag] = /<portfolio-connect ([^>]*)>/.exec(sent);
    const attributes = Object.fromEntries(
      [...tag.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, ...pair]) => pair),
    );
    delete attributes.disabled;
    assert.deepEqual(attributes, {
      endpoint: '/api/portfolio-connections',
      class: 'block',
      lang: 'ru',
      broker: 't-invest',
    });
    assert.match(tag, /\bdisabled\b/);
    assert.match(sent, /<p slot="footer">Условия<\/p>Включите JavaScript\.<\/portfolio-connect>/);
  });
}

for (const engine of ['chromium', 'firefox']) {
  for (const version of [18, 19]) {
    describe(`The component for React ${version} in ${engine}`, () => {
      it('hydrates what a server sent: nothing is sent before, everything is set then', async () => {
        const pc = await opened(engine, `/${version}/sent`);
        await pc.until((block) => block.shadowRoot?.querySelector('[part=base]'));
        assert.equal(await pc.look((block) => block.connect().catch(({ code }) => code)), 'cancelled');
        assert.deepEqual(site.requests, []);
        await pc.evaluate('void hydrate()');
        await pc.until(() => globalThis.found);
        await pc.ready();
        await pc.until((_, root) => root.textContent.includes('Мой портфель'));
        await pc.fill();
        await pc.press();
        await pc.inState('connected');
        assert.deepEqual(await pc.heard(), ['connected 1']);
        const csrf = pc.csrf();
        assert.ok(csrf.length > 1);
        assert.deepEqual([...new Set(csrf)], ['GET first', 'POST first']);
        assert.deepEqual(pc.warnings(), []);
        await pc.close();
      });

      it('renders again without a loss, and calls what was rendered last', async () => {
        const pc = await opened(engine, `/${version}/empty`);
        await pc.ready();
        await pc.fill();
        const typed = await pc.value();
        await pc.show(`{ headers: { 'x-csrf': 'second' }, brokers: ['t-invest', own],
          onPcConnect: () => heard.push('second') }`);
        assert.equal(await pc.value(), typed);
        await pc.press();
        await pc.inState('connected');
        assert.deepEqual(await pc.heard(), ['second']);
        assert.equal(site.posts()[0].headers['x-csrf'], 'second');
        assert.deepEqual(pc.warnings(), []);
        await pc.close();
      });

      it('sets and takes back what is boolean, and what may be text or not', async () => {
        const pc = await opened(engine, `/${version}/empty`);
        await pc.ready();
        const told = () =>
          pc.look(({ disabled, manage, brokers, hidden }) => ({ disabled, manage, brokers, hidden }));
        const seen = async (properties) => {
          await pc.show(properties);
          return told();
        };
        const own = await pc.evaluate(() => globalThis.own);
        assert.deepEqual(await told(), {
          disabled: false,
          manage: true,
          brokers: ['t-invest', own],
          hidden: false,
        });
        assert.deepEqual(
          await seen(`{ disabled: true, manage: false, brokers: ['t-invest'], hidden: true }`),
          {
            ...{ disabled: true, manage: false, brokers: 't-invest', hidden: true },
          },
        );
        await pc.show(`{ 'choose-broker': true, className: undefined, class: 'own' }`);
        assert.deepEqual(await pc.look((block) => [block.chooseBroker, block.className]), [true, 'own']);
        assert.deepEqual(await seen(`{ brokers: [own], chooseBroker: true }`), {
          ...{ disabled: false, manage: true, brokers: [own], hidden: false },
        });
        assert.equal(await pc.look((block) => block.chooseBroker), true);
        assert.deepEqual(await seen(`{ brokers: 't-invest', broker: undefined }`), {
          ...{ disabled: false, manage: true, brokers: 't-invest', hidden: false },
        });
        assert.equal(await pc.look((block) => block.chooseBroker), false);
        assert.deepEqual(pc.warnings(), []);
        await pc.close();
      });

      it('hears of what was answered while it was hidden, and sends nothing meanwhile', async () => {
        const pc = await opened(engine, `/${version}/empty`);
        await pc.ready();
        await pc.until((_, root) => root.textContent.includes('Пока ни один портфель не подключен'));
        const { letAnswer } = site.hold('POST /api/portfolio-connections', '{"id":"2"}');
        await pc.fill();
        await pc.press();
        await pc.inState('submitting');
        await pc.evaluate(() => {
          globalThis.until = new Promise((resolve) => (globalThis.resume = resolve));
        });
        await pc.show(`{ waits: globalThis.until, headers: { 'x-csrf': 'second' } }`);
        await pc.until((block) => !block.checkVisibility());
        assert.equal(await pc.look((block) => block.disabled), true);
        await letAnswer();
        await pc.until(() => globalThis.heard.length > 0);
        assert.deepEqual(await pc.heard(), ['connected 2']);
        const asked = site.requests.length;
        await pc.evaluate(() => {
          globalThis.until.isOver = true;
          globalThis.resume();
        });
        await pc.until((block) => block.checkVisibility() && !block.disabled);
        // The list is loaded anew, with what is rendered by now.
        await until(() => site.requests.length > asked);
        assert.equal(pc.csrf().at(-1), 'GET second');
        assert.deepEqual(pc.warnings(), []);
        await pc.close();
      });

      it('taken out in mid-request and rendered anew, it sends once more, and tells once', async () => {
        const pc = await opened(engine, `/${version}/empty`);
        await pc.ready();
        const { arrives, letAnswer } = site.hold('POST /api/portfolio-connections', '{"id":"2"}');
        await pc.fill();
        await pc.press();
        await arrives();
        await pc.evaluate('show(null)');
        await pc.evaluate('show(first)');
        await pc.ready();
        await letAnswer();
        await pc.fill();
        await pc.press();
        await pc.inState('connected');
        assert.deepEqual(await pc.heard(), ['connected 1']);
        assert.equal(site.posts().length, 2);
        assert.deepEqual(pc.warnings(), []);
        await pc.close();
      });
    });
  }
}
