/** Roles, names, keys and focus. What axe can judge: axe.test.ts. */
import { expect } from '@open-wc/testing';
import {
  allByRole,
  answer,
  click,
  connected,
  descriptionOf,
  fill,
  focused,
  mount,
  nameOf,
  nothing,
  open,
  ownBroker,
  press,
  problem,
  silence,
  texts,
  TOKEN,
  type,
  until,
  useWorker,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;

describe('roles and names', () => {
  it('are those of the contract', async () => {
    const pc = await open('choose-broker broker="t-invest"');
    expect(nameOf(pc.byRole('region'))).to.equal('Подключение портфеля');
    expect(nameOf(pc.byRole('radiogroup'))).to.equal('Брокер');
    expect(allByRole(pc.byRole('radiogroup'), 'radio').map(nameOf)).to.deep.equal(['Тинькофф Т-Инвестиции']);
    expect(nameOf(pc.byRole('textbox'))).to.equal('Токен T-Invest API');
    pc.byRole('button', 'Подключить портфель');
    expect(pc.allByRole('status')).to.have.length(1);
  });

  it('has a region named by the page’s own heading', async () => {
    const pc = await open();
    pc.element.innerHTML = '<h3 slot="heading">Мои брокеры</h3>';
    await until(() => nameOf(pc.byRole('region')) === 'Мои брокеры');
  });

  it('shows one live region only, the same in every state', async () => {
    const live = () => [
      ...pc.element.shadowRoot!.querySelectorAll(
        '[aria-live], [role=status], [role=alert], [role=log], output',
      ),
    ];
    worker.use(problem('invalid-token'));
    const pc = await open();
    const [region] = live();
    expect(region).to.equal(pc.status());
    const seen = new Set<Element>();
    pc.element.addEventListener(
      'pc-state-change',
      () => void pc.element.updateComplete.then(() => live().forEach((one) => seen.add(one))),
    );
    pc.submit();
    await pc.inState('failed');
    worker.use(answer(200, connected));
    pc.submit();
    await pc.inState('connected');
    await pc.drawn();
    expect([...seen]).to.deep.equal([region]);
    expect(live()).to.deep.equal([region]);
  });

  it('marks the field and describes it by the message when the token is at fault', async () => {
    worker.use(problem('invalid-token'));
    const pc = await open();
    expect(pc.field().getAttribute('aria-invalid')).to.be.null;
    pc.submit();
    await pc.says(ru['error.invalid-token']);
    expect(pc.field().getAttribute('aria-invalid')).to.equal('true');
    expect(descriptionOf(pc.field())).to.include(ru['error.invalid-token']);
    fill(pc.field(), TOKEN);
    await pc.drawn();
    expect(pc.field().getAttribute('aria-invalid')).to.be.null;
    expect(descriptionOf(pc.field())).to.not.include(ru['error.invalid-token']);
  });

  it('does not mark the field when something else is at fault', async () => {
    worker.use(answer(500));
    const pc = await open();
    pc.submit();
    await pc.says(ru['error.server-error']);
    expect(pc.field().getAttribute('aria-invalid')).to.be.null;
    expect(descriptionOf(pc.field())).to.not.include(ru['error.server-error']);
  });

  it('masks the field, without being one that browsers fill, and shows it on demand', async () => {
    const pc = await open();
    const input = pc.field();
    fill(input, TOKEN);
    const masked = () =>
      input.type === 'password' ||
      getComputedStyle(input).getPropertyValue('-webkit-text-security') === 'disc';
    expect(masked()).to.be.true;
    expect([input.autocomplete, input.spellcheck]).to.deep.equal(['off', false]);
    click(pc.byRole('button', ru.show));
    await pc.drawn();
    expect(masked()).to.be.false;
    expect(input.value).to.equal(TOKEN);
    click(pc.byRole('button', ru.hide));
    await pc.drawn();
    expect(masked()).to.be.true;
    expect(pc.field()).to.equal(input);
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
    const pc = await open('', {
      brokers: [ownBroker, 't-invest'],
      fetch: () => (asked++ ? Promise.resolve(new Response('{}')) : new Promise(nothing)),
    });
    const before = mount<HTMLButtonElement>('<button>Before</button>');
    pc.element.parentElement!.before(before.parentElement!);
    before.focus();

    await tabTo('radio', /Свой брокер/);
    await press('Space');
    await until(() => pc.element.broker === 'own-broker');
    await press('ArrowDown');
    await until(() => pc.element.broker === 't-invest');
    await pc.drawn();
    expect(nameOf(focused()!)).to.include('Тинькофф');

    await tabTo('button', ru.guide);
    await press('Enter');
    await until(() => pc.byRole('list'));
    await tabTo('link', /./);
    await tabTo('button', ru.guide, 'Shift+Tab');
    await press('Space');
    await until(() => pc.queryByRole('list') === null);

    await tabTo('textbox', /Токен/);
    await type(TOKEN);
    expect(pc.field().value).to.equal(TOKEN);
    await tabTo('button', ru.show);
    await press('Space');
    await until(() => pc.byRole('button', ru.hide));
    await tabTo('textbox', /Токен/, 'Shift+Tab');

    await press('Enter');
    await pc.inState('submitting');
    await until(() => asked === 1);
    await tabTo('button', ru.cancel);
    await press('Enter');
    await pc.inState('failed');
    await pc.drawn();
    await until(() => focused() === pc.submitButton());

    await press('Enter');
    await pc.says(ru.connected);
    await until(() => focused() === pc.status());
    await tabTo('button', ru.another);
    await press('Enter');
    await pc.inState('idle');
    await until(() => focused() === pc.field());
    await press('Enter');
    await pc.says(ru.empty.replace('{field}', 'Токен T-Invest API'));
  });

  it('Escape and Enter outside do nothing to it', async () => {
    const pc = await open();
    fill(pc.field(), TOKEN);
    await press('Escape');
    expect(pc.field().value).to.equal(TOKEN);
    expect(pc.element.state).to.equal('editing');
  });
});

describe('focus', () => {
  it('goes by focus() to the field, to the selector without a choice, to the status once connected', async () => {
    const pc = await open();
    pc.element.focus();
    expect(focused()).to.equal(pc.field());
    pc.submit();
    await pc.inState('connected');
    await pc.drawn();
    pc.element.focus();
    expect(focused()).to.equal(pc.status());
    const two = await open('', { brokers: ['t-invest', ownBroker] });
    two.element.focus();
    expect(focused()).to.equal(two.allByRole('radio')[0]);
  });

  it('goes to the field when the token is at fault', async () => {
    worker.use(problem('invalid-token'));
    const pc = await open();
    pc.submit();
    await pc.says(ru['error.invalid-token']);
    await until(() => focused() === pc.field());
  });

  it('stays on the button when something else is', async () => {
    worker.use(answer(403));
    const pc = await open();
    pc.submit();
    await pc.says(ru['error.forbidden']);
    expect(focused()).to.equal(pc.submitButton());
  });

  it('is not lost when the button becomes disabled to wait', async () => {
    worker.use(answer(429, {}, { 'retry-after': '3600' }));
    const pc = await open();
    pc.submit();
    await pc.says(ru['error.rate-limited']);
    expect(pc.submitButton().disabled).to.be.true;
    await until(() => pc.element.shadowRoot!.contains(focused()) && !focused()!.matches(':disabled'));
  });

  it('goes to the status after success, to the field after starting over', async () => {
    const pc = await open();
    pc.submit();
    await pc.inState('connected');
    await until(() => focused() === pc.status());
    click(pc.byRole('button', ru.another));
    await until(() => focused() === pc.field());
  });

  it('goes to the button after «Отмена»', async () => {
    worker.use(silence());
    const pc = await open();
    pc.submit();
    await until(() => worker.requests.length);
    click(pc.byRole('button', ru.cancel));
    await until(() => focused() === pc.submitButton());
  });

  it('is not taken from the page by what happens in the block', async () => {
    const own = mount<HTMLInputElement>('<input aria-label="own" />');
    for (const response of [problem('invalid-token'), answer(204)]) {
      worker.use(response);
      const pc = await open();
      fill(pc.field(), TOKEN);
      own.focus();
      await pc.element.connect().catch(() => undefined);
      await pc.drawn();
      expect(focused()).to.equal(own);
    }
  });
});
