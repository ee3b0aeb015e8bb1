import type { Labels } from './messages.js';

/**
 * What the form is drawn with, in Russian: the one piece of a language that is there from the start, so that the first paint
 * waits for no chunk. The rest is in ru.ts, which holds these too.
 */
export const ruLabels = {
  lang: 'ru',
  heading: 'Подключение портфеля',
  description: 'Выберите брокера и вставьте токен из его личного кабинета.',
  broker: 'Брокер',
  guide: 'Как получить токен?',
  show: 'Показать',
  hide: 'Скрыть',
  submit: 'Подключить портфель',
  cancel: 'Отмена',
  preparing: 'Загружаем…',
  partMissing: 'Часть страницы не загрузилась. Попробуйте ещё раз или обновите страницу.',
  tokenWouldBeLost: 'Сначала нажмите «Показать» и скопируйте токен: после обновления поле будет пустым.',
} as const satisfies Labels;
