/** Waits for something, but no longer than until a signal is aborted; rejects with the signal's reason then. */
export function within<T>(limit: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(limit.reason as Error);
    if (limit.aborted) abort();
    limit.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => limit.removeEventListener('abort', abort));
  });
}
