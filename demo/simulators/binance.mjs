/**
 * Binance's API as far as a key is verified with it: `GET /sapi/v1/account/apiRestrictions` and `GET /api/v3/account`, signed. Routes, JSON, codes and headers are
 * those of the sources that docs/brokers.md names; keys are made up.
 */
import { hex, hmac, simulator, troubles } from './frame.mjs';

/** A well-formed pair that says what it is for. */
const pair = (role) => ({
  apiKey: `Simulated${role}Key`.padEnd(64, '0'),
  secretKey: `Simulated${role}Secret`.padEnd(64, '0'),
});

const credentials = {
  trading: pair('Trading'),
  readOnly: pair('ReadOnly'),
  /** May take the money out, and move it between accounts. */
  withdrawing: pair('Withdrawing'),
  transferring: pair('Transferring'),
  /** As it may be one day: members that nobody knows yet. */
  future: pair('Future'),
  blind: pair('Blind'),
  /** Deleted, or asked about from an address that is not allowed: Binance does not say which. */
  revoked: pair('Revoked'),
  /** Of which Binance says that it is no key. */
  noKey: pair('NoKey'),
  deleted: pair('Deleted'),
  /** Whose secret is another one’s. */
  wrongSecret: pair('WrongSecret'),
  /** Which is told, and then nothing more. */
  nameless: pair('Nameless'),
  /** The clock of who asks is wrong. */
  clock: pair('Clock'),
  rateLimited: pair('Limited'),
  /** Its rights are told, and then the limit is reached. */
  rateLimitedLater: pair('Later'),
  /** Shut out for having gone on after that. */
  banned: pair('Banned'),
  /** From a country where Binance does no business. */
  restricted: pair('Restricted'),
  ...Object.fromEntries(Object.keys(troubles).map((role) => [role, pair(`Trouble${role}`)])),
};

const restrictions = {
  ipRestrict: false,
  createTime: 1698645219000,
  enableReading: true,
  enableWithdrawals: false,
  enableInternalTransfer: false,
  enableMargin: false,
  enableFutures: false,
  permitsUniversalTransfer: false,
  enableVanillaOptions: false,
  enableFixApiTrade: false,
  enableFixReadOnly: true,
  enableSpotAndMarginTrading: false,
  enablePortfolioMarginTrading: false,
};

const account = {
  canTrade: true,
  canWithdraw: true,
  canDeposit: true,
  updateTime: 123456789,
  accountType: 'SPOT',
  balances: [{ asset: 'BTC', free: '4723846.89208129', locked: '0.00000000' }],
  permissions: ['SPOT'],
  uid: 354937868,
};

const failure = (status, code, msg, headers) => Response.json({ code, msg }, { status, headers });
const tooMany = (status) => () =>
  failure(status, -1003, 'Too much request weight used.', { 'retry-after': '42' });

/** The two methods that a verification calls. */
const owner =
  (more, later = () => Response.json(account)) =>
  ({ path, method }) =>
    method === 'GET' &&
    (path === '/api/v3/account'
      ? later()
      : path === '/sapi/v1/account/apiRestrictions' &&
        Response.json(
          { ...restrictions, ...more },
          { headers: { 'x-sapi-used-ip-weight-1m': '1', 'content-type': 'application/json;charset=UTF-8' } },
        ));

export const binance = simulator({
  id: 'binance',
  hosts: { api: '/binance' },
  credentials,
  // Of the query as it was sent, but for the signature at its end.
  keyIn: async ({ headers, query }) => {
    const apiKey = headers.get('x-mbx-apikey');
    const known = Object.values(credentials).find((one) => one.apiKey === apiKey);
    if (!known || known === credentials.wrongSecret) return undefined;
    const signed = new URLSearchParams(query);
    signed.delete('signature');
    const signature = hex(await hmac('SHA-256', known.secretKey, signed.toString()));
    return signature === query.get('signature') ? apiKey : undefined;
  },
  answers: {
    api: {
      readOnly: owner({}),
      trading: owner({ enableSpotAndMarginTrading: true, tradingAuthorityExpirationTime: 1628985600000 }),
      withdrawing: owner({ enableWithdrawals: true, ipRestrict: true }),
      transferring: owner({ enableMargin: true, permitsUniversalTransfer: true }),
      future: owner({ enableDreaming: true, colour: { r: 1 } }),
      rateLimitedLater: owner({}, tooMany(429)),
      revoked: () => failure(401, -2015, 'Invalid API-key, IP, or permissions for action.'),
      noKey: () => failure(401, -2014, 'API-key format invalid.'),
      deleted: () => failure(401, -2008, 'Invalid Api-Key ID.'),
      nameless: owner({}, () => failure(401, -2015, 'Invalid API-key, IP, or permissions for action.')),
      blind: owner({ enableReading: false }),
      clock: () => failure(400, -1021, 'Timestamp for this request is outside of the recvWindow.'),
      rateLimited: tooMany(429),
      banned: tooMany(418),
      restricted: () =>
        failure(451, 0, "Service unavailable from a restricted location according to 'b. Eligibility'"),
      ...troubles,
    },
  },
  unknownKey: ({ headers }) =>
    Object.values(credentials).some(({ apiKey }) => apiKey === headers.get('x-mbx-apikey'))
      ? failure(400, -1022, 'Signature for this request is not valid.')
      : failure(401, -2015, 'Invalid API-key, IP, or permissions for action.'),
  unknownMethod: () => new Response(null, { status: 404 }),
});
