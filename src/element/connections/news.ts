/** What became of connections and attempts, in words. */
import { html, type TemplateResult } from 'lit';
import type { BrokerDefinition } from '../../brokers/broker.js';
import type { OpenAttempt } from '../../core/client.js';
import type { Connection } from '../../core/connection.js';
import { passing, refusals, type ErrorCode, type Failure } from '../../core/errors.js';
import type { Messages } from '../../locales/messages.js';
import { outerLink } from '../form/view.js';

/** Something that happened to one of the list. */
export type News =
  | {
      readonly what: 'disconnected' | 'gone';
      /** Where it was in the list. */
      readonly index: number;
      /** Undefined where the list did not have it. */
      readonly connection: Connection | undefined;
    }
  /** An attempt that went on has ended; the list shows it. */
  | { readonly what: 'connected' }
  | { readonly what: 'failed'; readonly attempt: FailedAttempt };

/** An attempt that came to nothing. */
export interface FailedAttempt extends OpenAttempt {
  readonly failure: Failure;
}

/** The definition of a broker; absent where the page does not offer it. */
export type BrokerOf = (id: string | undefined) => BrokerDefinition | undefined;

/** Why a list may be missing, or a connection still there, as far as the form's own words tell it rightly. */
const listReasons: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'session-expired',
  'forbidden',
  'rate-limited',
  'server-error',
  'redirected',
  'network',
  'offline',
  'timeout',
]);

/** A failure in words: what failed, then why. No broker is asked for a list: it is the site that is not there. */
export const explain = (what: string, { code }: Failure, texts: Messages): string => {
  const told = code === 'broker-unavailable' ? 'server-error' : code;
  return listReasons.has(told) ? `${what} ${texts[`error.${told}`]}` : what;
};

/** Why an attempt may come to nothing, as far as the form's own words tell it rightly. */
const attemptReasons: ReadonlySet<ErrorCode> = new Set<ErrorCode>([...refusals, ...passing]);

/** How an attempt failed: what to call that, and why it did, or what to do. Where nobody can tell, it may even have worked. */
export const endOf = ({ code }: Failure, texts: Messages): { state?: string; reason: string } =>
  attemptReasons.has(code)
    ? { state: texts.notConnected, reason: texts[`error.${code}`] }
    : { reason: texts.brokenOff };

/** The endpoint's own words, and the number by which support finds its request. */
export const particulars = ({ detail, requestId }: Failure, texts: Messages): unknown => [
  detail && html`<p class="hint">${detail}</p>`,
  requestId && html`<p class="hint">${texts.requestNumber.replace('{id}', () => requestId)}</p>`,
];

/** News of what the list shows no more. */
export function newsNote(news: News, brokerOf: BrokerOf, texts: Messages): TemplateResult | undefined {
  if (!('index' in news)) return undefined;
  const { what, connection } = news;
  return html`<div class="note">
    <p>${texts[what]}</p>
    ${connection && livesOn(connection, brokerOf, texts)}
  </div>`;
}

/** News for the ear alone. */
export function newsWords(
  news: News,
  nameOf: (broker: string | undefined) => string,
  texts: Messages,
): string {
  if (news.what === 'connected') return texts.connected;
  if (news.what === 'failed') {
    const { broker, failure } = news.attempt;
    const { state, reason } = endOf(failure, texts);
    return `${nameOf(broker)}: ${state ? `${state}. ` : ''}${reason}`;
  }
  const { what, connection } = news;
  return connection && isAlive(connection) ? `${texts[what]}. ${texts.livesOn}` : texts[what];
}

/** Of a token that is too old there is nothing to say. */
const isAlive = ({ state }: Connection): boolean => state !== 'expired';

/** That a token outlives its connection: the site forgets it, the broker does not. */
export function livesOn(
  connection: Connection,
  brokerOf: BrokerOf,
  texts: Messages,
): TemplateResult | undefined {
  if (!isAlive(connection)) return undefined;
  return html`<p class="hint">
    ${texts.livesOn} ${outerLink(brokerOf(connection.broker)?.revokeUrl, texts.revoke, texts)}
  </p>`;
}
