/**
 * Asks T-Invest about a token, over its REST gateway: `UsersService/GetAccounts`, then `GetInfo`.
 *
 * What is known of the gateway, with sources: docs/brokers.md.
 */
import {
  noAccounts,
  unavailableBecause,
  type Refused,
  type Verification,
  type Verifier,
  type VerifyRequest,
} from '../../verifier.js';
import { addressOf, secondAddressOf } from '../api.js';
import { verifierOf, type VerifierOptions } from '../verifier-of.js';
import { accessOf, accountsIn, describe, isInfo, isOpen, isReadable } from './accounts.js';
import { Gateway } from './gateway.js';

/** Options of the verifier: the gateway's addresses, and how they are asked. */
export interface TInvestVerifierOptions extends VerifierOptions {
  /** The REST gateway: https, or http on loopback. Default: `https://invest-public-api.tbank.ru/rest`. */
  readonly baseUrl?: string | undefined;
  /**
   * The sandbox's gateway, which is asked about a token that the real one refuses, to tell a sandbox token from a wrong
   * one; null: it is not asked. Default: `https://sandbox-invest-public-api.tbank.ru/rest`, but null with a `baseUrl` of
   * your own, so that no token goes to a host that you did not name.
   */
  readonly sandboxUrl?: string | null | undefined;
  /** Sent as `x-app-name`, by which the broker counts its API's clients: `<GitHub name>.<repository>`. */
  readonly appName?: string | undefined;
  /**
   * Sends the requests. The hosts' certificates are signed by the root of НУЦ Минцифры, which Node and most systems do not
   * trust: give a `fetch` that trusts it. It is called for these hosts only, so the rest of the process is not made to
   * trust that root. Default: the global one.
   */
  readonly fetch?: VerifierOptions['fetch'];
}

const realUrl = 'https://invest-public-api.tbank.ru/rest';
const realSandboxUrl = 'https://sandbox-invest-public-api.tbank.ru/rest';

/** The gateways that are asked about a token. */
interface Gateways {
  readonly real: Gateway;
  readonly sandbox: Gateway | undefined;
}

/**
 * Makes a verifier of T-Invest tokens.
 *
 * `expired-token` is never its answer: the gateway refuses an expired token as it does a mistyped one. Nor does it know
 * when a token expires: that is three months after its last use.
 *
 * @throws TypeError where an option makes no sense.
 */
export function createTInvestVerifier(options: TInvestVerifierOptions = {}): Verifier {
  const gateways = gatewaysOf(options);
  return verifierOf({ name: 'T-Invest', fields: ['token'] }, options, (request, learn) =>
    verify(gateways, request, learn),
  );
}

function gatewaysOf(options: TInvestVerifierOptions): Gateways {
  const { baseUrl, sandboxUrl, appName, fetch } = options;
  const sandbox = secondAddressOf('sandboxUrl', sandboxUrl, options, realSandboxUrl);
  return {
    real: new Gateway(addressOf('baseUrl', baseUrl ?? realUrl), fetch, appName),
    sandbox: sandbox === undefined ? undefined : new Gateway(sandbox, fetch, appName),
  };
}

/** @param learn - Told what is known already, should time run out. */
async function verify(
  { real, sandbox }: Gateways,
  { credentials: { token = '' }, access, signal }: VerifyRequest,
  learn: (known: Refused) => void,
): Promise<Verification> {
  const openAccounts = { status: 'ACCOUNT_STATUS_OPEN' };
  const listed = await real.ask({ method: 'GetAccounts', body: openAccounts, token, signal });
  if (!listed.ok) {
    if (listed.code !== 'invalid-token' || !sandbox) return listed;
    learn(listed);
    const there = await sandbox.ask({ method: 'GetAccounts', body: {}, token, signal });
    return there.ok && accountsIn(there.json) ? { ok: false, code: 'sandbox-token' } : listed;
  }
  const open = accountsIn(listed.json)?.filter(isOpen);
  if (!open)
    return unavailableBecause(
      'T-Invest’s answer to GetAccounts is not a list of accounts as it was documented',
    );
  if (open.length === 0) return noAccounts;
  const accounts = open.filter(isReadable);
  const found = accessOf(accounts);
  if (accounts.length === 0 || (access === 'full' && found !== 'full')) {
    return { ok: false, code: 'insufficient-access' };
  }

  // Nothing of it is kept; that it is answered shows that the token opens more than the list.
  const info = await real.ask({ method: 'GetInfo', body: {}, token, signal });
  if (!info.ok) return info;
  if (!isInfo(info.json))
    return unavailableBecause('T-Invest’s answer to GetInfo is not as it was documented');
  return {
    ok: true,
    connection: {
      accounts: accounts.map(describe),
      ...(found && { access: found }),
    },
  };
}
