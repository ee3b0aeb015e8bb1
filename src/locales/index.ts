import { lazy } from '../core/lazy.js';
import type { Labels, Messages } from './messages.js';
import { ruLabels } from './ru-labels.js';

type LoadMessages = (limit: AbortSignal) => Promise<Messages>;

/** The languages: a file each, loaded when it is needed. */
const languages = {
  ru: lazy(() => import('./ru.js').then(({ ru }) => ru)),
  en: lazy(() => import('./en.js').then(({ en }) => en)),
} satisfies Record<string, LoadMessages>;

/** Primary tag of a language that there are texts in. */
export type LanguageTag = keyof typeof languages;

/** The texts that the form is drawn with before others are there; their language stands in for one that cannot be loaded. */
export const labelsAtHand: Labels & { readonly lang: LanguageTag } = ruLabels;

/**
 * Picks a supported language.
 *
 * @param tag - BCP 47 tag that the page gave; empty when it gave none.
 * @param preferred - The reader's own languages, asked only when the page gave none.
 */
export const matchLanguage = (tag: string, preferred: readonly string[]): LanguageTag =>
  (tag ? [tag] : preferred).map((wanted) => wanted.toLowerCase().split('-')[0]!).find(isSupported) ?? 'en';

/**
 * Every text in a language.
 *
 * @param limit - Ends the wait.
 */
export const messagesFor = (language: LanguageTag, limit: AbortSignal): Promise<Messages> =>
  languages[language](limit).catch((error: unknown) => {
    const standIn = labelsAtHand.lang;
    if (language === standIn || limit.aborted) throw error;
    return languages[standIn](limit);
  });

const isSupported = (tag: string): tag is LanguageTag => Object.hasOwn(languages, tag);
