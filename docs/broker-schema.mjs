/**
 * Writes dist/brokers/schema.json, the JSON Schema of a broker's definition, and of a list of them for `brokers-src`: from the schema that the widget checks definitions
 * with, and from the doc comments of the types beside it. A part of `npm run build`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import ts from 'typescript';
import * as z from 'zod/mini';
import { makeSchema } from '../dist/brokers/schema.js';

const sources = ['core/credential.ts', 'brokers/broker.ts'];
/** The types, by where they stand in the schema. */
const places = {
  BrokerDefinition: [],
  CredentialField: ['fields'],
  Environment: ['environments'],
  Permissions: ['permissions'],
  PermissionLevel: ['permissions', 'levels'],
  Expiry: ['expiry'],
  GuideStep: ['guide'],
};

const definition = makeSchema();
z.globalRegistry.add(definition.shape.name, { id: 'text' });
z.globalRegistry.add(definition.shape.fields.def.element.shape.link, { id: 'link' });

const { $schema, $defs, ...schema } = z.toJSONSchema(definition, {
  io: 'input',
  // Of a guide that is loaded later JSON knows nothing.
  unrepresentable: 'any',
  override: ({ zodSchema, jsonSchema }) => {
    if (zodSchema._zod.def.type === 'custom') jsonSchema.not = {};
  },
});
// A file names its schema for editors.
const named = { $schema: { type: 'string' } };
Object.assign(schema.properties, named);
for (const [name, path] of Object.entries(places)) describe(path.reduce(within, schema), membersOf(name));

const folder = new URL('../dist/brokers/', import.meta.url);
mkdirSync(folder, { recursive: true });
const broker = { $ref: '#/$defs/broker' };
const brokers = { type: 'array', minItems: 1, items: broker };
const file = {
  $schema,
  title: 'A broker, as <portfolio-connect> knows it, or several for its brokers-src',
  anyOf: [broker, brokers, { type: 'object', properties: { ...named, brokers }, required: ['brokers'] }],
  $defs: { ...$defs, broker: schema },
};
writeFileSync(new URL('schema.json', folder), `${JSON.stringify(file, null, 2)}\n`);

/** The schema of a member, or of what a list there holds. */
function within(outer, name) {
  const member = outer.properties[name];
  const list = [member, ...(member.anyOf ?? [])].find(({ type }) => type === 'array');
  return list?.items ?? member;
}

function describe({ properties }, members) {
  for (const [name, description] of members) {
    if (!properties[name]) throw new Error(`the schema has no ${name}`);
    // Beside a reference, in the dialect of 2020-12.
    properties[name].description = description;
  }
}

/** The doc comments of a type's members, by name; those that it takes over come first. */
function membersOf(name) {
  for (const path of sources) {
    const text = readFileSync(new URL(`../src/${path}`, import.meta.url), 'utf8');
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    const found = file.statements.find(
      (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === name,
    );
    if (!found) continue;
    const taken = (found.heritageClauses ?? []).flatMap(({ types }) =>
      types.flatMap(({ expression }) => membersOf(expression.text)),
    );
    const own = found.members.map((member) => [
      member.name.text,
      ts.getJSDocCommentsAndTags(member)[0]?.comment,
    ]);
    return [...taken, ...own.filter(([, comment]) => comment)];
  }
  throw new Error(`there is no ${name}`);
}
