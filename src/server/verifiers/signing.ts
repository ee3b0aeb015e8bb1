/** Signatures as brokers want them, by Web Crypto: Node, Bun, Deno and workers have it. */
import { toHex, type Bytes } from '../bytes.js';

export const utf8 = (text: string): Bytes => Uint8Array.from(new TextEncoder().encode(text));

export const sha256Of = async (message: Bytes): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', message));

/** HMAC (RFC 2104). */
export async function hmac(hash: 'SHA-256' | 'SHA-512', key: Bytes, message: Bytes): Promise<Bytes> {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, message));
}

/** What several brokers want: HMAC with SHA-256 of a text by a text, in lower-case hexadecimal digits. */
export const hexHmac = async (key: string, message: string): Promise<string> =>
  toHex(await hmac('SHA-256', utf8(key), utf8(message)));
