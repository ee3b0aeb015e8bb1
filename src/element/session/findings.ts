import type { Finding } from '../../core/credential.js';
import type { Messages } from '../../locales/messages.js';

/** What is to be named in the words. */
export interface Named {
  /** The field's label. */
  readonly field: string;
  /** The label of the field that the value seems to belong to. */
  readonly other: string;
  /** The field's own words for what does not fit its pattern. */
  readonly mismatch: string | undefined;
  /** Whether the broker shows it only once. */
  readonly isShownOnce: boolean;
}

/** At most so many look-alikes are named: the rest is gone once the token is copied again. */
const mostNamed = 5;

/**
 * Says what is wrong with a value, and what to do about it.
 *
 * @param warned - Whether another press of the button would overrule a doubt.
 */
export function wordsFor(finding: Finding, named: Named, warned: boolean, texts: Messages): string {
  const text = (finding.kind === 'pattern' && named.mismatch) || texts[finding.kind];
  const words = fill(text, {
    ...finding,
    ...named,
    ...(finding.kind === 'short' && { missing: finding.minLength - finding.length }),
    ...(finding.kind === 'lookAlike' && {
      letters: finding.letters
        .slice(0, mostNamed)
        .map((letter) => fill(texts.letter, letter))
        .join(', '),
    }),
  });
  const isToken = named.field.toLowerCase().includes(texts.token);
  const isCopyAdvised = !['empty', 'twice', 'swapped', 'refused'].includes(finding.kind);
  const copyAnew = named.isShownOnce ? `${texts.copyAnew} ${fill(texts.shownOnce, named)}` : texts.copyAnew;
  return [
    words,
    isCopyAdvised ? (isToken ? texts.copyAgain : copyAnew) : '',
    finding.doubt && warned ? fill(texts.insist, texts) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Puts values in the place of `{name}`. */
export const fill = (text: string, values: object): string =>
  text.replace(/\{(\w+)\}/g, (place, name: string) =>
    Object.hasOwn(values, name) ? String((values as Record<string, unknown>)[name]) : place,
  );
