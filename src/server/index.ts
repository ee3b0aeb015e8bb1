/**
 * The endpoint kit: the backend half of `<portfolio-connect>`. Web-standard requests and answers, for Node 20 and newer, Bun,
 * Deno and workers; no DOM.
 *
 * @packageDocumentation
 */
export { createConnectHandler } from './handler.js';
export type { ConnectHandlerOptions } from './options.js';
export type {
  Claim,
  ClaimRequest,
  Claimed,
  ConnectionStore,
  Credentials,
  Done,
  FoundConnection,
  Mismatch,
  NewConnection,
  OpenAttempt,
  Pending,
  SavedConnection,
  StoredResponse,
} from './store.js';
export type { Refused, Verification, Verified, Verifier, VerifyRequest } from './verifier.js';
export { createMemoryStore } from './stores/memory.js';
export {
  createPostgresStore,
  type PooledPostgresClient,
  type PostgresClient,
  type PostgresPool,
  type PostgresResult,
} from './stores/postgres.js';
export { createSqliteStore } from './stores/sqlite.js';
export type { DatabaseStoreOptions } from './stores/database.js';
export type { EncryptionKey } from './stores/vault.js';
export { createTInvestVerifier, type TInvestVerifierOptions } from './verifiers/t-invest/verifier.js';
export type { Access, Account, Connection } from '../core/connection.js';
export type { ErrorCode } from '../core/errors.js';
