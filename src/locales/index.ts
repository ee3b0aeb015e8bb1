import { lazy } from '../core/lazy.js';
import type { Answers, Labels } from './messages.js';
import { ru } from './ru.js';

/** Languages by tag. One is at hand from the start; the others are fetched when they are needed. */
const languages: Readonly<Record<string, () => Promise<Labels | (Labels & Answers)>>> = {
  ru: () => Promise.resolve(ru),
  en: lazy(() => import('./en.js').then(({ en }) => en)),
};

/**
 * Picks a supported language.
 *
 * @param tag - BCP 47 tag that the page gave; empty when it gave none.
 * @param preferred - The reader's own languages, asked only when the page gave none.
 */
export const matchLanguage = (tag: string, preferred: readonly string[]): string =>
  (tag ? [tag] : preferred)
    .map((wanted) => wanted.toLowerCase().split('-')[0]!)
    .find((primary) => Object.hasOwn(languages, primary)) ?? 'en';

/**
 * The texts of a supported language; those at hand where it cannot be loaded, rather than none at all. Of the language at
 * hand, the answers come later, with what gives rise to them.
 */
export const messagesFor = (language: string): Promise<Labels | (Labels & Answers)> =>
  languages[language]!().catch(() => ru);
