/** What editors are told of the tag says what the class and the README say. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PortfolioConnectElement } from 'portfolio-connect';
import { defaultTimeout } from '../../src/core/limit.ts';
import { code, table } from '../support/tables.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const json = (path) => JSON.parse(readFileSync(`${root}${path}`, 'utf8'));
const { modules } = json('dist/custom-elements.json');
const declarations = modules.flatMap((module) => module.declarations);
const element = declarations.find(({ tagName }) => tagName === 'portfolio-connect');
const names = (items) => items.map(({ name }) => name).sort();

/** The names in a table of the README, from one of its columns. */
const named = (name, column = 0) =>
  table(name)
    .flatMap((cells) => code(cells[column])?.replace(/\(.*\)/, '') ?? [])
    .sort();

describe('The custom elements manifest', () => {
  it('has the attributes of the class and the README, with what each can be', () => {
    // `lang` is every element's.
    const own = PortfolioConnectElement.observedAttributes;
    assert.deepEqual(names(element.attributes), [...own, 'lang'].sort());
    assert.deepEqual(names(element.attributes), named('attributes'));
    const types = Object.fromEntries(element.attributes.map(({ name, type }) => [name, type.text]));
    assert.equal(types['manage'], 'boolean');
    assert.equal(types['timeout'], 'number');
    assert.equal(types['access'], "'full' | 'read-only'");
    assert.equal(types['encoding'], "'base64'");
  });

  it('says of each attribute the default that it has', () => {
    for (const { name, description, default: initial } of element.attributes) {
      if (initial) assert.ok(description.endsWith(`Default: \`${initial.replaceAll("'", '')}\`.`), name);
    }
    const { description } = element.attributes.find(({ name }) => name === 'timeout');
    assert.ok(description.endsWith(`Default: \`${defaultTimeout}\`.`));
  });

  it('has the properties and methods, and what each returns', () => {
    const of = (kind) => element.members.filter((member) => member.kind === kind);
    const fields = of('field').filter((field) => !field.static);
    assert.deepEqual([...names(fields), 'lang'].sort(), named('attributes', 1));
    assert.deepEqual(names(of('method')), named('methods'));
    const { text } = of('method').find(({ name }) => name === 'connect').return.type;
    assert.equal(text, 'Promise<Connection>');
    for (const field of fields) {
      const attribute = element.attributes.find(({ fieldName }) => fieldName === field.name)?.name;
      assert.equal(field.attribute, attribute, field.name);
    }
  });

  it('has events, parts, slots and custom properties, each described', () => {
    for (const [kind, table] of [
      ['events', 'events'],
      ['cssParts', 'parts'],
      ['slots', 'slots'],
      ['cssProperties', 'cssprops'],
    ]) {
      assert.deepEqual(names(element[kind]), named(table), kind);
    }
    const described = ['attributes', 'members', 'events', 'cssParts', 'slots', 'cssProperties'];
    for (const { name, description } of described.flatMap((kind) => element[kind]))
      assert.ok(description, name);
    for (const { name, default: value } of element.cssProperties) assert.ok(value, name);
  });

  it('says what each event holds', () => {
    const detailOf = (event) =>
      declarations.find(({ name }) => name === event).members.find(({ name }) => name === 'detail').type.text;
    assert.equal(detailOf('PcConnectEvent'), '{ connection: Connection; requestId?: string }');
    assert.equal(detailOf('PcDisconnectEvent'), '{ id: string; broker: string | undefined }');
  });

  it('is what the README tells: npm run tables', async () => {
    await promisify(execFile)(process.execPath, ['docs/tables.mjs', '--check'], { cwd: root });
  });

  it('points at files and exports that there are', async () => {
    for (const { path, exports } of modules) {
      const module = await import(new URL(`../../${path}`, import.meta.url).href);
      for (const { kind, name } of exports) if (kind === 'js') assert.ok(name in module, `${path}: ${name}`);
    }
    const definitions = modules.flatMap(({ path, exports }) =>
      exports.filter(({ kind }) => kind === 'custom-element-definition').map(({ name }) => [name, path]),
    );
    assert.deepEqual(definitions, [['portfolio-connect', 'dist/define.js']]);
  });

  it('is what VS Code and JetBrains are given, too', () => {
    const { customElements, 'web-types': webTypes } = json('package.json');
    assert.equal(customElements, './dist/custom-elements.json');
    const [tag] = json('dist/vscode.html-custom-data.json').tags;
    assert.equal(tag.name, 'portfolio-connect');
    assert.deepEqual(names(tag.attributes), names(element.attributes));
    const { properties, pseudoElements } = json('dist/vscode.css-custom-data.json');
    assert.deepEqual(names(properties), names(element.cssProperties));
    assert.equal(pseudoElements.length, element.cssParts.length);
    const { version, contributions } = json(webTypes);
    assert.equal(version, PortfolioConnectElement.version);
    const [{ attributes, js }] = contributions.html.elements;
    assert.deepEqual(names(attributes), names(element.attributes));
    assert.deepEqual(names(js.events), names(element.events));
  });
});
