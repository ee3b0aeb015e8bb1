/** How to get the block into each state that looks different. */
import { errorCodes } from '../../src/core/errors.js';
import {
  type Driver,
  click,
  connections,
  ENDPOINT,
  everyKind,
  fill,
  nothing,
  open,
  ownBroker,
  texts,
  TOKEN,
  until,
  visibleText,
} from './driver.js';

export type Language = 'ru' | 'en';
type Fetch = typeof fetch;

/** An answer that does not need the service worker; undefined: none in this test's time. */
const answers = (status?: number, body?: unknown, headers: Record<string, string> = {}): Fetch =>
  status === undefined
    ? () => new Promise(nothing)
    : () =>
        Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status, headers }));

const accounts = [{ id: '1', name: 'Брокерский счёт', type: 'основной' }, { id: '2' }];

export const states: Record<string, (lang: Language, attributes: string) => Promise<Driver>> = {
  'idle, several brokers': (_lang, attributes) => open(attributes, { brokers: ['t-invest', ownBroker] }),
  idle: (_lang, attributes) => open(attributes),
  chosen: async (_lang, attributes) => {
    const pc = await open(attributes, { brokers: ['t-invest', ownBroker] });
    click(pc.allByRole('radio')[1]!);
    await pc.drawn();
    return pc;
  },
  'guide, full access': async (_lang, attributes) => {
    const pc = await open(attributes);
    await pc.openGuide();
    return pc;
  },
  'guide, read-only': async (_lang, attributes) => {
    const pc = await open(`access="read-only" ${attributes}`);
    await pc.openGuide();
    return pc;
  },
  'every kind of field, two of them mixed up': async (lang, attributes) => {
    const pc = await open(attributes, { brokers: [everyKind] });
    fill(pc.field('Key'), 'abcdefgh12345678');
    fill(pc.field('Secret'), 'K1234567');
    click(pc.submitButton());
    await pc.findByRole('button', texts[lang].swap);
    return pc;
  },
  'typed and shown': async (lang, attributes) => {
    const pc = await open(attributes);
    fill(pc.field(), TOKEN);
    click(pc.byRole('button', texts[lang].show));
    await pc.drawn();
    return pc;
  },
  empty: (_lang, attributes) => submitted(attributes, ''),
  'a doubt': (_lang, attributes) => submitted(attributes, 'abc'),
  'a look-alike': (_lang, attributes) => submitted(attributes, TOKEN.replace('a', 'а')),
  submitting: async (lang, attributes) => {
    const pc = await open(attributes, { fetch: answers() });
    pc.submit();
    await pc.says(texts[lang].submitting);
    return pc;
  },
  verifying: async (lang, attributes) => {
    const pc = await open(attributes, { fetch: answers(202, undefined, { location: `${ENDPOINT}/1` }) });
    pc.submit();
    await pc.says(texts[lang].verifying);
    return pc;
  },
  connected: async (lang, attributes) => {
    const pc = await open(attributes, { fetch: answers(204) });
    pc.submit();
    await pc.says(texts[lang].connected);
    return pc;
  },
  'connected, with accounts': async (lang, attributes) => {
    const pc = await open(attributes, { fetch: answers(200, { accounts }) });
    pc.submit();
    await pc.says(texts[lang].connected);
    return pc;
  },
  'rate-limited, counting down': async (_lang, attributes) => {
    const pc = await open(attributes, { fetch: answers(429, {}, { 'retry-after': '90' }) });
    pc.submit();
    await until(() => pc.byRole('timer'));
    return pc;
  },
  'manage, list': (_lang, attributes) => managing(`access="read-only" ${attributes}`),
  'manage, loading': (_lang, attributes) => open(`manage ${attributes}`, { fetch: answers() }),
  'manage, empty': async (lang, attributes) => {
    const pc = await open(`manage ${attributes}`, { fetch: answers(200, { connections: [] }) });
    await until(() => visibleText(pc.element).includes(texts[lang].none));
    return pc;
  },
  'manage, list failed': async (lang, attributes) => {
    const pc = await open(`manage ${attributes}`, { fetch: answers(401, { detail: 'Detail <b>&</b>' }) });
    await pc.findByRole('button', texts[lang].retry);
    return pc;
  },
  'manage, to be confirmed': (lang, attributes) => confirming(lang, attributes, answers()),
  'manage, disconnecting': async (lang, attributes) => {
    const pc = await confirming(lang, attributes, answers());
    click(pc.byRole('button', texts[lang].confirmed));
    await pc.says(texts[lang].disconnecting);
    return pc;
  },
  'manage, not disconnected': async (lang, attributes) => {
    const pc = await confirming(lang, attributes, answers(403, { detail: 'Detail <b>&</b>' }));
    click(pc.byRole('button', texts[lang].confirmed));
    await pc.says(texts[lang].disconnectFailed);
    return pc;
  },
  'manage, disconnected': async (lang, attributes) => {
    const pc = await confirming(lang, attributes, answers(204));
    click(pc.byRole('button', texts[lang].confirmed));
    await pc.says(texts[lang].disconnected);
    return pc;
  },
  'manage, connecting again': async (lang, attributes) => {
    const pc = await managing(attributes);
    click(pc.allByRole('button', texts[lang].reconnect)[0]!);
    await pc.findByRole('heading', /: (Тинькофф|Tinkoff)$/);
    return pc;
  },
  'manage, disabled': async (_lang, attributes) => {
    const pc = await managing(attributes);
    pc.element.disabled = true;
    await pc.drawn();
    return pc;
  },
  'manage, being checked': async (lang, attributes) => {
    const pc = await checking(attributes, answers(202));
    await until(() => visibleText(pc.element).includes(texts[lang].pendingNote));
    return pc;
  },
  'manage, check failed': async (lang, attributes) => {
    const pc = await checking(attributes, answers(422, { code: 'invalid-token', detail: 'Detail <b>&</b>' }));
    await until(() => visibleText(pc.element).includes(texts[lang].notConnected));
    return pc;
  },
  disabled: (_lang, attributes) => open(`disabled ${attributes}`),
  'set up wrongly': async (lang, attributes) => {
    const pc = await open(`endpoint="http://example.com" ${attributes}`);
    await pc.says(texts[lang]['error.invalid-endpoint']);
    return pc;
  },
};

for (const code of errorCodes) {
  states[`failed: ${code}`] = async (lang, attributes) => {
    const pc = await open(attributes, { fetch: answers(422, { code, detail: 'Detail <b>&</b>' }) });
    pc.submit();
    await pc.says(texts[lang][`error.${code}`]);
    return pc;
  };
}

/** The block with its list; a DELETE has another answer. */
async function managing(attributes: string, removal = answers()): Promise<Driver> {
  const list = answers(200, { connections });
  const pc = await open(`manage ${attributes}`, {
    fetch: (url, init) => (init!.method ? removal : list)(url, init),
  });
  await until(() => pc.element.shadowRoot!.querySelector('[part=connection]'));
  return pc;
}

/** The block with its list, beside an attempt from before. */
async function checking(attributes: string, status: Fetch): Promise<Driver> {
  const attempts = [{ location: '/jobs/1', broker: 't-invest' }];
  let isListed = false;
  const pc = await open(`manage ${attributes}`, {
    fetch: (url, init) => {
      const isStatus = (url as string).endsWith('/jobs/1');
      const list = answers(200, { connections, ...(!isListed && { attempts }) });
      isListed ||= !isStatus;
      return (isStatus ? status : list)(url, init);
    },
  });
  await until(() => pc.element.shadowRoot!.querySelector('[part=connection]'));
  return pc;
}

async function confirming(lang: Language, attributes: string, removal: Fetch): Promise<Driver> {
  const pc = await managing(attributes, removal);
  click(pc.allByRole('button', texts[lang].disconnect)[0]!);
  await pc.findByRole('group', texts[lang].confirm);
  return pc;
}

async function submitted(attributes: string, token: string): Promise<Driver> {
  const pc = await open(attributes);
  if (token) fill(pc.field(), token);
  click(pc.submitButton());
  await pc.inState('failed');
  await pc.drawn();
  return pc;
}
