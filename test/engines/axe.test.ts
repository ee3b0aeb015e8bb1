/** One pass of axe in each engine, over the states that have most in them. All states: test/web/axe.test.ts. */
import { expect } from '@open-wc/testing';
import { answer, useWorker } from '../support/driver.js';
import { audit, measuresContrast, objections, surround } from '../support/axe.js';
import { states } from '../support/states.js';

useWorker(answer(204));

const rich = [
  'idle, several brokers',
  'guide, full access',
  'every kind of field, two of them mixed up',
  'failed: invalid-token',
  'connected, with accounts',
  'manage, list',
];

describe('axe finds nothing', () => {
  for (const name of rich) {
    for (const scheme of ['light', 'dark'] as const) {
      it(`${name}, ${scheme}`, async () => {
        const pc = await states[name]!('ru', 'lang="ru"');
        const results = await audit(surround(pc.element, scheme));
        expect(objections(results)).to.deep.equal([]);
        expect(measuresContrast(results)).to.be.true;
        for (const picture of pc.element.shadowRoot!.querySelectorAll('svg')) {
          expect(picture.getBoundingClientRect().height, 'a picture is drawn').to.be.greaterThan(5);
        }
      });
    }
  }
});
