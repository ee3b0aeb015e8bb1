/**
 * The class and the types of `<portfolio-connect>`. Importing this registers nothing: import `portfolio-connect/define` for that.
 *
 * @packageDocumentation
 */
export { PortfolioConnectElement } from './element/portfolio-connect.js';
export {
  PcBrokerChangeEvent,
  PcConnectEvent,
  PcDisconnectEvent,
  PcErrorEvent,
  PcProgressEvent,
  PcStateChangeEvent,
  PcSubmitEvent,
  type PortfolioConnectEventMap,
  type ProgressStep,
} from './element/events.js';
export { ConnectError, type ErrorCode, type Failure } from './core/errors.js';
export type { Access, Account, Connection, Right } from './core/connection.js';
export type { Encoding } from './core/encoding.js';
export type { CredentialFormat } from './core/credential.js';
export type { StateName } from './core/flow.js';
export type { HeadersSource } from './core/request.js';
export type { BrokerChoice } from './brokers/index.js';
export type {
  Beginning,
  BrokerDefinition,
  CredentialField,
  Environment,
  Expiry,
  FieldOption,
  GuideStep,
  Link,
  Localized,
  NamedRight,
  PermissionLevel,
  Permissions,
  Picture,
} from './brokers/broker.js';
export type { Messages } from './locales/messages.js';
