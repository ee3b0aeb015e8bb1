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
import { checkConnection, checkConnections, createMemoryStore } from '../../src/server/index.ts';
import { held, until } from '../support/conditions.mjs';
import { assertInGuide } from '../support/examples.mjs';
import { siteOf } from '../support/kit-site.mjs';
import { openStores } from '../support/stores.mjs';

const TOKEN = 't.marked-token-that-must-not-turn-up-anywhere-0123456789-0123456789';
const ID = 'id-of-an-account-that-must-not-turn-up';
const NAME = 'name-of-an-account-that-must-not-turn-up';
const works = { ok: true, connection: { accounts: [{ id: ID, name: NAME }] } };
const refuses = (code, more = {}) => ({ ok: false, code, ...more });

/** A site whose broker answers so. */
const site = (store, options = {}) => siteOf(store, { answer: works, ...options });

for (const { name, open, skip } of openStores()) {
  describe(`a host with ${name} is told`, { skip }, () => {
    let store;
    before(async () => {
      store = await open();
    });
    after(() => store?.close());

    it('of what is connected, replaced, checked, changed and removed', async () => {
      let answer = works;
      const { user, host, events, post, ask, told } = site(store, { answer: () => answer });
      const { id } = await (await post({ token: TOKEN })).json();
      await until(() => events.length === 1);
      await post({ token: TOKEN });
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
      assert.doesNotMatch(JSON.stringify(events), new RegExp(`${TOKEN}|${NAME}|${ID}`));
    });

    it('once of what was asked several times', async () => {
      const { events, post, told } = site(store);
      const key = { key: crypto.randomUUID(), token: TOKEN };
      await Promise.all([post(key), post(key), post(key)]);
      await post(key);
      await until(() => events.length > 0);
      assert.deepEqual(told(), ['connected success save']);
      await post({ ...key, token: 'another' });
      assert.deepEqual(told(), ['connected success save', 'invalid refused claim']);
    });
  });
}

describe('a host is told', () => {
  it('of credentials that are refused, and why', async () => {
    for (const code of ['invalid-token', 'broker-unavailable']) {
      const { events, post, told } = site(undefined, { answer: refuses(code) });
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
    const stranger = site(undefined, { authenticate: () => null });
    await stranger.post();
    assert.deepEqual(stranger.told(), ['unauthenticated refused authenticate']);
    assert.equal(stranger.events[0].user, undefined);
    const eager = site(undefined, { rateLimit: () => 5 });
    await eager.post();
    assert.deepEqual(eager.told(), ['rate-limited refused rate-limit']);
    assert.equal(eager.events[0].user, eager.user);
    const odd = site();
    await odd.post({ key: 'ü' });
    await odd.post({ broker: 'unknown' });
    assert.deepEqual(odd.told(), ['invalid refused read', 'invalid refused read']);
  });

  it('of who went away, and of an attempt that another one came before', async () => {
    const departure = new AbortController();
    const { promise: never } = held();
    const gone = site(undefined, { answer: () => (departure.abort(), never) });
    await gone.post({ signal: departure.signal });
    assert.deepEqual(gone.told(), ['cancelled cancelled verify']);
    const late = site({ ...createMemoryStore(), save: async () => undefined });
    await late.post();
    assert.deepEqual(late.told(), ['failed failed save']);
  });

  it('of who went away while another request had the key, or did not want to wait for ever', async () => {
    const pending = async () => ({ state: 'pending', attempt: 'another one' });
    const departure = new AbortController();
    const attempt = () => (departure.abort(), pending());
    const gone = site({ ...createMemoryStore(), claim: pending, attempt });
    await gone.post({ signal: departure.signal });
    assert.deepEqual(gone.told(), ['cancelled cancelled attempt']);
    const patient = site(
      { ...createMemoryStore(), claim: pending, attempt: pending },
      { verifyTimeout: 1, callTimeout: 5, lease: 1 },
    );
    assert.equal((await patient.post()).status, 503);
    assert.deepEqual(patient.told(), ['failed failed attempt']);
    assert.deepEqual(patient.errors, [['attempt', 'another request has the key and does not end']]);
  });

  it('once of a key that could not be given up when the person went away', async () => {
    const departure = new AbortController();
    let released = 0;
    const release = async () => {
      released++;
      throw new Error('the disk is gone');
    };
    const gone = site(
      { ...createMemoryStore(), release },
      { answer: () => (departure.abort(), new Promise(() => undefined)) },
    );
    assert.equal((await gone.post({ signal: departure.signal })).status, 503);
    assert.deepEqual(gone.told(), ['cancelled cancelled verify']);
    assert.deepEqual(gone.errors, [['release', 'the disk is gone']]);
    assert.equal(released, 1);
  });

  it('of what the store did after its time: first that it failed, then what came of it', async () => {
    const store = createMemoryStore();
    const { promise: isTime, release: go } = held();
    const save = async (entry) => (await isTime, store.save(entry));
    // Else there would be no attempt any more that the save could end.
    const release = async () => undefined;
    const connected = [];
    const late = site(
      { ...store, save, release },
      { callTimeout: 5, onConnect: (one) => connected.push(one) },
    );
    assert.equal((await late.post()).status, 503);
    assert.deepEqual(late.told(), ['failed failed save']);
    go();
    await until(() => connected.length === 1);
    assert.deepEqual(late.told(), ['failed failed save', 'connected success save']);
    assert.deepEqual([connected[0].connection], await store.list(late.user));
  });

  it('of a store’s answer that holds no connection, and does not take it for one', async () => {
    for (const body of ['"a text"', 'null', '{', '{"id":7}']) {
      const connected = [];
      const odd = site(
        { ...createMemoryStore(), save: async () => ({ status: 201, body }) },
        { onConnect: (one) => connected.push(one) },
      );
      assert.equal((await odd.post()).status, 500);
      assert.deepEqual(odd.told(), ['failed failed save']);
      assert.equal(odd.errors.length, 1);
      assert.equal(odd.errors[0][0], 'save');
      assert.deepEqual(connected, []);
    }
  });

  it('of checks that were ended, had nothing to check, or could not begin', async () => {
    const { user, host, post, told, events } = site();
    const { id } = await (await post()).json();
    await checkConnection(host, user, 'another');
    assert.equal(events[1].connection, 'another');
    await checkConnection(host, user, id, AbortSignal.abort());
    assert.equal(events[2].connection, id);
    await checkConnections({ ...host, verifiers: {}, maxAge: 0 });
    assert.equal(events[3].broker, 'b');
    assert.deepEqual(told().slice(1), [
      'cancelled cancelled update',
      'cancelled cancelled verify',
      'failed failed verify',
    ]);
    const connections = () => {
      throw new Error('the disk is gone');
    };
    const unread = site({ ...createMemoryStore(), connections });
    await checkConnections(unread.host);
    // For each broker, and for those of no verifier.
    assert.deepEqual(unread.told(), Array(3).fill('failed failed connections'));
  });

  it('of what failed, and where', async () => {
    const failing = async () => {
      throw new Error('the disk is gone');
    };
    for (const [phase, store, wrong] of [
      ['authenticate', undefined, { authenticate: failing }],
      ['rate-limit', undefined, { rateLimit: failing }],
      ['claim', { ...createMemoryStore(), claim: failing }],
      ['save', { ...createMemoryStore(), save: failing }],
      ['verify', undefined, { answer: { ok: 'perhaps' } }],
    ]) {
      const { post, told, errors } = site(store, wrong);
      await post();
      assert.deepEqual(told(), [`failed failed ${phase}`]);
      assert.equal(errors[0][0], phase);
    }
    const unlisted = site({ ...createMemoryStore(), list: failing });
    await unlisted.ask('GET');
    await checkConnection(unlisted.host, unlisted.user, '1');
    assert.deepEqual(unlisted.told(), ['failed failed list', 'failed failed list']);
  });

  it('at the end of what went on behind a 202', async () => {
    const { promise: isAnswered, release } = held();
    const { post, told, events } = site(undefined, { respondAsyncAfter: 0, answer: () => isAnswered });
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
      const { post, errors } = site(undefined, { onEvent });
      assert.equal((await post()).status, 201);
      await until(() => errors.length === 1);
      assert.deepEqual(errors, [['on-event', 'the log is full']]);
    }
    const waited = [];
    const slow = site(undefined, {
      onEvent: () => never,
      waitUntil: (work) => waited.push(work),
      callTimeout: 5,
    });
    assert.equal((await slow.post()).status, 201);
    assert.ok(waited.length > 0);
    // No process is kept for ever by it.
    await Promise.all(waited);
    assert.deepEqual(slow.errors, [['on-event', 'on-event took longer than 5 ms']]);
    assert.throws(() => site(undefined, { onEvent: 1 }), /onEvent must be a function/);
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
      const { post, ask } = site(undefined, { ...more, ...logEvents(logger) });
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
        await site(undefined, { answer, onEvent: counted }).post();
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
