/**
 * Tradernet's API as far as a pair of keys is verified with it: the command `getPositionJson`, signed. Routes, JSON and errors are those of
 * the sources that docs/brokers.md names; positions and keys are made up.
 */
import { hex, hmac, simulator, troubles } from './frame.mjs';

/** A pair that says what it is for. */
const pair = (role) => ({
  site: 'freedom24.com',
  publicKey: `simulated${role}public`.toLowerCase().padEnd(32, '0'),
  privateKey: `simulated${role}private`.toLowerCase().padEnd(40, '0'),
});

const credentials = {
  live: pair('live'),
  /** Without an envelope, as the documentation has it. */
  bare: pair('bare'),
  /** As it may be one day: members that nobody knows yet. */
  future: pair('future'),
  revoked: pair('revoked'),
  rateLimited: pair('limited'),
  /** The same, under 200. */
  rateLimitedQuietly: pair('quietly'),
  /** What Tradernet does not know how to answer. */
  unsupported: pair('unsupported'),
  ...Object.fromEntries(Object.keys(troubles).map((role) => [role, pair(`trouble${role}`)])),
};

const positions = {
  loaded: true,
  key: '%person@example.com',
  acc: [{ curr: 'USD', currval: 78.95, s: '.00000000', forecast_in: '.00000000', forecast_out: '.00000000' }],
  pos: [{ i: 'AAPL.US', q: 100, curr: 'USD', currval: 1, name: 'Apple Inc.', mkt_price: 23.81 }],
};

/** The only command that a verification calls. */
const owner =
  (json) =>
  ({ path, method }) =>
    path === '/api/getPositionJson' && method === 'POST' && Response.json(json);

const tooMany = 'Your request limit has been exceeded. Please try again later';

export const freedom24 = simulator({
  id: 'freedom24',
  hosts: { site: '/freedom24' },
  credentials,
  // Of the body and the time, in seconds, one behind the other.
  keyIn: async ({ headers, body }) => {
    const publicKey = headers.get('x-ntapi-publickey');
    const known = Object.values(credentials).find((one) => one.publicKey === publicKey);
    const signed = body + headers.get('x-ntapi-timestamp');
    const signature = known && hex(await hmac('SHA-256', known.privateKey, signed));
    return signature === headers.get('x-ntapi-sig') ? publicKey : undefined;
  },
  answers: {
    site: {
      live: owner({ result: { ps: positions } }),
      bare: owner(positions),
      future: owner({ result: { ps: { ...positions, colour: { r: 1 } } }, error: null }),
      rateLimited: () => Response.json({ error: tooMany }, { status: 429, headers: { 'retry-after': '42' } }),
      rateLimitedQuietly: () => Response.json({ error: tooMany, errMsg: tooMany, code: 429 }),
      unsupported: () => Response.json({ errMsg: 'Unsupported query method', code: 2 }),
      ...troubles,
    },
  },
  unknownKey: () => Response.json({ error: 'Invalid api key provided', code: null }, { status: 403 }),
  unknownMethod: () => Response.json({ errMsg: 'Unsupported query method', code: 2 }),
});
