/** What the checks need to know about a credential field. */
export interface CredentialFormat {
  /** What every value begins with, for example `t.`. */
  readonly prefix?: string | undefined;
  /** The characters that occur, as the inside of a regular expression's class, for example `A-Za-z0-9_-`. */
  readonly alphabet?: string | undefined;
  /** The length, in characters, below which a value is probably cut off. */
  readonly minLength?: number | undefined;
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
 * What is wrong with a value. `empty`, `look-alike` and `not-latin` cannot be sent; the others are doubts that the person
 * may overrule, because the broker does not guarantee the format.
 */
export type Finding =
  | { readonly kind: 'empty' }
  | { readonly kind: 'look-alike'; readonly letters: readonly LookAlike[] }
  | { readonly kind: 'not-latin'; readonly found: string; readonly position: number }
  | { readonly kind: 'character'; readonly found: string; readonly position: number }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'short'; readonly length: number; readonly minLength: number };

/** Whether a value with this finding may be sent if the person insists. */
export const isDoubt = ({ kind }: Finding): boolean =>
  kind === 'character' || kind === 'prefix' || kind === 'short';

// Soft hyphen, zero-width and directional marks, invisible operators, variation selectors, BOM.
const invisible =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/g;
const quotes = '["\'`´«»‘’‚‛“”„‟‹›]';
const wrapping = new RegExp(`^(${quotes}|\\s)+|(${quotes}|\\s)+$`, 'g');
const bearer = /^(authorization\s*:)?\s*bearer(\s*:\s*|\s+)/i;
// Line breaks and every space but the plain one: an ordinary space inside may be meant (a passphrase), so it stays.
const breaks = /[^\S ]+/g;

/**
 * Takes off what copying adds: white space around, line breaks, non-breaking spaces and zero-width characters anywhere,
 * quotation marks around, and a leading `Bearer `. Doing it twice changes nothing.
 */
export function normalizeCredential(pasted: string): string {
  let value = pasted.replace(invisible, '');
  for (let before; before !== value;) {
    before = value;
    value = value.replace(wrapping, '').replace(bearer, '');
  }
  return value.replace(breaks, '');
}

// Pairs of a letter and the Latin one (or digit) that most fonts draw alike: Cyrillic, then Greek (Unicode TR 39).
const pairs =
  'АAВBСCЕEНHІIЈJКKМMОOРPЅSТTѴVХXУYҮYЗ3аaсcԁdеeһhіiјjкkоoрpԛqѕsтtѵvԝwхxуyб6' +
  'ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXαaιiκkνvοoρpχx';
const latinFor = (letter: string): string | undefined => {
  const at = pairs.indexOf(letter);
  // Latin letters stand at odd places, so a Latin letter is never found as its own look-alike.
  return at >= 0 && at % 2 === 0 ? pairs[at + 1] : undefined;
};

/** Replaces every look-alike by its Latin letter. */
export const replaceLookAlikes = (value: string): string =>
  [...value].map((letter) => latinFor(letter) ?? letter).join('');

/**
 * Finds the worst thing wrong with a normalised value, or nothing.
 *
 * @param value - A value that {@link normalizeCredential} returned.
 * @param format - What is known about the field; characters are judged only where its alphabet is known.
 */
export function checkCredential(value: string, format: CredentialFormat): Finding | undefined {
  if (!value) return { kind: 'empty' };
  const { prefix = '', alphabet, minLength = 0 } = format;
  const letters = [...value];
  if (alphabet) {
    const lookAlikes = letters.flatMap((found, index) => {
      const latin = latinFor(found);
      return latin ? [{ found, latin, position: index + 1 }] : [];
    });
    if (lookAlikes.length) return { kind: 'look-alike', letters: lookAlikes };
    // Such a character cannot stand in an HTTP header at all, so no broker can have issued it.
    const foreign = letters.findIndex((letter) => letter > '~');
    if (foreign >= 0) return { kind: 'not-latin', found: letters[foreign]!, position: foreign + 1 };
  }
  if (!value.startsWith(prefix)) return { kind: 'prefix', prefix };
  if (alphabet) {
    const known = new RegExp(`[${alphabet}]`);
    const odd = letters.findIndex((letter, index) => index >= prefix.length && !known.test(letter));
    if (odd >= 0) return { kind: 'character', found: letters[odd]!, position: odd + 1 };
  }
  return value.length < minLength ? { kind: 'short', length: value.length, minLength } : undefined;
}
