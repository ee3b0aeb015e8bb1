import { latin1, toBase64, toHex } from '../bytes.js';

/** Shorter secrets than this turn up in names by accident. */
const shortestSecret = 6;
/** In a log a shorter one is masked where it stands by itself. */
const shortestWord = 4;
/** So much of a secret is enough to be masked in a log, which may have cut it off. */
const shortestPart = 12;
/** Of a longer form, the parts of its beginning and its end alone: there is none of a credential that is this long in the middle. */
const longestEnd = 256;

const textToBytes = (text: string) => new TextEncoder().encode(text);
/** Halves of surrogate pairs have no UTF-8, and make `encodeURIComponent` throw. */
const wellFormed = (text: string) => new TextDecoder().decode(textToBytes(text));

/** In base64 a text looks different by what stands before it; of its first and last character others have a share. */
function insideBase64(bytes: Uint8Array, before: number): string {
  const padded = new Uint8Array(before + bytes.length);
  padded.set(bytes, before);
  const text = toBase64(padded).replaceAll('=', '');
  return text.slice(Math.ceil((before * 4) / 3), padded.length % 3 ? -1 : undefined);
}

/** JSON as most write it, as PHP does, and as Python does. */
function inJson(text: string): string[] {
  const json = JSON.stringify(text).slice(1, -1);
  const ascii = json.replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return [json, json.replaceAll('/', '\\/'), ascii, ascii.replaceAll('/', '\\/')];
}

/** Percent-encoding as browsers do it, by RFC 3986 to the letter, and in forms. */
function inUrl(text: string): string[] {
  const encoded = encodeURIComponent(text);
  const strict = encoded.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  const form = new URLSearchParams({ s: text }).toString().slice(2);
  return [encoded, strict, form, encodeURI(text), encodeURIComponent(encoded)];
}

const entities: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": '#39',
};
const inHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => `&${entities[sign]!};`);

/** A secret as it may turn up in a message. */
function formsOf(secret: string): string[] {
  const text = wellFormed(secret);
  const bytes = textToBytes(secret);
  const inBase64 = [toBase64(bytes), ...[0, 1, 2].map((before) => insideBase64(bytes, before))];
  return [
    secret,
    ...inJson(secret),
    ...inJson(secret).flatMap(inJson),
    ...inUrl(text),
    inHtml(secret),
    latin1(bytes),
    ...inBase64,
    ...inBase64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
    ...inBase64.map(encodeURIComponent),
    toHex(bytes),
  ];
}

const trimmed = (secrets: readonly string[]) => secrets.flatMap((secret) => [secret, secret.trim()]);

function formsOfAll(secrets: readonly string[]): string[] {
  const long = trimmed(secrets).filter(({ length }) => length >= shortestSecret);
  return [...new Set(long.flatMap(formsOf))].filter(({ length }) => length >= shortestSecret);
}

/** Every run of so many characters at the beginning and the end of a form. */
function partsOf(form: string): string[] {
  const ends = form.length > 2 * longestEnd ? [form.slice(0, longestEnd), form.slice(-longestEnd)] : [form];
  return ends.flatMap((end) => {
    const count = Math.max(1, end.length - shortestPart + 1);
    return Array.from({ length: count }, (_, at) => end.slice(at, at + shortestPart));
  });
}

const lower = (text: string): string => {
  const small = text.toLowerCase();
  // Of some characters the small form is longer, and places would no longer be the same.
  return small.length === text.length ? small : text;
};

/** Masks these in a text, in capitals or not; they may overlap there. */
function mask(text: string, parts: Iterable<string>): string {
  const small = lower(text);
  const masked = new Uint8Array(text.length);
  for (const part of parts) {
    for (let at = small.indexOf(part); at >= 0; at = small.indexOf(part, at + 1)) {
      masked.fill(1, at, at + part.length);
    }
  }
  if (!masked.includes(1)) return text;
  let result = '';
  for (let at = 0; at < text.length; at++) {
    if (!masked[at]) result += text.charAt(at);
    else if (at === 0 || !masked[at - 1]) result += '****';
  }
  return result;
}

/** Masks whole secrets. For what people read: a part of one may be a word of its own, such as the number of an account. */
export function maskWhole(secrets: readonly string[]): (text: string) => string {
  // No form is shorter than the secret itself, and names of accounts are: most often there is nothing to look for.
  const shortest = Math.min(...trimmed(secrets).map(({ length }) => Math.max(length, shortestSecret)));
  let forms: Set<string> | undefined;
  return (text) =>
    text.length < shortest ? text : mask(text, (forms ??= new Set(formsOfAll(secrets).map(lower))));
}

/** Masks secrets and long parts of them, and short ones that stand by themselves. For logs. */
export function maskParts(secrets: readonly string[]): (text: string) => string {
  const parts = new Set(formsOfAll(secrets).map(lower).flatMap(partsOf));
  const words = trimmed(secrets).filter(({ length }) => length >= shortestWord && length < shortestSecret);
  return (text) => words.reduce(maskWord, mask(text, parts));
}

/** Masks a word. */
const maskWord = (text: string, word: string): string =>
  text
    .split(word)
    .reduce((before, after) =>
      /[\p{L}\p{N}]$/u.test(before) || /^[\p{L}\p{N}]/u.test(after)
        ? before + word + after
        : `${before}****${after}`,
    );
