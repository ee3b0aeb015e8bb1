/** A site that runs the kit: its handler, what it was told, and what can be asked of it. */
import { createConnectHandler, createMemoryStore } from '../../src/server/index.ts';

const ADDRESS = 'https://site.example/api/portfolio-connections';
let count = 0;

/** A broker that knows one account for each token, but for those that begin with `bad`. */
const ownAccount = async ({ credentials: { token } }) =>
  token.startsWith('bad')
    ? { ok: false, code: 'invalid-token' }
    : { ok: true, connection: { accounts: [{ id: [...token].reverse().join('') }] } };

/**
 * @param answer - Of the brokers `b` and `c`: an outcome, or a function of the request.
 * @param user - Who asks. Default: somebody new.
 */
export function siteOf(
  store = createMemoryStore(),
  { answer = ownAccount, user = `user-${count++}`, ...options } = {},
) {
  const events = [];
  const errors = [];
  let verified = 0;
  const verify = async (request) => {
    verified++;
    return typeof answer === 'function' ? answer(request) : answer;
  };
  const host = {
    authenticate: () => user,
    store,
    verifiers: { b: verify, c: verify },
    onEvent: (event) => events.push(event),
    onError: (error, { phase }) => errors.push([phase, error.message]),
    ...options,
  };
  const handle = createConnectHandler(host);
  const ask = (method, path = '', { body, signal, ...headers } = {}) =>
    handle(new Request(ADDRESS + path, { method, headers, body, signal }));
  const post = ({
    key = `key-${count++}`,
    token = `token-${count++}`,
    broker = 'b',
    signal,
    ...headers
  } = {}) =>
    ask('POST', '', {
      'content-type': 'application/json',
      'idempotency-key': key,
      ...headers,
      signal,
      body: JSON.stringify({ broker, credentials: { token } }),
    });
  /** Types, outcomes and phases of the events, in words. */
  const told = () => events.map(({ type, outcome, phase }) => `${type} ${outcome} ${phase}`);
  return { user, host, handle, ask, post, events, errors, told, verified: () => verified };
}
