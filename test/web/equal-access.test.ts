/** A second opinion beside axe's: IBM Equal Access finds nothing in any state, light, dark and with forced colours. */
import { expect } from '@open-wc/testing';
import { answer, emulate, mount, nothing, useWorker } from '../support/driver.js';
import { surround } from '../support/axe.js';
import { failures } from '../support/equal-access.js';
import { states } from '../support/states.js';

useWorker(answer(204));

// The faults of "set up wrongly" are told on the console; that is not what is looked at here.
const { error } = console;
before(() => (console.error = nothing));
after(() => (console.error = error));
afterEach(() => emulate({}));

describe('Equal Access finds nothing, light, dark and with forced colours', () => {
  for (const [name, enter] of Object.entries(states)) {
    it(name, async () => {
      const pc = await enter('ru', 'lang="ru"');
      for (const scheme of ['light', 'dark'] as const)
        expect(await failures(surround(pc.element, scheme)), scheme).to.deep.equal([]);
      expect(await emulate({ 'forced-colors': 'active' })).to.be.true;
      expect(await failures(surround(pc.element, 'light')), 'forced').to.deep.equal([]);
    });
  }

  it('and would find what is wrong in a shadow root', async () => {
    const host = mount('<div></div>');
    host.attachShadow({ mode: 'open' }).innerHTML =
      '<input><p style="color: #bbb; background: #fff">Faint</p>';
    const found = (await failures(surround(host, 'light'))).join('\n');
    expect(found).to.include('input_label').and.to.include('contrast');
  });
});
