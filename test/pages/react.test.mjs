/** React up to 18, which knows attributes alone: what it loses is told, or taken as it was meant. And its hydration. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { open, SCRIPT, startSite, TAG } from '../support/page-site.mjs';

const libraries = ['react/umd/react', 'react-dom/umd/react-dom']
  .map((path) => `<script src="/nm/${path}.development.js"></script>`)
  .join('');
/** A page that renders the tag with these props, once more with each click on its button. */
const page = (
  props,
  tag = SCRIPT,
) => `<!doctype html><html lang="ru"><meta charset="utf-8"><title>x</title>${libraries}${tag}
  <button>render</button><div id="root"></div>
  <script type="module">
    const props = () => ({ endpoint: '/api/portfolio-connections', ...(${props}) });
    const root = ReactDOM.createRoot(document.querySelector('#root'));
    const render = () => root.render(React.createElement('portfolio-connect', props()));
    document.querySelector('button').onclick = render;
    render();
  </script>`;
const site = await startSite();

async function opened(engine, html) {
  site.routes['/page'] = html;
  const pc = await open(engine, site.visit('/page'));
  const warnings = (part) =>
    pc.lines.filter((line) => line.includes('<portfolio-connect>') && line.includes(part));
  return { ...pc, warnings, pc };
}

for (const engine of ['chromium', 'firefox']) {
  describe(`React 18 in ${engine}`, () => {
    for (const [what, props] of Object.entries({
      'headers as an object': '{ headers: { "x-csrf": "abc" } }',
      'headers as a function': '{ headers: () => ({ "x-csrf": "abc" }) }',
      'a fetch of the page’s own': '{ fetch: (...all) => fetch(...all) }',
    })) {
      it(`nothing is posted without ${what}, and the page is told`, async () => {
        const { pc, warnings } = await opened(engine, page(props));
        await pc.ready();
        const code = await pc.look((block) => block.connect().catch((error) => error.code));
        assert.equal(code, 'invalid-configuration');
        await pc.says('сайт настроил её неверно');
        assert.deepEqual(site.posts(), []);
        await pc.until(() => globalThis.events.length > 0);
        assert.ok((await pc.events()).every((event) => event === 'pc-error invalid-configuration'));
        assert.equal(warnings('must be set as a property').length, 1);
        await pc.close();
      });
    }

    it('what is set by a ref as well is no loss', async () => {
      const props = `{ headers: () => ({}), ref: (block) => block && (block.headers = { 'x-csrf': 'abc' }) }`;
      const { pc, warnings } = await opened(engine, page(props));
      await pc.ready();
      await pc.fill();
      await pc.press();
      await pc.inState('connected');
      assert.equal(site.posts()[0].headers['x-csrf'], 'abc');
      assert.deepEqual(warnings(''), []);
      await pc.close();
    });

    it('brokers and texts that were turned into text are told of; texts are no reason to send nothing', async () => {
      const brokers = await opened(engine, page('{ brokers: [{ id: "own" }] }'));
      await brokers.pc.until(() => globalThis.events.length > 0);
      assert.equal(brokers.warnings('brokers must be set as a property').length, 1);
      await brokers.pc.close();
      const messages = await opened(engine, page('{ messages: { heading: "Свой" } }'));
      await messages.pc.ready();
      await messages.pc.fill();
      await messages.pc.press();
      await messages.pc.inState('connected');
      assert.equal(messages.warnings('messages must be set as a property').length, 1);
      await messages.pc.close();
    });

    it('`false` is false, with one warning each, and stays so when rendered again', async () => {
      const { pc, warnings } = await opened(
        engine,
        page('{ disabled: false, manage: false, "choose-broker": false, n: performance.now() }'),
      );
      await pc.ready();
      await pc.evaluate(() => document.querySelector('button').click());
      await pc.fill();
      await pc.press();
      await pc.inState('connected');
      assert.deepEqual(
        site.requests.map(({ method }) => method),
        ['POST'],
      );
      for (const name of ['disabled', 'manage', 'choose-broker'])
        assert.equal(warnings(`${name}="false" counts as false`).length, 1, name);
      await pc.close();
    });

    it('`true` and the empty text are true, without a word', async () => {
      const { pc, warnings } = await opened(engine, page('{ disabled: true, manage: "" }'));
      await pc.ready();
      assert.deepEqual(await pc.look(({ disabled, manage }) => [disabled, manage]), [true, true]);
      assert.deepEqual(warnings(''), []);
      await pc.close();
    });

    it('hydrates what a server sent, also where the tag was defined before: without a warning, and nothing is lost', async () => {
      const { pc } = await opened(
        engine,
        `<!doctype html><html lang="ru"><meta charset="utf-8"><title>x</title>${libraries}${SCRIPT}
        <div id="root">${TAG}</div>
        <button>hydrate</button>
        <script type="module">
          const tag = React.createElement('portfolio-connect', { endpoint: '/api/portfolio-connections', lang: 'ru' }, 'Включите JavaScript.');
          document.querySelector('button').onclick = () => ReactDOM.hydrateRoot(document.querySelector('#root'), tag);
        </script>`,
      );
      await pc.ready();
      await pc.fill();
      await pc.evaluate(() => document.querySelector('button').click());
      await pc.until((block) => Object.keys(block).some((name) => name.startsWith('__reactProps$')));
      await pc.drawn();
      await pc.press();
      await pc.inState('connected');
      assert.deepEqual(
        pc.lines.filter((line) => /warning/i.test(line)),
        [],
      );
      await pc.close();
    });
  });
}
