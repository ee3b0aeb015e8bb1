/**
 * Asks Tradier about a personal token: `GET /v1/user/profile`.
 *
 * Sources: src/brokers/built-in/tradier.ts and docs/brokers.md.
 */
import * as z from 'zod/mini';
import type { Verifier } from '../verifier.js';
import { isPage, twoApis } from './api.js';
import { bearerVerifier, type BearerFacts } from './bearer.js';
import type { VerifierOptions } from './verifier-of.js';

/** Options of the verifier: Tradier's addresses, and how they are asked. */
export interface TradierVerifierOptions extends VerifierOptions {
  /** The API of real accounts: https, or http on loopback. Default: `https://api.tradier.com`. */
  readonly baseUrl?: string | undefined;
  /**
   * The same of paper accounts; null: it is not asked, and no paper account can be connected. Default: `https://sandbox.tradier.com`,
   * but null with a `baseUrl` of your own, so that no token goes to a host that you did not name.
   */
  readonly sandboxUrl?: string | null | undefined;
}

const liveUrl = 'https://api.tradier.com';
const sandboxUrl = 'https://sandbox.tradier.com';

const accountSchema = z.object({
  account_number: z.string().check(z.regex(/./)),
  status: z.optional(z.string()),
});
/** JSON is made of XML there: of a single account there is no array. */
const profileSchema = z.object({
  profile: z.object({ account: z.optional(z.union([z.array(accountSchema), accountSchema])) }),
});

const facts: BearerFacts = {
  name: 'Tradier',
  path: '/v1/user/profile',
  practice: 'sandbox',
  practiceType: 'Sandbox',
  accountsIn: (json) => {
    const { data } = z.safeParse(profileSchema, json);
    const accounts = data && [data.profile.account ?? []].flat();
    return accounts?.filter(({ status }) => status !== 'closed').map(({ account_number: id }) => id);
  },
  // Statuses alone are documented.
  isRefusal: (answer) => !isPage(answer),
  limitHeader: 'x-ratelimit-expiry',
};

/**
 * Makes a verifier of Tradier's personal tokens. Such a token may always trade: `access` is `full`.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createTradierVerifier(options: TradierVerifierOptions = {}): Verifier {
  const apis = twoApis(facts.name, options, liveUrl, {
    option: 'sandboxUrl',
    given: options.sandboxUrl,
    own: sandboxUrl,
  });
  return bearerVerifier(facts, apis, options);
}
