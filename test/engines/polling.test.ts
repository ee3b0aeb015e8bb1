/** 202: the endpoint verifies at the broker, and the block asks until it knows. */
import { expect } from '@open-wc/testing';
import { http, HttpResponse, type JsonBodyType } from 'msw';
import type { ConnectError } from '../../src/index.js';
import {
  answer,
  byRole,
  click,
  connected,
  ENDPOINT,
  open,
  texts,
  TOKEN,
  until,
  useWorker,
} from '../support/driver.js';

const STATUS = `${ENDPOINT}/c1/status`;
const worker = useWorker(answer(200, connected));
const { ru } = texts;

/** Answers to a GET of the status, one after the other; the last one stays. */
function polled(...answers: Array<() => HttpResponse<JsonBodyType>>) {
  let next = 0;
  return http.get(`*${STATUS}`, () => answers[Math.min(next++, answers.length - 1)]!());
}

/** Another 202, to be asked about again at once. */
const pending = (headers: Record<string, string> = { location: STATUS, 'retry-after': '0' }) =>
  new HttpResponse(null, { status: 202, headers });
const done = () => HttpResponse.json(connected);
const accepted = (headers?: Record<string, string>) => http.post(`*${ENDPOINT}`, () => pending(headers));

const gets = () => worker.requests.filter(({ method }) => method === 'GET');

async function submitted() {
  const pc = await open();
  const errors = pc.record<CustomEvent<{ error: ConnectError }>>('pc-error');
  const states = pc.record<CustomEvent<{ state: string }>>('pc-state-change');
  pc.submit();
  return { pc, errors, states: () => states.map(({ detail }) => detail.state) };
}

it('goes through `verifying` to `connected`, and shows progress that can be cancelled', async () => {
  let finish = false;
  worker.use(
    accepted(),
    polled(() => (finish ? done() : pending())),
  );
  const { pc, states } = await submitted();
  await pc.says(ru.verifying);
  expect(byRole(pc.status(), 'progressbar')).to.exist;
  expect(pc.byRole('button', ru.cancel)).to.exist;
  expect(pc.submitButton().getAttribute('aria-disabled')).to.equal('true');
  finish = true;
  await pc.says(ru.connected);
  expect(states()).to.deep.equal(['editing', 'submitting', 'verifying', 'connected']);
});

it('asks by GET, without the token and without a key', async () => {
  worker.use(accepted(), polled(pending, done));
  const { pc } = await submitted();
  await pc.inState('connected');
  expect(gets()).to.have.length(2);
  for (const request of gets()) {
    expect(await request.text()).to.equal('');
    expect(request.url).not.to.contain(TOKEN);
    expect(request.headers.has('idempotency-key')).to.equal(false);
    expect(request.headers.get('accept')).to.equal('application/json, application/problem+json');
    expect([...request.headers.values()].join()).not.to.contain(TOKEN);
  }
});

it('asks the page for headers before each question', async () => {
  let asked = 0;
  worker.use(accepted(), polled(pending, done));
  const pc = await open('', { headers: () => ({ 'x-csrf': String(++asked) }) });
  pc.submit();
  await pc.inState('connected');
  expect(worker.requests.map(({ headers }) => headers.get('x-csrf'))).to.deep.equal(['1', '2', '3']);
});

const endings = {
  '200 with a connection': () => HttpResponse.json(connected),
  '201': () => HttpResponse.json(connected, { status: 201 }),
  '204': () => new HttpResponse(null, { status: 204 }),
};
for (const [name, ending] of Object.entries(endings)) {
  it(`ends well with ${name}`, async () => {
    worker.use(accepted(), polled(ending));
    const { pc, errors } = await submitted();
    await pc.says(ru.connected);
    expect(errors).to.be.empty;
  });
}

it('ends with the problem that a question is answered with, and keeps the token', async () => {
  worker.use(
    accepted(),
    polled(pending, () => HttpResponse.json({ code: 'expired-token' }, { status: 422 })),
  );
  const { pc, errors } = await submitted();
  await pc.says(ru['error.expired-token']);
  expect(errors.map(({ detail }) => detail.error.code)).to.deep.equal(['expired-token']);
  expect(pc.field().value).to.equal(TOKEN);
});

it('asks on where something else answers in the endpoint’s place', async () => {
  const page = () =>
    new HttpResponse<string>('<!doctype html><title>Just a moment…</title>', {
      status: 403,
      headers: { 'content-type': 'text/html' },
    });
  worker.use(accepted(), polled(page, page, done));
  const { pc, errors } = await submitted();
  await pc.says(ru.connected);
  expect(errors).to.be.empty;
  expect(gets()).to.have.length(3);
});

it('takes a Location that is relative to the endpoint, and stays with it where a later answer has none', async () => {
  worker.use(
    accepted({ location: 'portfolio-connections/c1/status', 'retry-after': '0' }),
    polled(() => pending({ 'retry-after': '0' }), done),
  );
  const { pc } = await submitted();
  await pc.inState('connected');
  expect(gets().map(({ url }) => new URL(url).pathname)).to.deep.equal([STATUS, STATUS]);
});

// Which other addresses are refused, and how long a question waits: test/node/client.test.mjs.
it('is `invalid-response` with a Location on another origin, and asks nobody', async () => {
  worker.use(accepted({ 'retry-after': '0', location: 'https://elsewhere.example/status' }));
  const { pc, errors } = await submitted();
  await pc.says(ru['error.invalid-response']);
  expect(errors[0]!.detail.error.status).to.equal(202);
  expect(worker.requests).to.have.length(1);
});

it('is cancelled by the button: nothing more is asked, and the token stays', async () => {
  let questions = 0;
  worker.use(
    accepted(),
    http.get(`*${STATUS}`, () => {
      questions++;
      return pending();
    }),
  );
  const { pc, errors } = await submitted();
  await pc.says(ru.verifying);
  await until(() => questions > 0);
  click(pc.byRole('button', ru.cancel));
  await pc.says(ru['error.cancelled']);
  expect(errors.map(({ detail }) => detail.error.code)).to.deep.equal(['cancelled']);
  expect(pc.field().value).to.equal(TOKEN);
  expect(pc.queryByRole('progressbar')).to.equal(null);
  worker.use(answer(204));
  const before = gets().length;
  click(pc.submitButton());
  await pc.inState('connected');
  // One question may have been on its way.
  expect(gets().length).to.be.at.most(before + 1);
});
