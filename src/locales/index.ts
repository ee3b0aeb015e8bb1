import { lazy } from '../core/lazy.js';
import type { Messages } from './messages.js';
import { ru } from './ru.js';

/** Languages by tag. One is at hand from the start; the others are fetched when they are needed. */
const languages: Readonly<Record<string, Messages | (() => Promise<Messages>)>> = {
  ru,
  en: lazy(() => import('./en.js').then(({ en }) => en)),
};

/** The language that is there before anything is loaded, and when nothing can be. */
export const builtIn = { language: 'ru', messages: ru };

/**
 * Picks a supported language.
 *
 * @param tag - BCP 47 tag that the page gave; empty when it gave none.
 * @param preferred - The reader's own languages, asked only when the page gave none.
 */
export function matchLanguage(tag: string, preferred: readonly string[]): string {
  for (const wanted of tag ? [tag] : preferred) {
    const primary = wanted.toLowerCase().split('-')[0]!;
    if (Object.hasOwn(languages, primary)) return primary;
  }
  return 'en';
}

/** The texts of a supported language: at once where they are at hand, else a promise. */
export function messagesFor(language: string): Messages | Promise<Messages> {
  const messages = languages[language] ?? ru;
  return typeof messages === 'function' ? messages() : messages;
}

/** Puts values in the place of `{name}`. */
export const format = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
