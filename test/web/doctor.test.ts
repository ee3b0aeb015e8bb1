/** A token of another broker: it is said whose it seems to be, and its form is one press away. */
import { expect } from '@open-wc/testing';
import {
  answer,
  click,
  connected,
  type Driver,
  fill,
  focused,
  open,
  paste,
  settled,
  texts,
  TOKEN,
  until,
  useWorker,
  visibleText,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru, en } = texts;

const FINAM = 'tapi_sk_0123456789abcdefghij';
const issuedBy = (broker: string): string => ru.issuedBy.replace('{broker}', broker);
const toBroker = (broker: string): string => ru.chooseIssuer.replace('{broker}', broker);

/** The block once somebody has come to its field. */
async function entered(pc: Driver): Promise<Driver> {
  pc.field().focus();
  // What checks it is there.
  const loaded = () => performance.getEntriesByType('resource').map(({ name }) => name);
  await until(() => loaded().some((name) => name.includes('/session-')));
  await settled();
  await pc.drawn();
  return pc;
}

async function offering(brokers: string): Promise<Driver> {
  const pc = await open(`brokers="${brokers}"`);
  await until(() => pc.queryByRole('radio', /Тинькофф/));
  click(pc.byRole('radio', /Тинькофф/));
  await pc.drawn();
  return entered(pc);
}

it('is said to be that one’s, and taken along to its form', async () => {
  const pc = await offering('t-invest finam');
  paste(pc.field(), FINAM);
  await pc.says(issuedBy('Финам'));
  click(await pc.findByRole('button', toBroker('Финам')));
  await until(() => pc.element.broker === 'finam' && pc.field().value === FINAM);
  expect(focused()).to.equal(pc.field());
  await until(() => visibleText(pc.element).includes(ru.whole));
  expect(visibleText(pc.element)).to.not.include(issuedBy('Финам'));
  click(pc.submitButton());
  await pc.inState('connected');
  expect(await worker.requests[0]!.clone().json()).to.deep.equal({
    broker: 'finam',
    credentials: { secret: FINAM },
  });
});

it('leaves nothing of it with the broker that it was typed for', async () => {
  const pc = await offering('t-invest finam');
  paste(pc.field(), FINAM);
  click(await pc.findByRole('button', toBroker('Финам')));
  await until(() => pc.element.broker === 'finam' && pc.field().value === FINAM);
  click(pc.byRole('radio', /Тинькофф/));
  await until(() => pc.element.broker === 't-invest' && pc.field().id === 'token');
  expect(pc.field().value).to.equal('');
});

it('goes to the field that it is for, where there are several', async () => {
  const pc = await offering('t-invest alpaca');
  paste(pc.field(), 'PKSIMULATORPAPER0000');
  click(await pc.findByRole('button', toBroker('Alpaca')));
  await until(() => pc.element.broker === 'alpaca');
  await until(() => pc.field(/API Key/).value === 'PKSIMULATORPAPER0000');
});

it('is only said where that broker is not offered', async () => {
  const pc = await entered(await open());
  paste(pc.field(), FINAM);
  await pc.says(issuedBy('Финам'));
  expect(pc.queryByRole('button', toBroker('Финам'))).to.equal(null);
  pc.element.lang = 'en';
  await pc.says(en.issuedBy.replace('{broker}', 'Finam'));
});

it('is said of what other things look like, too, only where that broker is offered', async () => {
  const uuid = '0a1b2c3d-0000-4000-8000-000000000001';
  const alone = await entered(await open());
  paste(alone.field(), uuid);
  await until(() => visibleText(alone.element).includes(ru.copyAgain));
  await settled();
  expect(visibleText(alone.element)).to.not.include('другого брокера');
  const pc = await offering('t-invest alor');
  paste(pc.field(), uuid);
  click(await pc.findByRole('button', toBroker('АЛОР БРОКЕР')));
  await until(() => pc.element.broker === 'alor' && pc.field(/API/).value === uuid);
});

it('stays where it is where the page’s own broker of that name has no such field', async () => {
  const own = { id: 'finam', name: 'Финам', fields: [{ name: 'other', label: 'Other' }] };
  const pc = await open('', { brokers: ['t-invest', own] });
  click(pc.byRole('radio', /Тинькофф/));
  await pc.drawn();
  await entered(pc);
  paste(pc.field(), FINAM);
  await pc.says(issuedBy('Финам'));
  expect(pc.queryByRole('button', toBroker('Финам'))).to.equal(null);
  expect(pc.field().value).to.equal(FINAM);
});

it('is said also where it was typed, and the button pressed', async () => {
  const pc = await entered(await open());
  fill(pc.field(), FINAM);
  click(pc.submitButton());
  await pc.says(issuedBy('Финам'));
  fill(pc.field(), TOKEN);
  await until(() => !visibleText(pc.element).includes(issuedBy('Финам')));
});

it('stops nobody: who insists has it sent', async () => {
  const pc = await entered(await open());
  paste(pc.field(), FINAM);
  await pc.says(issuedBy('Финам'));
  click(pc.submitButton());
  await pc.inState('failed');
  click(pc.submitButton());
  await pc.inState('connected');
});

it('is nothing that a token of the broker’s own is taken for', async () => {
  const pc = await entered(await open());
  paste(pc.field(), TOKEN);
  await until(() => visibleText(pc.element).includes(ru.whole));
  await settled();
  expect(visibleText(pc.element)).to.not.include('другого брокера');
});

describe('an odd character', () => {
  const marked = (pc: Driver): string[] =>
    [...pc.element.shadowRoot!.querySelectorAll('code')].map((code) => code.textContent);

  it('is shown among its neighbours', async () => {
    const pc = await entered(await open());
    paste(pc.field(), `t.abcdeс${TOKEN.slice(8)}`);
    await until(() => marked(pc).length === 1);
    const next = TOKEN.slice(8, 11);
    expect(marked(pc)[0]).to.equal(`…cdeс${next}…`);
    expect(pc.element.shadowRoot!.querySelector('mark')!.textContent).to.equal('с');
  });

  it('is one of three at most, and at the ends nothing is left out', async () => {
    const pc = await entered(await open());
    paste(pc.field(), `t.а${TOKEN.slice(3, 40)}ее${TOKEN.slice(42, 60)}ххх`);
    await until(() => marked(pc).length === 3);
    expect(marked(pc)[0]!.startsWith('t.а')).to.equal(true);
  });

  it('is kept from recorders, as the field is', async () => {
    const pc = await entered(await open());
    paste(pc.field(), `${TOKEN.slice(0, -1)}я`);
    await until(() => marked(pc).length === 1);
    const shown = pc.element.shadowRoot!.querySelector('code')!.parentElement!;
    for (const mark of pc.field().classList)
      if (mark !== 'masked') expect(shown.classList.contains(mark), mark).to.equal(true);
    for (const mark of ['data-rr-is-password', 'data-hj-suppress', 'data-private', 'data-clarity-mask'])
      expect(shown.getAttribute(mark), mark).to.equal(pc.field().getAttribute(mark));
  });

  it('goes with what was odd', async () => {
    const pc = await entered(await open());
    paste(pc.field(), `${TOKEN.slice(0, -1)}я`);
    await until(() => marked(pc).length === 1);
    fill(pc.field(), TOKEN);
    await until(() => marked(pc).length === 0);
  });
});
