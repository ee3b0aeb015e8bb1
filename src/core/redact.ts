/** Shorter secrets than this would turn up in a text by accident. */
const shortestSecret = 6;

/** Masks secrets in a text, as they stand and as JSON escapes them; the longest first, for one may be part of another. */
export const redact = (text: string, secrets: readonly string[]): string =>
  secrets
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .filter(({ length }) => length >= shortestSecret)
    .sort((one, other) => other.length - one.length)
    .reduce((masked, form) => masked.replaceAll(form, '****'), text);

/** For `JSON.parse`: masks secrets in every string. */
export const redactStrings =
  (secrets: readonly string[]) =>
  (_name: string, value: unknown): unknown =>
    typeof value === 'string' ? redact(value, secrets) : value;

/**
 * Parses JSON from a stranger, who may repeat what was sent: secrets are masked in every string, and `null` members count
 * as absent.
 *
 * @returns undefined where it is no JSON.
 */
export function parseJson(text: string, secrets: readonly string[] = []): unknown {
  const mask = redactStrings(secrets);
  try {
    return JSON.parse(text, (name, value: unknown) => mask(name, value) ?? undefined);
  } catch {
    return undefined;
  }
}
