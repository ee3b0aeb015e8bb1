import {
  areSeveral,
  bodyOf,
  fitsPattern,
  isPlainlyWhole,
  latinFor,
  lettersOf,
  tellingPart,
  type CredentialFormat,
} from './credential.js';

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
  if (format.kind === 'lines') return linesIn(pasted, format);
  const value = normalizeCredential(pasted);
  const { prefix = '' } = format;
  const known = lettersOf(format);
  if (known.test(' ')) return value;
  const text = unwrapped(pasted.replace(invisible, ''));
  // With a character too many it may still be what the broker issued: the person is asked.
  if (value.startsWith(prefix) && !wrapping.test(text) && !setting.test(text)) return value;
  const parts = withoutLabel(text.split(/\s+/), format);
  const joined = parts.join('');
  if (isMadeOf(known, bodyOf(joined, prefix))) return arePlainlyOne(parts, format) ? joined : parts.join(' ');
  const found = wholeIn(text, known, format);
  return found.length ? found.join(' ') : value;
}

/**
 * Takes off what copying adds to a text of several lines: quotation marks and white space around it and at the ends of lines. What
 * JSON and lines of settings write out, `\n` and `\/`, is what it stands for again. A key in PEM (RFC 7468) is found in a file of it.
 */
function linesIn(pasted: string, format: CredentialFormat): string {
  const text = pasted
    .replace(invisible, '')
    .replace(/(\\+r)?\\+n|\r\n?/g, '\n')
    .replace(/\\+\//g, '/')
    .replace(/[^\S\n ]/g, ' ');
  const lines = unwrapped(text)
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
  if (fitsPattern(lines, format)) return lines;
  const [pem, another] = lines.match(/-----BEGIN [^-]*-----[^-]*-----END [^-]*-----/g) ?? [];
  return pem !== undefined && another === undefined && fitsPattern(pem, format) ? pem : lines;
}

/** A word, rather than the rest of a value that was broken over lines. */
const word = '(?:[A-Za-z][a-z]{2,10}|[A-Z]{3,11})';

const isWord = (text: string): boolean => new RegExp(`^${word}$`).test(text);

/** Takes off the label before a value: words, or a name with an equals sign. */
function withoutLabel(parts: readonly string[], format: CredentialFormat): readonly string[] {
  const at = parts.findIndex((part) => !isWord(part));
  const [part = '', ...others] = parts.slice(Math.max(at, 0));
  const value = tellingIn([part.replace(/^[A-Za-z_]\w*=/, ''), part], format);
  return value === undefined ? parts : [value, ...others];
}

/** Whether it takes the last of these to make a whole value: then they are the lines of one, and nothing else. */
function arePlainlyOne(parts: readonly string[], { prefix, minLength }: CredentialFormat): boolean {
  const [last = ''] = parts.slice(-1);
  const whole = parts.join('').length;
  const isWhole = !!minLength && whole >= minLength && whole - last.length < minLength;
  return isWhole && !!prefix && parts[0]!.startsWith(prefix) && !isWord(last);
}

/** Whether such letters alone occur, or letters that look like them, which are told of later. */
const isMadeOf = (known: RegExp, body: string): boolean =>
  [...body].every((letter) => known.test(letter) || latinFor(letter));

/** Where a value may end in a text. */
const end = `(?=$|[${quotes}\\s,;:.!?&#%)\\]}>\\\\])`;

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** What looks like a whole value in a text, and cannot be a part of one. */
function wholeIn(text: string, known: RegExp, format: CredentialFormat): readonly string[] {
  const { prefix = '', minLength = 0 } = format;
  const telling = tellingPart(prefix, known);
  if (!telling) return wholeBetween(text, known, format);
  const { source: letter } = known;
  const start = escaped(prefix);
  const least = Math.max(1, minLength - prefix.length);
  // Another value without a gap, whose first letters would be taken for the last ones of this; dots in the place of letters;
  // or the next line of this one.
  const more = `${escaped(telling)}${letter}|\\.\\.|\\s+(?!${start})(?!${word}(?!${letter}))${letter}+${end}`;
  const whole = new RegExp(`(?<!${letter})${start}${letter}{${least},}${end}(?!${more})`, 'gu');
  const found = [...text.matchAll(whole)].filter(
    ({ index }) => !/[\p{L}\p{N}]/u.test(text.charAt(index - 1)),
  );
  return [...new Set(found.map(([one]) => one))];
}

const gap = new RegExp(`[${quotes}\\s,;()<>[\\]{}&?\\\\]+`);
/** What stands before a value in a line of settings, an object or a query. */
const key = /^[A-Za-z_][\w.-]*[=:]/;
/** A line of settings, or an address with a query. */
const setting = /^(?:https?:\S*[?&])?[A-Za-z_][\w.-]*=/;

/** The first of these that is a whole value beyond doubt. */
const tellingIn = (values: readonly string[], format: CredentialFormat): string | undefined =>
  values.find((value) => isPlainlyWhole(value, format));

/** The same where no beginning tells a value: between what no value has in it. */
function wholeBetween(text: string, known: RegExp, format: CredentialFormat): readonly string[] {
  const pieces = text.split(gap);
  const all = pieces.flatMap((piece) => tellingIn([piece, piece.replace(key, '')], format) ?? []);
  const found = [...new Set(all)];
  const [one, another] = found;
  if (one === undefined || another !== undefined) return areSeveral(found, format) ? found : [];
  // What stands beside it on another line may be another part of it.
  const { source: letter } = known;
  const part = `(?!${word}(?!${letter}))${letter}+`;
  const beside = `(?:^|[^\\S])${part}\\s+${escaped(one)}|${escaped(one)}\\s+${part}${end}`;
  return new RegExp(beside, 'u').test(text) ? [] : found;
}
