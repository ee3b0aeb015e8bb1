/**
 * Alpaca's Trading API as far as a key is verified with it: `GET /v2/account` of real and of paper accounts. Routes, JSON, errors and
 * headers are those of the sources that docs/brokers.md names; accounts and keys are made up.
 */
import { simulator, troubles } from './frame.mjs';

/** Well-formed keys that say what they are for. */
const key = (prefix, role) => ({
  keyId: `${prefix}SIMULATOR${role.toUpperCase().replace('-', '')}`.padEnd(20, '0').slice(0, 26),
  secretKey: `simulator/${role}/`.replaceAll('-', '').padEnd(40, '0'),
});

const credentials = {
  live: key('AK', 'live'),
  paper: key('PK', 'paper'),
  /** Of an older kind, whose beginning says nothing. */
  old: key('KM', 'old'),
  /** As it may be one day: members that nobody knows yet. */
  future: key('AK', 'future'),
  /** Refused as it was in other years. */
  forbidden: key('AK', 'forbid'),
  verbose: key('AK', 'verbose'),
  /** A key that was replaced: not told from a mistyped one. */
  replaced: key('AK', 'replaced'),
  rateLimited: key('AK', 'limited'),
  ...Object.fromEntries(Object.keys(troubles).map((role) => [role, key('AK', role)])),
};

const account = {
  id: 'e6fe16f3-0000-4000-8000-000000000001',
  account_number: '010203ABCD',
  status: 'ACTIVE',
  currency: 'USD',
  cash: '4000.32',
  portfolio_value: '4321.98',
  equity: '4321.98',
  trading_blocked: false,
  transfers_blocked: false,
  account_blocked: false,
  created_at: '2019-06-12T22:47:07.99658Z',
};
const paper = {
  ...account,
  id: 'e6fe16f3-0000-4000-8000-000000000002',
  account_number: 'PA0000000001',
};

/** The limit is counted per minute; its end is a second of the clock. */
const limits = (remaining) => ({
  'x-ratelimit-limit': '200',
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 42),
});
const answer = (body, status = 200, remaining = 199) =>
  Response.json(body, { status, headers: limits(remaining) });
const unauthorized = () => answer({ message: 'unauthorized.' }, 401);

/** The only method that a verification calls. */
const owner =
  (found) =>
  ({ path, method }) =>
    path === '/v2/account' && method === 'GET' && answer(found);

export const alpaca = simulator({
  id: 'alpaca',
  hosts: { live: '/alpaca/live', paper: '/alpaca/paper' },
  credentials,
  // Both have to be right.
  keyIn: ({ headers }) => {
    const keyId = headers.get('apca-api-key-id');
    const known = Object.values(credentials).find((one) => one.keyId === keyId);
    return known?.secretKey === headers.get('apca-api-secret-key') ? keyId : undefined;
  },
  answers: {
    live: {
      live: owner(account),
      old: owner(account),
      future: owner({ ...account, status: 'OF_TOMORROW', colour: { r: 1 } }),
      forbidden: () => answer({ message: 'forbidden.' }, 403),
      verbose: () =>
        answer({ code: 40110000, message: 'access key verification failed : access key not found' }, 401),
      rateLimited: () => answer({ message: 'rate limit exceeded' }, 429, 0),
      ...troubles,
    },
    paper: { paper: owner(paper) },
  },
  unknownKey: unauthorized,
  unknownMethod: () => answer({ code: 40410000, message: 'endpoint not found' }, 404),
});
