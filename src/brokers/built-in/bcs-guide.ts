import type { GuideStep } from '../broker.js';

/** How to issue a token of BCS's Trade API. Sources: beside the definition, in bcs.ts. */
const link = { url: 'https://lk.bcs.ru/', text: 'lk.bcs.ru' };

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'lk.bcs.ru',
    text: {
      ru: 'Войдите в веб-версию «БКС Мир инвестиций» и откройте «Профиль».',
      en: 'Sign in to the web version of “БКС Мир инвестиций” and open “Профиль” (profile).',
    },
    link,
    note: {
      ru: 'Нужен брокерский счёт: токен выпускается к нему.',
      en: 'A brokerage account is needed: a token is issued for it.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['Токены API', 'Выпустить токен'],
    link,
    text: {
      ru: 'Откройте «Счета и тарифы», нажмите на брокерский счёт, затем на «Токены API» и на «Выпустить токен».',
      en: 'Open “Счета и тарифы” (accounts), press the brokerage account, open “Токены API” (tokens) and press “Выпустить токен” (issue a token).',
    },
    note: {
      ru: 'Раздел может называться «Управление счетами». Один токен открывает один счёт: для другого счёта выпустите ещё один и подключите его отдельно.',
      en: 'The section may be called “Управление счетами”. One token opens one account: for another account issue another token, and connect it as well.',
    },
  },
  {
    access: 'read-only',
    picture: 'permission',
    pictureLabel: 'Только для чтения',
    link,
    text: {
      ru: 'Выберите «Только для чтения» и подтвердите выпуск.',
      en: 'Choose “Только для чтения” (read only) and confirm.',
    },
  },
  {
    access: 'full',
    picture: 'permission',
    pictureLabel: 'Для торговли',
    link,
    text: {
      ru: 'Выберите «Для торговли и чтения данных» и подтвердите выпуск.',
      en: 'Choose “Для торговли и чтения данных” (trading and reading) and confirm.',
    },
    caution: {
      ru: 'Такой токен разрешает сделки. Давайте его только сайту, которому доверяете.',
      en: 'Such a token allows trading. Give it only to a site that you trust.',
    },
  },
  {
    picture: 'copy',
    pictureLabel: 'eyJh••••••••••',
    link,
    text: {
      ru: 'Скопируйте токен и вставьте его сюда. Он показывается только один раз: не закрывайте страницу, пока портфель не подключится.',
      en: 'Copy the token and paste it here. It is shown only once: keep the page open until the portfolio is connected.',
    },
    note: {
      ru: 'Из списка токенов его потом не скопировать: там видны только начало и конец.',
      en: 'It cannot be copied from the list of tokens later: that shows only its beginning and its end.',
    },
  },
];
