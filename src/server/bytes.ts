/** Bytes that are nobody else's: what TypeScript has called `Uint8Array<ArrayBuffer>` since 5.7, and had no name for before. */
export type Bytes = ReturnType<typeof Uint8Array.from>;

/** Each byte as a character: how it looks to who takes it for Latin-1, and what base64 is made of. */
export const latin1 = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

/** Lower-case hexadecimal digits. */
export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const toBase64 = (bytes: Uint8Array): string => btoa(latin1(bytes));

/** In the alphabet of addresses, without signs at the end (RFC 7515). */
export const toBase64url = (bytes: Uint8Array): string =>
  toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

/** Undefined where the text is no base64; the alphabet of addresses is read, too. */
export function fromBase64(text: string): Bytes | undefined {
  try {
    const standard = text.replaceAll('-', '+').replaceAll('_', '/');
    return Uint8Array.from(atob(standard), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
