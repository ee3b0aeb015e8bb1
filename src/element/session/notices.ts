/** What the page's developer is told on the console: what only they can mend, each thing once. */
export class Notices {
  readonly #told = new Set<string>();

  /** Returns whether that is news. */
  tell(message: string): boolean {
    if (this.#told.has(message)) return false;
    this.#told.add(message);
    // eslint-disable-next-line no-console -- a page set up wrongly must tell its developer, once
    console.error(`<portfolio-connect> ${message}`);
    return true;
  }
}
