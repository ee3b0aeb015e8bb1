import type { Credentials } from '../store.js';

/** A key that credentials are encrypted with. */
export interface EncryptionKey {
  /** Written beside what this key has encrypted; 1 to 64 characters. Never give it to a second key. */
  readonly id: string;
  /** 32 random bytes, as they are or in base64 (`openssl rand -base64 32`). */
  readonly key: string | Uint8Array;
}

/** Encrypted credentials, as they are written. */
export interface Sealed {
  readonly keyId: string;
  /** Initialisation vector, then the encrypted text with its tag. */
  readonly box: Uint8Array<ArrayBuffer>;
}

/** Encrypts and decrypts credentials. */
export interface Vault {
  seal(credentials: Credentials, user: string, connection: string): Promise<Sealed>;
  /** @throws Error where the key is not known, or what was written was changed or moved to another connection. */
  open(sealed: Sealed, user: string, connection: string): Promise<Credentials>;
}

/** Bytes, for AES-256. */
const keyLength = 32;
/** Bytes: the length that GCM is made for (NIST SP 800-38D, 8.2.2). Random ones are safe for 2^32 connections with one key. */
const ivLength = 12;

/**
 * AES-256-GCM by Web Crypto. The first key encrypts, all of them decrypt, so that a key is replaced by putting another in
 * front.
 *
 * @throws TypeError where a key cannot be used. No message repeats one.
 */
export function createVault(encryptionKeys: readonly EncryptionKey[]): Vault {
  const keys = new Map<string, Promise<CryptoKey>>();
  for (const [index, given] of [...encryptionKeys].entries()) {
    const { id, key } = given;
    const where = `encryptionKeys[${index}]`;
    if (typeof id !== 'string' || !/^[\x21-\x7e]{1,64}$/.test(id)) {
      throw new TypeError(`${where}.id must be 1 to 64 visible characters`);
    }
    if (keys.has(id)) throw new TypeError(`${where}.id is that of another key`);
    const bytes = bytesOf(key);
    if (bytes?.length !== keyLength) {
      throw new TypeError(`${where}.key must be ${keyLength} bytes, in base64 or as a Uint8Array`);
    }
    keys.set(id, crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']));
  }
  const [first] = keys.keys();
  if (first === undefined) throw new TypeError('encryptionKeys must hold a key at least');

  /** Binds the text to its key, user and connection: moved to another, it does not open. */
  const parameters = (iv: Uint8Array<ArrayBuffer>, keyId: string, user: string, connection: string) => ({
    name: 'AES-GCM',
    iv,
    additionalData: new TextEncoder().encode(JSON.stringify(['portfolio-connect', keyId, user, connection])),
  });

  return {
    async seal(credentials, user, connection) {
      const iv = crypto.getRandomValues(new Uint8Array(ivLength));
      const text = new TextEncoder().encode(JSON.stringify(credentials));
      const encrypted = await crypto.subtle.encrypt(
        parameters(iv, first, user, connection),
        await keys.get(first)!,
        text,
      );
      const box = new Uint8Array(ivLength + encrypted.byteLength);
      box.set(iv);
      box.set(new Uint8Array(encrypted), ivLength);
      return { keyId: first, box };
    },

    async open({ keyId, box }, user, connection) {
      const key = await keys.get(keyId);
      if (!key) throw new Error(`there is no encryption key with the id ${JSON.stringify(keyId)}`);
      const iv = box.slice(0, ivLength);
      let text: ArrayBuffer;
      try {
        text = await crypto.subtle.decrypt(
          parameters(iv, keyId, user, connection),
          key,
          box.subarray(ivLength),
        );
      } catch {
        throw new Error(`the credentials of connection ${connection} do not open with the key ${keyId}`);
      }
      return JSON.parse(new TextDecoder().decode(text)) as Credentials;
    },
  };
}

/** Undefined where it is neither bytes nor base64. */
function bytesOf(key: string | Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (typeof key !== 'string') return key instanceof Uint8Array ? Uint8Array.from(key) : undefined;
  try {
    const base64 = key.trim().replaceAll('-', '+').replaceAll('_', '/');
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
