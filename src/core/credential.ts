import { refusals, type ErrorCode } from './errors.js';

/** What the checks need to know about a credential field. */
export interface CredentialFormat {
  /** `line`: one line of text; `lines`: several, such as a key in PEM; `choice`: one of several values. Default: `line`. */
  readonly kind?: 'line' | 'lines' | 'choice' | undefined;
  /** What a whole value is like, as a regular expression in the `u` mode, for example `[0-9a-f]{8}-[0-9a-f]{4}`. */
  readonly pattern?: string | undefined;
  /** What every value begins with, for example `t.`. */
  readonly prefix?: string | undefined;
  /** The characters that occur, as the inside of a regular expression's class, for example `A-Za-z0-9_-`. */
  readonly alphabet?: string | undefined;
  /** The length, in characters, below which a value is probably cut off. */
  readonly minLength?: number | undefined;
  /** The length, in characters, above which nothing can be a value. Default: 8192. */
  readonly maxLength?: number | undefined;
}

/** A letter that looks Latin but is not, and the Latin letter that it looks like. */
export interface LookAlike {
  /** The letter found, for example a Cyrillic «а». */
  readonly found: string;
  /** The Latin letter that it was probably meant to be. */
  readonly latin: string;
  /** Its place in the value, counted from 1. */
  readonly position: number;
}

/**
 * What is wrong with a value. It cannot be sent; with `doubt` the person may overrule that, because the broker does not
 * guarantee the format.
 */
export type Finding =
  | { readonly kind: 'empty'; readonly doubt?: false }
  /** A masked copy, such as `t.••••` or `t.abc…xyz`: characters that stand for those that were not copied. */
  | { readonly kind: 'masked'; readonly doubt?: false }
  /** A value among other words, or behind some letters. */
  | { readonly kind: 'words'; readonly doubt: boolean }
  /** Parts of one value, or a value and a word. Who insists means one value. */
  | { readonly kind: 'parts'; readonly doubt: true }
  | { readonly kind: 'long'; readonly length: number; readonly maxLength: number; readonly doubt?: false }
  /** Two values in a row, or one inside the other. */
  | { readonly kind: 'twice'; readonly doubt: boolean }
  | { readonly kind: 'lookAlike'; readonly letters: readonly LookAlike[]; readonly doubt?: false }
  | { readonly kind: 'character'; readonly found: string; readonly position: number; readonly doubt: boolean }
  | { readonly kind: 'prefix'; readonly prefix: string; readonly doubt: true }
  | { readonly kind: 'short'; readonly length: number; readonly minLength: number; readonly doubt: true }
  /** The broker refused it a moment ago. */
  | { readonly kind: 'refused'; readonly doubt: true }
  /** Nothing else is wrong, but it does not fit the field's pattern. */
  | { readonly kind: 'pattern'; readonly doubt: true }
  /** It looks like what another field is for. */
  | { readonly kind: 'swapped'; readonly field: string; readonly doubt: boolean };

// Each Cyrillic letter before the Latin one that most fonts draw alike (Unicode TR 39, confusables).
const pairs = 'АAВBСCЕEНHІIЈJКKМMОOРPЅSТTХXУYаaсcԁdеeһhіiјjкkоoрpԛqѕsтtѵvԝwхxуy';
export const latinFor = (letter: string): string | undefined => {
  const at = pairs.indexOf(letter);
  // Latin letters stand at odd places, so a Latin letter is never found as its own look-alike.
  return at % 2 ? undefined : pairs[at + 1];
};

/** No broker's token comes near, and an endpoint may well refuse what is longer. */
export const longest = 8192;

/**
 * Finds the worst thing wrong with a value, or nothing.
 *
 * @param value - What {@link credentialIn} made of what was pasted.
 * @param format - What is known about the field; characters are judged only where its alphabet is known.
 */
export function checkCredential(value: string, format: CredentialFormat): Finding | undefined {
  if (!value) return { kind: 'empty' };
  const { prefix = '', alphabet, minLength = 0, maxLength = longest } = format;
  const known = lettersOf(format);
  // White space belongs to lines, and nothing there may be joined.
  const isLines = format.kind === 'lines';
  if (!isLines && hasWords(value, prefix, known)) return amongWords(value, format, known);
  if (value.length > maxLength) return { kind: 'long', length: value.length, maxLength };
  const letters = [...value];
  if (alphabet) {
    const lookAlikes = lookAlikesIn(letters, known);
    if (lookAlikes.length) return { kind: 'lookAlike', letters: lookAlikes };
  }
  if (isMaskedCopy(value, known)) return { kind: 'masked' };
  const twice = isLines ? undefined : checkTwice(value, format, known);
  if (twice) return twice;
  const body = !isLines && value.startsWith(prefix) ? prefix.length : 0;
  const occurs = (letter: string) => known.test(letter) || (isLines && /\s/.test(letter));
  const odd = letters.findIndex((letter, index) => index >= body && !occurs(letter));
  const found = letters[odd];
  // Beyond ASCII it cannot stand in an HTTP header at all, where lines do not go: no broker can have issued it.
  const doubt = !found || isLines || found <= '~';
  if (doubt && !value.startsWith(prefix)) return { kind: 'prefix', prefix, doubt };
  if (found) return { kind: 'character', found, position: odd + 1, doubt };
  if (value.length < minLength) return { kind: 'short', length: value.length, minLength, doubt: true };
  return fitsPattern(value, format) ? undefined : { kind: 'pattern', doubt: true };
}

/** One of the characters that occur; any, where that is not known. */
export const lettersOf = ({ alphabet = '^' }: CredentialFormat): RegExp => new RegExp(`[${alphabet}]`, 'u');

export const fitsPattern = (value: string, { pattern }: CredentialFormat): boolean =>
  pattern === undefined || new RegExp(`^(?:${pattern})$`, 'u').test(value);

const lookAlikesIn = (letters: readonly string[], known: RegExp): LookAlike[] =>
  letters.flatMap((found, index) => {
    const latin = known.test(found) ? undefined : latinFor(found);
    return latin ? [{ found, latin, position: index + 1 }] : [];
  });

/** Whether there is white space that does not occur in such a value, or something before its beginning. */
const hasWords = (value: string, prefix: string, known: RegExp): boolean =>
  (!known.test(' ') && /\s/.test(value)) ||
  (tellingPart(prefix, known) !== '' && value.lastIndexOf(prefix) > 0 && !value.startsWith(prefix));

/** What is wrong with several words. White space cannot be sent, whoever insists. */
function amongWords(value: string, format: CredentialFormat, known: RegExp): Finding {
  if (isMaskedCopy(value, known)) return { kind: 'masked' };
  const isBroken = /\s/.test(value);
  const twice = checkTwice(value, format, known);
  if (twice) return { ...twice, doubt: twice.doubt && !isBroken };
  if (areSeveral(value.split(/\s+/), format)) return { kind: 'twice', doubt: false };
  const { prefix = '', maxLength = longest } = format;
  const letters = [...bodyOf(value, prefix)];
  const isPure = value.length <= maxLength && letters.every((one) => known.test(one) || /\s/.test(one));
  return isBroken && isPure ? { kind: 'parts', doubt: true } : { kind: 'words', doubt: !isBroken };
}

/** Shorter values that no beginning tells from words may be some; so may those without a digit. */
const tellingLength = 16;

/** Whether it is a whole value beyond doubt, by itself. */
export const isPlainlyWhole = (value: string, format: CredentialFormat): boolean =>
  value.length >= tellingLength && /\d/.test(value) && !checkCredential(value, format);

/** Whether these are whole values, and not the parts of one: they make none together. */
export const areSeveral = (values: readonly string[], format: CredentialFormat): boolean =>
  values.length > 1 &&
  values.every((value) => isPlainlyWhole(value, format)) &&
  !isPlainlyWhole(values.join(''), format);

/** What follows the beginning that every value has. */
export const bodyOf = (value: string, prefix: string): string =>
  value.startsWith(prefix) ? value.slice(prefix.length) : value;

/** The part of a beginning that tells it from what follows: from the first character on that does not occur there. */
export const tellingPart = (prefix: string, known: RegExp): string => {
  const letters = [...prefix];
  const at = letters.findIndex((letter) => !known.test(letter));
  return at < 0 ? '' : letters.slice(at).join('');
};

// An ellipsis, or three dots, asterisks or bullets in a row.
const mask = /…|([.*∗●•∙·⋅⚫])\1\1/u;

/** Whether characters that do not occur in such a value stand in it for others. */
function isMaskedCopy(value: string, known: RegExp): boolean {
  const [found] = mask.exec(value) ?? [];
  return !!found && !known.test(found[0]!);
}

/**
 * Finds a value that was pasted without what was there being replaced: its beginning occurs once more, which the alphabet
 * rules out, or its halves are the same. Where it is too short to hold two whole values, that is only a doubt.
 */
function checkTwice(
  value: string,
  { prefix = '', minLength = 0 }: CredentialFormat,
  known: RegExp,
): (Finding & { readonly kind: 'twice' }) | undefined {
  if (minLength && value.length >= 2 * minLength) {
    const half = value.length / 2;
    if (value.slice(0, half) === value.slice(half)) return { kind: 'twice', doubt: false };
  }
  if (!tellingPart(prefix, known) || !value.startsWith(prefix) || value.lastIndexOf(prefix) < prefix.length)
    return undefined;
  return { kind: 'twice', doubt: !minLength || value.length < 2 * minLength };
}

/** What is not active yet may be just right. */
const credentialFaults: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'incomplete',
  ...refusals.filter((code) => code !== 'not-active-yet'),
]);

/** Failures that the person mends by correcting the credential; only these mark the field as invalid. */
export const isCredentialFault = (code: ErrorCode): boolean => credentialFaults.has(code);
