import type { GuideStep } from './broker.js';

/**
 * How to issue a T-Invest token. Sources: RussianInvestments/investAPI src/docs/token.md (place, kinds, one-time display,
 * confirmation by code, phone app). Names of buttons differ between the broker's own pages and over time, so notes give the others.
 */
export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    text: {
      ru: 'Откройте настройки инвестиций на сайте брокера и войдите в свой аккаунт.',
      en: 'Open the investment settings on the broker’s site and sign in.',
    },
    link: {
      url: 'https://www.tbank.ru/invest/settings/',
      text: { ru: 'Настройки Т-Инвестиций', en: 'T-Invest settings' },
    },
    note: {
      ru: 'Если на телефоне открылось приложение, вернитесь, нажмите на ссылку и подержите, затем выберите «Открыть в новой вкладке»: в приложении этого раздела нет.',
      en: 'If your phone opened the app, come back, press and hold the link and choose to open it in a new tab: the app has no such section.',
    },
  },
  {
    picture: 'create',
    pictureLabel: 'Создать токен',
    text: {
      ru: 'Внизу страницы «Настройки» найдите «Токены T-Invest API» и нажмите «Создать токен».',
      en: 'At the bottom of “Настройки” (Settings) find “Токены T-Invest API” and press “Создать токен” (Create token).',
    },
    note: {
      ru: 'Раздел может называться «Токены Tinkoff Invest API» или «Токены T-Bank Invest API». «Подтверждение сделок кодом» должно быть выключено.',
      en: 'The section may be called “Токены Tinkoff Invest API” or “Токены T-Bank Invest API”. “Подтверждение сделок кодом” (confirm trades by code) must be off.',
    },
  },
  {
    access: 'full',
    picture: 'permission',
    pictureLabel: 'Полный доступ',
    text: {
      ru: 'В окне «Управление токенами Invest API» выберите один счёт или все счета, отметьте «Полный доступ» и нажмите «Выпустить токен».',
      en: 'In “Управление токенами Invest API” choose one account or all of them, tick “Полный доступ” (Full access) and press “Выпустить токен” (Issue token).',
    },
    caution: {
      ru: 'Полный доступ позволяет не только смотреть, но и совершать сделки. Давайте его только сайту, которому доверяете.',
      en: 'Full access allows trading, not only looking. Give it only to a site that you trust.',
    },
  },
  {
    access: 'read-only',
    picture: 'permission',
    pictureLabel: 'Только для чтения',
    text: {
      ru: 'В окне «Управление токенами Invest API» выберите один счёт или все счета, отметьте «Только для чтения» и нажмите «Выпустить токен».',
      en: 'In “Управление токенами Invest API” choose one account or all of them, tick “Только для чтения” (Read only) and press “Выпустить токен” (Issue token).',
    },
    note: {
      ru: 'Этот вариант может называться «Только чтение» или «Только просмотр». С ним нельзя совершать сделки.',
      en: 'It may be called “Только чтение” or “Только просмотр”. Such a token cannot trade.',
    },
  },
  {
    picture: 'copy',
    pictureLabel: 't.••••••••••••',
    text: {
      ru: 'Скопируйте токен целиком и вставьте его в поле ниже. Брокер показывает токен только один раз.',
      en: 'Copy the whole token and paste it into the field below. The broker shows it only once.',
    },
    note: {
      ru: 'Токен действует три месяца с последнего использования. Отозвать его можно на сайте брокера в любой момент.',
      en: 'A token lives for three months from its last use. You can revoke it on the broker’s site at any time.',
    },
  },
];
