/** Secrets shorter than this would turn up in answers by accident. */
const shortestSecret = 6;

/** Blots credentials out, the longest first, for one may be part of another; as they stand and as JSON has them. */
export function redact(text: string, secrets: readonly string[]): string {
  const found = new Set<string>();
  for (const secret of secrets) {
    for (const form of [secret, JSON.stringify(secret).slice(1, -1)]) {
      if (form.length >= shortestSecret && text.includes(form)) found.add(form);
    }
  }
  return found.size
    ? [...found]
        .sort((a, b) => b.length - a.length)
        .reduce((clean, form) => clean.replaceAll(form, '****'), text)
    : text;
}

/** An error with the message of another, without credentials, and without whatever else that one holds. */
export const redacted = (error: unknown, secrets: readonly string[] = []): Error =>
  new Error(redact(error instanceof Error ? error.message : String(error), secrets));
