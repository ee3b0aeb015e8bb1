/** What is pasted: tidied, or told of before anything is sent. */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import {
  answer,
  block,
  connected,
  field,
  inState,
  ownBroker,
  says,
  status,
  submitButton,
  texts,
  TOKEN,
} from '../support/block.js';
import { click, descriptionOf, fill, focused, queryByRole, record, until } from '../support/page.js';
import { useWorker } from '../support/worker.js';

const worker = useWorker(answer(200, connected));
const { ru, en } = texts;
type Block = Awaited<ReturnType<typeof block>>;

const sent = async () => {
  const bodies = (await Promise.all(worker.requests.map((request) => request.clone().json()))) as Array<{
    credentials: Record<string, string>;
  }>;
  return bodies.map(({ credentials }) => credentials['token']);
};
const remark = (el: Block) => descriptionOf(field(el));

/** Presses the button and waits until the block has answered at the field. */
async function stopped(el: Block): Promise<void> {
  const errors = record(el, 'pc-error');
  click(submitButton(el));
  await until(() => errors.length === 1);
  await el.updateComplete;
  expect(el.state).to.equal('failed');
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
        const el = await block('', {
          fetch: (_, init) => {
            seen.push(
              (JSON.parse(init!.body as string) as { credentials: { token: string } }).credentials.token,
            );
            return Promise.resolve(new Response(null, { status: 204 }));
          },
        });
        fill(field(el), `${before}${value}${after}`);
        await el.connect();
        el.remove();
        expect(seen).to.deep.equal([value]);
      }),
      { numRuns: 25 },
    );
  });
});

describe('what cannot be a token is told at the field, and not sent', () => {
  it('nothing at all', async () => {
    const el = await block();
    await stopped(el);
    expect(remark(el)).to.contain(ru.empty.replace('{field}', 'Токен T-Invest API'));
    expect(field(el).getAttribute('aria-invalid')).to.equal('true');
    expect(focused()).to.equal(field(el));
    fill(field(el), 't');
    await until(() => !field(el).hasAttribute('aria-invalid'));
  });

  it('nothing but white space', async () => {
    const el = await block();
    fill(field(el), ' \u00a0\u200b ');
    await stopped(el);
    expect(remark(el)).to.contain(ru.empty.replace('{field}', 'Токен T-Invest API'));
  });

  it('Cyrillic letters that look Latin: which, for which, and where', async () => {
    const el = await block();
    // Cyrillic С at the fourth place, Cyrillic а at the last.
    fill(field(el), `t.aС${TOKEN.slice(4, -1)}а`);
    await stopped(el);
    expect(remark(el)).to.contain('«С» → C (4)');
    expect(remark(el)).to.contain(`«а» → a (${TOKEN.length})`);
    expect(field(el).getAttribute('aria-invalid')).to.equal('true');
    click(submitButton(el));
    await el.updateComplete;
    expect(worker.requests).to.be.empty;
  });

  it('a Cyrillic т in place of the t that every token begins with', async () => {
    const el = await block();
    fill(field(el), `т${TOKEN.slice(1)}`);
    await stopped(el);
    expect(remark(el)).to.contain('(1)');
  });

  for (const [name, found] of [
    ['another letter', 'ж'],
    ['an accented letter', 'é'],
    ['a sign', '€'],
  ] as const) {
    it(`${name}, which no press of the button overrules`, async () => {
      const el = await block();
      fill(field(el), `${TOKEN.slice(0, 9)}${found}${TOKEN.slice(10)}`);
      await stopped(el);
      expect(remark(el)).to.contain(`«${found}» (10)`);
      await el.connect().catch(() => undefined);
      await el.connect().catch(() => undefined);
      expect(worker.requests).to.be.empty;
    });
  }

  it('says so in English too', async () => {
    const el = await block('lang="en"');
    await stopped(el);
    expect(remark(el)).to.contain(en.empty.replace('{field}', 'T-Invest API token'));
    await says(el, en['error.incomplete']);
  });

  it('no broker chosen', async () => {
    const el = await block('', { brokers: ['t-invest', ownBroker] });
    await until(() => queryByRole(el, 'radiogroup'));
    await stopped(el);
    await says(el, ru.choose);
  });
});

describe('what may be a mistake is asked once', () => {
  const doubts = {
    'another beginning': [`x${TOKEN.slice(1)}`, ru.prefix.replace('{prefix}', 't.')],
    'no beginning': [TOKEN.slice(2), ru.prefix.replace('{prefix}', 't.')],
    'a token that is cut off': [
      TOKEN.slice(0, 30),
      ru.short.replace('{length}', '30').replace('{minLength}', '62'),
    ],
    'an unusual character': [`${TOKEN}!`, '«!»'],
    'a space inside': [`${TOKEN.slice(0, 9)} ${TOKEN.slice(9)}`, '«␣»'],
  } as const;
  for (const [name, [value, words]] of Object.entries(doubts)) {
    it(`${name}: told, and sent as it is when the person insists`, async () => {
      const el = await block();
      fill(field(el), value);
      await stopped(el);
      expect(remark(el)).to.contain(words);
      expect(remark(el)).to.contain(ru.insist.replace('{submit}', ru.submit));
      click(submitButton(el));
      await inState(el, 'connected');
      expect(await sent()).to.deep.equal([value]);
    });
  }

  it('the second click of a double click is no insisting', async () => {
    const el = await block();
    fill(field(el), TOKEN.slice(0, 30));
    await stopped(el);
    submitButton(el).dispatchEvent(
      new MouseEvent('click', { detail: 2, bubbles: true, composed: true, cancelable: true }),
    );
    await el.updateComplete;
    expect(worker.requests).to.be.empty;
    expect(el.state).to.equal('failed');
  });

  it('typing takes the doubt back, and another one is asked again', async () => {
    const el = await block();
    fill(field(el), TOKEN.slice(0, 30));
    await stopped(el);
    fill(field(el), TOKEN.slice(0, 31));
    await el.updateComplete;
    expect(remark(el)).not.to.contain('31');
    await stopped(el);
    expect(remark(el)).to.contain('31');
  });

  it('another kind of doubt is asked by itself', async () => {
    const el = await block();
    fill(field(el), `x${TOKEN.slice(1, 30)}`);
    await stopped(el);
    field(el).value = TOKEN.slice(0, 30);
    await stopped(el);
    expect(remark(el)).to.contain('30');
  });
});

describe('a broker with two fields', () => {
  it('has each checked by itself, and sends both', async () => {
    const el = await block('', { brokers: [ownBroker] });
    await until(() => queryByRole(el, 'textbox', 'Ключ'));
    fill(field(el, /Логин/), ' user ');
    await stopped(el);
    expect(focused()).to.equal(field(el, /Ключ/));
    expect(field(el, /Логин/).hasAttribute('aria-invalid')).to.equal(false);
    fill(field(el, /Ключ/), '«k»');
    click(submitButton(el));
    await inState(el, 'connected');
    expect(await worker.requests[0]!.json()).to.deep.equal({
      broker: 'own-broker',
      credentials: { login: 'user', key: 'k' },
    });
    expect(status(el).textContent).to.contain(ru.connected);
  });
});
