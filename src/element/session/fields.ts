import type { BrokerDefinition, CredentialField } from '../../brokers/broker.js';
import { checkCredential, normalizeCredential, type Finding } from '../../core/credential.js';

/** The credentials as they are sent, or the name of the field that stops them. */
export type FieldsRead =
  { readonly credentials: Readonly<Record<string, string>> } | { readonly stoppedBy: string };

/** The credential fields: the one place that reads what was typed, and knows what is odd about it. */
export class Fields {
  /** Whether the person pressed the button and was told of the findings. */
  isWarned = false;
  readonly #findings = new Map<string, Finding>();
  readonly #inputOf: (name: string) => HTMLInputElement | null;

  constructor(inputOf: (name: string) => HTMLInputElement | null) {
    this.#inputOf = inputOf;
  }

  findingOf(name: string): Finding | undefined {
    return this.#findings.get(name);
  }

  /** Somebody types: what was odd may be no more. */
  onEdit(name: string): void {
    this.#findings.delete(name);
    this.isWarned = false;
  }

  /** A field has been filled in. An empty one is no mistake before the button is pressed. */
  onFill(field: CredentialField): void {
    const input = this.#inputOf(field.name);
    if (input?.value) this.#judge(input, field);
  }

  onClear(): void {
    this.#findings.clear();
    this.isWarned = false;
  }

  /** Reads what is to be sent. A doubt that the person was told of before does not stop it again. */
  read({ fields }: BrokerDefinition): FieldsRead {
    const toldBefore = new Map(this.isWarned ? this.#findings : []);
    const credentials: Record<string, string> = {};
    let stoppedBy: string | undefined;
    for (const field of fields) {
      const input = this.#inputOf(field.name)!;
      const finding = this.#judge(input, field);
      credentials[field.name] = input.value;
      const isOverruled = finding?.doubt && toldBefore.get(field.name)?.kind === finding.kind;
      if (finding && !isOverruled) stoppedBy ??= field.name;
    }
    this.isWarned = stoppedBy !== undefined;
    if (stoppedBy !== undefined) return { stoppedBy };
    this.#findings.clear();
    return { credentials };
  }

  /** Shows in a field what would be sent, and notes what is odd about it. */
  #judge(input: HTMLInputElement, field: CredentialField): Finding | undefined {
    const value = normalizeCredential(input.value);
    if (input.value !== value) input.value = value;
    const finding = checkCredential(value, field);
    if (finding) this.#findings.set(field.name, finding);
    else this.#findings.delete(field.name);
    return finding;
  }
}
