/**
 * Checks definitions of brokers as the widget does: for tests, and for builds and backends that make a list for `brokers-src`.
 *
 * @packageDocumentation
 */
export { faultOf as faultIn } from './schema.js';
