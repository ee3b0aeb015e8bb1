import { html } from 'lit';
import type { Connection } from '../../core/connection.js';
import type { Messages } from '../../locales/messages.js';

/** When it was connected, until when its token works, and when that was last looked at; empty where nothing is known. */
export function timesOf(
  { connectedAt, expiresAt, checkedAt, state = 'active' }: Connection,
  texts: Messages,
): unknown[] {
  return [
    [texts.since, connectedAt],
    // What does not work does so until no day.
    [isOver(expiresAt) ? texts.ranOut : state === 'active' ? texts.validUntil : '', expiresAt],
    [texts.checked, checkedAt],
  ]
    .map(([words = '', time = '']) => words && withDate(words, time, texts.lang))
    .filter(Boolean);
}

/** Ms: a day ends last where the clock is twelve hours behind. */
const longestDay = 36 * 3_600_000;
const isOver = (time = '') => Date.parse(time) + (time.length === 10 ? longestDay : 0) < Date.now();

/** Words with a date in the place of `{time}`; empty where it is none. A date without a time is the same day everywhere. */
function withDate(words: string, time: string, language: string): unknown {
  const date = new Date(time);
  if (Number.isNaN(+date)) return '';
  const options = { dateStyle: 'long', ...(time.length === 10 && { timeZone: 'UTC' }) } as const;
  const [before, after] = words.split('{time}');
  const day = new Intl.DateTimeFormat(language, options).format(date);
  return html`<span>${before}<time datetime=${time}>${day}</time>${after}</span> `;
}
