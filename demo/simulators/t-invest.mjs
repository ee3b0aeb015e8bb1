/**
 * T-Invest's REST gateway as far as a token is verified with it, the real host under `/rest` and the sandbox's under
 * `/sandbox/rest`. Routes, JSON, errors and headers are those of the sources that docs/brokers.md names; accounts and
 * tokens are made up.
 */
import { simulator, troubles } from './frame.mjs';

/** A well-formed token, as long as those in use, that says what it is for. */
const token = (role) => `t.simulator-${role}-`.padEnd(88, '0');

/** The part that each token plays. Any other one is refused as unknown. */
export const tokens = {
  /** Everything is allowed. */
  full: token('full'),
  readOnly: token('read-only'),
  /** For one account: the others are listed, without access. */
  singleAccount: token('single-account'),
  /** Of a client without accounts. */
  noAccounts: token('no-accounts'),
  /** Of a client whose accounts are all out of its reach. */
  noAccess: token('no-access'),
  /** Closed and unfinished accounts are listed, whatever was asked for. */
  unfiltered: token('unfiltered'),
  /** Enumerations as numbers, as some of the API's clients have them. */
  numbers: token('numbers'),
  /** Answers as they may be one day: members and values that nobody knows yet. */
  future: token('future'),

  /** The real host does not know it, the sandbox's does. */
  sandbox: token('sandbox'),
  /** The gateway does not tell these two from a mistyped one. */
  expired: token('expired'),
  revoked: token('revoked'),
  /** Refused with status 400 and a number for a description, as was seen. */
  refusedOddly: token('refused-oddly'),
  /** Refused by the real host, while the sandbox's is down, or slow. */
  sandboxDown: token('sandbox-down'),
  sandboxSlow: token('sandbox-slow'),

  /** May list accounts, and nothing else. */
  listOnly: token('list-only'),
  forbidden: token('forbidden'),
  rateLimited: token('rate-limited'),
  /** Too many errors in a minute. */
  tooManyErrors: token('too-many-errors'),

  internalError: token('internal-error'),
  ...Object.fromEntries(Object.keys(troubles).map((role) => [role, token(role)])),
};

const PATH = /^\/tinkoff\.public\.invest\.api\.contract\.v1\.(\w+)\/(\w+)$/;

/** As many requests a minute as limits.md allows UsersService. */
const limits = {
  'x-ratelimit-limit': '100, 100;w=60',
  'x-ratelimit-remaining': '99',
  'x-ratelimit-reset': '42',
};

/** The methods that a verification calls. */
const methods = {
  GetAccounts: ({ accounts, status, unfiltered }) => {
    const all =
      ['ACCOUNT_STATUS_UNSPECIFIED', 'ACCOUNT_STATUS_ALL', undefined].includes(status) || unfiltered;
    return answer({ accounts: all ? accounts : accounts.filter((account) => account.status === status) });
  },
  GetInfo: () =>
    answer({
      premStatus: false,
      qualStatus: false,
      qualifiedForWorkWith: ['foreign_shares', 'foreign_etf'],
      tariff: 'investor',
      userId: '7d2a3f60-0000-4000-8000-000000000001',
    }),
};

/** A client with these accounts. */
const client =
  (accounts, { unfiltered = false } = {}) =>
  (call) => {
    const [, service, method] = PATH.exec(call.path) ?? [];
    const answers = service === 'UsersService' && Object.hasOwn(methods, method) && methods[method];
    return answers && answers({ accounts, status: JSON.parse(call.body).status, unfiltered });
  };

const account = (accessLevel, more) => ({
  id: '2000000001',
  type: 'ACCOUNT_TYPE_TINKOFF',
  name: 'Основной счёт',
  status: 'ACCOUNT_STATUS_OPEN',
  openedDate: '2021-05-10T00:00:00Z',
  // As it was seen with open accounts.
  closedDate: '1970-01-01T00:00:00Z',
  accessLevel: `ACCOUNT_ACCESS_LEVEL_${accessLevel}`,
  ...more,
});
const pension = { id: '2000000002', type: 'ACCOUNT_TYPE_TINKOFF_IIS', name: 'На пенсию' };
const box = { id: '2000000003', type: 'ACCOUNT_TYPE_INVEST_BOX', name: 'Инвесткопилка' };
const closed = {
  id: '2000000004',
  name: 'Старый счёт',
  status: 'ACCOUNT_STATUS_CLOSED',
  closedDate: '2023-02-01T00:00:00Z',
};
const unfinished = { id: '2000000005', name: 'Новый счёт', status: 'ACCOUNT_STATUS_NEW' };

/** Three open accounts and a closed one. */
const portfolio = (level) => [
  account(level),
  account(level, pension),
  account(level, box),
  account(level, closed),
];

/** How the real host answers. */
const realRoles = {
  full: client(portfolio('FULL_ACCESS')),
  readOnly: client(portfolio('READ_ONLY')),
  singleAccount: client([account('NO_ACCESS'), account('READ_ONLY', pension), account('NO_ACCESS', box)]),
  noAccounts: client([]),
  noAccess: client(portfolio('NO_ACCESS')),
  unfiltered: client([...portfolio('READ_ONLY'), account('READ_ONLY', unfinished)], { unfiltered: true }),
  numbers: client(
    [
      account('', { type: 1, status: 2, accessLevel: 2 }),
      account('', { ...pension, type: 2, status: 2, accessLevel: 1 }),
      account('', { ...box, type: 3, status: 2, accessLevel: 3 }),
      account('', { ...closed, type: 1, status: 3, accessLevel: 1 }),
    ],
    { unfiltered: true },
  ),
  future: client(
    [
      account('READ_ONLY', { type: 'ACCOUNT_TYPE_OF_TOMORROW', colour: { r: 1 } }),
      account('OF_TOMORROW', { ...pension, status: 'ACCOUNT_STATUS_OF_TOMORROW' }),
    ],
    { unfiltered: true },
  ),

  refusedOddly: () => failure(400, 16, 'authentication token is missing or invalid', 40003),
  listOnly: (call) => (call.path.endsWith('/GetInfo') ? errors.forbidden() : realRoles.readOnly(call)),
  forbidden: () => errors.forbidden(),
  rateLimited: () => failure(429, 8, 'request limit exceeded', '80002', { 'x-ratelimit-remaining': '0' }),
  // The sources have the code alone: status and words are guessed.
  tooManyErrors: () => failure(429, 8, 'error limit exceeded', '80006', { 'x-ratelimit-remaining': '0' }),

  internalError: () => failure(500, 13, 'internal error', '70001'),
  ...troubles,
};

/** How the sandbox's host answers. */
const sandboxRoles = {
  sandbox: client([account('FULL_ACCESS', { id: '5b2c8d7e-0000-4000-8000-000000000001', name: '' })]),
  sandboxDown: realRoles.down,
  sandboxSlow: realRoles.slow,
};

const errors = {
  unknownToken: () => failure(401, 16, 'authentication token is missing or invalid', '40003'),
  forbidden: () => failure(403, 7, 'insufficient privileges', '40002'),
  unimplemented: () => failure(501, 12, 'method is unimplemented', '12001'),
};

const answer = (body, { status = 200, headers } = {}) =>
  Response.json(body, { status, headers: { ...common(), ...headers } });

/** The gateway's error: the code of gRPC, words (again in a header), and the broker's own code. */
const failure = (status, code, message, description, headers) =>
  answer({ code, message, description }, { status, headers: { message, ...headers } });

/** What the documentation gives no body for. */
const bare = (status, headers) => new Response(null, { status, headers: { ...common(), ...headers } });

const common = () => ({ 'x-tracking-id': crypto.randomUUID(), ...limits });

/** What is wrong with a request whoever sends it. */
function refuse({ path, method, headers, body }) {
  if (!PATH.test(path)) return bare(404);
  if (method !== 'POST') return bare(405);
  if (!/^application\/json\s*(;|$)/i.test(headers.get('content-type') ?? '')) return bare(415);
  try {
    const json = JSON.parse(body);
    return typeof json === 'object' && json !== null ? undefined : bare(400);
  } catch {
    return bare(400);
  }
}

export const tInvest = simulator({
  id: 't-invest',
  hosts: { real: '/rest', sandbox: '/sandbox/rest' },
  credentials: Object.fromEntries(Object.entries(tokens).map(([role, known]) => [role, { token: known }])),
  keyIn: ({ headers }) => /^Bearer (\S+)$/.exec(headers.get('authorization') ?? '')?.[1],
  answers: { real: realRoles, sandbox: sandboxRoles },
  unknownKey: errors.unknownToken,
  unknownMethod: errors.unimplemented,
  refuse,
});

export const { handle } = tInvest;
