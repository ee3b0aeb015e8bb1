/** Every built-in broker, as a person meets it: its guide, its form with a credential of its simulator, and what is sent. */
import { expect } from '@open-wc/testing';
import { simulators } from '../../demo/simulators/index.mjs';
import { laterBrokers } from '../../src/brokers/later.js';
import {
  answer,
  click,
  connected,
  fill,
  open,
  texts,
  until,
  useWorker,
  visibleText,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;

it('is offered by the demo, each with a simulator', () => {
  expect(simulators.map(({ id }) => id).sort()).to.deep.equal(
    ['t-invest', ...Object.keys(laterBrokers)].sort(),
  );
});

for (const { id, credentials } of simulators) {
  describe(id, () => {
    for (const access of ['full', 'read-only']) {
      it(`has a guide that can be read to its end, for ${access} access`, async () => {
        const pc = await open(`brokers="${id}" access="${access}"`);
        await until(() => pc.element.shadowRoot!.querySelector('[part=input]'));
        await pc.openGuide();
        const steps = [...pc.element.shadowRoot!.querySelectorAll<HTMLElement>('[part=guide-step]')];
        expect(steps.length).to.be.within(3, 6);
        for (const step of steps) {
          expect(visibleText(step).length).to.be.greaterThan(20);
          // What a picture says is not cut off.
          const picture = step.querySelector('.picture')!.getBoundingClientRect();
          for (const text of step.querySelectorAll('.picture text')) {
            const { left, right } = text.getBoundingClientRect();
            expect(left, text.textContent).to.be.at.least(picture.left);
            expect(right, text.textContent).to.be.at.most(picture.right);
          }
        }
        expect(
          pc.element.shadowRoot!.querySelectorAll('[part=guide] a[href^="https:"]').length,
        ).to.be.at.least(1);
      });
    }

    it('takes what its simulator knows, without a doubt, and sends just that', async () => {
      const pc = await open(`brokers="${id}"`);
      const root = pc.element.shadowRoot!;
      await until(() => root.querySelector('[part=input]'));
      const [known] = Object.values(credentials);
      for (const [name, value] of Object.entries(known!)) {
        const input = root.querySelector<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>(
          `#${name}`,
        )!;
        if (!(input instanceof HTMLSelectElement)) fill(input, value);
        else {
          input.value = value;
          input.dispatchEvent(new Event('change', { bubbles: true }));
        }
      }
      click(pc.submitButton());
      await pc.says(ru.connected);
      expect(worker.requests).to.have.length(1);
      const { broker, credentials: sent } = (await worker.requests[0]!.clone().json()) as {
        broker: string;
        credentials: Record<string, string>;
      };
      expect(broker).to.equal(id);
      for (const [name, value] of Object.entries(known!)) expect(sent[name]).to.equal(value);
    });
  });
}
