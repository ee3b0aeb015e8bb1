/** A selector of  brokers, by keyboard. What is found: test/web/selector.test.ts. */
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { drawn } from '../support/block.js';
import { record, until } from '../support/page.js';
import { box, long, radios } from '../support/selector.js';
import { useWorker } from '../support/worker.js';

const worker = useWorker();

describe('a selector of many brokers', () => {
  it('is used by keyboard alone: type, go down, choose; or type and press Enter', async () => {
    const el = await long();
    const changes = record(el, 'pc-broker-change');
    box(el).focus();
    await sendKeys({ type: 'тинь' });
    await sendKeys({ press: 'ArrowDown' });
    expect((el.renderRoot as ShadowRoot).activeElement).to.equal(radios(el)[0]);
    await sendKeys({ press: ' ' });
    await until(() => el.broker === 't-invest');
    await drawn(el);
    expect(box(el).value, 'what was searched for is still there').to.equal('тинь');
    box(el).focus();
    await sendKeys({ press: 'Escape' });
    await until(() => box(el).value === '' && radios(el).length === 12);
    await sendKeys({ type: 'альфа' });
    await drawn(el);
    await sendKeys({ press: 'Enter' });
    await until(() => el.broker === 'own-3');
    expect(changes.map(({ type }) => type)).to.deep.equal(['pc-broker-change', 'pc-broker-change']);
    expect(el.state).not.to.equal('failed');
    expect(worker.requests).to.have.length(0);
  });
});
