/**
 * Lets plain Node import the project's TypeScript: `node --import ./test/support/typescript.mjs --test …`. A specifier
 * `./flow.js` beside a `flow.ts` means that file, as it does for the compiler.
 */
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
