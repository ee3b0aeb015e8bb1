/**
 * What `manage` adds: the connections that there are, loaded, shown and removed. A chunk of its own; like interaction.ts it
 * imports nothing that is loaded already. What it needs of that is handed over by its {@link Host}.
 */
import type { PropertyValues, TemplateResult } from 'lit';
import type { BrokerDefinition } from '../brokers/broker.js';
import type { Answer, Failed } from '../core/client.js';
import type { Connection } from '../core/connection.js';
import type { ConnectError, Failure } from '../core/errors.js';
import { connectionTexts } from '../locales/connections.js';
import type { Messages } from '../locales/messages.js';
import type { Configuration } from './configuration.js';
import { sheet } from './connections-styles.js';
import type { PcDisconnectEvent } from './events.js';
import type * as Interaction from './interaction.js';
import type { PortfolioConnectElement } from './portfolio-connect.js';
import { connectionList, explain, fixedBroker, type Templates } from './view/connections.js';

/** What is needed of the element, and of what is loaded already. */
export interface Host {
  readonly element: PortfolioConnectElement;
  readonly interaction: Pick<typeof Interaction, 'send' | 'listSchema' | 'safeParse'>;
  readonly templates: Templates;
  readonly ConnectError: typeof ConnectError;
  readonly PcDisconnectEvent: typeof PcDisconnectEvent;
  /** Judges anew what the page set up. */
  readonly configure: () => Configuration;
  readonly builtIn: ReadonlyMap<string, BrokerDefinition>;
}

/** What the element asks for. */
export interface Management {
  /** Id of the broker that is to be connected again: the form is for that one alone. */
  fixed: string | undefined;
  /** Loads the list, or ends what is under way, as the element's properties now have it. */
  readonly update: (changed?: PropertyValues) => void;
  readonly refresh: () => Promise<void>;
  readonly disconnect: (id: string) => Promise<void>;
  /** A connection was made. */
  readonly connected: (connection: Connection) => void;
  /** The list. */
  readonly list: (texts: Messages) => TemplateResult | undefined;
  /** For the live region. */
  readonly status: (texts: Messages) => unknown;
  /** What stands for the selector while a broker is fixed. */
  readonly selector: (texts: Messages) => TemplateResult | undefined;
  /** The way back from there. */
  readonly back: (texts: Messages) => TemplateResult | undefined;
}

export function manage({
  element,
  interaction: { send, listSchema, safeParse },
  templates,
  ConnectError,
  PcDisconnectEvent,
  configure,
  builtIn,
}: Host): Management {
  const { html, localize } = templates;
  const root = element.renderRoot as ShadowRoot;
  root.adoptedStyleSheets.push(sheet);

  let list: readonly Connection[] | undefined;
  let failure: Failure | undefined;
  /** What the list was, or is being, loaded from. */
  let source: string | undefined;
  /** Whether the list is loaded because the page set `manage`. */
  let on = false;
  let asked: string | undefined;
  let problem: Failure | undefined;
  let note: 'disconnected' | 'gone' | undefined;
  let again: Connection | undefined;
  /** Ends with the element's stay in the page, or with the endpoint. */
  let stay = new AbortController();
  let loading: AbortController | undefined;
  let latest: Promise<void> | undefined;
  const removals = new Map<string, Promise<void>>();

  // ── Requests ───────────────────────────────────────────────────────────────────────────────────────────────────

  const failed = (failure: Failure): Failed => ({ ok: false, failure });

  /** One request, to the endpoint or to a connection below it. Ends at once when aborted, whatever `fetch` does. */
  const request = (signal: AbortSignal, init: RequestInit, id?: string) =>
    new Promise<Answer | Failed>((resolve, reject) => {
      const { isConnected, disabled, timeout, credentials: cookies, headers, fetch } = element;
      const { url, faults } = configure();
      const address = url && addressOf(url, id);
      const cancelled = failed({ code: 'cancelled' });
      signal.addEventListener('abort', () => resolve(cancelled));
      if (disabled || !isConnected || signal.aborted) resolve(cancelled);
      else if (!url) resolve(failed(faults[0]!));
      else if (!address)
        resolve(failed({ code: 'invalid-response', reason: 'this id cannot be part of an address' }));
      else
        send(
          {
            credentials: {},
            timeout,
            cookies,
            headers,
            fetch: fetch ?? globalThis.fetch,
            signal,
          },
          address,
          init,
        ).then(resolve, reject);
    });

  const target = () => JSON.stringify([element.endpoint, element.credentials]);

  const stop = () => {
    stay.abort();
    stay = new AbortController();
    loading = asked = problem = note = undefined;
  };

  /** A newer one takes the place of the one under way, whose answer may be out of date by now. */
  const refresh = (): Promise<void> => {
    if (source !== target()) {
      stop();
      source = target();
      list = failure = self.fixed = undefined;
    }
    on = element.manage;
    loading?.abort();
    loading = new AbortController();
    element.requestUpdate();
    return (latest = load(loading));
  };

  const load = async (mine: AbortController): Promise<void> => {
    const outcome = await request(AbortSignal.any([stay.signal, mine.signal]), {});
    if (loading !== mine) {
      if (loading) return latest;
      throw new ConnectError({ code: 'cancelled' });
    }
    let next: readonly Connection[] | undefined;
    let fault: Failure | undefined;
    if ('headers' in outcome) {
      const { data, error } = safeParse(listSchema, outcome.body?.json);
      next = data?.connections;
      fault = error && {
        code: 'invalid-response',
        status: outcome.status,
        reason: `not a list of connections: ${error.issues[0]!.path.join('.') || 'body'}`,
      };
    } else fault = outcome.failure;
    await show(() => {
      loading = undefined;
      failure = fault?.code === 'cancelled' ? undefined : fault;
      if (!next) return;
      list = next;
      if (indexOf(asked) < 0) asked = problem = undefined;
    });
    if (fault) throw new ConnectError(fault);
  };

  const disconnect = (id: string): Promise<void> => {
    const removal = removals.get(id) ?? remove(id).finally(() => removals.delete(id));
    removals.set(id, removal);
    return removal;
  };

  const remove = async (id: string): Promise<void> => {
    const { signal } = stay;
    const outcome = await request(signal, { method: 'DELETE' }, id);
    if (signal.aborted) throw new ConnectError({ code: 'cancelled' });
    if (!('headers' in outcome)) {
      if (outcome.failure.code === 'not-found') await quietly(refresh());
      throw new ConnectError(outcome.failure);
    }
    const broker = list?.find((one) => one.id === id)?.broker;
    const shown = show(() => {
      list = list?.filter((one) => one.id !== id);
      if (asked === id) asked = undefined;
      note = 'disconnected';
    });
    // What is being loaded may still have it.
    if (loading) void quietly(refresh());
    element.dispatchEvent(new PcDisconnectEvent(id, broker));
    await shown;
  };

  // ── What is shown, and where the focus is ──────────────────────────────────────────────────────────────────────

  const indexOf = (id: string | undefined) => list?.findIndex((one) => one.id === id) ?? -1;
  const items = () => [...root.querySelectorAll<HTMLElement>('[part=connection]')];
  const stopsOf = (item: HTMLElement) => [item, ...item.querySelectorAll<HTMLElement>('button, .ask')];

  const focusLater = async (find: () => HTMLElement | null | undefined) => {
    element.requestUpdate();
    await element.updateComplete;
    (find() ?? element).focus();
  };

  /** Changes what is shown. The focus stays with the connection where it was; else it goes to the next one. */
  const show = async (change: () => void): Promise<void> => {
    const active = root.activeElement as HTMLElement | null;
    const inList = !!active?.closest('.portfolios');
    const before = items();
    const at = before.findIndex((item) => item.contains(active));
    const id = list?.[at]?.id;
    const nth = at < 0 ? 0 : stopsOf(before[at]!).indexOf(active!);
    change();
    element.requestUpdate();
    await element.updateComplete;
    const now = root.activeElement;
    if (!inList || (now && !now.closest('.portfolios'))) return;
    const after = items();
    const kept = after[indexOf(id)];
    if (at < 0) {
      // The button that loads the list again is gone.
      if (!now) root.getElementById('_portfolios')?.focus();
    } else if (kept) (stopsOf(kept)[nth] ?? kept).focus();
    else (after[Math.min(at, after.length - 1)] ?? root.getElementById('_status'))?.focus();
  };

  // ── What the person does ───────────────────────────────────────────────────────────────────────────────────────

  const ask = ({ id }: Connection) => {
    asked = id;
    problem = note = undefined;
    void focusLater(() => root.querySelector<HTMLElement>('.ask'));
  };

  const isBusy = () => /^(submitting|verifying)$/.test(element.state);
  /** What the form's own message tells. */
  const isUnsafe = () => failure?.code === 'invalid-endpoint';

  const isRemoving = () => asked !== undefined && removals.has(asked);

  const decline = () => {
    if (isRemoving()) return;
    const id = asked;
    asked = undefined;
    void focusLater(() => items()[indexOf(id)]?.querySelector<HTMLElement>('.off'));
  };

  const confirm = async () => {
    const id = asked;
    if (id === undefined || isRemoving()) return;
    problem = undefined;
    const removal = disconnect(id);
    element.requestUpdate();
    try {
      await removal;
      // Of two pieces of news, the last one is told.
      if (element.state === 'connected') element.reset();
    } catch (error) {
      const { code } = error as ConnectError;
      if (code !== 'cancelled' && asked === id) problem = error as ConnectError;
      else if (code === 'not-found') note = 'gone';
    }
    element.requestUpdate();
  };

  const reconnect = (connection: Connection) => {
    element.reset();
    again = connection;
    self.fixed = connection.broker;
    asked = note = undefined;
    void focusLater(() => null);
  };

  const back = () => {
    element.reset();
    void focusLater(() => items()[indexOf(again?.id)]?.querySelector<HTMLElement>('.on-again'));
  };

  const brokerOf = (id: string | undefined) => configure().brokers.find((one) => one.id === id);
  const nameOf = (broker: string | undefined, texts: Messages) => {
    const known = brokerOf(broker) ?? builtIn.get(broker ?? '');
    return known ? localize(known.name, texts.lang) : (broker ?? texts.broker);
  };

  /** The page's own texts come last. */
  const complete = (texts: Messages): Messages => ({
    ...connectionTexts[texts.lang === 'ru' ? 'ru' : 'en'],
    ...texts,
  });

  const self: Management = {
    fixed: undefined,
    refresh,
    disconnect,
    update(changed) {
      const { isConnected, disabled } = element;
      const wanted = element.manage && isConnected && !disabled;
      if (!wanted && (on || !isConnected)) {
        on = false;
        stop();
      }
      if (!element.manage) self.fixed = undefined;
      if (!wanted) return;
      // Headers that a page sets late may be what was missing.
      const late = failure && (changed?.has('headers') || changed?.has('fetch'));
      if (!on || late || source !== target()) void quietly(refresh());
    },
    connected(connection) {
      const made = { ...connection, broker: connection.broker ?? self.fixed ?? element.broker ?? undefined };
      self.fixed = undefined;
      if (!element.manage) return;
      const others = list ?? [];
      const at = made.id === undefined ? -1 : indexOf(made.id);
      list = at < 0 ? [...others, made] : others.with(at, made);
      void quietly(refresh());
    },
    list(texts) {
      const given = !!list || !!failure || !!loading;
      if (!element.manage || !given || isUnsafe()) return undefined;
      return connectionList(
        {
          list,
          loading: !!loading,
          failure,
          asked,
          removing: isRemoving(),
          problem,
          disabled: element.disabled,
          busy: isBusy(),
          access: element.access,
          brokerOf,
          nameOf: ({ broker }) => nameOf(broker, texts),
          retry: () => loading || void quietly(refresh()),
          reconnect,
          ask,
          decline,
          confirm: () => void confirm(),
        },
        complete(texts),
        templates,
      );
    },
    status(texts) {
      if (!element.manage || isUnsafe()) return undefined;
      const words = complete(texts);
      if (isBusy()) note = undefined;
      const quiet = isRemoving()
        ? words.disconnecting
        : problem
          ? explain(words.disconnectFailed, problem, words)
          : failure && (loading ? words.loading : explain(words.listFailed, failure, words));
      return [
        note && html`<p class="note">${words[note]}</p>`,
        // Said aloud only: it is shown where it belongs.
        quiet && html`<p class="quiet">${quiet}</p>`,
      ];
    },
    selector: (texts) =>
      self.fixed === undefined
        ? undefined
        : fixedBroker(nameOf(self.fixed, texts), brokerOf(self.fixed)?.icon, complete(texts), templates),
    back: (texts) =>
      self.fixed === undefined
        ? undefined
        : html`<button type="button" @click=${back}>${texts.cancel}</button>`,
  };
  return self;
}

/** The failure is shown, or told to whoever asked. */
const quietly = (work: Promise<void>) => work.catch(() => undefined);

/** The address of a connection; empty where its id cannot be part of one: encoding does not change `..`. */
function addressOf(endpoint: string, id: string | undefined): string {
  if (id === undefined) return endpoint;
  const url = new URL(endpoint);
  try {
    url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(id)}`;
    return /^\.{0,2}$/.test(id) ? '' : url.href;
  } catch {
    // Half a surrogate pair.
    return '';
  }
}
