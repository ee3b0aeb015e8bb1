/** The field as each engine has it: masked, and tidying what is pasted. What is told of it: test/web/hygiene.test.ts. */
import { expect } from '@open-wc/testing';
import {
  answer,
  block,
  connected,
  field,
  inState,
  submit,
  submitButton,
  texts,
  TOKEN,
} from '../support/block.js';
import { byRole, click, fill, paste, queryByRole, until } from '../support/page.js';
import { useWorker } from '../support/worker.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;

const sent = async () => {
  const bodies = (await Promise.all(worker.requests.map((request) => request.clone().json()))) as Array<{
    credentials: Record<string, string>;
  }>;
  return bodies.map(({ credentials }) => credentials['token']);
};
describe('the field', () => {
  it('is a text box that nobody fills in, corrects or checks, masked until asked', async () => {
    const el = await block();
    const input = field(el);
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
    click(byRole(el, 'button', ru.show));
    await until(() => !masked());
    expect(input.value).to.equal(TOKEN);
    click(byRole(el, 'button', ru.hide));
    await until(masked);
    expect(field(el)).to.equal(input);
    expect(input.value).to.equal(TOKEN);
  });

  it('is masked again when it is submitted', async () => {
    const el = await block();
    click(byRole(el, 'button', ru.show));
    await until(() => queryByRole(el, 'button', ru.hide));
    submit(el);
    await inState(el, 'connected');
    click(byRole(el, 'button', ru.another));
    await until(() => queryByRole(el, 'button', ru.show));
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
      const el = await block();
      // A text field takes no line break; pasting shows what it makes of one.
      paste(field(el), text);
      click(submitButton(el));
      await inState(el, 'connected');
      expect(await sent()).to.deep.equal([TOKEN]);
    });
  }

  it('and the person sees what will be sent, once the checks are there', async () => {
    const el = await block();
    await until(async () => {
      field(el).focus();
      fill(field(el), '');
      paste(field(el), ` «${TOKEN}» `);
      await el.updateComplete;
      return field(el).value === TOKEN;
    });
  });
});
