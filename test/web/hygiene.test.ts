/** What is pasted: tidied, or told of before anything is sent. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import {
  type Driver,
  answer,
  click,
  connected,
  descriptionOf,
  fill,
  focused,
  open,
  ownBroker,
  paste,
  texts,
  TOKEN,
  tokensIn,
  until,
  useWorker,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru, en } = texts;

const sent = () => tokensIn(worker.requests);
const remark = (pc: Driver) => descriptionOf(pc.field());

/** Presses the button and waits until the block has answered at the field. */
async function stopped(pc: Driver): Promise<void> {
  const errors = pc.record('pc-error');
  click(pc.submitButton());
  await until(() => errors.length === 1);
  await pc.element.updateComplete;
  expect(pc.element.state).to.equal('failed');
  expect(worker.requests).to.be.empty;
}

describe('what copying adds is taken off', () => {
  it('whatever it is, and however often', async () => {
    const junk = fc.constantFrom(
      ' ',
      '\n',
      '\t',
      '\u00a0',
      '\u200b',
      '\ufeff',
      '"',
      '«',
      '»',
      '“',
      "'",
      'Bearer ',
    );
    const around = fc.array(junk, { maxLength: 6 }).map((parts) => parts.join(''));
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-'.split('');
    const token = fc
      .array(fc.constantFrom(...letters), { minLength: 60, maxLength: 100 })
      .map((body) => `t.${body.join('')}`);
    const after = around.map((text) => text.replaceAll('Bearer ', ''));
    await fc.assert(
      fc.asyncProperty(around, token, after, async (before, value, after) => {
        const seen: string[] = [];
        const pc = await open('', {
          fetch: (_, init) => {
            seen.push(
              (JSON.parse(init!.body as string) as { credentials: { token: string } }).credentials.token,
            );
            return Promise.resolve(new Response(null, { status: 204 }));
          },
        });
        fill(pc.field(), `${before}${value}${after}`);
        await pc.element.connect();
        pc.element.remove();
        expect(seen).to.deep.equal([value]);
      }),
      { numRuns: 25 },
    );
  });
});

describe('what cannot be a token is told at the field, and not sent', () => {
  it('nothing at all', async () => {
    const pc = await open();
    await stopped(pc);
    expect(remark(pc)).to.contain(ru.empty.replace('{field}', 'Токен T-Invest API'));
    expect(pc.field().getAttribute('aria-invalid')).to.equal('true');
    expect(focused()).to.equal(pc.field());
    fill(pc.field(), 't');
    await until(() => !pc.field().hasAttribute('aria-invalid'));
  });

  it('nothing but white space', async () => {
    const pc = await open();
    fill(pc.field(), ' \u00a0\u200b ');
    await stopped(pc);
    expect(remark(pc)).to.contain(ru.empty.replace('{field}', 'Токен T-Invest API'));
  });

  it('Cyrillic letters that look Latin: which, for which, and where', async () => {
    const pc = await open();
    // Cyrillic С at the fourth place, Cyrillic а at the last.
    fill(pc.field(), `t.aС${TOKEN.slice(4, -1)}а`);
    await stopped(pc);
    expect(remark(pc)).to.contain('«С» вместо «C» (4-й знак)');
    expect(remark(pc)).to.contain(`«а» вместо «a» (${TOKEN.length}-й знак)`);
    expect(pc.field().getAttribute('aria-invalid')).to.equal('true');
    click(pc.submitButton());
    await pc.element.updateComplete;
    expect(worker.requests).to.be.empty;
  });

  it('a Cyrillic т in place of the t that every token begins with', async () => {
    const pc = await open();
    fill(pc.field(), `т${TOKEN.slice(1)}`);
    await stopped(pc);
    expect(remark(pc)).to.contain('(1-й знак)');
  });

  for (const [name, found] of [
    ['another letter', 'ж'],
    ['an accented letter', 'é'],
    ['a sign', '€'],
  ] as const) {
    it(`${name}, which no press of the button overrules`, async () => {
      const pc = await open();
      fill(pc.field(), `${TOKEN.slice(0, 9)}${found}${TOKEN.slice(10)}`);
      await stopped(pc);
      expect(remark(pc)).to.contain(`«${found}», 10-й по счёту`);
      await pc.element.connect().catch(() => undefined);
      await pc.element.connect().catch(() => undefined);
      expect(worker.requests).to.be.empty;
    });
  }

  it('says so in English too', async () => {
    const pc = await open('lang="en"');
    await stopped(pc);
    expect(remark(pc)).to.contain(en.empty.replace('{field}', 'T-Invest API token'));
    await pc.says(en.empty.replace('{field}', 'T-Invest API token'));
  });

  it('no broker chosen', async () => {
    const pc = await open('', { brokers: ['t-invest', ownBroker] });
    await until(() => pc.queryByRole('radiogroup'));
    await stopped(pc);
    await pc.says(ru.choose);
  });
});

describe('what may be a mistake is asked once', () => {
  const doubts = {
    'another beginning': [`x${TOKEN.slice(1)}`, ru.prefix.replace('{prefix}', 't.')],
    'no beginning': [TOKEN.slice(2), ru.prefix.replace('{prefix}', 't.')],
    'a token that is cut off': [
      TOKEN.slice(0, 30),
      ru.short.replace('{length}', '30').replace('{minLength}', '62').replace('{missing}', '32'),
    ],
    'an unusual character': [`${TOKEN}!`, '«!»'],
    'something before the beginning': [`x${TOKEN}`, ru.words.replace('{field}', 'Токен T-Invest API')],
  } as const;
  for (const [name, [value, words]] of Object.entries(doubts)) {
    it(`${name}: told, and sent as it is when the person insists`, async () => {
      const pc = await open();
      fill(pc.field(), value);
      await stopped(pc);
      expect(remark(pc)).to.contain(words);
      expect(remark(pc)).to.contain(ru.insist.replace('{submit}', ru.submit));
      click(pc.submitButton());
      await pc.inState('connected');
      expect(await sent()).to.deep.equal([value]);
    });
  }

  it('parts of a token: told, and sent as one when the person insists', async () => {
    const pc = await open();
    fill(pc.field(), `${TOKEN.slice(0, 80)} ${TOKEN.slice(80)}`);
    await stopped(pc);
    expect(remark(pc)).to.contain(ru.parts);
    expect(remark(pc)).to.contain(ru.insist.replace('{submit}', ru.submit));
    click(pc.submitButton());
    await pc.inState('connected');
    expect(await sent()).to.deep.equal([TOKEN]);
  });

  it('two keys, as a file of settings has them, are told, and neither is sent for the other', async () => {
    const key = (name: string) => ({ name, label: name, alphabet: 'A-Za-z0-9', pattern: '.{20}' });
    const pc = await open('', { brokers: [{ id: 'own', name: 'Own', fields: [key('Key'), key('Secret')] }] });
    paste(pc.field('Key'), 'API_KEY=abcdefghij0123456789\nAPI_SECRET=ABCDEFGHIJ0123456789\n');
    await pc.says(ru.twice);
    paste(pc.field('Secret'), 'ABCDEFGHIJ0123456789');
    click(pc.submitButton());
    await until(() => pc.element.state === 'failed');
    expect(worker.requests).to.be.empty;
    expect(descriptionOf(pc.field('Key'))).to.contain(ru.twice);
    // What is pasted once more replaces both.
    paste(pc.field('Key'), 'abcdefghij0123456789');
    expect(pc.field('Key').value).to.equal('abcdefghij0123456789');
  });

  it('parts that make no token together are told of once more, and not sent', async () => {
    const key = { name: 'key', label: 'Key', alphabet: 'A-Z0-9', minLength: 10 };
    const pc = await open('', { brokers: [{ id: 'own', name: 'Own', fields: [key] }] });
    fill(pc.field('Key'), 'ABCDE12345 ABCDE12345');
    click(pc.submitButton());
    await pc.says(ru.parts);
    click(pc.submitButton());
    await pc.says(ru.twice);
    expect(pc.field('Key').value).to.equal('ABCDE12345ABCDE12345');
    const errors = pc.record('pc-error');
    click(pc.submitButton());
    await until(() => errors.length === 1);
    expect(worker.requests).to.be.empty;
  });

  it('the second click of a double click is no insisting', async () => {
    const pc = await open();
    fill(pc.field(), TOKEN.slice(0, 30));
    await stopped(pc);
    pc.submitButton().dispatchEvent(
      new MouseEvent('click', { detail: 2, bubbles: true, composed: true, cancelable: true }),
    );
    await pc.element.updateComplete;
    expect(worker.requests).to.be.empty;
    expect(pc.element.state).to.equal('failed');
  });

  it('typing takes the doubt back, and another one is asked again', async () => {
    const pc = await open();
    fill(pc.field(), TOKEN.slice(0, 30));
    await stopped(pc);
    fill(pc.field(), TOKEN.slice(0, 31));
    await pc.element.updateComplete;
    // The address of the test's page may have the number in its port.
    expect(remark(pc)).not.to.contain('знаков 31');
    await stopped(pc);
    expect(remark(pc)).to.contain('знаков 31');
  });

  it('another kind of doubt is asked by itself', async () => {
    const pc = await open();
    fill(pc.field(), `x${TOKEN.slice(1, 30)}`);
    await stopped(pc);
    pc.field().value = TOKEN.slice(0, 30);
    await stopped(pc);
    expect(remark(pc)).to.contain('30');
  });
});

describe('a broker with two fields', () => {
  it('has each checked by itself, and sends both', async () => {
    const pc = await open('', { brokers: [ownBroker] });
    await until(() => pc.queryByRole('textbox', 'Ключ'));
    fill(pc.field(/Логин/), ' user ');
    await stopped(pc);
    expect(focused()).to.equal(pc.field(/Ключ/));
    expect(pc.field(/Логин/).hasAttribute('aria-invalid')).to.equal(false);
    fill(pc.field(/Ключ/), '«k»');
    click(pc.submitButton());
    await pc.inState('connected');
    expect(await worker.requests[0]!.json()).to.deep.equal({
      broker: 'own-broker',
      credentials: { login: 'user', key: 'k' },
    });
    expect(pc.status().textContent).to.contain(ru.connected);
  });
});
