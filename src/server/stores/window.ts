import type { AttemptLimit } from '../store.js';

/** What was counted since a window began. */
export interface Window {
  readonly key: string;
  readonly hits: number;
  /** When it ends, ms since 1970. */
  readonly until: number;
}

/** A window with one attempt more, and whether that is too many. */
interface CountedWindow extends Window {
  readonly isExceeded: boolean;
}

/** @param known - As it was written; one that is over, or ends too late for its length (a clock was wrong), is begun anew. */
export function windowAfter(
  { key, most, window }: AttemptLimit,
  known: Omit<Window, 'key'> | undefined,
  now: number,
): CountedWindow {
  const isOpen = known && known.until > now && known.until <= now + window;
  const hits = (isOpen ? known.hits : 0) + 1;
  return { key, hits, until: isOpen ? known.until : now + window, isExceeded: hits > most };
}

/** The seconds until all of them let somebody in; 0 where they do now. */
export const waitFor = (windows: readonly CountedWindow[], now: number): number =>
  Math.max(0, ...windows.map(({ until, isExceeded }) => (isExceeded ? (until - now) / 1000 : 0)));
