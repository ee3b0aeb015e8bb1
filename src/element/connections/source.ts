import type { BlockHost } from '../host.js';

/** What the list was loaded from, and with, compared to what the page has set up since. */
export class Source {
  readonly #host: BlockHost;
  #used: Pick<BlockHost, 'endpoint' | 'credentials' | 'headers' | 'fetch'> | undefined;

  constructor(host: BlockHost) {
    this.#host = host;
  }

  /** The list is being loaded. */
  use(): void {
    const { endpoint, credentials, headers, fetch } = this.#host;
    this.#used = { endpoint, credentials, headers, fetch };
  }

  /** Whether somebody else would answer now, or to somebody else. */
  get isOther(): boolean {
    const { endpoint, credentials } = this.#host;
    return this.#used?.endpoint !== endpoint || this.#used?.credentials !== credentials;
  }

  /** Whether there are other headers. Those that a page sets late may be what was missing. */
  get isRenewed(): boolean {
    const { headers, fetch } = this.#host;
    return headers !== this.#used?.headers || fetch !== this.#used?.fetch;
  }
}
