/** Shorter secrets than this would turn up in a text by accident. */
const shortestSecret = 6;

/** Masks secrets in a text, as they stand and as JSON escapes them; the longest first, for one may be part of another. */
export const redact = (text: string, secrets: readonly string[]): string =>
  secrets
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .filter(({ length }) => length >= shortestSecret)
    .sort((one, other) => other.length - one.length)
    .reduce((masked, form) => masked.replaceAll(form, '****'), text);

/**
 * Parses JSON from a stranger, who may repeat what was sent: secrets are masked in every string, and `null` members count
 * as absent.
 *
 * @returns undefined where it is no JSON.
 */
export function parseJson(text: string, secrets: readonly string[] = []): unknown {
  try {
    return JSON.parse(text, (_name, value: unknown) =>
      typeof value === 'string' ? redact(value, secrets) : (value ?? undefined),
    );
  } catch {
    return undefined;
  }
}
