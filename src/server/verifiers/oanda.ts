/**
 * Asks OANDA about a personal access token: `GET /v3/accounts`.
 *
 * Sources: src/brokers/built-in/oanda.ts and docs/brokers.md.
 */
import * as z from 'zod/mini';
import type { Verifier } from '../verifier.js';
import { twoApis } from './api.js';
import { bearerVerifier, type BearerFacts } from './bearer.js';
import type { VerifierOptions } from './verifier-of.js';

/** Options of the verifier: OANDA's addresses, and how they are asked. */
export interface OandaVerifierOptions extends VerifierOptions {
  /** The API of real accounts (fxTrade): https, or http on loopback. Default: `https://api-fxtrade.oanda.com`. */
  readonly baseUrl?: string | undefined;
  /**
   * The same of practice accounts; null: it is not asked, and no practice account can be connected. Default:
   * `https://api-fxpractice.oanda.com`, but null with a `baseUrl` of your own, so that no token goes to a host that you did not name.
   */
  readonly practiceUrl?: string | null | undefined;
}

const liveUrl = 'https://api-fxtrade.oanda.com';
const practiceUrl = 'https://api-fxpractice.oanda.com';

const accountsSchema = z.object({ accounts: z.array(z.object({ id: z.string().check(z.regex(/./)) })) });

const errorSchema = z.object({ errorMessage: z.string() });

const facts: BearerFacts = {
  name: 'OANDA',
  path: '/v3/accounts',
  practice: 'practice',
  practiceType: 'Practice',
  accountsIn: (json) => z.safeParse(accountsSchema, json).data?.accounts.map(({ id }) => id),
  // Without a message it is a proxy's answer.
  isRefusal: ({ json }) => z.safeParse(errorSchema, json).success,
};

/**
 * Makes a verifier of OANDA's personal access tokens. Such a token may always trade: `access` is `full`.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createOandaVerifier(options: OandaVerifierOptions = {}): Verifier {
  const apis = twoApis(facts.name, options, liveUrl, {
    option: 'practiceUrl',
    given: options.practiceUrl,
    own: practiceUrl,
  });
  return bearerVerifier(facts, apis, options);
}
