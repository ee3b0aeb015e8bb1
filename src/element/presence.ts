/** Whether the page that the element is in is the one that somebody sees: it may wait in the back/forward cache. */
export class Presence {
  /** Whether the page was left, and is kept. */
  isLeft = false;
  #stay = new AbortController();
  readonly #onLeave: () => void;
  readonly #onReturn: () => void;

  constructor(onLeave: () => void, onReturn: () => void) {
    this.#onLeave = onLeave;
    this.#onReturn = onReturn;
  }

  /** The element was put into a document: perhaps another one than before. */
  begin({ defaultView: page }: Document): void {
    const { signal } = (this.#stay = new AbortController());
    page?.addEventListener('pagehide', this.#leave, { signal });
    page?.addEventListener('pageshow', this.#return, { signal });
    this.#return();
  }

  end(): void {
    this.#stay.abort();
  }

  #leave = ({ persisted }: PageTransitionEvent): void => {
    // Of a page that is not kept nothing is left, and a window that is closed may give the block back first.
    if (!persisted) return;
    this.isLeft = true;
    this.#onLeave();
  };

  #return = (): void => {
    this.isLeft = false;
    this.#onReturn();
  };
}
