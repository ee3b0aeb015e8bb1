import { html, type TemplateResult } from 'lit';
import { hasNone, type BrokerDefinition } from '../../brokers/broker.js';
import { accessAskedFor, type Access } from '../../core/connection.js';
import { isCredentialFault, type Finding } from '../../core/credential.js';
import type { Failure } from '../../core/errors.js';
import type { Messages } from '../../locales/messages.js';

/** What can be done about a failure, beside trying again. */
export type WayOut = 'issue' | 'chooseOther' | 'signIn' | 'reload';

/** What decides which way out there is. */
export interface Predicament {
  readonly failure: Failure;
  /** What is odd about the field at fault. */
  readonly finding: Finding | undefined;
  readonly broker: BrokerDefinition | undefined;
  /** Whether there are other brokers to choose from. */
  readonly isChoice: boolean;
  /** What the page asks for. */
  readonly access: Access;
}

/** What is odd in such a way that the broker would have to show the value again. */
const lost: ReadonlySet<Finding['kind']> = new Set<Finding['kind']>(['masked', 'short', 'refused']);

/** The way out of a failure, where there is one that is no advice alone. */
export function wayOutOf({ failure, finding, broker, isChoice, access }: Predicament): WayOut | undefined {
  const { code, field } = failure;
  if (code === 'session-expired' || code === 'redirected') return 'signIn';
  if (code === 'forbidden') return 'reload';
  const isHopeless = code === 'insufficient-access' && hasNone(accessAskedFor(access), broker);
  if (code === 'broker-unavailable' || isHopeless) return isChoice ? 'chooseOther' : undefined;
  if (!broker?.guide || !isCredentialFault(code)) return undefined;
  if (code !== 'incomplete') return 'issue';
  const isShownOnce = broker.fields.some(({ name, shownOnce }) => name === field && shownOnce);
  return isShownOnce && finding && lost.has(finding.kind) ? 'issue' : undefined;
}

/** What is done, by the way out. */
export interface WayOutView {
  readonly way: WayOut;
  /** The page's own address, where a new tab asks to sign in. */
  readonly page: string;
  readonly isDisabled: boolean;
  readonly go: () => void;
}

/** The button for it; signing in is done in another tab, so that what was typed stays. */
export function wayOutButton(
  { way, page, isDisabled, go }: WayOutView,
  texts: Messages,
): TemplateResult | undefined {
  if (way === 'signIn') {
    if (!/^https?:/.test(page)) return undefined;
    return html`<p>
      <a href=${page} target="_blank" rel="noopener noreferrer"
        >${texts.signIn}<span class="quiet"> (${texts.newTab})</span></a
      >
    </p>`;
  }
  return html`<p>
    <button type="button" class="plain" ?disabled=${isDisabled} @click=${go}>${texts[way]}</button>
  </p>`;
}
