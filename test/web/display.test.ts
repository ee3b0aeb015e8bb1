/** What somebody's own settings change: forced colours and reduced motion, which Chromium can be told to have. */
import { expect } from '@open-wc/testing';
import { answer, click, emulate, open, ownBroker, texts, useWorker } from '../support/driver.js';
import { states } from '../support/states.js';

const { ru } = texts;

useWorker(answer(204));
afterEach(() => emulate({}));

describe('forced colours', () => {
  beforeEach(() => emulate({ 'forced-colors': 'active' }));

  const border = (element: Element) => {
    const { borderTopWidth, borderTopStyle, borderTopColor } = getComputedStyle(element);
    return `${borderTopWidth} ${borderTopStyle} ${borderTopColor}`;
  };
  const sign = (element: Element) => getComputedStyle(element, '::before').content;

  for (const state of ['chosen', 'guide, full access', 'typed and shown', 'submitting'] as const) {
    it(`leave each button of the form an edge (${state})`, async () => {
      const pc = await states[state]!('ru', 'lang="ru"');
      for (const button of pc.allByRole('button'))
        expect(border(button), button.textContent).to.match(/^1px solid (rgb\(|rgba\(.*, 0\.\d+\))/);
    });
  }

  it('leave buttons of the list and its question an edge', async () => {
    const pc = await states['manage, to be confirmed']!('ru', 'lang="ru"');
    for (const name of [ru.confirmed, ru.cancel, ru.renew])
      expect(border(pc.allByRole('button', name)[0]!), name).to.match(
        /^1px solid (rgb\(|rgba\(.*, 0\.\d+\))/,
      );
  });

  it('tell the chosen broker from the others', async () => {
    const pc = await open('', { brokers: ['t-invest', ownBroker] });
    click(pc.allByRole('radio')[0]!);
    await pc.drawn();
    const [chosen, other] = pc.allByRole('radio').map((radio) => border(radio.closest('label')!));
    expect(chosen).to.match(/^3px solid/);
    expect(other).to.match(/^1px solid/);
  });

  it('tell bad news from other news, by a sign', async () => {
    const bad = await states['failed: forbidden']!('ru', 'lang="ru"');
    expect(sign(bad.element.shadowRoot!.querySelector('.note')!)).to.include('!');
    bad.element.remove();
    const other = await states['failed: cancelled']!('ru', 'lang="ru"');
    expect(sign(other.element.shadowRoot!.querySelector('.note')!)).to.equal('none');
  });

  it('tell what is wrong with a field, and a caution, by a sign', async () => {
    const wrong = await states['a look-alike']!('ru', 'lang="ru"');
    expect(sign(wrong.element.shadowRoot!.querySelector('.finding:not(:empty)')!)).to.include('!');
    wrong.element.remove();
    const list = await states['manage, list']!('ru', 'lang="ru"');
    expect(sign(list.element.shadowRoot!.querySelector('li .note')!)).to.include('!');
    list.element.remove();
    const guide = await states['guide, full access']!('ru', 'lang="ru"');
    expect(sign(guide.element.shadowRoot!.querySelector('li .finding:not(:empty)')!)).to.include('!');
  });
});

describe('reduced motion', () => {
  it('nothing moves while parts of the block are loaded', async () => {
    await emulate({ 'prefers-reduced-motion': 'reduce' });
    const pc = await open();
    // As it looks for as long as the checks are on their way.
    const bar = pc.element
      .shadowRoot!.querySelector('section')!
      .appendChild(document.createElement('progress'));
    const sheets = pc.element.shadowRoot!.adoptedStyleSheets;
    pc.element.shadowRoot!.adoptedStyleSheets = sheets.slice(0, 1);
    expect(bar.checkVisibility()).to.equal(false);
  });

  for (const state of ['submitting', 'verifying'] as const) {
    it(`nothing moves while somebody waits (${state})`, async () => {
      await emulate({ 'prefers-reduced-motion': 'reduce' });
      const pc = await states[state]!('ru', 'lang="ru"');
      const root = pc.element.shadowRoot!;
      expect([...root.querySelectorAll('progress')].filter((bar) => bar.checkVisibility())).to.deep.equal([]);
      expect(root.getAnimations()).to.deep.equal([]);
      expect(pc.byRole('status').textContent).to.include(ru[state]);
      await emulate({ 'prefers-reduced-motion': 'no-preference' });
      expect([...root.querySelectorAll('progress')].some((bar) => bar.checkVisibility())).to.equal(true);
    });
  }
});
