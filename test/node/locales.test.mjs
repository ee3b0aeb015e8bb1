/** Both languages say the same things, each in its own words. */
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { errorCodes } from '../../src/core/errors.ts';
import { en } from '../../src/locales/en.ts';
import { ru } from '../../src/locales/ru.ts';

const placeholders = (text) => (text.match(/\{\w+\}/g) ?? []).sort();

it('ru and en have the same texts, with the same values in them', () => {
  assert.deepEqual(Object.keys(ru).sort(), Object.keys(en).sort());
  for (const key of Object.keys(ru)) assert.deepEqual(placeholders(ru[key]), placeholders(en[key]), key);
});

it('no text is empty or the same in both', () => {
  for (const key of Object.keys(ru)) {
    assert.ok(ru[key].trim() && en[key].trim(), key);
    assert.notEqual(ru[key], en[key], key);
  }
});

it('every error code has its own message', () => {
  for (const texts of [ru, en]) {
    const messages = errorCodes.map((code) => texts[`error.${code}`]);
    assert.equal(new Set(messages).size, errorCodes.length);
  }
});

it('the Russian labels are those of the contract', () => {
  const { heading, broker, guide, submit, connected } = ru;
  assert.deepEqual(
    [heading, broker, guide, submit, connected],
    ['Подключение портфеля', 'Брокер', 'Как получить токен?', 'Подключить портфель', 'Портфель подключен'],
  );
});
