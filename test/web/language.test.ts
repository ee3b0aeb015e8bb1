import { expect } from '@open-wc/testing';
import {
  Driver,
  click,
  ENDPOINT,
  mount,
  nameOf,
  open,
  settled,
  texts,
  until,
  visibleText,
} from '../support/driver.js';

const tag = `<portfolio-connect endpoint="${ENDPOINT}"></portfolio-connect>`;
const language = (pc: Driver) => pc.byRole('region').lang;
const speaks = (pc: Driver, lang: 'ru' | 'en') =>
  until(() => language(pc) === lang && nameOf(pc.byRole('heading')) === texts[lang].heading);

/** The block somewhere in this markup. */
async function inside(html: string): Promise<Driver> {
  const pc = new Driver(mount(`<div>${html}</div>`).querySelector('portfolio-connect')!);
  await pc.drawn();
  return pc;
}

describe('language', () => {
  const root = document.documentElement;
  const before = root.getAttribute('lang');
  afterEach(() => {
    if (before === null) root.removeAttribute('lang');
    else root.lang = before;
  });

  it('is the element’s own `lang`', async () => {
    await speaks(await inside(`<div lang="ru">${tag.replace(' ', ' lang="en" ')}</div>`), 'en');
    await speaks(await inside(`<div lang="en">${tag.replace(' ', ' lang="ru" ')}</div>`), 'ru');
  });

  it('else the nearest ancestor’s', async () => {
    await speaks(await inside(`<div lang="en"><p lang="ru"><span>${tag}</span></p></div>`), 'ru');
  });

  it('is not mixed with another one where the page’s own texts have a tag of their own', async () => {
    const pc = await inside(`<div lang="ru">${tag}</div>`);
    pc.element.fetch = () =>
      Promise.resolve(Response.json({ connections: [{ id: 'c1', broker: 't-invest' }] }));
    pc.element.messages = { lang: 'ru-RU', heading: 'Мой счёт' };
    pc.element.manage = true;
    await until(() => visibleText(pc.element).includes(texts.ru.reconnect));
    await pc.drawn();
    expect(language(pc)).to.equal('ru-RU');
    expect(nameOf(pc.byRole('heading', 'Мой счёт'))).to.equal('Мой счёт');
    const english = Object.values<string>({ ...texts.en }).filter((text) => text.length > 3);
    expect(english.filter((text) => visibleText(pc.element).includes(text))).to.deep.equal([]);
  });

  it('also through shadow roots, one in another', async () => {
    const outer = mount('<div lang="ru"></div>');
    const inner = document.createElement('div');
    outer.attachShadow({ mode: 'open' }).append(inner);
    const closed = inner.attachShadow({ mode: 'closed' });
    closed.innerHTML = tag;
    const pc = new Driver(closed.querySelector('portfolio-connect')!);
    await pc.drawn();
    await speaks(pc, 'ru');
    outer.lang = 'en';
    await speaks(pc, 'en');
    inner.lang = 'ru';
    await speaks(pc, 'ru');
  });

  it('follows <html lang>', async () => {
    root.lang = 'ru';
    const pc = await inside(tag);
    await speaks(pc, 'ru');
    root.lang = 'en';
    await speaks(pc, 'en');
    expect(visibleText(pc.element)).to.include('Tinkoff T-Invest');
    root.lang = 'ru';
    await speaks(pc, 'ru');
    expect(visibleText(pc.element)).to.include('Тинькофф Т-Инвестиции');
  });

  it('follows its own `lang` as property and attribute, and back to the page’s when it is removed', async () => {
    root.lang = 'ru';
    const pc = await inside(tag);
    pc.element.lang = 'en';
    await speaks(pc, 'en');
    pc.element.setAttribute('lang', 'ru');
    await speaks(pc, 'ru');
    root.lang = 'en';
    await settled();
    expect(language(pc)).to.equal('ru');
    pc.element.removeAttribute('lang');
    await speaks(pc, 'en');
    root.lang = 'ru';
    await speaks(pc, 'ru');
  });

  it('changes with the place it is moved to', async () => {
    const pc = await inside(`<div lang="ru">${tag}</div>`);
    mount('<div lang="en"></div>').append(pc.element);
    await speaks(pc, 'en');
  });

  it('does not follow a place that it has left', async () => {
    const left = mount('<div lang="ru"></div>');
    left.innerHTML = tag;
    const pc = new Driver(left.querySelector('portfolio-connect')!);
    await pc.drawn();
    mount('<div lang="ru"></div>').append(pc.element);
    left.lang = 'en';
    await settled();
    expect(language(pc)).to.equal('ru');
  });

  it('is English where the wanted one is not supported', async () => {
    await speaks(await inside(`<div lang="ru">${tag.replace(' ', ' lang="de" ')}</div>`), 'en');
  });

  it('knows region and script tags, in any case', async () => {
    await speaks(await open('lang="ru-RU"'), 'ru');
    await speaks(await open('lang="RU"'), 'ru');
    await speaks(await open('lang="en-GB"'), 'en');
    await speaks(await open('lang="ru-Cyrl-KZ"'), 'ru');
    await speaks(await open('lang="rue"'), 'en');
  });

  it('is the browser’s where the page names none', async () => {
    root.removeAttribute('lang');
    const pc = await inside(tag);
    await speaks(
      pc,
      navigator.languages.find((one) => /^(ru|en)\b/.test(one))?.startsWith('ru') ? 'ru' : 'en',
    );
  });

  it('survives the strangest tags', async () => {
    const trouble: unknown[] = [];
    for (const odd of ['x', '-', 'ру', 'en_US', 'constructor', '__proto__', 'i-klingon']) {
      const pc = await open(`lang="${odd}"`);
      pc.submitButton();
      trouble.push(language(pc));
    }
    expect(trouble).to.deep.equal(['en', 'en', 'en', 'en', 'en', 'en', 'en']);
  });
});

describe('texts', () => {
  it('has the exact Russian labels of the flow of record', async () => {
    const pc = await open('choose-broker broker="t-invest"');
    expect(nameOf(pc.byRole('region'))).to.equal('Подключение портфеля');
    expect(nameOf(pc.byRole('radiogroup'))).to.equal('Брокер');
    expect(nameOf(pc.byRole('radio')))
      .to.match(/^Тинькофф\b|^Тинькофф /)
      .and.to.include('Т-Инвестиции');
    expect(nameOf(pc.byRole('textbox'))).to.match(/^Токен /);
    pc.byRole('button', 'Подключить портфель');
    pc.byRole('button', 'Как получить токен?');
    expect(texts.ru.connected).to.equal('Портфель подключен');
    await pc.openGuide();
    const guide = pc.byRole('list').textContent;
    for (const label of [
      'Токены Tinkoff Invest API',
      'Токены T-Bank Invest API',
      'Токены T-Invest API',
      'Создать токен',
      'Управление токенами Invest API',
      'Полный доступ',
      'Выпустить токен',
    ]) {
      expect(guide).to.include(`«${label}»`);
    }
  });

  it('lets the page put its own words in place of any', async () => {
    const pc = await open('', { messages: { submit: 'Поехали', empty: 'Пусто!' } });
    click(pc.byRole('button', 'Поехали'));
    await pc.says('Пусто!');
    expect(nameOf(pc.byRole('heading'))).to.equal('Подключение портфеля');
    pc.element.messages = null;
    await pc.says(texts.ru.empty.replace('{field}', 'Токен T-Invest API'));
    pc.submitButton();
  });

  it('shows the page’s words as text, never as markup', async () => {
    const pc = await open('', {
      messages: { heading: '<b>bold</b>', submit: '<img src=x onerror=alert(1)>' },
    });
    expect(pc.byRole('heading').textContent).to.equal('<b>bold</b>');
    expect(pc.element.shadowRoot!.querySelectorAll('b, img')).to.have.length(0);
  });

  it('translates what is on screen already: the failure, the finding, the guide', async () => {
    const pc = await open();
    await pc.openGuide();
    click(pc.submitButton());
    await pc.says(texts.ru.empty.replace('{field}', 'Токен T-Invest API'));
    pc.element.lang = 'en';
    await pc.says(texts.en.empty.replace('{field}', 'T-Invest API token'));
    expect(pc.byRole('list').textContent).to.include('The broker shows it only once');
    expect(pc.element.shadowRoot!.textContent).to.include('Fill in “T-Invest API token”');
    expect(pc.allByRole('button').map(nameOf)).to.deep.equal([
      texts.en.guide,
      texts.en.guideDone,
      texts.en.show,
      texts.en.submit,
    ]);
  });
});
