/**
 * axe finds nothing in any state, in both languages, light and dark; with forced colours where the engine can be told to
 * (Chromium). Roles, keys and focus: accessibility.test.ts.
 */
import { expect } from '@open-wc/testing';
import type Axe from 'axe-core';
import 'axe-core/axe.min.js';
import { errorCodes } from '../src/core/contract.js';
import type { PortfolioConnectElement } from '../src/index.js';
import {
  answer,
  block,
  connections,
  drawn,
  ENDPOINT,
  field,
  inState,
  nothing,
  openGuide,
  ownBroker,
  says,
  submit,
  submitButton,
  texts,
  TOKEN,
} from './support/block.js';
import {
  allByRole,
  byRole,
  click,
  emulate,
  fill,
  findByRole,
  mount,
  until,
  visibleText,
} from './support/page.js';
import { useWorker } from './support/worker.js';

useWorker(answer(204));

declare global {
  interface Window {
    axe: typeof Axe;
  }
}

type Language = 'ru' | 'en';
type Fetch = typeof fetch;

/** An answer that does not need the service worker; undefined: none in this test's time. */
const answers = (status?: number, body?: unknown, headers: Record<string, string> = {}): Fetch =>
  status === undefined
    ? () => new Promise(nothing)
    : () =>
        Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status, headers }));

const accounts = [{ id: '1', name: 'Брокерский счёт', type: 'основной' }, { id: '2' }];

/** How to get the block into each state that looks different. */
const states: Record<string, (lang: Language, attributes: string) => Promise<PortfolioConnectElement>> = {
  'idle, several brokers': (_lang, attributes) => block(attributes, { brokers: ['t-invest', ownBroker] }),
  idle: (_lang, attributes) => block(attributes),
  chosen: async (_lang, attributes) => {
    const el = await block(attributes, { brokers: ['t-invest', ownBroker] });
    click(allByRole(el, 'radio')[1]!);
    await drawn(el);
    return el;
  },
  'guide, full access': async (_lang, attributes) => {
    const el = await block(attributes);
    await openGuide(el);
    return el;
  },
  'guide, read-only': async (_lang, attributes) => {
    const el = await block(`access="read-only" ${attributes}`);
    await openGuide(el);
    return el;
  },
  'typed and shown': async (lang, attributes) => {
    const el = await block(attributes);
    fill(field(el), TOKEN);
    click(byRole(el, 'button', texts[lang].show));
    await drawn(el);
    return el;
  },
  empty: (_lang, attributes) => submitted(attributes, ''),
  'a doubt': (_lang, attributes) => submitted(attributes, 'abc'),
  'a look-alike': (_lang, attributes) => submitted(attributes, TOKEN.replace('a', 'а')),
  submitting: async (lang, attributes) => {
    const el = await block(attributes, { fetch: answers() });
    submit(el);
    await says(el, texts[lang].submitting);
    return el;
  },
  verifying: async (lang, attributes) => {
    const el = await block(attributes, { fetch: answers(202, undefined, { location: `${ENDPOINT}/1` }) });
    submit(el);
    await says(el, texts[lang].verifying);
    return el;
  },
  connected: async (lang, attributes) => {
    const el = await block(attributes, { fetch: answers(204) });
    submit(el);
    await says(el, texts[lang].connected);
    return el;
  },
  'connected, with accounts': async (lang, attributes) => {
    const el = await block(attributes, { fetch: answers(200, { accounts }) });
    submit(el);
    await says(el, texts[lang].connected);
    return el;
  },
  'rate-limited, counting down': async (_lang, attributes) => {
    const el = await block(attributes, { fetch: answers(429, {}, { 'retry-after': '90' }) });
    submit(el);
    await until(() => byRole(el, 'timer'));
    return el;
  },
  'manage, list': (_lang, attributes) => managing(`access="read-only" ${attributes}`),
  'manage, loading': (_lang, attributes) => block(`manage ${attributes}`, { fetch: answers() }),
  'manage, empty': async (lang, attributes) => {
    const el = await block(`manage ${attributes}`, { fetch: answers(200, { connections: [] }) });
    await until(() => visibleText(el).includes(texts[lang].none));
    return el;
  },
  'manage, list failed': async (lang, attributes) => {
    const el = await block(`manage ${attributes}`, { fetch: answers(401, { detail: 'Detail <b>&</b>' }) });
    await findByRole(el, 'button', texts[lang].retry);
    return el;
  },
  'manage, to be confirmed': (lang, attributes) => confirming(lang, attributes, answers()),
  'manage, disconnecting': async (lang, attributes) => {
    const el = await confirming(lang, attributes, answers());
    click(byRole(el, 'button', texts[lang].confirmed));
    await says(el, texts[lang].disconnecting);
    return el;
  },
  'manage, not disconnected': async (lang, attributes) => {
    const el = await confirming(lang, attributes, answers(403, { detail: 'Detail <b>&</b>' }));
    click(byRole(el, 'button', texts[lang].confirmed));
    await says(el, texts[lang].disconnectFailed);
    return el;
  },
  'manage, disconnected': async (lang, attributes) => {
    const el = await confirming(lang, attributes, answers(204));
    click(byRole(el, 'button', texts[lang].confirmed));
    await says(el, texts[lang].disconnected);
    return el;
  },
  'manage, connecting again': async (lang, attributes) => {
    const el = await managing(attributes);
    click(allByRole(el, 'button', texts[lang].reconnect)[0]!);
    await findByRole(el, 'heading', /: (Тинькофф|Tinkoff)$/);
    return el;
  },
  'manage, disabled': async (_lang, attributes) => {
    const el = await managing(attributes);
    el.disabled = true;
    await drawn(el);
    return el;
  },
  disabled: (_lang, attributes) => block(`disabled ${attributes}`),
  'set up wrongly': async (lang, attributes) => {
    const el = await block(`endpoint="http://example.com" ${attributes}`);
    await says(el, texts[lang]['error.invalid-endpoint']);
    return el;
  },
};

for (const code of errorCodes) {
  states[`failed: ${code}`] = async (lang, attributes) => {
    const el = await block(attributes, { fetch: answers(422, { code, detail: 'Detail <b>&</b>' }) });
    submit(el);
    await says(el, texts[lang][`error.${code}`]);
    return el;
  };
}

/** The block with its list; a DELETE has another answer. */
async function managing(attributes: string, removal = answers()): Promise<PortfolioConnectElement> {
  const list = answers(200, { connections });
  const el = await block(`manage ${attributes}`, {
    fetch: (url, init) => (init!.method ? removal : list)(url, init),
  });
  await until(() => el.shadowRoot!.querySelector('[part=connection]'));
  return el;
}

async function confirming(
  lang: Language,
  attributes: string,
  removal: Fetch,
): Promise<PortfolioConnectElement> {
  const el = await managing(attributes, removal);
  click(allByRole(el, 'button', texts[lang].disconnect)[0]!);
  await findByRole(el, 'group', texts[lang].confirm);
  return el;
}

async function submitted(attributes: string, token: string): Promise<PortfolioConnectElement> {
  const el = await block(attributes);
  if (token) fill(field(el), token);
  click(submitButton(el));
  await inState(el, 'failed');
  await drawn(el);
  return el;
}

/** Puts the page's own colours behind the block, as `color-scheme` gives them. */
function surround(el: Element, scheme: 'light' | 'dark'): HTMLElement {
  const page = el.parentElement!;
  page.style.cssText = `color-scheme: ${scheme}; background: Canvas; color: CanvasText; padding: 8px`;
  page.setAttribute('role', 'main');
  return page;
}

async function audit(root: Element, contrast = true): Promise<Axe.AxeResults> {
  return window.axe.run(root, {
    resultTypes: ['violations', 'incomplete', 'passes'],
    rules: { 'color-contrast': { enabled: contrast } },
  });
}

/** What axe objects to, and where it could not judge a colour, in words. It cannot within drawings, which are decoration. */
const objections = ({ violations, incomplete }: Axe.AxeResults): string[] => {
  const unjudged = incomplete.filter(({ id }) => id === 'color-contrast');
  return [...violations, ...unjudged].flatMap(({ id, nodes }) =>
    nodes
      .filter(({ html }) => violations.some((one) => one.id === id) || !html.startsWith('<text'))
      .map(
        ({ html, any, target }) => `${id} ${String(target)} ${any.map((one) => one.message).join()} ${html}`,
      ),
  );
};

const measuresContrast = ({ passes }: Axe.AxeResults) =>
  passes.some(({ id, nodes }) => id === 'color-contrast' && nodes.length > 0);

// The faults of "set up wrongly" are told on the console; that is not what is looked at here.
const { error } = console;
before(() => (console.error = nothing));
after(() => (console.error = error));

for (const scheme of ['light', 'dark'] as const) {
  for (const lang of ['ru', 'en'] as const) {
    describe(`axe finds nothing (${lang}, ${scheme})`, () => {
      for (const [name, enter] of Object.entries(states)) {
        it(name, async () => {
          const el = await enter(lang, `lang="${lang}"`);
          const results = await audit(surround(el, scheme));
          expect(objections(results)).to.deep.equal([]);
          expect(measuresContrast(results)).to.be.true;
          el.remove();
        });
      }
    });
  }
}

/** Text and controls whose colours are not the system's. */
function unforced(el: Element): string[] {
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
  const known = new Set([getComputedStyle(el.parentElement!).backgroundColor]);
  for (const name of system) {
    probe.style.color = name;
    known.add(getComputedStyle(probe).color);
  }
  return [
    ...el.shadowRoot!.querySelectorAll(
      'h2, h3, p, label, button, input, small, strong, span, a, li, div, section',
    ),
  ].flatMap((one) => {
    const { color, backgroundColor } = getComputedStyle(one);
    return [color, backgroundColor]
      .filter((value) => !known.has(value) && !value.endsWith(', 0)'))
      .map((value) => `${value} ${one.outerHTML}`);
  });
}

/** No other engine of the suite can be told to force colours. */
const schemesToForce = /Chrom(e|ium)\//.test(navigator.userAgent) ? (['light', 'dark'] as const) : [];

for (const scheme of schemesToForce) {
  describe(`axe finds nothing with forced colours (${scheme})`, () => {
    before(async () => {
      expect(await emulate({ 'forced-colors': 'active', 'prefers-color-scheme': scheme })).to.be.true;
      expect(matchMedia('(forced-colors: active)').matches).to.be.true;
    });
    after(() => emulate({}));

    for (const [name, enter] of Object.entries(states)) {
      if (name.startsWith('failed:') && name !== 'failed: invalid-token') continue;
      it(name, async () => {
        const el = await enter('ru', 'lang="ru"');
        // Contrast is the system's here; axe reads `-webkit-text-fill-color`, which Chromium does not force.
        expect(objections(await audit(surround(el, scheme), false))).to.deep.equal([]);
        expect(unforced(el)).to.deep.equal([]);
        el.remove();
      });
    }
  });
}

describe('this audit', () => {
  it('sees a colour that is too faint, in the shadow root too', async () => {
    const el = await block();
    el.style.setProperty('--pc-muted', '#ccc');
    el.style.setProperty('--pc-surface', '#fff');
    expect(objections(await audit(surround(el, 'light'))).join()).to.include('color-contrast');
  });

  it('sees a field without a name', async () => {
    const el = await block();
    el.shadowRoot!.querySelector('label[for]')!.remove();
    expect(objections(await audit(surround(el, 'light'))).join()).to.include('label');
  });
});
