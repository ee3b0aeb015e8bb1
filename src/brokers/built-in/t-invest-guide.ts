import type { GuideStep } from '../broker.js';

/**
 * How to issue a T-Invest token. Sources: RussianInvestments/investAPI src/docs/token.md (place, kinds, exchange or sandbox,
 * signing in again, one-time display, confirmation by code). Names differ between the broker's own pages and over time, so
 * the others are given beside. That section is not in the phone app. Each step has the page that it happens on.
 */
const link = { url: 'https://www.tbank.ru/invest/settings/', text: 'tbank.ru/invest/settings' };

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'tbank.ru/invest',
    text: {
      ru: 'Откройте настройки на сайте брокера и войдите. Он может попросить войти ещё раз.',
      en: 'Open the settings on the broker’s site and sign in. It may ask you to sign in again.',
    },
    link,
    note: {
      ru: 'Открылось приложение? В нём этого раздела нет. Вернитесь сюда, нажмите на ссылку и не отпускайте, пока не появится меню, а в нём выберите новую вкладку.',
      en: 'Did the app open? It has no such section. Come back here, hold your finger on the link until a menu appears, and choose a new tab in it.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['Токены T-Invest API', 'Создать токен'],
    link,
    text: {
      ru: 'Внизу страницы найдите «Токены T-Invest API» и нажмите «Создать токен».',
      en: 'At the bottom of the page find “Токены T-Invest API” (T-Invest API tokens) and press “Создать токен” (create a token).',
    },
    note: {
      ru: 'Раздел может называться «Токены T-Bank Invest API» или «Токены Tinkoff Invest API». Если спросят, выберите «Биржа», а не «Песочница».',
      en: 'The section may be called “Токены T-Bank Invest API” or “Токены Tinkoff Invest API”. If you are asked, choose “Биржа” (exchange), not “Песочница” (sandbox).',
    },
  },
  {
    access: 'full',
    picture: 'permission',
    pictureLabel: ['Полный доступ', 'Выпустить токен'],
    link,
    text: {
      ru: 'В окне «Управление токенами Invest API» выберите один счёт или все счета, отметьте «Полный доступ» и нажмите «Выпустить токен».',
      en: 'In “Управление токенами Invest API” (Invest API tokens) choose one account or all, tick “Полный доступ” (full access) and press “Выпустить токен” (issue the token).',
    },
    caution: {
      ru: 'Полный доступ разрешает и сделки. Давайте его только сайту, которому доверяете.',
      en: 'Full access allows trading too. Give it only to a site that you trust.',
    },
    note: {
      ru: 'Этот доступ может называться «Торговля». «Торговля и переводы» не выбирайте: с ним можно ещё и переводить деньги. Токен не выпускается? Для полного доступа брокер требует выключить в тех же настройках «Подтверждение сделок кодом»: код приходит вам, и сайт не смог бы подтвердить сделку. Тогда и ваши собственные сделки пойдут без кода.',
      en: 'This access may be called “Торговля” (trading). Do not choose “Торговля и переводы” (trading and transfers): it allows moving money, too. No token issued? For full access the broker wants “Подтверждение сделок кодом” (confirming trades by code) to be off in the same settings: the code comes to you, so the site could not confirm a trade. Your own trades then need no code, either.',
    },
  },
  {
    access: 'read-only',
    picture: 'permission',
    pictureLabel: ['Только для чтения', 'Выпустить токен'],
    link,
    text: {
      ru: 'В окне «Управление токенами Invest API» выберите один счёт или все счета, отметьте «Только для чтения» и нажмите «Выпустить токен».',
      en: 'In “Управление токенами Invest API” (Invest API tokens) choose one account or all, tick “Только для чтения” (read only) and press “Выпустить токен” (issue the token).',
    },
    note: {
      ru: 'Этот доступ может называться «Только просмотр».',
      en: 'This access may be called “Только просмотр” (view only).',
    },
  },
  {
    picture: 'copy',
    pictureLabel: 't.••••••••••',
    link,
    text: {
      ru: 'Скопируйте токен и вставьте его сюда. Брокер показывает его только один раз: не закрывайте его страницу, пока портфель не подключится.',
      en: 'Copy the token and paste it here. The broker shows it only once: keep its page open until the portfolio is connected.',
    },
  },
];
