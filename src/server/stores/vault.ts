import type { Credentials } from '../store.js';
import { limited } from '../time-limit.js';
import type { Bytes } from '../bytes.js';
import { importKeys, readKeys, type EncryptionKeys, type KeyRing } from './keys.js';

/** Encrypted credentials, as they are written. */
export interface Sealed {
  readonly keyId: string;
  readonly box: Bytes;
}

/** What credentials are bound to: moved to anything else, they do not open. */
export interface Binding {
  readonly user: string;
  /** Id of the connection. */
  readonly connection: string;
  readonly broker: string;
  /** What `accountsKey` says of the connection. */
  readonly accounts: string;
}

/** Encrypts and decrypts credentials. */
export interface Vault {
  seal(credentials: Credentials, binding: Binding): Promise<Sealed>;
  /** @throws Error where the key is not known, or what was written was changed or moved. */
  open(sealed: Sealed, binding: Binding): Promise<Credentials>;
  /** Whether it was sealed with the first key, in the way it would be now. */
  isCurrent(sealed: Sealed): Promise<boolean>;
  /** Resolves where there is a key to seal with. */
  ready(): Promise<void>;
  /** Fetches the keys anew, where they are fetched. */
  renewKeys(): Promise<void>;
}

/** Bytes: the length that GCM is made for (NIST SP 800-38D, 8.2.2). Random ones are safe for 2^32 connections with one key. */
const ivLength = 12;
/** How a box begins since its version 2; the initialisation vector follows, then the encrypted text with its tag. */
const mark = new TextEncoder().encode('pc2:');
/** Keys that a function gives are asked for anew after so many ms, */
const lifetime = 60_000;
/** or sooner, where there is none with an id. */
const betweenLooks = 5_000;
/** How long the function may take, ms. */
const fetchTimeout = 5_000;

/**
 * AES-256-GCM by Web Crypto. The first key encrypts, all of them decrypt, so that a key is replaced by putting another in
 * front.
 *
 * @throws TypeError where a key cannot be used. No message repeats one.
 */
export function createVault(encryptionKeys: EncryptionKeys): Vault {
  const keys = new Keys(encryptionKeys);

  return {
    async seal(credentials, binding) {
      const { first, keys: known } = await keys.ring();
      const iv = crypto.getRandomValues(new Uint8Array(ivLength));
      const text = new TextEncoder().encode(JSON.stringify(credentials));
      const parameters = parametersOf(iv, additionalData(first, binding));
      const encrypted = new Uint8Array(await crypto.subtle.encrypt(parameters, known.get(first)!, text));
      const box = new Uint8Array(mark.length + ivLength + encrypted.length);
      box.set(mark);
      box.set(iv, mark.length);
      box.set(encrypted, mark.length + ivLength);
      return { keyId: first, box };
    },

    async open({ keyId, box }, binding) {
      const key = await keys.find(keyId);
      if (!key) throw new Error(`there is no encryption key with the id ${JSON.stringify(keyId)}`);
      const text =
        (isMarked(box) && (await decrypt(key, box.subarray(mark.length), additionalData(keyId, binding)))) ||
        // The first version. One in four thousand million of its boxes begins as if it were the second.
        (await decrypt(key, box, formerData(keyId, binding)));
      if (text) return JSON.parse(new TextDecoder().decode(text)) as Credentials;
      throw new Error(
        `the credentials of connection ${binding.connection} do not open with the key ${keyId}`,
      );
    },

    async isCurrent({ keyId, box }) {
      return keyId === (await keys.ring()).first && isMarked(box);
    },

    async ready() {
      await keys.ring();
    },

    async renewKeys() {
      await keys.renewed();
    },
  };
}

const isMarked = (box: Uint8Array) => mark.every((byte, index) => box[index] === byte);

const parametersOf = (iv: Bytes, data: unknown) => ({
  name: 'AES-GCM',
  iv,
  additionalData: new TextEncoder().encode(JSON.stringify(data)),
});

const additionalData = (keyId: string, { user, connection, broker, accounts }: Binding) => [
  'portfolio-connect',
  2,
  keyId,
  user,
  connection,
  broker,
  accounts,
];

/** What the first version bound the text to. */
const formerData = (keyId: string, { user, connection }: Binding) => [
  'portfolio-connect',
  keyId,
  user,
  connection,
];

async function decrypt(key: CryptoKey, box: Bytes, data: unknown): Promise<ArrayBuffer | undefined> {
  const parameters = parametersOf(box.slice(0, ivLength), data);
  try {
    return await crypto.subtle.decrypt(parameters, key, box.subarray(ivLength));
  } catch {
    return undefined;
  }
}

/** The keys that were given, or that a function gives. */
class Keys {
  readonly #read: () => Promise<KeyRing>;
  readonly #isFetched: boolean;
  #ring: KeyRing | undefined;
  #looking: Promise<KeyRing> | undefined;
  #looked = -Infinity;

  constructor(given: EncryptionKeys) {
    this.#isFetched = typeof given === 'function';
    if (typeof given === 'function') {
      this.#read = async () => importKeys(readKeys(await limited(fetchTimeout, 'encryptionKeys', given)));
    } else {
      const bytes = readKeys(given);
      this.#read = () => importKeys(bytes);
    }
  }

  /** Those of a while ago at most; where they cannot be fetched anew, those that are there will do. */
  async ring(): Promise<KeyRing> {
    const isOld = this.#isFetched && performance.now() - this.#looked > lifetime;
    if (this.#ring && !isOld) return this.#ring;
    return await this.renewed().catch((error: unknown) => {
      if (!this.#ring) throw error;
      return this.#ring;
    });
  }

  /** A key that another process has begun to use may have come since the last time. */
  async find(id: string): Promise<CryptoKey | undefined> {
    const known = (await this.ring()).keys.get(id);
    if (known || !this.#isFetched || performance.now() - this.#looked < betweenLooks) return known;
    return (await this.renewed()).keys.get(id);
  }

  /** Those of now; whoever asks at the same time gets the same. */
  async renewed(): Promise<KeyRing> {
    this.#looked = performance.now();
    this.#looking ??= this.#read().finally(() => (this.#looking = undefined));
    return (this.#ring = await this.#looking);
  }
}
