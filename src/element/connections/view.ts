import { html, nothing, type TemplateResult } from 'lit';
import { localize, type BrokerDefinition } from '../../brokers/broker.js';
import { mayDoTooMuch, type Access, type Connection } from '../../core/connection.js';
import type { ErrorCode, Failure } from '../../core/errors.js';
import type { Messages } from '../../locales/messages.js';
import { brokerIcon } from '../form/brokers.js';
import { outerLink } from '../form/view.js';

/** What became of a connection, and where it was in the list. */
export interface News {
  readonly what: 'disconnected' | 'gone';
  readonly index: number;
  /** Undefined where the list did not have it. */
  readonly connection: Connection | undefined;
}

/** What is known of the connections, and what can be done about them. */
export interface ConnectionsView {
  /** Undefined before they were loaded. */
  readonly connections: readonly Connection[] | undefined;
  readonly news: News | undefined;
  readonly isLoading: boolean;
  /** Why they could not be loaded. */
  readonly failure: Failure | undefined;
  /** Id of the connection that the person is asked about. */
  readonly questioned: string | undefined;
  /** Whether that one is being removed. */
  readonly isRemoving: boolean;
  /** Why removing it failed. */
  readonly problem: Failure | undefined;
  readonly isDisabled: boolean;
  /** Whether the form is busy, so that no other can be opened. */
  readonly isBusy: boolean;
  /** What the page asks for. */
  readonly access: Access;
  /** The definition of a broker; absent where the page does not offer it. */
  readonly brokerOf: (id: string | undefined) => BrokerDefinition | undefined;
  readonly nameOf: (broker: string | undefined) => string;
  readonly retry: () => void;
  readonly reconnect: (connection: Connection) => void;
  readonly ask: (connection: Connection) => void;
  readonly decline: () => void;
  readonly confirm: () => void;
}

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
const explain = (what: string, { code }: Failure, texts: Messages): string => {
  const told = code === 'broker-unavailable' ? 'server-error' : code;
  return tellable.has(told) ? `${what} ${texts[`error.${told}`]}` : what;
};

/** By which support finds the request. */
const numberOf = ({ requestId }: Failure, texts: Messages): TemplateResult | undefined =>
  requestId === undefined
    ? undefined
    : html`<p class="hint">${texts.requestNumber.replace('{id}', () => requestId)}</p>`;

/** What the live region says. What is shown in the list itself is only said aloud. */
export function spoken(view: ConnectionsView, texts: Messages): unknown {
  const { news, connections, brokerOf } = view;
  // The list shows it where the connection was; where none is left, the focus comes here.
  const isLast = news && !connections?.length;
  const aloud = news && !isLast ? removedWords(news, texts) : wordsFor(view, texts);
  return [
    isLast ? html`<div class="note">${removed(news, brokerOf, texts)}</div>` : undefined,
    aloud && html`<p class="quiet">${aloud}</p>`,
  ];
}

function wordsFor(
  { isRemoving, problem, failure, isLoading }: ConnectionsView,
  texts: Messages,
): string | undefined {
  if (isRemoving) return texts.disconnecting;
  if (problem) return explain(texts.disconnectFailed, problem, texts);
  return failure && (isLoading ? texts.loading : explain(texts.listFailed, failure, texts));
}

/** The list with its heading. */
export function connectionList(view: ConnectionsView, texts: Messages): TemplateResult {
  const { connections, news, isLoading, failure, isDisabled, retry } = view;
  const place = news && Math.min(news.index, connections?.length ?? 0);
  const noteAt = (index: number) =>
    news && index === place ? html`<li class="note">${removed(news, view.brokerOf, texts)}</li>` : nothing;
  return html`<div class="portfolios">
    <h3 id="_portfolios" tabindex="-1">${texts.portfolios}</h3>
    ${
      failure
        ? html`<div class="note danger">
              <p>${explain(texts.listFailed, failure, texts)}</p>
              ${failure.detail && html`<p class="hint">${failure.detail}</p>`} ${numberOf(failure, texts)}
            </div>
            <div class="actions">
              <button ?disabled=${isDisabled} aria-disabled=${isLoading || nothing} @click=${retry}>
                ${texts.retry}
              </button>
            </div>`
        : connections?.length
          ? nothing
          : html`<p class="hint">${connections ? texts.none : texts.loading}</p>`
    }
    <ul role="list" aria-labelledby="_portfolios" ?hidden=${!connections?.length}>
      ${connections?.map((one, index) => [noteAt(index), item(one, index, view, texts)])}
      ${noteAt(connections?.length ?? 0)}
    </ul>
  </div>`;
}

/** That a connection is gone, and that its token is not: the site forgets it, the broker does not. */
export const removed = (
  { what, connection }: News,
  brokerOf: ConnectionsView['brokerOf'],
  texts: Messages,
): TemplateResult =>
  html`<p>${texts[what]}</p>
    ${connection && livesOn(connection, brokerOf, texts)}`;

/** The same, for the ear alone. */
const removedWords = ({ what, connection }: News, texts: Messages): string =>
  connection && isAlive(connection) ? `${texts[what]}. ${texts.livesOn}` : texts[what];

/** Of a token that is too old there is nothing to say. */
const isAlive = ({ state }: Connection): boolean => state !== 'expired';

const livesOn = (
  connection: Connection,
  brokerOf: ConnectionsView['brokerOf'],
  texts: Messages,
): TemplateResult | undefined => {
  if (!isAlive(connection)) return undefined;
  return html`<p class="hint">
    ${texts.livesOn} ${outerLink(brokerOf(connection.broker)?.revokeUrl, texts.revoke, texts)}
  </p>`;
};

function item(connection: Connection, index: number, view: ConnectionsView, texts: Messages): TemplateResult {
  const { id, broker, state = 'active', connectedAt = '', accounts = [] } = connection;
  const { icon, alias } = view.brokerOf(broker) ?? {};
  const time = dateOf(connectedAt, texts.lang);
  const nameId = `_c${index}`;
  const accountsId = `${nameId}-accounts`;
  /** Ids of what tells it from the others. */
  const label = accounts.length ? `${nameId} ${accountsId}` : nameId;
  return html`<li part="connection" tabindex="-1">
    <div class="title">
      ${brokerIcon(icon)}
      <strong id=${nameId}
        >${view.nameOf(broker)} <small>${alias ? localize(alias, texts.lang) : nothing}</small></strong
      >
      <span class=${`state ${state}`}>${state === 'active' ? texts.connected : texts[state]}</span>
    </div>
    ${
      accounts.length
        ? html`<ul class="accounts" role="list" id=${accountsId}>
            ${accounts.map(({ id, name, type }) => html`<li>${name ?? id} <small>${type}</small></li>`)}
          </ul>`
        : nothing
    }
    ${time ? html`<p class="hint">${texts.since.replace('{time}', () => time)}</p>` : nothing}
    ${mayDoTooMuch(connection, view.access) ? html`<p class="note danger">${texts.tooMuch}</p>` : nothing}
    ${
      id !== undefined && id === view.questioned
        ? question(connection, label, view, texts)
        : actions(connection, label, view, texts)
    }
  </li>`;
}

/** Whether to disconnect, and why that failed. */
function question(
  connection: Connection,
  label: string,
  view: ConnectionsView,
  texts: Messages,
): TemplateResult {
  const { problem, isRemoving, isDisabled, confirm, decline } = view;
  return html`<div
    class="ask"
    role="group"
    aria-labelledby="_ask"
    aria-describedby="${label} _consequence"
    tabindex="-1"
    @keydown=${(event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      // A dialog of the page's own, around the block, stays open.
      event.preventDefault();
      decline();
    }}
  >
    <strong id="_ask">${texts.confirm}</strong>
    <div id="_consequence">
      <p>${texts.consequence}</p>
      ${livesOn(connection, view.brokerOf, texts)}
    </div>
    ${
      problem &&
      html`<div class="finding">
        <p>${explain(texts.disconnectFailed, problem, texts)}</p>
        ${problem.detail && html`<p>${problem.detail}</p>`} ${numberOf(problem, texts)}
      </div>`
    }
    <div class="actions">
      <button
        class="yes"
        ?disabled=${isDisabled}
        aria-disabled=${isRemoving || nothing}
        @click=${({ detail }: MouseEvent) => detail > 1 || confirm()}
      >
        ${texts.confirmed}
      </button>
      <button aria-disabled=${isRemoving || nothing} @click=${decline}>${texts.cancel}</button>
    </div>
  </div>`;
}

/** What can be done about a connection. */
function actions(
  connection: Connection,
  label: string,
  view: ConnectionsView,
  texts: Messages,
): TemplateResult {
  const { isDisabled, isBusy, brokerOf, reconnect, ask } = view;
  return html`<div class="actions">
    ${
      brokerOf(connection.broker)
        ? html`<button
            class="on-again"
            ?disabled=${isDisabled || isBusy}
            aria-describedby=${label}
            @click=${() => reconnect(connection)}
          >
            ${texts.reconnect}
          </button>`
        : nothing
    }
    ${
      connection.id === undefined
        ? nothing
        : html`<button
            class="off"
            ?disabled=${isDisabled}
            aria-describedby=${label}
            @click=${() => ask(connection)}
          >
            ${texts.disconnect}
          </button>`
    }
  </div>`;
}

/** A date in words; empty where it is none. A date without a time is the same day everywhere. */
function dateOf(time: string, language: string): string {
  const date = new Date(time);
  return Number.isNaN(+date)
    ? ''
    : new Intl.DateTimeFormat(language, {
        dateStyle: 'long',
        ...(time.length === 10 && { timeZone: 'UTC' }),
      }).format(date);
}

/** What the form shows in the place of the selector: the one portfolio that is to be connected again. */
export const reconnectHeading = (
  { accounts = [] }: Connection,
  name: string,
  icon: string | undefined,
  texts: Messages,
): TemplateResult =>
  html`<div class="again">
    ${brokerIcon(icon)}
    <div>
      <h3>${texts.reconnect}: ${name}</h3>
      <p class="hint">${accounts.map(({ id, name }) => name ?? id).join(', ')}</p>
    </div>
  </div>`;
