/**
 * The endpoint kit: the backend half of `<portfolio-connect>`. Web-standard requests and answers, for Node 20 and newer, Bun,
 * Deno and workers; no DOM.
 *
 * @packageDocumentation
 */
export { createConnectHandler, type ConnectHandler } from './handler.js';
export type { ConnectHandlerOptions } from './options.js';
export { checkConnection, type Check, type Checked, type Gone, type Unchecked } from './checks/check.js';
export type { CheckOptions, SweepOptions } from './checks/options.js';
export type { SharedOptions } from './option-parts.js';
export { checkConnections, type SweepReport } from './checks/sweep.js';
export type { OwnRateLimit, RateLimit } from './rate-limit.js';
export type {
  AttemptLimit,
  Claim,
  ClaimRequest,
  Claimed,
  ConnectionChange,
  ConnectionState,
  ConnectionStore,
  ConnectionUpdate,
  ConnectionsFilter,
  Credentials,
  Done,
  FoundConnection,
  Limited,
  Mismatch,
  NewConnection,
  OpenAttempt,
  Pending,
  SavedConnection,
  StoredResponse,
  UserConnection,
} from './store.js';
export type { KitEvent, KitEventOutcome, KitEventType } from './event.js';
export type { FormResult } from './http/form.js';
export type { ErrorContext } from './report.js';
export type { Phase } from './phase.js';
export type {
  PassingCode,
  PassingRefusal,
  Refused,
  RefusalCode,
  Verification,
  Verified,
  Verifier,
  VerifyRequest,
} from './verifier.js';
export { createMemoryStore } from './stores/memory/store.js';
export { createPostgresStore, type PostgresStoreOptions } from './stores/postgres/store.js';
export type { PostgresNames } from './stores/postgres/names.js';
export { postgresSchema } from './stores/postgres/tables.js';
export type {
  PooledPostgresClient,
  PostgresClient,
  PostgresPool,
  PostgresResult,
} from './stores/postgres/pool.js';
export { createSqliteStore, type SqliteStore } from './stores/sqlite/store.js';
export { TemporaryError } from './errors/temporary.js';
export type { DatabaseStore, DatabaseStoreOptions } from './stores/database.js';
export type { RewrapReport } from './stores/rewrap.js';
export type { EncryptionKey, EncryptionKeys } from './stores/keys.js';
export {
  createAlpacaVerifier,
  type AlpacaEnvironment,
  type AlpacaVerifierOptions,
} from './verifiers/alpaca.js';
export { createFinamVerifier, type FinamVerifierOptions } from './verifiers/finam.js';
export type { VerifierOptions } from './verifiers/verifier-of.js';
export { createTrading212Verifier, type Trading212VerifierOptions } from './verifiers/trading-212.js';
export { createTradierVerifier, type TradierVerifierOptions } from './verifiers/tradier.js';
export { createOandaVerifier, type OandaVerifierOptions } from './verifiers/oanda.js';
export { createAlorVerifier, type AlorVerifierOptions } from './verifiers/alor.js';
export { createFreedom24Verifier, type Freedom24VerifierOptions } from './verifiers/freedom24.js';
export { createIbkrFlexVerifier, type IbkrFlexVerifierOptions } from './verifiers/ibkr-flex.js';
export { createKrakenVerifier, type KrakenVerifierOptions } from './verifiers/kraken.js';
export { createBinanceVerifier, type BinanceVerifierOptions } from './verifiers/binance.js';
export { createBybitVerifier, type BybitVerifierOptions } from './verifiers/bybit.js';
export { createBcsVerifier, type BcsVerifierOptions } from './verifiers/bcs.js';
export { createQuestradeVerifier, type QuestradeVerifierOptions } from './verifiers/questrade.js';
export { createCoinbaseVerifier, type CoinbaseVerifierOptions } from './verifiers/coinbase.js';
export { createTInvestVerifier, type TInvestVerifierOptions } from './verifiers/t-invest/verifier.js';
export type { Access, Account, Connection, Right } from '../core/connection.js';
export type { ErrorCode } from '../core/errors.js';
