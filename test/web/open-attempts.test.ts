/** Attempts that go on at the endpoint when a page with `manage` is loaded: followed from the list to their end. */
import { expect } from '@open-wc/testing';
import { http, HttpResponse, type JsonBodyType } from 'msw';
import type { PcConnectEvent, PcErrorEvent } from '../../src/index.js';
import {
  answer,
  click,
  connected,
  connections,
  type Driver,
  ENDPOINT,
  fill,
  held,
  listed,
  mount,
  open,
  ownBroker,
  settled,
  texts,
  TOKEN,
  until,
  useWorker,
  visibleText,
} from '../support/driver.js';
import { items, shows } from '../support/connections.js';

const STATUS = `${ENDPOINT}/a1/status`;
const worker = useWorker(answer(200, connected), listed());
const { ru, en } = texts;

type Body = Record<string, unknown>;
type Answer = () => HttpResponse<JsonBodyType> | Promise<HttpResponse<JsonBodyType>>;

/**
 * An endpoint that works on an attempt, and says so by these answers, one after the other. The last one is the end, from which on
 * the other list is there.
 */
function endpoint(whileOpen: Body, after: Body, ...answers: Answer[]) {
  let asked = 0;
  let isOver = false;
  return [
    http.get(`*${ENDPOINT}`, () => HttpResponse.json((isOver ? after : whileOpen) as JsonBodyType)),
    http.get(`*${STATUS}`, async () => {
      const answer = await answers[Math.min(asked++, answers.length - 1)]!();
      isOver = asked >= answers.length;
      return answer;
    }),
  ];
}

/** The same, without an end. One question is all: another could come when the next test has begun. */
const working = (list: Body) => endpoint(list, list, inAMinute);

const stillOpen = (seconds: string): Answer => {
  return () => new HttpResponse(null, { status: 202, headers: { 'retry-after': seconds } });
};
const goesOn = stillOpen('0');
const inAMinute = stillOpen('60');
const made: Answer = () => HttpResponse.json(connected, { headers: { 'x-request-id': 'r7' } });
const refused =
  (
    code: string,
    status = 422,
    { headers = {}, ...more }: { headers?: Record<string, string>; detail?: string } = {},
  ): Answer =>
  () =>
    HttpResponse.json({ code, ...more }, { status, headers });

const attempt = { location: 'portfolio-connections/a1/status', broker: 't-invest' };
const empty = { connections: [], attempts: [attempt] };
const none = { connections: [] };
const accepted = http.post(
  `*${ENDPOINT}`,
  () => new HttpResponse(null, { status: 202, headers: { location: STATUS, 'retry-after': '0' } }),
);
const asked = () => worker.requests.filter(({ url }) => url.endsWith(STATUS));
/** The question of `working` has been put: waited for, lest it is the next test's. */
const questioned = () => until(() => asked().length === 1);
const pending = (pc: Driver) => [...pc.element.shadowRoot!.querySelectorAll<HTMLElement>('[part=attempt]')];
const showsPending = (pc: Driver, count: number) => until(() => pending(pc).length === count);
const shown = (pc: Driver) => {
  const list = pc.element.shadowRoot!.querySelector('.portfolios');
  return list ? visibleText(list) : '';
};
/** The list is loaded anew at the end of an attempt: waited for, lest it is the next test's. */
async function listings(count: number): Promise<void> {
  const number = () =>
    worker.requests.filter(({ method, url }) => method === 'GET' && url.endsWith(ENDPOINT)).length;
  await until(() => number() >= count);
  expect(number()).to.equal(count);
}

async function reloaded(attributes = ''): Promise<{
  pc: Driver;
  connects: PcConnectEvent[];
  errors: PcErrorEvent[];
}> {
  const pc = await open(`manage ${attributes}`);
  const connects = pc.record<PcConnectEvent>('pc-connect');
  const errors = pc.record<PcErrorEvent>('pc-error');
  return { pc, connects, errors };
}

it('shows the broker, «Проверяется» and that there is nothing to do; the form is free', async () => {
  worker.use(...working({ connections, attempts: [attempt] }));
  const { pc } = await reloaded();
  await showsPending(pc, 1);
  await shows(pc, 3);
  const words = visibleText(pending(pc)[0]!);
  expect(words).to.include('Тинькофф').and.include(ru.pending).and.include(ru.pendingNote);
  expect(shown(pc).indexOf(ru.pending)).to.be.lessThan(shown(pc).indexOf(ru.expired));
  expect(pc.element.state).to.equal('idle');
  expect(pc.submitButton().disabled).to.be.false;
  pc.element.lang = 'en';
  await until(() => visibleText(pending(pc)[0]!).includes(en.pendingNote));
  await questioned();
});

it('does not say that nothing is connected while something is being checked', async () => {
  worker.use(...working(empty));
  const { pc } = await reloaded();
  await showsPending(pc, 1);
  expect(shown(pc)).to.not.include(ru.none);
  expect(pc.byRole('list', ru.portfolios).checkVisibility()).to.be.true;
  await questioned();
});

it('asks by GET with what the page sends along, and shows the connection once it is there', async () => {
  const { promise, release } = held();
  worker.use(
    ...endpoint(empty, { connections: [connections[0]] }, goesOn, async () => (await promise, made())),
  );
  const pc = await open('manage', { headers: { 'x-csrf': 'abc' } });
  const connects = pc.record<PcConnectEvent>('pc-connect');
  const errors = pc.record('pc-error');
  await until(() => asked().length === 2);
  expect(pending(pc)).to.have.length(1);
  release();
  await shows(pc, 1);
  await pc.says(ru.connected);
  await showsPending(pc, 0);
  await listings(2);
  expect(connects.map(({ detail }) => detail)).to.deep.equal([{ connection: connected, requestId: 'r7' }]);
  expect(errors).to.deep.equal([]);
  expect(pc.element.state).to.equal('idle');
  for (const request of asked()) {
    expect(await request.text()).to.equal('');
    expect(request.headers.get('x-csrf')).to.equal('abc');
  }
});

describe('that come to nothing', () => {
  afterEach(() => listings(2));

  const codes = [
    'invalid-token',
    'expired-token',
    'insufficient-access',
    'excessive-access',
    'no-accounts',
    'sandbox-token',
    'ip-not-allowed',
    'not-active-yet',
    'rate-limited',
    'broker-unavailable',
  ] as const;
  for (const code of codes) {
    it(`say which, why, and what to do: ${code}`, async () => {
      // A long wait is believed at once.
      const detail = { headers: { 'retry-after': '60' }, detail: 'Отозван.' };
      worker.use(...endpoint(empty, none, refused(code, 422, detail)));
      const { pc, errors, connects } = await reloaded();
      await pc.says(`Тинькофф: ${ru.notConnected}. ${ru[`error.${code}`]}`);
      expect(pending(pc)).to.have.length(1);
      const words = visibleText(pending(pc)[0]!);
      expect(words).to.include('Тинькофф').and.include(ru.notConnected).and.include('Отозван.');
      expect(words).to.include(ru[`error.${code}`]).and.not.include(ru.pending);
      expect(shown(pc)).to.not.include(ru.none);
      expect(errors.map(({ detail }) => detail.error.code)).to.deep.equal([code]);
      expect(connects).to.deep.equal([]);
      expect(pc.element.state).to.equal('idle');
    });
  }

  it('are no failure where the portfolio is connected already', async () => {
    worker.use(...endpoint(empty, { connections }, refused('already-connected', 409)));
    const { pc, errors } = await reloaded();
    await pc.says(ru.connected);
    await shows(pc, 3);
    expect(pending(pc)).to.have.length(0);
    expect(errors.map(({ detail }) => detail.error.code)).to.deep.equal(['already-connected']);
  });

  for (const [status, code] of [
    [404, 'server-error'],
    [404, 'not-found'],
    [500, 'server-error'],
  ] as const) {
    it(`claim nothing that nobody knows: ${status} ${code}`, async () => {
      worker.use(...endpoint(empty, none, refused(code, status)));
      const { pc } = await reloaded();
      await pc.says(ru.brokenOff);
      expect(visibleText(pending(pc)[0]!)).to.include(ru.brokenOff);
      expect(pc.element.shadowRoot!.textContent).to.not.include(ru.notConnected);
    });
  }
});

it('are asked about no more once they have ended, even where the list goes on naming them', async () => {
  worker.use(...endpoint(empty, empty, refused('invalid-token')));
  const { pc, errors } = await reloaded();
  await pc.says(ru.notConnected);
  await listings(2);
  await pc.element.refresh();
  await pc.element.refresh();
  await settled();
  expect(asked()).to.have.length(1);
  expect(errors).to.have.length(1);
  expect(visibleText(pending(pc)[0]!)).to.not.include(ru.pending);
  expect(pending(pc)).to.have.length(1);
});

it('each have their place and their words: the refused one stays when another is connected', async () => {
  const { promise, release } = held();
  const two = { location: `${ENDPOINT}/a2/status`, broker: 'own' };
  worker.use(
    ...endpoint(
      { connections: [], attempts: [two, attempt] },
      { connections: [], attempts: [two] },
      refused('expired-token'),
    ),
    http.get(`*${ENDPOINT}/a2/status`, async () => (await promise, made())),
  );
  const pc = await open('manage', { brokers: ['t-invest', { ...ownBroker, id: 'own', name: 'Свой' }] });
  await pc.says(`Тинькофф: ${ru.notConnected}`);
  expect(pending(pc).map((one) => visibleText(one).includes(ru.pending))).to.deep.equal([false, true]);
  worker.use(listed([connected]));
  release();
  await pc.says(ru.connected);
  await shows(pc, 1);
  expect(pending(pc).map((one) => visibleText(one).includes(ru['error.expired-token']))).to.deep.equal([
    true,
  ]);
  await listings(3);
});

it('that came to nothing are forgotten once somebody connects anew', async () => {
  worker.use(...endpoint(empty, none, refused('invalid-token')));
  const { pc } = await reloaded();
  await pc.says(ru.notConnected);
  await listings(2);
  click(pc.submitButton());
  await pc.inState('failed');
  expect(pending(pc)).to.have.length(1);
  pc.submit();
  await pc.inState('connected');
  expect(pending(pc)).to.have.length(0);
  expect(pc.status().textContent).to.not.include(ru.notConnected);
  await listings(3);
});

describe('whose end cannot be had', () => {
  it('are shown as long as the list has them', async () => {
    worker.use(...endpoint(empty, empty, refused('session-expired', 401), inAMinute));
    const { pc, errors } = await reloaded();
    await listings(2);
    await settled();
    expect(visibleText(pending(pc)[0]!)).to.include(ru.pending);
    expect(asked()).to.have.length(1);
    expect(errors).to.deep.equal([]);
    worker.use(listed());
    await pc.element.refresh();
    await shows(pc, 3);
    expect(pending(pc)).to.have.length(0);
  });

  it('leave the word to the list; once that is there, they are asked about again', async () => {
    let isSignedIn = true;
    const unless401 = (answer: Answer) => () =>
      isSignedIn ? answer() : HttpResponse.json({ code: 'session-expired' }, { status: 401 });
    worker.use(
      http.get(
        `*${ENDPOINT}`,
        unless401(() => HttpResponse.json(empty)),
      ),
      http.get(`*${STATUS}`, () => {
        if (asked().length === 1) isSignedIn = false;
        return unless401(inAMinute)();
      }),
    );
    const { pc } = await reloaded();
    await pc.says(ru['error.session-expired']);
    expect(shown(pc)).to.include(ru.listFailed);
    isSignedIn = true;
    click(pc.byRole('button', ru.retry));
    await until(() => asked().length === 2);
    expect(shown(pc)).to.include(ru.pending);
    expect(shown(pc)).to.not.include(ru.listFailed);
  });
});

describe('are followed', () => {
  it('once, however often the list is loaded', async () => {
    const { promise, release } = held();
    worker.use(...endpoint(empty, { connections: [connected] }, async () => (await promise, made())));
    const { pc, connects } = await reloaded();
    await until(() => asked().length === 1);
    await pc.element.refresh();
    await pc.element.refresh();
    await settled();
    expect(asked()).to.have.length(1);
    release();
    await until(() => connects.length === 1);
    await listings(4);
  });

  it('no longer when the element is gone, and again when it is back', async () => {
    const signals: AbortSignal[] = [];
    const pc = await open('manage', {
      fetch: (url, init) => {
        if (url instanceof Request || !url.toString().endsWith(STATUS))
          return Promise.resolve(Response.json(empty));
        signals.push(init!.signal!);
        return new Promise(() => undefined);
      },
    });
    const events = pc.record('pc-*');
    await until(() => signals.length === 1);
    pc.element.remove();
    await until(() => signals[0]!.aborted);
    mount('<div></div>').append(pc.element);
    await until(() => signals.length === 2);
    expect(signals[1]!.aborted).to.be.false;
    pc.element.manage = false;
    await until(() => signals[1]!.aborted);
    expect(events.map(({ type }) => type)).to.not.include('pc-error');
    expect(pending(pc)).to.have.length(0);
  });

  it('not without manage, though the list is asked for', async () => {
    worker.use(...endpoint(empty, none, made));
    const pc = await open();
    const connects = pc.record('pc-connect');
    await pc.element.refresh();
    // By now the first list would have led to a question.
    await pc.element.refresh();
    expect(asked()).to.have.length(0);
    expect(connects).to.deep.equal([]);
  });

  it('not where it is the form’s own, which it follows itself', async () => {
    const { promise, release } = held();
    worker.use(listed([]), accepted);
    const { pc, connects } = await reloaded();
    await until(() => shown(pc).includes(ru.none));
    worker.use(...endpoint(empty, { connections: [connected] }, async () => (await promise, made())));
    pc.submit();
    await pc.inState('verifying');
    await pc.element.refresh();
    expect(pending(pc)).to.have.length(0);
    await until(() => asked().length === 1);
    release();
    await pc.inState('connected');
    await shows(pc, 1);
    await settled();
    await listings(3);
    expect(asked()).to.have.length(1);
    expect(connects).to.have.length(1);
  });

  it('after the form is busy no more, where the list came meanwhile', async () => {
    const { promise, release } = held();
    const list = held();
    worker.use(
      ...working(empty),
      http.post(`*${ENDPOINT}`, () => promise.then(() => HttpResponse.json({}, { status: 403 }))),
    );
    worker.use(
      http.get(`*${ENDPOINT}`, () => list.promise.then(() => HttpResponse.json(empty)), { once: true }),
    );
    const { pc } = await reloaded();
    pc.submit();
    await pc.inState('submitting');
    list.release();
    await until(() => shown(pc).includes(ru.none));
    expect(pending(pc)).to.have.length(0);
    release();
    await pc.inState('failed');
    await showsPending(pc, 1);
    await listings(2);
  });

  it('after reset() as well: what was accepted goes on', async () => {
    worker.use(listed([]), accepted, http.get(`*${STATUS}`, inAMinute));
    const { pc } = await reloaded();
    await until(() => shown(pc).includes(ru.none));
    worker.use(...working(empty));
    pc.submit();
    await pc.inState('verifying');
    pc.element.reset();
    await showsPending(pc, 1);
    await until(() => asked().length > 0);
  });

  it('not where it is the form’s own and has ended, though a list that is a second old still names it', async () => {
    for (const [end, state] of [
      [made, 'connected'],
      [refused('invalid-token'), 'failed'],
    ] as const) {
      worker.use(accepted, listed([]));
      const { pc, connects, errors } = await reloaded();
      await until(() => shown(pc).includes(ru.none));
      worker.use(...endpoint(empty, empty, end));
      pc.submit();
      await pc.inState(state);
      await pc.element.refresh();
      await pc.element.refresh();
      expect(pending(pc)).to.have.length(0);
      expect(connects.length + errors.length).to.equal(1);
      pc.element.remove();
    }
  });

  it('after «Отмена» before the endpoint had answered', async () => {
    const { promise, release } = held();
    worker.use(
      listed([]),
      http.post(`*${ENDPOINT}`, () => promise.then(() => HttpResponse.json(connected))),
    );
    const { pc } = await reloaded();
    await until(() => shown(pc).includes(ru.none));
    worker.use(...working(empty));
    pc.submit();
    await until(() => worker.requests.some(({ method }) => method === 'POST'));
    click(pc.byRole('button', ru.cancel));
    await showsPending(pc, 1);
    await until(() => asked().length === 1);
    release();
  });

  it('after «Отмена»: the endpoint may go on all the same', async () => {
    const { promise, release } = held();
    worker.use(listed([]), accepted);
    const { pc, errors, connects } = await reloaded();
    await until(() => shown(pc).includes(ru.none));
    worker.use(...endpoint(empty, { connections: [connected] }, async () => (await promise, made())));
    fill(pc.field(), TOKEN);
    pc.submit();
    await pc.inState('verifying');
    click(pc.byRole('button', ru.cancel));
    await pc.says(ru.unsure);
    await showsPending(pc, 1);
    expect(pc.element.state).to.equal('failed');
    expect(errors.map(({ detail }) => detail.error.code)).to.deep.equal(['cancelled']);
    release();
    await shows(pc, 1);
    await pc.says(ru.connected);
    // Nothing is left to be unsure of.
    expect(pc.element.state).to.equal('editing');
    expect(pc.status().textContent).to.not.include(ru.unsure);
    await listings(3);
    expect(connects).to.have.length(1);
    expect(pc.field().value).to.equal(TOKEN);
  });
});

it('takes a list that means something else by attempts as it is', async () => {
  worker.use(...working({ connections, attempts: 3 }));
  const { pc } = await reloaded();
  await shows(pc, 3);
  expect(items(pc)).to.have.length(3);
  expect(pending(pc)).to.have.length(0);
});
