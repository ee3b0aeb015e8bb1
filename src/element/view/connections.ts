import type { html as Html, nothing as Nothing, TemplateResult } from 'lit';
import type { BrokerDefinition, localize as Localize } from '../../brokers/broker.js';
import type { Access, Connection } from '../../core/connection.js';
import type { Failure } from '../../core/errors.js';
import type { Messages } from '../../locales/messages.js';

/** Lit, handed over: see lit.ts, which is in another chunk. */
export interface Templates {
  readonly html: typeof Html;
  readonly nothing: typeof Nothing;
  readonly localize: typeof Localize;
}

/** What is known of the connections, and what can be done about them. */
export interface Connections {
  /** Undefined before they were loaded. */
  readonly list: readonly Connection[] | undefined;
  readonly loading: boolean;
  /** Why they could not be loaded. */
  readonly failure: Failure | undefined;
  /** Id of the connection that the person is asked about. */
  readonly asked: string | undefined;
  /** Whether that one is being disconnected. */
  readonly removing: boolean;
  /** Why that failed. */
  readonly problem: Failure | undefined;
  readonly disabled: boolean;
  /** Whether the form is busy, so that no other can be opened. */
  readonly busy: boolean;
  /** What the page asks for. */
  readonly access: Access;
  /** The definition of a broker; absent where the page does not offer it. */
  readonly brokerOf: (id: string | undefined) => BrokerDefinition | undefined;
  readonly nameOf: (connection: Connection) => string;
  readonly retry: () => void;
  readonly reconnect: (connection: Connection) => void;
  readonly ask: (connection: Connection) => void;
  readonly decline: () => void;
  readonly confirm: () => void;
}

/** Failures of which the form's own words are right here too. No broker is asked here: it is the site that is not there. */
const sayable = /^(session|forb|rate|serv|redi|netw|offl|time)/;

/** A failure in words: what failed, then why. */
export const explain = (what: string, { code }: Failure, texts: Messages): string => {
  const told = code === 'broker-unavailable' ? 'server-error' : code;
  return sayable.test(told) ? `${what} ${texts[`error.${told}`]}` : what;
};

/** The list with its heading. */
export function connectionList(view: Connections, texts: Messages, lit: Templates): TemplateResult {
  const { html, nothing } = lit;
  const { list, loading, failure, disabled, retry } = view;
  return html`<div class="portfolios">
    <h3 id="_portfolios" tabindex="-1">${texts.portfolios}</h3>
    ${
      failure
        ? html`<div class="note danger">
              <p>${explain(texts.listFailed, failure, texts)}</p>
              ${failure.detail && html`<p class="hint">${failure.detail}</p>`}
            </div>
            <div class="actions">
              <button ?disabled=${disabled} aria-disabled=${loading || nothing} @click=${retry}>
                ${texts.retry}
              </button>
            </div>`
        : list?.length
          ? nothing
          : html`<p class="hint">${list ? texts.none : texts.loading}</p>`
    }
    <ul role="list" aria-labelledby="_portfolios" ?hidden=${!list?.length}>
      ${list?.map((connection, index) => item(connection, `_c${index}`, view, texts, lit))}
    </ul>
  </div>`;
}

function item(
  connection: Connection,
  label: string,
  view: Connections,
  texts: Messages,
  { html, nothing, localize }: Templates,
): TemplateResult {
  const { id, broker, state = 'active', connectedAt = '', accounts = [], access } = connection;
  const { asked, removing, problem, disabled, busy, brokerOf, nameOf, reconnect, ask, decline, confirm } =
    view;
  const definition = brokerOf(broker);
  const { icon, alias } = definition ?? {};
  const time = dateOf(connectedAt, texts.lang);
  return html`<li part="connection" tabindex="-1">
    <div class="title">
      ${icon ? html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d=${icon}></path></svg>` : nothing}
      <strong id=${label}
        >${nameOf(connection)} <small>${alias ? localize(alias, texts.lang) : nothing}</small></strong
      >
      <span class=${`state ${state}`}>${state === 'active' ? texts.connected : texts[state]}</span>
    </div>
    ${
      accounts.length
        ? html`<ul class="accounts" role="list">
            ${accounts.map(({ id, name, type }) => html`<li>${name ?? id} <small>${type}</small></li>`)}
          </ul>`
        : nothing
    }
    ${time ? html`<p class="hint">${texts.since.replace('{time}', () => time)}</p>` : nothing}
    ${
      access === 'full' && view.access === 'read-only'
        ? html`<p class="caution">${texts.tooMuch}</p>`
        : nothing
    }
    ${
      id !== undefined && id === asked
        ? html`<div
            class="ask"
            role="group"
            aria-labelledby="_ask"
            tabindex="-1"
            @keydown=${({ key }: KeyboardEvent) => key === 'Escape' && decline()}
          >
            <strong id="_ask">${texts.confirm}</strong>
            ${
              problem &&
              html`<div class="finding">
                <p>${explain(texts.disconnectFailed, problem, texts)}</p>
                ${problem.detail && html`<p>${problem.detail}</p>`}
              </div>`
            }
            <div class="actions">
              <button
                class="yes"
                ?disabled=${disabled}
                aria-disabled=${removing || nothing}
                @click=${({ detail }: MouseEvent) => detail > 1 || confirm()}
              >
                ${texts.confirmed}
              </button>
              <button aria-disabled=${removing || nothing} @click=${decline}>${texts.cancel}</button>
            </div>
          </div>`
        : html`<div class="actions">
            ${
              definition
                ? html`<button
                    class="on-again"
                    ?disabled=${disabled || busy}
                    aria-describedby=${label}
                    @click=${() => reconnect(connection)}
                  >
                    ${texts.reconnect}
                  </button>`
                : nothing
            }
            ${
              id === undefined
                ? nothing
                : html`<button
                    class="off"
                    ?disabled=${disabled}
                    aria-describedby=${label}
                    @click=${() => ask(connection)}
                  >
                    ${texts.disconnect}
                  </button>`
            }
          </div>`
    }
  </li>`;
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

/** What the form shows in the place of the selector: the one broker that is to be connected again. */
export const fixedBroker = (
  name: string,
  icon: string | undefined,
  texts: Messages,
  { html, nothing }: Templates,
): TemplateResult =>
  html`<h3 class="again">
    ${icon ? html`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true"><path d=${icon}></path></svg>` : nothing}
    <span>${texts.reconnect}: ${name}</span>
  </h3>`;
