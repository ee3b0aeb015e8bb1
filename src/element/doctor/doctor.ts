import { html, type TemplateResult } from 'lit';
import { localize, type BrokerDefinition, type CredentialField } from '../../brokers/broker.js';
import { fieldsOf } from '../../brokers/fields.js';
import type { Messages } from '../../locales/messages.js';
import type { Finding } from '../../core/credential.js';
import { unrecorded } from '../form/control.js';
import { setInput } from '../form/inputs.js';
import type { BlockHost } from '../host.js';
import type { Internals } from '../internals.js';
import type { Session } from '../session/session.js';
import { issuerOf, type Recognised } from './formats.js';

/** Looks closer at what is odd: whether it is another broker's. Never says anything of what is not odd, so it stops nobody. */
export class Doctor {
  readonly #host: BlockHost;
  readonly #internals: Internals;
  readonly #session: Session;

  constructor(host: BlockHost, internals: Internals, session: Session) {
    this.#host = host;
    this.#internals = internals;
    this.#session = session;
  }

  /** Where the odd characters are; whose an odd value seems to be; and the button that leads there, where the page offers that. */
  view({ name }: CredentialField, texts: Messages): unknown {
    const finding = this.#session.advice.fields.findingOf(name);
    const places = finding && excerpts(this.#internals.form.inputOf(name)?.value ?? '', placesOf(finding));
    return [places, this.#issuer(name, texts)];
  }

  #issuer(name: string, texts: Messages): TemplateResult | undefined {
    const issuer = this.#issuerOf(name);
    if (!issuer) return undefined;
    const broker = this.#offered(issuer);
    const choose = () => void this.#move(name, issuer);
    return html`<p class="doubt" id="${name}.issuer">${this.#words(issuer, texts)}</p>
      ${
        broker &&
        html`<button
          type="button"
          class="remedy"
          aria-describedby="${name}.issuer"
          ?disabled=${this.#host.disabled}
          @click=${choose}
        >
          ${texts.chooseIssuer.replace('{broker}', () => localize(broker.name, texts.lang))}
        </button>`
      }`;
  }

  /** The same for the ear. */
  status(texts: Messages): TemplateResult | undefined {
    const { broker } = this.#internals.selection;
    const issuer =
      broker &&
      fieldsOf(broker)
        .map(({ name }) => this.#issuerOf(name))
        .find(Boolean);
    return issuer && html`<div class="quiet">${this.#words(issuer, texts)}</div>`;
  }

  #words({ name }: Recognised, texts: Messages): string {
    return texts.issuedBy.replace('{broker}', () => localize(name, texts.lang));
  }

  #issuerOf(field: string): Recognised | undefined {
    const { form, selection } = this.#internals;
    if (!this.#session.advice.fields.findingOf(field)) return undefined;
    const issuer = issuerOf(form.inputOf(field)?.value ?? '');
    if (!issuer || issuer.id === selection.broker?.id) return undefined;
    return issuer.isCommon && !this.#offered(issuer) ? undefined : issuer;
  }

  /** A page may have a definition of its own by the same id: without the field, there is no place to take the value to. */
  #offered({ id, field }: Recognised): BrokerDefinition | undefined {
    const { brokers, isChoice, fixed } = this.#internals.selection;
    const isIt = (one: BrokerDefinition) => one.id === id && one.fields.some(({ name }) => name === field);
    return isChoice && !fixed ? brokers.find(isIt) : undefined;
  }

  /** Takes the value along: it is shown only once, perhaps. */
  async #move(from: string, { id, field }: Recognised): Promise<void> {
    const { form } = this.#internals;
    const input = form.inputOf(from);
    const value = input?.value ?? '';
    if (input) setInput(input);
    form.choose(id);
    await this.#host.updateComplete;
    const there = form.inputOf(field);
    if (!there) return;
    setInput(there, value);
    form.onEdit(field, true);
    form.onFill(field);
    there.focus();
  }
}

/** At most so many places are shown: one copy with so much in it is bad as a whole. */
const mostPlaces = 3;
/** So many characters on either side tell where a place is. */
const neighbours = 3;

/** Places of the characters that are named, counted from 1. */
const placesOf = (finding: Finding): readonly number[] => {
  if (finding.kind === 'character') return [finding.position];
  return finding.kind === 'lookAlike' ? finding.letters.map(({ position }) => position) : [];
};

/** The characters among their neighbours. They are a part of what is masked, so nothing records them. */
const excerpts = (value: string, places: readonly number[]): TemplateResult[] => {
  const letters = [...value];
  const part = (from: number, to: number) => letters.slice(Math.max(from, 0), to).join('');
  return places.slice(0, mostPlaces).map((place) => {
    const at = place - 1;
    const before = part(at - neighbours, at);
    const after = part(place, place + neighbours);
    return html`<p
      class="hint ${unrecorded}"
      aria-hidden="true"
      data-rr-is-password
      data-hj-suppress
      data-private
      data-clarity-mask="true"
    >
      <code
        >${at > neighbours ? '…' : ''}${before}<mark>${letters[at]}</mark>${after}${place + neighbours < letters.length ? '…' : ''}</code
      >
    </p>`;
  });
};
