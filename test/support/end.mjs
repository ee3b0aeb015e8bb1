/**
 * Preloaded in each process of tests: what a failed test leaves open (a server, a child) must not keep it from ending.
 */
import { after } from 'node:test';
import { limits } from './limits.mjs';

// Not in the process that starts the others, which runs no test itself.
if (process.env['NODE_TEST_CONTEXT']) {
  // It fires only if something else keeps the process going.
  after(() => void setTimeout(() => process.exit(), limits.end).unref());
}
