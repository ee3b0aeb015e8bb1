/** Real and practice accounts on hosts of their own, whose keys look alike. */
import type { Refused, Verification } from '../verifier.js';

const practiceKey: Refused = { ok: false, code: 'sandbox-token' };

/**
 * Asks the host of the accounts that the person chose. What the real one refuses is asked about at the other, too: a practice key is
 * told by that.
 *
 * @param practice - Undefined: it is not asked, and no practice account can be connected.
 * @param learn - Told what is known already, should time run out.
 */
export async function askAsChosen(
  isPractice: boolean,
  live: () => Promise<Verification>,
  practice: (() => Promise<Verification>) | undefined,
  learn: (known: Refused) => void,
): Promise<Verification> {
  if (isPractice) return practice ? practice() : practiceKey;
  const answer = await live();
  if (answer.ok || answer.code !== 'invalid-token' || !practice) return answer;
  learn(answer);
  return (await practice()).ok ? practiceKey : answer;
}
