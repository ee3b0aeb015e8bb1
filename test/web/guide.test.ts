import { expect } from '@open-wc/testing';
import type { BrokerDefinition, GuideStep } from '../../src/index.js';
import {
  type Driver,
  allByRole,
  answer,
  click,
  nameOf,
  open,
  ownBroker,
  settled,
  texts,
  until,
  useWorker,
  visibleText,
} from '../support/driver.js';

useWorker(answer(204));

const disclosure = (pc: Driver) => pc.byRole('button', /^(Как получить токен\?|How do I get a token\?)$/);
const steps = (pc: Driver) => allByRole(pc.byRole('list'), 'listitem');

for (const lang of ['ru', 'en'] as const) {
  const t = texts[lang];

  describe(`guide (${lang})`, () => {
    it('is a disclosure; its content is in the document only while it is open', async () => {
      const pc = await open(`lang="${lang}"`);
      const button = disclosure(pc);
      expect(nameOf(button)).to.equal(t.guide);
      expect(button.getAttribute('aria-expanded')).to.equal('false');
      expect(pc.element.shadowRoot!.querySelectorAll('ol, li, a')).to.have.length(0);
      await pc.openGuide();
      expect(disclosure(pc)).to.equal(button);
      expect(button.getAttribute('aria-expanded')).to.equal('true');
      click(button);
      await pc.drawn();
      expect(button.getAttribute('aria-expanded')).to.equal('false');
      expect(pc.queryByRole('list')).to.be.null;
      expect(pc.element.shadowRoot!.querySelectorAll('ol, li, a')).to.have.length(0);
    });

    for (const access of ['full', 'read-only'] as const) {
      it(`has four steps with pictures for access="${access}"`, async () => {
        const pc = await open(`lang="${lang}" access="${access}"`);
        await pc.openGuide();
        expect(steps(pc)).to.have.length(4);
        for (const step of steps(pc)) {
          const [picture] = step.querySelectorAll('svg');
          expect(picture!.getBoundingClientRect().height).to.be.greaterThan(50);
          // What it shows is said in words as well.
          expect(picture!.getAttribute('aria-hidden')).to.equal('true');
          expect(visibleText(step).length).to.be.greaterThan(20);
        }
        const [, create, permission] = steps(pc).map(visibleText);
        expect(create).to.include('Создать токен');
        expect(permission).to.include('Управление токенами Invest API').and.to.include('Выпустить токен');
        const [wanted, other] = ['Полный доступ', 'Только для чтения'];
        expect(permission).to.include(access === 'full' ? wanted : other);
        expect(permission).to.not.include(access === 'full' ? other : wanted);
      });
    }

    it('warns of what full access allows, and only then', async () => {
      const caution = /сделки\. Давайте|allows trading/;
      const pc = await open(`lang="${lang}"`);
      await pc.openGuide();
      expect(visibleText(pc.element)).to.match(caution);
      pc.element.access = 'read-only';
      await pc.drawn();
      expect(visibleText(pc.element)).to.not.match(caution);
    });

    it('leads to the broker’s settings, safely and in a new tab', async () => {
      const pc = await open(`lang="${lang}"`);
      await pc.openGuide();
      const links = pc.allByRole<HTMLAnchorElement>('link');
      expect(links).to.not.have.length(0);
      expect(links[0]!.href).to.equal('https://www.tbank.ru/invest/settings/');
      expect(steps(pc)[0]!.contains(links[0]!)).to.be.true;
      for (const link of links) {
        expect(new URL(link.href).protocol).to.equal('https:');
        expect(link.target).to.equal('_blank');
        expect(link.relList.contains('noopener')).to.be.true;
        expect(nameOf(link)).to.not.equal('');
      }
    });

    it('does not disturb what is typed or sent', async () => {
      const pc = await open(`lang="${lang}"`);
      await pc.openGuide();
      pc.submit();
      await pc.inState('connected');
    });
  });
}

describe('guide of a definition of the page’s own', () => {
  const step: GuideStep = { text: 'Do <b>this</b>', note: 'small', caution: 'careful' };

  it('shows its steps, as text', async () => {
    const guide = [step, { text: 'Then this', link: { url: 'https://example.com/x', text: 'There' } }];
    const pc = await open('', { brokers: [{ ...ownBroker, guide }] });
    await pc.openGuide();
    expect(steps(pc)).to.have.length(2);
    expect(visibleText(steps(pc)[0]!)).to.match(/Do <b>this<\/b>.*careful.*small/);
    expect(pc.element.shadowRoot!.querySelectorAll('b')).to.have.length(0);
    expect(pc.byRole<HTMLAnchorElement>('link').href).to.equal('https://example.com/x');
  });

  it('shows no link that is not https, even from a guide that is loaded', async () => {
    const bad = ['javascript:alert(1)', 'http://example.com/', 'https:javascript', ' https://example.com/'];
    const guide = () => Promise.resolve(bad.map((url) => ({ text: 'Do', link: { url, text: 'There' } })));
    const pc = await open('', { brokers: [{ ...ownBroker, guide }] });
    await pc.openGuide();
    for (const link of pc.allByRole<HTMLAnchorElement>('link')) expect(link.protocol).to.equal('https:');
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
    const pc = await open('broker="slow"', { brokers: [slow, fast] });
    click(disclosure(pc));
    const late = (await until(() => finish))!;
    click(pc.byRole('radio', 'Fast'));
    await pc.drawn();
    await pc.openGuide();
    late([{ text: 'Of the slow one' }]);
    await settled();
    expect(visibleText(pc.element)).to.include('Do <b>this</b>').and.to.not.include('Of the slow one');
  });

  it('is not offered where there is none', async () => {
    const pc = await open('', { brokers: [ownBroker] });
    expect(pc.queryByRole('button', texts.ru.guide)).to.be.null;
  });

  it('says when it cannot be loaded, and tries again when it is opened again', async () => {
    let calls = 0;
    const guide = () => (calls++ ? Promise.resolve([step]) : Promise.reject(new Error('no')));
    const pc = await open('', { brokers: [{ ...ownBroker, guide }] });
    click(disclosure(pc));
    await until(() => visibleText(pc.element).includes(texts.ru.partMissing));
    click(disclosure(pc));
    await pc.drawn();
    click(disclosure(pc));
    await pc.findByRole('list');
    expect(calls).to.equal(2);
  });

  it('stays where the page gives an equal definition anew', async () => {
    const own = { ...ownBroker, guide: [step] };
    const pc = await open('', { brokers: [own] });
    await pc.openGuide();
    pc.element.brokers = [{ ...own }];
    await pc.drawn();
    expect(steps(pc)).to.have.length(1);
  });

  it('is the one that was opened last, whatever becomes of an opening before', async () => {
    const fail: Array<() => void> = [];
    const guide = () =>
      fail.length
        ? Promise.resolve([step])
        : new Promise<readonly GuideStep[]>((_, reject) => fail.push(() => reject(new Error('no'))));
    const pc = await open('', { brokers: [{ ...ownBroker, guide }] });
    click(disclosure(pc));
    await until(() => fail.length);
    click(disclosure(pc));
    await pc.drawn();
    await pc.openGuide();
    fail[0]!();
    await settled();
    await pc.drawn();
    expect(steps(pc)).to.have.length(1);
  });

  it('is waited for in plain sight, as long as the block’s timeout, and then told to the page', async () => {
    const guide = () => new Promise<never>(() => undefined);
    const pc = await open('timeout="200"', { brokers: [{ ...ownBroker, guide }] });
    const codes: string[] = [];
    pc.element.addEventListener('pc-error', ({ detail }) => codes.push(detail.error.code));
    click(disclosure(pc));
    await until(() => visibleText(pc.element).includes(texts.ru.preparing));
    await until(() => visibleText(pc.element).includes(texts.ru.partMissing));
    expect(codes).to.deep.equal(['timeout']);
  });
});
