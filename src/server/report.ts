import { redact } from '../core/redact.js';

/** Tells the host of what should not happen. Never throws. */
export type Report = (error: unknown, secrets?: readonly string[]) => void;

/**
 * Calls `onError` with the message of what was thrown, without the credentials, and without whatever else it holds: an
 * error of a library may carry the whole request.
 */
export const createReport =
  (options: { onError?(error: Error): void }): Report =>
  (error, secrets = []) => {
    try {
      const message = error instanceof Error ? error.message : String(error);
      options.onError?.(new Error(redact(message, secrets)));
    } catch {
      // A log that fails must not cost the answer.
    }
  };
