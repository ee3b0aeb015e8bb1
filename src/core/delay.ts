/** Resolves after so many ms, or as soon as the signal is aborted, so that no timer outlives what it was for. */
export const delay = (ms: number, signal?: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve(undefined);
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
    if (signal?.aborted) end();
  });
