/** Fields of a broker that may be left out: in what the block sends, and in a page's plain form. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { siteOf } from '../support/kit-site.mjs';

/** A site whose only broker wants a key, and takes an environment and a note. */
function siteWithOptional() {
  const seen = [];
  const verify = async ({ credentials }) => {
    seen.push({ ...credentials });
    return { ok: true, connection: {} };
  };
  const verifier = Object.assign(verify, { fields: ['key'], optionalFields: ['environment', 'note'] });
  const site = siteOf(undefined, { verifiers: { b: verifier } });
  const post = (credentials) =>
    site.ask('POST', '', {
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      body: JSON.stringify({ broker: 'b', credentials }),
    });
  const submit = (values) =>
    site.ask('POST', '', {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      body: new URLSearchParams({ broker: 'b', ...values }).toString(),
    });
  return { seen, post, submit };
}

describe('Fields that may be left out', () => {
  it('come to the verifier where they were sent, and are not missed where not', async () => {
    const { post, seen } = siteWithOptional();
    assert.equal((await post({ key: 'k' })).status, 201);
    assert.equal((await post({ key: 'k2', environment: 'paper' })).status, 201);
    assert.deepEqual(seen, [{ key: 'k' }, { key: 'k2', environment: 'paper' }]);
  });

  it('are not empty, and the others still have to be there', async () => {
    const { post, seen } = siteWithOptional();
    for (const [credentials, pointer] of [
      [{ environment: 'paper' }, '/credentials/key'],
      [{ key: 'k', environment: ' ' }, '/credentials/environment'],
    ]) {
      const response = await post(credentials);
      assert.equal(response.status, 422);
      assert.equal((await response.json()).errors[0].pointer, pointer);
    }
    assert.deepEqual(seen, []);
  });

  it('are the only ones beside those that must be', async () => {
    const { post } = siteWithOptional();
    const response = await post({ key: 'k', other: 'x' });
    assert.equal(response.status, 400);
    assert.equal((await response.json()).errors[0].pointer, '/credentials/other');
  });

  it('may stand empty in a plain form, which always sends them', async () => {
    const { submit, seen } = siteWithOptional();
    const response = await submit({
      ...{ 'credentials[key]': 'k', 'credentials[environment]': 'live', 'credentials[note]': ' ' },
    });
    assert.match(response.headers.get('location'), /result=connected$/);
    assert.deepEqual(seen, [{ key: 'k', environment: 'live' }]);
  });

  it('and one that must be filled in may not', async () => {
    const { submit, seen } = siteWithOptional();
    const response = await submit({ 'credentials[key]': ' ', 'credentials[note]': 'x' });
    assert.match(response.headers.get('location'), /result=incomplete$/);
    assert.deepEqual(seen, []);
  });
});
