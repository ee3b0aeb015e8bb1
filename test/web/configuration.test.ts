import { expect } from '@open-wc/testing';
import { http, HttpResponse } from 'msw';
import type { BrokerDefinition, PortfolioConnectElement } from '../../src/index.js';
import {
  Driver,
  answer,
  click,
  connected,
  ENDPOINT,
  fill,
  mount,
  nameOf,
  open,
  ownBroker,
  rejection,
  settled,
  texts,
  visibleText,
  TOKEN,
  until,
  useWorker,
  watchTrouble,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;
const radios = (pc: Driver) => pc.allByRole<HTMLInputElement>('radio').map(nameOf);
/** The brokers that are shown, chosen by radio or not. */
const rows = (pc: Driver) =>
  [...pc.element.shadowRoot!.querySelectorAll('[part=broker]')].map((row) => visibleText(row));

/** A block with a listener from the start, as a page has that registers one below the tag. */
function listen(attributes: string, properties: Partial<PortfolioConnectElement> = {}) {
  const pc = new Driver(mount(`<portfolio-connect lang="ru" ${attributes}></portfolio-connect>`));
  Object.assign(pc.element, properties);
  return { pc, errors: pc.record('pc-error') };
}

it('sends credentials in base64 where it is told to', async () => {
  const pc = await open('encoding="base64"');
  pc.submit();
  await pc.inState('connected');
  expect(await worker.requests[0]!.json()).to.deep.equal({
    broker: 't-invest',
    encoding: 'base64',
    credentials: { token: btoa(TOKEN) },
  });
});

describe('a block that is set up wrongly', () => {
  const broken = { id: 'Bad Id', name: 'Bad', fields: [] } as BrokerDefinition;
  const cases: Array<
    [string, string, Partial<PortfolioConnectElement>, 'invalid-endpoint' | 'invalid-configuration']
  > = [
    ['no endpoint', '', {}, 'invalid-endpoint'],
    ['an empty endpoint', 'endpoint=" "', {}, 'invalid-endpoint'],
    ['a malformed endpoint', 'endpoint="https://"', {}, 'invalid-endpoint'],
    ['an insecure endpoint', 'endpoint="http://example.com/api/x"', {}, 'invalid-endpoint'],
    ['a script as the endpoint', 'endpoint="javascript:alert(1)"', {}, 'invalid-endpoint'],
    ['a password in the endpoint', 'endpoint="https://me:secret@example.com/"', {}, 'invalid-endpoint'],
    ['an unknown id in `brokers`', `endpoint="${ENDPOINT}" brokers="nobody"`, {}, 'invalid-configuration'],
    ['an unknown `broker`', `endpoint="${ENDPOINT}" broker="nobody"`, {}, 'invalid-configuration'],
    ['an unknown encoding', `endpoint="${ENDPOINT}" encoding="rot13"`, {}, 'invalid-configuration'],
    ['a broken definition', `endpoint="${ENDPOINT}"`, { brokers: [broken] }, 'invalid-configuration'],
  ];

  for (const [name, attributes, properties, code] of cases) {
    it(`says so, once, and sends nothing: ${name}`, async () => {
      const trouble = watchTrouble();
      const { pc, errors } = listen(attributes, properties);
      await pc.says(ru[`error.${code}`]);
      await until(() => errors.length);
      const [error] = errors.map(({ detail }) => (detail as { error: { code: string; name: string } }).error);
      expect([error!.name, error!.code]).to.deep.equal(['ConnectError', code]);
      // Drawn again for another reason, it is not told again.
      pc.element.messages = { heading: 'x' };
      await pc.drawn();
      await settled();
      expect(errors).to.have.length(1);
      expect(trouble.console).to.have.length(1);
      expect(trouble.console[0]).to.match(/^error: <portfolio-connect>/);

      // Where nothing can be connected, nobody is asked for a secret.
      const input = pc.queryByRole<HTMLInputElement>('textbox');
      const isUsable = name === 'an unknown `broker`';
      expect(rows(pc).length > 0).to.equal(isUsable);
      expect(input).to.equal(null);
      expect(pc.queryByRole('button', ru.submit) !== null).to.equal(isUsable);
      expect((await rejection(pc.element.connect())).code).to.equal(code);
      expect(pc.element.state).to.equal('failed');
      await pc.says(ru[`error.${code}`]);
      expect(errors.at(-1)!.detail).to.have.nested.property('error.code', code);
      expect(worker.requests).to.have.length(0);
      expect(trouble.console).to.have.length(1);
      expect(trouble.unhandled).to.deep.equal([]);
    });
  }

  it('still offers the brokers that are right beside one that is not', async () => {
    const trouble = watchTrouble();
    const { pc, errors } = listen(`endpoint="${ENDPOINT}"`, {
      brokers: ['nobody', broken, ownBroker, 't-invest'],
    });
    await until(() => errors.length === 2);
    expect(radios(pc)).to.deep.equal(['Свой брокер', 'Тинькофф Т-Инвестиции']);
    expect(trouble.console.map((line) => /"([^"]+)"/.exec(line)?.[1])).to.deep.equal(['nobody', 'id']);
    click(pc.allByRole('radio')[1]!);
    await pc.drawn();
    pc.submit();
    await pc.inState('connected');
  });

  for (const [name, reason, prepare] of [
    [
      'headers that throw',
      'headers failed, so nothing was sent',
      (element: PortfolioConnectElement) => {
        element.headers = () => {
          throw new Error('a secret of the page');
        };
      },
    ],
    [
      'an answer that is no connection',
      'the answer is not a Connection: body',
      () => worker.use(http.post(ENDPOINT, () => HttpResponse.html('<p>', { status: 200 }))),
    ],
  ] as const) {
    it(`tells the developer, once, what an attempt shows to be wrong: ${name}`, async () => {
      const trouble = watchTrouble();
      const pc = await open();
      const failures = pc.record('pc-error');
      prepare(pc.element);
      for (const attempt of [1, 2]) {
        pc.submit();
        await until(() => failures.length === attempt);
        expect(trouble.console).to.deep.equal([`error: <portfolio-connect> ${reason}`]);
      }
    });
  }

  it('takes the message back when the fault is mended, and works', async () => {
    watchTrouble();
    const { pc, errors } = listen('brokers="nobody"');
    await until(() => errors.length === 2);
    expect(pc.status().textContent).to.include(ru['error.invalid-endpoint']);
    pc.element.endpoint = ENDPOINT;
    await pc.drawn();
    expect(pc.status().textContent).to.not.include(ru['error.invalid-endpoint']);
    expect(pc.status().textContent).to.include(ru['error.invalid-configuration']);
    pc.element.brokers = 't-invest';
    await pc.drawn();
    expect(pc.status().textContent.trim()).to.equal('');
    pc.submit();
    await pc.inState('connected');
  });

  it('says nothing when the endpoint comes a moment after the element', async () => {
    const trouble = watchTrouble();
    const { pc, errors } = listen('');
    await pc.drawn();
    pc.element.endpoint = ENDPOINT;
    await settled();
    expect(errors).to.deep.equal([]);
    expect(trouble.console).to.deep.equal([]);
    expect(pc.status().textContent.trim()).to.equal('');
  });
});

describe('brokers', () => {
  it('shows the fields of a definition of the page’s own, and sends them', async () => {
    const pc = await open('', { brokers: [ownBroker] });
    expect(rows(pc)).to.deep.equal(['Свой брокер']);
    expect(pc.element.broker).to.equal('own-broker');
    fill(pc.field(/Логин/), 'me');
    fill(pc.field(/Ключ/), 'open sesame');
    expect(pc.allByRole('button', ru.show)).to.have.length(1);
    click(pc.submitButton());
    await pc.inState('connected');
    expect(await worker.requests[0]!.json()).to.deep.equal({
      broker: 'own-broker',
      credentials: { login: 'me', key: 'open sesame' },
    });
  });

  it('names the field of several that is empty', async () => {
    const pc = await open('', { brokers: [ownBroker] });
    const errors = pc.record('pc-error');
    fill(pc.field(/Логин/), 'me');
    click(pc.submitButton());
    await until(() => errors.length);
    await pc.drawn();
    expect(errors[0]!.detail).to.have.nested.property('error.field', 'key');
    expect(pc.field(/Ключ/).getAttribute('aria-invalid')).to.equal('true');
    expect(pc.field(/Логин/).getAttribute('aria-invalid')).to.be.null;
  });

  it('has the built-in ones by default, and else those and in the order that the page gives', async () => {
    expect(rows(await open())).to.deep.equal(['Тинькофф Т-Инвестиции']);
    expect(rows(await open('brokers="t-invest"'))).to.deep.equal(['Тинькофф Т-Инвестиции']);
    const pc = await open('', { brokers: [ownBroker, 't-invest'] });
    expect(radios(pc)).to.deep.equal(['Свой брокер', 'Тинькофф Т-Инвестиции']);
    pc.element.brokers = ['t-invest', ownBroker, 't-invest'];
    await pc.drawn();
    expect(radios(pc)).to.deep.equal(['Тинькофф Т-Инвестиции', 'Свой брокер']);
  });

  it('asks nobody to choose the only one there is', async () => {
    const pc = await open();
    expect(pc.queryByRole('radiogroup')).to.equal(null);
    expect(pc.queryByRole('radio')).to.equal(null);
    expect(pc.element.broker).to.equal('t-invest');
    expect(pc.field()).to.exist;
  });

  it('has the only one chosen too, where the page wants that: its form opens on a press', async () => {
    const pc = await open('choose-broker');
    expect(radios(pc)).to.deep.equal(['Тинькофф Т-Инвестиции']);
    expect(pc.element.broker ?? null).to.equal(null);
    expect(pc.queryByRole('textbox')).to.equal(null);
    const events = pc.record('pc-broker-change');
    click(pc.byRole('radio'));
    await pc.drawn();
    expect(pc.element.broker).to.equal('t-invest');
    expect(pc.field()).to.exist;
    expect(events).to.have.length(1);
  });

  it('opens a row once one is chosen, and tells the page', async () => {
    const pc = await open('', { brokers: ['t-invest', ownBroker] });
    const changes = pc.record('pc-broker-change');
    expect(pc.element.broker ?? '').to.equal('');
    expect(pc.allByRole('textbox')).to.have.length(0);
    click(pc.submitButton());
    await pc.says(ru.choose);
    expect(worker.requests).to.have.length(0);
    click(pc.byRole('radio', /Тинькофф/));
    await pc.drawn();
    pc.field();
    expect(pc.element.broker).to.equal('t-invest');
    expect(pc.element.hasAttribute('broker'), 'an attribute of the block’s own').to.equal(false);
    click(pc.byRole('radio', /Свой/));
    await pc.drawn();
    expect(changes.map(({ detail }) => detail as unknown)).to.deep.equal([
      { broker: 't-invest' },
      { broker: 'own-broker' },
    ]);
  });

  it('follows `broker` as property and attribute, silently', async () => {
    const pc = await open('broker="own-broker"', { brokers: ['t-invest', ownBroker] });
    const changes = pc.record('pc-broker-change');
    const checked = () => pc.allByRole<HTMLInputElement>('radio').find((radio) => radio.checked);
    expect(nameOf(checked()!)).to.equal('Свой брокер');
    pc.element.broker = 't-invest';
    await pc.drawn();
    expect(nameOf(checked()!)).to.equal('Тинькофф Т-Инвестиции');
    // Said again: no news.
    pc.element.setAttribute('broker', 'own-broker');
    await pc.drawn();
    expect(pc.element.broker).to.equal('t-invest');
    pc.element.setAttribute('broker', '');
    pc.element.setAttribute('broker', 'own-broker');
    await pc.drawn();
    expect(pc.element.broker).to.equal('own-broker');
    expect(nameOf(checked()!)).to.equal('Свой брокер');
    pc.element.removeAttribute('broker');
    await pc.drawn();
    expect(checked()).to.be.undefined;
    expect(changes).to.deep.equal([]);
  });

  it('says nothing wrong of a `broker` whose definition is still being checked', async () => {
    const trouble = watchTrouble();
    const { pc, errors } = listen(`endpoint="${ENDPOINT}" broker="own-broker"`, {
      brokers: ['t-invest', ownBroker],
    });
    await pc.drawn();
    await settled();
    expect(errors).to.deep.equal([]);
    expect(trouble.console).to.deep.equal([]);
    expect(pc.element.broker).to.equal('own-broker');
  });

  it('selects the only one by itself, and lets it go when the page offers others a moment later', async () => {
    const trouble = watchTrouble();
    const pc = await open();
    expect(pc.element.broker).to.equal('t-invest');
    pc.element.brokers = [ownBroker];
    await until(() => pc.element.broker === ownBroker.id);
    pc.element.brokers = [ownBroker, 't-invest'];
    await until(() => pc.allByRole('radio').length === 2);
    await settled();
    expect(pc.element.broker ?? '').to.equal('');
    expect(pc.allByRole('radio').filter((radio) => (radio as HTMLInputElement).checked)).to.be.empty;
    expect(trouble.console).to.be.empty;
  });

  it('keeps the only one selected when the person has begun', async () => {
    const pc = await open();
    fill(pc.field(), TOKEN);
    pc.element.brokers = ['t-invest', ownBroker];
    await until(() => pc.allByRole('radio').length === 2);
    expect(pc.field().value).to.equal(TOKEN);
    expect(pc.element.broker).to.equal('t-invest');
  });

  it('takes no token along to another broker, and has it again for its own', async () => {
    const pc = await open('broker="t-invest"', { brokers: ['t-invest', ownBroker] });
    fill(pc.field(), TOKEN);
    click(pc.byRole('radio', /Свой/));
    await pc.drawn();
    expect(pc.allByRole<HTMLInputElement>('textbox').map(({ value }) => value)).to.deep.equal(['', '']);
    fill(pc.field(/Логин/), 'me');
    click(pc.byRole('radio', /Тинькофф/));
    await pc.drawn();
    expect(pc.field().value).to.equal(TOKEN);
    click(pc.byRole('radio', /Свой/));
    await pc.drawn();
    expect(pc.field(/Логин/).value).to.equal('me');
    expect(pc.field(/Ключ/).value).to.equal('');
  });

  it('keeps what is typed for one while another is connected, until it is sent or the block is reset', async () => {
    const pc = await open('broker="t-invest"', { brokers: ['t-invest', ownBroker] });
    fill(pc.field(), TOKEN);
    click(pc.byRole('radio', /Свой/));
    await pc.drawn();
    fill(pc.field(/Логин/), 'me');
    fill(pc.field(/Ключ/), 'key');
    click(pc.submitButton());
    await pc.inState('connected');
    click(pc.byRole('button', ru.another));
    await pc.drawn();
    expect(pc.field(/Ключ/).value).to.equal('');
    click(pc.byRole('radio', /Тинькофф/));
    await pc.drawn();
    expect(pc.field().value).to.equal(TOKEN);
    click(pc.byRole('radio', /Свой/));
    pc.element.reset();
    click(pc.byRole('radio', /Тинькофф/));
    await pc.drawn();
    expect(pc.field().value).to.equal('');
  });

  it('forgets what is typed for another one when it leaves the page', async () => {
    const pc = await open('broker="t-invest"', { brokers: ['t-invest', ownBroker] });
    const { parentElement } = pc.element;
    fill(pc.field(), TOKEN);
    click(pc.byRole('radio', /Свой/));
    await pc.drawn();
    pc.element.remove();
    await settled();
    parentElement!.append(pc.element);
    click(pc.byRole('radio', /Тинькофф/));
    await pc.drawn();
    expect(pc.field().value).to.equal('');
  });

  it('has what is typed again after the page took the endpoint away for a while', async () => {
    watchTrouble();
    const pc = await open();
    fill(pc.field(), TOKEN);
    pc.element.endpoint = null;
    await until(() => !pc.queryByRole('textbox'));
    pc.element.endpoint = ENDPOINT;
    await until(() => pc.field().value === TOKEN);
  });

  it('keeps what is typed when a framework sets equal brokers anew', async () => {
    const pc = await open('broker="own-broker"', { brokers: ['t-invest', ownBroker] });
    fill(pc.field(/Логин/), 'me');
    pc.element.brokers = ['t-invest', { ...ownBroker }];
    pc.element.broker = 'own-broker';
    await pc.drawn();
    expect(pc.field(/Логин/).value).to.equal('me');
  });
});

describe('other attributes', () => {
  it('takes no input and sends nothing while disabled', async () => {
    const pc = await open('disabled choose-broker broker="t-invest"');
    const events = pc.record('pc-*');
    for (const role of ['radio', 'textbox']) expect(pc.byRole(role)).to.have.property('disabled', true);
    expect(pc.submitButton().disabled).to.be.true;
    expect((await rejection(pc.element.connect())).code).to.equal('cancelled');
    expect(events).to.deep.equal([]);
    expect(worker.requests).to.have.length(0);
    pc.element.disabled = false;
    await pc.drawn();
    pc.submit();
    await pc.inState('connected');
  });

  it('takes an unknown `access` for `full`', async () => {
    const pc = await open('access="read-only"');
    await pc.openGuide();
    const steps = () => pc.byRole('list').textContent;
    expect(steps()).to.include('«Только для чтения»').and.not.include('«Полный доступ»');
    pc.element.setAttribute('access', 'nonsense');
    await pc.drawn();
    expect(steps()).to.include('«Полный доступ»').and.not.include('«Только для чтения»');
  });

  for (const timeout of ['abc', '-5', '0', 'Infinity']) {
    it(`does without a \`timeout\` that is none: ${timeout}`, async () => {
      const pc = await open(`timeout="${timeout}"`);
      pc.submit();
      await pc.inState('connected');
    });
  }

  it('takes unknown `credentials` for `same-origin`', async () => {
    const seen: unknown[] = [];
    const fetch = (_url: unknown, init?: RequestInit) => {
      seen.push(init!.credentials);
      return Promise.resolve(new Response(null, { status: 204 }));
    };
    for (const credentials of ['include', 'omit', 'same-origin', 'nonsense']) {
      const pc = await open(`credentials="${credentials}"`, { fetch });
      pc.submit();
      await pc.inState('connected');
    }
    expect(seen).to.deep.equal(['include', 'omit', 'same-origin', 'same-origin']);
  });
});

describe('brokers of any kind of collection', () => {
  it('may come in anything that can be walked through', async () => {
    const pc = await open('', { brokers: new Set(['t-invest', ownBroker]) as never });
    await until(() => radios(pc).length === 2);
  });
});

describe('a setup is judged', () => {
  /** So many definitions of the page's own, and how often their fields were read. Only the selected one's are drawn. */
  function watched(count: number): { readonly brokers: BrokerDefinition[]; readonly reads: () => number } {
    let reads = 0;
    const brokers = Array.from({ length: count }, (_, index) => ({
      ...ownBroker,
      id: `own-${String(index)}`,
      get fields() {
        reads++;
        return ownBroker.fields;
      },
    }));
    return { brokers, reads: () => reads };
  }

  it('once for each change of it, and neither while somebody types nor while the block is rendered', async () => {
    const { brokers, reads } = watched(100);
    const fetch = () => Promise.resolve(Response.json({ connections: [] }));
    const pc = await open('manage', { brokers, broker: 'own-7', fetch });
    const key = await pc.findByRole<HTMLInputElement>('textbox', 'Ключ');
    const during = async (act: () => void) => {
      const before = reads();
      act();
      await pc.drawn();
      return reads() - before;
    };
    expect(await during(() => fill(key, 'a'))).to.be.below(10);
    expect(await during(() => fill(key, 'ab'))).to.be.below(10);
    expect(await during(() => (pc.element.messages = { submit: 'Добавить' }))).to.be.below(10);
    expect(await during(() => void rejection(pc.element.refresh()))).to.be.below(10);
    expect(await during(() => (pc.element.brokers = [...brokers]))).to.be.below(10);
    const others = watched(100);
    pc.element.brokers = others.brokers;
    await pc.drawn();
    expect(others.reads()).to.be.within(100, 110);
  });

  it('a part at a time where there are thousands of brokers, so that nothing waits for all of them', async () => {
    const { brokers, reads } = watched(5000);
    const pc = await open('', { brokers: [ownBroker] });
    pc.element.brokers = brokers;
    const turns: number[] = [];
    while (reads() < brokers.length) {
      await new Promise((resolve) => setTimeout(resolve));
      turns.push(reads());
    }
    expect(turns.length).to.be.greaterThan(1);
    await pc.drawn();
    await until(() => pc.allByRole('radio').length === 30);
  });

  it('to the end before anything is posted, however many brokers there are', async () => {
    const pc = await open('', { brokers: watched(1000).brokers.slice(999), broker: 'own-999' });
    fill(await pc.findByRole<HTMLInputElement>('textbox', 'Логин'), 'anna');
    fill(await pc.findByRole<HTMLInputElement>('textbox', 'Ключ'), TOKEN);
    pc.element.brokers = watched(1000).brokers;
    await pc.element.connect();
    expect(await worker.requests[0]!.clone().json()).to.have.property('broker', 'own-999');
  });

  it('with what was there in its place until then, where a page sets equal ones anew', async () => {
    const pc = await open('', { brokers: watched(1000).brokers, broker: 'own-999' });
    const key = await pc.findByRole<HTMLInputElement>('textbox', 'Ключ');
    fill(key, TOKEN);
    const others = watched(1000);
    pc.element.brokers = others.brokers;
    await until(() => others.reads() > 0);
    await pc.drawn();
    expect(others.reads()).to.be.greaterThan(999);
    expect(key.isConnected).to.equal(true);
    // Not of one that the page took away, nor of one that is broken now.
    pc.element.brokers = watched(999).brokers;
    await until(() => !key.isConnected);
    pc.element.brokers = watched(999).brokers.map((one) => ({ ...one, name: '' }));
    await until(() => !pc.queryByRole('radio'));
  });

  it('with each broken one named by its place among the many', async () => {
    const brokers = watched(600).brokers.map((one, index) => (index % 250 ? one : { ...one, name: '' }));
    const { pc, errors } = listen(`endpoint="${ENDPOINT}"`, { brokers });
    const reasons = () => errors.map(({ detail }) => (detail as { error: { reason: string } }).error.reason);
    await until(() => errors.length === 3);
    expect(reasons()).to.deep.equal(
      [0, 250, 500].map((index) => `brokers[${String(index)}] is broken at "name"`),
    );
    await until(() => pc.allByRole('radio').length === 30);
  });
});
