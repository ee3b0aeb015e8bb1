import type { ReactiveController } from 'lit';
import type { BlockHost } from '../host.js';

/** Moves the focus once what is being shown is on screen. */
export class Focus implements ReactiveController {
  readonly #host: BlockHost;
  #tasks: Array<() => void> = [];

  constructor(host: BlockHost) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    const tasks = this.#tasks;
    this.#tasks = [];
    for (const task of tasks) task();
  }

  /** Does something after the next update. */
  afterUpdate(task: () => void): void {
    this.#tasks.push(task);
    this.#host.requestUpdate();
  }

  /** Moves the focus to what a selector finds then; otherwise to where `focus()` of the block goes. */
  move(selector?: string): void {
    this.afterUpdate(() => {
      const target = selector && this.#host.renderRoot.querySelector<HTMLElement>(selector);
      (target || this.#host).focus();
    });
  }

  /** Scrolls to what a selector finds then, where the focus is in the block: who looks elsewhere is not disturbed. */
  reveal(selector: string): void {
    this.afterUpdate(() => {
      if (!this.#host.shadowRoot?.activeElement) return;
      this.#host.renderRoot.querySelector(selector)?.scrollIntoView({ block: 'nearest' });
    });
  }

  /** Selects what is in the field that has the focus then: what is typed or pasted next replaces it. */
  selectText(): void {
    this.afterUpdate(() => {
      const active = this.#host.shadowRoot?.activeElement;
      if (active?.matches('[part=input]:not(select)')) (active as HTMLInputElement).select();
    });
  }

  /** The same, but only where the focus is in the block already: it is not taken from the rest of the page. */
  moveWithin(selector?: string): void {
    if (this.#host.shadowRoot?.activeElement) this.move(selector);
  }
}
