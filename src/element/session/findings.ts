import type { Finding } from '../../core/credential.js';
import type { Messages } from '../../locales/messages.js';

/** At most so many look-alikes are named: the rest is gone once the token is copied again. */
const mostNamed = 5;

/**
 * Says what is wrong with a value, and what to do about it.
 *
 * @param label - The field's label.
 * @param warned - Whether another press of the button would overrule a doubt.
 */
export function wordsFor(finding: Finding, label: string, warned: boolean, texts: Messages): string {
  const words = fill(texts[finding.kind], {
    field: label,
    ...finding,
    ...(finding.kind === 'lookAlike' && {
      letters: finding.letters
        .slice(0, mostNamed)
        .map((letter) => fill(texts.letter, letter))
        .join(', '),
    }),
  });
  const isCopyAdvised = finding.kind !== 'empty' && finding.kind !== 'twice';
  return [
    words,
    isCopyAdvised ? texts.copyAgain : '',
    finding.doubt && warned ? fill(texts.insist, texts) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/** Puts values in the place of `{name}`. */
const fill = (text: string, values: object): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String((values as Record<string, unknown>)[name]));
