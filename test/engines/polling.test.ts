/** 202: the endpoint verifies at the broker, and the block asks until it knows. */
import { expect } from '@open-wc/testing';
import { http, HttpResponse, type JsonBodyType } from 'msw';
import type { ConnectError } from '../../src/index.js';
import {
  answer,
  block,
  connected,
  ENDPOINT,
  field,
  inState,
  says,
  status,
  submit,
  submitButton,
  texts,
  TOKEN,
} from '../support/block.js';
import { byRole, click, queryByRole, record, until } from '../support/page.js';
import { useWorker } from '../support/worker.js';

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
  const el = await block();
  const errors = record<CustomEvent<{ error: ConnectError }>>(el, 'pc-error');
  const states = record<CustomEvent<{ state: string }>>(el, 'pc-state-change');
  submit(el);
  return { el, errors, states: () => states.map(({ detail }) => detail.state) };
}

it('goes through `verifying` to `connected`, and shows progress that can be cancelled', async () => {
  let finish = false;
  worker.use(
    accepted(),
    polled(() => (finish ? done() : pending())),
  );
  const { el, states } = await submitted();
  await says(el, ru.verifying);
  expect(byRole(status(el), 'progressbar')).to.exist;
  expect(byRole(el, 'button', ru.cancel)).to.exist;
  expect(submitButton(el).getAttribute('aria-disabled')).to.equal('true');
  finish = true;
  await says(el, ru.connected);
  expect(states()).to.deep.equal(['editing', 'submitting', 'verifying', 'connected']);
});

it('asks by GET, without the token and without a key', async () => {
  worker.use(accepted(), polled(pending, done));
  const { el } = await submitted();
  await inState(el, 'connected');
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
  const el = await block('', { headers: () => ({ 'x-csrf': String(++asked) }) });
  submit(el);
  await inState(el, 'connected');
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
    const { el, errors } = await submitted();
    await says(el, ru.connected);
    expect(errors).to.be.empty;
  });
}

it('ends with the problem that a question is answered with, and keeps the token', async () => {
  worker.use(
    accepted(),
    polled(pending, () => HttpResponse.json({ code: 'expired-token' }, { status: 422 })),
  );
  const { el, errors } = await submitted();
  await says(el, ru['error.expired-token']);
  expect(errors.map(({ detail }) => detail.error.code)).to.deep.equal(['expired-token']);
  expect(field(el).value).to.equal(TOKEN);
});

it('takes a Location that is relative to the endpoint, and stays with it where a later answer has none', async () => {
  worker.use(
    accepted({ location: 'portfolio-connections/c1/status', 'retry-after': '0' }),
    polled(() => pending({ 'retry-after': '0' }), done),
  );
  const { el } = await submitted();
  await inState(el, 'connected');
  expect(gets().map(({ url }) => new URL(url).pathname)).to.deep.equal([STATUS, STATUS]);
});

const unusable = {
  'no Location': {},
  'a Location on another origin': { location: 'https://elsewhere.example/status' },
  'a Location that is no URL': { location: 'http://' },
};
for (const [name, headers] of Object.entries(unusable)) {
  it(`is \`invalid-response\` with ${name}, and asks nobody`, async () => {
    worker.use(accepted({ 'retry-after': '0', ...headers }));
    const { el, errors } = await submitted();
    await says(el, ru['error.invalid-response']);
    expect(errors[0]!.detail.error.status).to.equal(202);
    expect(worker.requests).to.have.length(1);
  });
}

it('waits as long as Retry-After says', async () => {
  const waits: number[] = [];
  const { setTimeout: real } = window;
  // The waits are recorded and cut short.
  window.setTimeout = ((run: () => void, ms = 0) => {
    waits.push(ms);
    return real(run, Math.min(ms, 5));
  }) as typeof setTimeout;
  try {
    worker.use(
      accepted({ location: STATUS, 'retry-after': '7' }),
      polled(() => pending({ 'retry-after': '3' }), done),
    );
    const { el } = await submitted();
    await inState(el, 'connected');
    expect(waits).to.include.members([7000, 3000]);
  } finally {
    window.setTimeout = real;
  }
});

it('else asks after 1 s, then ever less often, at most every 5 s', async () => {
  const waits: number[] = [];
  const { setTimeout: real } = window;
  window.setTimeout = ((run: () => void, ms = 0) => {
    if (ms >= 1000) waits.push(ms);
    return real(run, Math.min(ms, 5));
  }) as typeof setTimeout;
  try {
    const location = { location: STATUS };
    const again = () => pending(location);
    worker.use(accepted(location), polled(again, again, again, again, again, again, done));
    const { el } = await submitted();
    await inState(el, 'connected');
    const polls = waits.filter((ms) => ms <= 5000);
    expect(polls).to.have.length(7);
    expect(polls[0]).to.equal(1000);
    expect(polls.at(-1)).to.equal(5000);
    expect(polls).to.deep.equal([...polls].sort((a, b) => a - b));
  } finally {
    window.setTimeout = real;
  }
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
  const { el, errors } = await submitted();
  await says(el, ru.verifying);
  await until(() => questions > 0);
  click(byRole(el, 'button', ru.cancel));
  await says(el, ru['error.cancelled']);
  expect(errors.map(({ detail }) => detail.error.code)).to.deep.equal(['cancelled']);
  expect(field(el).value).to.equal(TOKEN);
  expect(queryByRole(el, 'progressbar')).to.equal(null);
  worker.use(answer(204));
  const before = gets().length;
  click(submitButton(el));
  await inState(el, 'connected');
  // One question may have been on its way.
  expect(gets().length).to.be.at.most(before + 1);
});
