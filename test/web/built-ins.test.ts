/** Built-in brokers beside T-Invest: loaded when a page offers them, with their own fields and guide. */
import { expect } from '@open-wc/testing';
import {
  answer,
  click,
  connected,
  fill,
  listed,
  open,
  texts,
  until,
  useWorker,
  visibleText,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;

const KEY = 'PKSIMULATORPAPER0000';
const SECRET = 'simulator/paper/'.padEnd(40, '0');

it('without a word from the page there is T-Invest alone', async () => {
  const pc = await open();
  expect(pc.element.broker).to.equal('t-invest');
  expect(pc.allByRole('radio')).to.be.empty;
});

it('come in the order of the page, with those at hand', async () => {
  const pc = await open('brokers="alpaca t-invest"');
  expect(pc.allByRole('radio').map((radio) => visibleText(radio.parentElement!).trim())).to.deep.equal([
    'Alpaca',
    'Тинькофф Т-Инвестиции',
  ]);
  expect(pc.queryByRole('button', ru.retry)).to.equal(null);
});

it('are selected by the page before they are there', async () => {
  const pc = await open('brokers="t-invest alpaca" broker="alpaca"');
  expect(pc.byRole<HTMLInputElement>('radio', 'Alpaca').checked).to.be.true;
  expect(pc.field(/^Секрет/).id).to.equal('secretKey');
});

it('are selected by themselves where there is one', async () => {
  const pc = await open('brokers="alpaca"');
  expect(pc.element.broker).to.equal('alpaca');
  expect(pc.field(/^Ключ/).id).to.equal('keyId');
});

it('send what they ask for, and which environment the key is for', async () => {
  const pc = await open('brokers="alpaca"');
  fill(pc.field(/^Ключ/), KEY);
  fill(pc.field(/^Секрет/), SECRET);
  click(pc.submitButton());
  await pc.inState('connected');
  expect(await worker.requests[0]!.clone().json()).to.deep.equal({
    broker: 'alpaca',
    credentials: { keyId: KEY, secretKey: SECRET, environment: 'paper' },
  });
});

it('ask which account it is, where keys do not tell', async () => {
  const pc = await open('brokers="trading-212"');
  const select = pc.byRole<HTMLSelectElement>('combobox', ru.environment);
  expect([...select.options].map(({ text }) => text)).to.deep.equal(['Настоящий', 'Учебный (Practice)']);
  select.value = 'demo';
  select.dispatchEvent(new Event('change', { bubbles: true }));
  const key = '12345678Z'.padEnd(37, 'a');
  const secret = 'abc_-'.padEnd(43, '0');
  fill(pc.field(/^Ключ/), secret);
  fill(pc.field(/^Секрет/), key);
  click(pc.submitButton());
  await pc.inState('failed');
  click(await pc.findByRole('button', ru.swap));
  await until(() => pc.field(/^Ключ/).value === key);
  click(pc.submitButton());
  await pc.inState('connected');
  expect(await worker.requests[0]!.clone().json()).to.deep.equal({
    broker: 'trading-212',
    credentials: { key, secret, environment: 'demo' },
  });
});

it('notice that the key and the secret are mixed up', async () => {
  const pc = await open('brokers="alpaca"');
  fill(pc.field(/^Ключ/), SECRET);
  fill(pc.field(/^Секрет/), KEY);
  click(pc.submitButton());
  await pc.inState('failed');
  click(await pc.findByRole('button', ru.swap));
  await until(() => pc.field(/^Ключ/).value === KEY && pc.field(/^Секрет/).value === SECRET);
});

it('have their guide, whose words are the broker’s own', async () => {
  const pc = await open('brokers="alpaca"');
  await pc.openGuide();
  const steps = pc.allByRole('listitem');
  expect(steps).to.have.length(4);
  expect(visibleText(steps[2]!)).to.contain('«Generate New Keys»');
  expect(steps[2]!.querySelector('strong')!.lang).to.equal('en');
});

it('say that there is no read-only key, where the page asks for one', async () => {
  const pc = await open('brokers="alpaca" access="read-only"');
  expect(visibleText(pc.element)).to.contain(ru.noReadOnly);
});

it('are waited for by connect(), whatever was set a moment before', async () => {
  const pc = await open();
  pc.element.brokers = 'alpaca';
  const failed = pc.element.connect().catch((error: unknown) => error);
  const error = (await failed) as { code: string; field: string };
  expect(error.code).to.equal('incomplete');
  // Not that no broker was chosen.
  expect(error.field).to.equal('keyId');
});

it('that nobody knows are the page’s mistake, and the others work', async () => {
  const pc = await open('brokers="t-invest alpacca alpaca"');
  const errors = pc.record('pc-error');
  await until(() => errors.length === 1);
  expect(pc.allByRole('radio')).to.have.length(2);
});

it('name a connection whose broker is not offered, and know that it has no read-only keys', async () => {
  worker.use(listed([{ id: 'c1', broker: 'alpaca', state: 'active', access: 'full' }]));
  const pc = await open('manage access="read-only"');
  await until(() => visibleText(pc.element).includes('Alpaca'));
  expect(visibleText(pc.element)).not.to.contain(ru.tooMuch);
  // It cannot be connected again here.
  expect(pc.queryByRole('button', ru.reconnect)).to.equal(null);
});
