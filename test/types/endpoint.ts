/** A host's backend. */
import {
  checkConnections,
  createConnectHandler,
  createMemoryStore,
  createPostgresStore,
  createSqliteStore,
  createTInvestVerifier,
  type PostgresPool,
  type Verifier,
} from 'portfolio-connect/server';

const verifier: Verifier = async ({ credentials, signal }) => {
  signal.throwIfAborted();
  return credentials['token'] === 'x' ? { ok: true, connection: {} } : { ok: false, code: 'invalid-token' };
};
const options = {
  store: createMemoryStore(),
  verifiers: { 't-invest': createTInvestVerifier(), 'example-broker': verifier },
};
const handle = createConnectHandler({ ...options, authenticate: () => 'anna' });
export const answer: Promise<Response> = handle(new Request('https://site.example'));
export const report = checkConnections({
  ...options,
  onChange: ({ user, connection }) => [user, connection.state],
});
export const key = { id: '1', key: new Uint8Array(32) };
export const sqlite = createSqliteStore('x.db', { encryptionKeys: [key] });
export const postgres = (pool: PostgresPool) =>
  createPostgresStore(pool, { encryptionKeys: async () => [key] });

// @ts-expect-error -- a number is no user
createConnectHandler({ ...options, authenticate: () => 42 });
// @ts-expect-error -- nobody says who asks
createConnectHandler(options);
// @ts-expect-error -- misspelt
createConnectHandler({ ...options, authenticate: () => null, verifyTimout: 1000 });
