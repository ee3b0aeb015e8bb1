import { expect } from '@open-wc/testing';
import {
  Driver,
  answer,
  click,
  connected,
  ENDPOINT,
  fill,
  mount,
  open,
  rejection,
  silence,
  texts,
  TOKEN,
  until,
  useWorker,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));

describe('methods', () => {
  it('connect() fulfils with the connection and does not ask again while connected', async () => {
    const pc = await open();
    fill(pc.field(), TOKEN);
    const [first, second] = [pc.element.connect(), pc.element.connect()];
    expect(await first).to.deep.equal(connected);
    expect(await second).to.deep.equal(connected);
    expect(await pc.element.connect()).to.deep.equal(connected);
    expect(worker.requests).to.have.length(1);
  });

  it('connect() rejects with the ConnectError of the failure', async () => {
    worker.use(answer(401));
    const pc = await open();
    expect((await rejection(pc.element.connect())).code).to.equal('incomplete');
    fill(pc.field(), TOKEN);
    const error = await rejection(pc.element.connect());
    expect([error.name, error.code, error.status]).to.deep.equal(['ConnectError', 'session-expired', 401]);
    expect(pc.element.state).to.equal('failed');
  });

  it('connect() rejects with a ConnectError whatever has the focus', async () => {
    worker.use(answer(422, { code: 'invalid-token' }));
    const pc = await open();
    for (const target of [pc.field(), pc.submitButton(), pc.byRole('button', texts.ru.guide)]) {
      fill(pc.field(), TOKEN);
      target.focus();
      const error = await rejection(pc.element.connect());
      expect([error.name, error.code]).to.deep.equal(['ConnectError', 'invalid-token']);
    }
  });

  for (const [way, leave] of [
    ['starts over', (pc: Driver) => pc.element.reset()],
    ['removes the block', (pc: Driver) => pc.element.remove()],
  ] as const) {
    it(`connect() ends as it ended, also where a page that is told of it ${way}`, async () => {
      const pc = await open();
      pc.element.addEventListener('pc-connect', () => leave(pc));
      fill(pc.field(), TOKEN);
      expect(await pc.element.connect()).to.deep.equal(connected);

      worker.use(answer(401));
      const other = await open();
      other.element.addEventListener('pc-error', () => leave(other));
      fill(other.field(), TOKEN);
      expect((await rejection(other.element.connect())).code).to.equal('session-expired');
    });
  }

  it('connect() masks what it sends, and leaves unmasked what has to be corrected', async () => {
    const pc = await open();
    click(pc.byRole('button', texts.ru.show));
    fill(pc.field(), 'мой токен');
    expect((await rejection(pc.element.connect())).code).to.equal('incomplete');
    await pc.drawn();
    expect(pc.byRole('button', texts.ru.hide)).to.exist;
    worker.use(silence());
    fill(pc.field(), TOKEN);
    const outcome = rejection(pc.element.connect());
    await pc.inState('submitting');
    await pc.drawn();
    expect(pc.byRole('button', texts.ru.show)).to.exist;
    pc.element.cancel();
    await outcome;
  });

  it('connect() works before the first rendering', async () => {
    const pc = new Driver(document.createElement('portfolio-connect'));
    Object.assign(pc.element, { endpoint: ENDPOINT, lang: 'en' });
    mount('<div></div>').append(pc.element);
    expect((await rejection(pc.element.connect())).code).to.equal('incomplete');
    await pc.says(texts.en.empty.replace('{field}', 'T-Invest API token'));
  });

  it('cancel() ends the attempt with `cancelled` and keeps the token', async () => {
    worker.use(silence());
    const pc = await open();
    fill(pc.field(), TOKEN);
    const outcome = rejection(pc.element.connect());
    await until(() => worker.requests.length === 1);
    pc.element.cancel();
    expect(pc.element.state).to.equal('failed');
    expect((await outcome).code).to.equal('cancelled');
    await pc.says(texts.ru['error.cancelled']);
    expect(pc.field().value).to.equal(TOKEN);
    pc.element.cancel();
    expect(pc.element.state).to.equal('failed');
    worker.use(answer(204));
    click(pc.submitButton());
    await pc.inState('connected');
  });

  it('reset() goes back to the beginning from anywhere', async () => {
    worker.use(silence());
    const pc = await open();
    fill(pc.field(), TOKEN);
    const outcome = rejection(pc.element.connect());
    await until(() => worker.requests.length === 1);
    pc.element.reset();
    expect(pc.element.state).to.equal('idle');
    expect((await outcome).code).to.equal('cancelled');
    await pc.drawn();
    expect(pc.field().value).to.equal('');
    expect(pc.status().textContent.trim()).to.equal('');
    worker.use(answer(200, connected));
    pc.submit();
    await pc.inState('connected');
    pc.element.reset();
    await pc.drawn();
    expect(pc.element.state).to.equal('idle');
    expect(pc.field().value).to.equal('');
    expect(pc.element.broker).to.equal('t-invest');
  });

  it('reset() right after connect() stops it before anything is sent', async () => {
    const pc = await open();
    fill(pc.field(), TOKEN);
    const outcome = rejection(pc.element.connect());
    pc.element.reset();
    expect((await outcome).code).to.equal('cancelled');
    expect(pc.element.state).to.equal('idle');
    expect(worker.requests).to.have.length(0);
    expect(pc.status().textContent.trim()).to.equal('');
  });
});
