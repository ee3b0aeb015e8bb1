/** What became of a connection or of an attempt, in words. */
import { html, type TemplateResult } from 'lit';
import type { BrokerDefinition } from '../../brokers/broker.js';
import type { Connection } from '../../core/connection.js';
import type { ErrorCode, Failure } from '../../core/errors.js';
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
  /** An attempt that went on has ended. */
  | { readonly what: 'connected' }
  | { readonly what: 'failed'; readonly failure: Failure };

/** The definition of a broker; absent where the page does not offer it. */
export type BrokerOf = (id: string | undefined) => BrokerDefinition | undefined;

/** Failures that the form's own words tell rightly here too. */
const tellable: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
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
  return tellable.has(told) ? `${what} ${texts[`error.${told}`]}` : what;
};

/** What an attempt can end with that the form's own words tell rightly. */
const outcomes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'invalid-token',
  'expired-token',
  'insufficient-access',
  'sandbox-token',
  'rate-limited',
  'broker-unavailable',
]);

/** Why an attempt came to nothing. Where nobody can tell, it may even have worked. */
function explainEnd({ code }: Failure, texts: Messages): string {
  if (code === 'already-connected') return texts['error.already-connected'];
  return outcomes.has(code) ? `${texts.notConnected} ${texts[`error.${code}`]}` : texts.brokenOff;
}

/** The endpoint's own words, and the number by which support finds its request. */
export const particulars = ({ detail, requestId }: Failure, texts: Messages): unknown => [
  detail && html`<p class="hint">${detail}</p>`,
  requestId && html`<p class="hint">${texts.requestNumber.replace('{id}', () => requestId)}</p>`,
];

/** News for the eye; nothing of a new connection, which is in the list for all to see. */
export function newsNote(news: News, brokerOf: BrokerOf, texts: Messages): TemplateResult | undefined {
  if (news.what === 'connected') return undefined;
  if (news.what === 'failed') {
    const { failure } = news;
    return html`<div class="note danger">
      <p>${explainEnd(failure, texts)}</p>
      ${particulars(failure, texts)}
    </div>`;
  }
  const { what, connection } = news;
  return html`<div class="note">
    <p>${texts[what]}</p>
    ${connection && livesOn(connection, brokerOf, texts)}
  </div>`;
}

/** News for the ear alone. */
export function newsWords(news: News, texts: Messages): string {
  if (news.what === 'connected') return texts.connected;
  if (news.what === 'failed') return explainEnd(news.failure, texts);
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
