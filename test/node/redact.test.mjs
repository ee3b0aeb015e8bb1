/** What a stranger repeats of what was sent to him must not come through. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseJson, redact } from '../../src/core/redact.ts';

describe('redact()', () => {
  for (const [what, text, secrets, expected] of [
    ['every place', 'secret-1, secret-1, secret-1', ['secret-1'], '****, ****, ****'],
    ['as it stands', 'x se"cr\\et', ['se"cr\\et'], 'x ****'],
    ['what is long enough', '123456 and 12345', ['123456'], '**** and 12345'],
    ['the longest first', 'secret-1 and secret-12', ['secret-1', 'secret-12'], '**** and ****'],
    ['as JSON escapes it', String.raw`{"token":"se\"cr\\et"}`, ['se"cr\\et'], '{"token":"****"}'],
    ['with what a replacement would read as a pattern', 'x $&secret$1 x', ['$&secret$1'], 'x **** x'],
    ['not what is too short to be one', '12345 and more', ['12345', ''], '12345 and more'],
    ['nothing, where there are none', 'a text', [], 'a text'],
  ]) {
    it(`masks ${what}`, () => assert.equal(redact(text, secrets), expected));
  }
});

describe('parseJson()', () => {
  it('masks strings at any depth, and leaves names and numbers', () =>
    assert.deepEqual(parseJson('{"secret-1":{"list":["x secret-1",123456,true]}}', ['secret-1', '123456']), {
      'secret-1': { list: ['x ****', 123456, true] },
    }));

  it('masks a secret that is written with escapes', () =>
    assert.equal(parseJson(String.raw`"\u0073ecret-1"`, ['secret-1']), '****'));

  it('takes null members for absent', () =>
    assert.deepEqual(parseJson('{"a":null,"b":{"c":null}}'), { b: {} }));

  it('is undefined where it is no JSON', () => {
    for (const text of ['', '{', '<html>', 'null']) assert.equal(parseJson(text), undefined, text);
  });
});
