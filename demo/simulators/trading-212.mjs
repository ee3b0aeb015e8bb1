/**
 * Trading 212's Public API as far as a key is verified with it: `GET /api/v0/equity/account/summary` of real and of practice accounts.
 * Routes, JSON, statuses and headers are those of the sources that docs/brokers.md names; bodies of errors, accounts and keys are
 * made up.
 */
import { simulator, troubles } from './frame.mjs';

/** A well-formed pair that says what it is for. */
const pair = (role) => {
  const letters = role.replaceAll(/[^a-z]/gi, '');
  return {
    key: `12345678Z${letters}`.padEnd(37, 'x'),
    secret: `simulator_${letters}-`.padEnd(43, '0'),
  };
};

const credentials = {
  live: pair('live'),
  practice: { ...pair('practice'), environment: 'demo' },
  /** Of a practice account, with the real one chosen. */
  practiceAsLive: pair('as live'),
  /** Of a real account, with the practice one chosen. */
  liveAsPractice: { ...pair('as practice'), environment: 'demo' },
  /** As it may be one day: members that nobody knows yet. */
  future: pair('future'),
  revoked: pair('revoked'),
  /** May do something else, but not read the account. */
  noAccountData: pair('no account data'),
  rateLimited: pair('rate limited'),
  timedOut: pair('timed out'),
  ...Object.fromEntries(Object.keys(troubles).map((role) => [role, pair(role)])),
};

const summary = {
  id: 12345678,
  currency: 'GBP',
  totalValue: 15250.75,
  cash: { availableToTrade: 2500.5, reservedForOrders: 150, inPies: 500 },
  investments: { currentValue: 12100.25, totalCost: 10500 },
};

/** One request in five seconds; the end is a second of the clock. */
const limits = (remaining) => ({
  'x-ratelimit-limit': '1',
  'x-ratelimit-period': '5',
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 42),
});
const answer = (body, status = 200) => Response.json(body, { status, headers: limits(0) });
const text = (status, words) => new Response(words, { status, headers: limits(0) });

/** The only method that a verification calls. */
const owner =
  (found) =>
  ({ path, method }) =>
    path === '/api/v0/equity/account/summary' && method === 'GET' && answer(found);

export const trading212 = simulator({
  id: 'trading-212',
  hosts: { live: '/trading-212/live', demo: '/trading-212/demo' },
  credentials,
  // Both have to be right.
  keyIn: ({ headers }) => {
    const [, sent = ''] = /^Basic (.+)$/.exec(headers.get('authorization') ?? '') ?? [];
    const known = Object.values(credentials).find(({ key, secret }) => btoa(`${key}:${secret}`) === sent);
    return known?.key;
  },
  answers: {
    live: {
      live: owner(summary),
      liveAsPractice: owner(summary),
      future: owner({ ...summary, colour: { r: 1 } }),
      noAccountData: () => text(403, 'Scope( account ) missing for API key'),
      rateLimited: () => text(429, 'Limited: 1 / 5s'),
      timedOut: () => text(408, 'Timed-out'),
      ...troubles,
    },
    demo: {
      practice: owner({ ...summary, id: 87654321 }),
      practiceAsLive: owner({ ...summary, id: 87654321 }),
    },
  },
  unknownKey: () => text(401, ''),
  unknownMethod: () => text(404, ''),
});
