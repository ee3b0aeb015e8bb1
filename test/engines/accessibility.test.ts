/** Roles, names, keys and focus. What axe can judge: axe.test.ts. */
import { expect } from '@open-wc/testing';
import {
  answer,
  block,
  connected,
  drawn,
  field,
  inState,
  nothing,
  ownBroker,
  problem,
  says,
  silence,
  status,
  submit,
  submitButton,
  texts,
  TOKEN,
} from '../support/block.js';
import {
  allByRole,
  byRole,
  click,
  descriptionOf,
  fill,
  focused,
  mount,
  nameOf,
  press,
  queryByRole,
  type,
  until,
} from '../support/page.js';
import { useWorker } from '../support/worker.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;

describe('roles and names', () => {
  it('are those of the contract', async () => {
    const el = await block();
    expect(nameOf(byRole(el, 'region'))).to.equal('Подключение портфеля');
    expect(nameOf(byRole(el, 'radiogroup'))).to.equal('Брокер');
    expect(allByRole(byRole(el, 'radiogroup'), 'radio').map(nameOf)).to.deep.equal(['Тинькофф Т-Инвестиции']);
    expect(nameOf(byRole(el, 'textbox'))).to.equal('Токен T-Invest API');
    byRole(el, 'button', 'Подключить портфель');
    expect(allByRole(el, 'status')).to.have.length(1);
  });

  it('has a region named by the page’s own heading', async () => {
    const el = await block();
    el.innerHTML = '<h3 slot="heading">Мои брокеры</h3>';
    await until(() => nameOf(byRole(el, 'region')) === 'Мои брокеры');
  });

  it('shows one live region only, the same in every state', async () => {
    const live = () => [
      ...el.shadowRoot!.querySelectorAll('[aria-live], [role=status], [role=alert], [role=log], output'),
    ];
    worker.use(problem('invalid-token'));
    const el = await block();
    const [region] = live();
    expect(region).to.equal(status(el));
    const seen = new Set<Element>();
    el.addEventListener(
      'pc-state-change',
      () => void el.updateComplete.then(() => live().forEach((one) => seen.add(one))),
    );
    submit(el);
    await inState(el, 'failed');
    worker.use(answer(200, connected));
    submit(el);
    await inState(el, 'connected');
    await drawn(el);
    expect([...seen]).to.deep.equal([region]);
    expect(live()).to.deep.equal([region]);
  });

  it('marks the field and describes it by the message when the token is at fault', async () => {
    worker.use(problem('invalid-token'));
    const el = await block();
    expect(field(el).getAttribute('aria-invalid')).to.be.null;
    submit(el);
    await says(el, ru['error.invalid-token']);
    expect(field(el).getAttribute('aria-invalid')).to.equal('true');
    expect(descriptionOf(field(el))).to.include(ru['error.invalid-token']);
    fill(field(el), TOKEN);
    await drawn(el);
    expect(field(el).getAttribute('aria-invalid')).to.be.null;
    expect(descriptionOf(field(el))).to.not.include(ru['error.invalid-token']);
  });

  it('does not mark the field when something else is at fault', async () => {
    worker.use(answer(500));
    const el = await block();
    submit(el);
    await says(el, ru['error.server-error']);
    expect(field(el).getAttribute('aria-invalid')).to.be.null;
    expect(descriptionOf(field(el))).to.include(ru['error.server-error']);
  });

  it('masks the field, without being one that browsers fill, and shows it on demand', async () => {
    const el = await block();
    const input = field(el);
    fill(input, TOKEN);
    const masked = () =>
      input.type === 'password' ||
      getComputedStyle(input).getPropertyValue('-webkit-text-security') === 'disc';
    expect(masked()).to.be.true;
    expect([input.autocomplete, input.spellcheck]).to.deep.equal(['off', false]);
    click(byRole(el, 'button', ru.show));
    await drawn(el);
    expect(masked()).to.be.false;
    expect(input.value).to.equal(TOKEN);
    click(byRole(el, 'button', ru.hide));
    await drawn(el);
    expect(masked()).to.be.true;
    expect(field(el)).to.equal(input);
  });
});

describe('with the keyboard alone', () => {
  /** Goes on with Tab until the focus is on what has this role and name. */
  async function tabTo(role: string, name: string | RegExp, keys = 'Tab'): Promise<void> {
    const seen: string[] = [];
    for (let presses = 0; presses < 12; presses++) {
      await press(keys);
      const at = focused();
      seen.push(at ? nameOf(at) : '');
      if (at && allByRole(document, role, name).includes(at as HTMLElement)) return;
    }
    expect.fail(`no ${role} ${String(name)} among ${seen.join(' | ')}`);
  }

  it('everything can be done', async () => {
    let asked = 0;
    const el = await block('', {
      brokers: [ownBroker, 't-invest'],
      fetch: () => (asked++ ? Promise.resolve(new Response('{}')) : new Promise(nothing)),
    });
    const before = mount<HTMLButtonElement>('<button>Before</button>');
    el.parentElement!.before(before.parentElement!);
    before.focus();

    await tabTo('radio', /Свой брокер/);
    await press('Space');
    await until(() => el.broker === 'own-broker');
    await press('ArrowDown');
    await until(() => el.broker === 't-invest');
    await drawn(el);
    expect(nameOf(focused()!)).to.include('Тинькофф');

    await tabTo('button', ru.guide);
    await press('Enter');
    await until(() => byRole(el, 'list'));
    await tabTo('link', /./);
    await tabTo('button', ru.guide, 'Shift+Tab');
    await press('Space');
    await until(() => queryByRole(el, 'list') === null);

    await tabTo('textbox', /Токен/);
    await type(TOKEN);
    expect(field(el).value).to.equal(TOKEN);
    await tabTo('button', ru.show);
    await press('Space');
    await until(() => byRole(el, 'button', ru.hide));
    await tabTo('textbox', /Токен/, 'Shift+Tab');

    await press('Enter');
    await inState(el, 'submitting');
    await until(() => asked === 1);
    await tabTo('button', ru.cancel);
    await press('Enter');
    await inState(el, 'failed');
    await drawn(el);
    await until(() => focused() === submitButton(el));

    await press('Enter');
    await says(el, ru.connected);
    await until(() => focused() === status(el));
    await tabTo('button', ru.another);
    await press('Enter');
    await inState(el, 'idle');
    await until(() => focused() === field(el));
    await press('Enter');
    await says(el, ru['error.incomplete']);
  });

  it('Escape and Enter outside do nothing to it', async () => {
    const el = await block();
    fill(field(el), TOKEN);
    await press('Escape');
    expect(field(el).value).to.equal(TOKEN);
    expect(el.state).to.equal('editing');
  });
});

describe('focus', () => {
  it('goes by focus() to the field, to the selector without a choice, to the status once connected', async () => {
    const el = await block();
    el.focus();
    expect(focused()).to.equal(field(el));
    submit(el);
    await inState(el, 'connected');
    await drawn(el);
    el.focus();
    expect(focused()).to.equal(status(el));
    const two = await block('', { brokers: ['t-invest', ownBroker] });
    two.focus();
    expect(focused()).to.equal(allByRole(two, 'radio')[0]);
  });

  it('goes to the field when the token is at fault', async () => {
    worker.use(problem('invalid-token'));
    const el = await block();
    submit(el);
    await says(el, ru['error.invalid-token']);
    await until(() => focused() === field(el));
  });

  it('stays on the button when something else is', async () => {
    worker.use(answer(403));
    const el = await block();
    submit(el);
    await says(el, ru['error.forbidden']);
    expect(focused()).to.equal(submitButton(el));
  });

  it('is not lost when the button becomes disabled to wait', async () => {
    worker.use(answer(429, {}, { 'retry-after': '3600' }));
    const el = await block();
    submit(el);
    await says(el, ru['error.rate-limited']);
    expect(submitButton(el).disabled).to.be.true;
    await until(() => el.shadowRoot!.contains(focused()) && !focused()!.matches(':disabled'));
  });

  it('goes to the status after success, to the field after starting over', async () => {
    const el = await block();
    submit(el);
    await inState(el, 'connected');
    await until(() => focused() === status(el));
    click(byRole(el, 'button', ru.another));
    await until(() => focused() === field(el));
  });

  it('goes to the button after «Отмена»', async () => {
    worker.use(silence());
    const el = await block();
    submit(el);
    await until(() => worker.requests.length);
    click(byRole(el, 'button', ru.cancel));
    await until(() => focused() === submitButton(el));
  });

  it('is not taken from the page by what happens in the block', async () => {
    const own = mount<HTMLInputElement>('<input aria-label="own" />');
    for (const response of [problem('invalid-token'), answer(204)]) {
      worker.use(response);
      const el = await block();
      fill(field(el), TOKEN);
      own.focus();
      await el.connect().catch(() => undefined);
      await drawn(el);
      expect(focused()).to.equal(own);
    }
  });
});
