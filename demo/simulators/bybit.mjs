/**
 * Bybit's API as far as a key is verified with it: `GET /v5/user/query-api`, signed, of the mainnet and of the testnet. Routes, JSON, codes
 * and headers are those of the sources that docs/brokers.md names; keys are made up.
 */
import { hex, hmac, simulator, troubles } from './frame.mjs';

/** A well-formed pair that says what it is for. */
const pair = (role) => ({
  apiKey: `Sim${role}`.padEnd(18, '0').slice(0, 18),
  apiSecret: `SimulatedSecret${role}`.padEnd(36, '0'),
});

const credentials = {
  trading: pair('Trading'),
  readOnly: pair('ReadOnly'),
  /** May take the money out, and move it between accounts. */
  withdrawing: pair('Withdrawing'),
  /** Bound to addresses: without an end. */
  bound: pair('Bound'),
  /** As it may be one day: members and groups that nobody knows yet. */
  future: pair('Future'),
  /** Of the testnet. */
  testnet: pair('Testnet'),
  revoked: pair('Revoked'),
  /** Whose secret is another one’s. */
  wrongSecret: pair('WrongSecret'),
  /** May move money, and not trade. */
  moving: pair('Moving'),
  /** Refused by its status alone. */
  bare: pair('Bare'),
  expired: pair('Expired'),
  forbidden: pair('Forbidden'),
  otherAddress: pair('OtherAddress'),
  /** The clock of who asks is wrong. */
  clock: pair('Clock'),
  rateLimited: pair('Limited'),
  /** By the address of who asks. */
  tooFrequent: pair('Frequent'),
  addressLimited: pair('Address'),
  ...Object.fromEntries(Object.keys(troubles).map((role) => [role, pair(`Trouble${role}`)])),
};

const permissions = {
  ContractTrade: ['Order', 'Position'],
  Spot: ['SpotTrade'],
  Wallet: ['AccountTransfer', 'SubMemberTransfer'],
  Options: [],
  Derivatives: ['DerivativesTrade'],
  CopyTrading: [],
  Exchange: ['ExchangeHistory'],
  Earn: ['Earn'],
};
const info = {
  id: '2208369',
  note: 'portfolio',
  apiKey: 'XXXXXXXX',
  readOnly: 1,
  secret: '',
  permissions,
  ips: ['*'],
  type: 1,
  deadlineDay: 83,
  expiredAt: '2030-01-01T00:00:00Z',
  createdAt: '2026-10-13T03:20:45Z',
  unified: 0,
  uta: 1,
  userID: 1448939,
  isMaster: true,
  parentUid: '0',
};

const limits = (remaining) => ({
  'x-bapi-limit': '10',
  'x-bapi-limit-status': String(remaining),
  'x-bapi-limit-reset-timestamp': String(Date.now() + 42_000),
});
const answer = (retCode, retMsg, result = {}, remaining = 9) =>
  Response.json(
    { retCode, retMsg, result, retExtInfo: {}, time: Date.now() },
    { headers: limits(remaining) },
  );

/** The only method that a verification calls. */
const owner =
  (more) =>
  ({ path, method }) =>
    path === '/v5/user/query-api' && method === 'GET' && answer(0, '', { ...info, ...more });

export const bybit = simulator({
  id: 'bybit',
  hosts: { mainnet: '/bybit/mainnet', testnet: '/bybit/testnet' },
  credentials,
  // Of the time, the key, the window and the query, one behind the other.
  keyIn: async ({ headers, query }) => {
    const [apiKey, timestamp, window] = ['api-key', 'timestamp', 'recv-window'].map((name) =>
      headers.get(`x-bapi-${name}`),
    );
    const known = Object.values(credentials).find((one) => one.apiKey === apiKey);
    if (!known || known === credentials.wrongSecret) return undefined;
    // A time that is to come is none, and one that is too long ago.
    const age = Date.now() - Number(timestamp);
    if (age < 0 || age > Number(window)) return undefined;
    const signature = hex(await hmac('SHA-256', known.apiSecret, timestamp + apiKey + window + query));
    return signature === headers.get('x-bapi-sign') ? apiKey : undefined;
  },
  answers: {
    mainnet: {
      readOnly: owner({}),
      trading: owner({ readOnly: 0, permissions: { ...permissions, Wallet: [] } }),
      withdrawing: owner({
        readOnly: 0,
        permissions: { ...permissions, Wallet: ['AccountTransfer', 'Withdraw'] },
      }),
      bound: owner({ ips: ['18.181.170.164'], deadlineDay: -2, expiredAt: '1970-01-01T00:00:00Z' }),
      future: owner({ permissions: { ...permissions, Dreams: ['Dream'] }, colour: { r: 1 } }),
      revoked: () => answer(10003, 'API key is invalid.'),
      moving: owner({
        readOnly: 0,
        permissions: { Wallet: ['SubMemberTransferList', 'AccountTransfer'], Spot: [] },
      }),
      bare: () => new Response(null, { status: 401 }),
      expired: () => answer(33004, 'Your api key has expired.'),
      forbidden: () => answer(10005, 'Permission denied, please check your API key permissions.'),
      otherAddress: () => answer(10010, 'Unmatched IP, please check your API key’s bound IP addresses.'),
      clock: () => answer(10002, 'invalid request, please check your server timestamp or recv_window param.'),
      rateLimited: () => answer(10006, 'Too many visits. Exceeded the API Rate Limit.', {}, 0),
      addressLimited: () => answer(10018, 'Exceeded the IP Rate Limit.'),
      tooFrequent: () => new Response('403, access too frequent', { status: 403 }),
      ...troubles,
    },
    testnet: { testnet: owner({ userID: 24617703 }) },
  },
  unknownKey: ({ headers }) =>
    Object.values(credentials).some(({ apiKey }) => apiKey === headers.get('x-bapi-api-key'))
      ? answer(10004, 'Error sign, please check your signature generation algorithm.')
      : answer(10003, 'API key is invalid.'),
  unknownMethod: () => new Response(null, { status: 404 }),
});
