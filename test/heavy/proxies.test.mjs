/**
 * What stands in front of an endpoint answers in its place: nginx, and ModSecurity in it with the OWASP Core Rule Set. The
 * block's own client asks; behind them is the endpoint kit.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import { connect, list } from '../../src/core/client.ts';
import { createConnectHandler, createMemoryStore } from '../../src/server/index.ts';
import { held } from '../support/conditions.mjs';
import { coreRules, startNginx } from '../support/nginx.mjs';

const path = '/api/portfolio-connections';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Tokens as T-Invest issues them, the same ones in each run; all of them hold `--`. */
function tokens(count) {
  let seed = 7;
  const next = () => letters[(seed = (seed * 48_271) % 2_147_483_647) % 64];
  return Array.from({ length: count }, () => {
    const text = Array.from({ length: 86 }, next);
    text.splice(1 + (seed % 84), 2, '-', '-');
    return `t.${text.join('')}`;
  });
}
const [token] = tokens(1);

let site;
let nginx;
/** What a verification waits for. */
let verified = Promise.resolve();

before(async () => {
  const handle = createConnectHandler({
    authenticate: () => 'user',
    store: createMemoryStore(),
    // One person tries thousands of tokens.
    rateLimit: false,
    maxConnections: 1e6,
    verifiers: {
      't-invest': Object.assign(
        async () => {
          await verified;
          return { ok: true, connection: { accounts: [{ id: String(Math.random()) }] } };
        },
        { fields: ['token'] },
      ),
    },
    respondAsyncAfter: 200,
    path,
  });
  site = createServer(getRequestListener(handle)).listen(0, '127.0.0.1');
  await new Promise((resolve) => site.once('listening', resolve));
  const upstream = `http://127.0.0.1:${site.address().port}`;
  const to = `proxy_pass ${upstream}${path}; proxy_set_header Host $http_host;`;
  const guarded = (folder, level, more) =>
    `modsecurity on; modsecurity_rules '${coreRules(level, `${folder}/audit-${level}${more ? '-own' : ''}.log`, more).replaceAll("'", "\\'")}';`;
  // As docs/pages.md has it.
  const own = `SecRule REQUEST_URI "@beginsWith /own" "id:1001,phase:1,pass,nolog,ctl:ruleRemoveTargetByTag=OWASP_CRS;ARGS:json.credentials.token"`;
  nginx = await startNginx(
    (folder) => `
      large_client_header_buffers 2 2k;
      location /plain/portfolio-connections { ${to} }
      location /large-header { ${to} }
      location /large-body { client_max_body_size 32; ${to} }
      location /down { proxy_pass http://127.0.0.1:9; }
      location /slow { ${to} proxy_read_timeout 50ms; }
      location /few { limit_req zone=few; limit_req_status 429; ${to} }
      location /denied { deny all; }
      location /static { return 405; }
      location = /slash { return 308 /slash/; }
      location /level-2 { ${guarded(folder, 2)} ${to} }
      location /level-3 { ${guarded(folder, 3)} ${to} }
      location /own { ${guarded(folder, 2, own)} ${to} }`,
  );
});
after(async () => {
  await nginx?.stop();
  site?.closeAllConnections();
  site?.close();
});

const transport = (at, more = {}) => ({
  endpoint: nginx.origin + at,
  timeout: 30_000,
  cookies: 'same-origin',
  signal: new AbortController().signal,
  fetch,
  ...more,
});
const attempt = (at, more = {}) =>
  connect({ ...transport(at), broker: 't-invest', credentials: { token }, ...more });

describe('nginx', () => {
  it('lets everything through where it is told to', async () => {
    const outcome = await attempt('/plain/portfolio-connections');
    assert.equal(outcome.failure, undefined);
    assert.ok(outcome.connection.id);
    assert.equal((await list(transport('/plain/portfolio-connections'))).connections.length, 1);
  });

  /** Its own answers: which status, and what the block makes of it. */
  const own = {
    '/large-header': [400, 'server-error', { headers: { 'x-long': 'x'.repeat(3000) } }],
    '/large-body': [413, 'server-error'],
    '/down': [502, 'server-error'],
    '/denied': [403, 'forbidden'],
    '/static': [405, 'not-found'],
  };
  for (const [at, [status, code, more]] of Object.entries(own)) {
    it(`answers ${status} itself, which blames neither the token nor the broker`, async () => {
      const { failure } = await attempt(at, more);
      assert.deepEqual([failure.code, failure.status, failure.contentType], [code, status, 'text/html']);
    });
  }

  it('answers 504 itself where the endpoint takes too long', async () => {
    const { promise, release } = held();
    verified = promise;
    const { failure } = await attempt('/slow');
    release();
    assert.deepEqual([failure.code, failure.status, failure.contentType], ['server-error', 504, 'text/html']);
  });

  it('answers 429 itself', async () => {
    await attempt('/few');
    const { failure } = await attempt('/few');
    assert.deepEqual([failure.code, failure.status], ['rate-limited', 429]);
  });

  it('redirects to a slash, which the developer is told', async () => {
    const { failure } = await attempt('/slash');
    assert.equal(failure.code, 'redirected');
    assert.match(failure.reason, /\/slash\/: give `endpoint` that slash at its end/);
  });

  it('goes down while a check is under way, and comes back: the check is not lost', async () => {
    const { promise, release } = held();
    verified = promise;
    const statuses = [];
    const outcome = await attempt('/plain/portfolio-connections', {
      fetch: async (url, init) => {
        // The first two questions meet a proxy that has nobody behind it.
        const isAway = init.method !== 'POST' && statuses.length < 3;
        const response = await fetch(isAway ? `${nginx.origin}/down` : url, init);
        statuses.push(response.status);
        if (statuses.length === 3) release();
        return response;
      },
    });
    assert.deepEqual(statuses.slice(0, 3), [202, 502, 502]);
    assert.ok(outcome.ok, JSON.stringify(outcome));
  });
});

describe('A firewall with the OWASP Core Rule Set', () => {
  const many = tokens(40);
  /** How many of the tokens do not get through. */
  async function refused(at, more) {
    const outcomes = [];
    for (const one of many) outcomes.push(await attempt(at, { credentials: { token: one }, ...more }));
    for (const { ok, failure } of outcomes.filter((outcome) => !outcome.ok))
      assert.deepEqual([ok, failure.code, failure.contentType], [false, 'forbidden', 'text/html']);
    return outcomes.filter(({ ok }) => !ok).length;
  }

  it('refuses tokens that look like SQL, and writes them into its log', async () => {
    assert.ok((await refused('/level-2')) > 5);
    assert.ok(many.some((one) => nginx.read('audit-2.log').includes(one)));
  });

  for (const level of [2, 3])
    it(`refuses none of them in base64, at level ${level}`, async () =>
      assert.equal(await refused(`/level-${level}`, { encoding: 'base64' }), 0));

  it('refuses none where the site excepts the field, and writes down none', async () => {
    assert.equal(await refused('/own'), 0);
    assert.ok(!many.some((one) => nginx.read('audit-2-own.log').includes(one)));
  });
});
