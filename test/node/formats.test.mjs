/** By which credentials a broker is recognised in another one's field: no other broker's, and its own. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulators } from '../../demo/simulators/index.mjs';
import { brokersAtHand, loaderOf } from '../../src/brokers/index.ts';
import { fieldsOf } from '../../src/brokers/fields.ts';
import { localize } from '../../src/brokers/broker.ts';
import fc from 'fast-check';
import { checkCredential } from '../../src/core/credential.ts';
import { credentialIn } from '../../src/core/pasted.ts';
import { formats, issuerOf } from '../../src/element/doctor/formats.ts';

describe('A credential', () => {
  for (const { id, credentials } of simulators) {
    it(`of ${id} is taken for no other broker's, and recognised in its own field alone`, async () => {
      const broker = brokersAtHand.get(id) ?? (await loaderOf(id)());
      const fields = fieldsOf(broker).map(({ name }) => name);
      for (const known of Object.values(credentials)) {
        for (const [name, value] of Object.entries(known)) {
          const issuer = issuerOf(value);
          if (!issuer) continue;
          // What others' look like, too, says something only where it fits nowhere else.
          if (issuer.id !== id && issuer.isCommon) continue;
          assert.deepEqual([issuer.id, issuer.field], [id, name], value);
          assert.ok(fields.includes(issuer.field));
          for (const language of ['ru', 'en'])
            assert.equal(localize(issuer.name, language), localize(broker.name, language));
        }
      }
    });
  }

  it('is recognised of the brokers that have a form of their own', () => {
    const recognised = simulators
      .filter(({ credentials }) => Object.values(Object.values(credentials)[0]).some(issuerOf))
      .map(({ id }) => id);
    assert.deepEqual(recognised.sort(), [
      'alor',
      'alpaca',
      'bcs',
      'coinbase',
      'finam',
      'ibkr-flex',
      'kraken',
      'oanda',
      't-invest',
      'trading-212',
    ]);
  });

  it('is none where it is only a word or a number', () => {
    for (const value of ['', 't.', 't.short', 'hello', '1404030', 'PK', '0'.repeat(64), 'A'.repeat(64)])
      assert.equal(issuerOf(value), undefined, value);
  });
});

describe('A value that looks like a broker’s', () => {
  for (const { id, field, looks } of formats) {
    it(`is nothing odd in the field of ${id} that it is for, so that nobody is told of another broker there`, async () => {
      const broker = brokersAtHand.get(id) ?? (await loaderOf(id)());
      const format = broker.fields.find(({ name }) => name === field);
      fc.assert(
        fc.property(fc.stringMatching(looks), (value) => {
          const pasted = credentialIn(value, format);
          assert.equal(pasted, value);
          const finding = checkCredential(pasted, format);
          // Some lengths are of samples alone: who has a shorter one is asked, and not stopped.
          if (finding)
            assert.ok(finding.doubt && ['short', 'pattern', 'twice'].includes(finding.kind), value);
        }),
      );
    });
  }
});
