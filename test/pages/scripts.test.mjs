/** The classic script as optimisers and bundlers deliver it, and more than one version on a page. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { until } from '../support/conditions.mjs';
import { open, SCRIPT, startSite, TAG } from '../support/page-site.mjs';

const classic = readFileSync(new URL('../../dist/cdn/portfolio-connect.classic.js', import.meta.url), 'utf8');
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const site = await startSite({
  '/classic.js': (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(classic),
  '/other.js': (_request, response) =>
    response
      .writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' })
      .end(classic.replaceAll(`"${version}"`, '"0.0.1"').replaceAll(`${version} came`, '0.0.1 came')),
});
const page = (scripts, rest = TAG) =>
  `<!doctype html><html lang="ru"><meta charset="utf-8"><title>x</title>${rest}${scripts}`;
const managed = TAG.replace(' lang', ' manage lang');
const text = `fetch('/classic.js').then((answer) => answer.text())`;
/** How the script comes to run where somebody meant it well. */
const deliveries = {
  'written into the page': `<script>${classic}</script>`,
  evaluated: `<script>${text}.then((code) => (0, eval)(code))</script>`,
  'evaluated inside a function': `<script>${text}.then((code) => new Function(code)())</script>`,
  'from a blob': `<script>${text}.then((code) => {
    const script = document.createElement('script');
    script.src = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    document.head.append(script);
  })</script>`,
  'joined with others': `<script>let before = 1\n${classic}\nlet after = 2</script>`,
  'imported as a module': `<script type="module">import '/classic.js';</script>`,
  'with another type first, and turned into a script later': `<script type="text/rocketscript" id="late">${classic}</script>
    <script>setTimeout(() => {
      const script = document.createElement('script');
      script.textContent = document.querySelector('#late').textContent;
      document.body.append(script);
    })</script>`,
};

describe('The classic script', () => {
  for (const [how, scripts] of Object.entries(deliveries)) {
    it(`works whole when it is ${how}`, async () => {
      site.requests.length = 0;
      site.routes['GET /api/portfolio-connections'] = (_request, response) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end('{"connections":[{"id":"c1","broker":"t-invest","state":"active"}]}');
      site.routes['/page'] = page(scripts, managed);
      const pc = await open('chromium', `${site.origin}/page`);
      await pc.until((_, root) => root.querySelector('[part=connection]'));
      await pc.look((block) => {
        block.brokers = Array.from({ length: 9 }, (_, n) => ({
          id: `b${n}`,
          name: `Broker ${n}`,
          hosts: [],
          fields: [{ name: 'token', label: 'Token' }],
        }));
      });
      await pc.until((_, root) => root.querySelector('[type=search]'));
      await pc.look((block) => void (block.brokers = 't-invest'));
      await pc.fill();
      await pc.press();
      await pc.inState('connected');
      assert.deepEqual(await pc.events(), ['pc-submit', 'pc-connect']);
      assert.deepEqual(
        pc.lines.filter((line) => !line.includes('404')),
        [],
      );
      await pc.close();
    });
  }
});

describe('A second script on the page', () => {
  const script = (name) => `<script src="/${name}"></script>`;
  const both = {
    'another version after the classic script': [script('classic.js') + script('other.js'), version, '0.0.1'],
    'this one after another version': [script('other.js') + script('classic.js'), '0.0.1', version],
    'the module after another version': [script('other.js') + SCRIPT, '0.0.1', version],
    'another version after the module': [
      `<script type="module">await import('/pc/portfolio-connect.js'); document.body.append(Object.assign(document.createElement('script'), { src: '/other.js' }));</script>`,
      version,
      '0.0.1',
    ],
  };
  for (const [what, [scripts, works, late]] of Object.entries(both)) {
    it(`is told of on the console, with the version that is at work: ${what}`, async () => {
      site.routes['/page'] = page(scripts);
      const pc = await open('chromium', `${site.origin}/page`);
      await pc.ready();
      const warnings = () => pc.lines.filter((line) => line.startsWith('<portfolio-connect>'));
      await pc.until(() => document.readyState === 'complete');
      assert.equal(await pc.look((block) => block.constructor.version), works);
      await until(
        () => warnings().length > 0,
        () => `a word on the console: ${pc.lines}`,
      );
      assert.deepEqual(warnings(), [
        `<portfolio-connect> ${works} is at work, ${late} came later: load one of them`,
      ]);
      await pc.fill();
      await pc.press();
      await pc.inState('connected');
      await pc.close();
    });
  }

  it('of the same version is no matter', async () => {
    site.routes['/page'] = page(script('classic.js') + SCRIPT + script('classic.js'));
    const pc = await open('chromium', `${site.origin}/page`);
    await pc.ready();
    await pc.fill();
    await pc.press();
    await pc.inState('connected');
    assert.deepEqual(
      pc.lines.filter((line) => line.startsWith('<portfolio-connect>')),
      [],
    );
    await pc.close();
  });
});
