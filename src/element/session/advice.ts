import { html, type TemplateResult } from 'lit';
import {
  hasNone,
  levelFor,
  localize,
  type BrokerDefinition,
  type CredentialField,
} from '../../brokers/broker.js';
import { environmentField, fieldsOf } from '../../brokers/fields.js';
import { accessAskedFor } from '../../core/connection.js';
import { isCredentialFault } from '../../core/credential.js';
import type { ConnectError, ErrorCode } from '../../core/errors.js';
import type { Messages } from '../../locales/messages.js';
import { PcProgressEvent } from '../events.js';
import type { FormAdviser } from '../form/form-parts.js';
import { withLabels } from '../form/view.js';
import type { BlockHost } from '../host.js';
import type { Internals } from '../internals.js';
import { Fields, type FieldsRead } from './fields.js';
import { fill, wordsFor } from './findings.js';

/** What is said of what was chosen and typed: at its place in the form, and aloud. */
export class Advice implements FormAdviser {
  readonly fields: Fields;
  readonly #host: BlockHost;
  readonly #internals: Internals;
  /** The failure after which somebody went on typing. */
  #corrected: ConnectError | undefined;

  constructor(host: BlockHost, internals: Internals) {
    this.#host = host;
    this.#internals = internals;
    this.fields = new Fields((name) => internals.form.inputOf(name));
  }

  onEdit(name: string, isPasted: boolean): void {
    const { current } = this.#internals.state;
    if (current.name === 'failed') this.#corrected = current.error;
    this.fields.onEdit(name, isPasted);
  }

  onPress(): void {
    this.fields.isPressed = true;
  }

  onFill(field: CredentialField): void {
    const { broker } = this.#internals.selection;
    if (broker) this.fields.onFill(field, broker);
    this.#tellNews();
  }

  /** Reads what is to be sent. */
  read(broker: BrokerDefinition): FieldsRead {
    const read = this.fields.read(broker, this.#internals.selection.configuration.url);
    this.#tellNews();
    return read;
  }

  #tellNews(): void {
    if (this.fields.takeNews()) this.#host.dispatchEvent(new PcProgressEvent('warning-shown'));
  }

  onClear(): void {
    this.fields.onClear();
  }

  /** Whether what a field holds was refused, or is doubted, and nobody has changed it since. */
  isRefused(name: string): boolean {
    const { current } = this.#internals.state;
    const isFailed = current.name === 'failed' && current.error !== this.#corrected;
    return isFailed || !!this.fields.findingOf(name);
  }

  choiceFinding(texts: Messages): string | undefined {
    return this.#fault?.field === 'broker' ? texts.choose : undefined;
  }

  findingOf(field: CredentialField, texts: Messages): unknown {
    const { name, mismatch } = field;
    const finding = this.fields.findingOf(name);
    if (finding) {
      const other = finding.kind === 'swapped' ? this.#fieldOf(finding.field) : undefined;
      const named = {
        field: localize(field.label, texts.lang),
        other: other ? localize(other.label, texts.lang) : '',
        mismatch: mismatch && localize(mismatch, texts.lang),
        isShownOnce: !!field.shownOnce,
      };
      return wordsFor(finding, named, this.fields.isWarned, texts);
    }
    const fault = this.#fault;
    if (!fault || this.#place !== name) return undefined;
    const { code, detail } = fault;
    return html`${this.reason(code, texts, field)} ${detail && html`<p class="hint">${detail}</p>`}`;
  }

  /** A button that mends it. */
  remedyOf({ name }: CredentialField, texts: Messages): TemplateResult | undefined {
    const finding = this.fields.findingOf(name);
    if (finding?.kind !== 'swapped') return undefined;
    const swap = () => this.#swap(name, finding.field);
    return html`<button
      type="button"
      class="remedy"
      aria-describedby="${name}.finding"
      ?disabled=${this.#host.disabled}
      @click=${swap}
    >
      ${texts.swap}
    </button>`;
  }

  /** Afterwards both are judged anew, as if they had been filled in so. */
  #swap(name: string, other: string): void {
    const { form } = this.#internals;
    this.fields.swap(name, other);
    for (const one of [other, name]) form.onEdit(one);
    for (const one of [other, name]) form.onFill(one);
    form.inputOf(name)?.focus();
  }

  praiseOf({ name }: CredentialField, texts: Messages): string | undefined {
    return this.fields.isWhole(name) ? texts.whole : undefined;
  }

  isInvalid({ name }: CredentialField): boolean {
    const finding = this.fields.findingOf(name);
    return (!!this.#fault && (this.#place ?? name) === name) || (!!finding && !finding.doubt);
  }

  /** Whether the failure is told where it is corrected. */
  get isInForm(): boolean {
    return this.#place !== undefined;
  }

  /** The name of the field or the choice at fault; undefined where nobody knows which one of several was refused. */
  get #place(): string | undefined {
    if (!this.#fault) return undefined;
    const { field } = this.#fault;
    const [first, second] = this.#typed;
    return field === 'broker' || this.#fieldOf(field) ? field : second ? undefined : first?.name;
  }

  /** What is said aloud: of the field or the choice at fault, else of the field that was filled in last. */
  spoken(texts: Messages): unknown {
    if (this.#place === 'broker') return this.choiceFinding(texts);
    const field = this.#fieldOf(this.#place ?? this.fields.told);
    return field && (this.findingOf(field, texts) ?? this.praiseOf(field, texts));
  }

  /** The failure that is corrected in the form. */
  get #fault(): ConnectError | undefined {
    const { current } = this.#internals.state;
    return current.name === 'failed' && isCredentialFault(current.error.code) ? current.error : undefined;
  }

  /**
   * What a failure is, and what to do; where there was too little access, which one to tick, as far as there is one.
   *
   * @param field - The one at fault, where that is known.
   */
  reason(code: ErrorCode, texts: Messages, field?: CredentialField): unknown {
    const words = texts[`error.${code}`];
    const { broker } = this.#internals.selection;
    if (code === 'sandbox-token' && this.#isFirstEnvironment)
      return `${words} ${fill(texts.choosePractice, { field: texts.environment })}`;
    if (broker && code === 'invalid-token') return this.#refusal(broker, texts, field);
    if (!broker || code !== 'insufficient-access') return words;
    const asked = accessAskedFor(this.#host.access);
    // Nobody can issue what there is none of.
    if (asked === 'full' && hasNone(asked, broker)) return texts.noFull;
    const level = levelFor(broker, asked);
    if (!level) return words;
    const tick = fill(texts.tick, { access: localize(level.name, texts.lang) });
    return html`${words} ${withLabels(tick, broker.labelLanguage)}`;
  }

  /** Whoever cannot copy the token again needs another one; and what else may be the matter differs by broker. */
  #refusal({ whenRefused, expiry }: BrokerDefinition, texts: Messages, field?: CredentialField): string {
    const isUsedUp = expiry?.kind === 'single-use';
    const once = (field ? [field] : this.#typed).find(({ shownOnce }) => shownOnce);
    return [
      this.#refused(isUsedUp, texts, field),
      once && !isUsedUp ? fill(texts.shownOnce, { field: localize(once.label, texts.lang) }) : '',
      whenRefused ? localize(whenRefused, texts.lang) : '',
    ]
      .filter(Boolean)
      .join(' ');
  }

  /** What was refused. Of several fields the one is named: the number of a query, for example, is no token. */
  #refused(isUsedUp: boolean, texts: Messages, field?: CredentialField): string {
    if (field?.kind === 'choice') return texts['error.incomplete'];
    if (this.#typed.length > 1)
      return field ? fill(texts.notTaken, { field: localize(field.label, texts.lang) }) : texts.notTakenAny;
    return isUsedUp ? texts.usedUp : texts['error.invalid-token'];
  }

  #fieldOf(name: string | undefined): CredentialField | undefined {
    return this.#credentials.find((one) => one.name === name);
  }

  /** Whether somebody has to choose an environment, and left it as it was at first. */
  get #isFirstEnvironment(): boolean {
    const { selection, form } = this.#internals;
    const chosen = form.inputOf(environmentField)?.value;
    return !!chosen && chosen === selection.broker?.environments?.[0]?.id;
  }

  /** What somebody types, of what the form asks for. */
  get #typed(): readonly CredentialField[] {
    return this.#credentials.filter(({ kind }) => kind !== 'choice');
  }

  get #credentials(): readonly CredentialField[] {
    const { broker } = this.#internals.selection;
    return broker ? fieldsOf(broker) : [];
  }
}
