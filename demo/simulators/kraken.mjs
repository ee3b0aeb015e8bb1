/**
 * Kraken's spot API as far as a key is verified with it: `POST /0/private/GetApiKeyInfo`, signed. Routes, JSON and errors are those of the
 * sources that docs/brokers.md names; keys are made up.
 */
import { hmac, simulator, troubles } from './frame.mjs';

const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
const utf8 = (text) => new TextEncoder().encode(text);

/** A well-formed pair that says what it is for: 42 and 64 bytes. */
const pair = (role) => ({
  apiKey: base64(utf8(`simulated ${role} key`.padEnd(42, '.'))),
  privateKey: base64(utf8(`simulated ${role} private key`.padEnd(64, '.'))),
});

const credentials = {
  trading: pair('trading'),
  readOnly: pair('read-only'),
  /** May take the money out. */
  withdrawing: pair('withdrawing'),
  /** Ends on a day that its owner chose. */
  expiring: pair('expiring'),
  /** As it may be one day: members and permissions that nobody knows yet. */
  future: pair('future'),
  /** May do something else, but not look at the balance. */
  blind: pair('blind'),
  revoked: pair('revoked'),
  /** Whose private key is another one’s. */
  wrongSecret: { ...pair('wrong secret'), privateKey: pair('some other').privateKey },
  /** Has a two-factor authentication of its own. */
  twoFactor: pair('two-factor'),
  /** Others use it with larger nonces. */
  nonce: pair('nonce'),
  rateLimited: pair('limited'),
  lockedOut: pair('locked out'),
  /** Too much at once, with the time from which on it may be tried again. */
  throttled: pair('throttled'),
  tooMany: pair('too many'),
  /** With a warning beside the result. */
  warned: pair('warned'),
  unavailable: pair('unavailable'),
  ...Object.fromEntries(Object.keys(troubles).map((role) => [role, pair(`trouble ${role}`)])),
};

const failure = (error, status = 200) => Response.json({ error: [error] }, { status });
const info = (permissions, more = {}) => ({
  apiKeyName: 'my-api-key',
  apiKey: '4/SDrDBcOOPnm3nPlNfEMMJDeRcIVqPz+QhRxIodyZbI9po/aVRiHsgX',
  nonce: '1772627060997',
  nonceWindow: 0,
  permissions,
  iban: 'AA88 N84G WOAK NMOI',
  validUntil: '0',
  queryFrom: '0',
  queryTo: '0',
  createdTime: '1772542900',
  modifiedTime: '1772543095',
  ipAllowlist: [],
  lastUsed: '1772627061',
  ...more,
});

/** The only method that a verification calls. */
const owner =
  (permissions, more) =>
  ({ path, method }) =>
    path === '/0/private/GetApiKeyInfo' &&
    method === 'POST' &&
    Response.json({ error: [], result: info(permissions, more) });

const reading = ['query-funds', 'query-open-trades', 'query-closed-trades'];

export const kraken = simulator({
  id: 'kraken',
  hosts: { api: '/kraken' },
  credentials,
  // Of the path, and of a hash of nonce and body.
  keyIn: async ({ headers, path, body }) => {
    const apiKey = headers.get('api-key');
    const [role, known] = Object.entries(credentials).find(([, one]) => one.apiKey === apiKey) ?? [];
    if (!known || role === 'wrongSecret') return undefined;
    const secret = Uint8Array.from(atob(known.privateKey), (character) => character.charCodeAt(0));
    const nonce = new URLSearchParams(body).get('nonce');
    const hashed = new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(nonce + body)));
    const signature = await hmac('SHA-512', secret, Uint8Array.from([...utf8(path), ...hashed]));
    return base64(new Uint8Array(signature)) === headers.get('api-sign') ? apiKey : undefined;
  },
  answers: {
    api: {
      readOnly: owner(reading),
      trading: owner([...reading, 'modify-trades', 'close-trades']),
      withdrawing: owner([...reading, 'modify-trades', 'withdraw-funds', 'add-withdraw-address']),
      expiring: owner(reading, { validUntil: '1893456000' }),
      future: owner([...reading, 'paint-funds'], { nonceWindow: '0', colour: { r: 1 } }),
      blind: owner(['query-ledger', 'create-ws-token']),
      revoked: () => failure('EAPI:Invalid key'),
      twoFactor: () => failure('EAPI:Invalid otp'),
      nonce: () => failure('EAPI:Invalid nonce'),
      rateLimited: () => failure('EAPI:Rate limit exceeded'),
      lockedOut: () => failure('EGeneral:Temporary lockout'),
      throttled: () => failure(`EService: Throttled: ${Math.ceil(Date.now() / 1000) + 42}`),
      tooMany: () => failure('EGeneral:Too many requests'),
      warned: () => Response.json({ error: ['WGeneral:Something'], result: info(reading) }),
      unavailable: () => failure('EService:Unavailable'),
      ...troubles,
    },
  },
  unknownKey: ({ headers }) =>
    failure(
      Object.values(credentials).some(({ apiKey }) => apiKey === headers.get('api-key'))
        ? 'EAPI:Invalid signature'
        : 'EAPI:Invalid key',
    ),
  unknownMethod: () => failure('EGeneral:Unknown method'),
});
