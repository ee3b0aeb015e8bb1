/** What a host is told of what happens: `onEvent`, and the examples that log and measure it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { metrics } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import pino from 'pino';
import { checkConnection, createConnectHandler, createMemoryStore } from '../../src/server/index.ts';
import { held, until } from '../support/conditions.mjs';
import { assertInGuide } from '../support/examples.mjs';
import { openStores } from '../support/stores.mjs';

const URL_ = 'https://site.example/api/portfolio-connections';
const TOKEN = 't.marked-token-that-must-not-turn-up-anywhere-0123456789-0123456789';
const NAME = 'name-of-an-account-that-must-not-turn-up';
const works = { ok: true, connection: { accounts: [{ id: 'a1', name: NAME }] } };
const refuses = (code, more = {}) => ({ ok: false, code, ...more });

let count = 0;

/** A site whose broker answers so, what it was told, and what can be asked of it. */
function site({ store = createMemoryStore(), answer = works, ...options } = {}) {
  const user = `user-${count++}`;
  const events = [];
  const errors = [];
  const host = {
    authenticate: () => user,
    store,
    verifiers: { b: async (request) => (typeof answer === 'function' ? answer(request) : answer) },
    onEvent: (event) => events.push(event),
    onError: (error, { phase }) => errors.push([phase, error.message]),
    ...options,
  };
  const handle = createConnectHandler(host);
  const ask = (method, path = '', headers = {}, body = undefined, more = {}) =>
    handle(new Request(URL_ + path, { method, headers, body, ...more }));
  const post = (headers = {}, { broker = 'b', token = TOKEN } = {}, more = {}) =>
    ask(
      'POST',
      '',
      { 'content-type': 'application/json', 'idempotency-key': `key-${count++}`, ...headers },
      JSON.stringify({ broker, credentials: { token } }),
      more,
    );
  /** Types and outcomes, in a word. */
  const told = () => events.map(({ type, outcome, phase }) => `${type} ${outcome} ${phase}`);
  return { user, host, events, errors, ask, post, told };
}

for (const { name, open, skip } of openStores()) {
  describe(`a host with ${name} is told`, { skip }, () => {
    let store;
    before(async () => {
      store = await open();
    });
    after(() => store?.close());

    it('of what is connected, replaced, checked, changed and removed', async () => {
      let answer = works;
      const { user, host, events, post, ask, told } = site({ store, answer: () => answer });
      const { id } = await (await post()).json();
      await until(() => events.length === 1);
      await post();
      await until(() => events.length === 2);
      await checkConnection(host, user, id);
      answer = refuses('expired-token');
      await checkConnection(host, user, id);
      answer = refuses('rate-limited');
      await checkConnection(host, user, id);
      await ask('DELETE', `/${id}`);
      await ask('DELETE', `/${id}`);
      await ask('GET');
      assert.deepEqual(told(), [
        'connected success save',
        'replaced success save',
        'checked success update',
        'changed success update',
        'refused refused verify',
        'removed success remove',
      ]);
      for (const event of events) {
        assert.equal(event.user, user);
        assert.equal(event.connection, id);
        assert.ok(event.duration >= 0 && event.duration < 600_000);
      }
      assert.deepEqual(
        events.map(({ broker }) => broker),
        ['b', 'b', 'b', 'b', 'b', undefined],
      );
      assert.deepEqual(
        events.map(({ state }) => state),
        [undefined, undefined, 'active', 'expired', undefined, undefined],
      );
      assert.equal(events[4].code, 'rate-limited');
      assert.ok(events[0].attempt && events[0].attempt !== events[1].attempt);
      assert.doesNotMatch(JSON.stringify(events), new RegExp(`${TOKEN}|${NAME}`));
    });

    it('once of what was asked several times', async () => {
      const { events, post, told } = site({ store });
      const key = { 'idempotency-key': `key-${count++}` };
      await Promise.all([post(key), post(key), post(key)]);
      await post(key);
      await until(() => events.length > 0);
      assert.deepEqual(told(), ['connected success save']);
      await post(key, { token: 'another' });
      assert.deepEqual(told(), ['connected success save', 'invalid refused claim']);
    });
  });
}

describe('a host is told', () => {
  it('of credentials that are refused, and why', async () => {
    for (const code of ['invalid-token', 'broker-unavailable']) {
      const { events, post, told } = site({ answer: refuses(code) });
      await post();
      assert.deepEqual(told(), ['refused refused verify']);
      assert.equal(events[0].code, code);
      assert.equal(events[0].broker, 'b');
    }
  });

  it('of requests that are turned away', async () => {
    const foreign = site();
    await foreign.post({ 'sec-fetch-site': 'cross-site' });
    assert.deepEqual(foreign.told(), ['forbidden refused origin']);
    const stranger = site({ authenticate: () => null });
    await stranger.post();
    assert.deepEqual(stranger.told(), ['unauthenticated refused authenticate']);
    assert.equal(stranger.events[0].user, undefined);
    const eager = site({ rateLimit: () => 5 });
    await eager.post();
    assert.deepEqual(eager.told(), ['rate-limited refused rate-limit']);
    assert.equal(eager.events[0].user, eager.user);
    const odd = site();
    await odd.post({ 'idempotency-key': 'ü' });
    await odd.post({}, { broker: 'unknown' });
    assert.deepEqual(odd.told(), ['invalid refused read', 'invalid refused read']);
  });

  it('of who went away, and of an attempt that another one came before', async () => {
    const departure = new AbortController();
    const { promise: never } = held();
    const gone = site({ answer: () => (departure.abort(), never) });
    await gone.post({}, {}, { signal: departure.signal });
    assert.deepEqual(gone.told(), ['cancelled cancelled verify']);
    const late = site({ store: { ...createMemoryStore(), save: async () => undefined } });
    await late.post();
    assert.deepEqual(late.told(), ['failed failed save']);
  });

  it('of what failed, and where', async () => {
    const failing = async () => {
      throw new Error('the disk is gone');
    };
    for (const [phase, wrong] of [
      ['authenticate', { authenticate: failing }],
      ['rate-limit', { rateLimit: failing }],
      ['claim', { store: { ...createMemoryStore(), claim: failing } }],
      ['save', { store: { ...createMemoryStore(), save: failing } }],
      ['verify', { answer: { ok: 'perhaps' } }],
    ]) {
      const { post, told, errors } = site(wrong);
      await post();
      assert.deepEqual(told(), [`failed failed ${phase}`]);
      assert.equal(errors[0][0], phase);
    }
    const unlisted = site({ store: { ...createMemoryStore(), list: failing } });
    await unlisted.ask('GET');
    await checkConnection(unlisted.host, unlisted.user, '1');
    assert.deepEqual(unlisted.told(), ['failed failed list', 'failed failed list']);
  });

  it('at the end of what went on behind a 202', async () => {
    const { promise: isAnswered, release } = held();
    const { post, told, events } = site({ respondAsyncAfter: 0, answer: () => isAnswered });
    assert.equal((await post()).status, 202);
    assert.deepEqual(told(), []);
    release(works);
    await until(() => events.length === 1);
    assert.deepEqual(told(), ['connected success save']);
  });

  it('and costs nobody the answer when it throws, rejects or takes its time', async () => {
    const { promise: never } = held();
    for (const onEvent of [
      () => {
        throw new Error('the log is full');
      },
      async () => {
        throw new Error('the log is full');
      },
    ]) {
      const { post, errors } = site({ onEvent });
      assert.equal((await post()).status, 201);
      await until(() => errors.length === 1);
      assert.deepEqual(errors, [['on-event', 'the log is full']]);
    }
    const waited = [];
    const slow = site({ onEvent: () => never, waitUntil: (work) => waited.push(work) });
    assert.equal((await slow.post()).status, 201);
    // What the hook does, and the telling itself.
    await until(() => waited.length >= 2);
    assert.deepEqual(slow.errors, []);
    assert.throws(() => site({ onEvent: 1 }), /onEvent must be a function/);
  });
});

describe('the examples of events', () => {
  for (const name of ['log-events.mjs', 'measure-events.mjs']) {
    it(`are in the kit’s guide: ${name}`, () => assertInGuide(name));
  }

  it('log by pino, each at its level', async () => {
    const { logEvents } = await import('../../docs/examples/log-events.mjs');
    const lines = [];
    const logger = pino({ base: null }, { write: (line) => lines.push(JSON.parse(line)) });
    const failing = { ...createMemoryStore(), list: () => Promise.reject(new Error('the disk is gone')) };
    for (const more of [{}, { answer: refuses('invalid-token') }, { store: failing }]) {
      const { post, ask } = site({ ...more, ...logEvents(logger) });
      await (more.store ? ask('GET') : post());
      await until(() => lines.some(({ msg }) => msg.startsWith('portfolio')));
    }
    const short = lines.map(({ level, msg, phase, code }) => [level, msg, phase, code]);
    assert.deepEqual(short, [
      [30, 'portfolio connected', 'save', undefined],
      [40, 'portfolio refused', 'verify', 'invalid-token'],
      [50, 'the disk is gone', 'list', undefined],
      [50, 'portfolio failed', 'list', undefined],
    ]);
    assert.equal(lines[2].err.message, 'the disk is gone');
    assert.doesNotMatch(JSON.stringify(lines), new RegExp(TOKEN));
  });

  it('measure by OpenTelemetry’s API, and name no person', async () => {
    const { measureEvents } = await import('../../docs/examples/measure-events.mjs');
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter });
    const provider = new MeterProvider({ readers: [reader] });
    metrics.setGlobalMeterProvider(provider);
    try {
      const onEvent = measureEvents();
      let told = 0;
      const counted = (event) => (onEvent(event), told++);
      for (const answer of [works, works, refuses('invalid-token')]) {
        await site({ answer, onEvent: counted }).post();
      }
      await until(() => told === 3);
      await reader.forceFlush();
      const [{ descriptor, dataPoints }] = exporter.getMetrics()[0].scopeMetrics[0].metrics;
      assert.deepEqual([descriptor.name, descriptor.unit], ['portfolio.event.duration', 's']);
      assert.deepEqual(
        dataPoints.map(({ attributes, value }) => [attributes.type, attributes.code, value.count]),
        [
          ['connected', undefined, 2],
          ['refused', 'invalid-token', 1],
        ],
      );
      assert.doesNotMatch(JSON.stringify(dataPoints), /user-\d/);
    } finally {
      await provider.shutdown();
      metrics.disable();
    }
  });
});
