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

/** What JSON Schema cannot say: these are found by the widget alone. */
const beyond = new Set([
  // Whether something is a regular expression; that a choice has options, and nothing else; what belongs together.
  ...['fields.1.alphabet', 'fields.1.pattern', 'fields.1.options', 'environments', 'fields'],
]);

describe('The JSON Schema', () => {
  for (const [kind, definition] of Object.entries(soundDefinitions)) {
    if (typeof definition.guide === 'function') continue;
    it(`lets pass ${kind}`, () => assert.ok(isValid(definition), JSON.stringify(validate.errors)));
  }

  for (const [path, definitions] of Object.entries(faultyDefinitions)) {
    const inJson = definitions.filter((one) => isDeepStrictEqual(asJson(one), one));
    const refused = inJson.filter((one) => !isValid(one));
    if (inJson.length === 0) continue;
    it(`refuses a fault at ${path}`, () => {
      if (beyond.has(path)) assert.ok(refused.length > 0);
      else assert.equal(refused.length, inJson.length);
    });
  }

  it('lets a file name it', () => assert.ok(isValid({ $schema: './schema.json', ...sound })));

  it('lets pass every built-in broker, with its guide', async () => {
    const later = await Promise.all(Object.values(laterBrokers).map((load) => load()));
    for (const broker of [...brokersAtHand.values(), ...later])
      assert.ok(isValid({ ...broker, guide: await broker.guide() }), JSON.stringify(validate.errors));
  });

  it('has a sentence for each member, for editors', () => {
    for (const [name, { description, type }] of Object.entries(schema.properties))
      assert.ok(description || (name === '$schema' && type), name);
  });
});
