/** What a credential allows beside viewing and trading: that it is told, and where a host wants it so, refused. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkConnection, createConnectHandler, createMemoryStore } from '../../src/server/index.ts';
import { siteOf } from '../support/kit-site.mjs';

const holding = (rights) => ({ ok: true, connection: { accounts: [{ id: '1' }], rights } });
const connections = async ({ ask }) => (await (await ask('GET')).json()).connections;

describe('A credential that can move money', () => {
  it('is connected, and its rights are told and listed', async () => {
    const site = siteOf(undefined, { answer: holding(['view', 'withdraw']) });
    const response = await site.post();
    assert.equal(response.status, 201);
    assert.deepEqual((await response.json()).rights, ['view', 'withdraw']);
    assert.deepEqual((await connections(site))[0].rights, ['view', 'withdraw']);
  });

  for (const rights of [['view', 'withdraw'], ['transfer']]) {
    it(`is refused where the host wants it so, and nothing is kept: ${rights}`, async () => {
      const site = siteOf(undefined, { answer: holding(rights), excessiveAccess: 'refuse' });
      const response = await site.post();
      assert.equal(response.status, 422);
      assert.equal((await response.json()).code, 'excessive-access');
      assert.deepEqual(await connections(site), []);
      const { type, code } = site.events.at(-1);
      assert.deepEqual([type, code], ['refused', 'excessive-access']);
    });
  }

  it('breaks its connection once a check finds that it can, where the host wants it so', async () => {
    for (const [excessiveAccess, state] of [
      ['refuse', 'broken'],
      ['allow', 'active'],
      [undefined, 'active'],
    ]) {
      let rights = ['view'];
      const answer = () => holding(rights);
      const { user, host, post } = siteOf(undefined, { answer, excessiveAccess });
      const { id } = await (await post()).json();
      rights = ['view', 'withdraw'];
      const { connection } = await checkConnection(host, user, id);
      assert.deepEqual([connection.state, connection.rights], [state, rights]);
    }
  });

  it('is told from one that only trades, and from one of which nobody knows', async () => {
    for (const rights of [['view', 'trade'], [], undefined]) {
      const site = siteOf(undefined, { answer: holding(rights), excessiveAccess: 'refuse' });
      assert.equal((await site.post()).status, 201);
    }
  });

  it('has no rights that there are none of: that is the verifier’s mistake', async () => {
    const site = siteOf(undefined, { answer: holding(['fly']) });
    assert.equal((await site.post()).status, 500);
    assert.match(site.errors[0][1], /connection\.rights/);
  });

  it('is allowed or refused: there is nothing else', () => {
    const host = { authenticate: () => 'u', store: createMemoryStore(), verifiers: {} };
    for (const excessiveAccess of ['deny', true, null, ''])
      assert.throws(
        () => createConnectHandler({ ...host, excessiveAccess }),
        /: excessiveAccess must be allow or refuse/,
      );
  });
});
