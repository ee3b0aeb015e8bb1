/** A selector of many brokers, by keyboard. What is found: test/web/selector.test.ts. */
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { focused, nameOf, press, texts, until, useWorker } from '../support/driver.js';
import { box, long, names, radios } from '../support/selector.js';

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
    expect(names(pc), 'the others are folded away').to.deep.equal(['Тинькофф Т-Инвестиции']);
    expect(pc.queryByRole('searchbox')).to.equal(null);
    expect(focused()).to.equal(radios(pc)[0]);
    await press('Tab');
    expect(nameOf(focused()!)).to.equal(texts.ru.otherBroker);
    await press('Enter');
    await until(() => radios(pc).length === 12 && focused() === box(pc) && box(pc).value === '');
    await sendKeys({ type: 'нет' });
    await until(() => radios(pc).length === 0);
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

  it('stays open while arrows pass by, and folds with Tab', async () => {
    const pc = await long();
    radios(pc)[0]!.focus();
    for (const broker of ['own-0', 'own-1']) {
      await press('ArrowDown');
      await until(() => pc.element.broker === broker);
      await pc.drawn();
      expect(radios(pc)).to.have.length(12);
    }
    await press('Tab');
    await until(() => radios(pc).length === 1);
    expect(names(pc)).to.deep.equal(['Брокер № 1']);
    expect(nameOf(focused()!)).to.equal(texts.ru.otherBroker);
  });
});
