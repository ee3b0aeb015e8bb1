import type { GuideStep } from '../broker.js';

/** How to generate a key of Alpaca's Trading API. Sources: beside the definition, in alpaca.ts. */
const link = { url: 'https://app.alpaca.markets', text: 'app.alpaca.markets' };

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'app.alpaca.markets',
    text: {
      ru: 'Откройте кабинет Alpaca и войдите.',
      en: 'Open Alpaca’s dashboard and sign in.',
    },
    link,
  },
  {
    picture: 'permission',
    pictureLabel: ['Live Trading', 'Home'],
    link,
    text: {
      ru: 'Слева вверху выберите счёт: «Live Trading» — настоящий, «Paper Trading» — учебный. Ключи у них разные.',
      en: 'At the top left choose the account: “Live Trading” is the real one, “Paper Trading” is for practice. Each has keys of its own.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['API Keys', 'Generate New Keys'],
    link,
    text: {
      ru: 'На странице «Home» найдите «API Keys» и нажмите «Generate New Keys».',
      en: 'On the page “Home” find “API Keys” and press “Generate New Keys”.',
    },
    note: {
      ru: 'Если ключ уже есть, кнопка называется «Regenerate». Прежний ключ тогда перестанет работать везде, где вы его вводили.',
      en: 'If there is a key already, the button is called “Regenerate”. The old key then stops working wherever you entered it.',
    },
    caution: {
      ru: 'Ключей только для чтения у Alpaca нет: любой ключ разрешает сделки и добавление криптокошельков для вывода. Давайте его только сайту, которому доверяете.',
      en: 'Alpaca has no read-only keys: any key allows trading, and adding crypto wallets to withdraw to. Give it only to a site that you trust.',
    },
  },
  {
    picture: 'copy',
    pictureLabel: 'PK••••••••••',
    link,
    text: {
      ru: 'Скопируйте «API Key» и «Secret Key» и вставьте их сюда. «Secret Key» показывается только один раз: не закрывайте страницу, пока портфель не подключится.',
      en: 'Copy “API Key” and “Secret Key” and paste them here. “Secret Key” is shown only once: keep the page open until the portfolio is connected.',
    },
  },
];
