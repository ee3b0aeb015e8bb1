/** What a person who has never heard of a token is told before, during and after, so that they can trust it. */
import { expect } from '@open-wc/testing';
import {
  type Driver,
  answer,
  click,
  connected,
  connections,
  deleted,
  descriptionOf,
  fill,
  focused,
  listed,
  nameOf,
  open,
  ownBroker,
  problem,
  texts,
  until,
  useWorker,
  visibleText,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru, en } = texts;

const root = (pc: Driver) => pc.element.shadowRoot!;
const words = (pc: Driver) => visibleText(pc.element);
const [{ accounts }] = connections;
const cyrillic = /[а-яё]/i;

/** Texts in Cyrillic that an English voice would be given to read. */
function unreadable(pc: Driver): string[] {
  const walker = document.createTreeWalker(root(pc), NodeFilter.SHOW_TEXT);
  const found: string[] = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode as Text;
    const isHidden = !!parentElement!.closest('[aria-hidden=true]');
    const lang = parentElement!.closest('[lang]')?.getAttribute('lang');
    if (cyrillic.test(data) && !isHidden && lang !== 'ru') found.push(data.trim());
  }
  return found;
}

describe('before anything is typed', () => {
  it('it is said what a token is, that it is no password, and that it can be revoked', async () => {
    expect(words(await open())).to.match(/длинный код.*не пароль.*отозвать/);
    expect(words(await open('lang="en"'))).to.match(/long code.*not a password.*revoke/);
  });

  for (const [access, can] of [
    ['full', ru.allowsFull],
    ['read-only', ru.allowsReadOnly],
  ] as const) {
    it(`it is said who gets it, and what that one can do: access="${access}"`, async () => {
      const pc = await open(`access="${access}" endpoint="https://portfolio.example:8443/api/x?y"`);
      const assurance = `Токен получит только portfolio.example:8443. ${can}`;
      expect(words(pc)).to.include(assurance);
      expect(descriptionOf(pc.field())).to.include(assurance);
      const [said] = root(pc).querySelectorAll('#_assurance');
      expect(said!.compareDocumentPosition(pc.field()) & Node.DOCUMENT_POSITION_FOLLOWING).to.not.equal(0);
    });
  }

  it('the page’s own host is named where the endpoint is its own', async () => {
    expect(words(await open())).to.include(`Токен получит только ${location.host}.`);
  });

  it('nobody is named where no broker is chosen yet', async () => {
    const pc = await open('', { brokers: ['t-invest', ownBroker] });
    expect(words(pc)).to.not.include('получит');
  });
});

describe('the guide', () => {
  for (const access of ['full', 'read-only'] as const) {
    it(`sets off the broker’s labels, in their language (${access})`, async () => {
      const pc = await open(`lang="en" access="${access}"`);
      await pc.openGuide();
      const labels = [...root(pc).querySelectorAll('li strong[lang=ru]')].map((label) => label.textContent);
      expect(labels).to.include.members([
        '“Токены T-Invest API”',
        '“Токены T-Bank Invest API”',
        '“Токены Tinkoff Invest API”',
        '“Создать токен”',
        '“Выпустить токен”',
        access === 'full' ? '“Полный доступ”' : '“Только для чтения”',
      ]);
      expect(unreadable(pc)).to.deep.equal([]);
    });
  }

  it('advises to switch a protection off only where full access needs that, and says why', async () => {
    const pc = await open('access="read-only"');
    await pc.openGuide();
    expect(words(pc)).to.not.match(/Подтверждение сделок|выключ/);
    pc.element.access = 'full';
    await pc.drawn();
    expect(words(pc)).to.match(
      /выключить в тех же настройках «Подтверждение сделок кодом»: код приходит вам/,
    );
  });

  it('says exchange or sandbox, what to do where the app opens, and that a link opens a new tab', async () => {
    const pc = await open();
    await pc.openGuide();
    expect(words(pc))
      .to.match(/«Биржа», а не «Песочница»/)
      .and.to.match(/Открылось приложение\?.*не отпускайте, пока не появится меню/);
    for (const link of pc.allByRole('link')) expect(nameOf(link)).to.include(ru.newTab);
  });

  it('draws the labels to look for, in letters that grow with the text', async () => {
    const pc = await open();
    await pc.openGuide();
    const pictures = [...root(pc).querySelectorAll('.picture')];
    const drawn = pictures.map((picture) => picture.textContent.replace(/\s+/g, ' ').trim());
    expect(drawn[1]).to.include('Токены T-Invest API').and.to.include('Создать токен');
    expect(drawn[2]).to.include('Полный доступ').and.to.include('Выпустить токен');
    const width = () => pictures[1]!.getBoundingClientRect().width;
    const before = width();
    pc.element.style.fontSize = '24px';
    expect(width()).to.be.closeTo(before * 1.5, 1);
    for (const text of root(pc).querySelectorAll('.picture text')) {
      const { left, right } = text.getBoundingClientRect();
      const frame = text.closest('svg')!.getBoundingClientRect();
      expect(left >= frame.left && right <= frame.right, text.textContent).to.equal(true);
    }
  });

  it('ends with a way to the field, and closes', async () => {
    const pc = await open();
    await pc.openGuide();
    click(pc.byRole('button', ru.guideDone));
    await pc.drawn();
    expect(focused()).to.equal(pc.field());
    expect(pc.queryByRole('list')).to.equal(null);
    expect(pc.byRole('button', ru.guide).getAttribute('aria-expanded')).to.equal('false');
  });

  it('is short on a phone: the field is less than two screens further down', async () => {
    const pc = await open();
    pc.element.parentElement!.style.width = '326px';
    const top = () => pc.field().getBoundingClientRect().top + scrollY;
    const before = top();
    await pc.openGuide();
    expect(top() - before)
      .to.be.above(0)
      .and.below(2 * 700);
  });
});

describe('an access that is too little', () => {
  for (const [access, name] of [
    ['full', 'Полный доступ'],
    ['read-only', 'Только для чтения'],
  ] as const) {
    it(`names the one to tick: ${access}`, async () => {
      worker.use(problem('insufficient-access'));
      const pc = await open(`access="${access}"`);
      pc.submit();
      await pc.says(`отметьте «${name}»`);
      expect(descriptionOf(pc.field())).to.include(`отметьте «${name}»`);
      pc.element.lang = 'en';
      await pc.says(`Tick “${name}”`);
      expect(unreadable(pc)).to.deep.equal([]);
    });
  }

  it('names none where the broker’s word for it is not known', async () => {
    worker.use(problem('insufficient-access'));
    const field = { name: 'key', label: 'Ключ' };
    const pc = await open('', { brokers: [{ ...ownBroker, fields: [field] }] });
    fill(pc.field(/Ключ/), 'open sesame');
    click(pc.submitButton());
    await pc.says(ru['error.insufficient-access']);
    expect(words(pc)).to.not.include('отметьте');
  });
});

describe('after a success', () => {
  it('it is said whose portfolio it is, that nothing is left to do, and how long the token lives', async () => {
    const pc = await open();
    pc.submit();
    await pc.says(ru.connected);
    expect(words(pc)).to.match(/Портфель подключен Тинькофф Брокерский счёт .*Больше ничего делать не нужно/);
    expect(words(pc)).to.include('три месяца');
    expect(nameOf(pc.byRole('list'))).to.equal('Тинькофф');
  });
});

describe('a token that may do too much', () => {
  const full = { ...connected, access: 'full' as const };
  for (const attributes of ['', 'manage']) {
    it(`is not said to be all right (${attributes || 'without a list'})`, async () => {
      worker.use(answer(200, full), listed([full]));
      const pc = await open(`access="read-only" ${attributes}`);
      pc.submit();
      await pc.says(ru.connected);
      await until(() => words(pc).includes(ru.tooMuch));
      expect(words(pc)).to.not.include(ru.done);
      expect(words(pc).split(ru.tooMuch), 'said once').to.have.length(2);
    });
  }
});

describe('disconnecting', () => {
  const REVOKE = 'https://id.tbank.ru/account';
  const links = (pc: Driver) => pc.allByRole<HTMLAnchorElement>('link').map(({ href }) => href);
  const managed = async (attributes = '') => {
    worker.use(listed(), deleted());
    const pc = await open(`manage ${attributes}`);
    await until(() => root(pc).querySelector('[part=connection]'));
    return pc;
  };

  it('names the portfolio on each button, by its accounts too', async () => {
    const pc = await managed();
    const described = [...pc.allByRole('button', ru.disconnect), ...pc.allByRole('button', ru.reconnect)].map(
      descriptionOf,
    );
    expect(described[0]).to.include('Тинькофф').and.to.include(accounts[0].name);
    expect(described.filter((one) => one.includes(accounts[0].name))).to.have.length(2);
  });

  it('says, when it asks, that the token lives on, and where it is revoked', async () => {
    const pc = await managed();
    click(pc.allByRole('button', ru.disconnect)[0]!);
    const group = await pc.findByRole('group', ru.confirm);
    expect(visibleText(group)).to.include(ru.consequence).and.to.include(ru.livesOn);
    expect(descriptionOf(group)).to.include(ru.livesOn).and.to.include('Тинькофф');
    expect(links(pc)).to.include(REVOKE);
  });

  it('says so again afterwards', async () => {
    const pc = await managed();
    click(pc.allByRole('button', ru.disconnect)[0]!);
    await pc.findByRole('group', ru.confirm);
    click(pc.byRole('button', ru.confirmed));
    await pc.says(ru.disconnected);
    await pc.says(ru.livesOn);
    expect(words(pc)).to.include(ru.livesOn);
    expect(links(pc)).to.include(REVOKE);
  });

  it('is shown once, also where it was the last one', async () => {
    worker.use(listed([connections[0]]), deleted());
    const pc = await open('manage');
    click(await pc.findByRole('button', ru.disconnect));
    await pc.findByRole('group', ru.confirm);
    click(pc.byRole('button', ru.confirmed));
    await pc.says(ru.disconnected);
    await until(() => !root(pc).querySelector('[part=connection]'));
    const notes = [...root(pc).querySelectorAll('.note')].filter((note) => note.checkVisibility());
    expect(notes).to.have.length(1);
  });

  it('links nowhere where the broker says nothing of that', async () => {
    worker.use(listed([{ id: 'c9', broker: 'own-broker', state: 'active' }]));
    const pc = await open('manage', { brokers: [ownBroker] });
    await until(() => root(pc).querySelector('[part=connection]'));
    click(pc.byRole('button', ru.disconnect));
    const group = await pc.findByRole('group', ru.confirm);
    expect(visibleText(group)).to.include(ru.livesOn);
    expect(pc.allByRole('link')).to.have.length(0);
  });

  it('says which portfolio is connected again', async () => {
    const pc = await managed();
    click(pc.allByRole('button', ru.reconnect)[0]!);
    await pc.findByRole('heading', /: Тинькофф$/);
    expect(visibleText(root(pc).querySelector('.again')!)).to.include(accounts[0].name);
  });

  it('comes below the form, which stays where it is when the list arrives', async () => {
    worker.use(listed());
    const pc = await open('manage');
    const card = (await until(() => root(pc).querySelector('[part=connection]')))!;
    const { DOCUMENT_POSITION_FOLLOWING: after } = Node;
    expect(pc.submitButton().compareDocumentPosition(card) & after).to.equal(after);
  });

  it('says nothing of a token that has expired anyway', async () => {
    worker.use(
      listed([
        { id: 'c9', broker: 't-invest', state: 'expired' },
        { id: 'c8', broker: 't-invest' },
      ]),
    );
    const pc = await open('manage');
    await until(() => root(pc).querySelector('[part=connection]'));
    click(pc.allByRole('button', ru.disconnect)[0]!);
    const group = await pc.findByRole('group', ru.confirm);
    expect(visibleText(group)).to.include(ru.consequence).and.to.not.include(ru.livesOn);
    worker.use(deleted());
    click(pc.byRole('button', ru.confirmed));
    await pc.says(ru.disconnected);
    expect(words(pc)).to.not.include(ru.livesOn);
  });
});

it('In English, «» and Cyrillic letters are nobody’s, but the broker’s and what was typed', async () => {
  worker.use(problem('invalid-token'));
  const pc = await open('lang="en"');
  pc.submit();
  await pc.says(en['error.invalid-token']);
  expect(words(pc)).to.not.match(/[«»]/);
  expect(unreadable(pc)).to.deep.equal([]);
});
