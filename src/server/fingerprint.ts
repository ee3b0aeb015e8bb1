import type { ConnectRequest } from './body.js';

interface NodeCrypto {
  createHash(algorithm: 'sha256'): { update(text: string): { digest(encoding: 'base64url'): string } };
}

/** Where there is Node's own crypto, a hash takes microseconds; Web Crypto has to change threads for it. */
const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
const node = process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined;

/** SHA-256 of a text, in base64url. */
export async function sha256(text: string): Promise<string> {
  if (node) return node.createHash('sha256').update(text).digest('base64url');
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(hash)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

/**
 * Tells one request from another without keeping what it held. Credentials of APIs are random and long, so a hash that is
 * salted with the user and the key gives nothing away.
 */
export function fingerprintOf(
  user: string,
  key: string,
  { broker, credentials }: ConnectRequest,
): Promise<string> {
  const members = Object.entries(credentials).sort(([a], [b]) => (a < b ? -1 : 1));
  return sha256(JSON.stringify([user, key, broker, members]));
}
