/** What is first needed when something was typed: the checks, the answers, and the client. Loaded ahead, on focus. */
import type { CredentialField } from '../brokers/broker.js';
import { checkCredential, normalizeCredential, type Finding } from '../core/credential.js';

export { connect } from '../core/client.js';
export { faultOf } from '../brokers/schema.js';
export { ruAnswers } from '../locales/ru-answers.js';
export { wordsFor } from './findings.js';

/** What is odd about the fields, by name. */
export type Findings = Readonly<Record<string, Finding>>;

/** Shows in a field what would be sent, and says what is odd about it. */
export function tidy(input: HTMLInputElement, field: CredentialField): Finding | undefined {
  const value = normalizeCredential(input.value);
  if (input.value !== value) input.value = value;
  return checkCredential(value, field);
}

/**
 * Reads what was typed.
 *
 * @param told - Doubts that the person was told of before; they do not count again.
 * @returns The credentials, what is odd about them, and the first field that keeps them from being sent.
 */
export function read(
  fields: readonly CredentialField[],
  inputOf: (name: string) => HTMLInputElement,
  told: Findings,
): { credentials: Record<string, string>; findings: Findings; fault: string | undefined } {
  const credentials: Record<string, string> = {};
  const findings: Record<string, Finding> = {};
  let fault: string | undefined;
  for (const field of fields) {
    const { name } = field;
    const input = inputOf(name);
    const finding = tidy(input, field);
    credentials[name] = input.value;
    if (!finding) continue;
    findings[name] = finding;
    if (!finding.doubt || told[name]?.kind !== finding.kind) fault ??= name;
  }
  return { credentials, findings, fault };
}
