/** Signatures as brokers want them, by Web Crypto: Node, Bun, Deno and workers have it. */
import type { Bytes } from '../stores/bytes.js';

export const utf8 = (text: string): Bytes => Uint8Array.from(new TextEncoder().encode(text));

/** The text of bytes in Latin-1, which base64 is made of. */
const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const toBase64 = (bytes: Uint8Array): string => btoa(latin1(bytes));

/** Undefined where the text is no base64; the alphabet of addresses is read, too. */
export function fromBase64(text: string): Bytes | undefined {
  try {
    const standard = text.replaceAll('-', '+').replaceAll('_', '/');
    return Uint8Array.from(atob(standard), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

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
