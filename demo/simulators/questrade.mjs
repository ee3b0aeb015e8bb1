/**
 * Questrade's API as far as a token is verified with it: `POST /oauth2/token` of real and of practice accounts, and `GET /v1/accounts`.
 * Routes, JSON, errors and headers are those of the sources that docs/brokers.md names; accounts and tokens are made up. It keeps nothing: what
 * was exchanged is refused by the broker from then on, and is taken here again, so that it can be tried any number of times.
 */
import { simulator, troubles } from './frame.mjs';

/** A well-formed token that says which part it plays; the next one plays the same, and ends with the next digit. */
const token = (role) => ({ token: `Sim_${role}-`.padEnd(32, '0') + '0' });
const nextOf = (known) => known.replace(/.$/, (digit) => (Number(digit) + 1) % 10);
const firstOf = (known) => known.replace(/.$/, '0');

const credentials = {
  live: token('live'),
  /** Of a practice account. */
  practice: token('practice'),
  /** As it may be one day: members that nobody knows yet, an address with its version. */
  future: token('future'),
  /** Of an application without the right to see accounts. */
  forbidden: token('forbidden'),
  /** All of whose accounts are closed. */
  closed: token('closed'),
  revoked: token('revoked'),
  /** Whose accounts are said to be at another host. */
  elsewhere: token('elsewhere'),
  noServer: token('noServer'),
  /** Who gives the next token, and nothing with it. */
  bare: token('bare'),
  /** The exchange is made, and then … */
  rateLimitedLater: token('limitedLater'),
  downLater: token('downLater'),
  malformedLater: token('malformedLater'),
  slowLater: token('slowLater'),
  refusedLater: token('refusedLater'),
  rateLimited: token('limited'),
  ...Object.fromEntries(Object.keys(troubles).map((role) => [role, token(role)])),
};

const accounts = {
  accounts: [
    {
      type: 'Margin',
      number: '26598145',
      status: 'Active',
      isPrimary: true,
      isBilling: true,
      clientAccountType: 'Individual',
    },
    {
      type: 'TFSA',
      number: '26598146',
      status: 'Active',
      isPrimary: false,
      isBilling: false,
      clientAccountType: 'Individual',
    },
    {
      type: 'Cash',
      number: '26598147',
      status: 'Closed',
      isPrimary: false,
      isBilling: false,
      clientAccountType: 'Individual',
    },
  ],
  userId: 3000124,
};

const failure = (status, code, message, headers) => Response.json({ code, message }, { status, headers });
const tooMany = () =>
  failure(429, 1006, 'Rate limit exceeded.', {
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 42),
  });

/** The two methods that a verification calls. */
const owner =
  (later, server = (origin) => `${origin}/questrade/api/`) =>
  (call) => {
    const { path, method, body, origin } = call;
    if (path === '/oauth2/token' && method === 'POST') {
      const given = new URLSearchParams(body);
      if (given.get('grant_type') !== 'refresh_token') return new Response('Bad Request', { status: 400 });
      const next = nextOf(given.get('refresh_token'));
      const session = { token_type: 'Bearer', expires_in: 1800, refresh_token: next };
      return Response.json(
        server ? { ...session, access_token: `access.${next}`, api_server: server(origin) } : session,
      );
    }
    return path === '/v1/accounts' && method === 'GET' && later(call);
  };
const holding = (json) => () => Response.json(json);

const live = {
  live: owner(holding(accounts)),
  future: owner(holding({ ...accounts, colour: { r: 1 } }), (origin) => `${origin}/questrade/api/v1/`),
  forbidden: owner(() => failure(403, 1016, 'Request is out of allowed OAuth scopes')),
  closed: owner(holding({ ...accounts, accounts: accounts.accounts.slice(2) })),
  elsewhere: owner(holding(accounts), () => 'https://questrade.example/'),
  noServer: owner(holding(accounts), () => ''),
  bare: owner(holding(accounts), null),
  rateLimitedLater: owner(tooMany),
  downLater: owner(troubles.down),
  malformedLater: owner(troubles.malformed),
  slowLater: owner(troubles.slow),
  refusedLater: owner(() => failure(401, '1017', 'Access token is invalid.')),
  rateLimited: tooMany,
  ...troubles,
};

export const questrade = simulator({
  id: 'questrade',
  hosts: { login: '/questrade/login', practice: '/questrade/practice', api: '/questrade/api' },
  credentials,
  keyIn: ({ headers, body }) => {
    const bearer = headers.get('authorization')?.replace(/^Bearer access\./, '');
    return firstOf(bearer ?? new URLSearchParams(body).get('refresh_token') ?? '');
  },
  answers: { login: live, api: live, practice: { practice: owner(holding(accounts)) } },
  unknownKey: ({ host }) =>
    host === 'api'
      ? failure(401, 1017, 'Access token is invalid.')
      : new Response('Bad Request', { status: 400, headers: { 'content-type': 'text/plain' } }),
  unknownMethod: () => failure(404, 1001, 'Invalid endpoint.'),
  // Some agents are turned away, whatever they have.
  refuse: ({ headers }) => (headers.get('user-agent') ? undefined : new Response(null, { status: 403 })),
});
