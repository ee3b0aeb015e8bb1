/** Private keys as brokers give them to people, by Web Crypto: to sign JWTs with (RFC 7518, RFC 8037). */
import { fromBase64, toBase64url, type Bytes } from '../bytes.js';
import { utf8 } from './signing.js';

/** A key that JWTs are signed with. */
export interface SigningKey {
  readonly alg: 'ES256' | 'EdDSA';
  readonly sign: (message: Bytes) => Promise<Bytes>;
}

/**
 * Reads a private key: elliptic curve P-256 or Ed25519 in PEM, or Ed25519 alone in base64, as its seed with or without the public key
 * behind it.
 *
 * @returns undefined where it is none of these.
 */
export async function signingKeyIn(text: string): Promise<SigningKey | undefined> {
  const [, kind, inside] = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END /.exec(text) ?? [];
  const bytes = fromBase64(inside ?? text);
  if (!bytes) return undefined;
  if (kind === 'EC ' || kind === 'ECDSA ') return await ellipticKey(wrapped(bytes));
  if (kind === '') return (await ellipticKey(bytes)) ?? (await edwardsKey(bytes));
  const isBare = kind === undefined && (bytes.length === seedLength || bytes.length === 2 * seedLength);
  return isBare
    ? await edwardsKey(Uint8Array.from([...edwardsHeader, ...bytes.subarray(0, seedLength)]))
    : undefined;
}

/** What stands before the seed of an Ed25519 key in PKCS #8 (RFC 8410), in hexadecimal digits. */
const edwardsHeader = bytesOf('302e020100300506032b657004220420');
const seedLength = 32;
/** What stands before a private key of P-256 in PKCS #8 (RFC 5208, RFC 5915): the version, and what kind of key it is. */
const ellipticHeader = bytesOf('020100301306072a8648ce3d020106082a8648ce3d030107');

function bytesOf(digits: string): number[] {
  return (digits.match(/../g) ?? []).map((pair) => parseInt(pair, 16));
}

/** PKCS #8 of what OpenSSL writes as “EC PRIVATE KEY”, which Web Crypto does not read. */
const wrapped = (key: Bytes): Bytes =>
  Uint8Array.from(element(0x30, [...ellipticHeader, ...element(0x04, [...key])]));

/** An element of DER, of 65535 bytes at most: a longer key is none. */
function element(tag: number, content: readonly number[]): number[] {
  const { length } = content;
  if (length < 0x80) return [tag, length, ...content];
  if (length < 0x100) return [tag, 0x81, length, ...content];
  return [tag, 0x82, length >> 8, length & 0xff, ...content];
}

const ellipticKey = (pkcs8: Bytes) =>
  imported('ES256', pkcs8, { name: 'ECDSA', namedCurve: 'P-256' }, { name: 'ECDSA', hash: 'SHA-256' });

const edwardsKey = (pkcs8: Bytes) => imported('EdDSA', pkcs8, { name: 'Ed25519' }, { name: 'Ed25519' });

async function imported(
  alg: SigningKey['alg'],
  pkcs8: Bytes,
  kind: EcKeyImportParams | Algorithm,
  how: EcdsaParams | Algorithm,
): Promise<SigningKey | undefined> {
  try {
    const key = await crypto.subtle.importKey('pkcs8', pkcs8, kind, false, ['sign']);
    return { alg, sign: async (message) => new Uint8Array(await crypto.subtle.sign(how, key, message)) };
  } catch {
    return undefined;
  }
}

/** A signed JWT (RFC 7519). */
export async function signedJwt(
  { alg, sign }: SigningKey,
  header: Readonly<Record<string, unknown>>,
  claims: Readonly<Record<string, unknown>>,
): Promise<string> {
  const message = [{ alg, typ: 'JWT', ...header }, claims]
    .map((part) => toBase64url(utf8(JSON.stringify(part))))
    .join('.');
  return `${message}.${toBase64url(await sign(utf8(message)))}`;
}
