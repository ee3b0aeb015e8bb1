import { expect } from '@open-wc/testing';
import {
  answer,
  block,
  connected,
  drawn,
  ENDPOINT,
  field,
  inState,
  rejection,
  says,
  silence,
  status,
  submit,
  submitButton,
  texts,
  TOKEN,
} from '../support/block.js';
import { byRole, click, fill, mount, until } from '../support/page.js';
import { useWorker } from '../support/worker.js';

const worker = useWorker(answer(200, connected));

describe('methods', () => {
  it('connect() fulfils with the connection and does not ask again while connected', async () => {
    const el = await block();
    fill(field(el), TOKEN);
    const [first, second] = [el.connect(), el.connect()];
    expect(await first).to.deep.equal(connected);
    expect(await second).to.deep.equal(connected);
    expect(await el.connect()).to.deep.equal(connected);
    expect(worker.requests).to.have.length(1);
  });

  it('connect() rejects with the ConnectError of the failure', async () => {
    worker.use(answer(401));
    const el = await block();
    expect((await rejection(el.connect())).code).to.equal('incomplete');
    fill(field(el), TOKEN);
    const error = await rejection(el.connect());
    expect([error.name, error.code, error.status]).to.deep.equal(['ConnectError', 'session-expired', 401]);
    expect(el.state).to.equal('failed');
  });

  it('connect() rejects with a ConnectError whatever has the focus', async () => {
    worker.use(answer(422, { code: 'invalid-token' }));
    const el = await block();
    for (const target of [field(el), submitButton(el), byRole(el, 'radio')]) {
      fill(field(el), TOKEN);
      target.focus();
      const error = await rejection(el.connect());
      expect([error.name, error.code]).to.deep.equal(['ConnectError', 'invalid-token']);
    }
  });

  for (const [way, leave] of [
    ['starts over', (el: HTMLElementTagNameMap['portfolio-connect']) => el.reset()],
    ['removes the block', (el: HTMLElementTagNameMap['portfolio-connect']) => el.remove()],
  ] as const) {
    it(`connect() ends as it ended, also where a page that is told of it ${way}`, async () => {
      const el = await block();
      el.addEventListener('pc-connect', () => leave(el));
      fill(field(el), TOKEN);
      expect(await el.connect()).to.deep.equal(connected);

      worker.use(answer(401));
      const other = await block();
      other.addEventListener('pc-error', () => leave(other));
      fill(field(other), TOKEN);
      expect((await rejection(other.connect())).code).to.equal('session-expired');
    });
  }

  it('connect() masks what it sends, and leaves unmasked what has to be corrected', async () => {
    const el = await block();
    click(byRole(el, 'button', texts.ru.show));
    fill(field(el), 'мой токен');
    expect((await rejection(el.connect())).code).to.equal('incomplete');
    await drawn(el);
    expect(byRole(el, 'button', texts.ru.hide)).to.exist;
    fill(field(el), TOKEN);
    const outcome = el.connect();
    await inState(el, 'submitting');
    await drawn(el);
    expect(byRole(el, 'button', texts.ru.show)).to.exist;
    await outcome;
  });

  it('connect() works before the first rendering', async () => {
    const el = Object.assign(document.createElement('portfolio-connect'), { endpoint: ENDPOINT, lang: 'en' });
    mount('<div></div>').append(el);
    expect((await rejection(el.connect())).code).to.equal('incomplete');
    await says(el, texts.en['error.incomplete']);
  });

  it('cancel() ends the attempt with `cancelled` and keeps the token', async () => {
    worker.use(silence());
    const el = await block();
    fill(field(el), TOKEN);
    const outcome = rejection(el.connect());
    await until(() => worker.requests.length === 1);
    el.cancel();
    expect(el.state).to.equal('failed');
    expect((await outcome).code).to.equal('cancelled');
    await says(el, texts.ru['error.cancelled']);
    expect(field(el).value).to.equal(TOKEN);
    el.cancel();
    expect(el.state).to.equal('failed');
    worker.use(answer(204));
    click(submitButton(el));
    await inState(el, 'connected');
  });

  it('reset() goes back to the beginning from anywhere', async () => {
    worker.use(silence());
    const el = await block();
    fill(field(el), TOKEN);
    const outcome = rejection(el.connect());
    await until(() => worker.requests.length === 1);
    el.reset();
    expect(el.state).to.equal('idle');
    expect((await outcome).code).to.equal('cancelled');
    await drawn(el);
    expect(field(el).value).to.equal('');
    expect(status(el).textContent.trim()).to.equal('');
    worker.use(answer(200, connected));
    submit(el);
    await inState(el, 'connected');
    el.reset();
    await drawn(el);
    expect(el.state).to.equal('idle');
    expect(field(el).value).to.equal('');
    expect(el.broker).to.equal('t-invest');
  });

  it('reset() right after connect() stops it before anything is sent', async () => {
    const el = await block();
    fill(field(el), TOKEN);
    const outcome = rejection(el.connect());
    el.reset();
    expect((await outcome).code).to.equal('cancelled');
    expect(el.state).to.equal('idle');
    expect(worker.requests).to.have.length(0);
    expect(status(el).textContent.trim()).to.equal('');
  });
});
