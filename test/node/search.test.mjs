/** Brokers are found by any of their names, however they are typed. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { plain, searcher } from '../../src/core/search.ts';

const items = [
  { id: 't-invest', names: ['t-invest', 'Тинькофф', 'Tinkoff', 'Т-Инвестиции', 'Т-Банк', 'T-Bank'] },
  { id: 'alor', names: ['alor', 'Алор', 'ALOR'] },
  { id: 'finam', names: ['finam', 'Финам', 'Finam'] },
  { id: 'bcs', names: ['bcs', 'БКС', 'БКС Мир инвестиций'] },
  { id: 'ibkr', names: ['ibkr', 'Interactive Brokers'] },
  { id: 'itau', names: ['itau', 'Itaú Corretora'] },
];
const search = searcher(items, ({ names }) => names);
const found = (query) => search(query).map(({ id }) => id);

describe('A search for brokers', () => {
  for (const [query, first] of [
    ['тиньк', 't-invest'],
    ['tink', 't-invest'],
    ['ТИНЬКОФФ', 't-invest'],
    ['т-банк', 't-invest'],
    ['tbank', 't-invest'],
    ['Т Банк', 't-invest'],
    ['т инвест', 't-invest'],
    ['nbymrjaa', 't-invest'],
    ['ештлщаа', undefined],
    ['алор', 'alor'],
    ['alor', 'alor'],
    ['fkjh', 'alor'],
    ['финам', 'finam'],
    ['  Finam  ', 'finam'],
    ['мир инв', 'bcs'],
    ['interactive', 'ibkr'],
    ['brokers', 'ibkr'],
    ['itaú', 'itau'],
    ['itau', 'itau'],
  ]) {
    it(`«${query}» finds ${first ?? 'nothing'}`, () => assert.equal(found(query)[0], first));
  }

  it('for nothing finds all, in the order of the page', () => {
    for (const query of ['', '   ']) assert.deepEqual(search(query), items);
  });

  it('for signs alone finds nothing', () => assert.deepEqual(found('—!'), []));

  it('puts what begins with it before what holds it', () => {
    const names = ['Second Bank', 'Bank'];
    assert.deepEqual(searcher(names, (name) => [name])('bank'), ['Bank', 'Second Bank']);
  });

  it('finds every name by itself, by its beginning and in capitals', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 20 }),
        fc.nat(),
        fc.nat(),
        (names, pick, length) => {
          const find = searcher(names, (name) => [name]);
          const name = names[pick % names.length];
          if (!plain(name)) return;
          for (const query of [
            name,
            name.toUpperCase(),
            [...plain(name)].slice(0, 1 + (length % 8)).join(''),
          ]) {
            // A letter that turns into nothing in capitals says nothing to search by.
            if (plain(query) && plain(name).startsWith(plain(query)))
              assert.ok(find(query).includes(name), query);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('never finds twice, nor what there is none of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), (query) => {
        const all = search(query);
        assert.equal(new Set(all).size, all.length);
        assert.ok(all.every((item) => items.includes(item)));
      }),
      { numRuns: 1000 },
    );
  });
});
