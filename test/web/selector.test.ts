/** A selector of many brokers: found by name, and told to whoever does not see it. */
import { expect } from '@open-wc/testing';
import { click, fill, open, silence, texts, TOKEN, until, useWorker } from '../support/driver.js';
import { box, long, many, names, radios } from '../support/selector.js';

const worker = useWorker();

describe('a selector of many brokers', () => {
  it('has a box above the radios that finds them by name, in another script too', async () => {
    const pc = await long();
    const group = pc.byRole('radiogroup', texts.ru.broker);
    expect(box(pc).compareDocumentPosition(group)).to.equal(Node.DOCUMENT_POSITION_FOLLOWING);
    expect(radios(pc)).to.have.length(12);
    for (const query of ['тиньк', 'tink', 'т-банк', 'tbank', 'nbymrjaa']) {
      fill(box(pc), query);
      await pc.drawn();
      expect(names(pc), query).to.deep.equal(['Тинькофф Т-Инвестиции']);
    }
    fill(box(pc), 'особ');
    await pc.drawn();
    expect(names(pc)).to.deep.equal(['Брокер № 3 Альфа']);
    fill(box(pc), '');
    await pc.drawn();
    expect(radios(pc)).to.have.length(12);
  });

  it('loses the box, and what was said of a search, where the page leaves few', async () => {
    const pc = await long();
    fill(box(pc), 'особ');
    await pc.says(texts.ru.found.replace('{count}', '1'));
    pc.element.brokers = many(3);
    await until(() => radios(pc).length === 3);
    expect(pc.queryByRole('searchbox')).to.be.null;
    expect(pc.byRole('status').textContent.trim()).to.equal('');
  });

  it('has none up to eight', async () => {
    const pc = await open('', { brokers: many(8) });
    await until(() => radios(pc).length === 8);
    expect(pc.queryByRole('searchbox')).to.equal(null);
  });

  it('says how many there are, politely, and what to do when there is none', async () => {
    const pc = await long();
    fill(box(pc), '№ 1');
    await pc.says(texts.ru.found.replace('{count}', '2'));
    expect(names(pc)).to.deep.equal(['Брокер № 1', 'Брокер № 10']);
    fill(box(pc), 'такого нет');
    await pc.says(texts.ru.notFound);
    expect(radios(pc)).to.have.length(0);
    fill(box(pc), '');
    await until(() => pc.byRole('status').textContent.trim() === '');
  });

  it('tells the page nothing of what is searched, and keeps the field as it is', async () => {
    const pc = await long(12, 'broker="t-invest"');
    fill(pc.field(), TOKEN);
    const events = pc.record('input', 'change');
    fill(box(pc), 'финам');
    box(pc).dispatchEvent(new Event('change', { bubbles: true }));
    await pc.drawn();
    expect(events).to.have.length(0);
    expect(pc.element.broker).to.equal('t-invest');
    expect(pc.field().value).to.equal(TOKEN);
  });

  it('keeps the choice while others are searched for', async () => {
    const pc = await long(12, 'broker="own-5"');
    fill(box(pc), '№ 5');
    await pc.drawn();
    expect(radios(pc)[0]!.checked).to.equal(true);
    fill(box(pc), '№ 6');
    await pc.drawn();
    expect(radios(pc)[0]!.checked).to.equal(false);
    fill(box(pc), '');
    await pc.drawn();
    expect(radios(pc).filter(({ checked }) => checked)).to.have.length(1);
    expect(radios(pc)[6]!.checked).to.equal(true);
  });

  it('shows the first thirty of a thousand, the chosen one, and how to find the others', async () => {
    const pc = await long(1000, 'broker="own-900"');
    expect(radios(pc)).to.have.length(31);
    expect(radios(pc)[30]!.checked).to.equal(true);
    const more = texts.ru.more.replace('{shown}', '31').replace('{count}', '1000');
    expect((pc.element.renderRoot as ShadowRoot).textContent).to.include(more);
    fill(box(pc), '№ 777');
    await pc.drawn();
    expect(names(pc)).to.deep.equal(['Брокер № 777']);
    click(radios(pc)[0]!);
    await until(() => pc.element.broker === 'own-777');
  });

  it('follows brokers and languages that the page sets anew', async () => {
    const pc = await long();
    fill(box(pc), 'broker no. 1');
    await pc.drawn();
    expect(radios(pc)).to.have.length(2);
    pc.element.brokers = many(30);
    await until(() => radios(pc).length === 11);
    pc.element.lang = 'en';
    await pc.findByRole('searchbox', texts.en.find);
    pc.element.brokers = many(3);
    await until(() => !pc.queryByRole('searchbox'));
    expect(radios(pc)).to.have.length(3);
  });

  it('is out of reach while an attempt is under way, and when disabled', async () => {
    worker.use(silence());
    const pc = await long(12, 'broker="t-invest"');
    fill(pc.field(), TOKEN);
    click(pc.submitButton());
    await until(() => worker.requests.length === 1);
    await pc.drawn();
    expect(pc.element.state).to.equal('submitting');
    expect(box(pc).disabled).to.equal(true);
    pc.element.cancel();
    await until(() => !box(pc).disabled);
    pc.element.disabled = true;
    await until(() => box(pc).disabled);
  });

  it('takes words that the page gives', async () => {
    const pc = await long();
    pc.element.messages = { find: 'Поиск' };
    await pc.findByRole('searchbox', 'Поиск');
  });

  it('has no fault that axe finds', async () => {
    const pc = await long();
    await expect(pc.element).to.be.accessible();
    fill(box(pc), 'такого нет');
    await pc.drawn();
    await expect(pc.element).to.be.accessible();
  });
});
