/**
 * What is first needed once the person does something, or when the page set something up that needs judging: checks,
 * answers, transport, guide. One chunk, fetched ahead on focus; it imports nothing that is loaded already, so that it can be
 * fetched again from another address.
 */
import type { BrokerDefinition, CredentialField } from '../brokers/broker.js';
import { connect, type Outcome } from '../core/client.js';
import { checkCredential, normalizeCredential, type Finding } from '../core/credential.js';
import type { Configuration } from './configuration.js';
import type { PortfolioConnectElement } from './portfolio-connect.js';
import type { createSelector as Create, Host, Selector } from './selector.js';

export { send } from '../core/client.js';
export { listSchema } from '../core/contract.js';
export { safeParse } from 'zod/mini';
export { configure } from './configuration.js';
export { ruAnswers } from '../locales/ru-answers.js';
export { sheet } from './later-styles.js';
export { wordsFor } from './findings.js';
export { banner, countdown } from './view/banner.js';
export { loadGuide } from './view/guide.js';
export { useTemplates } from './view/lit.js';
export { success } from './view/success.js';

/** A selector longer than this gets a box to find things in it. */
const long = 8;
let createSelector: typeof Create | null | undefined;
const selectors = new WeakMap<PortfolioConnectElement, Selector>();

/** The selector with that box; undefined where it needs none, or as long as it is not there. */
export function longSelector(host: Host, brokers: readonly BrokerDefinition[]): Selector | undefined {
  if (brokers.length <= long) return undefined;
  const { element } = host;
  let selector = selectors.get(element);
  if (!selector && createSelector) selectors.set(element, (selector = createSelector(host)));
  if (createSelector === undefined) {
    createSelector = null;
    import('./selector.js').then(
      (loaded) => {
        createSelector = loaded.createSelector;
        element.requestUpdate();
      },
      () => {
        // The plain list does as well, until the next change.
        createSelector = undefined;
      },
    );
  }
  return selector;
}

/** What was typed, without being it. */
export interface Form {
  /** What is odd about the fields, by name. */
  findings: Readonly<Record<string, Finding | undefined>>;
  /** Whether the person pressed the button and was told of them. */
  warned: boolean;
  /** Whether secrets are unmasked. */
  shown: boolean;
}

/** What an attempt needs of the element. */
export interface Attempt {
  readonly element: Pick<PortfolioConnectElement, 'timeout' | 'credentials' | 'headers' | 'fetch'>;
  readonly configuration: Configuration;
  readonly broker: BrokerDefinition | undefined;
  readonly form: Form;
  readonly inputOf: (name: string) => HTMLInputElement;
  /** Announces that something is about to be sent; throws where that is prevented. */
  readonly onSubmit: (broker: string) => void;
  readonly onAccepted: () => void;
  readonly signal: AbortSignal;
}

/** Checks what was typed and posts it. The credentials live in here, and end with it. */
export async function attempt({
  element: { timeout, credentials: cookies, headers, fetch },
  configuration: { url, faults },
  broker,
  form,
  inputOf,
  onSubmit,
  onAccepted,
  signal,
}: Attempt): Promise<Outcome> {
  const [fault] = faults;
  if (fault && (!url || !broker)) return { ok: false, failure: fault };
  if (!broker) return { ok: false, failure: { code: 'incomplete', field: 'broker' } };
  const credentials: Record<string, string> = {};
  const findings: Record<string, Finding> = {};
  let stopped: string | undefined;
  for (const field of broker.fields) {
    const { name } = field;
    const input = inputOf(name);
    const finding = tidy(input, field);
    credentials[name] = input.value;
    if (!finding) continue;
    findings[name] = finding;
    // A doubt that the person was told of before does not count again.
    if (!(finding.doubt && form.warned && form.findings[name]?.kind === finding.kind)) stopped ??= name;
  }
  form.findings = stopped ? findings : {};
  form.warned = !!stopped;
  if (stopped) return { ok: false, failure: { code: 'incomplete', field: stopped } };
  onSubmit(broker.id);
  return connect({
    endpoint: url,
    broker: broker.id,
    credentials,
    timeout,
    cookies,
    headers,
    fetch: fetch ?? globalThis.fetch,
    signal,
    onAccepted,
  });
}

/** Shows in a field what would be sent, and says what is odd about it. */
export function tidy(input: HTMLInputElement, field: CredentialField): Finding | undefined {
  const value = normalizeCredential(input.value);
  if (input.value !== value) input.value = value;
  return checkCredential(value, field);
}
