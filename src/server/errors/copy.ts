import { maskParts } from './secrets.js';
import { partsOf, type Thrown } from './thrown.js';

/** Members that tell what failed: SQLSTATE or Node's code, and what Node and `pg` add to it. */
const telling = ['code', 'errno', 'syscall', 'severity'] as const;
/** Characters of a text. A log has no use for more, and masking takes its time. */
const longestText = 8_000;

/**
 * A copy of what was thrown that can be logged: its name, message, code, stack and causes, with each credential masked, and none of
 * its other members: an error of a library may carry the whole request. Never throws.
 */
export const copyOfError = (error: unknown, secrets: readonly string[]): Error =>
  new Copier(maskParts(secrets)).copy(error);

/** So many errors are copied: causes and parts may be many, or go round in circles. */
const most = 20;

class Copier {
  readonly #mask: (text: string) => string;
  readonly #seen = new Set<unknown>();

  constructor(mask: (text: string) => string) {
    this.#mask = mask;
  }

  copy(error: unknown): Error {
    try {
      if (typeof error !== 'object' || error === null) return new Error(this.#masked(String(error)));
      this.#seen.add(error);
      return this.#copyOf(error);
    } catch {
      return new Error('something was thrown that cannot be read');
    }
  }

  #copyOf(error: Thrown): Error {
    const { name, message, stack, code, cause, errors } = error;
    const parts = this.#copies(partsOf(errors));
    // A connection that was tried at several addresses fails without a message of its own.
    const words = [message, parts.map((part) => part.message).join('; '), code, name]
      .map(textOf)
      .find(Boolean);
    const copy = new Error(this.#masked(words ?? 'an error without a message')) as Error &
      Record<string, unknown>;
    const [copiedCause] = cause === undefined ? [] : this.#copies([cause]);
    if (copiedCause) define(copy, 'cause', copiedCause);
    if (parts.length) copy['errors'] = parts;
    if (textOf(name)) define(copy, 'name', this.#masked(textOf(name)));
    define(copy, 'stack', this.#masked(textOf(stack) || `${copy.name}: ${copy.message}`));
    for (const member of telling) {
      const value = (error as Record<string, unknown>)[member];
      if (typeof value === 'number') copy[member] = value;
      if (typeof value === 'string') copy[member] = this.#masked(value);
    }
    return copy;
  }

  #copies(errors: readonly unknown[]): Error[] {
    const fresh = errors.filter((error) => !this.#seen.has(error));
    return fresh.flatMap((error) => (this.#seen.size < most ? [this.copy(error)] : []));
  }

  #masked(text: string): string {
    return this.#mask(text.length > longestText ? `${text.slice(0, longestText)}…` : text);
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** As an error's own are: not among its members when it is printed. */
const define = (error: Error, member: string, value: unknown) =>
  Object.defineProperty(error, member, { value, configurable: true, writable: true, enumerable: false });
