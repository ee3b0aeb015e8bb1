/** What goes over the wire and what comes of the answer: section 5 of the contract, as the endpoint and the person see it. */
import { expect } from '@open-wc/testing';
import { http, HttpResponse } from 'msw';
import type { ConnectError, ErrorCode } from '../src/index.js';
import {
  answer,
  block,
  connected,
  ENDPOINT,
  field,
  inState,
  nothing,
  problem,
  rejection,
  says,
  status,
  submit,
  submitButton,
  texts,
  TOKEN,
} from './support/block.js';
import { allByRole, byRole, click, fill, queryByRole, record, until, visibleText } from './support/page.js';
import { useWorker } from './support/worker.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;

/** Back-off without waiting. */
const { random } = Math;
beforeEach(() => {
  Math.random = () => 0;
});
afterEach(() => {
  Math.random = random;
});

/** Submits the token in a new block and returns the error of its `pc-error`. */
async function failed(): Promise<{ el: Awaited<ReturnType<typeof block>>; error: ConnectError }> {
  const el = await block();
  const errors = record<CustomEvent<{ error: ConnectError }>>(el, 'pc-error');
  submit(el);
  await inState(el, 'failed');
  expect(errors).to.have.length(1);
  return { el, error: errors[0]!.detail.error };
}

describe('the request', () => {
  it('is a POST of JSON with a key of its own, and asks for JSON or a problem document', async () => {
    const el = await block();
    submit(el);
    await inState(el, 'connected');
    const [request, ...others] = worker.requests;
    expect(others).to.be.empty;
    const { method, url, headers } = request!;
    expect([method, new URL(url).pathname]).to.deep.equal(['POST', ENDPOINT]);
    expect(headers.get('content-type')).to.equal('application/json');
    expect(headers.get('accept')).to.equal('application/json, application/problem+json');
    expect(headers.get('idempotency-key')).to.match(
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
    expect(await request!.json()).to.deep.equal({ broker: 't-invest', credentials: { token: TOKEN } });
  });

  for (const [attribute, wanted] of [
    ['', 'same-origin'],
    ['credentials="include"', 'include'],
    ['credentials="omit"', 'omit'],
  ] as const) {
    it(`keeps caches and redirects away, and cookies as asked: ${attribute || 'by default'}`, async () => {
      let init: RequestInit = {};
      const el = await block(attribute, {
        fetch: (_, given) => {
          init = given!;
          return Promise.resolve(new Response(null, { status: 204 }));
        },
      });
      submit(el);
      await inState(el, 'connected');
      const { cache, redirect, referrerPolicy, credentials } = init;
      expect({ cache, redirect, referrerPolicy, credentials }).to.deep.equal({
        cache: 'no-store',
        redirect: 'manual',
        referrerPolicy: 'same-origin',
        credentials: wanted,
      });
    });
  }

  it('of another attempt has another key', async () => {
    worker.use(answer(422, {}));
    const { el } = await failed();
    click(submitButton(el));
    await until(() => worker.requests.length === 2);
    await inState(el, 'failed');
    const [first, second] = worker.requests.map(({ headers }) => headers.get('idempotency-key'));
    expect(first).not.to.equal(second);
  });
});

describe('headers of the page', () => {
  const sources = {
    'an object': { 'x-csrf': 'a' },
    'a Headers object': new Headers({ 'x-csrf': 'a' }),
    'a function': () => ({ 'x-csrf': 'a' }),
    'an async function': () => Promise.resolve({ 'x-csrf': 'a' }),
  };
  for (const [name, headers] of Object.entries(sources)) {
    it(`come along from ${name}`, async () => {
      const el = await block('', { headers });
      submit(el);
      await inState(el, 'connected');
      expect(worker.requests[0]!.headers.get('x-csrf')).to.equal('a');
    });
  }

  it('cannot replace what the request needs', async () => {
    const el = await block('', {
      headers: { 'Content-Type': 'text/plain', Accept: '*/*', 'Idempotency-Key': '1' },
    });
    submit(el);
    await inState(el, 'connected');
    const { headers } = worker.requests[0]!;
    expect(headers.get('content-type')).to.equal('application/json');
    expect(headers.get('accept')).to.match(/^application\/json/);
    expect(headers.get('idempotency-key')).to.have.length(36);
  });

  it('are asked for anew before each request, automatic ones too', async () => {
    let asked = 0;
    worker.use(http.post(`*${ENDPOINT}`, () => new HttpResponse(null, { status: 503 }), { once: true }));
    const el = await block('', { headers: () => ({ 'x-csrf': String(++asked) }) });
    submit(el);
    await inState(el, 'connected');
    expect(worker.requests.map(({ headers }) => headers.get('x-csrf'))).to.deep.equal(['1', '2']);
  });

  const broken = {
    throws: () => {
      throw new Error('secret');
    },
    rejects: () => Promise.reject(new Error('secret')),
    'gives what is no header': () => ({ 'not a name': 'x' }),
  };
  for (const [name, headers] of Object.entries(broken)) {
    it(`that a function ${name} keep everything from being sent`, async () => {
      const el = await block('', { headers });
      const errors = record<CustomEvent<{ error: ConnectError }>>(el, 'pc-error');
      submit(el);
      await says(el, ru['error.invalid-configuration']);
      expect(errors.map(({ detail }) => detail.error.code)).to.deep.equal(['invalid-configuration']);
      expect(errors[0]!.detail.error.message).not.to.contain('secret');
      expect(worker.requests).to.be.empty;
      expect(field(el).value).to.equal(TOKEN);
    });
  }
});

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

describe('a redirect', () => {
  it('is never followed', async () => {
    worker.use(
      http.post(`*${ENDPOINT}`, () => HttpResponse.redirect(`${location.origin}/api/elsewhere`, 307)),
      http.all('*/api/elsewhere', () => new HttpResponse(null, { status: 204 })),
    );
    const { el, error } = await failed();
    expect(error.code).to.equal('redirected');
    await says(el, ru['error.redirected']);
    expect(worker.requests.map(({ url }) => new URL(url).pathname)).to.deep.equal([ENDPOINT]);
  });

  for (const code of [301, 302, 303, 307, 308]) {
    it(`${code} is \`redirected\` where the transport shows it`, async () => {
      const el = await block('', {
        fetch: () => Promise.resolve(new Response(null, { status: code, headers: { location: '/sign-in' } })),
      });
      submit(el);
      await says(el, ru['error.redirected']);
    });
  }
});

describe('waiting', () => {
  for (const [name, value] of [
    ['seconds', () => '2'],
    ['a date', () => new Date(Date.now() + 2500).toUTCString()],
  ] as const) {
    it(`counts Retry-After down and enables the button again: ${name}`, async () => {
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
      expect(error.code).to.equal('rate-limited');
      expect(error.retryAfter).to.be.within(1, 3);
      await says(el, ru['error.rate-limited']);
      expect(submitButton(el).disabled).to.equal(true);
      expect(byRole(el, 'timer').textContent).to.match(/Повторить можно через [123] секунд/);
      expect(status(el).contains(byRole(el, 'timer'))).to.equal(false);
      expect((await rejection(el.connect())).code).to.equal('rate-limited');
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
    worker.use(answer(429, {}, { 'retry-after': '60' }));
    const { el } = await failed();
    fill(field(el), `${TOKEN}x`);
    await el.updateComplete;
    expect(submitButton(el).disabled).to.equal(true);
  });
});

describe('automatic retries', () => {
  const keys = () => new Set(worker.requests.map(({ headers }) => headers.get('idempotency-key')));

  for (const code of [502, 503, 504]) {
    it(`follow ${code} twice, with the same key, and then give up`, async () => {
      worker.use(answer(code));
      const { error } = await failed();
      expect(error.code).to.equal('broker-unavailable');
      expect(worker.requests).to.have.length(3);
      expect(keys().size).to.equal(1);
    });
  }

  it('follow a failure of the network twice, with the same key, and then give up', async () => {
    worker.use(http.post(`*${ENDPOINT}`, () => HttpResponse.error()));
    const { el, error } = await failed();
    expect(error.code).to.equal('network');
    await says(el, ru['error.network']);
    expect(worker.requests).to.have.length(3);
    expect(keys().size).to.equal(1);
  });

  it('bring the portfolio home when the second or third works', async () => {
    worker.use(
      http.post(`*${ENDPOINT}`, () => HttpResponse.error(), { once: true }),
      http.post(`*${ENDPOINT}`, () => new HttpResponse(null, { status: 502 }), { once: true }),
    );
    const el = await block();
    const errors = record(el, 'pc-error');
    submit(el);
    await inState(el, 'connected');
    expect(worker.requests).to.have.length(3);
    expect(errors).to.be.empty;
  });

  for (const code of [400, 401, 403, 404, 409, 422, 429, 500, 501]) {
    it(`never follow ${code}`, async () => {
      worker.use(answer(code));
      await failed();
      expect(worker.requests).to.have.length(1);
    });
  }

  it('never follow cancel()', async () => {
    let answered = 0;
    worker.use(
      http.post(`*${ENDPOINT}`, () => {
        answered++;
        return new HttpResponse(null, { status: 503 });
      }),
    );
    // Long enough to cancel in.
    Math.random = () => 1;
    const el = await block();
    submit(el);
    await until(() => answered === 1);
    el.cancel();
    await inState(el, 'failed');
    Math.random = () => 0;
    worker.use(answer(204));
    click(submitButton(el));
    await inState(el, 'connected');
    expect(worker.requests).to.have.length(2);
    expect(keys().size).to.equal(2);
  });
});

describe('without an answer', () => {
  it('an attempt ends after `timeout`', async () => {
    // Of the page's own, for a worker may learn of a request later than that.
    const signals: AbortSignal[] = [];
    const fetch = (_: unknown, init?: RequestInit) =>
      new Promise<Response>((_resolve, reject) => {
        const signal = init!.signal!;
        signals.push(signal);
        signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      });
    const el = await block('timeout="50"', { fetch });
    submit(el);
    await says(el, ru['error.timeout']);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
    expect(field(el).value).to.equal(TOKEN);
  });

  it('a browser that is offline says so', async () => {
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false });
    try {
      const el = await block('', { fetch: () => Promise.reject(new TypeError('Failed to fetch')) });
      const errors = record<CustomEvent<{ error: ConnectError }>>(el, 'pc-error');
      submit(el);
      await says(el, ru['error.offline']);
      expect(errors[0]!.detail.error.code).to.equal('offline');
    } finally {
      delete (navigator as { onLine?: boolean }).onLine;
    }
  });

  it('the person can cancel, keeps the token, and nothing comes of a late answer', async () => {
    let late: (response: Response) => void = nothing;
    const el = await block('', { fetch: () => new Promise((resolve) => (late = resolve)) });
    const events = record(el, 'pc-error', 'pc-connect');
    submit(el);
    await says(el, ru.submitting);
    click(byRole(el, 'button', ru.cancel));
    await says(el, ru['error.cancelled']);
    late(new Response(null, { status: 204 }));
    await el.updateComplete;
    expect(el.state).to.equal('failed');
    expect(field(el).value).to.equal(TOKEN);
    expect(events.map(({ type }) => type)).to.deep.equal(['pc-error']);
    expect(queryByRole(el, 'button', ru.cancel)).to.equal(null);
  });
});
