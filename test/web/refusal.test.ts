/** What a person meets when something is refused: the way on is at hand, where the eyes are, and said aloud. */
import { expect } from '@open-wc/testing';
import FakeTimers from '@sinonjs/fake-timers';
import {
  type Driver,
  answer,
  click,
  connected,
  descriptionOf,
  fill,
  focused,
  mount,
  open,
  ownBroker,
  paste,
  press,
  problem,
  problemAt,
  settled,
  silence,
  texts,
  TOKEN,
  tokensIn,
  until,
  useWorker,
  visibleText,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru, en } = texts;

const OTHER = `${TOKEN.slice(0, -1)}Q`;
const short = (length: number) =>
  ru.short
    .replace('{length}', String(length))
    .replace('{minLength}', '62')
    .replace('{missing}', String(62 - length));

/** A block whose token was refused, with the focus in the field. */
async function refused(code = 'invalid-token'): Promise<Driver> {
  worker.use(problem(code));
  const pc = await open();
  pc.submit();
  await pc.says(ru['error.invalid-token']);
  await until(() => focused() === pc.field());
  worker.use(answer(200, connected));
  return pc;
}

/** A block with all that it needs to answer. */
async function ready(): Promise<Driver> {
  const pc = await open();
  pc.field().focus();
  await settled();
  await pc.drawn();
  return pc;
}

/** What the live region says, one entry for each change of its words. */
function heard(pc: Driver): string[] {
  const region = pc.status();
  const log: string[] = [];
  let last = '';
  new MutationObserver(() => {
    const words = region.textContent.replace(/\s+/g, ' ').trim();
    if (words !== last && words) log.push(words);
    last = words;
  }).observe(region, { childList: true, characterData: true, subtree: true });
  return log;
}

describe('after a refusal', () => {
  it('the field is selected', async () => {
    const pc = await refused();
    await until(() => pc.field().selectionStart === 0 && pc.field().selectionEnd === TOKEN.length);
  });

  for (const [name, at] of [
    ['at the end', TOKEN.length],
    ['in the middle', 10],
  ] as const) {
    it(`what is pasted replaces it: with the caret ${name}`, async () => {
      const pc = await refused();
      pc.field().setSelectionRange(at, at);
      paste(pc.field(), OTHER);
      expect(pc.field().value).to.equal(OTHER);
      click(pc.submitButton());
      await pc.inState('connected');
      expect((await tokensIn(worker.requests)).at(-1)).to.equal(OTHER);
    });
  }

  it('what is dropped replaces it', async () => {
    const pc = await refused();
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('text/plain', ` ${OTHER}\n`);
    const drop = new DragEvent('drop', { dataTransfer, bubbles: true, composed: true, cancelable: true });
    expect(pc.field().dispatchEvent(drop)).to.equal(false);
    expect(pc.field().value).to.equal(OTHER);
    expect(pc.element.state).to.equal('editing');
  });

  it('what a keyboard on a screen inserts replaces it', async () => {
    const pc = await refused();
    const input = pc.field();
    input.setSelectionRange(10, 10);
    const insert = { inputType: 'insertText', data: OTHER, bubbles: true, composed: true };
    input.dispatchEvent(new InputEvent('beforeinput', insert));
    expect([input.selectionStart, input.selectionEnd]).to.deep.equal([0, TOKEN.length]);
  });

  it('what was corrected by hand is not replaced', async () => {
    const pc = await refused();
    fill(pc.field(), TOKEN.slice(0, -4));
    pc.field().setSelectionRange(TOKEN.length, TOKEN.length);
    paste(pc.field(), TOKEN.slice(-4));
    expect(pc.field().value).to.equal(TOKEN);
  });

  it('what is doubted is replaced, too, and two tokens in a row are told', async () => {
    const pc = await ready();
    paste(pc.field(), TOKEN);
    paste(pc.field(), OTHER);
    await pc.says(ru.twice);
    expect(descriptionOf(pc.field())).to.include(ru.twice);
    paste(pc.field(), OTHER);
    expect(pc.field().value).to.equal(OTHER);
    await pc.says(ru.whole);
  });
});

/** A block whose two fields were sent and refused. */
async function refusedOfTwo(refusal: ReturnType<typeof problem>): Promise<Driver> {
  worker.use(refusal);
  const pc = await open('', { brokers: [ownBroker] });
  fill(pc.field(/Логин/), 'me');
  fill(pc.field(/Ключ/), 'key');
  click(pc.submitButton());
  return pc;
}

describe('the answer is where the eyes are', () => {
  it('at the field where the token is at fault, and nowhere else on screen', async () => {
    const pc = await refused();
    expect(visibleText(pc.element.shadowRoot!.querySelector('[part=field]')!)).to.include(
      ru['error.invalid-token'],
    );
    expect(pc.status().querySelector('.note')).to.equal(null);
  });

  it('above the buttons where it is not, since nobody knows which of two fields was refused', async () => {
    const pc = await refusedOfTwo(problem('invalid-token'));
    await pc.says(ru.notTakenAny);
    const { DOCUMENT_POSITION_FOLLOWING } = Node;
    expect(pc.field(/Ключ/).compareDocumentPosition(pc.status())).to.equal(DOCUMENT_POSITION_FOLLOWING);
    expect(pc.status().compareDocumentPosition(pc.submitButton())).to.equal(DOCUMENT_POSITION_FOLLOWING);
    expect(pc.status().querySelector('.note')).to.not.equal(null);
    for (const name of [/Логин/, /Ключ/]) expect(descriptionOf(pc.field(name))).to.include(ru.notTakenAny);
  });

  it('at the one of two fields that was refused, by its name, with the focus there', async () => {
    const pc = await refusedOfTwo(problemAt('key'));
    const [login, key] = [pc.field(/Логин/), pc.field(/Ключ/)];
    const [{ textContent: label }] = [...key.labels!] as [HTMLLabelElement];
    const words = ru.notTaken.replace('{field}', label.trim());
    await pc.says(words);
    expect(descriptionOf(key)).to.include(words);
    expect(key.getAttribute('aria-invalid')).to.equal('true');
    expect(descriptionOf(login)).to.not.include(words);
    expect(login.hasAttribute('aria-invalid')).to.equal(false);
    expect(pc.status().querySelector('.note')).to.equal(null);
    await until(() => focused() === key);
  });

  it('above the buttons where the endpoint points at a field that the form does not have', async () => {
    const pc = await refusedOfTwo(problemAt('environment'));
    await pc.says(ru.notTakenAny);
    expect(visibleText(pc.status())).to.include(ru.notTakenAny);
  });

  it('at the selector where no broker is chosen', async () => {
    const pc = await open('', { brokers: ['t-invest', ownBroker] });
    click(pc.submitButton());
    await pc.says(ru.choose);
    const group = pc.byRole('radiogroup');
    expect(group.getAttribute('aria-invalid')).to.equal('true');
    expect(descriptionOf(group)).to.equal(ru.choose);
    await until(() => focused() === pc.allByRole('radio')[0]);
    click(pc.allByRole('radio')[0]!);
    await pc.drawn();
    expect(group.hasAttribute('aria-invalid')).to.equal(false);
  });

  it('within the viewport, where the focus is in the block', async () => {
    mount('<div style="height: 3000px"></div>');
    worker.use(silence());
    const pc = await open();
    mount('<div style="height: 3000px"></div>');
    const isInView = (element: Element) => {
      const { top, bottom } = element.getBoundingClientRect();
      return top >= 0 && bottom <= innerHeight;
    };
    fill(pc.field(), TOKEN);
    pc.submitButton().focus();
    // The button stands at the lower edge of what is seen, as above a keyboard on a screen.
    scrollBy(0, pc.submitButton().getBoundingClientRect().bottom - innerHeight);
    click(pc.submitButton());
    await pc.says(ru.submitting);
    await until(() => isInView(pc.status()));
    scrollBy(0, 2000);
    pc.element.cancel();
    await pc.says(ru['error.cancelled']);
    worker.use(problem('invalid-token'));
    click(pc.submitButton());
    await pc.says(ru['error.invalid-token']);
    await until(() => isInView(pc.element.shadowRoot!.querySelector('[part=field]')!));
  });
});

describe('what is said aloud', () => {
  it('is what is wrong, each time that the button is pressed', async () => {
    const pc = await ready();
    const log = heard(pc);
    fill(pc.field(), 't.abc');
    click(pc.submitButton());
    await until(() => log.length === 1);
    expect(log[0]).to.equal(`${short(5)} ${ru.copyAgain} ${ru.insist.replace('{submit}', ru.submit)}`);
    fill(pc.field(), '');
    for (const times of [2, 3]) {
      click(pc.submitButton());
      await until(() => log.length === times);
      expect(log.at(-1)).to.equal(ru.empty.replace('{field}', 'Токен T-Invest API'));
    }
  });

  it('is what is wrong with what was pasted, and that nothing is', async () => {
    const pc = await ready();
    const log = heard(pc);
    paste(pc.field(), 't.abc');
    await until(() => log.length === 1);
    paste(pc.field(), TOKEN);
    await until(() => log.length === 2);
    expect(log).to.deep.equal([`${short(5)} ${ru.copyAgain}`, ru.whole]);
    expect(descriptionOf(pc.field())).to.include(ru.whole);
  });

  it('is an outcome once', async () => {
    worker.use(problem('invalid-token'));
    const pc = await ready();
    const log = heard(pc);
    pc.submit();
    await until(() => focused() === pc.field());
    await settled();
    expect(log).to.deep.equal([
      ru.submitting,
      `${ru['error.invalid-token']} ${ru.shownOnce.replace('{field}', 'Токен T-Invest API')}`,
    ]);
  });
});

describe('nothing makes a person lose a token', () => {
  it('a reload is not advised without saying what it costs', async () => {
    worker.use(answer(403));
    const pc = await open();
    pc.submit();
    await pc.says(ru['error.forbidden']);
    await pc.says(ru.tokenWouldBeLost);
    fill(pc.field(), '');
    for (const [key, words] of Object.entries(ru))
      if (/^error\./.test(key) && key !== 'error.forbidden') expect(words, key).to.not.match(/обнови/i);
    for (const [key, words] of Object.entries(en))
      if (/^error\./.test(key) && key !== 'error.forbidden') expect(words, key).to.not.match(/reload/i);
  });

  it('where it is to be copied again, it may be issued anew', () => {
    for (const words of [ru['error.invalid-token'], ru.copyAgain]) expect(words).to.match(/выпустите новый/);
    for (const words of [en['error.invalid-token'], en.copyAgain]) expect(words).to.match(/issue a new one/);
  });

  it('Escape in the question whether to disconnect stays in the block', async () => {
    const pc = await open('manage', {
      fetch: () => Promise.resolve(Response.json({ connections: [{ id: '1', broker: 't-invest' }] })),
    });
    click(await pc.findByRole('button', ru.disconnect));
    const group = await pc.findByRole('group', ru.confirm);
    await until(() => focused() === group);
    let isPrevented: boolean | undefined;
    const listen = (event: KeyboardEvent) => (isPrevented = event.defaultPrevented);
    addEventListener('keydown', listen);
    await press('Escape');
    removeEventListener('keydown', listen);
    expect(isPrevented).to.equal(true);
    await until(() => !pc.queryByRole('group', ru.confirm));
  });
});

describe('an attempt that takes long', () => {
  let clock: FakeTimers.Clock | undefined;
  afterEach(() => clock?.uninstall());

  it('is told after a while, and what may have become of it when it is cancelled', async () => {
    worker.use(silence());
    const pc = await ready();
    clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout'] });
    pc.submit();
    await pc.says(ru.submitting);
    await until(() => worker.requests.length === 1);
    expect(pc.status().textContent).to.not.include(ru.slow);
    clock.tick(8000);
    await pc.says(ru.slow);
    click(pc.byRole('button', ru.cancel));
    await pc.says(ru['error.cancelled']);
    await pc.says(ru.unsure);
    expect(pc.status().textContent).to.not.include(ru.slow);
  });

  for (const [seconds, russian, english] of [
    [1, '1 секунда', '1 second'],
    [21, '21 секунда', '21 seconds'],
    [119, '119 секунд', '119 seconds'],
    [120, '2 минуты', '2 minutes'],
    [3600, '60 минут', '60 minutes'],
    [7200, '2 часа', '2 hours'],
    [18_000, '5 часов', '5 hours'],
  ] as const) {
    it(`counts ${seconds} s down in the unit that says something`, async () => {
      clock = FakeTimers.install({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
      const pc = await open('', {
        fetch: () =>
          Promise.resolve(new Response(null, { status: 429, headers: { 'retry-after': String(seconds) } })),
      });
      pc.submit();
      await until(() => pc.byRole('timer').textContent === ru.wait.replace('{time}', russian));
      await pc.says(ru.wait.replace('{time}', russian));
      pc.element.lang = 'en';
      await until(() => pc.byRole('timer').textContent === en.wait.replace('{time}', english));
    });
  }
});
