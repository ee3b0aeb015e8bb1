import { expect } from '@open-wc/testing';
import type { BrokerDefinition, PortfolioConnectElement } from '../../src/index.js';
import {
  answer,
  settled,
  block,
  connected,
  drawn,
  ENDPOINT,
  field,
  inState,
  openGuide,
  ownBroker,
  says,
  status,
  rejection,
  submit,
  submitButton,
  texts,
  TOKEN,
  watchTrouble,
} from '../support/block.js';
import {
  allByRole,
  byRole,
  click,
  fill,
  findByRole,
  mount,
  nameOf,
  queryByRole,
  record,
  until,
} from '../support/page.js';
import { useWorker } from '../support/worker.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;
const radios = (el: Element) => allByRole<HTMLInputElement>(el, 'radio').map(nameOf);

/** A block with a listener from the start, as a page has that registers one below the tag. */
function listen(attributes: string, properties: Partial<PortfolioConnectElement> = {}) {
  const el = mount<PortfolioConnectElement>(
    `<portfolio-connect lang="ru" ${attributes}></portfolio-connect>`,
  );
  Object.assign(el, properties);
  return { el, errors: record(el, 'pc-error') };
}

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
    ['a broken definition', `endpoint="${ENDPOINT}"`, { brokers: [broken] }, 'invalid-configuration'],
  ];

  for (const [name, attributes, properties, code] of cases) {
    it(`says so, once, and sends nothing: ${name}`, async () => {
      const trouble = watchTrouble();
      const { el, errors } = listen(attributes, properties);
      await says(el, ru[`error.${code}`]);
      await until(() => errors.length);
      const [error] = errors.map(({ detail }) => (detail as { error: { code: string; name: string } }).error);
      expect([error!.name, error!.code]).to.deep.equal(['ConnectError', code]);
      // Drawn again for another reason, it is not told again.
      el.messages = { heading: 'x' };
      await drawn(el);
      await settled();
      expect(errors).to.have.length(1);
      expect(trouble.console).to.have.length(1);
      expect(trouble.console[0]).to.match(/^error: <portfolio-connect>/);

      const input = queryByRole<HTMLInputElement>(el, 'textbox');
      if (input) fill(input, TOKEN);
      click(submitButton(el));
      await inState(el, 'failed');
      await says(el, ru[`error.${code}`]);
      expect(errors.at(-1)!.detail).to.have.nested.property('error.code', code);
      if (input) expect(input.value).to.equal(TOKEN);
      expect(worker.requests).to.have.length(0);
      expect(trouble.console).to.have.length(1);
      expect(trouble.unhandled).to.deep.equal([]);
    });
  }

  it('still offers the brokers that are right beside one that is not', async () => {
    const trouble = watchTrouble();
    const { el, errors } = listen(`endpoint="${ENDPOINT}"`, {
      brokers: ['nobody', broken, ownBroker, 't-invest'],
    });
    await until(() => errors.length === 2);
    expect(radios(el)).to.deep.equal(['Свой брокер', 'Тинькофф Т-Инвестиции']);
    expect(trouble.console.map((line) => /"([^"]+)"/.exec(line)?.[1])).to.deep.equal(['nobody', 'id']);
    click(allByRole(el, 'radio')[1]!);
    await drawn(el);
    submit(el);
    await inState(el, 'connected');
  });

  it('takes the message back when the fault is mended, and works', async () => {
    watchTrouble();
    const { el, errors } = listen('brokers="nobody"');
    await until(() => errors.length === 2);
    expect(status(el).textContent).to.include(ru['error.invalid-endpoint']);
    el.endpoint = ENDPOINT;
    await drawn(el);
    expect(status(el).textContent).to.not.include(ru['error.invalid-endpoint']);
    expect(status(el).textContent).to.include(ru['error.invalid-configuration']);
    el.brokers = 't-invest';
    await drawn(el);
    expect(status(el).textContent.trim()).to.equal('');
    submit(el);
    await inState(el, 'connected');
  });

  it('says nothing when the endpoint comes a moment after the element', async () => {
    const trouble = watchTrouble();
    const { el, errors } = listen('');
    await drawn(el);
    el.endpoint = ENDPOINT;
    await settled();
    expect(errors).to.deep.equal([]);
    expect(trouble.console).to.deep.equal([]);
    expect(status(el).textContent.trim()).to.equal('');
  });
});

describe('brokers', () => {
  it('shows the fields of a definition of the page’s own, and sends them', async () => {
    const el = await block('', { brokers: [ownBroker] });
    expect(radios(el)).to.deep.equal(['Свой брокер']);
    expect(el.broker).to.equal('own-broker');
    fill(field(el, /Логин/), 'me');
    fill(field(el, /Ключ/), 'open sesame');
    expect(allByRole(el, 'button', ru.show)).to.have.length(1);
    click(submitButton(el));
    await inState(el, 'connected');
    expect(await worker.requests[0]!.json()).to.deep.equal({
      broker: 'own-broker',
      credentials: { login: 'me', key: 'open sesame' },
    });
  });

  it('names the field of several that is empty', async () => {
    const el = await block('', { brokers: [ownBroker] });
    const errors = record(el, 'pc-error');
    fill(field(el, /Логин/), 'me');
    click(submitButton(el));
    await until(() => errors.length);
    await drawn(el);
    expect(errors[0]!.detail).to.have.nested.property('error.field', 'key');
    expect(field(el, /Ключ/).getAttribute('aria-invalid')).to.equal('true');
    expect(field(el, /Логин/).getAttribute('aria-invalid')).to.be.null;
  });

  it('has the built-in ones by default, and else those and in the order that the page gives', async () => {
    expect(radios(await block())).to.deep.equal(['Тинькофф Т-Инвестиции']);
    expect(radios(await block('brokers="t-invest"'))).to.deep.equal(['Тинькофф Т-Инвестиции']);
    const el = await block('', { brokers: [ownBroker, 't-invest'] });
    expect(radios(el)).to.deep.equal(['Свой брокер', 'Тинькофф Т-Инвестиции']);
    el.brokers = ['t-invest', ownBroker, 't-invest'];
    await drawn(el);
    expect(radios(el)).to.deep.equal(['Тинькофф Т-Инвестиции', 'Свой брокер']);
  });

  it('opens a row once one is chosen, and tells the page', async () => {
    const el = await block('', { brokers: ['t-invest', ownBroker] });
    const changes = record(el, 'pc-broker-change');
    expect(el.broker ?? '').to.equal('');
    expect(allByRole(el, 'textbox')).to.have.length(0);
    click(submitButton(el));
    await says(el, ru.choose);
    expect(worker.requests).to.have.length(0);
    click(byRole(el, 'radio', /Тинькофф/));
    await drawn(el);
    field(el);
    expect(el.broker).to.equal('t-invest');
    expect(el.getAttribute('broker')).to.equal('t-invest');
    click(byRole(el, 'radio', /Свой/));
    await drawn(el);
    expect(changes.map(({ detail }) => detail as unknown)).to.deep.equal([
      { broker: 't-invest' },
      { broker: 'own-broker' },
    ]);
  });

  it('follows `broker` as property and attribute, silently', async () => {
    const el = await block('broker="own-broker"', { brokers: ['t-invest', ownBroker] });
    const changes = record(el, 'pc-broker-change');
    const checked = () => allByRole<HTMLInputElement>(el, 'radio').find((radio) => radio.checked);
    expect(nameOf(checked()!)).to.equal('Свой брокер');
    el.broker = 't-invest';
    await drawn(el);
    expect(nameOf(checked()!)).to.equal('Тинькофф Т-Инвестиции');
    expect(el.getAttribute('broker')).to.equal('t-invest');
    el.setAttribute('broker', 'own-broker');
    await drawn(el);
    expect(el.broker).to.equal('own-broker');
    expect(nameOf(checked()!)).to.equal('Свой брокер');
    el.removeAttribute('broker');
    await drawn(el);
    expect(checked()).to.be.undefined;
    expect(changes).to.deep.equal([]);
  });

  it('says nothing wrong of a `broker` whose definition is still being checked', async () => {
    const trouble = watchTrouble();
    const { el, errors } = listen(`endpoint="${ENDPOINT}" broker="own-broker"`, {
      brokers: ['t-invest', ownBroker],
    });
    await drawn(el);
    await settled();
    expect(errors).to.deep.equal([]);
    expect(trouble.console).to.deep.equal([]);
    expect(el.broker).to.equal('own-broker');
  });

  it('selects the only one by itself, and lets it go when the page offers others a moment later', async () => {
    const trouble = watchTrouble();
    const el = await block();
    expect(el.broker).to.equal('t-invest');
    el.brokers = [ownBroker];
    await until(() => el.broker === ownBroker.id);
    el.brokers = [ownBroker, 't-invest'];
    await until(() => allByRole(el, 'radio').length === 2);
    await settled();
    expect(el.broker ?? '').to.equal('');
    expect(allByRole(el, 'radio').filter((radio) => (radio as HTMLInputElement).checked)).to.be.empty;
    expect(trouble.console).to.be.empty;
  });

  it('keeps the only one selected when the person has begun', async () => {
    const el = await block();
    fill(field(el), TOKEN);
    el.brokers = ['t-invest', ownBroker];
    await until(() => allByRole(el, 'radio').length === 2);
    expect(field(el).value).to.equal(TOKEN);
    expect(el.broker).to.equal('t-invest');
  });

  it('does not take one broker’s token along to another', async () => {
    const el = await block('broker="t-invest"', { brokers: ['t-invest', ownBroker] });
    fill(field(el), TOKEN);
    click(byRole(el, 'radio', /Свой/));
    await drawn(el);
    expect(allByRole<HTMLInputElement>(el, 'textbox').map(({ value }) => value)).to.deep.equal(['', '']);
    click(byRole(el, 'radio', /Тинькофф/));
    await drawn(el);
    expect(field(el).value).to.equal('');
  });

  it('keeps what is typed when a framework sets equal brokers anew', async () => {
    const el = await block('broker="own-broker"', { brokers: ['t-invest', ownBroker] });
    fill(field(el, /Логин/), 'me');
    el.brokers = ['t-invest', { ...ownBroker }];
    el.broker = 'own-broker';
    await drawn(el);
    expect(field(el, /Логин/).value).to.equal('me');
  });
});

describe('other attributes', () => {
  it('takes no input and sends nothing while disabled', async () => {
    const el = await block('disabled');
    const events = record(el, 'pc-*');
    for (const role of ['radio', 'textbox']) expect(byRole(el, role)).to.have.property('disabled', true);
    expect(submitButton(el).disabled).to.be.true;
    expect((await rejection(el.connect())).code).to.equal('cancelled');
    expect(events).to.deep.equal([]);
    expect(worker.requests).to.have.length(0);
    el.disabled = false;
    await drawn(el);
    submit(el);
    await inState(el, 'connected');
  });

  it('takes an unknown `access` for `full`', async () => {
    const el = await block('access="read-only"');
    await openGuide(el);
    const steps = () => byRole(el, 'list').textContent;
    expect(steps()).to.include('«Только для чтения»').and.not.include('«Полный доступ»');
    el.setAttribute('access', 'nonsense');
    await drawn(el);
    expect(steps()).to.include('«Полный доступ»').and.not.include('«Только для чтения»');
  });

  for (const timeout of ['abc', '-5', '0', 'Infinity']) {
    it(`does without a \`timeout\` that is none: ${timeout}`, async () => {
      const el = await block(`timeout="${timeout}"`);
      submit(el);
      await inState(el, 'connected');
    });
  }

  it('takes unknown `credentials` for `same-origin`', async () => {
    const seen: unknown[] = [];
    const fetch = (_url: unknown, init?: RequestInit) => {
      seen.push(init!.credentials);
      return Promise.resolve(new Response(null, { status: 204 }));
    };
    for (const credentials of ['include', 'omit', 'same-origin', 'nonsense']) {
      const el = await block(`credentials="${credentials}"`, { fetch });
      submit(el);
      await inState(el, 'connected');
    }
    expect(seen).to.deep.equal(['include', 'omit', 'same-origin', 'same-origin']);
  });
});

describe('brokers of any kind of collection', () => {
  it('may come in anything that can be walked through', async () => {
    const el = await block('', { brokers: new Set(['t-invest', ownBroker]) as never });
    await until(() => radios(el).length === 2);
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
    const el = await block('manage', { brokers, broker: 'own-7', fetch });
    const key = await findByRole<HTMLInputElement>(el, 'textbox', 'Ключ');
    const during = async (act: () => void) => {
      const before = reads();
      act();
      await drawn(el);
      return reads() - before;
    };
    expect(await during(() => fill(key, 'a'))).to.be.below(10);
    expect(await during(() => fill(key, 'ab'))).to.be.below(10);
    expect(await during(() => (el.messages = { submit: 'Добавить' }))).to.be.below(10);
    expect(await during(() => void rejection(el.refresh()))).to.be.below(10);
    expect(await during(() => (el.brokers = [...brokers]))).to.be.within(100, 110);
  });
});
