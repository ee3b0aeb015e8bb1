/** What is first needed when something was typed: the checks, their words, and the client. Loaded ahead, on focus. */
export { connect } from '../core/client.js';
export { checkCredential, normalizeCredential } from '../core/credential.js';
export { faultOf } from '../brokers/schema.js';
export { wordsFor } from './findings.js';
