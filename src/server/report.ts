import { copyOfError } from './errors/copy.js';
import type { KitEvent } from './event.js';
import type { Phase } from './phase.js';

/** Where something failed, as far as that was known by then. */
export interface ErrorContext {
  /** What the kit was doing. */
  readonly phase: Phase;
  /** Id of the broker. */
  readonly broker?: string | undefined;
  /** What `authenticate` returned. */
  readonly user?: string | undefined;
  /** Id of the attempt, which the person's page may know by a 202. */
  readonly attempt?: string | undefined;
}

/** What the host may be told by. */
export interface Listener {
  onError?(error: Error, context: ErrorContext): unknown;
  onEvent?(event: KitEvent): unknown;
  waitUntil?(work: Promise<unknown>): void;
}

/**
 * Tells the host of what should not happen. Never throws, whatever was thrown and whatever the listener does.
 *
 * It gets a copy, in which each credential is masked.
 */
export function report(
  listener: Listener,
  error: unknown,
  context: ErrorContext,
  secrets: readonly string[],
): void {
  try {
    const told = listener.onError?.(copyOfError(error, secrets), context);
    Promise.resolve(told).catch(() => undefined);
  } catch {
    // A log that fails must not cost the answer.
  }
}
