/** `<portfolio-connect>` as a person meets it: how tests put it on a page and find its parts by role and name. */
import { delay, http, HttpResponse, type JsonBodyType } from 'msw';
import '../../src/define.js';
import type { BrokerDefinition, ConnectError, Connection, PortfolioConnectElement } from '../../src/index.js';
import { en } from '../../src/locales/en.js';
import type { Messages } from '../../src/locales/messages.js';
import { ru } from '../../src/locales/ru.js';
import { byRole, click, fill, findByRole, mount, until } from './page.js';

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

export type Properties = Partial<PortfolioConnectElement>;

/** Adds the block to the page (in Russian) and waits until it is drawn. */
export async function block(attributes = '', properties: Properties = {}): Promise<PortfolioConnectElement> {
  const lang = /\blang=/.test(attributes) ? '' : 'lang="ru"';
  const endpoint = /\bendpoint=|\bno-endpoint\b/.test(attributes) ? '' : `endpoint="${ENDPOINT}"`;
  const frame = mount('<div></div>');
  frame.innerHTML = `<portfolio-connect ${endpoint} ${lang} ${attributes}></portfolio-connect>`;
  const element = frame.firstElementChild as PortfolioConnectElement;
  Object.assign(element, properties);
  await drawn(element);
  return element;
}

/** Waits until what is set is on screen. */
export async function drawn(element: PortfolioConnectElement): Promise<void> {
  while (!(await element.updateComplete));
}

export const field = (root: ParentNode, name = /Токен|token/i) =>
  byRole<HTMLInputElement>(root, 'textbox', name);

export const submitButton = (root: ParentNode) =>
  byRole<HTMLButtonElement>(root, 'button', /^(Подключить портфель|Connect portfolio)$/);

export const status = (root: ParentNode) => byRole(root, 'status');

/** Waits until the live region says this. */
export const says = (root: ParentNode, text: string) =>
  until(() => status(root).textContent.includes(text) || fault(`${status(root).textContent} ≠ ${text}`));

/** Types a token and presses the button. */
export function submit(element: PortfolioConnectElement, token = TOKEN): void {
  fill(field(element), token);
  click(submitButton(element));
}

export const inState = (element: PortfolioConnectElement, state: PortfolioConnectElement['state']) =>
  until(() => element.state === state || fault(`the state is ${element.state}, not ${state}`));

/** Opens the guide and waits for its steps. */
export async function openGuide(element: PortfolioConnectElement): Promise<void> {
  click(byRole(element, 'button', /^(Как получить токен\?|How do I get a token\?)$/));
  await findByRole(element, 'list');
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
    access: 'full',
    accounts: [
      { id: '1', name: 'Брокерский счёт', type: 'основной' },
      { id: '2', name: 'ИИС' },
    ],
  },
  { id: 'c/2?', broker: 't-invest', state: 'expired', connectedAt: '2026-01-31' },
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
