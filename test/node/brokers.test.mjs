/** Definitions of brokers: a page's own are checked, the built-in ones keep the same rules. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hasNone, localize } from '../../src/brokers/broker.ts';
import { fieldsOf } from '../../src/brokers/fields.ts';
import { brokersAtHand, choicesOf } from '../../src/brokers/index.ts';
import { laterBrokers } from '../../src/brokers/later.ts';
import { faultOf } from '../../src/brokers/schema.ts';
import { checkCredential } from '../../src/core/credential.ts';
import { field, faultyDefinitions, sound, soundDefinitions } from '../support/definitions.mjs';
import { credentialIn } from '../../src/core/pasted.ts';

describe('faultOf() passes', () => {
  for (const [kind, definition] of Object.entries(soundDefinitions)) {
    it(kind, () => assert.equal(faultOf(definition), undefined));
  }

  it('and leaves the definition as it is', () => {
    const definition = structuredClone(soundDefinitions['everything that there may be']);
    faultOf(definition);
    assert.deepEqual(definition, soundDefinitions['everything that there may be']);
  });
});

describe('faultOf() finds', () => {
  for (const [path, definitions] of Object.entries(faultyDefinitions)) {
    it(`${path} (${definitions.length})`, () => {
      for (const [index, definition] of definitions.entries()) {
        assert.equal(faultOf(definition), path, `definition ${index}`);
      }
    });
  }

  it('the first of several', () =>
    assert.equal(faultOf({ ...sound, name: '', fields: [{ name: '', label: '' }] }), 'name'));
});

describe('For any value', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
  });
  const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

  it('faultOf() gives a path and never throws, and no value of any other kind is a broker', () =>
    fc.assert(
      fc.property(anything, (value) => {
        const fault = faultOf(value);
        assert.ok(fault === undefined || fault.length > 0);
        if (!isObject(value)) assert.equal(fault, 'its root');
      }),
      { numRuns: 1000 },
    ));

  const nearly = fc.record(
    {
      id: fc.oneof(anything, fc.constant('my-broker')),
      name: fc.oneof(anything, fc.constant('My broker')),
      alias: anything,
      search: anything,
      icon: anything,
      fields: fc.oneof(
        anything,
        fc.array(
          fc.record(
            {
              name: fc.oneof(anything, fc.constant('token')),
              label: fc.oneof(anything, fc.constant('Token')),
              secret: anything,
              prefix: anything,
              alphabet: fc.oneof(anything, fc.string()),
              minLength: anything,
            },
            { requiredKeys: [] },
          ),
        ),
      ),
      guide: fc.oneof(
        anything,
        fc.array(fc.record({ text: anything, link: anything, note: anything }, { requiredKeys: [] })),
      ),
    },
    { requiredKeys: [] },
  );

  it('a fault is the path of a member that is there or is missing', () =>
    fc.assert(
      fc.property(nearly, (value) =>
        assert.match(
          faultOf(value) ?? 'its root',
          /^(its root|id|name|alias|icon|search(\.\d+)?|(fields|guide)(\.\d+(\.[a-zA-Z]+){0,2})?)(\.en|\.\w+)?$/,
        ),
      ),
      { numRuns: 1000 },
    ));

  // Whatever alphabet is let through, typing into the field must work.
  it('what passes can be used for checking what is typed', () => {
    let passed = 0;
    fc.assert(
      fc.property(
        fc.record(
          {
            prefix: fc.string({ maxLength: 3 }),
            alphabet: fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('a-z', '\\d', '\\w-'), anything),
            minLength: fc.oneof(fc.nat({ max: 40 }), fc.integer(), fc.double(), anything),
          },
          { requiredKeys: [] },
        ),
        fc.string({ unit: 'binary' }),
        (format, typed) => {
          if (faultOf({ ...sound, fields: [{ ...field, ...format }] })) return;
          passed++;
          checkCredential(credentialIn(typed, format), format);
        },
      ),
      { numRuns: 1000 },
    );
    assert.ok(passed > 100, String(passed));
  });
});

const folder = new URL('../../src/brokers/built-in/', import.meta.url);
/** Each with its definition, and where that is from. */
const modules = await Promise.all(
  readdirSync(folder)
    .filter((name) => !name.endsWith('-guide.ts'))
    .map(async (name) => {
      const { provenance, ...others } = await import(new URL(name, folder).href);
      return { provenance, broker: Object.values(others)[0] };
    }),
);

describe('Every built-in broker', () => {
  const texts = (text, where) => {
    for (const language of ['ru', 'en']) {
      const found = typeof text === 'string' ? text : text[language];
      assert.match(found ?? '', /\S/, `${where} in ${language}`);
    }
  };

  it('is there by its id, T-Invest at once, the others when they are asked for', async () => {
    assert.deepEqual([...brokersAtHand.keys()], ['t-invest']);
    const later = Object.entries(laterBrokers);
    assert.deepEqual(
      modules.map(({ broker }) => broker.id).sort(),
      ['t-invest', ...later.map(([id]) => id)].sort(),
    );
    for (const [id, load] of later) assert.equal((await load()).id, id);
  });

  it('is offered where a page asks for it, and T-Invest where it asks for none', () => {
    for (const none of [undefined, null, '', ' ', []]) assert.deepEqual(choicesOf(none), ['t-invest']);
    assert.deepEqual(choicesOf(' alpaca\n t-invest '), ['alpaca', 't-invest']);
  });

  for (const { broker, provenance } of modules) {
    describe(broker.id, () => {
      it('says where its facts are from, when they were read, and what is unconfirmed', () => {
        assert.ok(provenance.sources.length > 0);
        for (const { url, read } of provenance.sources) {
          assert.equal(new URL(url).protocol, 'https:');
          assert.match(read, /^\d{4}-\d\d-\d\d$/);
        }
        for (const one of provenance.unconfirmed) assert.match(one, /\S/);
      });

      it('keeps its own rules, its guide too', async () => {
        assert.equal(faultOf(broker), undefined);
        assert.equal(faultOf({ ...broker, guide: await broker.guide() }), undefined);
      });

      it('has its texts in Russian and in English', async () => {
        texts(broker.name, 'name');
        for (const key of ['alias', 'lifetime']) if (broker[key]) texts(broker[key], key);
        for (const { name, otherNames = [] } of broker.permissions.levels)
          for (const one of [name, ...otherNames]) texts(one, 'permissions');
        for (const { name, label, hint } of broker.fields) {
          texts(label, `${name}.label`);
          if (hint) texts(hint, `${name}.hint`);
        }
        for (const [index, guideStep] of (await broker.guide()).entries()) {
          for (const key of ['text', 'note', 'caution', 'pictureLabel']) {
            for (const text of [guideStep[key] ?? []].flat()) texts(text, `guide.${index}.${key}`);
          }
          if (guideStep.link) texts(guideStep.link.text, `guide.${index}.link.text`);
        }
      });

      for (const access of ['full', 'read-only']) {
        it(`leads from signing in to copying, with pictures and https links, for ${access} access`, async () => {
          const steps = (await broker.guide()).filter((one) => !one.access || one.access === access);
          const pictures = steps.map(({ picture }) => picture);
          assert.ok(steps.length >= 3 && pictures.every(Boolean));
          assert.deepEqual([pictures[0], pictures.at(-1)], ['sign-in', 'copy']);
          for (const { link } of steps) assert.equal(new URL(link.url).protocol, 'https:');
          // Longer ones have no room in a picture.
          for (const { pictureLabel } of steps)
            for (const label of [pictureLabel].flat().slice(0, 2))
              assert.ok(localize(label, 'ru').length <= 20 && localize(label, 'en').length <= 20);
        });

        it(`warns of trading where the key allows it, for ${access} access`, async () => {
          const steps = (await broker.guide()).filter((one) => !one.access || one.access === access);
          const isWarned = steps.some(({ caution }) => caution);
          assert.equal(
            isWarned,
            !hasNone('full', broker) && (access === 'full' || hasNone('read-only', broker)),
          );
        });
      }

      it('masks its secrets', () => {
        assert.ok(broker.fields.some(({ secret = true }) => secret));
      });

      it('has an icon, a region, a life and levels', () => {
        assert.ok(broker.icon && broker.region.length && broker.permissions);
        // Or it is said that nobody knows.
        assert.ok(broker.expiry || provenance.unconfirmed.some((one) => one.includes('how long')));
      });

      // Whatever is issued in that format must never be refused, nor stop anybody who is sure.
      it('lets pass what its formats allow', () => {
        const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_/+='];
        for (const field of fieldsOf(broker)) {
          const { alphabet, prefix = '', minLength = 1 } = field;
          if (!alphabet) continue;
          const known = letters.filter((letter) => new RegExp(`[${alphabet}]`).test(letter));
          const body = fc.array(fc.constantFrom(...known), { minLength, maxLength: minLength + 60 });
          fc.assert(
            fc.property(body, (found) => {
              const value = prefix + found.join('');
              const finding = checkCredential(credentialIn(value, field), field);
              // One that repeats itself is told of, and can be sent all the same.
              assert.ok(!finding || finding.doubt || finding.kind === 'twice', `${value}: ${finding?.kind}`);
            }),
          );
        }
      });
    });
  }
});

describe('T-Invest', () => {
  const broker = brokersAtHand.get('t-invest');

  it('has the names of the contract', () => {
    assert.equal(broker.name.ru, 'Тинькофф');
    assert.equal(broker.alias.ru, 'Т-Инвестиции');
    assert.equal(broker.fields.length, 1);
    assert.equal(broker.fields[0].name, 'token');
    assert.match(broker.fields[0].label.ru, /^Токен /);
  });

  it('has the words and the places of the contract in its guide', async () => {
    const guide = await broker.guide();
    const said = (access) =>
      JSON.stringify(guide.filter((one) => !one.access || one.access === access).map(({ text }) => text.ru));
    assert.equal(guide[0].link.url, 'https://www.tbank.ru/invest/settings/');
    for (const words of ['«Токены T-Invest API»', '«Создать токен»', '«Управление токенами Invest API»']) {
      assert.ok(said('full').includes(words), words);
    }
    assert.ok(said('full').includes('«Полный доступ»'));
    assert.ok(!said('read-only').includes('«Полный доступ»'));
    assert.ok(said('read-only').includes('«Только для чтения»'));
  });

  const body = 'aB3_-xYz9K'.repeat(9);
  const tokens = {
    'of 88 characters, as in use': `t.${body.slice(0, 86)}`,
    'of 74 characters, as in a sample': `t.${body.slice(0, 72)}`,
    'of the least length': `t.${body.slice(0, 60)}`,
  };
  for (const [kind, token] of Object.entries(tokens)) {
    it(`finds nothing wrong with a token ${kind}`, () => {
      assert.equal(checkCredential(credentialIn(token, broker.fields[0]), broker.fields[0]), undefined);
    });
  }
});
