/** Kinds of fields, environments and what a broker's definition says before anybody types. */
import { expect } from '@open-wc/testing';
import type { BrokerDefinition } from '../../src/index.js';
import {
  answer,
  click,
  connected,
  descriptionOf,
  type Driver,
  everyKind,
  fill,
  focused,
  listed,
  nameOf,
  open,
  problem,
  problemAt,
  texts,
  until,
  useWorker,
  visibleText,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;

const broker = everyKind;
const KEY = 'K1234567';
const SECRET = 'abcdefgh12345678';

const opened = (more: Partial<BrokerDefinition> = {}, attributes = ''): Promise<Driver> =>
  open(attributes, { brokers: [{ ...broker, ...more }] });

/** What the only request sent. */
async function sent(): Promise<Record<string, string>> {
  const { requests } = worker;
  expect(requests).to.have.length(1);
  const { credentials } = (await requests[0]!.clone().json()) as { credentials: Record<string, string> };
  return credentials;
}

/** Fills in what must be, presses the button, and returns what was sent. */
async function submitted(pc: Driver): Promise<Record<string, string>> {
  fill(pc.field('Key'), KEY);
  fill(pc.field('Secret'), SECRET);
  click(pc.submitButton());
  await pc.inState('connected');
  return sent();
}

/** Chooses in a real `<select>`, as a browser tells of it. */
function choose(pc: Driver, name: string, value: string): void {
  const select = pc.byRole<HTMLSelectElement>('combobox', name);
  select.value = value;
  select.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  select.dispatchEvent(new Event('change', { bubbles: true }));
}

describe('a form of several kinds of fields', () => {
  it('has a control of each kind, by its label', async () => {
    const pc = await opened();
    expect(pc.field('Key').type).to.equal('text');
    expect(pc.byRole('combobox', 'Регион').localName).to.equal('select');
    expect(nameOf(pc.byRole('combobox', ru.environment))).to.equal('Какой счёт');
    expect(pc.byRole('textbox', /^PEM/).localName).to.equal('textarea');
    expect(pc.queryByRole('textbox', 'Host')).to.equal(null);
  });

  it('sends what was filled in, the first choice, and what follows from the environment', async () => {
    const pc = await opened();
    expect(await submitted(pc)).to.deep.equal({
      environment: 'live',
      key: KEY,
      secret: SECRET,
      region: 'eu',
      host: 'api.example',
    });
  });

  it('sends what was chosen', async () => {
    const pc = await opened();
    choose(pc, 'Регион', 'us');
    choose(pc, ru.environment, 'paper');
    const credentials = await submitted(pc);
    expect(credentials).to.include({ region: 'us', environment: 'paper', host: 'paper.example' });
  });

  it('tells what may be left out, to everybody', async () => {
    const pc = await opened();
    const pem = pc.byRole('textbox', /^PEM/);
    expect(nameOf(pem)).to.equal('PEM (необязательно)');
    expect(pem.ariaRequired ?? pem.getAttribute('aria-required')).to.equal('false');
    expect(pc.field('Key').getAttribute('aria-required')).to.equal('true');
  });

  it('keeps the lines of a key, and takes off what copying adds', async () => {
    const pc = await opened();
    fill(
      pc.byRole<HTMLInputElement>('textbox', /^PEM/),
      ' "-----BEGIN KEY-----\\nMHcC\\nAQ==\\n-----END KEY-----\\n" ',
    );
    expect((await submitted(pc))['pem']).to.equal('-----BEGIN KEY-----\nMHcC\nAQ==\n-----END KEY-----');
  });

  it('has every mark on lines that it has on a line: for recorders, password managers and keyboards', async () => {
    const pc = await opened();
    const marks = (element: Element) =>
      element
        .getAttributeNames()
        .filter((name) => !/^(id|class|type|enterkeyhint|rows|aria-describedby)$/.test(name))
        .map((name) => (name === 'aria-required' ? name : `${name}=${element.getAttribute(name)}`));
    const [secret, pem] = [pc.field('Secret'), pc.byRole('textbox', /^PEM/)];
    expect(marks(pem)).to.have.members(marks(secret));
    expect(pem.className).to.equal(secret.className);
  });

  it('has nothing against lines where letters are known, and sends them as lines', async () => {
    const pem = {
      name: 'pem',
      label: 'PEM',
      kind: 'lines',
      alphabet: 'A-Za-z0-9+/=:, -',
      minLength: 40,
    } as const;
    const pc = await opened({ fields: [pem], environments: undefined });
    const text = [
      '-----BEGIN EC PRIVATE KEY-----',
      'DEK-Info: AES-128-CBC,00',
      '',
      'MHcC+/AQ==',
      '-----END EC PRIVATE KEY-----',
    ].join('\n');
    fill(pc.byRole<HTMLInputElement>('textbox', 'PEM'), text);
    click(pc.submitButton());
    await pc.inState('connected');
    expect((await sent())['pem']).to.equal(text);
  });

  it('leaves braces in the words of a definition alone', async () => {
    const mismatch = 'Like 0x[0-9a-f]{40}';
    const fields = [{ name: 'id', label: 'Id', secret: false, pattern: '0x', mismatch }];
    const pc = await opened({ fields, environments: undefined });
    fill(pc.field('Id'), 'abc');
    click(pc.submitButton());
    await pc.inState('failed');
    expect(descriptionOf(pc.field('Id'))).to.contain(mismatch);
  });

  it('doubts what does not fit a pattern, in the words of the definition, and sends it when insisted on', async () => {
    const pc = await opened();
    fill(pc.byRole<HTMLInputElement>('textbox', /^Account/), '123456');
    fill(pc.field('Key'), KEY);
    fill(pc.field('Secret'), SECRET);
    click(pc.submitButton());
    await pc.inState('failed');
    const account = pc.byRole('textbox', /^Account/);
    expect(descriptionOf(account)).to.contain('Номер выглядит так: 123-456.');
    expect(worker.requests).to.be.empty;
    click(pc.submitButton());
    await pc.inState('connected');
    expect((await sent())['account']).to.equal('123456');
  });

  it('links to what helps', async () => {
    const pc = await opened();
    expect(pc.byRole<HTMLAnchorElement>('link', /How to make one/).href).to.equal(
      'https://broker.example/pem',
    );
  });

  it('empties all of it after a success, and goes back to the first choice', async () => {
    const pc = await opened();
    choose(pc, 'Регион', 'us');
    await submitted(pc);
    click(pc.byRole('button', ru.another));
    await pc.inState('idle');
    await pc.drawn();
    expect(pc.field('Key').value).to.equal('');
    expect(pc.byRole<HTMLSelectElement>('combobox', 'Регион').value).to.equal('eu');
  });

  it('keeps what was chosen and typed when another broker is looked at', async () => {
    const other = { ...broker, id: 'other', name: 'Other' };
    const pc = await open('', { brokers: [broker, other] });
    click(pc.byRole('radio', /^Every Kind/));
    await pc.drawn();
    fill(pc.field('Key'), KEY);
    choose(pc, 'Регион', 'us');
    click(pc.byRole('radio', /^Other/));
    await pc.drawn();
    expect(pc.field('Key').value).to.equal('');
    expect(pc.byRole<HTMLSelectElement>('combobox', 'Регион').value).to.equal('eu');
    click(pc.byRole('radio', /^Every Kind/));
    await pc.drawn();
    expect(pc.field('Key').value).to.equal(KEY);
    expect(pc.byRole<HTMLSelectElement>('combobox', 'Регион').value).to.equal('us');
  });
});

describe('environments', () => {
  const environments = [
    { id: 'live', name: 'Live', impliedBy: { field: 'key', prefix: 'KL' } },
    { id: 'paper', name: 'Paper', impliedBy: { field: 'key', prefix: 'KP' } },
  ];

  const asked = broker.fields.filter(({ fixed }) => !fixed);

  for (const [key, environment] of [
    ['KL123456', 'live'],
    ['KP123456', 'paper'],
    ['KX123456', undefined],
  ] as const) {
    it(`are not asked where the key tells: ${key}`, async () => {
      const pc = await opened({ environments, fields: asked });
      expect(pc.queryByRole('combobox', ru.environment)).to.equal(null);
      fill(pc.field('Key'), key);
      fill(pc.field('Secret'), SECRET);
      click(pc.submitButton());
      await pc.inState('connected');
      expect((await sent())['environment']).to.equal(environment);
    });
  }

  for (const [key, host] of [
    ['KP123456', 'paper.example'],
    ['KX123456', 'api.example'],
  ] as const) {
    it(`are asked where another value follows from them, which must be there for any key: ${key}`, async () => {
      const pc = await opened({ environments });
      expect(pc.byRole('combobox', ru.environment)).to.be.instanceOf(HTMLElement);
      fill(pc.field('Key'), key);
      fill(pc.field('Secret'), SECRET);
      click(pc.submitButton());
      await pc.inState('connected');
      expect((await sent())['host']).to.equal(host);
    });
  }

  it('that are one are sent, and not asked', async () => {
    const pc = await opened({ environments: [{ id: 'live', name: 'Live' }] });
    expect(pc.queryByRole('combobox', ru.environment)).to.equal(null);
    expect((await submitted(pc))['environment']).to.equal('live');
  });

  it('that are none are not sent', async () => {
    const pc = await opened({ fields: asked, environments: undefined });
    expect(await submitted(pc)).to.have.keys('key', 'secret', 'region');
  });
});

describe('a refusal', () => {
  /** A broker with such fields, whose credentials were sent and refused. */
  async function refused(
    more: Partial<BrokerDefinition>,
    refusal: ReturnType<typeof problem>,
  ): Promise<Driver> {
    worker.use(refusal);
    const pc = await opened({ environments: undefined, ...more });
    for (const { name } of more.fields!) fill(pc.field(name), `K1234567-${name}`);
    click(pc.submitButton());
    await pc.inState('failed');
    return pc;
  }
  const field = (name: string, more = {}) => ({ name, label: name, ...more });
  const { environments } = broker;

  it('is told at the only field that somebody types into, whatever else is chosen', async () => {
    const pc = await refused({ fields: [field('token')], environments }, problem('invalid-token'));
    await until(() => descriptionOf(pc.field('token')).includes(ru['error.invalid-token']));
    expect(pc.field('token').getAttribute('aria-invalid')).to.equal('true');
    expect(pc.byRole('combobox', ru.environment).getAttribute('aria-invalid')).not.to.equal('true');
  });

  it('says of the field that was refused, and of no other, that it is shown only once', async () => {
    const fields = [field('key'), field('secret', { shownOnce: true })];
    const once = 'показывается только один раз';
    const ofKey = await refused({ fields }, problemAt('key'));
    await ofKey.says(ru.notTaken.replace('{field}', 'key'));
    expect(visibleText(ofKey.element)).not.to.contain(once);
    const ofSecret = await refused({ fields }, problemAt('secret'));
    await ofSecret.says(ru.shownOnce.replace('{field}', 'secret'));
    const ofAny = await refused({ fields }, problem('invalid-token'));
    await ofAny.says(`${ru.notTakenAny} ${ru.shownOnce.replace('{field}', 'secret')}`);
  });

  it('sends nobody back to a token that the broker takes once', async () => {
    const fields = [field('token', { shownOnce: true })];
    const pc = await refused({ fields, expiry: { kind: 'single-use' } }, problem('invalid-token'));
    await pc.says(ru.usedUp);
    expect(visibleText(pc.element)).not.to.match(/Скопируйте|только один раз/);
  });

  it('of what was chosen sends nobody to copy it', async () => {
    const fields = [field('token', { shownOnce: true })];
    const pc = await refused({ fields, environments }, problemAt('environment'));
    await pc.says(ru['error.incomplete']);
    expect(visibleText(pc.element)).not.to.match(/Скопируйте|только один раз/);
  });

  it('of an account for practice names the choice, where there is one', async () => {
    const fields = [field('token')];
    const choice = ru.choosePractice.replace('{field}', ru.environment);
    const pc = await refused({ fields, environments }, problem('sandbox-token'));
    await pc.says(`${ru['error.sandbox-token']} ${choice}`);
    choose(pc, ru.environment, 'paper');
    click(pc.submitButton());
    // Who has chosen it already is not told to.
    await until(() => worker.requests.length === 2);
    await pc.says(ru['error.sandbox-token']);
    await until(() => !visibleText(pc.element).includes(choice));
    const without = await refused({ fields }, problem('sandbox-token'));
    await without.says(ru['error.sandbox-token']);
    expect(visibleText(without.element)).not.to.contain(choice);
  });

  it('of what is no token speaks of no token', async () => {
    const fields = [
      field('API key', { name: 'key', minLength: 30, shownOnce: true }),
      field('Token', { name: 'token', minLength: 30 }),
    ];
    const pc = await opened({ environments: undefined, fields });
    for (const name of ['API key', 'Token']) fill(pc.field(name), 'abc');
    click(pc.submitButton());
    await until(() => descriptionOf(pc.field('API key')).includes(ru.copyAnew));
    expect(descriptionOf(pc.field('API key'))).to.contain(ru.shownOnce.replace('{field}', 'API key'));
    expect(ru.copyAnew).not.to.match(/токен/i);
    pc.element.lang = 'en';
    await until(() => descriptionOf(pc.field('Token')).includes(texts.en.copyAgain));
    expect(descriptionOf(pc.field('API key'))).to.contain(texts.en.copyAnew);
  });
});

describe('fields that are mixed up', () => {
  it('are noticed when the first one is filled in, and put right with a press', async () => {
    const pc = await opened();
    fill(pc.field('Key'), SECRET);
    pc.field('Key').dispatchEvent(new Event('change', { bubbles: true }));
    fill(pc.field('Secret'), KEY);
    pc.field('Secret').dispatchEvent(new Event('change', { bubbles: true }));
    const swap = await pc.findByRole('button', ru.swap);
    expect(descriptionOf(pc.field('Secret'))).not.to.contain(ru.whole);
    expect(descriptionOf(pc.field('Key'))).to.contain('это значение для поля «Secret»');
    click(swap);
    await until(() => pc.field('Key').value === KEY);
    expect(pc.field('Secret').value).to.equal(SECRET);
    await until(() => pc.queryByRole('button', ru.swap) === null);
    expect(descriptionOf(pc.field('Key'))).not.to.contain('перепутаны');
    expect(focused()).to.equal(pc.field('Key'));
    click(pc.submitButton());
    await pc.inState('connected');
    expect(await sent()).to.include({ key: KEY, secret: SECRET });
  });

  it('stop the first press, and are sent as they are when insisted on', async () => {
    const pc = await opened();
    fill(pc.field('Key'), SECRET);
    fill(pc.field('Secret'), KEY);
    click(pc.submitButton());
    await pc.inState('failed');
    expect(worker.requests).to.be.empty;
    click(pc.submitButton());
    await pc.inState('connected');
    expect(await sent()).to.include({ key: SECRET, secret: KEY });
  });

  it('are told of once: what is put into the right place by hand is no longer in the wrong one', async () => {
    const pc = await opened();
    const change = (name: string) => pc.field(name).dispatchEvent(new Event('change', { bubbles: true }));
    fill(pc.field('Key'), SECRET);
    change('Key');
    await pc.findByRole('button', ru.swap);
    fill(pc.field('Secret'), SECRET);
    change('Secret');
    await until(() => pc.queryByRole('button', ru.swap) === null);
    // What is in the first one is wrong still, and no good there.
    expect(descriptionOf(pc.field('Key'))).not.to.contain('перепутаны');
    expect(descriptionOf(pc.field('Secret'))).to.contain(ru.whole);
  });

  it('do not hide what can never be sent', async () => {
    const fields = [
      { name: 'key', label: 'Key', secret: false, alphabet: 'A-Z', minLength: 4 },
      { name: 'secret', label: 'Secret', secret: false, pattern: '.{4,}' },
    ];
    const pc = await opened({ fields, environments: undefined });
    // A Cyrillic letter among the Latin ones.
    fill(pc.field('Key'), 'АBCD');
    fill(pc.field('Secret'), 'x');
    for (const name of ['Key', 'Secret'])
      pc.field(name).dispatchEvent(new Event('change', { bubbles: true }));
    await until(() => descriptionOf(pc.field('Key')).includes('Русские буквы'));
    expect(pc.queryByRole('button', ru.swap)).to.equal(null);
  });

  it('are not seen in what may only be cut off', async () => {
    const fields = [
      { name: 'key', label: 'Key', secret: false, alphabet: 'a-z', minLength: 4 },
      { name: 'secret', label: 'Secret', secret: false, alphabet: 'a-z', minLength: 16 },
    ];
    const pc = await opened({ fields, environments: undefined });
    fill(pc.field('Secret'), 'abcdefgh');
    pc.field('Secret').dispatchEvent(new Event('change', { bubbles: true }));
    await until(() => descriptionOf(pc.field('Secret')).includes('не целиком'));
    expect(pc.queryByRole('button', ru.swap)).to.equal(null);
  });

  it('are noticed where the other one is empty, which is never sent so', async () => {
    const pc = await opened();
    fill(pc.field('Secret'), KEY);
    const errors = pc.record('pc-error');
    for (const count of [1, 2]) {
      click(pc.submitButton());
      await until(() => errors.length === count);
      await pc.drawn();
      expect(descriptionOf(pc.field('Key'))).to.contain(ru.empty.replace('{field}', 'Key'));
    }
    expect(worker.requests).to.be.empty;
    click(pc.byRole('button', ru.swap));
    await until(() => pc.field('Key').value === KEY);
    expect(pc.field('Secret').value).to.equal('');
  });

  it('are told of aloud, without the button', async () => {
    const pc = await opened();
    fill(pc.field('Key'), SECRET);
    pc.field('Key').dispatchEvent(new Event('change', { bubbles: true }));
    await pc.says('Похоже, поля перепутаны');
    expect(visibleText(pc.status())).not.to.contain(ru.swap);
  });
});

describe('a notice', () => {
  it('is there before anybody types, and belongs to each field', async () => {
    const pc = await opened();
    const { element } = pc;
    expect(visibleText(element)).to.contain('У брокера сбой, попробуйте позже.');
    expect(descriptionOf(pc.field('Key'))).to.contain('У брокера сбой');
  });

  it('is the broker’s own: another one has none', async () => {
    const pc = await open('', {
      brokers: [broker, { ...broker, id: 'other', name: 'Other', notice: undefined }],
    });
    click(pc.byRole('radio', /^Other/));
    await pc.drawn();
    expect(visibleText(pc.element)).not.to.contain('У брокера сбой');
  });
});

describe('a broker without a read-only level', () => {
  const permissions = {
    levels: [{ access: 'full', name: '«Trade»', allows: ['view', 'trade'] }],
  } as const;

  it('says so where the page asks for read-only access', async () => {
    const pc = await opened({ permissions }, 'access="read-only"');
    expect(visibleText(pc.element)).to.contain(ru.noReadOnly);
  });

  it('and nobody is told to issue a key that does not exist', async () => {
    worker.use(answer(200, { ...connected, access: 'full' }));
    const pc = await opened({ permissions }, 'access="read-only"');
    await submitted(pc);
    await pc.says(ru.connected);
    expect(visibleText(pc.element)).not.to.contain(ru.tooMuch);
  });

  it('nor without a right that every level has', async () => {
    worker.use(answer(200, { ...connected, rights: ['view', 'trade', 'withdraw'] }));
    const levels = [{ ...permissions.levels[0], allows: ['view', 'trade', 'withdraw'] }] as const;
    const pc = await opened({ permissions: { levels } });
    await submitted(pc);
    await pc.says(ru.connected);
    expect(visibleText(pc.element)).not.to.contain(ru.withdraw);
  });

  it('nor in the list', async () => {
    worker.use(listed([{ id: 'c1', broker: broker.id, state: 'active', access: 'full' }]));
    const pc = await opened({ permissions }, 'access="read-only" manage');
    await until(() => visibleText(pc.element).includes('Every Kind'));
    await pc.findByRole('button', /Отключить/);
    expect(visibleText(pc.element)).not.to.contain(ru.tooMuch);
  });

  it('names the level to tick where the access was too little', async () => {
    worker.use(problem('insufficient-access'));
    const pc = await opened({ permissions });
    fill(pc.field('Key'), KEY);
    fill(pc.field('Secret'), SECRET);
    click(pc.submitButton());
    await pc.says('При выпуске отметьте «Trade».');
  });
});
