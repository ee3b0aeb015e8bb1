/** `manage` by hand: focus, keys and dates, as each engine has them. What is listed and asked for: test/web/manage.test.ts. */
import { expect } from '@open-wc/testing';
import { http, HttpResponse } from 'msw';
import { PcDisconnectEvent, type Connection, type PortfolioConnectElement } from '../../src/index.js';
import {
  answer,
  settled,
  connected,
  connections,
  deleted,
  drawn,
  ENDPOINT,
  field,
  inState,
  listed,
  ownBroker,
  problem,
  says,
  silence,
  status,
  submit,
  submitButton,
  texts,
  TOKEN,
} from '../support/block.js';
import {
  button,
  confirmation,
  disconnectByHand,
  item,
  items,
  managed,
  shows,
} from '../support/connections.js';
import {
  allByRole,
  byRole,
  click,
  fill,
  focused,
  held,
  press,
  queryByRole,
  record,
  until,
  visibleText,
} from '../support/page.js';
import { useWorker } from '../support/worker.js';

const worker = useWorker(answer(200, connected), listed(), deleted());
const { ru, en } = texts;

const requested = (method: string) => worker.requests.filter((one) => one.method === method);

describe('the list', () => {
  it('shows the broker, the accounts, when, and the state of each', async () => {
    const el = await managed();
    const list = byRole(el, 'list', ru.portfolios);
    expect(list.querySelectorAll('[part=connection]')).to.have.length(3);
    const [active, expired, broken] = items(el).map(visibleText);
    expect(active).to.include('Тинькофф').and.include('Брокерский счёт').and.include('ИИС');
    expect(active).to.include('Подключен 3 ноября 2026').and.include(ru.connected);
    expect(expired).to.include('Тинькофф').and.include('Подключен 31 января 2026').and.include(ru.expired);
    expect(broken).to.include('old-broker').and.include(ru.broken).and.not.include('Подключен ');
    expect(requested('GET').map(({ url }) => new URL(url).pathname)).to.deep.equal([ENDPOINT]);
  });

  it('says it in English', async () => {
    const el = await managed('lang="en"');
    expect(byRole(el, 'heading', en.portfolios)).to.be.ok;
    const [active, expired, broken] = items(el).map(visibleText);
    expect(active)
      .to.include('Tinkoff')
      .and.include('Connected on November 3, 2026')
      .and.include(en.connected);
    expect(expired).to.include(en.expired);
    expect(broken).to.include(en.broken);
    el.lang = 'ru';
    await until(() => visibleText(item(el, 1)).includes(ru.expired));
  });
});

describe('disconnecting', () => {
  it('asks first; «Отмена» and Escape go back to the button', async () => {
    const el = await managed();
    const opener = () => button(item(el, 1), ru.disconnect);
    click(opener());
    const group = await confirmation(el);
    await until(() => focused() === group);
    expect(item(el, 1).contains(group)).to.be.true;
    click(button(group, ru.cancel));
    await until(() => focused() === opener());
    expect(queryByRole(el, 'group', ru.confirm)).to.be.null;
    click(opener());
    await until(() => focused()?.matches('.ask'));
    await press('Escape');
    await until(() => focused() === opener());
    expect(requested('DELETE')).to.have.length(0);
  });

  it('«Да, отключить» removes it, tells the page and the person, and the focus goes to the next item', async () => {
    const el = await managed();
    const events = record<PcDisconnectEvent>(el, 'pc-*');
    await disconnectByHand(el, 0);
    await shows(el, 2);
    await says(el, ru.disconnected);
    await until(() => focused() === item(el, 0));
    expect(visibleText(item(el, 0))).to.include(ru.expired);
    expect(requested('DELETE').map(({ url }) => new URL(url).pathname)).to.deep.equal([`${ENDPOINT}/c1`]);
    expect(events.map(({ type }) => type)).to.deep.equal(['pc-disconnect']);
    const [event] = events;
    expect(event).to.be.instanceOf(PcDisconnectEvent);
    expect(event!.detail).to.deep.equal({ id: 'c1', broker: 't-invest' });
    expect([event!.bubbles, event!.composed]).to.deep.equal([true, true]);
  });

  it('works with the keyboard', async () => {
    const el = await managed();
    button(item(el, 2), ru.disconnect).focus();
    await press('Enter');
    await until(() => focused()?.matches('.ask'));
    button(el, ru.confirmed).focus();
    await press('Enter');
    await shows(el, 2);
    await until(() => focused() === item(el, 1));
  });

  it('the focus goes to the status when none is left', async () => {
    worker.use(listed([connections[0]]));
    const el = await managed('', {}, 1);
    await disconnectByHand(el, 0);
    await shows(el, 0);
    await until(() => focused() === status(el));
    expect(visibleText(el)).to.include(ru.none).and.include(ru.disconnected);
    expect(visibleText(el)).to.not.include(ru.connected);
  });

  it('a failure is shown in place, keeps the focus, and may be tried again', async () => {
    worker.use(deleted(500, { detail: 'Нет <i>связи</i>' }));
    const el = await managed();
    const events = record(el, 'pc-*');
    await disconnectByHand(el, 0);
    await until(() => visibleText(item(el, 0)).includes(ru.disconnectFailed));
    expect(visibleText(item(el, 0))).to.include('Нет <i>связи</i>');
    await says(el, ru.disconnectFailed);
    const yes = button(el, ru.confirmed);
    await until(() => focused() === yes);
    expect(events).to.deep.equal([]);
    worker.use(deleted());
    click(yes);
    await shows(el, 2);
  });

  it('sends one request whatever is pressed while it is under way', async () => {
    const { promise, release } = held();
    worker.use(
      http.delete(`*${ENDPOINT}/:id`, async () => {
        await promise;
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const el = await managed();
    await disconnectByHand(el, 0);
    await says(el, ru.disconnecting);
    click(button(el, ru.confirmed));
    click(button(await confirmation(el), ru.cancel));
    expect(await confirmation(el)).to.be.ok;
    await settled();
    release();
    await shows(el, 2);
    expect(requested('DELETE')).to.have.length(1);
  });

  it('the second click of a double click is no answer', async () => {
    const el = await managed();
    click(button(item(el, 0), ru.disconnect));
    button(await confirmation(el), ru.confirmed).dispatchEvent(
      new MouseEvent('click', { detail: 2, bubbles: true, composed: true, cancelable: true }),
    );
    await settled();
    expect(requested('DELETE')).to.have.length(0);
  });

  it('says so where it was gone already, and loads the list again', async () => {
    const el = await managed();
    const events = record(el, 'pc-*');
    worker.use(deleted(404), listed(connections.slice(1)));
    await disconnectByHand(el, 0);
    await shows(el, 2);
    await says(el, ru.gone);
    await until(() => focused() === item(el, 0));
    expect(events).to.deep.equal([]);
  });

  it('after a success the form is back', async () => {
    const el = await managed();
    submit(el);
    await inState(el, 'connected');
    await until(() => requested('GET').length === 2);
    await shows(el, 3);
    await disconnectByHand(el, 0);
    await says(el, ru.disconnected);
    expect(el.state).to.equal('idle');
    expect(status(el).textContent).to.not.include(ru.connected);
    expect(field(el)).to.be.ok;
  });

  it('does not disturb what is typed', async () => {
    const el = await managed();
    fill(field(el), TOKEN);
    await el.disconnect('c1');
    expect(field(el).value).to.equal(TOKEN);
    await until(() => focused() === field(el));
  });
});

describe('connecting again', () => {
  const reconnect = async (el: PortfolioConnectElement, index = 1) => {
    click(button(item(el, index), ru.reconnect));
    await until(() => queryByRole(el, 'radiogroup') === null);
  };

  it('opens the form for that broker alone, with the focus in its field', async () => {
    const el = await managed('', { brokers: [ownBroker, 't-invest'] });
    await reconnect(el);
    expect(byRole(el, 'heading', `${ru.reconnect}: Тинькофф`)).to.be.ok;
    expect(allByRole(el, 'radio')).to.have.length(0);
    expect(allByRole(el, 'textbox')).to.have.length(1);
    await until(() => focused() === field(el));
    expect(el.broker).to.not.equal('t-invest');
  });

  it('«Отмена» goes back to the list, and the choice is as it was', async () => {
    const el = await managed('broker="own-broker"', { brokers: [ownBroker, 't-invest'] });
    await reconnect(el);
    fill(field(el), TOKEN);
    click(button(el, ru.cancel));
    await until(() => focused() === button(item(el, 1), ru.reconnect));
    expect(byRole<HTMLInputElement>(el, 'radio', /Свой/).checked).to.be.true;
    expect(field(el, /Логин/).value).to.equal('');
    expect(el.state).to.equal('idle');
    expect(worker.requests.map(({ method }) => method)).to.deep.equal(['GET']);
  });

  it('posts like any other, and the list is loaded again', async () => {
    const el = await managed('', { brokers: [ownBroker, 't-invest'] });
    await reconnect(el);
    const renewed: Connection = { ...connections[1], state: 'active' };
    worker.use(answer(200, renewed as typeof connected), listed([connections[0], renewed, connections[2]]));
    fill(field(el), TOKEN);
    click(submitButton(el));
    await inState(el, 'connected');
    await until(() => visibleText(item(el, 1)).includes(ru.connected));
    await until(() => requested('GET').length === 2);
    expect(await requested('POST')[0]!.json()).to.deep.equal({
      broker: 't-invest',
      credentials: { token: TOKEN },
    });
    await until(() => focused() === status(el));
    click(button(el, ru.another));
    await drawn(el);
    expect(allByRole(el, 'radio')).to.have.length(2);
  });

  it('a refusal stays in that form', async () => {
    const el = await managed('', { brokers: [ownBroker, 't-invest'] });
    await reconnect(el);
    worker.use(problem('invalid-token'));
    fill(field(el), TOKEN);
    click(submitButton(el));
    await inState(el, 'failed');
    await says(el, ru['error.invalid-token']);
    expect(field(el).value).to.equal(TOKEN);
    expect(allByRole(el, 'radio')).to.have.length(0);
  });

  it('waits for an attempt under way', async () => {
    worker.use(silence());
    const el = await managed();
    submit(el);
    await until(() => worker.requests.some(({ method }) => method === 'POST'));
    await drawn(el);
    expect(el.state).to.equal('submitting');
    expect(button(item(el, 0), ru.reconnect).disabled).to.be.true;
    click(button(el, ru.cancel));
    await drawn(el);
    expect(button(item(el, 0), ru.reconnect).disabled).to.be.false;
  });

  it('ends with reset()', async () => {
    const el = await managed('', { brokers: [ownBroker, 't-invest'] });
    await reconnect(el);
    el.reset();
    await drawn(el);
    expect(allByRole(el, 'radio')).to.have.length(2);
  });
});

describe('methods', () => {
  it('refresh() leaves the focus with the connection where it was', async () => {
    const el = await managed();
    button(item(el, 1), ru.disconnect).focus();
    worker.use(listed([connections[2], connections[1]]));
    await el.refresh();
    await until(() => focused() === button(item(el, 1), ru.disconnect));
    worker.use(listed([connections[1]]));
    await el.refresh();
    await until(() => focused() === button(item(el, 0), ru.disconnect));
    worker.use(listed([connections[0]]));
    await el.refresh();
    await until(() => focused() === item(el, 0));
  });
});
