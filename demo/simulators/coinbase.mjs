/**
 * Coinbase's API as far as a key is verified with it: `GET /api/v3/brokerage/key_permissions`, with a JWT whose signature is checked. Routes,
 * JSON and errors are those of the sources that docs/brokers.md names; keys and portfolios are made up.
 */
import { simulator, troubles } from './frame.mjs';

const pem = (kind, ...lines) =>
  [`-----BEGIN ${kind}PRIVATE KEY-----`, ...lines, `-----END ${kind}PRIVATE KEY-----`].join('\n');

/** Made for these tests, as all that is here. */
const elliptic = {
  sec1: pem(
    'EC ',
    'MHcCAQEEIFJSFKjdTohyt7TtwbS7deRb6WA96sTg10oEiOj2/JGloAoGCCqGSM49',
    'AwEHoUQDQgAE1yx8GiNf6wvUHYrOgP4CxccKcHNy25P8cs+FIikLQiNWt1FfjGEw',
    'Z0/fvYw7HLCkOqjTDRU9MLGxC8H8JgYShA==',
  ),
  pkcs8: pem(
    '',
    'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgUlIUqN1OiHK3tO3B',
    'tLt15FvpYD3qxODXSgSI6Pb8kaWhRANCAATXLHwaI1/rC9Qdis6A/gLFxwpwc3Lb',
    'k/xyz4UiKQtCI1a3UV+MYTBnT9+9jDscsKQ6qNMNFT0wsbELwfwmBhKE',
  ),
  jwk: {
    kty: 'EC',
    crv: 'P-256',
    x: '1yx8GiNf6wvUHYrOgP4CxccKcHNy25P8cs-FIikLQiM',
    y: 'VrdRX4xhMGdP372MOxywpDqo0w0VPTCxsQvB_CYGEoQ',
  },
};
const edwards = {
  raw: 'rOSuvqR4SSHOxG0M/iYq9CsF4tV2FPT0pv9TvOddzhbgm1nBGEV315dW1m01miAtP8rJPsGur/un2YoQg00M3g==',
  pkcs8: pem('', 'MC4CAQAwBQYDK2VwBCIEIKzkrr6keEkhzsRtDP4mKvQrBeLVdhT09Kb/U7znXc4W'),
  jwk: { kty: 'OKP', crv: 'Ed25519', x: '4JtZwRhFd9eXVtZtNZogLT_KyT7Brq_7p9mKEINNDN4' },
};

/** A name that says, in its digits, which part it plays. */
const uuid = (part) => `00000000-0000-4000-8000-${String(part).padStart(12, '0')}`;
const key = (part, privateKey = elliptic.sec1) => ({
  keyName: `organizations/${uuid(0)}/apiKeys/${uuid(part)}`,
  privateKey,
});

const credentials = {
  trading: key(1),
  readOnly: key(2),
  /** May send everything away. */
  transferring: key(3),
  /** With the other algorithm, in the two ways in which it is written. */
  edwards: key(4, edwards.raw),
  edwardsPem: key(5, edwards.pkcs8),
  ellipticPem: key(6, elliptic.pkcs8),
  /** With the newer kind of name. */
  shortName: { keyName: uuid(7), privateKey: elliptic.sec1 },
  /** As it may be one day: members that nobody knows yet. */
  future: key(8),
  nameless: key(9),
  blind: key(10),
  /** Without the scope that the method wants. */
  forbidden: key(11),
  revoked: key(12),
  /** Whose private key is another one’s. */
  wrongKey: key(13, edwards.raw),
  rateLimited: key(14),
  ...Object.fromEntries(Object.keys(troubles).map((role, index) => [role, key(100 + index)])),
};

const bytesOf = (base64url) =>
  Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
const parsed = (part) => JSON.parse(new TextDecoder().decode(bytesOf(part)));

const algorithms = {
  ES256: [elliptic.jwk, { name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' }],
  EdDSA: [edwards.jwk, { name: 'Ed25519' }, { name: 'Ed25519' }],
};

/** The name of the key that has signed a JWT for this very call, in its time. */
async function signerOf(jwt, { method, path }) {
  const [header, payload, signature] = jwt.split('.');
  const { alg, kid, nonce } = parsed(header);
  const { sub, iss, nbf, exp, uri } = parsed(payload);
  const now = Date.now() / 1000;
  const isOfNow = nbf <= now && now < exp && exp - nbf <= 120;
  if (!isOfNow || iss !== 'cdp' || sub !== kid || !nonce) return undefined;
  if (uri !== `${method} api.coinbase.com${path}`) return undefined;
  const known = Object.values(credentials).find(({ keyName }) => keyName === kid);
  const expected = [edwards.raw, edwards.pkcs8].includes(known?.privateKey) ? 'EdDSA' : 'ES256';
  if (alg !== expected || known === credentials.wrongKey) return undefined;
  const [jwk, kind, how] = algorithms[alg];
  const imported = await crypto.subtle.importKey('jwk', jwk, kind, false, ['verify']);
  const message = new TextEncoder().encode(`${header}.${payload}`);
  return (await crypto.subtle.verify(how, imported, bytesOf(signature), message)) ? kid : undefined;
}

const permissions = {
  can_view: true,
  can_trade: false,
  can_transfer: false,
  portfolio_uuid: '8bfc20d7-0000-4000-8000-000000000001',
  portfolio_type: 'DEFAULT',
};

/** The only method that a verification calls. */
const owner =
  (more = {}) =>
  ({ path, method }) =>
    path === '/api/v3/brokerage/key_permissions' &&
    method === 'GET' &&
    Response.json({ ...permissions, ...more });

export const coinbase = simulator({
  id: 'coinbase',
  hosts: { api: '/coinbase' },
  credentials,
  keyIn: async (call) => {
    try {
      return await signerOf(call.headers.get('authorization').replace(/^Bearer /, ''), call);
    } catch {
      return undefined;
    }
  },
  answers: {
    api: {
      readOnly: owner(),
      trading: owner({ can_trade: true }),
      transferring: owner({ can_trade: true, can_transfer: true }),
      edwards: owner(),
      edwardsPem: owner(),
      ellipticPem: owner(),
      shortName: owner(),
      future: owner({ can_receive: true, colour: { r: 1 } }),
      nameless: owner({ portfolio_uuid: undefined }),
      blind: owner({ can_view: false }),
      forbidden: () =>
        Response.json(
          {
            error: 'unknown',
            error_details: 'Missing required scopes',
            message: 'Missing required scopes',
          },
          { status: 403 },
        ),
      rateLimited: () =>
        Response.json(
          { errors: [{ id: 'rate_limit_exceeded', message: 'Too many requests' }] },
          { status: 429, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '42' } },
        ),
      ...troubles,
    },
  },
  unknownKey: () => new Response('Unauthorized', { status: 401, headers: { 'content-type': 'text/plain' } }),
  unknownMethod: () => new Response(null, { status: 404 }),
});
