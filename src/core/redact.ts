/** Shorter secrets than this would turn up in a text by accident. */
const shortestSecret = 6;

/** Masks secrets in texts, as they stand and as JSON escapes them; the longest first, for one may be part of another. */
function masking(secrets: readonly string[]): (text: string) => string {
  const forms = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  const longestFirst = [...new Set(forms)]
    .filter(({ length }) => length >= shortestSecret)
    .sort((one, other) => other.length - one.length);
  return (text) => longestFirst.reduce((masked, form) => masked.replaceAll(form, '****'), text);
}

/** Masks secrets in a text. */
export const redact = (text: string, secrets: readonly string[]): string => masking(secrets)(text);

/** For `JSON.parse`: masks secrets in every string. */
export function redactStrings(secrets: readonly string[]): (name: string, value: unknown) => unknown {
  const mask = masking(secrets);
  return (_name, value) => (typeof value === 'string' ? mask(value) : value);
}

/**
 * Parses JSON from a stranger, who may repeat what was sent: secrets are masked in every string, and `null` members count
 * as absent.
 *
 * @returns undefined where it is no JSON.
 */
export function parseJson(text: string, secrets: readonly string[] = []): unknown {
  const masked = redactStrings(secrets);
  try {
    return JSON.parse(text, (name, value: unknown) => masked(name, value) ?? undefined);
  } catch {
    return undefined;
  }
}
