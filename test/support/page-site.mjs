/** A site of ordinary pages with other people's scripts on them, and browsers to look at it. For test/pages. */
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { held, until as holds } from './conditions.mjs';
import { launchChromium, launchFirefox, newPage } from './launch.mjs';

export const TOKEN = `t.${'Zx9_-'.repeat(18).slice(0, 86)}`;
export const ENDPOINT = '/api/portfolio-connections';
export const SCRIPT = '<script type="module" src="/pc/portfolio-connect.js"></script>';
export const TAG = `<portfolio-connect endpoint="${ENDPOINT}" lang="ru">Включите JavaScript.</portfolio-connect>`;

const root = fileURLToPath(new URL('../../', import.meta.url));
const folders = { '/pc/': `${root}dist/cdn/`, '/nm/': `${root}node_modules/` };
const types = { '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8' };

/**
 * Starts a site: dist/cdn under /pc/, installed packages under /nm/, and its routes.
 *
 * @param routes Of `POST /path`, `/path` (any method) or `/api/*` (all that is left of it): HTML, or a function of request, response and the body's text.
 */
export async function startSite(routes = {}) {
  let visits = 0;
  let visited;
  const site = {
    origin: '',
    routes,
    /** Requests of the endpoint, in order. */
    requests: [],
    /**
     * The address of a page by a path, like no other page's. From now on its requests are kept, and no others: what the page before it
     * sent may arrive late.
     */
    visit(path) {
      site.requests.length = 0;
      visited = `${site.origin}${path}?visit=${++visits}`;
      return visited;
    },
    posts: () => site.requests.filter(({ method }) => method === 'POST'),
    /**
     * Has a route wait.
     *
     * @returns `arrives`, which waits for its first request, and `letAnswer`: once that has arrived, it is answered with JSON, and the route is taken away.
     */
    hold(route, body) {
      const { promise, release } = held();
      let hasArrived = false;
      site.routes[route] = (_request, response) => {
        hasArrived = true;
        void promise.then(() => response.writeHead(200, { 'content-type': 'application/json' }).end(body));
      };
      const arrives = () => holds(() => hasArrived);
      const letAnswer = async () => {
        await arrives();
        release();
        delete site.routes[route];
      };
      return { arrives, letAnswer };
    },
  };
  const server = createServer(async (request, response) => {
    const { method } = request;
    const { pathname: path } = new URL(request.url, site.origin);
    const isApi = path.startsWith('/api/');
    let body = '';
    for await (const chunk of request) body += chunk;
    const { referer } = request.headers;
    if (isApi && (visited ?? referer) === referer)
      site.requests.push({ method, url: request.url, headers: request.headers, body });
    const send = (status, type, content) => response.writeHead(status, { 'content-type': type }).end(content);
    const rest = isApi ? site.routes['/api/*'] : undefined;
    const route = site.routes[`${method} ${path}`] ?? site.routes[path] ?? rest;
    if (typeof route === 'function') return route(request, response, body);
    if (route !== undefined) return send(200, 'text/html; charset=utf-8', route);
    const folder = Object.keys(folders).find((name) => path.startsWith(name));
    const file = folder && folders[folder] + path.slice(folder.length);
    if (file && existsSync(file)) {
      response.writeHead(200, {
        'content-type': types[extname(file)] ?? 'text/plain',
        'access-control-allow-origin': '*',
      });
      return createReadStream(file).pipe(response);
    }
    if (path !== ENDPOINT) return send(404, 'text/plain', 'no');
    return method === 'GET'
      ? send(200, 'application/json', '{"connections":[]}')
      : send(201, 'application/json', '{"id":"1","accounts":[{"id":"a","name":"Брокерский счёт"}]}');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  site.origin = `http://127.0.0.1:${server.address().port}`;
  after(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return site;
}

const launch = { chromium: launchChromium, firefox: launchFirefox };
const browsers = new Map();
after(async () => {
  for (const browser of browsers.values()) await (await browser).close();
});

/**
 * Opens a page of the site.
 *
 * @param options What to start the browser with, beside the usual.
 */
export async function open(engine, url, options = {}) {
  const key = engine + JSON.stringify(options);
  if (!browsers.has(key)) browsers.set(key, launch[engine](options));
  const page = await newPage(await browsers.get(key), engine);
  const lines = [];
  // React 19 writes its timings to the console, for Firefox's profiler.
  page.on('console', (message) => message.type() === 'timeStamp' || lines.push(message.text()));
  await page.evaluateOnNewDocument(() => {
    globalThis.events = [];
    for (const type of ['pc-submit', 'pc-error', 'pc-connect'])
      addEventListener(type, ({ detail }) =>
        globalThis.events.push([type, detail.error?.code].filter(Boolean).join(' ')),
      );
  });
  await page.goto(url);
  return driver(page, lines);
}

/** A page or a frame, by the only block in it. */
export function driver(page, lines = []) {
  const evaluate = (run, ...args) => page.evaluate(run, ...args);
  /** What of the block, its root and these arguments `read` makes; null before the block is there. */
  const inBlock = (read, args, make = 'value ?? null') =>
    evaluate(
      `(async (read, args) => {
        const block = document.querySelector('portfolio-connect');
        const value = block?.shadowRoot ? await read(block, block.shadowRoot, ...args) : null;
        return ${make};
      })(${read}, ${JSON.stringify(args)})`,
    );
  const look = (read, ...args) => inBlock(read, args);
  const until = (read, ...args) =>
    holds(
      // While a page is on its way there is none to ask.
      () => inBlock(read, args, 'Boolean(value)').catch(() => false),
      async () =>
        `${read} ${args}; the block: ${await look((block, root) => `${block.state} ${root.textContent}`)}\n${lines}`,
    );
  return {
    page,
    lines,
    evaluate,
    look,
    until,
    ready: () => until((_, root) => root.querySelector('[part=submit], [type=radio]')),
    inState: (state) => until((block, _, state) => block.state === state, state),
    value: () => look((_, root) => root.querySelector('[part=input]')?.value),
    says: (text) =>
      until((_, root, text) => root.querySelector('[role=status]').textContent.includes(text), text),
    events: () => evaluate(() => globalThis.events),
    /** What was set is on screen. */
    drawn: () => look((block) => block.updateComplete.then(() => true)),
    /** Chooses the first broker, where there is a choice, and puts a token into its field, as a paste does. */
    async fill(token = TOKEN) {
      await until((_, root, token) => {
        const radio = root.querySelector('[type=radio]');
        if (radio && !radio.checked) radio.click();
        const input = root.querySelector('[part=input]');
        // Nobody can type into what is disabled.
        if (!input || input.disabled) return false;
        input.focus();
        input.value = token;
        input.dispatchEvent(
          new InputEvent('input', {
            bubbles: true,
            composed: true,
            inputType: 'insertFromPaste',
            data: token,
          }),
        );
        return true;
      }, token);
    },
    press: () => look((_, root) => root.querySelector('[part=submit]').click()),
    /** Presses the button with this label, once there is one that can be pressed. */
    pressButton: (label) =>
      until((_, root, label) => {
        const button = [...root.querySelectorAll('button')].find(
          ({ textContent, disabled }) => !disabled && textContent.trim() === label,
        );
        button?.click();
        return button;
      }, label),
    close: () => page.close(),
  };
}
