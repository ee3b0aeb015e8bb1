/** What comes of each answer of the endpoint: section 5 of the contract, as the person and the page see it. */
import { expect } from '@open-wc/testing';
import FakeTimers from '@sinonjs/fake-timers';
import { http, HttpResponse } from 'msw';
import type { ErrorCode } from '../../src/index.js';
import { failed, withoutPauses } from '../support/attempts.js';
import {
  answer,
  click,
  connected,
  ENDPOINT,
  fill,
  open,
  problem,
  rejection,
  texts,
  TOKEN,
  until,
  useWorker,
  visibleText,
} from '../support/driver.js';

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
      const pc = await open();
      const events = pc.record('pc-connect');
      pc.submit();
      await pc.says(ru.connected);
      expect(events.map(({ detail }) => detail as unknown)).to.deep.equal([{ connection }]);
      const items = pc
        .allByRole('listitem')
        .map(({ textContent }) => textContent.trim().replace(/\s+/g, ' '));
      expect(items).to.deep.equal(['Брокерский счёт Основной', 'ИИС']);
      click(pc.byRole('button', ru.another));
      await pc.inState('idle');
      await until(() => pc.field().value === '');
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
      const pc = await open(`access="${asked}"`);
      pc.submit();
      await pc.says(ru.connected);
      expect(visibleText(pc.element).includes(ru.tooMuch)).to.equal(cautioned);
    });
  }

  it('that has a number gives it to the page', async () => {
    worker.use(answer(201, { id: 'c1' }, { 'x-request-id': 'r-1' }));
    const pc = await open();
    const events = pc.record('pc-connect');
    pc.submit();
    await pc.inState('connected');
    expect(events.map(({ detail }) => detail as unknown)).to.deep.equal([
      { connection: { id: 'c1' }, requestId: 'r-1' },
    ]);
  });

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
      const pc = await open();
      fill(pc.field(), TOKEN);
      expect(await pc.element.connect()).to.deep.equal({});
      await pc.says(ru.connected);
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
      const { pc, error } = await failed();
      expect(error.code).to.equal('invalid-response');
      await pc.says(ru['error.invalid-response']);
      expect(pc.field().value).to.equal(TOKEN);
    });
  }
});

describe('a problem', () => {
  const byEndpoint: ErrorCode[] = [
    'invalid-token',
    'expired-token',
    'insufficient-access',
    'excessive-access',
    'no-accounts',
    'sandbox-token',
    'ip-not-allowed',
    'not-active-yet',
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
      const { pc, error } = await failed();
      expect([error.code, error.status, error.name]).to.deep.equal([code, 400, 'ConnectError']);
      await pc.says(ru[`error.${code}`]);
      pc.element.lang = 'en';
      await pc.says(texts.en[`error.${code}`]);
      expect(pc.field(/Token|token|Токен/).value).to.equal(TOKEN);
      expect(worker.requests).to.have.length(1);
    });
  }

  // What each status means: test/node/client.test.mjs.
  it('without a code counts by its status', async () => {
    worker.use(answer(403, { title: 'Something' }));
    const { pc, error } = await failed();
    expect([error.code, error.status]).to.deep.equal(['forbidden', 403]);
    await pc.says(ru['error.forbidden']);
  });

  it('of which the code is unknown counts by its status', async () => {
    worker.use(problem('no-such-code', 401));
    expect((await failed()).error.code).to.equal('session-expired');
  });

  it('with a body that is no JSON counts by its status', async () => {
    worker.use(http.post(`*${ENDPOINT}`, () => HttpResponse.html('<h1>no</h1>', { status: 403 })));
    expect((await failed()).error.code).to.equal('forbidden');
  });

  for (const [status, words] of [
    [400, 'Request Header Or Cookie Too Large'],
    [413, 'Request Entity Too Large'],
    [422, 'Unprocessable Entity'],
    [431, 'Request Header Fields Too Large'],
    [502, 'Bad Gateway'],
    [520, 'Web server is returning an unknown error'],
  ] as const) {
    it(`that is a proxy’s own page, ${status}, is the site’s matter, and neither the token’s nor the broker’s`, async () => {
      worker.use(
        http.post(`*${ENDPOINT}`, () =>
          HttpResponse.html(`<h1>${String(status)} ${words as string}</h1>`, {
            status,
            headers: { 'cf-ray': '8a1b2c3d-DME' },
          }),
        ),
      );
      const { pc, error } = await failed();
      const { code, contentType, requestId } = error;
      expect([code, error.status, contentType, requestId]).to.deep.equal([
        'server-error',
        status,
        'text/html',
        '8a1b2c3d-DME',
      ]);
      await pc.says(ru['error.server-error']);
      await pc.says(ru.support);
      await pc.says('Номер для поддержки: 8a1b2c3d-DME');
      expect(pc.field().hasAttribute('aria-invalid')).to.equal(false);
      expect(pc.field().value).to.equal(TOKEN);
    });
  }

  it('of the token gives the person no number to quote, and the page has it', async () => {
    worker.use(answer(422, { code: 'invalid-token' }, { 'x-request-id': 'r-1' }));
    const { pc, error } = await failed();
    await pc.says(ru['error.invalid-token']);
    expect(error.requestId).to.equal('r-1');
    expect(visibleText(pc.element)).to.not.include('r-1');
  });

  it('has its `detail` shown as text, never as markup', async () => {
    worker.use(problem('forbidden', 403, '<b>Нет</b> <img src=x onerror=alert(1)>'));
    const { pc, error } = await failed();
    expect(error.detail).to.equal('<b>Нет</b> <img src=x onerror=alert(1)>');
    await pc.says('<b>Нет</b> <img src=x onerror=alert(1)>');
    expect(pc.status().querySelector('b, img')).to.equal(null);
  });

  it('that repeats the token does not bring it to the page or to the screen', async () => {
    worker.use(problem('invalid-token', 422, `No such token: ${TOKEN}!`));
    const { pc, error } = await failed();
    expect(error.detail).to.equal('No such token: ****!');
    await pc.says('No such token: ****!');
  });

  const credential: ErrorCode[] = [
    'invalid-token',
    'expired-token',
    'insufficient-access',
    'excessive-access',
    'no-accounts',
    'sandbox-token',
    'ip-not-allowed',
  ];
  for (const code of byEndpoint) {
    const marked = credential.includes(code);
    it(`with the code \`${code}\` ${marked ? 'marks' : 'does not mark'} the field as invalid`, async () => {
      worker.use(problem(code));
      const { pc } = await failed();
      await pc.says(ru[`error.${code}`]);
      expect(pc.field().getAttribute('aria-invalid')).to.equal(marked ? 'true' : null);
      fill(pc.field(), `${TOKEN}x`);
      await until(() => !pc.field().hasAttribute('aria-invalid'));
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
      const { pc, error } = await failed();
      expect([error.code, error.retryAfter]).to.deep.equal(['rate-limited', 90]);
      await pc.says(ru['error.rate-limited']);
      const waits = (text: string) => until(() => pc.byRole('timer').textContent.includes(text));
      expect(pc.submitButton().disabled).to.equal(true);
      await waits('До следующей попытки: 90 секунд.');
      expect(pc.status().contains(pc.byRole('timer'))).to.equal(false);
      expect((await rejection(pc.element.connect())).code).to.equal('rate-limited');
      clock.tick(1000);
      await waits('До следующей попытки: 89 секунд.');
      // Somebody sets the clock, back and forth.
      for (const hours of [-24, 72]) {
        clock.setSystemTime(Date.now() + hours * 3_600_000);
        clock.tick(1000);
      }
      await waits('До следующей попытки: 87 секунд.');
      // A tab in the background: time has passed, and no timer has run meanwhile.
      const { now } = performance;
      performance.now = () => now.call(performance) + 59_000;
      clock.tick(1000);
      performance.now = now;
      await until(() => Number.parseInt(/\d+/.exec(pc.byRole('timer').textContent)![0]) <= 31);
      clock.tick(1000 * (Number.parseInt(/\d+/.exec(pc.byRole('timer').textContent)![0]) - 1));
      await waits('До следующей попытки: 1 секунда.');
      expect(pc.submitButton().disabled).to.equal(true);
      clock.tick(1000);
      await until(() => !pc.submitButton().disabled);
      expect(pc.queryByRole('timer')).to.equal(null);
      await pc.says(ru.waited);
      expect(pc.status().textContent).to.not.include(ru['error.rate-limited']);
      expect(worker.requests).to.have.length(1);
      click(pc.submitButton());
      await pc.inState('connected');
    });
  }

  it('takes six hours at most, whatever the endpoint says', async () => {
    clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout'] });
    worker.use(answer(429, {}, { 'retry-after': '86400' }));
    const { pc, error } = await failed();
    expect(error.retryAfter).to.equal(86_400);
    await until(() => pc.byRole('timer').textContent.includes('До следующей попытки: 6 часов.'));
    clock.tick(6 * 3_600_000);
    await until(() => !pc.submitButton().disabled);
  });

  it('counts a date by the clock of whoever wrote it', async () => {
    const theirs = Date.UTC(2026, 0, 1);
    worker.use(
      answer(
        429,
        {},
        {
          date: new Date(theirs).toUTCString(),
          'retry-after': new Date(theirs + 45_000).toUTCString(),
        },
      ),
    );
    expect((await failed()).error.retryAfter).to.equal(45);
  });

  it('is not asked for without Retry-After', async () => {
    worker.use(answer(429));
    const { pc } = await failed();
    expect(pc.queryByRole('timer')).to.equal(null);
    expect(pc.submitButton().disabled).to.equal(false);
  });

  it('outlasts typing: the limit is the endpoint’s', async () => {
    worker.use(answer(429, {}, { 'retry-after': '3600' }));
    const { pc } = await failed();
    fill(pc.field(), `${TOKEN}x`);
    await pc.element.updateComplete;
    expect(pc.submitButton().disabled).to.equal(true);
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
