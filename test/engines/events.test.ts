import { expect } from '@open-wc/testing';
import { http, HttpResponse } from 'msw';
import {
  type ConnectError,
  type Connection,
  PcBrokerChangeEvent,
  PcConnectEvent,
  PcErrorEvent,
  PcStateChangeEvent,
  PcSubmitEvent,
  type PortfolioConnectElement,
  type StateName,
} from '../../src/index.js';
import {
  answer,
  click,
  connected,
  type Driver,
  ENDPOINT,
  fill,
  open,
  ownBroker,
  problem,
  record,
  rejection,
  settled,
  silence,
  TOKEN,
  until,
  useWorker,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));

/** Events as a reader would write them down: `pc-state-change idle → editing`. */
const written = (events: readonly CustomEvent[]) =>
  events.map((event) => {
    if (event instanceof PcStateChangeEvent) return `${event.detail.previous} → ${event.detail.state}`;
    if (event instanceof PcErrorEvent) return `${event.type} ${event.detail.error.code}`;
    return event.type;
  });

/** Acts, waits until the state is reached, and returns what happened, in order. */
async function story(pc: Driver, end: StateName, act: () => unknown): Promise<string[]> {
  const events = pc.record('pc-*');
  await act();
  await pc.inState(end);
  await pc.drawn();
  return written(events);
}

describe('events, in order', () => {
  it('of a success', async () => {
    const pc = await open();
    expect(await story(pc, 'connected', () => pc.submit())).to.deep.equal([
      'idle → editing',
      'pc-submit',
      'editing → submitting',
      'submitting → connected',
      'pc-connect',
    ]);
  });

  it('of a success that takes its time', async () => {
    const location = `${ENDPOINT}/operations/1`;
    let polls = 0;
    worker.use(
      answer(202, undefined, { location, 'retry-after': '0' }),
      http.get(`*${location}`, () =>
        polls++
          ? HttpResponse.json(connected)
          : new HttpResponse(null, { status: 202, headers: { location, 'retry-after': '0' } }),
      ),
    );
    const pc = await open();
    expect(await story(pc, 'connected', () => pc.submit())).to.deep.equal([
      'idle → editing',
      'pc-submit',
      'editing → submitting',
      'submitting → verifying',
      'verifying → connected',
      'pc-connect',
    ]);
    expect(worker.requests.map(({ method }) => method)).to.deep.equal(['POST', 'GET', 'GET']);
  });

  it('of a failure, a correction and a success', async () => {
    worker.use(problem('invalid-token'));
    const pc = await open();
    expect(await story(pc, 'failed', () => pc.submit())).to.deep.equal([
      'idle → editing',
      'pc-submit',
      'editing → submitting',
      'submitting → failed',
      'pc-error invalid-token',
    ]);
    worker.use(answer(204));
    expect(await story(pc, 'connected', () => pc.submit())).to.deep.equal([
      'failed → editing',
      'pc-submit',
      'editing → submitting',
      'submitting → connected',
      'pc-connect',
    ]);
  });

  it('of pressing the button with nothing typed, which sends nothing', async () => {
    const pc = await open();
    expect(await story(pc, 'failed', () => click(pc.submitButton()))).to.deep.equal([
      'idle → failed',
      'pc-error incomplete',
    ]);
    expect(worker.requests).to.have.length(0);
  });

  it('of cancelling', async () => {
    worker.use(silence());
    const pc = await open();
    pc.submit();
    await until(() => worker.requests.length);
    expect(await story(pc, 'failed', () => pc.element.cancel())).to.deep.equal([
      'submitting → failed',
      'pc-error cancelled',
    ]);
  });

  it('of resetting in mid-request', async () => {
    worker.use(silence());
    const pc = await open();
    pc.submit();
    await until(() => worker.requests.length);
    expect(await story(pc, 'idle', () => pc.element.reset())).to.deep.equal(['submitting → idle']);
    await settled();
    expect(pc.element.state).to.equal('idle');
  });

  it('of a double click: one attempt', async () => {
    const pc = await open();
    fill(pc.field(), TOKEN);
    expect(
      await story(pc, 'connected', () => {
        pc.submitButton().click();
        pc.submitButton().click();
      }),
    ).to.deep.equal(['pc-submit', 'editing → submitting', 'submitting → connected', 'pc-connect']);
    expect(worker.requests).to.have.length(1);
  });
});

describe('every event', () => {
  const classes = {
    'pc-broker-change': PcBrokerChangeEvent,
    'pc-submit': PcSubmitEvent,
    'pc-connect': PcConnectEvent,
    'pc-error': PcErrorEvent,
    'pc-state-change': PcStateChangeEvent,
  };

  it('bubbles, is composed, and is of its exported class', async () => {
    worker.use(problem('expired-token'));
    const pc = await open('', { brokers: ['t-invest', ownBroker] });
    const events = record(document, 'pc-*');
    try {
      click(pc.byRole('radio', /Тинькофф/));
      await pc.drawn();
      pc.submit();
      await pc.inState('failed');
      worker.use(answer(200, connected));
      pc.submit();
      await pc.inState('connected');
      await until(() => events.some(({ type }) => type === 'pc-connect'));
      expect(new Set(events.map(({ type }) => type))).to.deep.equal(
        new Set(['pc-broker-change', 'pc-state-change', 'pc-submit', 'pc-error', 'pc-connect']),
      );
      for (const event of events) {
        expect(event).to.be.instanceOf(classes[event.type as keyof typeof classes]);
        expect(event).to.be.instanceOf(CustomEvent);
        expect([event.bubbles, event.composed, event.target]).to.deep.equal([true, true, pc.element]);
        expect(event.cancelable).to.equal(event.type === 'pc-submit');
      }
    } finally {
      pc.element.remove();
    }
  });

  it('has the details that the contract names, and no others', async () => {
    worker.use(problem('rate-limited', 429, 'slow down'));
    const pc = await open();
    const events = pc.record('pc-*');
    pc.submit();
    await pc.inState('failed');
    const [, sent, , , failed] = events;
    expect(sent!.detail).to.deep.equal({ broker: 't-invest' });
    const { error } = failed!.detail as { error: ConnectError };
    expect(Object.keys(failed!.detail as object)).to.deep.equal(['error']);
    expect(error).to.be.instanceOf(Error);
    expect([error.code, error.status, error.detail]).to.deep.equal(['rate-limited', 429, 'slow down']);

    worker.use(answer(200, connected));
    const other = await open();
    const [connect] = [other.record('pc-connect')];
    other.submit();
    await other.inState('connected');
    expect(connect.map(({ detail }) => detail as unknown)).to.deep.equal([{ connection: connected }]);
  });

  it('is typed for addEventListener', async () => {
    const pc = await open();
    const seen: Array<string | undefined> = [];
    // What matters here is that this compiles, without a cast.
    pc.element.addEventListener('pc-broker-change', (event) =>
      seen.push(event.detail.broker satisfies string),
    );
    pc.element.addEventListener('pc-submit', (event) => seen.push(event.detail.broker satisfies string));
    pc.element.addEventListener('pc-connect', ({ detail }) =>
      seen.push((detail.connection satisfies Connection).id),
    );
    pc.element.addEventListener('pc-error', (event) =>
      seen.push(event.detail.error.code satisfies ConnectError['code']),
    );
    pc.element.addEventListener('pc-state-change', ({ detail }) =>
      seen.push((detail.state satisfies StateName) + (detail.previous satisfies StateName)),
    );
    const made: PortfolioConnectElement = document.createElement('portfolio-connect');
    expect(made).to.have.property('state', 'idle');
    pc.submit();
    await until(() => seen.length === 5);
    expect(seen).to.deep.equal(['editingidle', 't-invest', 'submittingediting', 'connectedsubmitting', 'c1']);
  });
});

describe('pc-submit', () => {
  it('stops everything when it is prevented: nothing is sent, the token stays, the person can go on', async () => {
    const pc = await open();
    pc.element.addEventListener('pc-submit', (event) => event.preventDefault(), { once: true });
    fill(pc.field(), TOKEN);
    const errors = pc.record('pc-error');
    expect((await rejection(pc.element.connect())).code).to.equal('cancelled');
    expect(worker.requests).to.have.length(0);
    expect(errors).to.deep.equal([]);
    expect(pc.element.state).to.equal('editing');
    expect(pc.field().value).to.equal(TOKEN);
    click(pc.submitButton());
    await pc.inState('connected');
  });

  it('comes before anything is sent', async () => {
    const pc = await open();
    let sentBefore = -1;
    pc.element.addEventListener('pc-submit', () => (sentBefore = worker.requests.length));
    pc.submit();
    await pc.inState('connected');
    expect(sentBefore).to.equal(0);
  });

  it('lets a listener reset the block', async () => {
    const pc = await open();
    pc.element.addEventListener('pc-error', () => pc.element.reset());
    click(pc.submitButton());
    await settled();
    expect(pc.element.state).to.equal('idle');
    expect(pc.status().textContent.trim()).to.equal('');
  });
});

describe('custom states', () => {
  it('are the same as the property, one at a time, at every event already', async () => {
    const names: StateName[] = ['idle', 'editing', 'submitting', 'verifying', 'connected', 'failed'];
    const matching = () => names.filter((name) => pc.element.matches(`:state(${name})`));
    worker.use(problem('forbidden', 403));
    const pc = await open();
    expect(matching()).to.deep.equal(['idle']);
    const seen: unknown[] = [];
    pc.element.addEventListener('pc-state-change', ({ detail }) =>
      seen.push([detail.state, pc.element.state, ...matching()]),
    );
    pc.submit();
    await pc.inState('failed');
    expect(seen).to.deep.equal(['editing', 'submitting', 'failed'].map((name) => [name, name, name]));
  });
});
