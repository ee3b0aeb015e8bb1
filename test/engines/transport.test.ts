/** What goes over the wire, by each engine's own `fetch`, streams and signals: section 5 of the contract. What comes of each answer: test/web/answers.test.ts. */
import { expect } from '@open-wc/testing';
import FakeTimers from '@sinonjs/fake-timers';
import { http, HttpResponse } from 'msw';
import type { ConnectError } from '../../src/index.js';
import { failed, withoutPauses } from '../support/attempts.js';
import {
  answer,
  click,
  connected,
  ENDPOINT,
  nothing,
  open,
  texts,
  TOKEN,
  until,
  useWorker,
  watchTrouble,
} from '../support/driver.js';

const worker = useWorker(answer(200, connected));
const { ru } = texts;

withoutPauses();

describe('the request', () => {
  it('is a POST of JSON with a key of its own, and asks for JSON or a problem document', async () => {
    const pc = await open();
    pc.submit();
    await pc.inState('connected');
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
      const pc = await open(attribute, {
        fetch: (_, given) => {
          init = given!;
          return Promise.resolve(new Response(null, { status: 204 }));
        },
      });
      pc.submit();
      await pc.inState('connected');
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
    const { pc } = await failed();
    pc.submit();
    await until(() => worker.requests.length === 2);
    await pc.inState('failed');
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
      const pc = await open('', { headers });
      pc.submit();
      await pc.inState('connected');
      expect(worker.requests[0]!.headers.get('x-csrf')).to.equal('a');
    });
  }

  it('cannot replace what the request needs', async () => {
    const pc = await open('', {
      headers: { 'Content-Type': 'text/plain', Accept: '*/*', 'Idempotency-Key': '1' },
    });
    pc.submit();
    await pc.inState('connected');
    const { headers } = worker.requests[0]!;
    expect(headers.get('content-type')).to.equal('application/json');
    expect(headers.get('accept')).to.match(/^application\/json/);
    expect(headers.get('idempotency-key')).to.have.length(36);
  });

  it('are asked for anew before each request, automatic ones too', async () => {
    let asked = 0;
    worker.use(http.post(`*${ENDPOINT}`, () => new HttpResponse(null, { status: 503 }), { once: true }));
    const pc = await open('', { headers: () => ({ 'x-csrf': String(++asked) }) });
    pc.submit();
    await pc.inState('connected');
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
      const pc = await open('', { headers });
      const errors = pc.record<CustomEvent<{ error: ConnectError }>>('pc-error');
      pc.submit();
      await pc.says(ru['error.invalid-configuration']);
      expect(errors.map(({ detail }) => detail.error.code)).to.deep.equal(['invalid-configuration']);
      expect(errors[0]!.detail.error.message).not.to.contain('secret');
      expect(worker.requests).to.be.empty;
      expect(pc.field().value).to.equal(TOKEN);
    });
  }
});

describe('an endpoint on another origin that does not answer', () => {
  const silent = { fetch: () => Promise.reject(new TypeError('Failed to fetch')) };

  it('may lack what CORS wants: the developer is told, once', async () => {
    const trouble = watchTrouble();
    const pc = await open('', { ...silent, endpoint: 'https://elsewhere.example/connections' });
    const errors = pc.record('pc-error');
    pc.submit();
    await pc.says(ru['error.network']);
    click(pc.submitButton());
    await until(() => errors.length === 2);
    expect(trouble.console).to.have.length(1);
    expect(trouble.console[0]).to.include('`idempotency-key` and the page’s own headers (CORS)');
  });

  it('on the page’s own origin has nothing to do with that', async () => {
    const trouble = watchTrouble();
    const pc = await open('', silent);
    pc.submit();
    await pc.says(ru['error.network']);
    expect(trouble.console).to.be.empty;
  });
});

describe('a redirect', () => {
  it('is never followed, and the developer is told once what it may be', async () => {
    const trouble = watchTrouble();
    worker.use(
      http.post(`*${ENDPOINT}`, () => HttpResponse.redirect(`${location.origin}/api/elsewhere`, 307)),
      http.all('*/api/elsewhere', () => new HttpResponse(null, { status: 204 })),
    );
    const { pc, error } = await failed();
    expect(error.code).to.equal('redirected');
    await pc.says(ru['error.redirected']);
    expect(worker.requests.map(({ url }) => new URL(url).pathname)).to.deep.equal([ENDPOINT]);
    click(pc.submitButton());
    await until(() => worker.requests.length === 2);
    await pc.inState('failed');
    expect(trouble.console).to.have.length(1);
    expect(trouble.console[0]).to.match(/with or without a slash at its end/);
  });

  it('to the same address with a slash is told to the developer as that, where the transport shows it', async () => {
    const trouble = watchTrouble();
    const redirect = new Response(null, { status: 308, headers: { location: `${ENDPOINT}/` } });
    const pc = await open('', { fetch: () => Promise.resolve(redirect) });
    pc.submit();
    await pc.inState('failed');
    expect(trouble.console.join()).to.include(
      `redirects to ${ENDPOINT}/: give \`endpoint\` that slash at its end`,
    );
  });

  it('is `redirected` where the transport shows it', async () => {
    const redirect = new Response(null, { status: 302, headers: { location: '/sign-in' } });
    const pc = await open('', { fetch: () => Promise.resolve(redirect) });
    pc.submit();
    await pc.says(ru['error.redirected']);
  });
});

describe('automatic retries', () => {
  const keys = () => new Set(worker.requests.map(({ headers }) => headers.get('idempotency-key')));

  it('follow a 503 twice, with the same key, and then give up', async () => {
    worker.use(answer(503));
    const { error } = await failed();
    expect(error.code).to.equal('server-error');
    expect(worker.requests).to.have.length(3);
    expect(keys().size).to.equal(1);
  });

  it('follow a failure of the network twice, with the same key, and then give up', async () => {
    worker.use(http.post(`*${ENDPOINT}`, () => HttpResponse.error()));
    const { pc, error } = await failed();
    expect(error.code).to.equal('network');
    await pc.says(ru['error.network']);
    expect(worker.requests).to.have.length(3);
    expect(keys().size).to.equal(1);
  });

  it('bring the portfolio home when the second or third works', async () => {
    worker.use(
      http.post(`*${ENDPOINT}`, () => HttpResponse.error(), { once: true }),
      http.post(`*${ENDPOINT}`, () => new HttpResponse(null, { status: 502 }), { once: true }),
    );
    const pc = await open();
    const errors = pc.record('pc-error');
    pc.submit();
    await pc.inState('connected');
    expect(worker.requests).to.have.length(3);
    expect(errors).to.be.empty;
  });

  it('never follow cancel()', async () => {
    let answered = 0;
    worker.use(
      http.post(`*${ENDPOINT}`, () => {
        answered++;
        return new HttpResponse(null, { status: 503 });
      }),
    );
    // The pause before the retry lasts until it is cancelled.
    Math.random = () => 1;
    const clock = FakeTimers.install({ toFake: ['setTimeout', 'clearTimeout'] });
    const pc = await open();
    try {
      pc.submit();
      await until(() => answered === 1 && clock.countTimers() > 0);
      pc.element.cancel();
      await pc.inState('failed');
      clock.runAll();
    } finally {
      clock.uninstall();
    }
    Math.random = () => 0;
    worker.use(answer(204));
    click(pc.submitButton());
    await pc.inState('connected');
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
    const pc = await open('timeout="50"', { fetch });
    pc.submit();
    await pc.says(ru['error.timeout']);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true]);
    expect(pc.field().value).to.equal(TOKEN);
  });

  it('a browser that is offline says so', async () => {
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false });
    try {
      const pc = await open('', { fetch: () => Promise.reject(new TypeError('Failed to fetch')) });
      const errors = pc.record<CustomEvent<{ error: ConnectError }>>('pc-error');
      pc.submit();
      await pc.says(ru['error.offline']);
      expect(errors[0]!.detail.error.code).to.equal('offline');
    } finally {
      delete (navigator as { onLine?: boolean }).onLine;
    }
  });

  it('the person can cancel, keeps the token, and nothing comes of a late answer', async () => {
    let late: (response: Response) => void = nothing;
    const pc = await open('', { fetch: () => new Promise((resolve) => (late = resolve)) });
    const events = pc.record('pc-error', 'pc-connect');
    pc.submit();
    await pc.says(ru.submitting);
    click(pc.byRole('button', ru.cancel));
    await pc.says(ru['error.cancelled']);
    late(new Response(null, { status: 204 }));
    await pc.element.updateComplete;
    expect(pc.element.state).to.equal('failed');
    expect(pc.field().value).to.equal(TOKEN);
    expect(events.map(({ type }) => type)).to.deep.equal(['pc-error']);
    expect(pc.queryByRole('button', ru.cancel)).to.equal(null);
  });
});
