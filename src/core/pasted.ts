import { latinFor, type CredentialFormat } from './credential.js';

// Soft hyphen, zero-width and directional marks, invisible operators, variation selectors, BOM: what Unicode calls
// default-ignorable, because it is not shown.
const invisible = /\p{DI}/gu;
const quotes = '"\'`´«»‘’‚‛“”„‟‹›';
const leading = new RegExp(`[${quotes}\\s]+|(?:authorization\\s*:\\s*)?bearer(?:\\s*:\\s*|\\s+)`, 'iy');
const wrapping = new RegExp(`[${quotes}\\s]`);
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
    value = unwrapped(value).replace(breaks, '');
  }
  return value;
}

/** Looks at each character once, however long what is wrapped around may be. */
function unwrapped(value: string): string {
  let start = 0;
  for (leading.lastIndex = 0; leading.test(value);) start = leading.lastIndex;
  let end = value.length;
  while (end > start && wrapping.test(value[end - 1]!)) end--;
  return value.slice(start, end);
}

/**
 * Finds the credential in what was pasted: among other words, in JSON, in a line of settings, in a command; or broken over
 * lines, for which a field has spaces. Where there are several, all of them; where there is none, what was pasted, tidied.
 *
 * @param format - What is known about the field. Without an alphabet nothing is looked for: any word may be meant.
 */
export function credentialIn(pasted: string, format: CredentialFormat): string {
  const value = normalizeCredential(pasted);
  const { alphabet, prefix = '', minLength = Infinity } = format;
  if (!alphabet || new RegExp(`[${alphabet}]`).test(' ')) return value;
  const text = unwrapped(pasted.replace(invisible, ''));
  // With a character too many it may still be what the broker issued: the person is asked.
  if (value.startsWith(prefix) && !wrapping.test(text)) return value;
  const [first = '', ...more] = text.split(/\s+/);
  const joined = [first, ...more].join('');
  if (isMadeOf(alphabet, joined.startsWith(prefix) ? joined.slice(prefix.length) : joined)) {
    const isWhole = first.startsWith(prefix) && first.length >= minLength;
    return isWhole && more.every((word) => plain.test(word)) ? first : joined;
  }
  const found = wholeIn(text, alphabet, format);
  return found.length ? found.join(' ') : value;
}

/** A word, rather than the rest of a value that was broken over lines. */
const plain = /^([A-Za-z][a-z]{0,10}|[A-Z]{1,11})$/;

/** Whether such letters alone occur, or letters that look like them, which are told of later. */
const isMadeOf = (alphabet: string, value: string): boolean => {
  const known = new RegExp(`[${alphabet}]`);
  return [...value].every((letter) => known.test(letter) || latinFor(letter));
};

/** What looks like a whole value in a text: it begins as they do, is as long, and ends with another character. */
function wholeIn(
  text: string,
  alphabet: string,
  { prefix = '', minLength = 0 }: CredentialFormat,
): readonly string[] {
  const letter = `[${alphabet}]`;
  const telling = [...prefix].findIndex((one) => !new RegExp(letter).test(one));
  if (telling < 0) return [];
  const [start, rest] = [prefix, prefix.slice(telling)].map((part) => part.replace(/\W/g, '\\$&'));
  const least = Math.max(1, minLength - prefix.length);
  // Another value without a gap, whose first letters would be taken for the last ones of this; or the next line of this one.
  const more = `${rest!}${letter}|\\s+(?!${plain.source.slice(1, -1)}(?!${letter}))${letter}+(?=$|[${quotes}\\s])`;
  const whole = `(?<!${letter})${start!}${letter}{${least},}(?!${letter}|${more})`;
  return [...new Set(text.match(new RegExp(whole, 'g')) ?? [])];
}
