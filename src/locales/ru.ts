import type { Labels } from './messages.js';

/** What the form is drawn with; the rest follows in ru-answers.ts. */
export const ru: Labels = {
  lang: 'ru',
  heading: 'Подключение портфеля',
  description: 'Выберите брокера и вставьте токен из его личного кабинета.',
  broker: 'Брокер',
  guide: 'Как получить токен?',
  show: 'Показать',
  hide: 'Скрыть',
  submit: 'Подключить портфель',
  'error.network': 'Нет связи с сайтом. Попробуйте ещё раз.',
};
