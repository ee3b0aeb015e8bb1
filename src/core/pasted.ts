import { bodyOf, latinFor, tellingPart, type CredentialFormat } from './credential.js';

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
 * lines, for which a field has spaces. Where there are several, all of them; where there is none, or anything would be a guess,
 * what was pasted, tidied.
 *
 * @param format - What is known about the field. Without an alphabet nothing is looked for: any word may be meant.
 */
export function credentialIn(pasted: string, format: CredentialFormat): string {
  if (format.kind === 'choice') return pasted;
  if (format.kind === 'lines') return linesIn(pasted);
  const value = normalizeCredential(pasted);
  const { alphabet, prefix = '' } = format;
  const known = new RegExp(`[${alphabet ?? '^'}]`);
  if (known.test(' ')) return value;
  const text = unwrapped(pasted.replace(invisible, ''));
  // With a character too many it may still be what the broker issued: the person is asked.
  if (value.startsWith(prefix) && !wrapping.test(text)) return value;
  const parts = text.split(/\s+/);
  const joined = parts.join('');
  if (isMadeOf(known, bodyOf(joined, prefix))) return arePlainlyOne(parts, format) ? joined : parts.join(' ');
  const found = wholeIn(text, known, format);
  return found.length ? found.join(' ') : value;
}

/**
 * Takes off what copying adds to a text of several lines: quotation marks and white space around it and at the ends of lines. What
 * JSON and lines of settings write out, `\n` and `\/`, is what it stands for again.
 */
function linesIn(pasted: string): string {
  const text = pasted
    .replace(invisible, '')
    .replace(/(\\+r)?\\+n|\r\n?/g, '\n')
    .replace(/\\+\//g, '/');
  return unwrapped(text)
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
}

/** A word, rather than the rest of a value that was broken over lines. */
const word = '(?:[A-Za-z][a-z]{2,10}|[A-Z]{3,11})';

/** Whether it takes the last of these to make a whole value: then they are the lines of one, and nothing else. */
function arePlainlyOne(parts: readonly string[], { prefix, minLength }: CredentialFormat): boolean {
  const [last = ''] = parts.slice(-1);
  const whole = parts.join('').length;
  const isWhole = !!minLength && whole >= minLength && whole - last.length < minLength;
  return isWhole && !!prefix && parts[0]!.startsWith(prefix) && !new RegExp(`^${word}$`).test(last);
}

/** Whether such letters alone occur, or letters that look like them, which are told of later. */
const isMadeOf = (known: RegExp, body: string): boolean =>
  [...body].every((letter) => known.test(letter) || latinFor(letter));

/** What looks like a whole value in a text, and cannot be a part of one. */
function wholeIn(
  text: string,
  known: RegExp,
  { prefix = '', minLength = 0 }: CredentialFormat,
): readonly string[] {
  const telling = tellingPart(prefix, known);
  if (!telling) return [];
  const { source: letter } = known;
  const [start, rest] = [prefix, telling].map((part) => part.replace(/\W/g, '\\$&'));
  const least = Math.max(1, minLength - prefix.length);
  const end = `$|[${quotes}\\s,;:.!?&#%)\\]}>\\\\]`;
  // Another value without a gap, whose first letters would be taken for the last ones of this; dots in the place of letters;
  // or the next line of this one.
  const more = `${rest!}${letter}|\\.\\.|\\s+(?!${word}(?!${letter}))${letter}+(?=${end})`;
  const whole = new RegExp(`(?<!${letter})${start!}${letter}{${least},}(?=${end})(?!${more})`, 'g');
  const found = [...text.matchAll(whole)].filter(
    ({ index }) => !/[\p{L}\p{N}]/u.test(text.charAt(index - 1)),
  );
  return [...new Set(found.map(([one]) => one))];
}
