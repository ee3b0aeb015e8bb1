import type { BrokerDefinition, CredentialField } from '../../brokers/broker.js';
import { fieldsOf } from '../../brokers/fields.js';
import { withImplied } from '../../brokers/implied.js';
import { checkCredential, type Finding } from '../../core/credential.js';
import { credentialIn } from '../../core/pasted.js';
import { swappedWith } from '../../core/swapped.js';
import type { FieldInput } from '../form/inputs.js';

/** The credentials as they are sent, or the name of the field that stops them. */
export type FieldsRead =
  | {
      readonly credentials: Readonly<Record<string, string>>;
      /** Whether something odd is among them, of which the person was told. */
      readonly isOverruled: boolean;
    }
  | { readonly stoppedBy: string };

type Swapped = NonNullable<ReturnType<typeof swappedWith<CredentialField>>>;

/** The credential fields: the one place that reads what was typed, and knows what is odd about it. */
export class Fields {
  /** Whether the person pressed the button and was told of the findings. */
  isWarned = false;
  /** Whether the person pressed the button: a page that connects by itself is asked nothing. */
  isPressed = false;
  /** Name of the field that was filled in last, and of which is told aloud. */
  told: string | undefined;
  readonly #findings = new Map<string, Finding>();
  /** Fields of which a format is known, and which hold what fits it. */
  readonly #whole = new Set<string>();
  readonly #inputOf: (name: string) => FieldInput | null;

  /** Whether something odd was noticed since that was last asked. */
  #isNews = false;
  /** What the broker refused last: a {@link fingerprintOf} it. */
  #refused: number | undefined;

  constructor(inputOf: (name: string) => FieldInput | null) {
    this.#inputOf = inputOf;
  }

  findingOf(name: string): Finding | undefined {
    return this.#findings.get(name);
  }

  /** Whether anything is odd about what was filled in. What is missing is no oddity. */
  get isOdd(): boolean {
    return [...this.#findings.values()].some(({ kind }) => kind !== 'empty');
  }

  /** Whether nothing is odd about what was filled in, and much would be noticed. */
  isWhole(name: string): boolean {
    return this.#whole.has(name);
  }

  /** Somebody types: what was odd may be no more. What is pasted may be the same once more. */
  onEdit(name: string, isPasted: boolean): void {
    if (!isPasted) this.#refused = undefined;
    this.#findings.delete(name);
    for (const [other, finding] of this.#findings)
      if (finding.kind === 'swapped' && finding.field === name) this.#findings.delete(other);
    this.#whole.delete(name);
    this.isWarned = false;
    this.told = undefined;
  }

  /** A field of a broker has been filled in. An empty one is no mistake before the button is pressed. */
  onFill(field: CredentialField, broker: BrokerDefinition): void {
    const input = this.#inputOf(field.name);
    if (!input?.value || field.kind === 'choice') return;
    // What the others hold may be in the right place now, or in the wrong one.
    for (const one of fieldsOf(broker)) {
      const other = this.#inputOf(one.name);
      if (other?.value && one.kind !== 'choice') this.#judge(other, one, broker);
    }
    this.told = field.name;
  }

  /** Puts what two fields hold in each other's place. */
  swap(name: string, other: string): void {
    const [one, two] = [this.#inputOf(name), this.#inputOf(other)];
    if (one && two) [one.value, two.value] = [two.value, one.value];
  }

  /** Whether something odd was noticed since this was last asked. */
  takeNews(): boolean {
    const isNews = this.#isNews;
    this.#isNews = false;
    return isNews;
  }

  onClear(): void {
    this.#findings.clear();
    this.#whole.clear();
    this.isWarned = false;
    this.told = undefined;
  }

  /** An endpoint said that the broker refuses these. */
  refuse(credentials: Readonly<Record<string, string>>, endpoint: string): void {
    this.#refused = fingerprintOf(credentials, endpoint);
  }

  /** Reads what is to be sent to an endpoint. A doubt that the person was told of before does not stop it again. */
  read(broker: BrokerDefinition, endpoint: string): FieldsRead {
    const toldBefore = new Map(this.isWarned ? this.#findings : []);
    const credentials: Record<string, string> = {};
    let stoppedBy: string | undefined;
    for (const field of fieldsOf(broker)) {
      const input = this.#inputOf(field.name)!;
      let finding = this.#judge(input, field, broker);
      let isInsisted = finding?.doubt && toldBefore.get(field.name)?.kind === finding.kind;
      if (finding?.kind === 'parts' && isInsisted) {
        // Who insists on parts means that they are one, with which something else may be odd.
        input.value = input.value.replace(/\s+/g, '');
        finding = this.#judge(input, field, broker);
        isInsisted = false;
      }
      if (input.value) credentials[field.name] = input.value;
      if (finding && !isInsisted) stoppedBy ??= field.name;
    }
    const complete = withImplied(broker, credentials);
    const isSame = this.#refused === fingerprintOf(complete, endpoint);
    if (this.isPressed && isSame) stoppedBy ??= this.#askAgain(broker, toldBefore);
    this.isPressed = false;
    this.isWarned = stoppedBy !== undefined;
    this.told = undefined;
    if (stoppedBy !== undefined) return { stoppedBy };
    const isOverruled = this.#findings.size > 0;
    this.#findings.clear();
    this.#whole.clear();
    return { credentials: complete, isOverruled };
  }

  /** Asks about what was refused a moment ago, for brokers count errors. The field of the secret tells of it. */
  #askAgain({ fields }: BrokerDefinition, toldBefore: ReadonlyMap<string, Finding>): string | undefined {
    const { name } = fields.find(({ kind, secret = true }) => kind !== 'choice' && secret) ?? fields[0]!;
    this.#findings.set(name, { kind: 'refused', doubt: true });
    return toldBefore.get(name)?.kind === 'refused' ? undefined : name;
  }

  /** Shows in a field what would be sent, and notes what is odd about it. */
  #judge(input: FieldInput, field: CredentialField, broker: BrokerDefinition): Finding | undefined {
    const value = credentialIn(input.value, field);
    if (input.value !== value) input.value = value;
    const swapped = this.#swappedWith(field, broker);
    // Of two that are mixed up the first one tells.
    const isTold =
      !!swapped &&
      this.#valueOf(swapped.other) !== '' &&
      broker.fields.indexOf(swapped.other) < broker.fields.indexOf(field);
    const finding = isTold ? undefined : this.#findingIn(value, field, swapped);
    // What is missing is no oddity.
    if (finding && finding.kind !== 'empty' && finding.kind !== this.#findings.get(field.name)?.kind)
      this.#isNews = true;
    if (finding) this.#findings.set(field.name, finding);
    else {
      this.#findings.delete(field.name);
      if (value && !isTold && (field.minLength || field.pattern)) this.#whole.add(field.name);
    }
    return finding;
  }

  #findingIn(value: string, field: CredentialField, swapped: Swapped | undefined): Finding | undefined {
    if (!value && field.optional) return undefined;
    if (!swapped) return checkCredential(value, field);
    const { other, doubt } = swapped;
    // That it is empty stays said.
    if (this.#valueOf(other)) this.#findings.delete(other.name);
    this.#whole.delete(other.name);
    return { kind: 'swapped', field: other.name, doubt };
  }

  /** The field that what is in this one seems to be for. */
  #swappedWith(field: CredentialField, broker: BrokerDefinition): Swapped | undefined {
    const fields = fieldsOf(broker);
    const values = fields.map((one) => [one.name, this.#valueOf(one)] as const);
    return swappedWith(field, fields, Object.fromEntries(values));
  }

  #valueOf({ name }: CredentialField): string {
    return this.#inputOf(name)?.value ?? '';
  }
}

/** A number that the same credentials have again at the same endpoint (FNV-1a), and that nobody can read them from. */
function fingerprintOf(credentials: Readonly<Record<string, string>>, endpoint: string): number {
  let hash = 0x811c9dc5;
  for (const unit of JSON.stringify([credentials, endpoint]))
    hash = Math.imul(hash ^ unit.codePointAt(0)!, 0x01000193);
  return hash;
}
