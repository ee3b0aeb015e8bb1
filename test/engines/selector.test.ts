/** A selector of  brokers, by keyboard. What is found: test/web/selector.test.ts. */
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { until, useWorker } from '../support/driver.js';
import { box, long, radios } from '../support/selector.js';

const worker = useWorker();

describe('a selector of many brokers', () => {
  it('is used by keyboard alone: type, go down, choose; or type and press Enter', async () => {
    const pc = await long();
    const changes = pc.record('pc-broker-change');
    box(pc).focus();
    await sendKeys({ type: 'тинь' });
    await sendKeys({ press: 'ArrowDown' });
    expect((pc.element.renderRoot as ShadowRoot).activeElement).to.equal(radios(pc)[0]);
    await sendKeys({ press: ' ' });
    await until(() => pc.element.broker === 't-invest');
    await pc.drawn();
    expect(box(pc).value, 'what was searched for is still there').to.equal('тинь');
    box(pc).focus();
    await sendKeys({ press: 'Escape' });
    await until(() => box(pc).value === '' && radios(pc).length === 12);
    await sendKeys({ type: 'альфа' });
    await pc.drawn();
    await sendKeys({ press: 'Enter' });
    await until(() => pc.element.broker === 'own-3');
    expect(changes.map(({ type }) => type)).to.deep.equal(['pc-broker-change', 'pc-broker-change']);
    expect(pc.element.state).not.to.equal('failed');
    expect(worker.requests).to.have.length(0);
  });
});
