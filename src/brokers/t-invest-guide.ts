import type { GuideStep } from './broker.js';

/**
 * How to issue a T-Invest token. Sources: RussianInvestments/investAPI src/docs/token.md (place, kinds, one-time display,
 * confirmation by code, phone app, revoking). Names of buttons differ between the broker's own pages and over time, so notes give the others.
 */
const link = { url: 'https://www.tbank.ru/invest/settings/', text: 'tbank.ru/invest/settings' };

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    text: {
      ru: 'Откройте настройки на сайте брокера и войдите.',
      en: 'Open the settings on the broker’s site and sign in.',
    },
    link,
    note: {
      ru: 'Открылось приложение? Откройте ссылку в новой вкладке: в приложении этого раздела нет.',
      en: 'Did the app open? Open the link in a new tab: the app has no such section.',
    },
  },
  {
    picture: 'create',
    link,
    pictureLabel: 'Создать токен',
    text: {
      ru: 'Внизу раздела «Настройки» найдите «Токены T-Invest API» и нажмите «Создать токен».',
      en: 'At the bottom of “Настройки” find “Токены T-Invest API” and press “Создать токен”.',
    },
    note: {
      ru: 'Раньше раздел назывался «Токены Tinkoff Invest API». «Подтверждение сделок кодом» должно быть выключено.',
      en: 'Its older name is “Токены Tinkoff Invest API”. “Подтверждение сделок кодом” must be off.',
    },
  },
  {
    access: 'full',
    picture: 'permission',
    link,
    pictureLabel: 'Полный доступ',
    text: {
      ru: 'В окне «Управление токенами Invest API» выберите один счёт или все счета, отметьте «Полный доступ» и нажмите «Выпустить токен».',
      en: 'In “Управление токенами Invest API” choose one account or all, tick “Полный доступ” and press “Выпустить токен”.',
    },
    caution: {
      ru: 'Полный доступ разрешает и сделки. Давайте его только сайту, которому доверяете.',
      en: 'Full access allows trading too. Give it only to a site that you trust.',
    },
  },
  {
    access: 'read-only',
    picture: 'permission',
    link,
    pictureLabel: 'Только для чтения',
    text: {
      ru: 'В окне «Управление токенами Invest API» выберите один счёт или все счета, отметьте «Только для чтения» и нажмите «Выпустить токен».',
      en: 'In “Управление токенами Invest API” choose one account or all, tick “Только для чтения” and press “Выпустить токен”.',
    },
    note: { ru: 'Он может называться «Только просмотр».', en: 'It may be called “Только просмотр”.' },
  },
  {
    picture: 'copy',
    link: { url: 'https://id.tbank.ru/account', text: { ru: 'Отозвать токен позже', en: 'Revoke it later' } },
    pictureLabel: 't.••••••••••',
    text: {
      ru: 'Скопируйте токен и вставьте его ниже. Брокер показывает его только один раз.',
      en: 'Copy the token and paste it below. The broker shows it only once.',
    },
  },
];
