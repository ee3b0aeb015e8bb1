/**
 * `<portfolio-connect>` as a person meets it: a test opens one, acts by its driver, and reads what it says. What tests need
 * beside that (the page, the endpoint, a token) is exported from here, too:
 *
 *     const pc = await open();
 *     pc.submit();
 *     await pc.says(ru.connected);
 */
import { delay, http, HttpResponse, type JsonBodyType } from 'msw';
import '../../src/define.js';
import type { BrokerDefinition, ConnectError, Connection, PortfolioConnectElement } from '../../src/index.js';
import { en } from '../../src/locales/en.js';
import type { Messages } from '../../src/locales/messages.js';
import { ru } from '../../src/locales/ru.js';
import {
  allByRole,
  byRole,
  click,
  fill,
  findByRole,
  mount,
  queryByRole,
  record,
  until,
  type Name,
} from './page.js';

export * from './page.js';
export * from './worker.js';

// Tests may replace the page's own.
const { setTimeout: realSetTimeout } = window;
const realFetch = window.fetch.bind(window);

export const ENDPOINT = '/api/portfolio-connections';

/** Looks like a token of T-Invest: 88 characters. */
export const TOKEN = `t.${'aB3_-xYz9K'.repeat(9).slice(0, 86)}`;

export const texts: Readonly<Record<'ru' | 'en', Messages>> = { ru, en };

/** A broker of the page's own, with two fields, one of them not secret. */
export const ownBroker: BrokerDefinition = {
  id: 'own-broker',
  name: { ru: 'Свой брокер', en: 'Own broker' },
  fields: [
    { name: 'login', label: { ru: 'Логин', en: 'Login' }, secret: false },
    { name: 'key', label: { ru: 'Ключ', en: 'Key' } },
  ],
};

/** A broker with every kind of field. */
export const everyKind: BrokerDefinition = {
  id: 'every-kind',
  name: 'Every Kind',
  notice: { ru: 'У брокера сбой, попробуйте позже.', en: 'The broker is down, try again later.' },
  environments: [
    { id: 'live', name: { ru: 'Реальный', en: 'Live' } },
    { id: 'paper', name: { ru: 'Учебный', en: 'Paper' } },
  ],
  fields: [
    { name: 'key', label: 'Key', secret: false, alphabet: 'A-Z0-9', prefix: 'K', minLength: 8 },
    { name: 'secret', label: 'Secret', alphabet: 'a-z0-9', minLength: 16 },
    {
      name: 'region',
      label: { ru: 'Регион', en: 'Region' },
      kind: 'choice',
      options: [
        { value: 'eu', label: { ru: 'Европа', en: 'Europe' } },
        { value: 'us', label: { ru: 'США', en: 'USA' } },
      ],
    },
    {
      name: 'pem',
      label: 'PEM',
      kind: 'lines',
      optional: true,
      link: { url: 'https://broker.example/pem', text: 'How to make one' },
    },
    {
      name: 'account',
      label: 'Account',
      secret: false,
      optional: true,
      pattern: '\\d{3}-\\d{3}',
      mismatch: { ru: 'Номер выглядит так: 123-456.', en: 'The number looks like this: 123-456.' },
    },
    { name: 'host', label: 'Host', fixed: { live: 'api.example', paper: 'paper.example' } },
  ],
};

/** Adds the block to the page (in Russian) and waits until it is drawn. */
export async function open(
  attributes = '',
  properties: Partial<PortfolioConnectElement> = {},
): Promise<Driver> {
  const lang = /\blang=/.test(attributes) ? '' : 'lang="ru"';
  const endpoint = /\bendpoint=|\bno-endpoint\b/.test(attributes) ? '' : `endpoint="${ENDPOINT}"`;
  const frame = mount('<div></div>');
  frame.innerHTML = `<portfolio-connect ${endpoint} ${lang} ${attributes}></portfolio-connect>`;
  const pc = new Driver(frame.firstElementChild as PortfolioConnectElement);
  Object.assign(pc.element, properties);
  await pc.drawn();
  return pc;
}

/** A block on the page, by what a person finds in it and does with it. */
export class Driver {
  constructor(readonly element: PortfolioConnectElement) {}

  field(name: Name = /Токен|token/i): HTMLInputElement {
    return this.byRole('textbox', name);
  }

  submitButton(): HTMLButtonElement {
    return this.byRole('button', /^(Подключить портфель|Connect portfolio)$/);
  }

  status(): HTMLElement {
    return this.byRole('status');
  }

  /** Waits until the live region says this. */
  says(text: string): Promise<boolean> {
    return until(() => {
      const { textContent } = this.status();
      return textContent.includes(text) || fault(`${textContent} ≠ ${text}`);
    });
  }

  /** Types a token and presses the button. */
  submit(token = TOKEN): void {
    fill(this.field(), token);
    click(this.submitButton());
  }

  inState(state: PortfolioConnectElement['state']): Promise<boolean> {
    const { element } = this;
    return until(() => element.state === state || fault(`the state is ${element.state}, not ${state}`));
  }

  /** Opens the guide and waits for its steps. */
  async openGuide(): Promise<void> {
    click(this.byRole('button', /^(Как получить токен\?|How do I get a token\?)$/));
    await this.findByRole('list');
  }

  /** Waits until what is set is on screen. */
  async drawn(): Promise<void> {
    while (!(await this.element.updateComplete));
  }

  byRole<E extends Element = HTMLElement>(role: string, name?: Name): E {
    return byRole<E>(this.element, role, name);
  }

  allByRole<E extends Element = HTMLElement>(role: string, name?: Name): E[] {
    return allByRole<E>(this.element, role, name);
  }

  queryByRole<E extends Element = HTMLElement>(role: string, name?: Name): E | null {
    return queryByRole<E>(this.element, role, name);
  }

  findByRole<E extends Element = HTMLElement>(role: string, name?: Name): Promise<E> {
    return findByRole<E>(this.element, role, name);
  }

  /** Collects the block's events, in order; `pc-*` means all of them. */
  record<E extends Event = CustomEvent>(...types: string[]): E[] {
    return record<E>(this.element, ...types);
  }
}

/** The endpoint's answers to a POST. */
export const answer = (status: number, body?: JsonBodyType, headers: Record<string, string> = {}) =>
  http.post(`*${ENDPOINT}`, () =>
    body === undefined
      ? new HttpResponse(null, { status, headers })
      : HttpResponse.json(body, {
          status,
          headers: { ...(status < 400 ? {} : { 'content-type': 'application/problem+json' }), ...headers },
        }),
  );

export const problem = (code: string, status = 422, detail?: string) =>
  answer(status, { type: 'about:blank', status, code, ...(detail && { detail }) });

/** The same, of a field. */
export const problemAt = (field: string, code = 'invalid-token') =>
  answer(422, { type: 'about:blank', status: 422, code, errors: [{ pointer: `/credentials/${field}` }] });

/** An endpoint that does not answer before the test is over. */
export const silence = () =>
  http.post(`*${ENDPOINT}`, async () => {
    await delay('infinite');
  });

export const connected = { id: 'c1', broker: 't-invest', accounts: [{ id: '1', name: 'Брокерский счёт' }] };

/** Connections as an endpoint lists them. */
export const connections = [
  {
    id: 'c1',
    broker: 't-invest',
    state: 'active',
    connectedAt: '2026-11-03T09:30:00Z',
    checkedAt: '2026-11-27T04:00:00Z',
    access: 'full',
    accounts: [
      { id: '1', name: 'Брокерский счёт', type: 'основной' },
      { id: '2', name: 'ИИС' },
    ],
  },
  { id: 'c/2?', broker: 't-invest', state: 'expired', connectedAt: '2026-01-31', expiresAt: '2026-04-30' },
  { id: 'c3', broker: 'old-broker', state: 'broken' },
] as const satisfies readonly Connection[];

/** The endpoint's answers to a GET. */
export const listed = (list: readonly Connection[] = connections) =>
  http.get(`*${ENDPOINT}`, () => HttpResponse.json({ connections: list } as JsonBodyType));

/** The endpoint's answers to a DELETE of any connection. */
export const deleted = (status = 204, body?: JsonBodyType) =>
  http.delete(`*${ENDPOINT}/:id`, () =>
    body === undefined ? new HttpResponse(null, { status }) : HttpResponse.json(body, { status }),
  );

/** The tokens that requests sent, in order. */
export async function tokensIn(requests: readonly Request[]): Promise<Array<string | undefined>> {
  const bodies = (await Promise.all(requests.map((request) => request.clone().json()))) as Array<{
    credentials: Record<string, string>;
  }>;
  return bodies.map(({ credentials }) => credentials['token']);
}

/** Collects what is written to the console and what no one caught, from now to the end of the test. */
export function watchTrouble(): { console: string[]; unhandled: string[] } {
  const trouble = { console: [] as string[], unhandled: [] as string[] };
  const methods = ['error', 'warn', 'log', 'info', 'debug', 'trace'] as const;
  const kept = methods.map((name) => console[name]);
  for (const name of methods) {
    console[name] = (...parts: unknown[]) => {
      trouble.console.push(`${name}: ${parts.map(String).join(' ')}`);
    };
  }
  const caught = (event: ErrorEvent | PromiseRejectionEvent) => {
    trouble.unhandled.push(String('reason' in event ? event.reason : event.message));
  };
  addEventListener('error', caught);
  addEventListener('unhandledrejection', caught);
  endings.push(() => {
    methods.forEach((name, index) => (console[name] = kept[index]!));
    removeEventListener('error', caught);
    removeEventListener('unhandledrejection', caught);
  });
  return trouble;
}

/** The error of a promise that must be rejected. */
export const rejection = (promise: Promise<unknown>): Promise<ConnectError> =>
  promise.then(
    () => fault('connect() was fulfilled'),
    (error: unknown) => error as ConnectError,
  );

/**
 * What was begun before has run its course: promises, timers without a delay, and requests, which come to the worker in
 * the order in which they were made. For what must not happen: it would have happened by then.
 */
export async function settled(): Promise<void> {
  // What a timer or a promise begins in its turn comes a round later.
  for (let round = 0; round < 5; round++) await new Promise((resolve) => realSetTimeout(resolve));
  // To the runner's own server, which the worker passes it on to.
  await realFetch('/mockServiceWorker.js', { method: 'HEAD' });
}

const endings: Array<() => void> = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

const fault = (message: string): never => {
  throw new Error(message);
};

/** For promises that never settle and functions that do nothing. */
export const nothing = (): void => undefined;
