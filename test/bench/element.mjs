/**
 * `npm run bench`: how fast the block comes up and what it costs, beside the same form by hand (the floor) and with bare
 * Lit. Times depend on the machine, so what is judged is the ratio to the floor, measured in turns with it. Needs
 * `npm run build` and a Chromium.
 *
 *     npm run bench -- --against=../other/dist/cdn    another build of the block beside them
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import puppeteer from 'puppeteer-core';
import { chromiumOptions } from '../support/browsers.mjs';
import { median } from './median.mjs';

const { against } = parseArgs({ options: { against: { type: 'string' } } }).values;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const RUNS = 9;
const MANY = 1000;
/** How much slower the processor is made for the first paint: that of a phone. */
const THROTTLE = 4;
/** Round trip of a mobile network, ms. */
const LATENCY = 60;
/** How long a build that is older may take to be ready for a keystroke, ms. */
const PATIENCE = 20_000;

/** What may not be exceeded: ratios to the floor, bytes, ms. */
const most = { loaded: 3, create: 8, heap: 5000, kept: 0, rerender: 5, task: 50, search: 16 };

/** A form to be measured: its tag with attributes, and the address of its script. */
const forms = {
  floor: { tag: 'bench-floor', markup: '<bench-floor></bench-floor>', script: '/pages/floor.js' },
  'bare Lit': { tag: 'bench-lit', markup: '<bench-lit></bench-lit>', script: '/pages/lit.js' },
  block: blockAt('/block', here('../../dist/cdn/')),
  ...(against && { against: blockAt('/against', resolve(against)) }),
};

function blockAt(path, folder) {
  const tag = 'portfolio-connect';
  if (!existsSync(join(folder, 'portfolio-connect.js'))) throw new Error(`bench: no build in ${folder}`);
  const chunks = join(folder, 'chunks');
  const block = readdirSync(chunks).find((name) => /^block-.*\.js$/.test(name));
  return {
    tag,
    markup: `<${tag} endpoint="/api/portfolio-connections" lang="ru"></${tag}>`,
    script: `${path}/portfolio-connect.js`,
    /** The block's chunk, which the script only re-exports; an older build has none. */
    block: block && `${path}/chunks/${block}`,
    path,
    folder,
  };
}

/** Stands before each script: the first one that is evaluated keeps the time. */
const MARK = 'globalThis.scriptStart ??= performance.now();';

/** The bundled forms and the builds, on loopback, never cached. */
async function serve() {
  const { outputFiles } = await build({
    entryPoints: [here('pages/floor.js'), here('pages/lit.js')],
    outdir: '/pages',
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['browser', 'production'],
  });
  const bundled = new Map(
    outputFiles.map(({ path, text }) => [`/pages/${path.split(/[\\/]/).at(-1)}`, text]),
  );
  const fileOf = (pathname) => {
    for (const { path, folder } of Object.values(forms)) {
      if (path && pathname.startsWith(`${path}/`))
        return readFileSync(join(folder, pathname.slice(path.length)));
    }
    return undefined;
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://bench');
    const headers = { 'cache-control': 'no-store' };
    try {
      const script = bundled.get(pathname) ?? fileOf(pathname);
      if (script)
        response.writeHead(200, { ...headers, 'content-type': 'text/javascript' }).end(`${MARK}${script}`);
      else response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(PAGE);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { origin: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

/** The first use of a Cyrillic font costs more than a whole form; here it is paid beforehand, by all alike. */
const PAGE = `<!doctype html><html lang="ru"><meta charset="utf-8"><title>Замер</title>
<body style="font: 16px/1.4 system-ui, sans-serif"><h2>Страница</h2><p>Обычный текст страницы, <b>жирный</b>.</p><main></main>`;

/**
 * In the page: from the start of the script to the form in the layout (`rendered`) and to the frame that shows it
 * (`painted`), and to the layout from the tag on, which adds what loading takes (`loaded`); ms.
 */
async function comeUp({ tag, markup, script, preload }) {
  const main = document.querySelector('main');
  main.innerHTML = markup;
  const element = main.firstElementChild;
  const added = performance.now();
  if (preload) {
    const link = Object.assign(document.createElement('link'), { rel: 'modulepreload', href: preload });
    document.head.append(link);
  }
  const loading = document.createElement('script');
  loading.type = 'module';
  loading.src = script;
  document.head.append(loading);
  await customElements.whenDefined(tag);
  while (element.updateComplete && !(await element.updateComplete));
  const { height } = element.getBoundingClientRect();
  const end = performance.now();
  if (!(height > 100)) throw new Error(`${tag} is not there`);
  await new Promise((resolve) =>
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage('');
    }),
  );
  const start = globalThis.scriptStart;
  return { rendered: end - start, painted: performance.now() - start, loaded: end - added };
}

/** In the page: creates many, and lays them out; ms. */
async function createMany({ markup }, count) {
  const main = document.querySelector('main');
  const start = performance.now();
  main.innerHTML = markup.repeat(count);
  const elements = [...main.children];
  await Promise.all(elements.map((element) => element.updateComplete));
  main.getBoundingClientRect();
  return performance.now() - start;
}

/** In the page: a keystroke in a block with ten connections and many definitions, to the end of the layout; ms. */
async function rerender(brokers, connections, keystrokes, patience) {
  const element = document.createElement('portfolio-connect');
  Object.assign(element, {
    endpoint: '/api/portfolio-connections',
    lang: 'ru',
    manage: true,
    brokers: Array.from({ length: brokers }, (_, n) => ({
      id: `own-${n}`,
      name: `Брокер № ${n}`,
      fields: [{ name: 'token', label: 'Токен' }],
    })),
    broker: 'own-1',
    fetch: () =>
      Promise.resolve(
        Response.json({
          connections: Array.from({ length: connections }, (_, n) => ({ id: `c${n}`, broker: `own-${n}` })),
        }),
      ),
  });
  document.querySelector('main').replaceChildren(element);
  const count = (selector) => element.shadowRoot?.querySelectorAll(selector).length;
  const end = performance.now() + patience;
  while (count('li') < connections || count('[type=radio]') < Math.min(brokers, 30)) {
    if (performance.now() > end) return undefined;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const input = element.shadowRoot.querySelector('input:not([type=radio], [type=search])');
  const times = [];
  for (let n = 0; n < keystrokes; n++) {
    input.value += 'a';
    const start = performance.now();
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    while (!(await element.updateComplete));
    element.getBoundingClientRect();
    times.push(performance.now() - start);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return times;
}

/**
 * In the page: sets many definitions of which none was checked before, then types into the box that finds brokers. Ms: until all are there,
 * and of each key to the end of the layout; between the two marks no key was pressed.
 */
async function setMany(brokers, query) {
  const turn = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const element = document.createElement('portfolio-connect');
  Object.assign(element, { endpoint: '/api/portfolio-connections', lang: 'ru' });
  document.querySelector('main').replaceChildren(element);
  while (!(await element.updateComplete));
  const observer = new globalThis.MutationObserver(() => {
    if (element.shadowRoot.querySelectorAll('[type=radio]').length < 10) return;
    performance.mark('drawn');
    observer.disconnect();
  });
  observer.observe(element.shadowRoot, { childList: true, subtree: true });
  element.shadowRoot.querySelector('input').focus();
  await turn(500);
  const definitions = Array.from({ length: brokers }, (_, n) => ({
    id: `own-${n}`,
    name: { ru: `Брокер № ${n}`, en: `Broker no. ${n}` },
    search: [`alias ${n}`],
    fields: [{ name: 'token', label: { ru: 'Токен', en: 'Token' }, alphabet: 'A-Za-z0-9', minLength: 20 }],
  }));
  await turn(100);
  performance.mark('set');
  const start = performance.now();
  element.brokers = definitions;
  await turn(0);
  while (!element.shadowRoot.textContent.includes(`из ${brokers}`)) await turn(5);
  const all = performance.now() - start;
  await turn(200);
  performance.mark('search');
  const box = element.shadowRoot.querySelector('[type=search]');
  const keys = [];
  for (const key of query) {
    box.value += key;
    const pressed = performance.now();
    box.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    while (!(await element.updateComplete));
    keys.push(performance.now() - pressed);
    await turn(50);
  }
  return { all, key: Math.max(...keys) };
}

/** What a trace has of the thread on which the marks were made: when these were, its tasks, and all of its events. */
function threadIn(trace) {
  const { traceEvents } = JSON.parse(new TextDecoder().decode(trace));
  const marks = traceEvents.filter(({ cat }) => cat.includes('user_timing'));
  const markOf = (name) => marks.find((one) => one.name === name);
  const at = (name) => markOf(name).ts;
  const { pid, tid } = markOf('set');
  const events = traceEvents.filter((one) => one.ph === 'X' && one.pid === pid && one.tid === tid);
  const tasks = events.filter(({ name }) => name.endsWith('RunTask'));
  return { at, tasks, events };
}

/** The longest task between two marks, ms. */
const longestTask = ({ at, tasks }, from, to) =>
  Math.max(...tasks.filter(({ ts, dur }) => ts + dur >= at(from) && ts < at(to)).map(({ dur }) => dur)) /
  1000;

/** How long the task in which a mark was made took without styles, layout and painting, ms. */
function scriptAt({ at, tasks, events }, mark) {
  const time = at(mark);
  const [task] = tasks
    .filter(({ ts, dur }) => ts <= time && ts + dur >= time)
    .sort((one, other) => other.dur - one.dur);
  const drawing = events.filter(
    ({ name, ts, dur }) =>
      /^(UpdateLayoutTree|Layout|PrePaint|Paint|Layerize|Commit)$/.test(name) &&
      ts >= task.ts &&
      ts + dur <= task.ts + task.dur,
  );
  return (task.dur - drawing.reduce((sum, { dur }) => sum + dur, 0)) / 1000;
}

const { origin, stop } = await serve();
const browser = await puppeteer.launch({ ...chromiumOptions(), protocolTimeout: 600_000 });

/** A page in a profile of its own, so that nothing is cached, not even compiled code. */
async function withPage(work) {
  const profile = await browser.createBrowserContext();
  try {
    const page = await profile.newPage();
    await page.goto(origin);
    const devtools = await page.createCDPSession();
    return await work(page, devtools);
  } finally {
    await profile.close();
  }
}

const timeToComeUp = (form, { throttle = 1, latency = 0 } = {}) =>
  withPage(async (page, devtools) => {
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: throttle });
    if (latency) {
      await devtools.send('Network.enable');
      const unlimited = { downloadThroughput: -1, uploadThroughput: -1 };
      await devtools.send('Network.emulateNetworkConditions', { offline: false, latency, ...unlimited });
    }
    return await page.evaluate(comeUp, form);
  });

const scale = (form) =>
  withPage(async (page, devtools) => {
    await define(page, form);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: THROTTLE });
    await page.tracing.start({ categories: ['toplevel', 'blink.user_timing', 'devtools.timeline'] });
    const { all, key } = await page.evaluate(setMany, MANY, 'брокер 99');
    const thread = threadIn(await page.tracing.stop());
    return { all, key, list: scriptAt(thread, 'drawn'), task: longestTask(thread, 'set', 'search') };
  });

const define = async (page, { tag, script }) => {
  await page.addScriptTag({ url: script, type: 'module' });
  await page.evaluate((name) => customElements.whenDefined(name).then(() => undefined), tag);
};

const cost = (form) =>
  withPage(async (page, devtools) => {
    await devtools.send('Performance.enable');
    const measure = async () => {
      for (let n = 0; n < 3; n++) await devtools.send('HeapProfiler.collectGarbage');
      const { metrics } = await devtools.send('Performance.getMetrics');
      const of = (name) => metrics.find((metric) => metric.name === name).value;
      return { heap: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners') };
    };
    await define(page, form);
    const removeAll = () => page.evaluate(() => document.querySelector('main').replaceChildren());
    await page.evaluate(createMany, form, 10);
    await removeAll();
    const before = await measure();
    const create = await page.evaluate(createMany, form, MANY);
    const during = await measure();
    await removeAll();
    const after = await measure();
    return {
      create,
      heap: (during.heap - before.heap) / MANY,
      nodes: after.nodes - before.nodes,
      listeners: after.listeners - before.listeners,
    };
  });

/** Measures forms in turns, each time beginning with another one: whatever else the machine does meets all of them alike. */
async function inTurns(measure, chosen = Object.entries(forms), runs = RUNS) {
  const results = new Map(chosen.map(([name]) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (let turn = 0; turn < chosen.length; turn++) {
      const [name, form] = chosen[(run + turn) % chosen.length];
      results.get(name).push(await measure(form));
    }
  }
  return (name, member) => median(results.get(name).map((result) => (member ? result[member] : result)));
}

const faults = [];
const judge = (what, value, limit) => {
  if (!(value <= limit)) faults.push(`${what}: ${value.toFixed(2)}, at most ${limit}`);
};
const line = (name, cells) => console.log(name.padEnd(40) + cells.map((cell) => cell.padStart(18)).join(''));
const ms = (value) => `${value.toFixed(1)} ms`;
const times = (value, floor) => `${ms(value)} ×${(value / floor).toFixed(2)}`;

try {
  const names = Object.keys(forms);
  line(`medians of ${RUNS}, ratio to the floor`, names);
  const up = await inTurns((form) => timeToComeUp(form, { throttle: THROTTLE }));
  for (const [member, what] of [
    ['rendered', `script start to rendered, ${THROTTLE}× slower`],
    ['painted', `script start to painted, ${THROTTLE}× slower`],
    ['loaded', `tag added to rendered, ${THROTTLE}× slower`],
  ]) {
    line(
      what,
      names.map((name) => times(up(name, member), up('floor', member))),
    );
    if (most[member]) judge(what, up('block', member) / up('floor', member), most[member]);
  }
  const costs = await inTurns(cost);
  line(
    `${MANY} created`,
    names.map((name) => times(costs(name, 'create'), costs('floor', 'create'))),
  );
  judge(`${MANY} created`, costs('block', 'create') / costs('floor', 'create'), most.create);
  line(
    'heap an instance',
    names.map((name) => `${Math.round(costs(name, 'heap'))} B`),
  );
  judge('heap an instance', costs('block', 'heap'), most.heap);
  for (const kept of ['nodes', 'listeners']) {
    line(
      `${kept} kept after ${MANY} were removed`,
      names.map((name) => String(costs(name, kept))),
    );
    judge(`${kept} kept`, costs('block', kept), most.kept);
  }

  const blocks = Object.entries(forms).filter(([, { path }]) => path);
  const keystroke = await inTurns(
    (form) =>
      withPage(async (page) => {
        await define(page, form);
        const times = await page.evaluate(rerender, MANY, 10, 20, PATIENCE);
        return times ? median(times) : NaN;
      }),
    blocks,
    3,
  );
  line(
    `keystroke, 10 connections, ${MANY} brokers`,
    names.map((name) => (forms[name].path && keystroke(name) ? ms(keystroke(name)) : '–')),
  );
  judge('keystroke', keystroke('block'), most.rerender);

  const { block } = forms;
  const many = await inTurns(scale, [['block', block]], 5);
  console.log(
    `${MANY} definitions set, at ${THROTTLE}×: all there after ${ms(many('block', 'all'))}, longest task ${ms(many('block', 'task'))}, script that draws the list ${ms(many('block', 'list'))}, slowest key in the search ${ms(many('block', 'key'))}`,
  );
  judge('longest task while many definitions are set', many('block', 'task'), most.task);
  judge('script that draws the list of many', many('block', 'list'), most.search);
  judge('a key in the box that finds them', many('block', 'key'), most.search);

  const cold = await inTurns(
    (form) => timeToComeUp(form, { latency: LATENCY }),
    Object.entries({ plain: block, preloading: { ...block, preload: block.block } }),
  );
  const [plain, preloading] = [cold('plain', 'loaded'), cold('preloading', 'loaded')];
  console.log(
    `round trip of ${LATENCY} ms: rendered after ${ms(plain)}, and after ${ms(preloading)} where the page preloads the block's chunk`,
  );
} finally {
  await browser.close();
  stop();
}
for (const fault of faults) console.error(`bench: ${fault}`);
process.exitCode = faults.length ? 1 : 0;
