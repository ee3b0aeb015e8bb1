interface NodeCrypto {
  hash?(algorithm: 'sha256', text: string, encoding: 'base64url'): string;
}

/** Where Node's own crypto can (20.12 and newer), a hash takes half a microsecond; Web Crypto has to change threads for it. */
const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
const node = process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined;

/** SHA-256 of a text, in base64url. */
export async function sha256(text: string): Promise<string> {
  if (node?.hash) return node.hash('sha256', text, 'base64url');
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
export const fingerprintOf = (user: string, key: string, body: string): Promise<string> =>
  sha256(JSON.stringify([user, key]) + body);
