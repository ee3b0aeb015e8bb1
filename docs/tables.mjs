/**
 * Writes the tables of README.md and the guides that say what the tag takes and tells, from the custom elements manifest, which is
 * made of the doc comments; and of the built-in brokers, from their definitions:
 *
 *     npm run tables             makes the manifest anew, and writes them
 *     npm run tables -- --check  fails where they are not up to date
 */
import { readdirSync, readFileSync } from 'node:fs';
import { writeOrCheck } from './write-or-check.mjs';

const root = new URL('../', import.meta.url);
const { modules } = JSON.parse(readFileSync(new URL('dist/custom-elements.json', root), 'utf8'));
const declarations = modules.flatMap((module) => module.declarations);
const element = declarations.find(({ tagName }) => tagName === 'portfolio-connect');

const code = (text) => (text ? `\`${text.replaceAll('|', '\\|')}\`` : '–');

/** A description, and apart from it the default that it ends with, or that there is none. */
function partsOf({ description }) {
  const text = description.replace(/\s+/g, ' ');
  const [, meaning, standard, required] = /^(.*?)(?: Default: (.*)\.| (Required)\.)?$/.exec(text);
  return { meaning, standard: standard ?? required?.toLowerCase() ?? '–' };
}

/** `light-dark(#fff, #000)` is two columns of colours in one, `color-mix(…)` a share of the text's. */
function styleOf(value) {
  const [, share] = /^color-mix\(in srgb, var\(--pc-text\) (\d+)%, transparent\)$/.exec(value) ?? [];
  if (share) return `\`--pc-text\`, ${share} % opaque`;
  const [, light, dark] = /^light-dark\((\S+), (\S+)\)$/.exec(value) ?? [];
  return light ? `${code(light)} / ${code(dark)}` : code(value);
}

function property(attribute, field) {
  const { meaning, standard } = partsOf(field ?? attribute);
  const narrowed = attribute?.type.text === 'string' ? undefined : attribute?.type.text;
  const type = narrowed ?? field?.type.text.replace(/ \| (null|undefined)/g, '') ?? attribute.type.text;
  const name = field?.name ?? attribute.name;
  return [
    code(attribute?.name),
    code(name),
    code(type) + (field?.readonly ? ', read only' : ''),
    standard,
    meaning,
  ];
}

function properties() {
  const fields = element.members.filter((member) => member.kind === 'field' && !member.static);
  const attributeOf = ({ name }) => element.attributes.find(({ fieldName }) => fieldName === name);
  // `lang` is a property of every element.
  const others = element.attributes.filter(({ fieldName }) => !fieldName);
  return [
    ...fields.map((field) => property(attributeOf(field), field)),
    ...others.map((attribute) => property(attribute)),
  ];
}

const methods = () =>
  element.members
    .filter(({ kind }) => kind === 'method')
    .map(({ name, parameters = [], ...method }) => {
      const taken = parameters.filter(({ optional }) => !optional).map((parameter) => parameter.name);
      return [code(`${name}(${taken})`), code(method.return.type.text), partsOf(method).meaning];
    });

const detailOf = ({ type }) =>
  declarations.find(({ name }) => name === type.text).members.find(({ name }) => name === 'detail').type.text;

const described = (items) => items.map((item) => [code(item.name), partsOf(item).meaning]);

const english = (text) => (typeof text === 'string' ? text : text.en);
const list = (items) => items.join(', ') || '–';

/** The built-in brokers: their definitions, and where these are from. */
const brokers = await Promise.all(
  readdirSync(new URL('dist/brokers/built-in/', root))
    .filter((name) => name.endsWith('.js') && !name.endsWith('-guide.js'))
    .map(async (name) => {
      const { provenance, ...others } = await import(new URL(`dist/brokers/built-in/${name}`, root));
      return { ...Object.values(others)[0], provenance };
    }),
);
const nameOf = ({ name, alias }) => [name, alias].filter(Boolean).map(english).join(', ');

function fieldOf({ name, optional, secret = true, shownOnce }) {
  const remarks = [optional && 'optional', !secret && 'not secret', shownOnce && 'shown once'].filter(
    Boolean,
  );
  return code(name) + (remarks.length ? ` (${remarks.join(', ')})` : '');
}

const units = { D: 'days', W: 'weeks', M: 'months', Y: 'years' };
/** `P3M` in words. */
const inWords = (duration) =>
  duration.replace(/^P(\d+)([DWMY])$/, (_, count, unit) => `${count} ${units[unit]}`);

function lifeOf({ kind, after } = {}) {
  if (!kind) return 'not known';
  if (kind === 'sliding') return `${inWords(after)} after it was last used`;
  if (kind === 'fixed' && !after) return 'until a date that the broker sets';
  if (kind === 'fixed') return `${inWords(after)} after it was issued`;
  return { chosen: 'as the person chose', 'single-use': 'good for one use', never: 'until it is revoked' }[
    kind
  ];
}

/** Whose name follows from the broker's id. */
function verifierOf({ id }) {
  const name = `create${id.replace(/(?:^|-)(.)/g, (_, letter) => letter.toUpperCase())}Verifier`;
  const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
  const kit = readFileSync(new URL(exports['./server'].default, root), 'utf8');
  if (!kit.includes(name)) throw new Error(`the kit has no ${name}`);
  return code(name);
}

const brokerRows = brokers.map((broker) => [
  code(broker.id),
  nameOf(broker),
  list(broker.fields.map(fieldOf)),
  list((broker.environments ?? []).map(({ id }) => code(id))),
  list(broker.permissions.levels.map(({ access, allows }) => `${code(access)}: ${allows.join(', ')}`)),
  lifeOf(broker.expiry),
  verifierOf(broker),
]);

const sourceRows = brokers.map(({ id, provenance: { sources, unconfirmed } }) => [
  code(id),
  sources.map(({ url, read }) => `<${url}> (${read})`).join('<br>'),
  unconfirmed.join('<br>') || '–',
]);

const tables = {
  brokers: [['Id', 'Broker', 'Fields', 'Environments', 'Levels', 'A key’s life', 'Verifier'], ...brokerRows],
  sources: [['Id', 'Sources, and when they were read', 'Unconfirmed'], ...sourceRows],
  attributes: [['Attribute', 'Property', 'Type', 'Default', 'Meaning'], ...properties()],
  methods: [['Method', 'Returns', 'What it does'], ...methods()],
  events: [
    ['Event', '`detail`', 'When'],
    ...element.events.map((event) => [code(event.name), code(detailOf(event)), partsOf(event).meaning]),
  ],
  cssprops: [
    ['Property', 'What it colours or measures', 'Default (light / dark)'],
    ...element.cssProperties.map((one) => [code(one.name), partsOf(one).meaning, styleOf(one.default)]),
  ],
  parts: [['Part', 'What it is'], ...described(element.cssParts)],
  slots: [['Slot', 'What goes there'], ...described(element.slots)],
};

/** Where each stands, below a comment that names it. */
const places = {
  'README.md': ['attributes', 'methods', 'events', 'cssprops', 'parts', 'slots'],
  'docs/theming.md': ['cssprops'],
  'docs/brokers.md': ['brokers', 'sources'],
};

for (const [path, names] of Object.entries(places)) {
  const file = new URL(path, root);
  const filled = names.reduce((text, name) => fill(text, name, path), readFileSync(file, 'utf8'));
  await writeOrCheck(file, filled, 'npm run tables');
}

/** The text with the table's lines anew. */
function fill(text, name, path) {
  const [head, ...rows] = tables[name];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`);
  const place = new RegExp(`(<!-- table: ${name} -->\n\n)(?:\\|.*\n)+`);
  if (!place.test(text)) throw new Error(`${path} has no table "${name}"`);
  return text.replace(place, (_, marker) => marker + lines.join(''));
}
