/** A site that serves dist/cdn and answers connections, and a browser to look at it. For test/e2e/cdn.test.mjs. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { until as holds } from './conditions.mjs';
import { launchChromium, launchFirefox, newPage } from './launch.mjs';

/** The policy under which the block must work: section 10 of its contract. */
export const CSP =
  "default-src 'none'; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types lit-html";

export const TOKEN = `t.${'Zx9_-'.repeat(18).slice(0, 86)}`;

export const moduleTag = (query = '', attributes = '') =>
  `<script type="module" src="/portfolio-connect.js${query}" ${attributes}></script>`;
export const classicTag = (query = '', attributes = '') =>
  `<script src="/portfolio-connect.classic.js${query}" ${attributes}></script>`;

const folder = new URL('../../dist/cdn/', import.meta.url);

export async function startSite() {
  const site = {
    origin: '',
    /** The page's body and policy. */
    body: '',
    csp: CSP,
    /** Addresses that answer 503, or with one more byte than they should, or never, or once a promise ends. */
    fail: undefined,
    tamper: undefined,
    hang: undefined,
    /** What there is to be managed. */
    connections: [],
    requests: [],
    posts: () => site.requests.filter(({ method }) => method === 'POST'),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer(async (request, response) => {
    const { pathname: path, search } = new URL(request.url, site.origin);
    if (path === '/idle') return response.writeHead(204).end();
    if (path !== '/favicon.ico') site.requests.push({ method: request.method, path, search });
    response.setHeader('cache-control', 'no-store');
    const send = (status, type, body) => response.writeHead(status, { 'content-type': type }).end(body);
    if (path === '/') {
      response.setHeader('content-security-policy', site.csp);
      return send(
        200,
        'text/html; charset=utf-8',
        `<!doctype html><html lang="ru"><title>x</title><body>${site.body}`,
      );
    }
    if (path.startsWith('/api/') && request.method === 'GET') {
      return send(200, 'application/json', JSON.stringify({ connections: site.connections }));
    }
    if (request.method === 'DELETE') {
      site.connections = site.connections.filter(({ id }) => !path.endsWith(`/${id}`));
      return response.writeHead(204).end();
    }
    if (path.startsWith('/api/')) {
      let text = '';
      for await (const chunk of request) text += chunk;
      return JSON.parse(text).credentials.token === TOKEN
        ? send(201, 'application/json', '{"id":"1","accounts":[{"id":"a","name":"Брокерский счёт"}]}')
        : send(422, 'application/problem+json', '{"code":"invalid-token"}');
    }
    if (path === '/listen.js') {
      return send(
        200,
        'text/javascript',
        "globalThis.codes = []; document.addEventListener('pc-error', ({ detail }) => codes.push(detail.error.code));",
      );
    }
    if (path === '/below-the-floor.js') {
      return send(200, 'text/javascript', 'CSS.supports = (condition) => !condition.includes(":state(");');
    }
    const hang = site.hang?.(path);
    if (hang === true) return undefined;
    await hang;
    if (site.fail?.(path)) return send(503, 'text/plain', 'no');
    try {
      const file = readFileSync(new URL(`.${path}`, folder));
      return send(200, 'text/javascript; charset=utf-8', site.tamper?.(path) ? `${file} ` : file);
    } catch {
      return send(404, 'text/plain', 'no');
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  site.origin = `http://127.0.0.1:${server.address().port}`;
  return site;
}

const browsers = new Map();
const launch = { chromium: launchChromium, firefox: launchFirefox };

export async function closeBrowsers() {
  for (const browser of browsers.values()) await (await browser).close();
}

/** Opens the site's page with this body. What it hands back acts on the only block there. */
export async function open(engine, site, body, { csp = CSP } = {}) {
  if (!browsers.has(engine)) browsers.set(engine, launch[engine]());
  const page = await newPage(await browsers.get(engine), engine);
  Object.assign(site, { body, csp, requests: [] });
  const troubles = [];
  const addresses = [];
  const note = (text) => {
    // The browser's own lines about an answer that is meant to be a failure, and about its icon.
    if (!/Failed to load resource.* 422|favicon/.test(text)) troubles.push(text);
  };
  page.on('console', (message) => ['error', 'warn'].includes(message.type()) && note(message.text()));
  page.on('pageerror', (error) => note(String(error)));
  page.on('request', (request) => addresses.push(request.url()));
  await page.evaluateOnNewDocument(() => {
    globalThis.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => {
      if (event.blockedURI.endsWith('/favicon.ico')) return;
      globalThis.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
    });
    globalThis.steps = [];
    document.addEventListener('pc-progress', ({ detail }) => globalThis.steps.push(detail.step));
    globalThis.textIn = (node) =>
      [...(node.shadowRoot ?? node).childNodes]
        .map((one) =>
          one.nodeType === 3 ? one.data : one.localName === 'style' ? '' : globalThis.textIn(one),
        )
        .join(' ');
  });
  await page.goto(site.origin);

  const evaluate = (run, ...args) => page.evaluate(run, ...args);
  /** Polls, since the policy forbids the eval() that puppeteer's own waiting needs. */
  const until = (condition, ...args) => {
    const circumstances = async () => {
      const text = await evaluate(() => globalThis.textIn(document.body).replace(/\s+/g, ' '));
      return `${condition} ${args} on a page that reads: ${text}\n${troubles.join('\n')}`;
    };
    return holds(() => evaluate(condition, ...args), circumstances);
  };
  return {
    troubles,
    evaluate,
    until,
    violations: () => evaluate(() => globalThis.violations),
    /** Addresses of other origins that were asked for. (Firefox masks text with a font of its own, a data: address.) */
    foreign: () =>
      addresses.filter((address) => !/^data:/.test(address) && !address.startsWith(`${site.origin}/`)),
    /** What the page began before has come to the site: it has nothing else to do, and a request made then was answered. */
    idle: () =>
      evaluate(async () => {
        for (let round = 0; round < 3; round++) await new Promise((resolve) => requestIdleCallback(resolve));
        await fetch('/idle');
      }),
    close: () => page.close(),
    shows: (text) => until((text) => globalThis.textIn(document.body).includes(text), text),
    /** Clicks the button with this text, once there is one. */
    press: (text) =>
      until((text) => {
        const root = document.querySelector('portfolio-connect').shadowRoot;
        const button = [...(root?.querySelectorAll('button') ?? [])].find(
          (one) => one.textContent.trim() === text,
        );
        if (!button || button.disabled) return false;
        button.focus();
        button.click();
        return true;
      }, text),
    async type(text) {
      await until(() => {
        const input = document.querySelector('portfolio-connect').shadowRoot?.querySelector('[part=input]');
        input?.focus();
        input?.select();
        return Boolean(input);
      });
      // Key by key takes seconds; over BiDi there is no other way.
      if (engine === 'chromium') await page.keyboard.sendCharacter(text);
      else await page.keyboard.type(text);
    },
    /** DOM nodes and listeners that are alive after a garbage collection (Chromium). */
    async counts() {
      const devtools = await page.createCDPSession();
      await devtools.send('Performance.enable');
      for (let n = 0; n < 3; n++) await devtools.send('HeapProfiler.collectGarbage');
      const { metrics } = await devtools.send('Performance.getMetrics');
      const read = (name) => metrics.find((one) => one.name === name).value;
      const counts = { nodes: read('Nodes'), listeners: read('JSEventListeners') };
      await devtools.detach();
      return counts;
    },
  };
}
