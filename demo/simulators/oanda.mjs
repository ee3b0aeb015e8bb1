/**
 * OANDA's v20 API as far as a token is verified with it: `GET /v3/accounts` of fxTrade and of fxTrade Practice. Routes, JSON and errors
 * are those of the sources that docs/brokers.md names; accounts and tokens are made up.
 */
import { simulator, troubles } from './frame.mjs';

/** A well-formed token that says, in its digits, which part it plays. */
const token = (part) => ({ token: `${String(part).padStart(32, '0')}-${'ab'.repeat(16)}` });

const credentials = {
  live: token(1),
  practice: { ...token(2), environment: 'practice' },
  /** Of a practice account, with the real one chosen. */
  practiceAsLive: token(3),
  /** Of a real account, with the practice one chosen. */
  liveAsPractice: { ...token(4), environment: 'practice' },
  /** As it may be one day: members that nobody knows yet. */
  future: token(5),
  noAccounts: token(6),
  revoked: token(7),
  rateLimited: token(8),
  ...Object.fromEntries(Object.keys(troubles).map((role, index) => [role, token(100 + index)])),
};

const failure = (status, errorMessage) =>
  Response.json({ errorMessage }, { status, headers: { requestid: '42424242424242' } });
const unauthorized = () => failure(401, 'Insufficient authorization to perform request.');

/** The only method that a verification calls. */
const owner =
  (...accounts) =>
  ({ path, method }) =>
    path === '/v3/accounts' && method === 'GET' && Response.json({ accounts });

const first = { id: '001-011-5838423-001', tags: [] };
const second = { id: '001-011-5838423-002', mt4AccountID: 1234567, tags: [] };
const practice = { id: '101-004-1093119-001', tags: [] };

export const oanda = simulator({
  id: 'oanda',
  hosts: { live: '/oanda/live', practice: '/oanda/practice' },
  credentials,
  keyIn: ({ headers }) => /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1],
  answers: {
    live: {
      live: owner(first, second),
      liveAsPractice: owner(first),
      future: owner({ ...first, colour: { r: 1 } }),
      noAccounts: owner(),
      rateLimited: () => failure(429, 'Too many requests.'),
      ...troubles,
    },
    practice: { practice: owner(practice), practiceAsLive: owner(practice) },
  },
  unknownKey: unauthorized,
  unknownMethod: () => failure(404, 'The requested resource was not found.'),
});
