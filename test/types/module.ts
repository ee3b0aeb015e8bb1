/** A module that imports types and classes, and registers nothing. */
import {
  ConnectError,
  type BrokerDefinition,
  type PcConnectEvent,
  type PortfolioConnectEventMap,
} from 'portfolio-connect';

export const broker: BrokerDefinition = {
  id: 'example-broker',
  name: 'Example',
  fields: [{ name: 'token', label: 'Token' }],
};
export const isOver = (error: unknown): boolean =>
  error instanceof ConnectError && error.code === 'session-expired';
export const event: PcConnectEvent = null as unknown as PortfolioConnectEventMap['pc-connect'];

// @ts-expect-error -- without fields
export const wrong: BrokerDefinition = { id: 'example-broker', name: 'Example' };
// @ts-expect-error -- there is no such code
export const unknown = (error: ConnectError): boolean => error.code === 'no-such-code';
// @ts-expect-error -- there is no such event
export type Unknown = PortfolioConnectEventMap['pc-connected'];
