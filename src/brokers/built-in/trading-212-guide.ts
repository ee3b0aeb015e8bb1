import type { GuideStep } from '../broker.js';

/** How to generate a key of Trading 212's API. Sources: beside the definition, in trading-212.ts. */
const link = { url: 'https://www.trading212.com', text: 'trading212.com' };

const note = {
  ru: 'Если спросят об IP-адресах, выберите «Unrestricted (less secure)» — кроме случая, когда этот сайт назвал вам свои.',
  en: 'If you are asked about IP addresses, choose “Unrestricted (less secure)”, unless this site has told you its own.',
};

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'trading212.com',
    text: {
      ru: 'Откройте Trading 212 на сайте или в приложении и войдите. Выберите счёт, который подключаете: настоящий или учебный.',
      en: 'Open Trading 212 on the site or in the app and sign in. Choose the account that you want to connect: the real one or the practice one.',
    },
    link,
    note: {
      ru: 'Подключаются только счета Invest и Stocks ISA.',
      en: 'Only Invest and Stocks ISA accounts can be connected.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['API (Beta)', 'Generate API key'],
    link,
    text: {
      ru: 'Откройте «Settings», затем «API (Beta)», и нажмите «Generate API key».',
      en: 'Open “Settings”, then “API (Beta)”, and press “Generate API key”.',
    },
    note: {
      ru: 'В первый раз надо согласиться с предупреждением о рисках.',
      en: 'The first time you have to accept a warning about risks.',
    },
  },
  {
    access: 'full',
    picture: 'permission',
    pictureLabel: 'Orders - Execute',
    link,
    text: {
      ru: 'В форме «New API Key» отметьте «Account data», «Portfolio», «History» и «Orders - Execute».',
      en: 'In the form “New API Key” allow “Account data”, “Portfolio”, “History” and “Orders - Execute”.',
    },
    caution: {
      ru: '«Orders - Execute» разрешает сделки. Давайте такой ключ только сайту, которому доверяете.',
      en: '“Orders - Execute” allows trading. Give such a key only to a site that you trust.',
    },
    note,
  },
  {
    access: 'read-only',
    picture: 'permission',
    pictureLabel: 'Account data',
    link,
    text: {
      ru: 'В форме «New API Key» отметьте «Account data», «Portfolio» и «History». «Orders - Execute» и «Pies - Write» не отмечайте: это разрешение на сделки.',
      en: 'In the form “New API Key” allow “Account data”, “Portfolio” and “History”. Leave “Orders - Execute” and “Pies - Write” off: they allow trading.',
    },
    note,
  },
  {
    picture: 'copy',
    pictureLabel: '••••••••',
    link,
    text: {
      ru: 'Подтвердите внизу формы. Скопируйте «API Key» и «API Secret Key» и вставьте их сюда. «API Secret Key» показывается только один раз: не закрывайте страницу, пока портфель не подключится.',
      en: 'Confirm at the bottom of the form. Copy “API Key” and “API Secret Key” and paste them here. “API Secret Key” is shown only once: keep the page open until the portfolio is connected.',
    },
  },
];
