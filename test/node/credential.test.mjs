/** What copying adds to a token is taken off; what is wrong with it is named. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { laterBrokers } from '../../src/brokers/later.ts';
import { tInvest } from '../../src/brokers/built-in/t-invest.ts';
import { checkCredential } from '../../src/core/credential.ts';
import { credentialIn, normalizeCredential } from '../../src/core/pasted.ts';
import { swappedWith } from '../../src/core/swapped.ts';

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

describe('credentialIn() finds the token', () => {
  const other = `t.${'Q7-_b'.repeat(18).slice(0, 86)}`;
  const texts = {
    ...noise,
    'broken over lines, of which a field makes spaces': `${half} ${rest}`,
    'broken over three lines with indents': `${token.slice(0, 30)}\n    ${token.slice(30, 60)}\n    ${token.slice(60)}`,
    'before a name, at the end of a letter': `Your token:\n${token}\nBest regards,\nAnna`,
    'behind words': `Ваш токен: ${token}`,
    'behind words without a space': `Токен:${token}`,
    'before words': `${token} — никому его не показывайте`,
    'at the end of a sentence': `Here is the token I got: ${token}.`,
    'in a letter of several lines': `Здравствуйте!\r\n\r\nВот токен:\r\n${token}\r\nС уважением, Анна`,
    'in quotes among words': `скопируй «${token}» целиком`,
    'in JSON': `{"token":"${token}","access":"full"}`,
    'in JSON in lines': `{\n  "access": "full",\n  "token": "${token}"\n}`,
    'in a line of settings': `TINKOFF_TOKEN=${token}`,
    'in quotes in a line of settings': `export INVEST_TOKEN="${token}" # настоящий`,
    'in several lines of settings': `HOST=example.com\nTOKEN=${token}\nPORT=8080`,
    'as a line of JSON': `"${token}",`,
    'in YAML': `token: '${token}'`,
    'in an address': `https://example.com/?token=${token}&a=1`,
    'in a command': `curl -H 'Authorization: Bearer ${token}' -H "content-type: application/json" https://invest-public-api.tinkoff.ru/rest/`,
    'in Markdown': `[токен](${token})`,
    'in angle brackets': `<${token}>`,
    'that stands there twice': `${token}\n${token}`,
    'among a hundred thousand words': `${'слово '.repeat(50_000)}${token}${' word'.repeat(50_000)}`,
  };
  for (const [where, text] of Object.entries(texts)) {
    it(where, () => assert.equal(credentialIn(text, format), token));
  }

  it('nothing else, where there are several: they stay, to be told of', () => {
    const both = credentialIn(`старый ${token}, новый ${other}`, format);
    assert.equal(both, `${token} ${other}`);
    assert.deepEqual(checkCredential(both, format), { kind: 'twice', doubt: false });
  });

  for (const gap of ['\n', '\r\n', ' ', '\t', '\n\n', ' / '])
    it(`nothing else, where two are parted by ${JSON.stringify(gap)}`, () => {
      const both = credentialIn([token, other].join(gap), format);
      assert.equal(both, `${token} ${other}`);
      assert.equal(checkCredential(both, format).kind, 'twice');
    });

  it('nothing, where its next line may stand among the words: half of it would be sent', () => {
    const text = `Ваш токен: ${token.slice(0, 80)}\n${token.slice(80)}`;
    assert.equal(checkCredential(credentialIn(text, format), format).kind, 'words');
  });

  const guesses = {
    'broken where a terminal breaks lines': `${token.slice(0, 80)}\n${token.slice(80)}`,
    'with a last letter alone on its line': `${token.slice(0, 87)}\n${token.slice(87)}`,
    'in groups': token.replace(/.{11}(?=.)/g, '$& '),
    'before a word': `${token} thanks`,
    'before what it allows': `${token} read-only`,
    'before a date': `${token} 2025-11-19`,
    'before a word and a number': `${token} token 2`,
    'cut off, before a word': `${half} hello`,
  };
  for (const [where, text] of Object.entries(guesses)) {
    it(`nothing, and asks: ${where}`, () => {
      const parts = credentialIn(text, format);
      assert.equal(parts, text.replace('\n', ' '));
      assert.deepEqual(checkCredential(parts, format), { kind: 'parts', doubt: true });
    });
  }

  const cut = token.slice(0, 70);
  const pieces = {
    'a Cyrillic letter in it': `Токен: ${cut}с${token.slice(71)}`,
    'a Cyrillic letter in it, in JSON': `{"token": "${cut}с${token.slice(71)}"}`,
    'an odd character in it': `Токен: ${cut}+${token.slice(71)}`,
    'dots in the place of its end': `Токен: ${cut}…`,
    'three dots in the place of its end': `Токен: ${cut}... и так далее`,
    'asterisks in the place of its end': `Токен: ${cut}***`,
    'a line break in it, and a comma after it': `token: ${cut} ${token.slice(70)}, done`,
    'a line break in it, and a semicolon after it': `token=${cut}\n${token.slice(70)};`,
    'a Cyrillic word before it without a space': `токен${token}`,
  };
  for (const [what, text] of Object.entries(pieces)) {
    it(`no piece of one with ${what}`, () => {
      const found = credentialIn(text, format);
      assert.ok(found.length > token.length - 20 && found !== cut, found);
      assert.ok(['words', 'masked'].includes(checkCredential(found, format)?.kind));
    });
  }

  it('nothing that white space in it would be sent with, whoever insists', () => {
    for (const text of ['t.abcdefgh, t.ijklmnop', 't.abc means t.def here: x', 'Ваш токен: t.abc'])
      assert.ok(!checkCredential(credentialIn(text, format), format).doubt, text);
  });

  it('nothing, where two follow each other without a gap', () => {
    const glued = credentialIn(token + other, format);
    assert.equal(glued, token + other);
    assert.equal(checkCredential(glued, format).kind, 'twice');
  });

  it('nothing, where a character too many may belong to it', () => {
    for (const more of ['!', '.', '!x']) assert.equal(credentialIn(token + more, format), token + more);
  });

  it('nothing in another word that ends like its beginning', () =>
    assert.equal(credentialIn(`not.${token.slice(2)}`, format), `not.${token.slice(2)}`));

  it('nothing where the characters are not known, or a space is one of them', () => {
    assert.equal(credentialIn('my secret is t.abc', {}), 'my secret is t.abc');
    assert.equal(credentialIn('open sesame', { alphabet: 'a-z ' }), 'open sesame');
  });

  it('asks about the parts of a value of which no beginning is known', () => {
    for (const [text, alphabet] of [
      ['ABCD EFGH\nIJKL', 'A-Z'],
      ['Token abcdef', 'A-Za-z'],
    ])
      assert.equal(
        checkCredential(credentialIn(text, { alphabet, minLength: 9 }), { alphabet }).kind,
        'parts',
      );
  });

  it('and joins one with a Cyrillic letter in it, to be told of that', () => {
    const broken = credentialIn(`${half.replace('a', 'а')} ${rest}`, format);
    assert.equal(checkCredential(broken, format).kind, 'lookAlike');
  });
});

const definitions = new Map();
for (const id of Object.keys(laterBrokers)) definitions.set(id, await laterBrokers[id]());
/** A field of a built-in broker. */
const fieldOf = (broker, name) => definitions.get(broker).fields.find((field) => field.name === name);

describe('credentialIn() finds what has no beginning that tells it from words', () => {
  const apiKey = 'aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA'.repeat(2);
  const hex = '0123456789abcdef0123456789abcdef';
  const uuid = '01234567-89ab-cdef-0123-456789abcdef';
  const name = `organizations/${uuid}/apiKeys/${uuid}`;
  const tapi = 'tapi_sk_0123456789abcdefghij';
  const padded = `${'A1b2C3d4E5f6G7h8'.repeat(6).slice(0, 86)}==`;
  const body = `MHcCAQEEIA${'a'.repeat(54)}`;
  const pem = `-----BEGIN EC PRIVATE KEY-----\n${body}\nAAAA\n-----END EC PRIVATE KEY-----`;
  const texts = {
    'in a line of settings': ['binance', 'apiKey', apiKey, `BINANCE_API_KEY=${apiKey}`],
    'in quotes in a line of settings': ['binance', 'apiKey', apiKey, `export API_KEY="${apiKey}"`],
    'in a line of settings, with characters that it has itself': [
      'questrade',
      'token',
      padded,
      `MY_TOKEN=${padded}`,
    ],
    'where only its alphabet is known': ['freedom24', 'publicKey', hex, `KEY=${hex}`],
    'behind words, where only its alphabet is known': ['freedom24', 'publicKey', hex, `Public key ${hex}`],
    'below its label': ['binance', 'apiKey', apiKey, `API Key\n${apiKey}`],
    'with padding, below its label': ['kraken', 'privateKey', padded, `Private Key\n${padded}`],
    'in JSON': ['binance', 'apiKey', apiKey, `{"apiKey":"${apiKey}","secretKey":"x"}`],
    'as a line of JSON': ['kraken', 'privateKey', padded, `"${padded}",`],
    'in YAML': ['binance', 'apiKey', apiKey, `apiKey: ${apiKey}`],
    'in a command': [
      'binance',
      'apiKey',
      apiKey,
      `curl -H 'X-MBX-APIKEY: ${apiKey}' https://api.binance.com/api/v3/account`,
    ],
    'in an address': ['alor', 'token', uuid, `https://oauth.alor.ru/refresh?token=${uuid}&a=1`],
    'behind words': ['alor', 'token', uuid, `Токен: ${uuid}`],
    'by its beginning': ['finam', 'secret', tapi, `{"secret":"${tapi}"}`],
    'in a file of it': ['coinbase', 'keyName', name, JSON.stringify({ name, privateKey: pem })],
    'of several lines, in a file of it': [
      'coinbase',
      'privateKey',
      pem,
      JSON.stringify({ name, privateKey: `${pem}\n` }),
    ],
    'of several lines, as a line of JSON': [
      'coinbase',
      'privateKey',
      pem,
      `"privateKey": ${JSON.stringify(pem)},`,
    ],
    'of several lines, with the spaces of a web page': [
      'coinbase',
      'privateKey',
      pem,
      pem.replaceAll(' ', '\u00a0'),
    ],
  };
  for (const [where, [broker, field, value, text]] of Object.entries(texts)) {
    it(where, () => {
      const format = fieldOf(broker, field);
      assert.equal(credentialIn(text, format), value);
      assert.equal(checkCredential(value, format), undefined);
    });
  }

  const pairs = {
    'in JSON': `{"apiKey":"${apiKey}","secretKey":"${apiKey.toLowerCase()}"}`,
    'in lines of settings': `API_KEY=${apiKey}\nSECRET_KEY=${apiKey.toLowerCase()}\n`,
    'in a row': `${apiKey} ${apiKey.toLowerCase()}`,
    'in lines': `${apiKey}\n${apiKey.toLowerCase()}`,
  };
  for (const [where, text] of Object.entries(pairs)) {
    it(`and tells of two ${where}, of which it could be either`, () => {
      const found = credentialIn(text, fieldOf('binance', 'apiKey'));
      assert.equal(found, `${apiKey} ${apiKey.toLowerCase()}`);
      assert.deepEqual(checkCredential(found, fieldOf('binance', 'apiKey')), { kind: 'twice', doubt: false });
    });
  }

  it('and of what may be two or the halves of one asks, as before', () => {
    const long = { alphabet: 'a-f0-9', minLength: 16 };
    const half = hex.slice(0, 16);
    const found = credentialIn(`${half}\n${half.replace('0', '1')}`, long);
    assert.deepEqual(checkCredential(found, long), { kind: 'parts', doubt: true });
    const labelled = credentialIn(`A=${half}\nB=${half.replace('0', '1')}`, long);
    assert.equal(checkCredential(labelled, long).kind, 'character');
    const open = { alphabet: '!-~' };
    assert.equal(checkCredential(credentialIn(`${hex} ${uuid}`, open), open).kind, 'parts');
  });

  it('and of two the one that fits the field', () => {
    for (const text of [pairs['in JSON'], pairs['in lines of settings']]) {
      const short = text.replace(apiKey, apiKey.slice(0, 20));
      assert.equal(credentialIn(short, fieldOf('bybit', 'apiKey')), apiKey.slice(0, 20));
      assert.equal(credentialIn(short, fieldOf('bybit', 'apiSecret')), apiKey.toLowerCase());
    }
  });

  const doubtful = {
    'where it may go on in the next line': ['binance', 'apiKey', `Ключ: ${apiKey}\n${apiKey.slice(0, 9)}`],
    'where it may begin in the line before': ['binance', 'apiKey', `Ключ: a1B2c3\n${apiKey}`],
    'with a character too many in it': ['finam', 'secret', `${tapi}+${apiKey}`],
    'where it is none': ['binance', 'apiKey', 'API_KEY=0123456789abcdef0123'],
  };
  for (const [where, [broker, field, text]] of Object.entries(doubtful)) {
    it(`and asks ${where}`, () => {
      const format = fieldOf(broker, field);
      const found = credentialIn(text, format);
      assert.equal(found, normalizeCredential(text));
      assert.ok(checkCredential(found, format));
    });
  }
});

describe('swappedWith() finds what stands in the field of the other', () => {
  const { fields } = definitions.get('coinbase');
  const [keyName, privateKey] = fields;
  const name =
    'organizations/01234567-89ab-cdef-0123-456789abcdef/apiKeys/01234567-89ab-cdef-0123-456789abcdef';
  const pem = `-----BEGIN EC PRIVATE KEY-----\n${'MHcCAQEEIA'.repeat(12)}\n-----END EC PRIVATE KEY-----`;

  for (const [what, key] of Object.entries({
    'of one line and of several': pem,
    // As a field for one line has it.
    'of which a field took the line breaks': pem.replaceAll('\n', ''),
    'of which it made spaces': pem.replaceAll('\n', ' '),
    'of one line each': `${'a1'.repeat(43)}==`,
  })) {
    it(what, () => {
      const values = { keyName: key, privateKey: name };
      assert.equal(swappedWith(keyName, fields, values).other, privateKey);
      assert.equal(swappedWith(privateKey, fields, values).other, keyName);
      assert.equal(checkCredential(credentialIn(key, privateKey), privateKey), undefined);
    });
  }

  it('and nothing where each is in its place', () => {
    const values = { keyName: name, privateKey: pem };
    for (const field of fields) assert.equal(swappedWith(field, fields, values), undefined);
  });
});

describe('what takes no time', () => {
  const million = 1_000_000;
  const texts = {
    spaces: ' '.repeat(million),
    'spaces inside': `t.${' '.repeat(million)}x`,
    'spaces after a word': `Bearer${' '.repeat(million)}`,
    quotes: '"'.repeat(million),
    'words in front': 'Bearer '.repeat(million / 10),
    'headers in front': 'Authorization: '.repeat(million / 10),
    beginnings: 't.'.repeat(million),
    'beginnings with spaces': 't. '.repeat(million / 2),
    'words with equals signs': 'a='.repeat(million),
    'values of which each may be one': `${'a1'.repeat(20)} `.repeat(million / 40),
    'values, each of them another': Array.from(
      { length: 1e4 },
      (_, index) => `A=${String(index).padEnd(64, 'a')}`,
    ).join('\n'),
    'beginnings of keys': '-----BEGIN '.repeat(million / 10),
    'a long value': `t.${'a'.repeat(million)}`,
    'long values': `t.${'a'.repeat(99)}!`.repeat(million / 100),
    'invisible characters': '\u200b'.repeat(million),
    'line breaks': '\n'.repeat(million),
    'Cyrillic letters': 'а'.repeat(million),
  };
  for (const [what, text] of Object.entries(texts)) {
    // With the square of the length it would be hours.
    it(`${what}, a million`, { timeout: 60_000 }, () => {
      for (const one of [format, fieldOf('questrade', 'token'), fieldOf('coinbase', 'privateKey')])
        checkCredential(credentialIn(text, one), one);
    });
  }
});

describe('checkCredential()', () => {
  const findings = {
    'a token among words': ['Ваш токен: t.abc', 'words', false],
    'a token behind other characters': [`TOKEN=${half}`, 'words', true],
    'too much': [`t.${'a'.repeat(8191)}`, 'long', undefined],
    'nothing typed': ['', 'empty', undefined],
    'a Cyrillic letter': [`t.а${token.slice(3)}`, 'lookAlike', undefined],
    'another script': [`t.好${token.slice(3)}`, 'character', false],
    'a character that tokens do not have': [`t.!${token.slice(3)}`, 'character', true],
    'no prefix': [token.slice(2), 'prefix', true],
    'no prefix, and another script': [`好${token.slice(3)}`, 'character', false],
    'the last character of ASCII': [`t.~${token.slice(3)}`, 'character', true],
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

  it('has nothing against letters of an alphabet that only look Latin', () => {
    const cyrillic = { alphabet: 'А-Яа-яЁё ' };
    assert.equal(checkCredential('кодовое слово', cyrillic), undefined);
    assert.equal(checkCredential('кодовое cлово', cyrillic).kind, 'character');
    assert.equal(checkCredential('слово', { alphabet: '\\p{L}' }), undefined);
  });

  it('says where the first character stands that a token does not have', () => {
    const { found, position } = checkCredential(`t.!${token.slice(3)}?`, format);
    assert.deepEqual([found, position], ['!', 3]);
    assert.equal(checkCredential(`好${token.slice(3)}`, format).position, 1);
    assert.equal(checkCredential(`a好${token.slice(3)}`, format).position, 2);
  });

  it('takes two halves that are the same for a coincidence where each is too short', () => {
    const key = { alphabet: 'A-Z0-9', minLength: 16 };
    assert.equal(checkCredential('ABCDEFGHIJABCDEFGHIJ', key), undefined);
  });

  it('takes a space for what it is where a value may have one', () => {
    assert.equal(checkCredential('open sesame', { alphabet: 'a-z ' }), undefined);
    assert.equal(checkCredential('open sesame', { alphabet: 'a-z' }).kind, 'parts');
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
          const found = credentialIn(text, format);
          assert.equal(credentialIn(found, format), found);
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
