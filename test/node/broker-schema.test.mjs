/** The JSON Schema of a broker's definition says what the widget checks. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { brokersAtHand } from '../../src/brokers/index.ts';
import { laterBrokers } from '../../src/brokers/later.ts';
import { faultyDefinitions, sound, soundDefinitions } from '../support/definitions.mjs';

const schema = JSON.parse(readFileSync(new URL('../../dist/brokers/schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ strict: true, allErrors: false }).compile(schema);
/** As a file has it; undefined where it can have nothing of the kind. */
const asJson = (definition) => {
  const text = JSON.stringify(definition);
  return text === undefined ? undefined : JSON.parse(text);
};
const isValid = (definition) => validate(asJson(definition));

/**
 * What JSON Schema cannot say, so that the widget alone finds it; by path, how many of the faults: what is no regular expression,
 * what is there twice, and what two members say together.
 */
const beyond = {
  // A list is no definition, but a file may hold one.
  'its root': 1,
  'fields.1.alphabet': 5,
  'fields.1.pattern': 5,
  'fields.1.name': 1,
  'fields.1.options': 2,
  'fields.1.options.2.value': 1,
  'fields.1.fixed': 1,
  'fields.1.fixed.constructor': 1,
  'fields.1.optional': 1,
  'fields.1.maxLength': 2,
  'permissions.recommended': 1,
  'guide.1.link.url': 1,
  'environments.1.id': 1,
  'environments.1.impliedBy.field': 2,
  'environments.1.impliedBy.prefix': 1,
  'fields.0.name': 1,
  fields: 2,
};

describe('The JSON Schema', () => {
  for (const [kind, definition] of Object.entries(soundDefinitions)) {
    if (typeof definition.guide === 'function') continue;
    it(`lets pass ${kind}`, () => assert.ok(isValid(definition), JSON.stringify(validate.errors)));
  }

  for (const [path, definitions] of Object.entries(faultyDefinitions)) {
    const inJson = definitions.filter((one) => isDeepStrictEqual(asJson(one), one));
    if (inJson.length === 0) continue;
    it(`refuses a fault at ${path}`, () => {
      const passed = inJson.filter(isValid);
      assert.equal(passed.length, beyond[path] ?? 0, JSON.stringify(passed));
    });
  }

  it('lets a file name it', () => assert.ok(isValid({ $schema: './schema.json', ...sound })));

  it('knows lists, as brokers-src has them', () => {
    const other = { ...sound, id: 'other' };
    for (const list of [
      [sound, other],
      { brokers: [sound, other] },
      { $schema: './schema.json', brokers: [sound] },
    ])
      assert.ok(isValid(list), JSON.stringify(validate.errors));
    for (const list of [
      [],
      {},
      { brokers: [] },
      { brokers: {} },
      [sound, { id: 'other' }],
      { brokers: [sound, 7] },
    ])
      assert.ok(!isValid(list), JSON.stringify(list));
  });

  it('lets pass every built-in broker, with its guide', async () => {
    const later = await Promise.all(Object.values(laterBrokers).map((load) => load()));
    for (const broker of [...brokersAtHand.values(), ...later])
      assert.ok(isValid({ ...broker, guide: await broker.guide() }), JSON.stringify(validate.errors));
  });

  it('has a sentence for each member, for editors', () => {
    for (const [name, { description, type }] of Object.entries(schema.$defs.broker.properties))
      assert.ok(description || (name === '$schema' && type), name);
  });
});
