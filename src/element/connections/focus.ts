import type { Connection } from '../../core/connection.js';
import type { Focus } from '../session/focus.js';
import type { BlockHost } from '../host.js';

/** Keeps the focus where it belongs while connections come and go. */
export class ListFocus {
  readonly #host: BlockHost;
  readonly #focus: Focus;
  readonly #connections: () => readonly Connection[] | undefined;

  constructor(host: BlockHost, focus: Focus, connections: () => readonly Connection[] | undefined) {
    this.#host = host;
    this.#focus = focus;
    this.#connections = connections;
  }

  /** To the question that the person is asked. */
  moveToQuestion(): void {
    this.#focus.move('.ask');
  }

  /** To a button of a connection, given by its class. */
  moveToButton(id: string | undefined, selector: string): void {
    this.#focus.afterUpdate(() => {
      (this.#itemOf(id)?.querySelector<HTMLElement>(selector) ?? this.#host).focus();
    });
  }

  /**
   * Changes what is shown. The focus stays with the connection where it was; where that one goes, it moves to the next one.
   *
   * @returns Settled once the change is on screen.
   */
  keep(change: () => void): Promise<void> {
    const active = this.#root.activeElement as HTMLElement | null;
    const before = this.#items();
    const index = before.findIndex((item) => item.contains(active));
    const id = this.#connections()?.[index]?.id;
    const nth = index < 0 ? 0 : stopsOf(before[index]!).indexOf(active!);
    const wasInList = isInList(active);
    change();
    return new Promise((resolve) => {
      this.#focus.afterUpdate(() => {
        const { activeElement } = this.#root;
        if (wasInList && (!activeElement || isInList(activeElement))) this.#restore(id, index, nth);
        resolve();
      });
    });
  }

  /**
   * @param index - Place of the connection that had the focus; −1 where it was elsewhere in the list.
   * @param nth - Which of its stops that was.
   */
  #restore(id: string | undefined, index: number, nth: number): void {
    const item = this.#itemOf(id);
    if (index < 0) {
      // The button that loads the list again is gone.
      if (!this.#root.activeElement) this.#root.getElementById('_portfolios')?.focus();
    } else if (item) (stopsOf(item)[nth] ?? item).focus();
    else {
      const items = this.#items();
      (items[Math.min(index, items.length - 1)] ?? this.#root.getElementById('_status'))?.focus();
    }
  }

  get #root(): ShadowRoot {
    return this.#host.renderRoot as ShadowRoot;
  }

  #items(): HTMLElement[] {
    return [...this.#root.querySelectorAll<HTMLElement>('[part=connection]')];
  }

  #itemOf(id: string | undefined): HTMLElement | undefined {
    return this.#items()[this.#connections()?.findIndex((one) => one.id === id) ?? -1];
  }
}

const isInList = (element: Element | null): boolean => !!element?.closest('.portfolios');

/** What can have the focus in an item. */
const stopsOf = (item: HTMLElement): HTMLElement[] => [
  item,
  ...item.querySelectorAll<HTMLElement>('button, .ask'),
];
