/** A page's own list of brokers at an address: `brokers-src`. */
import { expect } from '@open-wc/testing';
import { delay, http, HttpResponse, type JsonBodyType } from 'msw';
import type { BrokerDefinition } from '../../src/index.js';
import {
  answer,
  click,
  connected,
  Driver,
  ENDPOINT,
  fill,
  held,
  mount,
  open,
  ownBroker,
  texts,
  TOKEN,
  until,
  useWorker,
  visibleText,
  watchTrouble,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;

const LIST = '/api/brokers.json';
const other = { ...ownBroker, id: 'other-broker', name: 'Other' };

/** The list's answers. */
const list = (body: JsonBodyType, status = 200) =>
  http.get(`*${LIST}`, () => HttpResponse.json(body, { status }));
const names = (pc: Driver) =>
  pc.allByRole('radio').map(
    (radio) =>
      visibleText(radio.parentElement!)
        .trim()
        .split(/\s{2,}/)[0],
  );
const shows = (pc: Driver, ...expected: string[]) =>
  until(() => JSON.stringify(names(pc)) === JSON.stringify(expected));
const asked = () => worker.requests.filter(({ url }) => url.includes(LIST)).length;

it('is what is offered, in its order', async () => {
  worker.use(list([other, ownBroker]));
  const pc = await open(`brokers-src="${LIST}"`);
  await shows(pc, 'Other', 'Свой брокер');
  expect(asked()).to.equal(1);
});

it('is checked a part at a time where it is long, and nobody is told of a broker that is only not checked yet', async () => {
  worker.use(list(Array.from({ length: 3000 }, (_, n) => ({ ...ownBroker, id: `own-${String(n)}` }))));
  const pc = new Driver(mount(`<portfolio-connect lang="ru" endpoint="${ENDPOINT}"></portfolio-connect>`));
  const errors = pc.record('pc-error');
  pc.element.brokersSrc = LIST;
  pc.element.brokers = ['own-2999', 'own-2998', 'nobody'];
  await until(() => pc.allByRole('radio').length === 2);
  await until(() => errors.length > 0);
  expect(errors.map(({ detail }) => (detail as { error: { reason: string } }).error.reason)).to.deep.equal([
    'unknown broker "nobody"',
  ]);
});

it('may be an object, which names its schema for editors', async () => {
  worker.use(list({ $schema: './schema.json', brokers: [ownBroker] }));
  const pc = await open(`brokers-src="${LIST}"`);
  await until(() => pc.element.broker === 'own-broker');
});

it('connects a broker of it', async () => {
  worker.use(list([ownBroker]));
  const pc = await open(`brokers-src="${LIST}"`);
  await until(() => pc.queryByRole('textbox', 'Логин'));
  fill(pc.field('Логин'), 'anna');
  fill(pc.field('Ключ'), 'abc');
  click(pc.submitButton());
  await pc.inState('connected');
  const posted = worker.requests.find(({ method }) => method === 'POST')!;
  expect(await posted.clone().json()).to.deep.equal({
    broker: 'own-broker',
    credentials: { login: 'anna', key: 'abc' },
  });
});

it('lends its brokers to `brokers`, among built-in ones', async () => {
  worker.use(list([ownBroker, other]));
  const pc = await open(`brokers-src="${LIST}" brokers="other-broker t-invest"`);
  await shows(pc, 'Other', 'Тинькофф Т-Инвестиции');
});

it('may know a built-in broker better', async () => {
  worker.use(list([{ ...ownBroker, id: 't-invest', name: 'Т-Банк' }]));
  const pc = await open(`brokers-src="${LIST}" brokers="t-invest"`);
  await until(() => visibleText(pc.element).includes('Т-Банк'));
  expect(visibleText(pc.element)).not.to.contain('Тинькофф');
});

it('says what is there twice, and what is nothing; the first one counts', async () => {
  worker.use(list([ownBroker, null, { ...ownBroker, name: 'Again' }]));
  const pc = await open('lang="ru"');
  const errors = pc.record<CustomEvent<{ error: { reason: string } }>>('pc-error');
  pc.element.brokersSrc = LIST;
  await until(() => errors.length === 2);
  expect(errors.map(({ detail }) => detail.error.reason)).to.deep.equal([
    'brokers-src[1] is broken at "its root"',
    'brokers-src[2] has an id that another one has, "own-broker"',
  ]);
  await until(() => visibleText(pc.element).includes('Свой брокер'));
});

/** T-Invest's form with a token in it, when a list arrives that gives the broker these fields. */
async function redefinedAfterTyping(fields: BrokerDefinition['fields']): Promise<Driver> {
  const { promise, release } = held();
  worker.use(
    http.get(`*${LIST}`, async () => {
      await promise;
      return HttpResponse.json([{ ...ownBroker, id: 't-invest', name: 'Bank', fields }]);
    }),
  );
  const pc = await open(`brokers-src="${LIST}" brokers="t-invest" broker="t-invest"`);
  fill(pc.field(), TOKEN);
  release();
  return pc;
}

it('that brings other fields for a broker takes no secret out of its mask', async () => {
  const pc = await redefinedAfterTyping([
    { name: 'account', label: 'Account', secret: false },
    { name: 'token', label: 'Other token' },
  ]);
  const token = await pc.findByRole<HTMLInputElement>('textbox', 'Other token');
  expect(token.value).to.equal(TOKEN);
  expect(pc.field('Account').value).to.equal('');
});

it('that turns a secret field into another kind gives up what was in it', async () => {
  const pc = await redefinedAfterTyping([{ name: 'token', label: 'Number', secret: false }]);
  const number = await pc.findByRole<HTMLInputElement>('textbox', 'Number');
  expect(number.value).to.equal('');
});

it('that hangs keeps nobody waiting who has chosen a broker', async () => {
  worker.use(http.get(`*${LIST}`, () => delay('infinite')));
  const pc = await open(`brokers-src="${LIST}" brokers="t-invest other-broker" broker="t-invest"`);
  await until(() => asked() === 1);
  pc.submit();
  await pc.inState('connected');
});

it('says what is broken in it, and the others work', async () => {
  const trouble = watchTrouble();
  worker.use(list([{ ...other, fields: [{ name: 'key' }] }, ownBroker, 7]));
  const pc = await open('lang="ru"');
  const errors = pc.record<CustomEvent<{ error: { code: string; reason: string } }>>('pc-error');
  pc.element.brokersSrc = LIST;
  await until(() => errors.length === 2);
  expect(errors.map(({ detail }) => detail.error.reason)).to.deep.equal([
    'brokers-src[0] is broken at "fields.0.label"',
    'brokers-src[2] is broken at "its root"',
  ]);
  expect(trouble.console.join()).to.contain('brokers-src[0] is broken');
  await until(() => pc.element.broker === 'own-broker');
});

for (const [what, handler] of [
  ['is refused', list({}, 500)],
  ['cannot be reached', http.get(`*${LIST}`, () => HttpResponse.error())],
  ['is no JSON', http.get(`*${LIST}`, () => new HttpResponse('<!doctype html>'))],
  ['is no list', list({ brokers: {} })],
  ['is empty', list([])],
] as const) {
  it(`that ${what} is told of, and loaded again when asked to`, async () => {
    const trouble = watchTrouble();
    worker.use(handler);
    const pc = await open('lang="ru"');
    const errors = pc.record('pc-error');
    pc.element.brokersSrc = LIST;
    const retry = await pc.findByRole('button', ru.retry);
    expect(visibleText(pc.element)).to.contain(ru.partMissing);
    expect(errors).to.have.length(1);
    expect(trouble.console).to.have.length(1);
    expect(trouble.unhandled).to.deep.equal([]);
    // Nobody is asked for a secret meanwhile.
    expect(pc.queryByRole('textbox')).to.equal(null);
    worker.use(list([ownBroker]));
    click(retry);
    await until(() => pc.queryByRole('textbox', 'Логин'));
    expect(pc.queryByRole('button', ru.retry)).to.equal(null);
    expect(asked()).to.equal(2);
  });
}

it('that does not come is given up after the time limit', async () => {
  worker.use(http.get(`*${LIST}`, () => delay('infinite')));
  const pc = await open('lang="ru"', { timeout: 300 });
  const errors = pc.record<CustomEvent<{ error: { code: string } }>>('pc-error');
  pc.element.brokersSrc = LIST;
  await pc.findByRole('button', ru.retry);
  expect(errors.map(({ detail }) => detail.error.code)).to.deep.equal(['timeout']);
});

for (const address of [
  'http://insecure.example/brokers.json',
  'https://user:secret@site.example/',
  'javascript:1',
]) {
  it(`is not asked for at ${address}`, async () => {
    const trouble = watchTrouble();
    const pc = await open('lang="ru"');
    const errors = pc.record<CustomEvent<{ error: { code: string; reason: string } }>>('pc-error');
    pc.element.brokersSrc = address;
    await until(() => errors.length === 1);
    expect(errors[0]!.detail.error.reason).to.match(/^brokers-src must be|^brokers-src is missing/);
    expect(worker.requests).to.be.empty;
    expect(trouble.console).to.have.length(1);
  });
}

it('is asked for with nothing of the page', async () => {
  worker.use(list([ownBroker]));
  const pc = await open('lang="ru"', { headers: { 'x-csrf': 'abc' } });
  pc.element.brokersSrc = LIST;
  await until(() => pc.element.broker === 'own-broker');
  const [request] = worker.requests;
  expect(request!.headers.get('x-csrf')).to.equal(null);
  expect(request!.method).to.equal('GET');
});

it('counts again where it is another', async () => {
  worker.use(
    list([ownBroker]),
    http.get('*/api/others.json', () => HttpResponse.json([other])),
  );
  const pc = await open(`brokers-src="${LIST}"`);
  await until(() => pc.element.broker === 'own-broker');
  pc.element.brokersSrc = '/api/others.json';
  await until(() => pc.element.broker === 'other-broker');
  pc.element.brokersSrc = null;
  await until(() => pc.element.broker === 't-invest');
});
