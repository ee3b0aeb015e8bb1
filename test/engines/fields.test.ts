/** Kinds of fields as each engine has them: keys, lines, masking. What is said of them: test/web/fields.test.ts. */
import { expect } from '@open-wc/testing';
import {
  answer,
  connected,
  descriptionOf,
  everyKind,
  fill,
  focused,
  open,
  paste,
  press,
  texts,
  type,
  until,
  useWorker,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;

const KEY = 'K1234567';
const SECRET = 'abcdefgh12345678';
const PEM = '-----BEGIN KEY-----\nMHcC\nAQ==\n-----END KEY-----';

const opened = () => open('', { brokers: [everyKind] });

/** What the only request sent. */
async function sent(): Promise<Record<string, string>> {
  const { credentials } = (await worker.requests[0]!.clone().json()) as {
    credentials: Record<string, string>;
  };
  return credentials;
}

describe('kinds of fields', () => {
  it('are filled in and sent by keys alone', async () => {
    const pc = await opened();
    pc.byRole('combobox', ru.environment).focus();
    await press('ArrowDown');
    await until(() => pc.byRole<HTMLSelectElement>('combobox', ru.environment).value === 'paper');
    pc.field('Key').focus();
    await type(KEY);
    pc.field('Secret').focus();
    await type(SECRET);
    await press('Enter');
    await pc.inState('connected');
    expect(await sent()).to.deep.equal({
      environment: 'paper',
      key: KEY,
      secret: SECRET,
      region: 'eu',
      host: 'paper.example',
    });
  });

  it('of lines keep them, and Enter makes one more there', async () => {
    const pc = await opened();
    const pem = pc.byRole<HTMLTextAreaElement>('textbox', /^PEM/);
    pem.focus();
    await type('a');
    await press('Enter');
    await type('b');
    expect(pem.value).to.equal('a\nb');
    expect(pc.element.state).to.equal('editing');
    pem.value = '';
    paste(pem, `${PEM.replaceAll('\n', '\r\n')}\r\n`);
    fill(pc.field('Key'), KEY);
    fill(pc.field('Secret'), SECRET);
    pc.submitButton().click();
    await pc.inState('connected');
    expect((await sent())['pem']).to.equal(PEM);
  });

  it('of lines are masked where the engine can', async () => {
    const pc = await opened();
    const pem = pc.byRole('textbox', /^PEM/);
    const canMask = CSS.supports('-webkit-text-security', 'disc');
    const mask = () => getComputedStyle(pem).getPropertyValue('-webkit-text-security');
    expect(mask()).to.equal(canMask ? 'disc' : '');
    expect(pem.className).to.contain('masked');
  });

  it('give what is pasted the place of a value that does not fit the pattern', async () => {
    const pc = await opened();
    const account = pc.byRole<HTMLInputElement>('textbox', /^Account/);
    fill(account, '123456');
    account.dispatchEvent(new Event('change', { bubbles: true }));
    await until(() => descriptionOf(account).includes('Номер выглядит так'));
    account.focus();
    paste(account, '123-456');
    await until(() => account.value === '123-456');
  });

  it('that are mixed up are swapped by keys, and the focus is back at the first', async () => {
    const pc = await opened();
    fill(pc.field('Key'), SECRET);
    fill(pc.field('Secret'), KEY);
    pc.submitButton().click();
    await pc.inState('failed');
    const swap = await pc.findByRole('button', ru.swap);
    swap.focus();
    await press('Enter');
    await until(() => pc.field('Key').value === KEY && pc.field('Secret').value === SECRET);
    await until(() => focused() === pc.field('Key'));
  });
});

describe('a built-in broker that is loaded later', () => {
  // WebKit's driver takes a letter that comes twice in a row for one.
  const key = 'PK1234567890ABCDEFGH';
  const secret = 'abcdefghijklmnopqrstuvwxyz/0123456789ABCD';

  it('is chosen, explained and connected by keys alone', async () => {
    const pc = await open('brokers="t-invest alpaca"');
    pc.allByRole('radio')[0]!.focus();
    await press('ArrowDown');
    await until(() => pc.element.broker === 'alpaca');
    await pc.openGuide();
    expect(pc.allByRole('listitem')).to.have.length(4);
    pc.field(/^Ключ/).focus();
    await type(key);
    pc.field(/^Секрет/).focus();
    await type(secret);
    expect([pc.field(/^Ключ/).value, pc.field(/^Секрет/).value]).to.deep.equal([key, secret]);
    await press('Enter');
    await pc.inState('connected');
    expect(await sent()).to.deep.equal({ keyId: key, secretKey: secret, environment: 'paper' });
  });
});
