import type { Labels } from './messages.js';

/**
 * What the form is drawn with, in Russian: the one piece of a language that is there from the start, so that the first paint
 * waits for no chunk. The rest is in ru.ts, which holds these too.
 */
export const ruLabels = {
  lang: 'ru',
  heading: 'Подключение портфеля',
  description:
    'Понадобится токен — длинный код из личного кабинета на сайте брокера. Это не пароль, и отозвать его можно в любой момент.',
  receiver: 'Токен получит только {host}.',
  allowsFull: 'Сайту нужен токен с полным доступом: с ним можно смотреть портфель и совершать сделки.',
  allowsReadOnly:
    'Сайту нужен токен только для чтения: с ним можно смотреть портфель, но не совершать сделки.',
  noReadOnly:
    'Сайту нужен только просмотр, но доступа только для чтения у этого брокера нет: будут разрешены и сделки.',
  noFull:
    'Сайту нужен полный доступ, а этот брокер даёт сайтам только просмотр: скорее всего, портфель здесь не подключится.',
  broker: 'Брокер',
  guide: 'Как получить токен?',
  guideDone: 'Готово, вставить токен',
  newTab: 'откроется в новой вкладке',
  environment: 'Какой счёт',
  optional: '(необязательно)',
  show: 'Показать',
  hide: 'Скрыть',
  submit: 'Подключить портфель',
  cancel: 'Отмена',
  preparing: 'Загружаем…',
  partMissing: 'Часть страницы не загрузилась. Попробуйте ещё раз или обновите страницу.',
  retry: 'Повторить',
  tokenWouldBeLost:
    'Сначала нажмите «Показать» и скопируйте всё, что ввели: после обновления поля будут пустыми.',
} as const satisfies Labels;
