/** Stand in for brokers: a token with `bad` in it is refused, one with `slow` takes as long as somebody waits for it. */
const verify = async ({ credentials: { token }, signal }) => {
  if (token.includes('bad')) return { ok: false, code: 'invalid-token' };
  if (token.includes('slow')) await aborted(signal);
  return { ok: true, connection: { accounts: [{ id: token.slice(-8), name: 'Брокерский счёт' }] } };
};

const aborted = (signal) =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', resolve);
  });

export const verifiers = { 't-invest': verify, demo: verify };
