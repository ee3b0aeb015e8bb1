/** The field as each engine has it: masked, and tidying what is pasted. What is told of it: test/web/hygiene.test.ts. */
import { expect } from '@open-wc/testing';
import {
  answer,
  click,
  connected,
  fill,
  open,
  paste,
  texts,
  TOKEN,
  tokensIn,
  until,
  useWorker,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;

const sent = () => tokensIn(worker.requests);

describe('the field', () => {
  it('is a text box that nobody fills in, corrects or checks, masked until asked', async () => {
    const pc = await open();
    const input = pc.field();
    expect(input.localName).to.equal('input');
    expect(input.autocomplete).to.equal('off');
    expect(input.getAttribute('autocapitalize')).to.equal('off');
    expect(input.getAttribute('autocorrect')).to.equal('off');
    expect(input.spellcheck).to.equal(false);
    expect(input.name).to.equal('');
    const masked = () =>
      input.type === 'password' ||
      getComputedStyle(input).getPropertyValue('-webkit-text-security') === 'disc';
    expect(masked()).to.equal(true);
    fill(input, TOKEN);
    click(pc.byRole('button', ru.show));
    await until(() => !masked());
    expect(input.value).to.equal(TOKEN);
    click(pc.byRole('button', ru.hide));
    await until(masked);
    expect(pc.field()).to.equal(input);
    expect(input.value).to.equal(TOKEN);
  });

  it('gives nothing to the clipboard while it is masked, as a password field does', async () => {
    const pc = await open();
    fill(pc.field(), TOKEN);
    const copied: string[] = [];
    const listen = (event: Event) =>
      void copied.push(`${event.type} ${event.defaultPrevented ? 'nothing' : 'all'}`);
    for (const type of ['copy', 'cut']) document.addEventListener(type, listen);
    const tryBoth = () => {
      pc.field().focus();
      pc.field().select();
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- no other way copies as a person does, in each engine
      for (const command of ['copy', 'cut']) document.execCommand(command);
    };
    tryBoth();
    expect(
      copied.filter((one) => one.endsWith('all')),
      'masked',
    ).to.deep.equal([]);
    expect(pc.field().value, 'nor is it cut').to.equal(TOKEN);
    click(pc.byRole('button', ru.show));
    await until(() => pc.queryByRole('button', ru.hide));
    // Some engines let no script copy without a press of a key or a button.
    const events = ['copy', 'cut', 'dragstart'];
    const prevented = () =>
      events.filter(
        (type) =>
          !pc.field().dispatchEvent(new Event(type, { bubbles: true, composed: true, cancelable: true })),
      );
    expect(prevented(), 'shown').to.deep.equal([]);
    click(pc.byRole('button', ru.hide));
    await until(() => pc.queryByRole('button', ru.show));
    expect(prevented(), 'masked again').to.deep.equal(events);
    for (const type of ['copy', 'cut']) document.removeEventListener(type, listen);
  });

  it('is marked for password managers as none of theirs', async () => {
    const marks =
      '[data-1p-ignore][data-bwignore][data-form-type=other][data-lpignore=true][data-protonpass-ignore]';
    expect((await open()).field().matches(marks)).to.equal(true);
  });

  it('is masked again when it is submitted', async () => {
    const pc = await open();
    click(pc.byRole('button', ru.show));
    await until(() => pc.queryByRole('button', ru.hide));
    pc.submit();
    await pc.inState('connected');
    click(pc.byRole('button', ru.another));
    await until(() => pc.queryByRole('button', ru.show));
  });
});

describe('what copying adds is taken off', () => {
  const pasted = {
    'white space around': `  ${TOKEN}\t `,
    'a line break': `${TOKEN}\n`,
    'a line break inside': `${TOKEN.slice(0, 40)}\r\n${TOKEN.slice(40)}`,
    'no-break spaces': `\u00a0${TOKEN.slice(0, 10)}\u202f${TOKEN.slice(10)}\u00a0`,
    'zero-width characters': `\ufeff${TOKEN.slice(0, 5)}\u200b${TOKEN.slice(5, 9)}\u200d\u2060${TOKEN.slice(9)}`,
    'soft hyphens': `${TOKEN.slice(0, 20)}\u00ad${TOKEN.slice(20)}`,
    'straight quotes': `"${TOKEN}"`,
    guillemets: `«${TOKEN}»`,
    'curly quotes': `“${TOKEN}”`,
    'a backtick': `\`${TOKEN}\``,
    Bearer: `Bearer ${TOKEN}`,
    'a whole header': `Authorization: bearer ${TOKEN}`,
    'everything at once': ` "Bearer\u00a0«${TOKEN}\u200b» "\n`,
  };
  for (const [name, text] of Object.entries(pasted)) {
    it(name, async () => {
      const pc = await open();
      // A text field takes no line break; pasting shows what it makes of one.
      paste(pc.field(), text);
      click(pc.submitButton());
      await pc.inState('connected');
      expect(await sent()).to.deep.equal([TOKEN]);
    });
  }

  it('and the person sees what will be sent, once the checks are there', async () => {
    const pc = await open();
    await until(async () => {
      pc.field().focus();
      fill(pc.field(), '');
      paste(pc.field(), ` «${TOKEN}» `);
      await pc.element.updateComplete;
      return pc.field().value === TOKEN;
    });
  });
});

describe('what is pasted along with a token', () => {
  const half = TOKEN.slice(0, 40);
  const rest = TOKEN.slice(40);
  const texts: Record<string, string> = {
    'a token broken over lines': `${half}\n${rest}`,
    'a token broken over lines, with spaces where the lines broke': `${half} ${rest}`,
    'a letter around it': `Здравствуйте!\nВот токен:\n${TOKEN}\nС уважением, Анна`,
    'settings around it': `HOST=example.com\r\nTOKEN=${TOKEN}\r\nPORT=8080`,
    'JSON around it': `{\n  "token": "${TOKEN}"\n}`,
    'a command around it': `curl -H "Authorization: Bearer ${TOKEN}" https://example.com`,
  };
  for (const [what, text] of Object.entries(texts)) {
    it(`${what}: the token alone is in the field, and is sent`, async () => {
      const pc = await open();
      pc.field().focus();
      paste(pc.field(), text);
      click(pc.submitButton());
      await pc.inState('connected');
      expect(await sent()).to.deep.equal([TOKEN]);
    });
  }

  it('and words without one are told of as words', async () => {
    const pc = await open();
    paste(pc.field(), 'Ваш токен: придёт по почте');
    for (const press of ['once', 'again']) {
      click(pc.submitButton());
      await pc.inState('failed');
      await until(() =>
        pc.element.shadowRoot!.textContent.includes(ru.words.replace('{field}', 'Токен T-Invest API')),
      );
      expect(worker.requests, press).to.be.empty;
    }
  });

  it('more than a token could be is not sent', async () => {
    const pc = await open();
    paste(pc.field(), `t.${'a'.repeat(100_000)}`);
    const words = ru.long.replace('{length}', '100002').replace('{maxLength}', '8192');
    click(pc.submitButton());
    await pc.inState('failed');
    await until(() => pc.element.shadowRoot!.textContent.includes(words));
    expect(worker.requests).to.be.empty;
  });
});
