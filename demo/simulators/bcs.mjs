/**
 * BCS's Trade API as far as a token is verified with it: the exchange of a refresh token, and the portfolio. Routes, JSON, errors and
 * claims are those of the sources that docs/brokers.md names; contracts, accounts and tokens are made up. It keeps nothing: a token that was
 * exchanged is taken again, as clients of the broker have seen it.
 */
import { jwt, simulator, troubles } from './frame.mjs';

const issuer = 'https://int.mybroker.global.bcs/trade-api-keycloak/realms/tradeapi';
/** 2030-01-01T00:00:00Z, in seconds. */
const end = 1893456000;

/** A well-formed token that says, in its id, which part it plays. */
const token = (part, { client = 'trade-api-read', ...more } = {}) => ({
  token: jwt(
    { alg: 'HS512', typ: 'JWT' },
    {
      exp: end,
      iat: end - 90 * 86400,
      jti: `00000000-0000-4000-8000-${String(part).padStart(12, '0')}`,
      iss: issuer,
      aud: issuer,
      sub: 'f:11111111-1111-4111-8111-111111111111:22222222-2222-4222-8222-222222222222',
      typ: 'Refresh',
      azp: client,
      sid: '33333333-3333-4333-8333-333333333333',
      scope: 'openid roles',
      ...more,
    },
  ),
});

const credentials = {
  trading: token(1, { client: 'trade-api-write' }),
  readOnly: token(2),
  /** With a portfolio as the broker's text describes it. */
  described: token(3),
  empty: token(4),
  /** As it may be one day: members, claims and clients that nobody knows yet. */
  future: token(5, { client: 'trade-api-dream', colour: 'red' }),
  /** That comes back as it was. */
  same: token(6),
  /** Who gives the next token, and nothing with it. */
  bare: token(16),
  /** That never ends. */
  endlessly: token(17, { exp: 0 }),
  /** Good for a day, and no refresh token. */
  accessToken: token(7, { typ: 'Bearer' }),
  revoked: token(8),
  expired: token(9),
  mistyped: token(10),
  /** The exchange is made, and then … */
  rateLimitedLater: token(11),
  downLater: token(12),
  malformedLater: token(13),
  slowLater: token(14),
  rateLimited: token(15),
  ...Object.fromEntries(Object.keys(troubles).map((role, index) => [role, token(100 + index)])),
};

const refused = (description) =>
  Response.json({ error: 'invalid_grant', error_description: description }, { status: 400 });
const tooMany = () =>
  Response.json({ timestamp: 1770210216804, traceId: '0', type: 'RESOURCE_EXHAUSTED' }, { status: 429 });

const ofToken = (known) => known.replace(/\.[^.]*$/, '');
/** The next one plays the same part, and ends at the same time. */
const nextOf = (known) => {
  const [, number = 9] = /\.bmV4d(\d)$/.exec(known) ?? [];
  return `${ofToken(known)}.bmV4d${(Number(number) + 1) % 10}`;
};

const session = (refreshToken, isBare) =>
  Response.json({
    ...(!isBare && { access_token: `access.${refreshToken}` }),
    expires_in: 86400,
    refresh_expires_in: 3697433,
    refresh_token: refreshToken,
    token_type: 'Bearer',
    'not-before-policy': 0,
    session_state: '33333333-3333-4333-8333-333333333333',
    scope: 'openid',
  });

const position = (ticker, more) => ({
  type: 'moneyLimit',
  subAccountId: '44444444-4444-4444-8444-444444444444',
  account: '6789433/11',
  exchange: 'MOEX',
  ticker,
  displayName: ticker,
  currency: 'RUB',
  upperType: 'CURRENCY',
  term: 'T0',
  quantity: 1061.32,
  locked: 0,
  ...more,
});
const portfolio = [position('RUB'), position('RUB', { term: 'T1' })];

const parameters = (body) => new URLSearchParams(body);
/** The two methods that a verification calls. */
const owner =
  (later, { next = nextOf, client = 'trade-api-read', isBare = false } = {}) =>
  (call) => {
    const { path, method, body } = call;
    if (path === '/trade-api-keycloak/realms/tradeapi/protocol/openid-connect/token' && method === 'POST') {
      const given = parameters(body);
      if (given.get('grant_type') !== 'refresh_token' || given.get('client_id') !== client)
        return refused("Invalid refresh token. Token client and authorized client don't match");
      return session(next(given.get('refresh_token')), isBare);
    }
    return path === '/trade-api-bff-portfolio/api/v1/portfolio' && method === 'GET' && later(call);
  };
const holding = (json) => () => Response.json(json);

export const bcs = simulator({
  id: 'bcs',
  hosts: { api: '/bcs' },
  credentials,
  keyIn: ({ headers, body }) => {
    const bearer = headers.get('authorization')?.replace(/^Bearer access\./, '');
    const given = bearer ?? parameters(body).get('refresh_token') ?? '';
    return Object.values(credentials).find((known) => ofToken(known.token) === ofToken(given))?.token;
  },
  answers: {
    api: {
      trading: owner(holding(portfolio), { client: 'trade-api-write' }),
      readOnly: owner(holding(portfolio)),
      described: owner(holding({ positions: portfolio })),
      empty: owner(holding([])),
      future: owner(holding([position('RUB', { colour: 'red' })]), { client: 'trade-api-dream' }),
      same: owner(holding(portfolio), { next: (known) => known }),
      bare: owner(holding(portfolio), { isBare: true }),
      endlessly: owner(holding(portfolio)),
      revoked: () => refused('Session not active'),
      expired: () => refused('Token is not active'),
      rateLimitedLater: owner(tooMany),
      downLater: owner(troubles.down),
      malformedLater: owner(troubles.malformed),
      slowLater: owner(troubles.slow),
      rateLimited: tooMany,
      ...troubles,
    },
  },
  unknownKey: ({ path }) =>
    path.endsWith('/token') ? refused('Invalid refresh token') : new Response(null, { status: 401 }),
  unknownMethod: () => new Response(null, { status: 404 }),
});
