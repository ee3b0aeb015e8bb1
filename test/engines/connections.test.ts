/** `manage` by hand: focus, keys and dates, as each engine has them. What is listed and asked for: test/web/manage.test.ts. */
import { expect } from '@open-wc/testing';
import { http, HttpResponse } from 'msw';
import { PcDisconnectEvent, type Connection } from '../../src/index.js';
import {
  answer,
  click,
  connected,
  connections,
  deleted,
  type Driver,
  ENDPOINT,
  fill,
  focused,
  held,
  listed,
  ownBroker,
  press,
  problem,
  settled,
  silence,
  texts,
  TOKEN,
  until,
  useWorker,
  visibleText,
} from '../support/driver.js';
import {
  button,
  confirmation,
  disconnectByHand,
  item,
  items,
  managed,
  shows,
} from '../support/connections.js';

const worker = useWorker(answer(200, connected), listed(), deleted());
const { ru, en } = texts;

const requested = (method: string) => worker.requests.filter((one) => one.method === method);

describe('the list', () => {
  it('shows the broker, the accounts, when, and the state of each', async () => {
    const pc = await managed();
    const list = pc.byRole('list', ru.portfolios);
    expect(list.querySelectorAll('[part=connection]')).to.have.length(3);
    const [active, expired, broken] = items(pc).map(visibleText);
    expect(active).to.include('Тинькофф').and.include('Брокерский счёт').and.include('ИИС');
    expect(active).to.include('Подключен 3 ноября 2026').and.include(ru.connected);
    expect(expired).to.include('Тинькофф').and.include('Подключен 31 января 2026').and.include(ru.expired);
    expect(broken).to.include('old-broker').and.include(ru.broken).and.not.include('Подключен ');
    expect(requested('GET').map(({ url }) => new URL(url).pathname)).to.deep.equal([ENDPOINT]);
  });

  it('says it in English', async () => {
    const pc = await managed('lang="en"');
    expect(pc.byRole('heading', en.portfolios)).to.be.ok;
    const [active, expired, broken] = items(pc).map(visibleText);
    expect(active)
      .to.include('Tinkoff')
      .and.include('Connected on November 3, 2026')
      .and.include(en.connected);
    expect(expired).to.include(en.expired);
    expect(broken).to.include(en.broken);
    pc.element.lang = 'ru';
    await until(() => visibleText(item(pc, 1)).includes(ru.expired));
  });
});

describe('disconnecting', () => {
  it('asks first; «Отмена» and Escape go back to the button', async () => {
    const pc = await managed();
    const opener = () => button(item(pc, 1), ru.disconnect);
    click(opener());
    const group = await confirmation(pc);
    await until(() => focused() === group);
    expect(item(pc, 1).contains(group)).to.be.true;
    click(button(group, ru.cancel));
    await until(() => focused() === opener());
    expect(pc.queryByRole('group', ru.confirm)).to.be.null;
    click(opener());
    await until(() => focused()?.matches('.ask'));
    await press('Escape');
    await until(() => focused() === opener());
    expect(requested('DELETE')).to.have.length(0);
  });

  it('«Да, отключить» removes it, tells the page and the person, and the focus goes to the next item', async () => {
    const pc = await managed();
    const events = pc.record<PcDisconnectEvent>('pc-*');
    await disconnectByHand(pc, 0);
    await shows(pc, 2);
    await pc.says(ru.disconnected);
    await until(() => focused() === item(pc, 0));
    expect(visibleText(item(pc, 0))).to.include(ru.expired);
    expect(requested('DELETE').map(({ url }) => new URL(url).pathname)).to.deep.equal([`${ENDPOINT}/c1`]);
    expect(events.map(({ type }) => type)).to.deep.equal(['pc-disconnect']);
    const [event] = events;
    expect(event).to.be.instanceOf(PcDisconnectEvent);
    expect(event!.detail).to.deep.equal({ id: 'c1', broker: 't-invest' });
    expect([event!.bubbles, event!.composed]).to.deep.equal([true, true]);
  });

  it('works with the keyboard', async () => {
    const pc = await managed();
    button(item(pc, 2), ru.disconnect).focus();
    await press('Enter');
    await until(() => focused()?.matches('.ask'));
    button(pc.element, ru.confirmed).focus();
    await press('Enter');
    await shows(pc, 2);
    await until(() => focused() === item(pc, 1));
  });

  it('the focus goes to the status when none is left', async () => {
    worker.use(listed([connections[0]]));
    const pc = await managed('', {}, 1);
    await disconnectByHand(pc, 0);
    await shows(pc, 0);
    await until(() => focused() === pc.status());
    expect(visibleText(pc.element)).to.include(ru.none).and.include(ru.disconnected);
    expect(visibleText(pc.element)).to.not.include(ru.connected);
  });

  it('a failure is shown in place, keeps the focus, and may be tried again', async () => {
    worker.use(deleted(500, { detail: 'Нет <i>связи</i>' }));
    const pc = await managed();
    const events = pc.record('pc-*');
    await disconnectByHand(pc, 0);
    await until(() => visibleText(item(pc, 0)).includes(ru.disconnectFailed));
    expect(visibleText(item(pc, 0))).to.include('Нет <i>связи</i>');
    await pc.says(ru.disconnectFailed);
    const yes = button(pc.element, ru.confirmed);
    await until(() => focused() === yes);
    expect(events).to.deep.equal([]);
    worker.use(deleted());
    click(yes);
    await shows(pc, 2);
  });

  it('sends one request whatever is pressed while it is under way', async () => {
    const { promise, release } = held();
    worker.use(
      http.delete(`*${ENDPOINT}/:id`, async () => {
        await promise;
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const pc = await managed();
    await disconnectByHand(pc, 0);
    await pc.says(ru.disconnecting);
    click(button(pc.element, ru.confirmed));
    click(button(await confirmation(pc), ru.cancel));
    expect(await confirmation(pc)).to.be.ok;
    await settled();
    release();
    await shows(pc, 2);
    expect(requested('DELETE')).to.have.length(1);
  });

  it('the second click of a double click is no answer', async () => {
    const pc = await managed();
    click(button(item(pc, 0), ru.disconnect));
    button(await confirmation(pc), ru.confirmed).dispatchEvent(
      new MouseEvent('click', { detail: 2, bubbles: true, composed: true, cancelable: true }),
    );
    await settled();
    expect(requested('DELETE')).to.have.length(0);
  });

  it('says so where it was gone already, and loads the list again', async () => {
    const pc = await managed();
    const events = pc.record('pc-*');
    worker.use(deleted(404), listed(connections.slice(1)));
    await disconnectByHand(pc, 0);
    await shows(pc, 2);
    await pc.says(ru.gone);
    await until(() => focused() === item(pc, 0));
    expect(events).to.deep.equal([]);
  });

  it('after a success the form is back', async () => {
    const pc = await managed();
    pc.submit();
    await pc.inState('connected');
    await until(() => requested('GET').length === 2);
    await shows(pc, 3);
    await disconnectByHand(pc, 0);
    await pc.says(ru.disconnected);
    expect(pc.element.state).to.equal('idle');
    expect(pc.status().textContent).to.not.include(ru.connected);
    expect(pc.field()).to.be.ok;
  });

  it('does not disturb what is typed', async () => {
    const pc = await managed();
    fill(pc.field(), TOKEN);
    await pc.element.disconnect('c1');
    expect(pc.field().value).to.equal(TOKEN);
    await until(() => focused() === pc.field());
  });
});

describe('connecting again', () => {
  const reconnect = async (pc: Driver, index = 1) => {
    click(button(item(pc, index), ru.renew));
    await until(() => pc.queryByRole('radiogroup') === null);
  };

  it('opens the form for that broker alone, with the focus in its field', async () => {
    const pc = await managed('', { brokers: [ownBroker, 't-invest'] });
    await reconnect(pc);
    expect(pc.byRole('heading', `${ru.renew}: Тинькофф`)).to.be.ok;
    expect(pc.allByRole('radio')).to.have.length(0);
    expect(pc.allByRole('textbox')).to.have.length(1);
    await until(() => focused() === pc.field());
    expect(pc.element.broker).to.not.equal('t-invest');
  });

  it('«Отмена» goes back to the list, and the choice is as it was', async () => {
    const pc = await managed('broker="own-broker"', { brokers: [ownBroker, 't-invest'] });
    await reconnect(pc);
    fill(pc.field(), TOKEN);
    click(button(pc.element, ru.cancel));
    await until(() => focused() === button(item(pc, 1), ru.renew));
    expect(pc.byRole<HTMLInputElement>('radio', /Свой/).checked).to.be.true;
    expect(pc.field(/Логин/).value).to.equal('');
    expect(pc.element.state).to.equal('idle');
    expect(worker.requests.map(({ method }) => method)).to.deep.equal(['GET']);
  });

  it('names the connection that it is to replace, and the list is loaded again', async () => {
    const pc = await managed('', { brokers: [ownBroker, 't-invest'] });
    await reconnect(pc);
    const renewed: Connection = { ...connections[1], state: 'active' };
    worker.use(answer(200, renewed as typeof connected), listed([connections[0], renewed, connections[2]]));
    fill(pc.field(), TOKEN);
    click(pc.submitButton());
    await pc.inState('connected');
    await until(() => visibleText(item(pc, 1)).includes(ru.connected));
    await until(() => requested('GET').length === 2);
    expect(await requested('POST')[0]!.json()).to.deep.equal({
      broker: 't-invest',
      connection: connections[1].id,
      credentials: { token: TOKEN },
    });
    await until(() => focused() === pc.status());
    click(button(pc.element, ru.another));
    await pc.drawn();
    expect(pc.allByRole('radio')).to.have.length(2);
    worker.use(answer(201, connected), listed([...connections]));
    click(pc.byRole('radio', /Тинькофф/));
    await pc.drawn();
    fill(pc.field(), TOKEN);
    click(pc.submitButton());
    await until(() => requested('POST').length === 2);
    expect(await requested('POST')[1]!.json()).to.not.have.property('connection');
    await pc.inState('connected');
  });

  it('a refusal stays in that form', async () => {
    const pc = await managed('', { brokers: [ownBroker, 't-invest'] });
    await reconnect(pc);
    worker.use(problem('invalid-token'));
    fill(pc.field(), TOKEN);
    click(pc.submitButton());
    await pc.inState('failed');
    await pc.says(ru['error.invalid-token']);
    expect(pc.field().value).to.equal(TOKEN);
    expect(pc.allByRole('radio')).to.have.length(0);
  });

  it('waits for an attempt under way', async () => {
    worker.use(silence());
    const pc = await managed();
    pc.submit();
    await until(() => worker.requests.some(({ method }) => method === 'POST'));
    await pc.drawn();
    expect(pc.element.state).to.equal('submitting');
    expect(button(item(pc, 0), ru.reconnect).disabled).to.be.true;
    click(button(pc.element, ru.cancel));
    await pc.drawn();
    expect(button(item(pc, 0), ru.reconnect).disabled).to.be.false;
  });

  it('ends with reset()', async () => {
    const pc = await managed('', { brokers: [ownBroker, 't-invest'] });
    await reconnect(pc);
    pc.element.reset();
    await pc.drawn();
    expect(pc.allByRole('radio')).to.have.length(2);
  });
});

describe('methods', () => {
  it('refresh() leaves the focus with the connection where it was', async () => {
    const pc = await managed();
    button(item(pc, 1), ru.disconnect).focus();
    worker.use(listed([connections[2], connections[1]]));
    await pc.element.refresh();
    await until(() => focused() === button(item(pc, 1), ru.disconnect));
    worker.use(listed([connections[1]]));
    await pc.element.refresh();
    await until(() => focused() === button(item(pc, 0), ru.disconnect));
    worker.use(listed([connections[0]]));
    await pc.element.refresh();
    await until(() => focused() === item(pc, 0));
  });
});
