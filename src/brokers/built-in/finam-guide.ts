import type { GuideStep } from '../broker.js';

/** How to issue a token of Finam's Trade API. Sources: beside the definition, in finam.ts. */
const link = { url: 'https://tradeapi.finam.ru/docs/tokens', text: 'tradeapi.finam.ru/docs/tokens' };

const note = {
  ru: 'Названия на странице могут немного отличаться.',
  en: 'The names on the page may differ a little.',
};

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'tradeapi.finam.ru',
    text: {
      ru: 'Откройте раздел «Токены» на сайте Finam Trade API и войдите.',
      en: 'Open “Токены” (tokens) on the site of Finam Trade API and sign in.',
    },
    link,
  },
  {
    picture: 'create',
    pictureLabel: ['Токены', '+ Создать токен'],
    link,
    text: {
      ru: 'Нажмите «+ Создать токен».',
      en: 'Press “+ Создать токен” (create a token).',
    },
    note,
  },
  {
    access: 'full',
    picture: 'permission',
    pictureLabel: ['Торговый', 'Создать токен'],
    link,
    text: {
      ru: 'Выберите один счёт или несколько, тип токена «Торговый» и срок. Нажмите «Создать токен» и подтвердите.',
      en: 'Choose one account or several, the type “Торговый” (trading) and how long it lasts. Press “Создать токен” (create the token) and confirm.',
    },
    caution: {
      ru: 'Такой токен разрешает и сделки. Давайте его только сайту, которому доверяете.',
      en: 'Such a token allows trading too. Give it only to a site that you trust.',
    },
  },
  {
    access: 'read-only',
    picture: 'permission',
    pictureLabel: ['Просмотровый', 'Создать токен'],
    link,
    text: {
      ru: 'Выберите один счёт или несколько, тип токена «Просмотровый» и срок. Нажмите «Создать токен» и подтвердите.',
      en: 'Choose one account or several, the type “Просмотровый” (view only) and how long it lasts. Press “Создать токен” (create the token) and confirm.',
    },
  },
  {
    picture: 'copy',
    pictureLabel: 'tapi_sk_••••••',
    link,
    text: {
      ru: 'Скопируйте токен и вставьте его сюда. Он показывается только один раз: не закрывайте страницу, пока портфель не подключится.',
      en: 'Copy the token and paste it here. It is shown only once: keep the page open until the portfolio is connected.',
    },
  },
];
