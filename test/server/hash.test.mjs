/** A key is the same key at each of a host's servers, Node or worker: they must hash alike. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { it } from 'node:test';

it('Where Node’s own crypto cannot be had, that of the web gives the same hash', async () => {
  const own = process.getBuiltinModule;
  process.getBuiltinModule = undefined;
  // Looked up once, when the module is evaluated.
  const { sha256 } = await import('../../src/server/hash.ts');
  process.getBuiltinModule = own;
  // In a hundred, each letter of base64 turns up that URLs write otherwise.
  for (let n = 0; n < 100; n++) {
    const text = `ключ ${n}`;
    assert.equal(await sha256(text), createHash('sha256').update(text).digest('base64url'));
  }
});
