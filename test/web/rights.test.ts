/** What is said of a token that can move money, and of a broker without the level that the page asks for. */
import { expect } from '@open-wc/testing';
import type { BrokerDefinition } from '../../src/index.js';
import {
  answer,
  connected,
  type Driver,
  listed,
  open,
  problem,
  texts,
  until,
  useWorker,
  visibleText,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru, en } = texts;

const exchange: BrokerDefinition = {
  id: 'exchange',
  name: 'Exchange',
  labelLanguage: 'en',
  fields: [{ name: 'token', label: 'Token' }],
  permissions: {
    levels: [
      { access: 'read-only', name: '«Read»', allows: ['view'] },
      { access: 'full', name: '«Trade»', allows: ['view', 'trade'] },
    ],
    excessive: [{ name: { ru: '«Withdraw»', en: '“Withdraw”' }, right: 'withdraw' }],
  },
};

const words = (pc: Driver): string => visibleText(pc.element);
const saidOf = (rights: string): string => ru.excessive.replace('{rights}', rights);

async function connectedWith(rights: readonly unknown[], brokers?: BrokerDefinition[]): Promise<Driver> {
  worker.use(answer(201, { ...connected, rights }));
  const pc = await open('', brokers && { brokers });
  pc.submit();
  await pc.says(ru.connected);
  return pc;
}

it('names what the broker calls it, and says what to do', async () => {
  const pc = await connectedWith(['view', 'trade', 'withdraw'], [exchange]);
  expect(words(pc)).to.include(saidOf('«Withdraw»')).and.not.include(ru.done);
  pc.element.lang = 'en';
  await pc.says(en.connected);
  expect(words(pc)).to.include(en.excessive.replace('{rights}', '“Withdraw”'));
});

it('names it in words where the broker’s are not known, and nothing else', async () => {
  const pc = await connectedWith(['fly', 'transfer', 'withdraw']);
  expect(words(pc)).to.include(saidOf(`${ru.transfer} и ${ru.withdraw}`));
});

it('is no list of rights where an endpoint means something else by the name', async () => {
  expect(words(await connectedWith([{ may: 'withdraw' }]))).to.include(ru.done);
});

it('is fine where the token only views and trades', async () => {
  const pc = await connectedWith(['view', 'trade'], [exchange]);
  expect(words(pc)).to.include(ru.done);
});

it('stands in the list, too, whatever the page asks for', async () => {
  worker.use(listed([{ id: 'c1', broker: 'exchange', state: 'active', rights: ['withdraw'] }]));
  const pc = await open('manage', { brokers: [exchange] });
  await until(() => words(pc).includes(saidOf('«Withdraw»')));
});

it('is told before anybody types where the broker has no full access, and the page wants it', async () => {
  const [level] = exchange.permissions!.levels;
  const viewer = { ...exchange, permissions: { levels: [level!] } };
  worker.use(problem('insufficient-access'));
  const pc = await open('', { brokers: [viewer] });
  expect(words(pc)).to.include(ru.noFull).and.not.include(ru.allowsFull);
  pc.submit();
  await pc.says(ru.noFull);
  pc.element.access = 'read-only';
  await pc.drawn();
  expect(words(pc)).to.include(ru.allowsReadOnly);
});
