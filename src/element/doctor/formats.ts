/** How credentials look, of the brokers whose look tells something: by that one is recognised in the wrong field. */
import type { Localized } from '../../brokers/broker.js';

/** A broker whose credential was recognised. */
export interface Recognised {
  /** Id of the broker. */
  readonly id: string;
  readonly name: Localized;
  /** The name of its field that such a value is for. */
  readonly field: string;
  /** Whether values of other kinds look so, too: it says something only where the page offers that broker. */
  readonly isCommon?: boolean;
}

/** Each with a beginning of its own, or a shape that no other broker here has. From the definitions and their sources. */
export const formats: ReadonlyArray<Recognised & { readonly looks: RegExp }> = [
  { id: 't-invest', name: { ru: 'Тинькофф', en: 'Tinkoff' }, field: 'token', looks: /^t\.[\w-]{60,}$/ },
  { id: 'finam', name: { ru: 'Финам', en: 'Finam' }, field: 'secret', looks: /^tapi_sk_[\w-]{16,}$/ },
  {
    id: 'alor',
    name: { ru: 'АЛОР БРОКЕР', en: 'ALOR Broker' },
    field: 'token',
    isCommon: true,
    looks: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
  },
  { id: 'oanda', name: 'OANDA', field: 'token', looks: /^[\da-f]{32}-[\da-f]{32}$/ },
  { id: 'alpaca', name: 'Alpaca', field: 'keyId', looks: /^[AP]K[A-Z\d]{16,26}$/ },
  {
    id: 'trading-212',
    name: 'Trading 212',
    field: 'key',
    isCommon: true,
    looks: /^\d{5,12}[A-Za-z]{20,40}$/,
  },
  { id: 'kraken', name: 'Kraken', field: 'privateKey', isCommon: true, looks: /^[A-Za-z\d+/]{86}==$/ },
  {
    id: 'coinbase',
    name: 'Coinbase',
    field: 'keyName',
    looks: /^organizations\/[\da-f-]{36}\/apiKeys\/[\da-f-]{36}$/,
  },
  {
    id: 'bcs',
    name: { ru: 'БКС', en: 'BCS' },
    field: 'token',
    isCommon: true,
    looks: /^eyJ[\w-]+\.[\w-]{90,}\.[\w-]+$/,
  },
  { id: 'ibkr-flex', name: 'Interactive Brokers', field: 'token', isCommon: true, looks: /^\d{20,30}$/ },
];

/**
 * Recognises the broker that issued a credential.
 *
 * @param value - Tidied.
 */
export const issuerOf = (value: string): Recognised | undefined =>
  formats.find(({ looks }) => looks.test(value));
