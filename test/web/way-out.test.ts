/** What can be done about a failure: what is sent again, asked about first, and the buttons that lead on. */
import { expect } from '@open-wc/testing';
import type { BrokerDefinition, ErrorCode } from '../../src/index.js';
import {
  answer,
  click,
  connected,
  type Driver,
  fill,
  focused,
  open,
  paste,
  problem,
  rejection,
  texts,
  TOKEN,
  until,
  useWorker,
  visibleText,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;

const another: BrokerDefinition = {
  id: 'another',
  name: 'Another',
  fields: [
    { name: 'key', label: 'Key', secret: false },
    { name: 'secret', label: 'Secret' },
  ],
  whenRefused: 'A new key may take some minutes.',
};

const button = (pc: Driver, name: string): HTMLElement | null => pc.queryByRole('button', name);
const asked = `${ru.refused} ${ru.insist.replace('{submit}', ru.submit)}`;

/** The block after a token was refused. */
async function refused(code: ErrorCode = 'invalid-token', attributes = '', brokers?: BrokerDefinition[]) {
  worker.use(problem(code));
  const pc = await open(attributes, brokers && { brokers });
  pc.submit();
  await pc.inState('failed');
  await pc.drawn();
  expect(worker.requests).to.have.length(1);
  return pc;
}

describe('what was refused a moment ago', () => {
  it('is asked about before it is sent again, and sent by who insists', async () => {
    const pc = await refused();
    const errors = pc.record('pc-error');
    click(pc.submitButton());
    await pc.says(asked);
    expect(errors.map(({ detail }) => (detail as { error: { code: string } }).error.code)).to.deep.equal([
      'incomplete',
    ]);
    expect(worker.requests).to.have.length(1);
    worker.use(answer(200, connected));
    click(pc.submitButton());
    await pc.inState('connected');
    expect(worker.requests).to.have.length(2);
  });

  it('is asked about each time', async () => {
    const pc = await refused();
    click(pc.submitButton());
    await pc.says(asked);
    click(pc.submitButton());
    await until(() => worker.requests.length === 2 && pc.element.state === 'failed');
    await pc.says(ru['error.invalid-token']);
    click(pc.submitButton());
    await pc.says(asked);
    expect(worker.requests).to.have.length(2);
  });

  it('is known when it is pasted once more', async () => {
    const pc = await refused();
    paste(pc.field(), TOKEN);
    click(pc.submitButton());
    await pc.says(asked);
    paste(pc.field(), `${TOKEN}x`);
    click(pc.submitButton());
    await until(() => worker.requests.length === 2);
  });

  it('is new to the broker once somebody has typed', async () => {
    const pc = await refused();
    fill(pc.field(), TOKEN);
    click(pc.submitButton());
    await until(() => worker.requests.length === 2);
  });

  it('is another matter at another endpoint', async () => {
    const pc = await refused();
    pc.element.endpoint = `${pc.element.endpoint!}?another`;
    click(pc.submitButton());
    await until(() => worker.requests.length === 2);
  });

  it('is the page’s own matter where the page connects', async () => {
    const pc = await refused();
    expect((await rejection(pc.element.connect())).code).to.equal('invalid-token');
    expect(worker.requests).to.have.length(2);
  });

  it('is all of it where there are several fields, and told at the secret', async () => {
    worker.use(problem('invalid-token'));
    const pc = await open('', { brokers: [another] });
    paste(pc.field('Key'), 'k');
    paste(pc.field('Secret'), 's');
    click(pc.submitButton());
    await pc.inState('failed');
    click(pc.submitButton());
    await pc.says(asked);
    expect(pc.field('Secret').getAttribute('aria-invalid')).to.equal('true');
    expect(pc.field('Key').getAttribute('aria-invalid')).to.equal(null);
    paste(pc.field('Key'), 'k2');
    click(pc.submitButton());
    await until(() => worker.requests.length === 2);
  });

  for (const code of ['broker-unavailable', 'server-error', 'not-active-yet'] as const) {
    it(`is sent again at once where it was not to blame: ${code}`, async () => {
      const pc = await refused(code);
      click(pc.submitButton());
      await until(() => worker.requests.length === 2);
    });
  }
});

describe('a refused token', () => {
  it('that nobody can copy again is said to be lost, and one that is new to be waited for', async () => {
    await refused().then((pc) => pc.says(ru.shownOnce.replace('{field}', 'Токен T-Invest API')));
    worker.use(problem('invalid-token'));
    const pc = await open('', { brokers: [another] });
    fill(pc.field('Key'), 'k');
    fill(pc.field('Secret'), 's');
    click(pc.submitButton());
    await pc.says('A new key may take some minutes.');
    expect(visibleText(pc.element)).to.not.include('показывается только один раз');
    // It has no guide.
    expect(button(pc, ru.issue)).to.equal(null);
  });

  for (const code of ['invalid-token', 'expired-token', 'insufficient-access', 'sandbox-token'] as const) {
    it(`leads to the step that issues another one: ${code}`, async () => {
      const pc = await refused(code);
      click(button(pc, ru.issue)!);
      await until(() => focused()?.getAttribute('part') === 'guide-step');
      expect(visibleText(focused()!)).to.include('«Создать токен»');
    });
  }

  it('leads there also where the guide is open', async () => {
    worker.use(problem('invalid-token'));
    const pc = await open();
    await pc.openGuide();
    pc.submit();
    await pc.inState('failed');
    click(await pc.findByRole('button', ru.issue));
    await until(() => focused()?.getAttribute('part') === 'guide-step');
  });

  it('that was only shown masked leads there, too', async () => {
    const pc = await open();
    paste(pc.field(), 't.••••••••');
    click(pc.submitButton());
    await pc.findByRole('button', ru.issue);
    fill(pc.field(), '');
    click(pc.submitButton());
    await pc.says(ru.empty.replace('{field}', 'Токен T-Invest API'));
    expect(button(pc, ru.issue)).to.equal(null);
  });
});

describe('another way', () => {
  it('is another broker, where there is one', async () => {
    worker.use(problem('broker-unavailable'));
    const pc = await open('', { brokers: ['t-invest', another] });
    click(pc.byRole('radio', /Тинькофф/));
    await pc.drawn();
    pc.submit();
    click(await pc.findByRole('button', ru.chooseOther));
    await until(() => focused() === pc.byRole('radio', /Тинькофф/));
    expect(button(await refusedAnew(), ru.chooseOther)).to.equal(null);
  });

  const refusedAnew = async () => {
    worker.use(problem('broker-unavailable'));
    const pc = await open();
    pc.submit();
    await pc.inState('failed');
    return pc;
  };

  it('is to sign in, in another tab', async () => {
    const pc = await refused('session-expired');
    const link = pc.byRole<HTMLAnchorElement>('link', new RegExp(ru.signIn));
    expect([link.href, link.target, link.rel]).to.deep.equal([document.URL, '_blank', 'noopener noreferrer']);
  });

  it('is to reload, which is said to cost the token', async () => {
    const pc = await refused('forbidden');
    expect(button(pc, ru.reload)).to.be.ok;
    expect(visibleText(pc.element)).to.include(ru.tokenWouldBeLost);
  });

  it('is there as long as the failure is, and nothing beside it', async () => {
    const pc = await refused();
    expect(visibleText(pc.element)).to.not.match(/(^|\s)(0|undefined|false)(\s|$)/);
    fill(pc.field(), `${TOKEN}x`);
    await until(() => !button(pc, ru.issue));
  });
});
