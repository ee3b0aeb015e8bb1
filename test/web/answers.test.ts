/** What comes of each answer of the endpoint: section 5 of the contract, as the person and the page see it. */
import { expect } from '@open-wc/testing';
import FakeTimers from '@sinonjs/fake-timers';
import { http, HttpResponse } from 'msw';
import type { ErrorCode } from '../../src/index.js';
import { failed, withoutPauses } from '../support/attempts.js';
import {
  answer,
  block,
  connected,
  ENDPOINT,
  field,
  inState,
  problem,
  rejection,
  says,
  status,
  submit,
  submitButton,
  texts,
  TOKEN,
} from '../support/block.js';
import { allByRole, byRole, click, fill, queryByRole, record, until, visibleText } from '../support/page.js';
import { useWorker } from '../support/worker.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;

withoutPauses();

describe('a good answer', () => {
  const connection = {
    id: 'c1',
    broker: 't-invest',
    state: 'active',
    connectedAt: '2026-01-31T12:00:00Z',
    accounts: [
      { id: 'a1', name: 'Брокерский счёт', type: 'Основной' },
      { id: 'a2', name: 'ИИС' },
    ],
    access: 'read-only',
    expiresAt: '2026-04-30T12:00:00+03:00',
  };

  for (const code of [200, 201]) {
    it(`${code} with a connection: tells the page, names the accounts, forgets the token`, async () => {
      worker.use(answer(code, { ...connection, more: { a: [1] } }));
      const el = await block();
      const events = record(el, 'pc-connect');
      submit(el);
      await says(el, ru.connected);
      expect(events.map(({ detail }) => detail as unknown)).to.deep.equal([{ connection }]);
      const items = allByRole(el, 'listitem').map(({ textContent }) =>
        textContent.trim().replace(/\s+/g, ' '),
      );
      expect(items).to.deep.equal(['Брокерский счёт Основной', 'ИИС']);
      click(byRole(el, 'button', ru.another));
      await inState(el, 'idle');
      await until(() => field(el).value === '');
    });
  }

  for (const [access, asked, cautioned] of [
    ['full', 'read-only', true],
    ['full', 'full', false],
    ['read-only', 'read-only', false],
    [undefined, 'read-only', false],
  ] as const) {
    it(`access ${String(access)} where ${asked} was asked for ${cautioned ? 'is cautioned of' : 'is fine'}`, async () => {
      worker.use(answer(201, { ...connection, access }));
      const el = await block(`access="${asked}"`);
      submit(el);
      await says(el, ru.connected);
      expect(visibleText(el).includes(ru.tooMuch)).to.equal(cautioned);
    });
  }

  const empty = {
    '204': answer(204),
    '200 with an empty body': answer(200),
    '201 with nothing but white space': http.post(
      `*${ENDPOINT}`,
      () => new HttpResponse(' \n', { status: 201 }),
    ),
    '200 with an empty object': answer(200, {}),
    '200 with members that are null': answer(200, { id: null, accounts: null, expiresAt: null }),
  };
  for (const [name, handler] of Object.entries(empty)) {
    it(`${name} is a connection too`, async () => {
      worker.use(handler);
      const el = await block();
      fill(field(el), TOKEN);
      expect(await el.connect()).to.deep.equal({});
      await says(el, ru.connected);
    });
  }

  const malformed = {
    HTML: http.post(`*${ENDPOINT}`, () => HttpResponse.html('<p>Hello</p>')),
    'broken JSON': http.post(`*${ENDPOINT}`, () => new HttpResponse('{"id":')),
    'a list': answer(200, []),
    'a text': answer(200, 'ok'),
    'an id that is a number': answer(200, { id: 1 }),
    'an unknown state': answer(200, { state: 'asleep' }),
    'an unknown access': answer(201, { access: 'root' }),
    'a time that is none': answer(200, { connectedAt: 'yesterday' }),
    'accounts that are none': answer(200, { accounts: [7] }),
  };
  for (const [name, handler] of Object.entries(malformed)) {
    it(`that is ${name} is \`invalid-response\``, async () => {
      worker.use(handler);
      const { el, error } = await failed();
      expect(error.code).to.equal('invalid-response');
      await says(el, ru['error.invalid-response']);
      expect(field(el).value).to.equal(TOKEN);
    });
  }
});

describe('a problem', () => {
  const byEndpoint: ErrorCode[] = [
    'invalid-token',
    'expired-token',
    'insufficient-access',
    'sandbox-token',
    'already-connected',
    'session-expired',
    'forbidden',
    'not-found',
    'rate-limited',
    'broker-unavailable',
    'server-error',
  ];
  for (const code of byEndpoint) {
    it(`with the code \`${code}\` says what to do, in both languages, and keeps the token`, async () => {
      worker.use(problem(code, 400));
      const { el, error } = await failed();
      expect([error.code, error.status, error.name]).to.deep.equal([code, 400, 'ConnectError']);
      await says(el, ru[`error.${code}`]);
      el.lang = 'en';
      await says(el, texts.en[`error.${code}`]);
      expect(field(el, /Token|token|Токен/).value).to.equal(TOKEN);
      expect(worker.requests).to.have.length(1);
    });
  }

  const byStatus: Record<number, ErrorCode> = {
    400: 'invalid-token',
    422: 'invalid-token',
    401: 'session-expired',
    403: 'forbidden',
    404: 'not-found',
    405: 'not-found',
    410: 'not-found',
    409: 'already-connected',
    429: 'rate-limited',
    502: 'broker-unavailable',
    503: 'broker-unavailable',
    504: 'broker-unavailable',
    500: 'server-error',
    501: 'server-error',
    402: 'server-error',
    418: 'server-error',
  };
  for (const [name, code] of Object.entries(byStatus)) {
    it(`without a code: ${name} is \`${code}\``, async () => {
      worker.use(answer(Number(name), { title: 'Something' }));
      const { el, error } = await failed();
      expect([error.code, error.status]).to.deep.equal([code, Number(name)]);
      await says(el, ru[`error.${code}`]);
    });
  }

  it('of which the code is unknown counts by its status', async () => {
    worker.use(problem('no-such-code', 401));
    expect((await failed()).error.code).to.equal('session-expired');
  });

  it('with a body that is no JSON counts by its status', async () => {
    worker.use(http.post(`*${ENDPOINT}`, () => HttpResponse.html('<h1>no</h1>', { status: 403 })));
    expect((await failed()).error.code).to.equal('forbidden');
  });

  it('has its `detail` shown as text, never as markup', async () => {
    worker.use(problem('forbidden', 403, '<b>Нет</b> <img src=x onerror=alert(1)>'));
    const { el, error } = await failed();
    expect(error.detail).to.equal('<b>Нет</b> <img src=x onerror=alert(1)>');
    await says(el, '<b>Нет</b> <img src=x onerror=alert(1)>');
    expect(status(el).querySelector('b, img')).to.equal(null);
  });

  it('that repeats the token does not bring it to the page or to the screen', async () => {
    worker.use(problem('invalid-token', 422, `No such token: ${TOKEN}!`));
    const { el, error } = await failed();
    expect(error.detail).to.equal('No such token: ****!');
    await says(el, 'No such token: ****!');
  });

  const credential: ErrorCode[] = ['invalid-token', 'expired-token', 'insufficient-access', 'sandbox-token'];
  for (const code of byEndpoint) {
    const marked = credential.includes(code);
    it(`with the code \`${code}\` ${marked ? 'marks' : 'does not mark'} the field as invalid`, async () => {
      worker.use(problem(code));
      const { el } = await failed();
      await says(el, ru[`error.${code}`]);
      expect(field(el).getAttribute('aria-invalid')).to.equal(marked ? 'true' : null);
      fill(field(el), `${TOKEN}x`);
      await until(() => !field(el).hasAttribute('aria-invalid'));
    });
  }
});

describe('waiting', () => {
  /** A clock that stands still until it is told to go on, at a whole second, as dates over the wire are. */
  let clock: FakeTimers.Clock | undefined;
  afterEach(() => {
    clock?.uninstall();
    clock = undefined;
  });

  for (const [name, value] of [
    ['seconds', () => '90'],
    ['a date', () => new Date(Date.now() + 90_000).toUTCString()],
  ] as const) {
    it(`counts Retry-After down and enables the button again: ${name}`, async () => {
      clock = FakeTimers.install({
        now: Date.UTC(2026, 0, 1),
        toFake: ['Date', 'setTimeout', 'clearTimeout'],
      });
      worker.use(
        http.post(
          `*${ENDPOINT}`,
          () => new HttpResponse(null, { status: 429, headers: { 'retry-after': value() } }),
          {
            once: true,
          },
        ),
      );
      const { el, error } = await failed();
      expect([error.code, error.retryAfter]).to.deep.equal(['rate-limited', 90]);
      await says(el, ru['error.rate-limited']);
      const waits = (text: string) => until(() => byRole(el, 'timer').textContent.includes(text));
      expect(submitButton(el).disabled).to.equal(true);
      await waits('Повторить можно через 90 секунд');
      expect(status(el).contains(byRole(el, 'timer'))).to.equal(false);
      expect((await rejection(el.connect())).code).to.equal('rate-limited');
      clock.tick(1000);
      await waits('Повторить можно через 89 секунд');
      // A tab in the background: time has passed, and no timer has run meanwhile.
      clock.setSystemTime(Date.now() + 60_000);
      clock.tick(1000);
      await waits('Повторить можно через 28 секунд');
      clock.tick(27_000);
      await waits('Повторить можно через 1 секунд');
      expect(submitButton(el).disabled).to.equal(true);
      clock.tick(1000);
      await until(() => !submitButton(el).disabled);
      expect(queryByRole(el, 'timer')).to.equal(null);
      expect(worker.requests).to.have.length(1);
      click(submitButton(el));
      await inState(el, 'connected');
    });
  }

  it('is not asked for without Retry-After', async () => {
    worker.use(answer(429));
    const { el } = await failed();
    expect(queryByRole(el, 'timer')).to.equal(null);
    expect(submitButton(el).disabled).to.equal(false);
  });

  it('outlasts typing: the limit is the endpoint’s', async () => {
    worker.use(answer(429, {}, { 'retry-after': '3600' }));
    const { el } = await failed();
    fill(field(el), `${TOKEN}x`);
    await el.updateComplete;
    expect(submitButton(el).disabled).to.equal(true);
  });
});

describe('automatic retries', () => {
  for (const code of [400, 401, 403, 404, 409, 422, 429, 500, 501]) {
    it(`never follow ${code}`, async () => {
      worker.use(answer(code));
      await failed();
      expect(worker.requests).to.have.length(1);
    });
  }
});
