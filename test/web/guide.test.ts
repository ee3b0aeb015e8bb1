import { expect } from '@open-wc/testing';
import type { BrokerDefinition, GuideStep } from '../../src/index.js';
import {
  answer,
  settled,
  block,
  drawn,
  inState,
  openGuide,
  ownBroker,
  submit,
  texts,
} from '../support/block.js';
import {
  allByRole,
  byRole,
  click,
  findByRole,
  nameOf,
  queryByRole,
  until,
  visibleText,
} from '../support/page.js';
import { useWorker } from '../support/worker.js';

useWorker(answer(204));

const disclosure = (el: Element) => byRole(el, 'button', /^(Как получить токен\?|How do I get a token\?)$/);
const steps = (el: Element) => allByRole(byRole(el, 'list'), 'listitem');

for (const lang of ['ru', 'en'] as const) {
  const t = texts[lang];

  describe(`guide (${lang})`, () => {
    it('is a disclosure; its content is in the document only while it is open', async () => {
      const el = await block(`lang="${lang}"`);
      const button = disclosure(el);
      expect(nameOf(button)).to.equal(t.guide);
      expect(button.getAttribute('aria-expanded')).to.equal('false');
      expect(el.shadowRoot!.querySelectorAll('ol, li, a')).to.have.length(0);
      await openGuide(el);
      expect(disclosure(el)).to.equal(button);
      expect(button.getAttribute('aria-expanded')).to.equal('true');
      click(button);
      await drawn(el);
      expect(button.getAttribute('aria-expanded')).to.equal('false');
      expect(queryByRole(el, 'list')).to.be.null;
      expect(el.shadowRoot!.querySelectorAll('ol, li, a')).to.have.length(0);
    });

    for (const access of ['full', 'read-only'] as const) {
      it(`has four steps with pictures for access="${access}"`, async () => {
        const el = await block(`lang="${lang}" access="${access}"`);
        await openGuide(el);
        expect(steps(el)).to.have.length(4);
        for (const step of steps(el)) {
          const [picture] = step.querySelectorAll('svg');
          expect(picture!.getBoundingClientRect().height).to.be.greaterThan(50);
          // What it shows is said in words as well.
          expect(picture!.getAttribute('aria-hidden')).to.equal('true');
          expect(visibleText(step).length).to.be.greaterThan(20);
        }
        const [, create, permission] = steps(el).map(visibleText);
        expect(create).to.include('Создать токен');
        expect(permission).to.include('Управление токенами Invest API').and.to.include('Выпустить токен');
        const [wanted, other] = ['Полный доступ', 'Только для чтения'];
        expect(permission).to.include(access === 'full' ? wanted : other);
        expect(permission).to.not.include(access === 'full' ? other : wanted);
      });
    }

    it('warns of what full access allows, and only then', async () => {
      const caution = /сделки\. Давайте|allows trading/;
      const el = await block(`lang="${lang}"`);
      await openGuide(el);
      expect(visibleText(el)).to.match(caution);
      el.access = 'read-only';
      await drawn(el);
      expect(visibleText(el)).to.not.match(caution);
    });

    it('leads to the broker’s settings, safely and in a new tab', async () => {
      const el = await block(`lang="${lang}"`);
      await openGuide(el);
      const links = allByRole<HTMLAnchorElement>(el, 'link');
      expect(links).to.not.have.length(0);
      expect(links[0]!.href).to.equal('https://www.tbank.ru/invest/settings/');
      expect(steps(el)[0]!.contains(links[0]!)).to.be.true;
      for (const link of links) {
        expect(new URL(link.href).protocol).to.equal('https:');
        expect(link.target).to.equal('_blank');
        expect(link.relList.contains('noopener')).to.be.true;
        expect(nameOf(link)).to.not.equal('');
      }
    });

    it('does not disturb what is typed or sent', async () => {
      const el = await block(`lang="${lang}"`);
      await openGuide(el);
      submit(el);
      await inState(el, 'connected');
    });
  });
}

describe('guide of a definition of the page’s own', () => {
  const step: GuideStep = { text: 'Do <b>this</b>', note: 'small', caution: 'careful' };

  it('shows its steps, as text', async () => {
    const guide = [step, { text: 'Then this', link: { url: 'https://example.com/x', text: 'There' } }];
    const el = await block('', { brokers: [{ ...ownBroker, guide }] });
    await openGuide(el);
    expect(steps(el)).to.have.length(2);
    expect(visibleText(steps(el)[0]!)).to.match(/Do <b>this<\/b>.*careful.*small/);
    expect(el.shadowRoot!.querySelectorAll('b')).to.have.length(0);
    expect(byRole<HTMLAnchorElement>(el, 'link').href).to.equal('https://example.com/x');
  });

  it('shows no link that is not https, even from a guide that is loaded', async () => {
    const bad = ['javascript:alert(1)', 'http://example.com/', 'https:javascript', ' https://example.com/'];
    const guide = () => Promise.resolve(bad.map((url) => ({ text: 'Do', link: { url, text: 'There' } })));
    const el = await block('', { brokers: [{ ...ownBroker, guide }] });
    await openGuide(el);
    for (const link of allByRole<HTMLAnchorElement>(el, 'link')) expect(link.protocol).to.equal('https:');
  });

  it('is that of the broker chosen, however slowly another one’s comes', async () => {
    let finish: ((steps: readonly GuideStep[]) => void) | undefined;
    const slow: BrokerDefinition = {
      ...ownBroker,
      id: 'slow',
      name: 'Slow',
      guide: () => new Promise((resolve) => (finish = resolve)),
    };
    const fast: BrokerDefinition = { ...ownBroker, id: 'fast', name: 'Fast', guide: [step] };
    const el = await block('broker="slow"', { brokers: [slow, fast] });
    click(disclosure(el));
    const late = (await until(() => finish))!;
    click(byRole(el, 'radio', 'Fast'));
    await drawn(el);
    await openGuide(el);
    late([{ text: 'Of the slow one' }]);
    await settled();
    expect(visibleText(el)).to.include('Do <b>this</b>').and.to.not.include('Of the slow one');
  });

  it('is not offered where there is none', async () => {
    const el = await block('', { brokers: [ownBroker] });
    expect(queryByRole(el, 'button', texts.ru.guide)).to.be.null;
  });

  it('says when it cannot be loaded, and tries again when it is opened again', async () => {
    let calls = 0;
    const guide = () => (calls++ ? Promise.resolve([step]) : Promise.reject(new Error('no')));
    const el = await block('', { brokers: [{ ...ownBroker, guide }] });
    click(disclosure(el));
    await until(() => visibleText(el).includes(texts.ru.partMissing));
    click(disclosure(el));
    await drawn(el);
    click(disclosure(el));
    await findByRole(el, 'list');
    expect(calls).to.equal(2);
  });

  it('stays where the page gives an equal definition anew', async () => {
    const own = { ...ownBroker, guide: [step] };
    const el = await block('', { brokers: [own] });
    await openGuide(el);
    el.brokers = [{ ...own }];
    await drawn(el);
    expect(steps(el)).to.have.length(1);
  });

  it('is the one that was opened last, whatever becomes of an opening before', async () => {
    const fail: Array<() => void> = [];
    const guide = () =>
      fail.length
        ? Promise.resolve([step])
        : new Promise<readonly GuideStep[]>((_, reject) => fail.push(() => reject(new Error('no'))));
    const el = await block('', { brokers: [{ ...ownBroker, guide }] });
    click(disclosure(el));
    await until(() => fail.length);
    click(disclosure(el));
    await drawn(el);
    await openGuide(el);
    fail[0]!();
    await settled();
    await drawn(el);
    expect(steps(el)).to.have.length(1);
  });

  it('is waited for in plain sight, as long as the block’s timeout, and then told to the page', async () => {
    const guide = () => new Promise<never>(() => undefined);
    const el = await block('timeout="200"', { brokers: [{ ...ownBroker, guide }] });
    const codes: string[] = [];
    el.addEventListener('pc-error', ({ detail }) => codes.push(detail.error.code));
    click(disclosure(el));
    await until(() => visibleText(el).includes(texts.ru.preparing));
    await until(() => visibleText(el).includes(texts.ru.partMissing));
    expect(codes).to.deep.equal(['timeout']);
  });
});
