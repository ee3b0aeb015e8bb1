import type { Connection } from '../core/connection.js';
import type { ConnectError } from '../core/errors.js';
import type { StateName } from '../core/flow.js';

/** Bubbles, crosses shadow roots, and never carries a credential. */
class PcEvent<T> extends CustomEvent<T> {
  constructor(type: string, detail: T, cancelable = false) {
    super(type, { detail, cancelable, bubbles: true, composed: true });
  }
}

/** `pc-broker-change`: the person picked another broker. */
export class PcBrokerChangeEvent extends PcEvent<{
  /** Id of the broker picked. */
  readonly broker: string;
}> {
  constructor(broker: string) {
    super('pc-broker-change', { broker });
  }
}

/** `pc-submit`: credentials are about to be sent. `preventDefault()` stops it. */
export class PcSubmitEvent extends PcEvent<{
  /** Id of the broker to be connected. */
  readonly broker: string;
}> {
  constructor(broker: string) {
    super('pc-submit', { broker }, true);
  }
}

/** `pc-connect`: the portfolio is connected. */
export class PcConnectEvent extends PcEvent<{
  /** What the endpoint said of the new connection. */
  readonly connection: Connection;
  /** The number that the answer gives its request (`X-Request-Id`, `CF-Ray` and the like), where it gives one. */
  readonly requestId?: string;
}> {
  constructor(connection: Connection, requestId?: string) {
    super('pc-connect', { connection, ...(requestId && { requestId }) });
  }
}

/** `pc-error`: one attempt failed, a part of the block did not load, or it is set up wrongly. */
export class PcErrorEvent extends PcEvent<{
  /** What happened; `error.code` tells which of the failures it is. */
  readonly error: ConnectError;
}> {
  constructor(error: ConnectError) {
    super('pc-error', { error });
  }
}

/** `pc-disconnect`: a connection was removed. */
export class PcDisconnectEvent extends PcEvent<{
  /** The endpoint's identifier of the connection. */
  readonly id: string;
  /** Its broker's id, where the endpoint named it. */
  readonly broker: string | undefined;
}> {
  constructor(id: string, broker?: string) {
    super('pc-disconnect', { id, broker });
  }
}

/** `pc-state-change`: the block went from one state to another. */
export class PcStateChangeEvent extends PcEvent<{
  /** The new state. */
  readonly state: StateName;
  /** The state before. */
  readonly previous: StateName;
}> {
  constructor(state: StateName, previous: StateName) {
    super('pc-state-change', { state, previous });
  }
}

/** What a person comes by on the way to a connection, beside what the other events tell. */
export type ProgressStep =
  /** The steps to a token are on screen. */
  | 'guide-opened'
  /** A link to the broker's site was followed. */
  | 'link-followed'
  /** Something about what was typed or pasted is odd, and the person is told so. */
  | 'warning-shown'
  /** The person was told, and sends it all the same. */
  | 'warning-overruled'
  /** The person began to search for a broker. */
  | 'search-used'
  /** The list of connections was loaded. */
  | 'list-loaded'
  /** A part of the block could not be loaded. */
  | 'chunk-failed';

/** `pc-progress`: a step on the way, for the page's own analytics. Never carries anything that was typed. */
export class PcProgressEvent extends PcEvent<{
  /** Which step it is. */
  readonly step: ProgressStep;
}> {
  constructor(step: ProgressStep) {
    super('pc-progress', { step });
  }
}

/** The events of the block, by their types. */
export interface PortfolioConnectEventMap {
  /** The person picked another broker. */
  'pc-broker-change': PcBrokerChangeEvent;
  /** Credentials are about to be sent. */
  'pc-submit': PcSubmitEvent;
  /** The portfolio is connected. */
  'pc-connect': PcConnectEvent;
  /** One attempt failed, a part did not load, or the block is set up wrongly. */
  'pc-error': PcErrorEvent;
  /** A step on the way. */
  'pc-progress': PcProgressEvent;
  /** A connection was removed. */
  'pc-disconnect': PcDisconnectEvent;
  /** The block went from one state to another. */
  'pc-state-change': PcStateChangeEvent;
}

declare global {
  // Of elements, documents and windows alike: they bubble.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- merged into the platform's own
  interface GlobalEventHandlersEventMap extends PortfolioConnectEventMap {}
}
