/**
 * Tradier's Brokerage API as far as a token is verified with it: `GET /v1/user/profile` of real and of paper accounts. Routes, JSON,
 * statuses and headers are those of the sources that docs/brokers.md names; accounts and tokens are made up.
 */
import { simulator, troubles } from './frame.mjs';

/** A well-formed token that says what it is for. */
const token = (role) => ({ token: `Simulator${role}`.padEnd(28, '0') });

const credentials = {
  live: token('Live'),
  /** Of a single account there is no array. */
  single: token('Single'),
  sandbox: { ...token('Sandbox'), environment: 'sandbox' },
  /** Of the paper account, with the real one chosen. */
  sandboxAsLive: token('Paper'),
  /** Of a real account, with the paper one chosen. */
  liveAsSandbox: { ...token('LiveAsPaper'), environment: 'sandbox' },
  /** As it may be one day: members that nobody knows yet. */
  future: token('Future'),
  noAccounts: token('NoAccounts'),
  closed: token('Closed'),
  revoked: token('Revoked'),
  rateLimited: token('Limited'),
  ...Object.fromEntries(Object.keys(troubles).map((role) => [role, token(`Trouble${role}`)])),
};

const account = (number, more = {}) => ({
  account_number: number,
  classification: 'individual',
  date_created: '2016-08-01T21:08:55.000Z',
  day_trader: false,
  option_level: 6,
  status: 'active',
  type: 'margin',
  last_update_date: '2016-08-01T21:08:55.000Z',
  ...more,
});
const profile = (found, more = {}) => ({
  profile: { ...(found && { account: found }), id: 'id-simulated', name: 'A. Person', ...more },
});
const both = [account('6YA00001'), account('6YA00002', { classification: 'traditional_ira' })];
const paper = account('VA000001');

/** Counted by the minute; its end is a time of the clock in ms. */
const limits = (available) => ({
  'x-ratelimit-allowed': '120',
  'x-ratelimit-used': String(120 - available),
  'x-ratelimit-available': String(available),
  'x-ratelimit-expiry': String(Date.now() + 42_000),
});
const answer = (body, status = 200, available = 119) =>
  Response.json(body, { status, headers: limits(available) });

/** The only method that a verification calls; without `Accept` the answer would be XML. */
const owner =
  (found) =>
  ({ path, method, headers }) =>
    path === '/v1/user/profile' &&
    method === 'GET' &&
    (headers.get('accept') === 'application/json'
      ? answer(found)
      : new Response('<profile/>', { headers: { 'content-type': 'application/xml' } }));

export const tradier = simulator({
  id: 'tradier',
  hosts: { live: '/tradier/live', sandbox: '/tradier/sandbox' },
  credentials,
  keyIn: ({ headers }) => /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1],
  answers: {
    live: {
      live: owner(profile(both)),
      single: owner(profile(both[0])),
      liveAsSandbox: owner(profile(both)),
      future: owner(profile([{ ...both[0], colour: { r: 1 } }], { shape: 'round' })),
      noAccounts: owner(profile()),
      closed: owner(profile(account('6YA00003', { status: 'closed' }))),
      rateLimited: () => answer({ fault: {} }, 429, 0),
      ...troubles,
    },
    sandbox: { sandbox: owner(profile(paper)), sandboxAsLive: owner(profile(paper)) },
  },
  unknownKey: () =>
    answer(
      {
        fault: {
          faultstring: 'Invalid Access Token',
          detail: { errorcode: 'keymanagement.service.invalid_access_token' },
        },
      },
      401,
    ),
  unknownMethod: () => new Response('Not Found', { status: 404 }),
});
