import type { Credentials } from './store.js';
import type { Verifier } from './verifier.js';

/** What such a field holds names somebody or something, and opens nothing. */
const isName = /^(environment|login|user(name|id)?|account(id|number)?|client(id|code)?)$/i;

/** The values that nobody may see: those of the fields that the verifier calls secret, or of all whose name does not say otherwise. */
export const secretsOf = ({ secrets }: Pick<Verifier, 'secrets'>, credentials: Credentials): string[] =>
  Object.entries(credentials)
    .filter(([name]) => secrets?.includes(name) ?? !isName.test(name))
    .map(([, value]) => value);
