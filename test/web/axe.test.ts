/**
 * axe finds nothing in any state, light, dark and with forced colours; nor in any language. Roles, keys and focus:
 * test/engines/accessibility.test.ts.
 */
import { expect } from '@open-wc/testing';
import { type Driver, answer, emulate, mount, nothing, open, texts, useWorker } from '../support/driver.js';
import { audit, measuresContrast, objections, surround } from '../support/axe.js';
import { states, type Language } from '../support/states.js';

useWorker(answer(204));

// The faults of "set up wrongly" are told on the console; that is not what is looked at here.
const { error } = console;
before(() => (console.error = nothing));
after(() => (console.error = error));

/** What refers to something that is not there, and what nobody sees but can be focused. */
function loose(pc: Driver): string[] {
  const root = pc.element.shadowRoot!;
  const references = ['aria-labelledby', 'aria-describedby', 'for', 'form'].flatMap((name) =>
    [...root.querySelectorAll(`[${name}]`)].flatMap((one) =>
      one
        .getAttribute(name)!
        .split(/\s+/)
        .filter((id) => id && !root.getElementById(id))
        .map((id) => `${name}=${id}`),
    ),
  );
  return [
    ...references,
    ...[...root.querySelectorAll('.quiet :is(a, button, input)')].map((one) => one.outerHTML),
  ];
}

describe('axe finds nothing, light and dark', () => {
  for (const [name, enter] of Object.entries(states)) {
    it(name, async () => {
      const pc = await enter('ru', 'lang="ru"');
      // A template shows a condition that does not hold as a word.
      expect(pc.element.shadowRoot!.textContent).to.not.match(/\b(false|true|undefined|null)\b|\[object/);
      expect(loose(pc)).to.deep.equal([]);
      // The scheme changes colours alone: the other rules are asked once.
      for (const [scheme, contrast] of [
        ['light', 'too'],
        ['dark', 'only'],
      ] as const) {
        const results = await audit(surround(pc.element, scheme), contrast);
        expect(objections(results), scheme).to.deep.equal([]);
        expect(measuresContrast(results), scheme).to.be.true;
      }
    });
  }
});

/** States that have the most words between them. */
const wordy = [
  'idle, several brokers',
  'guide, full access',
  'manage, to be confirmed',
  'failed: invalid-token',
];

for (const lang of Object.keys(texts) as Language[]) {
  describe(`axe finds nothing in other words (${lang})`, () => {
    for (const name of wordy) {
      it(name, async () => {
        const pc = await states[name]!(lang, `lang="${lang}"`);
        expect(objections(await audit(surround(pc.element, 'light')))).to.deep.equal([]);
      });
    }
  });
}

/** Text and controls whose colours are not the system's. */
function unforced(pc: Driver): string[] {
  const probe = mount('<i></i>');
  const system = [
    'CanvasText',
    'ButtonText',
    'LinkText',
    'GrayText',
    'HighlightText',
    'Canvas',
    'ButtonFace',
    'Field',
  ];
  const known = new Set([getComputedStyle(pc.element.parentElement!).backgroundColor]);
  for (const name of system) {
    probe.style.color = name;
    known.add(getComputedStyle(probe).color);
  }
  return [
    ...pc.element.shadowRoot!.querySelectorAll(
      'h2, h3, p, label, button, input, small, strong, span, a, li, div, section',
    ),
  ].flatMap((one) => {
    const { color, backgroundColor } = getComputedStyle(one);
    // A ground that is forced stays as translucent as it was.
    return [color, backgroundColor.replace(/^rgba\((.*), 0\.\d+\)$/, 'rgb($1)')]
      .filter((value) => !known.has(value) && !value.endsWith(', 0)'))
      .map((value) => `${value} ${one.outerHTML}`);
  });
}

describe('axe finds nothing with forced colours', () => {
  after(() => emulate({}));

  for (const [name, enter] of Object.entries(states)) {
    it(name, async () => {
      const pc = await enter('ru', 'lang="ru"');
      for (const scheme of ['light', 'dark'] as const) {
        expect(await emulate({ 'forced-colors': 'active', 'prefers-color-scheme': scheme })).to.be.true;
        expect(matchMedia('(forced-colors: active)').matches).to.be.true;
        const page = surround(pc.element, scheme);
        // Contrast is the system's here; axe reads `-webkit-text-fill-color`, which Chromium does not force.
        if (scheme === 'light') expect(objections(await audit(page, 'not'))).to.deep.equal([]);
        expect(unforced(pc), scheme).to.deep.equal([]);
      }
    });
  }
});

describe('this audit', () => {
  it('sees a colour that is too faint, in the shadow root too', async () => {
    const pc = await open();
    pc.element.style.setProperty('--pc-muted', '#ccc');
    pc.element.style.setProperty('--pc-surface', '#fff');
    expect(objections(await audit(surround(pc.element, 'light'))).join()).to.include('color-contrast');
  });

  it('sees a field without a name', async () => {
    const pc = await open();
    pc.element.shadowRoot!.querySelector('label[for]')!.remove();
    expect(objections(await audit(surround(pc.element, 'light'))).join()).to.include('label');
  });
});
