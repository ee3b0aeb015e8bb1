/**
 * ALOR's exchange of tokens as far as one is verified with it: `POST /refresh`, in the real and in the test environment. Routes, JSON and
 * statuses are those of the sources that docs/brokers.md names; bodies of errors, portfolios and tokens are made up.
 */
import { jwt, simulator, troubles } from './frame.mjs';

/** A well-formed token that says, in its digits, which part it plays. */
const token = (part) => ({ token: `0a1b2c3d-0000-4000-8000-${String(part).padStart(12, '0')}` });

const credentials = {
  live: token(1),
  /** Of the test environment. */
  test: token(2),
  /** As it may be one day: members and claims that nobody knows yet. */
  future: token(3),
  noPortfolios: token(4),
  /** An access token that is none. */
  unreadable: token(5),
  revoked: token(6),
  rateLimited: token(7),
  ...Object.fromEntries(Object.keys(troubles).map((role, index) => [role, token(100 + index)])),
};

const now = () => Math.floor(Date.now() / 1000);
const accessToken = (claims) =>
  jwt({ alg: 'ES256', typ: 'JWT', cty: 'JWT' }, { iat: now(), exp: now() + 1800, ...claims });

const claims = {
  sub: 'P012345',
  ent: 'client',
  ein: '01234',
  clientid: '0123456',
  azp: '0123456789abcdef0123',
  agreements: '39004 39004',
  portfolios: 'D39004 G39004 7500031',
  scope: 'OrdersRead OrdersCreate Trades Personal Stats',
};

/** The only method that a verification calls. */
const owner =
  (known, more) =>
  ({ path, method }) =>
    path === '/refresh' &&
    method === 'POST' &&
    Response.json({ AccessToken: typeof known === 'string' ? known : accessToken(known), ...more });

export const alor = simulator({
  id: 'alor',
  hosts: { live: '/alor/live', test: '/alor/test' },
  credentials,
  keyIn: ({ body }) => {
    try {
      return JSON.parse(body).token;
    } catch {
      return undefined;
    }
  },
  answers: {
    live: {
      live: owner(claims),
      future: owner({ ...claims, colour: 'red' }, { ExpiresIn: 1800 }),
      noPortfolios: owner({ ...claims, portfolios: '' }),
      unreadable: owner('no.jwt'),
      rateLimited: () => new Response('Too Many Requests', { status: 429 }),
      ...troubles,
    },
    test: { test: owner(claims) },
  },
  unknownKey: () => new Response('Invalid refresh token', { status: 403 }),
  unknownMethod: () => new Response(null, { status: 404 }),
});
