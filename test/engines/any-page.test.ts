/** The block on pages whose styles were not written for it: by computed style and by what sticks out, not by pictures. */
import { expect } from '@open-wc/testing';
import { type Driver, answer, click, texts, useWorker } from '../support/driver.js';
import { box, long } from '../support/selector.js';
import { states } from '../support/states.js';

useWorker(answer(204));

const page = document.createElement('style');
before(() => document.head.append(page));
after(() => page.remove());
afterEach(() => (page.textContent = ''));

/** States that show most of what there is to show. */
const shown = {
  guide: 'guide, full access',
  finding: 'a look-alike',
  failure: 'failed: forbidden',
  accounts: 'connected, with accounts',
  list: 'manage, list',
  question: 'manage, to be confirmed',
} as const;

const enter = (state: keyof typeof shown): Promise<Driver> => states[shown[state]]!('ru', 'lang="ru"');

const elements = (pc: Driver): HTMLElement[] => [
  ...pc.element.shadowRoot!.querySelectorAll<HTMLElement>('section, section *:not(svg *)'),
];

/** Everything that computed style says of what is in the block, element by element. */
const looks = (pc: Driver): ReadonlyArray<ReadonlyMap<string, string>> =>
  elements(pc).map((element) => {
    const style = getComputedStyle(element);
    return new Map(Array.from(style, (name) => [name, style.getPropertyValue(name)]));
  });

/** What a page says of all its text, and what would make ours vanish, burst or read wrongly. */
const text = `
  color: rgb(1, 2, 3) !important; -webkit-text-fill-color: rgb(1, 2, 3) !important; text-shadow: 0 0 9px red !important;
  -webkit-text-stroke: 2px red !important; white-space: nowrap !important; text-transform: uppercase !important;
  text-align: center !important; text-indent: 4em !important; letter-spacing: 1em !important; word-spacing: 2em !important;
  line-height: 0.5 !important; font-style: italic !important; font-variant: small-caps !important;
  font-weight: 100 !important; font-stretch: ultra-expanded !important; word-break: break-all !important;
  list-style: none !important; quotes: none !important; tab-size: 99 !important; cursor: wait !important;
  border-collapse: collapse !important; caption-side: bottom !important; empty-cells: hide !important;
  writing-mode: vertical-rl !important; text-orientation: upright !important; forced-color-adjust: none !important;
  caret-color: transparent !important; accent-color: red !important; fill: red !important; stroke: red !important;
  hyphens: manual !important; line-break: anywhere !important; overflow-wrap: normal !important;
`;

/** Where something is and how large: that may follow the page. That what is in the block fits is asked below. */
const isPlace = (property: string): boolean =>
  /^((min-|max-)?(inline-size|block-size|width|height)|inset-.*|left|right|top|bottom|(perspective|transform)-origin|grid-template-(rows|columns)|padding-(inline-start|inline-end|left|right))$/.test(
    property,
  );

describe('what a page says of its text', () => {
  for (const [where, selector] of Object.entries({
    'of every element': '*:not(html)',
    'above the block': 'body > *, body > * > *:not(portfolio-connect)',
    'of the tag': 'portfolio-connect',
  })) {
    for (const state of ['guide', 'finding', 'question'] as const) {
      it(`${where} changes nothing in the block (${state})`, async () => {
        const pc = await enter(state);
        const before = looks(pc);
        page.textContent = `${selector} { ${text} }`;
        expect(getComputedStyle(pc.element).color, 'the page is hostile').to.equal('rgb(1, 2, 3)');
        const changed = new Set<string>();
        looks(pc).forEach((style, index) => {
          for (const [name, value] of style)
            if (value !== before[index]!.get(name))
              changed.add(`${name}: ${before[index]!.get(name)} → ${value}`);
        });
        expect([...changed].filter((one) => !isPlace(one.split(':')[0]!))).to.deep.equal([]);
      });
    }
  }

  it('reaches what it is meant to reach: the font, and whether the block is there', async () => {
    const pc = await enter('guide');
    page.textContent = 'body > * { font: 20px serif; visibility: hidden; pointer-events: none }';
    const { fontSize, fontFamily, visibility, pointerEvents } = getComputedStyle(elements(pc)[0]!);
    expect([fontSize, fontFamily, visibility, pointerEvents]).to.deep.equal([
      '20px',
      'serif',
      'hidden',
      'none',
    ]);
  });
});

/** What of the block reaches beyond it, or is cut off, in words. */
function burst(pc: Driver): string[] {
  const outer = pc.element.getBoundingClientRect();
  return elements(pc)
    .filter((element) => element.checkVisibility() && !element.closest('.quiet'))
    .flatMap((element) => {
      const { left, right, width } = element.getBoundingClientRect();
      const isOut = left < outer.left - 1 || right > outer.right + 1;
      const isCut =
        !element.matches('input') && element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0;
      const name = `${element.localName} ${element.part.value}.${element.className}`;
      return isOut || isCut
        ? [`${name}: ${left}–${right} of ${outer.left}–${outer.right}, ${element.scrollWidth} in ${width}`]
        : [];
    });
}

it('The text keeps its language, for hyphens and fonts, and the voice that reads it', async () => {
  const pc = await enter('guide');
  const style = getComputedStyle(pc.byRole('region').querySelector('p')!);
  expect(pc.byRole('region').lang).to.equal('ru');
  // Chromium and WebKit tell what they know of it.
  const known = style.getPropertyValue('-webkit-locale');
  if (known) expect(known).to.include('ru');
});

describe('where a page puts the block', () => {
  const places = {
    'a row, with another': 'display: flex',
    'a column, in the middle': 'display: flex; flex-direction: column; align-items: center',
    'a column, reversed, at the end': 'display: flex; flex-direction: column-reverse; align-items: flex-end',
    'a grid, in the middle': 'display: grid; justify-items: center; align-items: center',
    'a grid with columns': 'display: grid; grid-template-columns: 1fr auto',
    'a cell of a table': 'display: table-cell; width: 600px',
    'a floating box': 'float: left; width: 400px',
    columns: 'columns: 2',
    'right to left': 'direction: rtl',
    'a side bar of 240 px': 'width: 240px; box-sizing: border-box',
    'a side bar of 240 px with room around': 'width: 240px; padding: 12px; box-sizing: border-box',
    'small letters and a small root': 'font-size: 10px',
    'large letters on a phone': 'width: 320px; font-size: 32px',
    'lines that do not break': 'white-space: nowrap; width: 320px',
  };
  for (const state of Object.keys(shown) as Array<keyof typeof shown>) {
    it(`everything is in it (${state})`, async () => {
      const pc = await enter(state);
      for (const [place, style] of Object.entries(places)) {
        pc.element.parentElement!.style.cssText = style;
        expect(burst(pc), place).to.deep.equal([]);
      }
    });
  }

  for (const place of ['a column, in the middle', 'a grid, in the middle', 'a floating box'] as const) {
    it(`${place}: it is as wide with a long text as with a short one`, async () => {
      const widths = new Set<number>();
      for (const state of Object.keys(shown) as Array<keyof typeof shown>) {
        const pc = await enter(state);
        pc.element.parentElement!.style.cssText = places[place];
        widths.add(pc.element.getBoundingClientRect().width);
        pc.element.remove();
      }
      expect([...widths]).to.have.length(1);
    });
  }

  it('is no wider than a line that one likes to read, unless the page says so', async () => {
    const pc = await enter('failure');
    pc.element.parentElement!.style.cssText = 'width: 1900px';
    expect(pc.element.getBoundingClientRect().width).to.equal(44 * 16);
    page.textContent = 'portfolio-connect { max-inline-size: none }';
    expect(pc.element.getBoundingClientRect().width).to.equal(1900);
  });

  it('leaves room for the margins that the page gives it', async () => {
    const pc = await enter('failure');
    pc.element.parentElement!.style.cssText = 'width: 400px';
    page.textContent = 'portfolio-connect { margin: 0 20px; padding: 10px }';
    expect(pc.element.getBoundingClientRect().width).to.equal(360);
  });
});

describe('colours', () => {
  for (const state of ['guide', 'failure', 'question'] as const) {
    it(`of letters and signs come from no ground, which may be no colour at all (${state})`, async () => {
      const pc = await enter(state);
      const inks = () =>
        [...pc.element.shadowRoot!.querySelectorAll('section *')].map((element) => {
          const { color, borderInlineStartColor, fill } = getComputedStyle(element);
          return [color, borderInlineStartColor, element.matches('text, .mark, .frame') ? fill : ''];
        });
      const before = inks();
      for (const surface of ['transparent', 'linear-gradient(#fff, #eee)', '#fedcba']) {
        pc.element.style.setProperty('--pc-surface', surface);
        expect(inks(), surface).to.deep.equal(before);
        const { backgroundImage } = getComputedStyle(pc.byRole('region'));
        if (surface.startsWith('linear')) expect(backgroundImage).to.include('gradient');
      }
    });
  }
});

describe('a theme of the docs', () => {
  it('makes the button as wide as the block', async () => {
    const pc = await enter('finding');
    page.textContent = 'portfolio-connect::part(submit) { width: 100% }';
    const width = (element: Element) => element.getBoundingClientRect().width;
    expect(width(pc.submitButton())).to.equal(width(pc.submitButton().parentElement!));
    expect(width(pc.submitButton())).to.be.above(22 * 16);
  });
});

describe('letters', () => {
  it('of a field are never so small that a phone zooms in', async () => {
    const pc = await enter('finding');
    for (const size of ['10px', '14px', '15px', '16px', '24px']) {
      pc.element.parentElement!.style.fontSize = size;
      expect(parseFloat(getComputedStyle(pc.field()).fontSize), size).to.equal(
        Math.max(16, parseFloat(size)),
      );
    }
  });

  it('nor those of the box that finds brokers', async () => {
    const pc = await long();
    pc.element.parentElement!.style.fontSize = '12px';
    expect(getComputedStyle(box(pc)).fontSize).to.equal('16px');
  });

  it('of an arrow go that way too', async () => {
    const pc = await enter('guide');
    const arrow = () =>
      getComputedStyle(pc.element.shadowRoot!.querySelector('[aria-expanded]')!, '::before').content;
    expect(arrow()).to.include('▾');
    pc.element.messages = { lang: 'he' };
    await pc.drawn();
    expect(arrow()).to.include('▾');
    click(pc.element.shadowRoot!.querySelector<HTMLElement>('[aria-expanded]')!);
    await pc.drawn();
    expect(arrow()).to.include('◂');
  });

  it('go the way of their language, whichever way those of the page go', async () => {
    const pc = await enter('finding');
    pc.element.parentElement!.dir = 'rtl';
    const way = (element: Element) => getComputedStyle(element).direction;
    expect(way(pc.byRole('region'))).to.equal('ltr');
    pc.element.messages = { lang: 'he' };
    await pc.drawn();
    expect(way(pc.byRole('region'))).to.equal('rtl');
    expect(way(pc.field()), 'a token is no Hebrew').to.equal('ltr');
    const [box, toggle] = [pc.field().parentElement!, pc.byRole('button', texts.ru.show)];
    const room = toggle.getBoundingClientRect().left - box.getBoundingClientRect().left;
    expect(parseFloat(getComputedStyle(toggle).paddingLeft) + room, 'room between word and edge').to.be.above(
      8,
    );
  });
});
