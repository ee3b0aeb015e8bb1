import { expect } from '@open-wc/testing';
import type { PortfolioConnectElement } from '../../src/index.js';
import { settled, block, drawn, ENDPOINT, openGuide, says, submitButton, texts } from '../support/block.js';
import { allByRole, byRole, click, mount, nameOf, until, visibleText } from '../support/page.js';

const tag = `<portfolio-connect endpoint="${ENDPOINT}"></portfolio-connect>`;
const language = (el: Element) => byRole(el, 'region').lang;
const speaks = (el: Element, lang: 'ru' | 'en') =>
  until(() => language(el) === lang && nameOf(byRole(el, 'heading')) === texts[lang].heading);

/** The block somewhere in this markup. */
async function inside(html: string): Promise<PortfolioConnectElement> {
  const el = mount(`<div>${html}</div>`).querySelector('portfolio-connect')!;
  await drawn(el);
  return el;
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
    const el = await inside(`<div lang="ru">${tag}</div>`);
    el.fetch = () => Promise.resolve(Response.json({ connections: [{ id: 'c1', broker: 't-invest' }] }));
    el.messages = { lang: 'ru-RU', heading: 'Мой счёт' };
    el.manage = true;
    await until(() => visibleText(el).includes(texts.ru.reconnect));
    await drawn(el);
    expect(language(el)).to.equal('ru-RU');
    expect(nameOf(byRole(el, 'heading', 'Мой счёт'))).to.equal('Мой счёт');
    const english = Object.values<string>({ ...texts.en }).filter((text) => text.length > 3);
    expect(english.filter((text) => visibleText(el).includes(text))).to.deep.equal([]);
  });

  it('also through shadow roots, one in another', async () => {
    const outer = mount('<div lang="ru"></div>');
    const inner = document.createElement('div');
    outer.attachShadow({ mode: 'open' }).append(inner);
    const closed = inner.attachShadow({ mode: 'closed' });
    closed.innerHTML = tag;
    const el = closed.querySelector('portfolio-connect')!;
    await drawn(el);
    await speaks(el, 'ru');
    outer.lang = 'en';
    await speaks(el, 'en');
    inner.lang = 'ru';
    await speaks(el, 'ru');
  });

  it('follows <html lang>', async () => {
    root.lang = 'ru';
    const el = await inside(tag);
    await speaks(el, 'ru');
    root.lang = 'en';
    await speaks(el, 'en');
    byRole(el, 'radio', /Tinkoff/);
    root.lang = 'ru';
    await speaks(el, 'ru');
    byRole(el, 'radio', /Тинькофф/);
  });

  it('follows its own `lang` as property and attribute, and back to the page’s when it is removed', async () => {
    root.lang = 'ru';
    const el = await inside(tag);
    el.lang = 'en';
    await speaks(el, 'en');
    el.setAttribute('lang', 'ru');
    await speaks(el, 'ru');
    root.lang = 'en';
    await settled();
    expect(language(el)).to.equal('ru');
    el.removeAttribute('lang');
    await speaks(el, 'en');
    root.lang = 'ru';
    await speaks(el, 'ru');
  });

  it('changes with the place it is moved to', async () => {
    const el = await inside(`<div lang="ru">${tag}</div>`);
    mount('<div lang="en"></div>').append(el);
    await speaks(el, 'en');
  });

  it('does not follow a place that it has left', async () => {
    const left = mount('<div lang="ru"></div>');
    left.innerHTML = tag;
    const el = left.querySelector('portfolio-connect')!;
    await drawn(el);
    mount('<div lang="ru"></div>').append(el);
    left.lang = 'en';
    await settled();
    expect(language(el)).to.equal('ru');
  });

  it('is English where the wanted one is not supported', async () => {
    await speaks(await inside(`<div lang="ru">${tag.replace(' ', ' lang="de" ')}</div>`), 'en');
  });

  it('knows region and script tags, in any case', async () => {
    await speaks(await block('lang="ru-RU"'), 'ru');
    await speaks(await block('lang="RU"'), 'ru');
    await speaks(await block('lang="en-GB"'), 'en');
    await speaks(await block('lang="ru-Cyrl-KZ"'), 'ru');
    await speaks(await block('lang="rue"'), 'en');
  });

  it('is the browser’s where the page names none', async () => {
    root.removeAttribute('lang');
    const el = await inside(tag);
    await speaks(
      el,
      navigator.languages.find((one) => /^(ru|en)\b/.test(one))?.startsWith('ru') ? 'ru' : 'en',
    );
  });

  it('survives the strangest tags', async () => {
    const trouble: unknown[] = [];
    for (const odd of ['x', '-', 'ру', 'en_US', 'constructor', '__proto__', 'i-klingon']) {
      const el = await block(`lang="${odd}"`);
      submitButton(el);
      trouble.push(language(el));
    }
    expect(trouble).to.deep.equal(['en', 'en', 'en', 'en', 'en', 'en', 'en']);
  });
});

describe('texts', () => {
  it('has the exact Russian labels of the flow of record', async () => {
    const el = await block();
    expect(nameOf(byRole(el, 'region'))).to.equal('Подключение портфеля');
    expect(nameOf(byRole(el, 'radiogroup'))).to.equal('Брокер');
    expect(nameOf(byRole(el, 'radio')))
      .to.match(/^Тинькофф\b|^Тинькофф /)
      .and.to.include('Т-Инвестиции');
    expect(nameOf(byRole(el, 'textbox'))).to.match(/^Токен /);
    byRole(el, 'button', 'Подключить портфель');
    byRole(el, 'button', 'Как получить токен?');
    expect(texts.ru.connected).to.equal('Портфель подключен');
    await openGuide(el);
    const guide = byRole(el, 'list').textContent;
    for (const label of [
      'Токены Tinkoff Invest API',
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
    const el = await block('', { messages: { submit: 'Поехали', 'error.incomplete': 'Пусто!' } });
    click(byRole(el, 'button', 'Поехали'));
    await says(el, 'Пусто!');
    expect(nameOf(byRole(el, 'heading'))).to.equal('Подключение портфеля');
    el.messages = null;
    await says(el, texts.ru['error.incomplete']);
    submitButton(el);
  });

  it('shows the page’s words as text, never as markup', async () => {
    const el = await block('', {
      messages: { heading: '<b>bold</b>', submit: '<img src=x onerror=alert(1)>' },
    });
    expect(byRole(el, 'heading').textContent).to.equal('<b>bold</b>');
    expect(el.shadowRoot!.querySelectorAll('b, img')).to.have.length(0);
  });

  it('translates what is on screen already: the failure, the finding, the guide', async () => {
    const el = await block();
    await openGuide(el);
    click(submitButton(el));
    await says(el, texts.ru['error.incomplete']);
    el.lang = 'en';
    await says(el, texts.en['error.incomplete']);
    expect(byRole(el, 'list').textContent).to.include('The broker shows it only once.');
    expect(el.shadowRoot!.textContent).to.include('Fill in “T-Invest API token”');
    expect(allByRole(el, 'button').map(nameOf)).to.deep.equal([
      texts.en.guide,
      texts.en.show,
      texts.en.submit,
    ]);
  });
});
