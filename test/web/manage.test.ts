/** `manage`: the connections that there are, their state, and what is asked for. By hand: test/engines/connections.test.ts. */
import { expect } from '@open-wc/testing';
import { delay, http, HttpResponse } from 'msw';
import { type PcDisconnectEvent } from '../../src/index.js';
import {
  answer,
  click,
  connected,
  connections,
  deleted,
  descriptionOf,
  ENDPOINT,
  fill,
  focused,
  held,
  listed,
  mount,
  open,
  ownBroker,
  queryByRole,
  rejection,
  settled,
  texts,
  TOKEN,
  until,
  useWorker,
  visibleText,
  watchTrouble,
} from '../support/driver.js';
import { button, item, items, managed, shows } from '../support/connections.js';

const worker = useWorker(answer(200, connected), listed(), deleted());
const { ru } = texts;

const requested = (method: string) => worker.requests.filter((one) => one.method === method);

const failingList = (status = 500, body: Record<string, string> = {}) =>
  http.get(`*${ENDPOINT}`, () => HttpResponse.json(body, { status }));

describe('without manage', () => {
  it('nothing is asked and nothing shown', async () => {
    const pc = await open();
    pc.submit();
    await pc.inState('connected');
    await settled();
    expect(requested('GET')).to.have.length(0);
    expect(pc.queryByRole('heading', ru.portfolios)).to.be.null;
    const isLoaded = () =>
      performance.getEntriesByType('resource').some(({ name }) => /\/connections-[\w-]+\.js$/.test(name));
    expect(isLoaded()).to.be.false;
    pc.element.manage = true;
    await until(isLoaded);
  });
});

describe('the list', () => {
  it('takes the page’s own texts', async () => {
    const pc = await managed('', { messages: { portfolios: 'Счета', disconnect: 'Убрать' } });
    expect(pc.byRole('heading', 'Счета')).to.be.ok;
    expect(pc.allByRole('button', 'Убрать')).to.have.length(3);
  });

  it('is there again after a reload, with «Портфель подключен»', async () => {
    const pc = await managed();
    expect(visibleText(pc.element)).to.include('Портфель подключен');
    expect(pc.element.state).to.equal('idle');
    expect(pc.field()).to.be.ok;
  });

  it('says that nothing is connected yet', async () => {
    worker.use(listed([]));
    const pc = await open('manage');
    await until(() => visibleText(pc.element).includes(ru.none));
    expect(visibleText(pc.element)).to.not.include(ru.connected);
    expect(pc.field()).to.be.ok;
  });

  it('cautions where a token may do more than was asked for', async () => {
    const pc = await managed('access="read-only"');
    expect(items(pc).map((one) => visibleText(one).includes(ru.tooMuch))).to.deep.equal([true, false, false]);
    pc.element.access = 'full';
    await pc.drawn();
    expect(visibleText(pc.element)).to.not.include(ru.tooMuch);
  });

  it('tells buttons of the same name apart by description', async () => {
    const pc = await managed();
    expect(descriptionOf(button(item(pc, 0), ru.disconnect))).to.include('Тинькофф');
    expect(descriptionOf(button(item(pc, 2), ru.disconnect))).to.include('old-broker');
  });

  it('says until when each works, and when that was looked at', async () => {
    const times = { connectedAt: '2026-01-31', checkedAt: '2026-05-01' };
    worker.use(
      listed([
        { id: '1', ...times, expiresAt: '2099-02-03' },
        { id: '2', ...times, expiresAt: '2026-04-30T12:00:00Z', state: 'expired' },
        { id: '3', checkedAt: 'soon', expiresAt: '2099-02-03', state: 'expired' },
        { id: '4', expiresAt: '2099-02-03', state: 'broken' },
      ]),
    );
    const pc = await managed('', {}, 4);
    const words = 'Подключен 31 января 2026 г. Действует до 3 февраля 2099 г. Проверено 1 мая 2026 г.';
    expect(visibleText(item(pc, 0))).to.include(words);
    expect(visibleText(item(pc, 1))).to.include('Срок действия истёк 30 апреля 2026 г. Проверено');
    expect(visibleText(item(pc, 2))).to.not.match(/2099|Проверено/);
    expect(visibleText(item(pc, 3))).to.not.include('2099');
    const dates = [...item(pc, 0).querySelectorAll('time')];
    expect(dates.map((one) => one.dateTime)).to.deep.equal(['2026-01-31', '2099-02-03', '2026-05-01']);
  });

  it('says that a token has run out when its last day is over, wherever that is', async () => {
    const { now } = Date;
    try {
      for (const [time, words] of [
        ['2026-11-28T11:59:00Z', 'Действует до 27 ноября'],
        ['2026-11-28T12:01:00Z', 'Срок действия истёк 27 ноября'],
      ] as const) {
        Date.now = () => Date.parse(time);
        worker.use(listed([{ id: '1', expiresAt: '2026-11-27' }]));
        const pc = await managed('', {}, 1);
        expect(visibleText(item(pc, 0))).to.include(words);
        pc.element.remove();
      }
    } finally {
      Date.now = now;
    }
  });

  it('offers a new token where the old one no longer works', async () => {
    const pc = await managed();
    expect(queryByRole(item(pc, 0), 'button', ru.renew)).to.be.null;
    expect(queryByRole(item(pc, 1), 'button', ru.reconnect)).to.be.null;
    click(button(item(pc, 1), ru.renew));
    await until(() => pc.field());
    expect(visibleText(pc.element)).to.include('Обновить токен: Тинькофф');
  });

  it('takes connections of which little is known, and shows names as text', async () => {
    worker.use(
      listed([{}, { id: 'x', broker: '<b>x</b>', connectedAt: '2026-99-99', accounts: [{ id: '<i>1' }] }]),
    );
    const pc = await managed('', {}, 2);
    expect(visibleText(item(pc, 0))).to.include(ru.connected);
    expect(queryByRole(item(pc, 0), 'button', ru.disconnect)).to.be.null;
    expect(visibleText(item(pc, 1)))
      .to.include('<b>x</b>')
      .and.include('<i>1');
  });

  it('offers to connect again only what the page offers', async () => {
    const pc = await managed('', { brokers: [ownBroker] });
    expect(queryByRole(item(pc, 0), 'button', ru.reconnect)).to.be.null;
    expect(visibleText(item(pc, 0))).to.include('Тинькофф');
  });

  it('carries part="connection"', async () => {
    const pc = await managed();
    expect(pc.allByRole('listitem').filter((one) => one.part.contains('connection'))).to.have.length(3);
  });
});

describe('requests', () => {
  it('obey headers, credentials and fetch, and are never cached or redirected', async () => {
    const seen: Array<[string, RequestInit]> = [];
    let asked = 0;
    const pc = await open('manage credentials="omit"', {
      endpoint: `${ENDPOINT}/?site=1`,
      headers: () => ({ 'x-csrf': `n${++asked}` }),
      fetch: (url, init) => {
        seen.push([url as string, init!]);
        return Promise.resolve(
          init!.method ? new Response(null, { status: 204 }) : Response.json({ connections }),
        );
      },
    });
    await shows(pc, 3);
    await pc.element.disconnect('c/2?');
    expect(seen.map(([url]) => url)).to.deep.equal([
      `${location.origin}${ENDPOINT}/?site=1`,
      `${location.origin}${ENDPOINT}/c%2F2%3F?site=1`,
    ]);
    seen.forEach(([, init], index) => {
      expect((init.headers as Headers).get('x-csrf')).to.equal(`n${index + 1}`);
      expect((init.headers as Headers).get('accept')).to.include('application/problem+json');
      expect([init.credentials, init.cache, init.redirect]).to.deep.equal(['omit', 'no-store', 'manual']);
      expect(init.body).to.be.undefined;
    });
  });

  it('obey timeout', async () => {
    worker.use(
      http.get(`*${ENDPOINT}`, async () => {
        await delay('infinite');
      }),
    );
    const pc = await open('manage timeout="50"');
    await until(() => visibleText(pc.element).includes(ru['error.timeout']));
  });

  it('are not followed into a redirect', async () => {
    const pc = await open('manage', {
      fetch: () => Promise.resolve(new Response(null, { status: 302, headers: { location: '/login' } })),
    });
    await until(() => visibleText(pc.element).includes(ru['error.redirected']));
  });

  it('are made anew when endpoint, credentials or manage change, and what was there is gone', async () => {
    const pc = await managed();
    worker.use(http.get('*/api/other', () => HttpResponse.json({ connections: [connections[1]] })));
    pc.element.endpoint = '/api/other';
    await pc.drawn();
    expect(items(pc)).to.have.length(0);
    await shows(pc, 1);
    pc.element.credentials = 'include';
    await until(() => requested('GET').length === 3);
    pc.element.manage = false;
    await pc.drawn();
    expect(items(pc)).to.have.length(0);
    pc.element.manage = true;
    await until(() => requested('GET').length === 4);
    await shows(pc, 1);
  });

  it('are made again when headers come late', async () => {
    const fetch = (_url: unknown, init?: RequestInit) =>
      Promise.resolve(
        (init!.headers as Headers).has('authorization')
          ? Response.json({ connections })
          : new Response(null, { status: 401 }),
      );
    const pc = await open('manage', { fetch });
    await until(() => visibleText(pc.element).includes(ru['error.session-expired']));
    pc.element.headers = { authorization: 'Bearer x' };
    await shows(pc, 3);
  });

  it('are not made while disabled, and made once it ends', async () => {
    const pc = await open('manage disabled');
    await settled();
    expect(worker.requests).to.have.length(0);
    expect((await rejection(pc.element.refresh())).code).to.equal('cancelled');
    expect((await rejection(pc.element.disconnect('c1'))).code).to.equal('cancelled');
    expect(worker.requests).to.have.length(0);
    pc.element.disabled = false;
    await shows(pc, 3);
    pc.element.disabled = true;
    await pc.drawn();
    for (const one of pc.allByRole<HTMLButtonElement>('button', /Отключить|заново/))
      expect(one.disabled).to.be.true;
  });

  it('are not made where the endpoint is unsafe; the block says so once', async () => {
    const trouble = watchTrouble();
    const pc = await open('manage endpoint="http://example.com/"');
    await pc.says(ru['error.invalid-endpoint']);
    expect(visibleText(pc.element)).to.not.include(ru.listFailed);
    expect((await rejection(pc.element.refresh())).code).to.equal('invalid-endpoint');
    expect(pc.queryByRole('textbox'), 'nobody is asked for a secret').to.equal(null);
    await until(() => trouble.console.length);
    expect(trouble.console).to.have.length(1);
  });

  it('drop a stale answer', async () => {
    const answers: Array<(response: Response) => void> = [];
    const pc = await open('manage', { fetch: () => new Promise((resolve) => answers.push(resolve)) });
    await until(() => answers.length === 1);
    const refreshed = pc.element.refresh();
    await until(() => answers.length === 2);
    answers[1]!(Response.json({ connections: [connections[1]] }));
    await refreshed;
    answers[0]!(Response.json({ connections }));
    await settled();
    expect(items(pc)).to.have.length(1);
    expect(visibleText(item(pc, 0))).to.include(ru.expired);
  });

  it('stop with a removal, and nothing happens after it', async () => {
    const trouble = watchTrouble();
    const signals: AbortSignal[] = [];
    let respond: ((response: Response) => void) | undefined;
    const pc = await open('manage', {
      fetch: (_url, init) => {
        signals.push(init!.signal!);
        if (!respond && signals.length === 1) return Promise.resolve(Response.json({ connections }));
        return new Promise((resolve) => (respond = resolve));
      },
    });
    await shows(pc, 3);
    const events = pc.record('pc-*');
    const [refreshed, removed] = [rejection(pc.element.refresh()), rejection(pc.element.disconnect('c1'))];
    await until(() => signals.length === 3);
    pc.element.remove();
    expect((await refreshed).code).to.equal('cancelled');
    expect((await removed).code).to.equal('cancelled');
    expect(signals.slice(1).map(({ aborted }) => aborted)).to.deep.equal([true, true]);
    respond!(new Response(null, { status: 204 }));
    await settled();
    expect(events).to.deep.equal([]);
    expect(trouble).to.deep.equal({ console: [], unhandled: [] });
    const { length } = signals;
    expect((await rejection(pc.element.refresh())).code).to.equal('cancelled');
    expect(signals).to.have.length(length);
  });

  it('go on when it is moved, and are made again when it comes back', async () => {
    const pc = await managed();
    mount('<div></div>').append(pc.element);
    await settled();
    expect(requested('GET')).to.have.length(1);
    pc.element.remove();
    await settled();
    mount('<div></div>').append(pc.element);
    await until(() => requested('GET').length === 2);
    await shows(pc, 3);
  });
});

describe('a list that cannot be loaded', () => {
  it('shows why, with «Повторить», and never hides the form', async () => {
    worker.use(failingList(401, { detail: 'Войдите <b>снова</b>' }));
    const pc = await open('manage');
    const retry = await pc.findByRole<HTMLButtonElement>('button', ru.retry);
    expect(visibleText(pc.element)).to.include(ru.listFailed).and.include('Войдите <b>снова</b>');
    await pc.says(`${ru.listFailed} ${ru['error.session-expired']}`);
    expect(pc.element.state).to.equal('idle');
    expect(pc.field()).to.be.ok;
    fill(pc.field(), TOKEN);
    click(retry);
    await until(() => requested('GET').length === 2 && !retry.ariaDisabled);
    await until(() => focused() === retry);
    worker.use(listed());
    click(retry);
    await shows(pc, 3);
    await pc.drawn();
    await until(() => focused() === pc.byRole('heading', ru.portfolios));
    expect(pc.field().value).to.equal(TOKEN);
    expect(pc.status().textContent.trim()).to.equal('');
  });

  it('lets the person connect all the same, and asks again then', async () => {
    worker.use(failingList());
    const pc = await open('manage');
    await pc.findByRole('button', ru.retry);
    worker.use(listed());
    pc.submit();
    await pc.inState('connected');
    await shows(pc, 3);
    expect(pc.queryByRole('button', ru.retry)).to.be.null;
  });

  for (const [name, response] of [
    ['no JSON', () => HttpResponse.text('<p>')],
    ['no list', () => HttpResponse.json({})],
    ['a list of something else', () => HttpResponse.json({ connections: [{ id: 1 }] })],
    ['nothing', () => new HttpResponse(null, { status: 204 })],
  ] as const) {
    it(`is invalid-response where the answer is ${name}`, async () => {
      worker.use(http.get(`*${ENDPOINT}`, response));
      const pc = await open('manage');
      await pc.findByRole('button', ru.retry);
      const error = await rejection(pc.element.refresh());
      expect([error.name, error.code]).to.deep.equal(['ConnectError', 'invalid-response']);
    });
  }

  it('keeps what was there', async () => {
    const pc = await managed();
    worker.use(failingList());
    expect((await rejection(pc.element.refresh())).code).to.equal('server-error');
    expect(items(pc)).to.have.length(3);
    expect(button(pc.element, ru.retry)).to.be.ok;
  });

  it('is no failed attempt to connect', async () => {
    worker.use(failingList());
    const pc = await open('manage');
    const events = pc.record('pc-*');
    await pc.findByRole('button', ru.retry);
    expect(events).to.deep.equal([]);
  });
});

describe('after a connection', () => {
  it('the list has it at once, and is loaded again', async () => {
    const pc = await managed();
    const { promise, release } = held();
    worker.use(
      answer(200, { ...connected, id: 'new' }),
      http.get(`*${ENDPOINT}`, async () => {
        await promise;
        return HttpResponse.json({ connections: [...connections, { ...connected, id: 'new' }] });
      }),
    );
    pc.submit();
    await shows(pc, 4);
    await until(() => requested('GET').length === 2);
    release();
    await settled();
    await pc.drawn();
    expect(items(pc)).to.have.length(4);
    expect(pc.status().textContent).to.include(ru.connected);
    // The list has the accounts: once is enough.
    expect(visibleText(pc.element).match(/Брокерский счёт/g)).to.have.length(2);
  });
});

describe('methods', () => {
  it('refresh() loads the list', async () => {
    const pc = await managed();
    worker.use(listed([connections[0]]));
    await pc.element.refresh();
    await pc.drawn();
    expect(items(pc)).to.have.length(1);
  });

  it('refresh() rejects with the ConnectError of the failure', async () => {
    worker.use(failingList(429));
    const pc = await open('manage');
    const error = await rejection(pc.element.refresh());
    expect([error.name, error.code, error.status]).to.deep.equal(['ConnectError', 'rate-limited', 429]);
  });

  it('disconnect() removes without a question; twice at once is one request', async () => {
    const pc = await managed();
    const events = pc.record<PcDisconnectEvent>('pc-disconnect');
    await Promise.all([pc.element.disconnect('c/2?'), pc.element.disconnect('c/2?')]);
    expect(requested('DELETE').map(({ url }) => new URL(url).pathname)).to.deep.equal([
      `${ENDPOINT}/c%2F2%3F`,
    ]);
    expect(events.map(({ detail }) => detail)).to.deep.equal([{ id: 'c/2?', broker: 't-invest' }]);
    await pc.drawn();
    expect(items(pc)).to.have.length(2);
  });

  it('disconnect() rejects with the ConnectError; on 404 the list is loaded again', async () => {
    const pc = await managed();
    worker.use(deleted(403));
    expect((await rejection(pc.element.disconnect('c1'))).code).to.equal('forbidden');
    expect(items(pc)).to.have.length(3);
    worker.use(deleted(404), listed(connections.slice(1)));
    const error = await rejection(pc.element.disconnect('c1'));
    expect([error.name, error.code, error.status]).to.deep.equal(['ConnectError', 'not-found', 404]);
    expect(requested('GET')).to.have.length(2);
    await pc.drawn();
    expect(items(pc)).to.have.length(2);
  });

  it('disconnect() sends nothing where the id would lead elsewhere', async () => {
    const pc = await managed();
    for (const id of ['', '.', '..', '\ud800'])
      expect((await rejection(pc.element.disconnect(id))).code).to.equal('invalid-response');
    expect(requested('DELETE')).to.have.length(0);
  });

  it('a list that was being loaded meanwhile does not bring it back', async () => {
    let gets = 0;
    const { promise, release } = held();
    const pc = await managed('', {
      fetch: async (_url, init) => {
        if (init!.method) return new Response(null, { status: 204 });
        if (++gets === 2) await promise;
        return Response.json({ connections: gets > 2 ? connections.slice(1) : connections });
      },
    });
    const refreshed = pc.element.refresh();
    await until(() => gets === 2);
    await pc.element.disconnect('c1');
    release();
    await refreshed;
    await pc.drawn();
    expect(items(pc)).to.have.length(2);
    expect(gets).to.equal(3);
  });
});
