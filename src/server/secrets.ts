/** Shorter secrets than this would turn up in a text by accident. */
const shortestSecret = 6;
/** So much of a secret is enough to be masked: a log may have cut it off. */
const shortestPart = 12;

const textToBytes = (text: string) => new TextEncoder().encode(text);
/** Halves of surrogate pairs have no UTF-8, and make `encodeURIComponent` throw. */
const wellFormed = (text: string) => new TextDecoder().decode(textToBytes(text));
const base64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));

/** In base64 a text looks different by what stands before it; of its first and last character others have a share. */
function insideBase64(bytes: Uint8Array, before: number): string {
  const padded = new Uint8Array(before + bytes.length);
  padded.set(bytes, before);
  const text = base64(padded).replaceAll('=', '');
  return text.slice(Math.ceil((before * 4) / 3), padded.length % 3 ? -1 : undefined);
}

/** A secret as it may turn up in a message: as it is, in a URL, a form, JSON, base64 or hex. */
function formsOf(secret: string): string[] {
  const bytes = textToBytes(secret);
  const escaped = JSON.stringify(secret).slice(1, -1);
  const encoded = encodeURIComponent(wellFormed(secret));
  const inBase64 = [base64(bytes), ...[0, 1, 2].map((before) => insideBase64(bytes, before))];
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    secret,
    escaped,
    JSON.stringify(escaped).slice(1, -1),
    encoded,
    encoded.replace(/%../g, (escape) => escape.toLowerCase()),
    encodeURIComponent(encoded),
    encodeURI(wellFormed(secret)),
    new URLSearchParams({ s: secret }).toString().slice(2),
    ...inBase64,
    ...inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    ...inBase64.map(encodeURIComponent),
    hex,
    hex.toUpperCase(),
  ];
}

/** The secrets in all the forms that they may have in a text. */
function formsOfAll(secrets: readonly string[]): Set<string> {
  const forms = secrets
    .flatMap((secret) => [secret, secret.trim()])
    .filter(({ length }) => length >= shortestSecret)
    .flatMap(formsOf);
  return new Set(forms.filter(({ length }) => length >= shortestSecret));
}

/** Every run of so many characters of a text. */
const partsOf = (text: string, length: number): string[] =>
  Array.from({ length: Math.max(1, text.length - length + 1) }, (_, at) => text.slice(at, at + length));

/** Masks these in a text, which may overlap there. */
function mask(text: string, parts: Iterable<string>): string {
  const masked = new Set<number>();
  for (const part of parts) {
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      for (let index = at; index < at + part.length; index++) masked.add(index);
    }
  }
  if (!masked.size) return text;
  const characters = Array.from({ length: text.length }, (_, index) => {
    if (!masked.has(index)) return text[index];
    return masked.has(index - 1) ? '' : '****';
  });
  return characters.join('');
}

/** Masks whole secrets. For what people read: a part of one may be a word of its own, such as the number of an account. */
export function maskWhole(secrets: readonly string[]): (text: string) => string {
  const forms = formsOfAll(secrets);
  return (text) => mask(text, forms);
}

/** Masks secrets and long parts of them, for a message may have been cut off. For logs. */
export function maskParts(secrets: readonly string[]): (text: string) => string {
  const parts = new Set([...formsOfAll(secrets)].flatMap((form) => partsOf(form, shortestPart)));
  return (text) => mask(text, parts);
}

/** Whether a text holds a secret, in whatever form. */
export const repeats = (text: string, secrets: readonly string[]): boolean =>
  maskWhole(secrets)(text) !== text;
