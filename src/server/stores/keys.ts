import { fromBase64, type Bytes } from '../bytes.js';

/** A key that credentials are encrypted with. */
export interface EncryptionKey {
  /** Written beside what this key has encrypted; 1 to 64 characters. Never give it to a second key. */
  readonly id: string;
  /** 32 random bytes, as they are or in base64 (`openssl rand -base64 32`). */
  readonly key: string | Uint8Array;
}

/** Keys, or a function that fetches them where they are kept (a KMS): at the first use, and for a key that is not known yet. */
export type EncryptionKeys =
  readonly EncryptionKey[] | (() => readonly EncryptionKey[] | Promise<readonly EncryptionKey[]>);

/** Keys that were found to be in order. */
export interface KeyRing {
  /** Id of the one that encrypts. */
  readonly first: string;
  /** By id. */
  readonly keys: ReadonlyMap<string, CryptoKey>;
}

/** Bytes, for AES-256. */
const keyLength = 32;
const example = `openssl rand -base64 ${keyLength}`;
/** Of 32 random bytes, less than one key in 10^15 has fewer different ones. */
const fewestDifferent = 16;
/** Random base64 changes between capitals, small letters, digits and signs 27 times; fewer than this, one key in 10^7. */
const fewestChanges = 11;
/** Two fifths of random base64 are small letters, and as many are capitals; more than this, one key in 10^7. */
const mostOfAKind = 0.8;

/**
 * The bytes of keys, by id, in their order.
 *
 * @throws TypeError where a key cannot be used. No message repeats one.
 */
export function readKeys(given: readonly EncryptionKey[]): ReadonlyMap<string, Bytes> {
  if (!Array.isArray(given)) throw new TypeError('encryptionKeys must be an array of keys');
  if (!given.length) throw new TypeError('encryptionKeys must hold a key at least');
  const bytes = new Map<string, Bytes>();
  for (const [index, key] of (given as readonly EncryptionKey[]).entries()) {
    const where = `encryptionKeys[${index}]`;
    const id = (key as EncryptionKey | undefined)?.id;
    if (typeof id !== 'string' || !/^[\x21-\x7e]{1,64}$/.test(id)) {
      throw new TypeError(`${where}.id must be 1 to 64 visible characters`);
    }
    if (bytes.has(id)) throw new TypeError(`${where}.id is that of another key`);
    // The others must still open what they have encrypted, be they as they may.
    bytes.set(id, readKey(key.key, `${where}.key`, index === 0));
  }
  return bytes;
}

/** Makes them usable. The first one encrypts. */
export async function importKeys(bytes: ReadonlyMap<string, Bytes>): Promise<KeyRing> {
  const keys = new Map<string, CryptoKey>();
  for (const [id, raw] of bytes) {
    keys.set(id, await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']));
  }
  return { first: [...keys.keys()][0]!, keys };
}

function readKey(key: string | Uint8Array | undefined, where: string, isFirst: boolean): Bytes {
  const bytes = bytesOf(key);
  if (bytes?.length !== keyLength) {
    throw new TypeError(
      `${where} must be ${keyLength} random bytes, in base64 or as a Uint8Array, for example from: ${example}; got ${kindOf(key, bytes)}`,
    );
  }
  if (isFirst && (isGuessable(bytes) || (typeof key === 'string' && isWords(key.trim())))) {
    throw new TypeError(`${where} must be random, for example from: ${example}`);
  }
  return bytes;
}

/** What was given as a key, without a letter of it. */
function kindOf(key: unknown, bytes: Bytes | undefined): string {
  if (bytes) return `${bytes.length} bytes`;
  if (key === undefined) return 'undefined: is its environment variable set?';
  return typeof key === 'string' ? 'a text that is not base64' : typeof key;
}

/** Undefined where it is neither bytes nor base64. */
function bytesOf(key: string | Uint8Array | undefined): Bytes | undefined {
  if (typeof key === 'string') return fromBase64(key.trim());
  return key instanceof Uint8Array ? Uint8Array.from(key) : undefined;
}

/** One byte over and over, bytes that count up or down, or a text: what somebody typed, and not what was drawn. */
function isGuessable(bytes: Uint8Array): boolean {
  const steps = new Set(Array.from(bytes.subarray(1), (byte, index) => (byte - bytes[index]! + 256) % 256));
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText || steps.size === 1 || new Set(bytes).size < fewestDifferent;
}

/** Whether base64 is made of words: they hardly change the kind of their characters, or hold one kind almost alone. */
function isWords(text: string): boolean {
  const kinds = [...text].map((character) =>
    /[a-z]/.test(character)
      ? 'small'
      : /[A-Z]/.test(character)
        ? 'capital'
        : /\d/.test(character)
          ? 'digit'
          : 'sign',
  );
  const changes = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
  const most = Math.max(...new Set(kinds.map((kind) => kinds.filter((other) => other === kind).length)));
  return changes < fewestChanges || most > kinds.length * mostOfAKind;
}
