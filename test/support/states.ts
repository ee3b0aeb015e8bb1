/** How to get the block into each state that looks different. */
import { errorCodes } from '../../src/core/contract.js';
import type { PortfolioConnectElement } from '../../src/index.js';
import {
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
} from './block.js';
import { allByRole, byRole, click, fill, findByRole, until, visibleText } from './page.js';

export type Language = 'ru' | 'en';
type Fetch = typeof fetch;

/** An answer that does not need the service worker; undefined: none in this test's time. */
const answers = (status?: number, body?: unknown, headers: Record<string, string> = {}): Fetch =>
  status === undefined
    ? () => new Promise(nothing)
    : () =>
        Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status, headers }));

const accounts = [{ id: '1', name: 'Брокерский счёт', type: 'основной' }, { id: '2' }];

export const states: Record<
  string,
  (lang: Language, attributes: string) => Promise<PortfolioConnectElement>
> = {
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
