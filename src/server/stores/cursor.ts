/**
 * The number of a connection that is gone on behind.
 *
 * @throws TypeError where it is none.
 */
export function cursorOf(after: unknown): number {
  if (typeof after === 'string' && /^\d{1,15}$/.test(after)) return Number(after);
  throw new TypeError('after must be the cursor of a connection');
}
