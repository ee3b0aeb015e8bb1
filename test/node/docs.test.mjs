/** The README's tables and the source say the same, in both directions; links in the guides lead somewhere. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect } from '../../src/core/client.ts';
import { errorCodes } from '../../src/core/errors.ts';
import { PortfolioConnectElement } from '../../src/index.ts';
import { styles } from '../../src/element/form/styles.ts';
import { code, firstColumn, table } from '../support/tables.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path) => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');
const guidesIn = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
const guides = [...guidesIn('docs'), ...guidesIn('docs/frameworks')];
const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => read(join('src', name)))
  .join('\n');

const matches = (text, pattern) => [...text.matchAll(pattern)].map(([, found]) => found);

/** Every doc line `@tag name`, also `@tag {Type} name`. */
const documented = (tag) => matches(source, new RegExp(`\\* @${tag} (?:\\{\\w+\\} )?([\\w-]+) - \\S`, 'g'));

/** Compares as sets, but a row written twice is a fault too. */
function same(found, wanted, what) {
  assert.deepEqual([...found].sort(), [...new Set(wanted)].sort(), what);
}

describe('README', () => {
  it('lists every attribute, and no other', () => {
    const attributes = table('attributes').flatMap(([cell]) => code(cell) ?? []);
    // `lang` is every element's own.
    same(attributes, [...PortfolioConnectElement.observedAttributes, 'lang']);
  });

  it('lists every property, and no other', () => {
    const properties = table('attributes').map(([, cell]) => code(cell));
    // `lang` is HTMLElement's own, `state` a getter.
    same(properties, [...PortfolioConnectElement.elementProperties.keys(), 'lang', 'state']);
  });

  it('pairs each attribute with its property', () => {
    for (const [attribute, property] of table('attributes')) {
      const declared = PortfolioConnectElement.elementProperties.get(code(property));
      if (!declared) continue;
      const name = declared.attribute === false ? undefined : (declared.attribute ?? code(property));
      assert.equal(code(attribute), name === true ? code(property) : name);
    }
  });

  it('lists every public method, and no other', () => {
    const lifecycle = [
      'constructor',
      'connectedCallback',
      'disconnectedCallback',
      'attributeChangedCallback',
    ];
    const element = read('src/element/portfolio-connect.ts');
    const methods = matches(element, /^ {2}(?:override )?(?:async )?([a-z]\w*)\([^)]*\)(?:: [^{]+)? \{$/gm);
    const named = table('methods').map(([cell]) => code(cell)?.replace(/\(.*\)/, ''));
    same(
      named,
      methods.filter((name) => !lifecycle.includes(name)),
    );
    for (const name of named) assert.equal(typeof PortfolioConnectElement.prototype[name], 'function', name);
  });

  it('lists every event, and no other', () => {
    const names = firstColumn('events');
    same(names, matches(source, /super\('(pc-[a-z-]+)'/g), 'against the classes');
    same(names, documented('fires'), 'against the doc comments');
    same(names, matches(source, /^ {2}'(pc-[a-z-]+)': Pc\w+Event;$/gm), 'against PortfolioConnectEventMap');
  });

  it('lists every error code, and no other', () => {
    same(firstColumn('codes'), errorCodes);
  });

  it('gives the status that each code has without one', async () => {
    const told = new Map(
      table('codes').flatMap(([cell, statuses]) =>
        (statuses.match(/\b\d{3}\b/g) ?? []).map((status) => [Number(status), code(cell)]),
      ),
    );
    const statuses = Array.from({ length: 200 }, (_, index) => 400 + index);
    const answered = await Promise.all(statuses.map(codeOf));
    for (const [index, status] of statuses.entries()) {
      assert.equal(answered[index], told.get(status) ?? 'server-error', String(status));
    }
    for (const status of [301, 302, 303, 307, 308]) assert.equal(await codeOf(status), 'redirected');
  });

  it('lists every custom property, and no other', () => {
    const names = firstColumn('cssprops');
    const css = String(styles);
    same(names, matches(css, /var\(\s*(--pc-[a-z-]+)/g), 'against the style sheet');
    same(names, documented('cssprop'), 'against the doc comments');
  });

  it('gives the default of every custom property', () => {
    const css = String(styles);
    for (const [name, , value] of table('cssprops')) {
      const [, light, dark, plain] =
        new RegExp(`var\\(\\s*${code(name)},\\s*(?:light-dark\\((\\S+), (\\S+?)\\)|([^)]+))\\)`).exec(css) ??
        [];
      const [, share] =
        new RegExp(`var\\(\\s*${code(name)},\\s*color-mix\\(in srgb, var\\(--_text\\) (\\d+)%`).exec(css) ??
        [];
      if (share) {
        assert.equal(value, `\`--pc-text\`, ${share} % opaque`, name);
        continue;
      }
      assert.equal(value, plain ? `\`${plain}\`` : `\`${light}\` / \`${dark}\``, name);
    }
  });

  it('lists every part, and no other', () => {
    const names = firstColumn('parts');
    same(names, matches(source, /\spart="([a-z-]+)"/g), 'against the templates');
    same(names, documented('csspart'), 'against the doc comments');
  });

  it('lists every slot, and no other', () => {
    const names = firstColumn('slots');
    same(names, matches(source, /<slot name="([a-z-]+)"/g), 'against the templates');
    same(names, documented('slot'), 'against the doc comments');
  });

  it('lists every state, and no other', () => {
    const [, states] = /export type State =([\s\S]*?);\n\n/.exec(read('src/core/flow.ts')) ?? [];
    same(firstColumn('states'), matches(states ?? '', /readonly name: '([a-z-]+)'/g));
  });

  it('has an endpoint in Node that answers the client', async () => {
    const [, sample] = /^### Node\n\n```js\n([\s\S]*?)^```$/m.exec(readme) ?? [];
    const code = sample
      .replace(/^createServer/m, 'export default createServer')
      .replace('3000', '0, "127.0.0.1"');
    const { default: server } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    if (!server.listening) await once(server, 'listening');
    const endpoint = `http://127.0.0.1:${server.address().port}/api/portfolio-connections`;
    const post = (more, origin = 'https://example.com') =>
      connect({ ...attempt(), endpoint, headers: { origin }, fetch, ...more });
    try {
      const { ok, connection } = await post({});
      assert.ok(ok);
      assert.equal(connection.state, 'active');
      assert.equal((await post({}, 'https://evil.example')).failure.code, 'forbidden');
      assert.equal((await post({ broker: 'other' })).failure.code, 'invalid-token');
      assert.equal((await post({ credentials: { token: 't.'.repeat(9000) } })).failure.code, 'invalid-token');
      assert.equal((await post({ endpoint: `${endpoint}/else` })).failure.code, 'not-found');
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  it('names only scripts that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json'));
    for (const name of matches(readme, /`npm run ([\w:-]+)`/g)) assert.ok(name in scripts, name);
  });
});

describe('The guides', () => {
  it('list the codes, events, parts, tokens and texts that there are', () => {
    const has = (path, names) => {
      const text = read(path);
      for (const name of names) assert.ok(text.includes(`\`${name}\``), `${path} misses ${name}`);
    };
    has('docs/events-and-errors.md', [...errorCodes, ...firstColumn('events')]);
    has('docs/theming.md', [...firstColumn('parts'), ...firstColumn('cssprops'), ...firstColumn('states')]);
    const texts = matches(read('src/locales/messages.ts'), /^ {2}readonly (\w+): string;$/gm);
    assert.ok(texts.length > 10);
    const listed = matches(read('docs/languages.md'), /^\| `(\w+)` /gm);
    same(
      listed,
      texts.filter((name) => name !== 'lang'),
    );
  });

  it('list every option of the endpoint kit, and no other', () => {
    const membersOf = (path, name) =>
      new RegExp(`^export interface ${name}[^{]*\\{\\n([\\s\\S]*?)^\\}$`, 'm').exec(read(path))[1];
    const members =
      membersOf('src/server/option-parts.ts', 'SharedOptions') +
      membersOf('src/server/options.ts', 'ConnectHandlerOptions');
    const options = [...members.matchAll(/^ {2}(?:readonly )?(\w+)(\?)?[:(]/gm)];
    assert.ok(options.length > 10);
    const rows = table('kit-options', 'docs/endpoint-kit.md');
    same(
      rows.map(([cell]) => code(cell)),
      options.map(([, name]) => name),
    );
    for (const [, name, optional] of options) {
      const [, , standard] = rows.find(([cell]) => code(cell) === name);
      assert.equal(standard === 'required', !optional, `the default of ${name}`);
    }
  });

  it('link to files and headings that there are', () => {
    for (const path of ['README.md', ...guides]) {
      for (const link of linksIn(path)) assert.equal(fault(path, link), undefined);
    }
    assert.ok(fault('README.md', 'docs/nowhere.md'), 'a missing file is seen');
    assert.ok(fault('README.md', 'docs/endpoint.md#nowhere'), 'a missing heading is seen');
  });

  it('quote the examples as they are', () => {
    const linesOf = (text) =>
      text
        .split('\n')
        .map((line) => line.trim().replace(/;$/, ''))
        .join('\n')
        .trim();
    let count = 0;
    let others = 0;
    // The last link of a line that ends with a colon, and the block below it.
    const link = String.raw`\]\((?:\.\./)+((?:demo|test)/[^)]+)\)`;
    const quote = new RegExp(`${link}(?:(?!${link})[^\\n])*:\\n\\n\`\`\`\\w+\\n(.*?)\`\`\``, 'gs');
    for (const path of guides) {
      const quotes = read(path).matchAll(quote);
      for (const [, file, , quoted] of quotes) {
        if (path.startsWith('docs/frameworks/')) count++;
        else others++;
        for (const part of quoted.split(/^\/\/ …$/m)) {
          assert.ok(
            linesOf(read(file)).includes(linesOf(part)),
            `${path} quotes of ${file} what is not there: ${part}`,
          );
        }
      }
    }
    const blocks = guidesIn('docs/frameworks')
      .flatMap((path) => matches(read(path), /^```(\w+)$/gm))
      .filter((language) => language !== 'sh');
    assert.equal(count, blocks.length, 'whatever is shown of a framework is quoted');
    assert.equal(others, 4, 'so is what is shown of unit tests');
  });

  it('offer nothing that is not there', () => {
    const absent = /\bsealKey\b|\bsealed\b/;
    for (const path of ['README.md', ...guides]) {
      const [found] = absent.exec(read(path)) ?? [];
      assert.equal(found, undefined, `${path} offers "${found}"`);
    }
  });

  it('use tags, attributes, events and parts that there are', () => {
    const text = ['README.md', ...guides].map(read).join('\n');
    const attributes = [...PortfolioConnectElement.observedAttributes, 'lang', 'slot'];
    // Templates of frameworks have words of their own; they are quoted from what is built and tried.
    const html = ['README.md', ...guidesIn('docs')].map(read).join('\n');
    for (const tag of matches(html, /<portfolio-connect\s([^>]*)>/g)) {
      for (const name of matches(tag, /([\w-]+)=/g)) assert.ok(attributes.includes(name), name);
    }
    for (const name of matches(text, /\b(pc-[a-z-]+)\b/g)) {
      const known = firstColumn('events').includes(name) || firstColumn('cssprops').includes(`--${name}`);
      assert.ok(known, name);
    }
    for (const name of matches(text, /::part\(([^)]+)\)/g))
      assert.ok(firstColumn('parts').includes(name), name);
    for (const name of matches(text, /connect:state\(([^)]+)\)/g)) {
      assert.ok(firstColumn('states').includes(name), name);
    }
  });
});

/** What each attempt of the client below needs. */
const attempt = () => ({
  endpoint: 'https://example.com/connections',
  broker: 't-invest',
  credentials: { token: 't.test' },
  timeout: 1000,
  cookies: 'same-origin',
  signal: new AbortController().signal,
});

/** The code that the client makes of a problem document with this status and no code. */
async function codeOf(status) {
  const outcome = await connect({
    ...attempt(),
    // Longer than the client waits for by itself, so that nothing is retried.
    fetch: () =>
      Promise.resolve(
        new Response('', {
          status,
          headers: { 'content-type': 'application/problem+json', 'retry-after': '60' },
        }),
      ),
  });
  return outcome.ok ? undefined : outcome.failure.code;
}

function linksIn(path) {
  const text = read(path).replace(/^```[\s\S]*?^```/gm, '');
  return matches(text, /\]\(([^)\s]+)\)/g).filter((link) => !/^[a-z]+:/.test(link));
}

/** What is wrong with a relative link. */
function fault(path, link) {
  const [file, heading] = link.split('#');
  const target = file ? relative(root, join(root, dirname(path), file)) : path;
  if (!existsSync(join(root, target))) return `${path}: no file ${link}`;
  if (heading === undefined) return undefined;
  const headings = matches(read(target), /^#+ (.+)$/gm).map((title) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );
  return headings.includes(heading) ? undefined : `${path}: no heading ${link}`;
}
