import { maskParts } from './secrets.js';

/** Causes of causes, and errors of an `AggregateError`. */
const deepest = 5;
/** Members that tell what failed: SQLSTATE or Node's code, and what Node and `pg` add to it. */
const telling = ['code', 'errno', 'syscall', 'severity'] as const;

/**
 * A copy of what was thrown that can be logged: its name, message, code, stack and causes, with each credential masked, and none of
 * its other members: an error of a library may carry the whole request. Never throws.
 */
export const copyOfError = (error: unknown, secrets: readonly string[]): Error =>
  copyOf(error, maskParts(secrets), 0);

type Mask = (text: string) => string;

function copyOf(error: unknown, mask: Mask, depth: number): Error {
  try {
    if (typeof error === 'object' && error !== null) return copyOfObject(error, mask, depth);
    return new Error(mask(String(error)));
  } catch {
    return new Error('something was thrown that cannot be read');
  }
}

function copyOfObject(error: object, mask: Mask, depth: number): Error {
  const { name, message, stack, cause, errors } = error as Record<string, unknown>;
  const several = Array.isArray(errors) ? (errors as unknown[]).slice(0, deepest) : [];
  const within = depth < deepest ? several.map((one) => copyOf(one, mask, depth + 1)) : [];
  const { code } = error as { code?: unknown };
  // A connection that was tried at several addresses fails without a message of its own.
  const words =
    textOf(message) || within.map((one) => one.message).join('; ') || textOf(code) || textOf(name);
  const copy = new Error(mask(words || 'an error without a message')) as Error & Record<string, unknown>;
  const isNested = cause !== undefined && depth < deepest;
  if (isNested) define(copy, 'cause', copyOf(cause, mask, depth + 1));
  if (within.length) copy['errors'] = within;
  if (textOf(name)) define(copy, 'name', mask(textOf(name)));
  define(copy, 'stack', mask(textOf(stack) || `${copy.name}: ${copy.message}`));
  for (const member of telling) {
    const value = (error as Record<string, unknown>)[member];
    if (typeof value === 'number') copy[member] = value;
    if (typeof value === 'string') copy[member] = mask(value);
  }
  return copy;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** As an error's own are: not among its members when it is printed. */
const define = (error: Error, member: string, value: unknown) =>
  Object.defineProperty(error, member, { value, configurable: true, writable: true, enumerable: false });
