/** What copying adds to a token is taken off; what is wrong with it is named. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { tInvest } from '../../src/brokers/t-invest.ts';
import { checkCredential, normalizeCredential } from '../../src/core/credential.ts';

const [format] = tInvest.fields;
const token = `t.${'aB3_-xYz9K'.repeat(9).slice(0, 86)}`;
const half = token.slice(0, 40);
const rest = token.slice(40);

const noise = {
  'spaces around, as a double click selects them': `  ${token} `,
  'a line break after it, as a shell prints it': `${token}\r\n`,
  'line breaks inside, from a narrow e-mail': `${half}\n${rest}`,
  'a tab inside, from a table': `${half}\t${rest}`,
  'a non-breaking space, from a web page': `\u00a0${half}\u00a0${rest}`,
  'a zero-width space inside, from a messenger': `${half}\u200b${rest}`,
  'a byte order mark, from a text file': `\ufeff${token}`,
  'a soft hyphen, from a text processor': `${half}\u00ad${rest}`,
  'straight quotes, from JSON': `"${token}"`,
  'guillemets, from a Russian manual': `«${token}»`,
  'curly quotes, from a text processor': `“${token}”`,
  'backticks, from Markdown': `\`${token}\``,
  'Bearer, from a code sample': `Bearer ${token}`,
  'a whole header in quotes': `"Authorization: Bearer ${token}"`,
};

describe('normalizeCredential() takes off', () => {
  for (const [mistake, pasted] of Object.entries(noise)) {
    it(mistake, () => assert.equal(normalizeCredential(pasted), token));
  }

  it('nothing from a passphrase with a space inside', () =>
    assert.equal(normalizeCredential(' open sesame '), 'open sesame'));
});

describe('checkCredential()', () => {
  const findings = {
    'nothing typed': ['', 'empty', undefined],
    'a Cyrillic letter': [`t.а${token.slice(3)}`, 'lookAlike', undefined],
    'another script': [`t.好${token.slice(3)}`, 'character', false],
    'a character that tokens do not have': [`t.!${token.slice(3)}`, 'character', true],
    'no prefix': [token.slice(2), 'prefix', true],
    'cut off': [token.slice(0, 61), 'short', true],
    'a masked copy, in dots': [`t.${'•'.repeat(20)}`, 'masked', undefined],
    'a masked copy, in asterisks': [`t.****${token.slice(-4)}`, 'masked', undefined],
    'a masked copy, shortened': [`${half}…${token.slice(-4)}`, 'masked', undefined],
    'a masked copy, shortened by three dots': [`${half}...`, 'masked', undefined],
    'the same token twice': [token + token, 'twice', false],
    'two tokens in a row': [token + token.replaceAll('z', 'Q'), 'twice', false],
    'a token inside another': [half + token + rest, 'twice', false],
    'a piece of a token before one': [half.slice(0, 8) + token, 'twice', true],
    'two tokens with a space between': [`${token} ${token}`, 'twice', false],
  };
  for (const [mistake, [value, kind, doubt]] of Object.entries(findings)) {
    it(`finds ${mistake}`, () => {
      const finding = checkCredential(value, format);
      assert.equal(finding?.kind, kind);
      assert.equal(finding?.doubt, doubt);
    });
  }

  it('finds the same value twice where none has a beginning of its own', () => {
    const key = { alphabet: 'A-Z0-9', minLength: 16 };
    const value = 'ABCDEFGHIJKLMNOP';
    assert.deepEqual(checkCredential(value + value, key), { kind: 'twice', doubt: false });
    assert.equal(checkCredential(`${value}${value}X`, key), undefined);
    assert.equal(checkCredential('ABAB', { alphabet: 'A-Z' }), undefined);
  });

  it('takes dots for what they are where a value may have them', () => {
    assert.equal(checkCredential('a...b', { alphabet: 'a-z.' }), undefined);
    assert.equal(checkCredential('•••', {}), undefined);
  });

  it('names each look-alike with its Latin letter and its place', () =>
    assert.deepEqual(checkCredential(`t.аb${token.slice(4)}О`, format).letters, [
      { found: 'а', latin: 'a', position: 3 },
      { found: 'О', latin: 'O', position: token.length + 1 },
    ]));
});

const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'];
const tokens = fc
  .array(fc.constantFrom(...alphabet), { minLength: 60, maxLength: 100 })
  .map((letters) => `t.${letters.join('')}`);
const clutter = fc
  .array(fc.constantFrom(' ', '\n', '\u00a0', '\u200b', '\ufeff', '"', '«', '»', '`', 'Bearer '), {
    maxLength: 8,
  })
  .map((parts) => parts.join(''));
const trailing = clutter.map((text) => text.replaceAll('Bearer ', ''));

describe('for any token', () => {
  it('normalising twice is normalising once', () =>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.tuple(clutter, tokens).map((parts) => parts.join('')),
        ),
        (text) => {
          const once = normalizeCredential(text);
          assert.equal(normalizeCredential(once), once);
        },
      ),
    ));
  it('noise around it is taken off', () =>
    fc.assert(
      fc.property(clutter, tokens, trailing, (before, value, after) =>
        assert.equal(normalizeCredential(before + value + after), value),
      ),
    ));
  it('nothing is found in a sound one', () =>
    fc.assert(fc.property(tokens, (value) => assert.equal(checkCredential(value, format), undefined))));
});
