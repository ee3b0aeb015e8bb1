/** A selector of many brokers: found by name, and told to whoever does not see it. */
import { expect } from '@open-wc/testing';
import { block, drawn, field, says, silence, submitButton, texts, TOKEN } from '../support/block.js';
import { byRole, click, fill, findByRole, queryByRole, record, until } from '../support/page.js';
import { box, long, many, names, radios } from '../support/selector.js';
import { useWorker } from '../support/worker.js';

const worker = useWorker();

describe('a selector of many brokers', () => {
  it('has a box above the radios that finds them by name, in another script too', async () => {
    const el = await long();
    const group = byRole(el, 'radiogroup', texts.ru.broker);
    expect(box(el).compareDocumentPosition(group)).to.equal(Node.DOCUMENT_POSITION_FOLLOWING);
    expect(radios(el)).to.have.length(12);
    for (const query of ['тиньк', 'tink', 'т-банк', 'tbank', 'nbymrjaa']) {
      fill(box(el), query);
      await drawn(el);
      expect(names(el), query).to.deep.equal(['Тинькофф Т-Инвестиции']);
    }
    fill(box(el), 'особ');
    await drawn(el);
    expect(names(el)).to.deep.equal(['Брокер № 3 Альфа']);
    fill(box(el), '');
    await drawn(el);
    expect(radios(el)).to.have.length(12);
  });

  it('loses the box, and what was said of a search, where the page leaves few', async () => {
    const el = await long();
    fill(box(el), 'особ');
    await says(el, texts.ru.found.replace('{count}', '1'));
    el.brokers = many(3);
    await until(() => radios(el).length === 3);
    expect(queryByRole(el, 'searchbox')).to.be.null;
    expect(byRole(el, 'status').textContent.trim()).to.equal('');
  });

  it('has none up to eight', async () => {
    const el = await block('', { brokers: many(8) });
    await until(() => radios(el).length === 8);
    expect(queryByRole(el, 'searchbox')).to.equal(null);
  });

  it('says how many there are, politely, and what to do when there is none', async () => {
    const el = await long();
    fill(box(el), '№ 1');
    await says(el, texts.ru.found.replace('{count}', '2'));
    expect(names(el)).to.deep.equal(['Брокер № 1', 'Брокер № 10']);
    fill(box(el), 'такого нет');
    await says(el, texts.ru.notFound);
    expect(radios(el)).to.have.length(0);
    fill(box(el), '');
    await until(() => byRole(el, 'status').textContent.trim() === '');
  });

  it('tells the page nothing of what is searched, and keeps the field as it is', async () => {
    const el = await long(12, 'broker="t-invest"');
    fill(field(el), TOKEN);
    const events = record(el, 'input', 'change');
    fill(box(el), 'финам');
    box(el).dispatchEvent(new Event('change', { bubbles: true }));
    await drawn(el);
    expect(events).to.have.length(0);
    expect(el.broker).to.equal('t-invest');
    expect(field(el).value).to.equal(TOKEN);
  });

  it('keeps the choice while others are searched for', async () => {
    const el = await long(12, 'broker="own-5"');
    fill(box(el), '№ 5');
    await drawn(el);
    expect(radios(el)[0]!.checked).to.equal(true);
    fill(box(el), '№ 6');
    await drawn(el);
    expect(radios(el)[0]!.checked).to.equal(false);
    fill(box(el), '');
    await drawn(el);
    expect(radios(el).filter(({ checked }) => checked)).to.have.length(1);
    expect(radios(el)[6]!.checked).to.equal(true);
  });

  it('shows the first fifty of a thousand, the chosen one, and how to find the others', async () => {
    const el = await long(1000, 'broker="own-900"');
    expect(radios(el)).to.have.length(51);
    expect(radios(el)[50]!.checked).to.equal(true);
    const more = texts.ru.more.replace('{shown}', '51').replace('{count}', '1000');
    expect((el.renderRoot as ShadowRoot).textContent).to.include(more);
    fill(box(el), '№ 777');
    await drawn(el);
    expect(names(el)).to.deep.equal(['Брокер № 777']);
    click(radios(el)[0]!);
    await until(() => el.broker === 'own-777');
  });

  it('follows brokers and languages that the page sets anew', async () => {
    const el = await long();
    fill(box(el), 'broker no. 1');
    await drawn(el);
    expect(radios(el)).to.have.length(2);
    el.brokers = many(30);
    await until(() => radios(el).length === 11);
    el.lang = 'en';
    await findByRole(el, 'searchbox', texts.en.find);
    el.brokers = many(3);
    await until(() => !queryByRole(el, 'searchbox'));
    expect(radios(el)).to.have.length(3);
  });

  it('is out of reach while an attempt is under way, and when disabled', async () => {
    worker.use(silence());
    const el = await long(12, 'broker="t-invest"');
    fill(field(el), TOKEN);
    click(submitButton(el));
    await until(() => worker.requests.length === 1);
    await drawn(el);
    expect(el.state).to.equal('submitting');
    expect(box(el).disabled).to.equal(true);
    el.cancel();
    await until(() => !box(el).disabled);
    el.disabled = true;
    await until(() => box(el).disabled);
  });

  it('takes words that the page gives', async () => {
    const el = await long();
    el.messages = { find: 'Поиск' };
    await findByRole(el, 'searchbox', 'Поиск');
  });

  it('has no fault that axe finds', async () => {
    const el = await long();
    await expect(el).to.be.accessible();
    fill(box(el), 'такого нет');
    await drawn(el);
    await expect(el).to.be.accessible();
  });
});
