import type { LitElement } from 'lit';
import type { BrokerChoice } from '../brokers/index.js';
import type { Access, Connection } from '../core/connection.js';
import type { Encoding } from '../core/encoding.js';
import type { StateName } from '../core/flow.js';
import type { HeadersSource } from '../core/request.js';
import type { Messages } from '../locales/messages.js';

/** The element as its parts see it: what the page sets, and what the page may do. */
export interface BlockHost extends LitElement {
  readonly endpoint: string | null | undefined;
  readonly brokers: string | readonly BrokerChoice[] | null | undefined;
  readonly brokersSrc: string | null | undefined;
  broker: string | null | undefined;
  readonly chooseBroker: boolean;
  readonly access: Access;
  readonly manage: boolean;
  readonly timeout: number;
  readonly credentials: RequestCredentials;
  readonly encoding: Encoding | null | undefined;
  readonly disabled: boolean;
  readonly headers: HeadersSource | null | undefined;
  readonly messages: Partial<Messages> | null | undefined;
  readonly fetch: typeof fetch | null | undefined;
  readonly state: StateName;
  connect(): Promise<Connection>;
  cancel(): void;
  reset(): void;
}
