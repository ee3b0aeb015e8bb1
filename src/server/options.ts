import type { Access } from '../core/connection.js';
import type { ConnectionStore, SavedConnection } from './store.js';
import type { Verifier } from './verifier.js';

/** The host's part: who asks, where connections are kept, and who verifies. */
export interface ConnectHandlerOptions {
  /** Finds out whose request it is: an id that is the person's for good. null: nobody is signed in (401). */
  authenticate(request: Request): string | null | Promise<string | null>;
  /** Where connections are kept. */
  readonly store: ConnectionStore;
  /** Verifiers by broker id. A broker without one is refused. */
  readonly verifiers: Readonly<Record<string, Verifier>>;
  /** The access that the site needs; give the widget the same. Default: `full`, as the widget's. */
  readonly access?: Access | undefined;
  /** The endpoint's path. Default: any; the path is then read from its end. */
  readonly path?: string | undefined;
  /** Origins, besides its own, whose pages may use the endpoint. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Request headers that pages on those origins send besides the widget's own. Default: none. */
  readonly allowedHeaders?: readonly string[] | undefined;
  /** Called before anything is verified. Returns the seconds to wait, or nothing when it may go on. */
  rateLimit?(user: string, request: Request): number | undefined | Promise<number | undefined>;
  /** Called once a connection is saved. The answer does not wait for it. */
  onConnect?(event: { readonly user: string; readonly connection: SavedConnection }): unknown;
  /** Told of what should not happen: a store or a verifier that throws. The error's message holds no credential. */
  onError?(error: Error): void;
  /** After so many ms the answer is 202, and the widget polls. Default: never. */
  readonly respondAsyncAfter?: number | undefined;
  /** Limit of one verification, ms. Default: 25000, below the widget's own 30000. */
  readonly verifyTimeout?: number | undefined;
  /**
   * How long a key stays taken when the process that verifies dies, ms; until then it is renewed. Default: 10000. A
   * process that stands still for longer saves nothing.
   */
  readonly lease?: number | undefined;
  /** Keeps a worker alive until a promise ends, where it would be stopped after the answer. */
  waitUntil?(work: Promise<unknown>): void;
}
