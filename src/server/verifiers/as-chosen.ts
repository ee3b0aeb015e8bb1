/** Real and practice accounts on hosts of their own, whose keys look alike. */
import type { Refused, Verification } from '../verifier.js';

const practiceKey: Refused = { ok: false, code: 'sandbox-token' };

/** Asks one host or another. */
type Ask = () => Promise<Verification>;

/**
 * Asks the host of the accounts that the person chose.
 *
 * @param practice - Undefined: it is not asked, and no practice account can be connected.
 * @param learn - Told what is known already, should time run out.
 */
export async function askAsChosen(
  isPractice: boolean,
  live: Ask,
  practice: Ask | undefined,
  learn: (known: Refused) => void,
): Promise<Verification> {
  if (isPractice) return practice ? practice() : practiceKey;
  return askOrPractice(live, practice, learn);
}

/** What the host of the real accounts refuses is asked about at the other, too: a practice key is told by that. */
export async function askOrPractice(
  live: Ask,
  practice: (() => Promise<{ readonly ok: boolean }>) | undefined,
  learn: (known: Refused) => void,
): Promise<Verification> {
  const answer = await live();
  if (answer.ok || answer.code !== 'invalid-token' || !practice) return answer;
  learn(answer);
  return (await practice()).ok ? practiceKey : answer;
}
