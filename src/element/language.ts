import type { ReactiveController } from 'lit';
import { timeLimit } from '../core/limit.js';
import { labelsAtHand, matchLanguage, messagesFor, type LanguageTag } from '../locales/index.js';
import type { Labels, Messages } from '../locales/messages.js';
import type { BlockHost } from './host.js';

/** The block's texts, in the language around it; follows changes of `lang`. */
export class Language implements ReactiveController {
  /** Every text; undefined until {@link complete} was called, and they are there. */
  messages: Messages | undefined;
  /** Settled once the texts that were asked for are there, or could not be loaded. */
  loaded: Promise<unknown> = Promise.resolve();
  readonly #host: BlockHost;
  #tag: LanguageTag | undefined;
  #isCompleteWanted = false;
  #isReady = false;
  #observer: MutationObserver | undefined;

  constructor(host: BlockHost) {
    this.#host = host;
    host.addController(this);
  }

  /** What the form is drawn with; undefined as long as better ones may come. */
  get labels(): Labels | undefined {
    return this.messages ?? (this.#isReady ? labelsAtHand : undefined);
  }

  hostConnected(): void {
    this.#follow();
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  /**
   * Loads every text, now and in languages to come. Fails where they cannot be loaded; the next call tries again.
   *
   * @param limit - Ends the wait.
   */
  async complete(limit: AbortSignal): Promise<void> {
    this.#isCompleteWanted = true;
    await this.#load(limit);
  }

  #follow(): void {
    this.#observer?.disconnect();
    this.#observer = observeLang(this.#host, () => this.#follow());
    const tag = matchLanguage(nearestLang(this.#host), navigator.languages);
    if (tag === this.#tag) return;
    this.#tag = tag;
    // The texts that are there stay, where these cannot be loaded.
    const limit = timeLimit(this.#host.timeout);
    const { loaded } = this;
    this.loaded = this.#load(limit)
      .catch(() => undefined)
      .then(() => loaded);
  }

  async #load(limit: AbortSignal): Promise<void> {
    const tag = this.#tag!;
    const isAll = this.#isAllWanted;
    const messages = isAll ? await messagesFor(tag, limit).catch(() => undefined) : undefined;
    // Another language, or more of this one, was asked for in the meantime.
    if (tag !== this.#tag || isAll !== this.#isAllWanted) return this.#load(limit);
    if (messages || !isAll) this.messages = messages;
    this.#isReady = true;
    this.#host.requestUpdate();
    if (isAll && !messages) throw (limit.reason as Error | undefined) ?? new Error(`no texts: ${tag}`);
  }

  /** Only of the language at hand there are labels by themselves. */
  get #isAllWanted(): boolean {
    return this.#isCompleteWanted || this.#tag !== labelsAtHand.lang;
  }
}

/** The nearest `lang` at or above an element, through shadow roots; empty where there is none. */
function nearestLang(element: Element): string {
  for (const node of withHosts(element)) {
    const lang = node.closest('[lang]')?.getAttribute('lang');
    if (lang) return lang;
  }
  return '';
}

/** Calls back when a `lang` at or above an element changes. */
function observeLang(element: Element, changed: () => void): MutationObserver {
  const observer = new MutationObserver(changed);
  for (const node of withHosts(element))
    observer.observe(node.getRootNode(), { subtree: true, attributeFilter: ['lang'] });
  return observer;
}

/** An element, and the hosts of the shadow roots that it is in. */
function* withHosts(element: Element): Generator<Element> {
  for (let node: Element | undefined = element; node;) {
    yield node;
    const root = node.getRootNode();
    node = root instanceof ShadowRoot ? root.host : undefined;
  }
}

interface WithTextInfo {
  getTextInfo?: () => { readonly direction?: string };
  /** What it was before it was a method. */
  readonly textInfo?: { readonly direction?: string };
}

/** Which way a language is written. Undefined where that is not known: then the page's direction holds. */
export function directionOf(language: string): string | undefined {
  // Engines that know nothing of it must know this much of the built-in ones.
  if (/^(en|ru)\b/.test(language)) return 'ltr';
  try {
    const locale = new Intl.Locale(language) as WithTextInfo;
    return (locale.getTextInfo?.() ?? locale.textInfo)?.direction;
  } catch {
    // A page's own texts may name what is no language.
    return undefined;
  }
}
