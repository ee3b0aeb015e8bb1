import { html, nothing, type TemplateResult } from 'lit';
import { localize } from '../../brokers/broker.js';
import type { Access, Connection } from '../../core/connection.js';
import type { OpenAttempt } from '../../core/client.js';
import type { Failure } from '../../core/errors.js';
import type { Messages } from '../../locales/messages.js';
import { cautionOf } from '../form/view.js';
import { brokerIcon } from '../form/brokers.js';
import {
  endOf,
  explain,
  livesOn,
  newsNote,
  newsWords,
  particulars,
  type BrokerOf,
  type FailedAttempt,
  type News,
} from './news.js';
import { timesOf } from './times.js';

/** What is known of the connections, and what can be done about them. */
export interface ConnectionsView {
  /** Undefined before they were loaded. */
  readonly connections: readonly Connection[] | undefined;
  /** Attempts that may still become connections. */
  readonly attempts: readonly OpenAttempt[];
  /** Attempts that were among those, and came to nothing. */
  readonly failedAttempts: readonly FailedAttempt[];
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
  /** Whether the form can connect this broker. */
  readonly isOffered: (broker: string | undefined) => boolean;
  readonly brokerOf: BrokerOf;
  readonly nameOf: (broker: string | undefined) => string;
  readonly retry: () => void;
  readonly reconnect: (connection: Connection) => void;
  readonly ask: (connection: Connection) => void;
  readonly decline: () => void;
  readonly confirm: () => void;
}

/** What the live region says. What is shown in the list itself is only said aloud. */
export function spoken(view: ConnectionsView, texts: Messages): unknown {
  const { news, brokerOf, nameOf } = view;
  // The list shows it where it was; where none is left, the focus comes here.
  const note = news && isEmpty(view) ? newsNote(news, brokerOf, texts) : undefined;
  const aloud = [news && !note && newsWords(news, nameOf, texts), wordsFor(view, texts)].filter(Boolean);
  return [note, aloud.length ? html`<p class="quiet">${aloud.join(' ')}</p>` : undefined];
}

function wordsFor(
  { isRemoving, problem, failure, isLoading }: ConnectionsView,
  texts: Messages,
): string | undefined {
  if (isRemoving) return texts.disconnecting;
  if (problem) return explain(texts.disconnectFailed, problem, texts);
  return failure && (isLoading ? texts.loading : explain(texts.listFailed, failure, texts));
}

/** The list with its heading: first the attempts, which become connections and are the newest then. */
export function connectionList(view: ConnectionsView, texts: Messages): TemplateResult {
  const { connections = [], attempts, failedAttempts, news, isLoading, failure, isDisabled, retry } = view;
  const note = news && newsNote(news, view.brokerOf, texts);
  const place = Math.min(news && 'index' in news ? news.index : 0, connections.length);
  const noteAt = (index: number) => (note && index === place ? html`<li>${note}</li>` : nothing);
  return html`<div class="portfolios">
    <h3 id="_portfolios" tabindex="-1">${texts.portfolios}</h3>
    ${
      failure
        ? html`<div class="note danger">
              <p>${explain(texts.listFailed, failure, texts)}</p>
              ${particulars(failure, texts)}
            </div>
            <div class="actions">
              <button ?disabled=${isDisabled} aria-disabled=${isLoading || nothing} @click=${retry}>
                ${texts.retry}
              </button>
            </div>`
        : isEmpty(view)
          ? html`<p class="hint">${view.connections ? texts.none : texts.loading}</p>`
          : nothing
    }
    <ul role="list" aria-labelledby="_portfolios" ?hidden=${isEmpty(view)}>
      ${failedAttempts.map((one) => failedAttempt(one, view, texts))}
      ${attempts.map((one) => openAttempt(one, view, texts))}
      ${connections.map((one, index) => [noteAt(index), item(one, index, view, texts)])}
      ${noteAt(connections.length)}
    </ul>
  </div>`;
}

const isEmpty = ({ connections, attempts, failedAttempts }: ConnectionsView): boolean =>
  !connections?.length && !attempts.length && !failedAttempts.length;

/** An attempt that goes on. There is nothing to do about it but to wait. */
function openAttempt({ broker }: OpenAttempt, view: ConnectionsView, texts: Messages): TemplateResult {
  return html`<li part="attempt">
    ${title(broker, chip('pending', texts.pending), view, texts)}
    <p class="hint">${texts.pendingNote}</p>
  </li>`;
}

/** An attempt that came to nothing. The form is there for another one. */
function failedAttempt(
  { broker, failure }: FailedAttempt,
  view: ConnectionsView,
  texts: Messages,
): TemplateResult {
  const { state, reason } = endOf(failure, texts);
  return html`<li part="attempt">
    ${title(broker, state ? chip('failed', state) : undefined, view, texts)}
    <p>${reason}</p>
    ${particulars(failure, texts)}
  </li>`;
}

/** How one of the list stands, in a word. */
const chip = (kind: string, words: string): TemplateResult =>
  html`<span class=${`state ${kind}`}>${words}</span>`;

/** Whose portfolio it is, and how it stands. @param nameId - For the name to be referred to. */
function title(
  broker: string | undefined,
  state: TemplateResult | undefined,
  { brokerOf, nameOf }: ConnectionsView,
  texts: Messages,
  nameId?: string,
): TemplateResult {
  const { icon, alias } = brokerOf(broker) ?? {};
  return html`<div class="title">
    ${brokerIcon(icon)}
    <strong id=${nameId ?? nothing}
      >${nameOf(broker)} <small>${alias ? localize(alias, texts.lang) : nothing}</small></strong
    >
    ${state}
  </div>`;
}

function item(connection: Connection, index: number, view: ConnectionsView, texts: Messages): TemplateResult {
  const { id, broker, state = 'active', accounts = [] } = connection;
  const times = timesOf(connection, texts);
  const nameId = `_c${index}`;
  const accountsId = `${nameId}-accounts`;
  /** Ids of what tells it from the others. */
  const label = accounts.length ? `${nameId} ${accountsId}` : nameId;
  return html`<li part="connection" tabindex="-1">
    ${title(broker, chip(state, state === 'active' ? texts.connected : texts[state]), view, texts, nameId)}
    ${
      accounts.length
        ? html`<ul class="accounts" role="list" id=${accountsId}>
            ${accounts.map(({ id, name, type }) => html`<li>${name ?? id} <small>${type}</small></li>`)}
          </ul>`
        : nothing
    }
    ${times.length ? html`<p class="hint times">${times}</p>` : nothing}
    ${cautionOf(connection, view.access, view.brokerOf(broker), texts) ?? nothing}
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
        ${particulars(problem, texts)}
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
  const { isDisabled, isBusy, isOffered, reconnect, ask } = view;
  return html`<div class="actions">
    ${
      isOffered(connection.broker)
        ? html`<button
            class="on-again"
            ?disabled=${isDisabled || isBusy}
            aria-describedby=${label}
            @click=${() => reconnect(connection)}
          >
            ${again(connection, texts)}
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

/** What connecting it again is called. */
const again = ({ state = 'active' }: Connection, texts: Messages): string =>
  state === 'active' ? texts.reconnect : texts.renew;

/** What the form shows in the place of the selector: the one portfolio that is to be connected again. */
export const reconnectHeading = (
  connection: Connection,
  name: string,
  icon: string | undefined,
  texts: Messages,
): TemplateResult =>
  html`<div class="again">
    ${brokerIcon(icon)}
    <div>
      <h3>${again(connection, texts)}: ${name}</h3>
      <p class="hint">${(connection.accounts ?? []).map(({ id, name }) => name ?? id).join(', ')}</p>
    </div>
  </div>`;
