import type { GuideStep } from '../broker.js';

/** How to generate keys of Tradernet's API. Sources: beside the definition, in freedom24.ts. */
const link = {
  url: 'https://freedom24.com/tradernet-api/auth-api',
  text: 'freedom24.com/tradernet-api/auth-api',
};

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'freedom24.com',
    text: {
      ru: 'Войдите на сайт, на котором ваш кабинет, и откройте раздел «Tradernet API».',
      en: 'Sign in on the site that your account is on, and open “Tradernet API”.',
    },
    link,
    note: {
      ru: 'У tradernet.com, tradernet.global и tradernet.kz адрес раздела такой же: после имени сайта — /tradernet-api/auth-api.',
      en: 'At tradernet.com, tradernet.global and tradernet.kz it has the same address: /tradernet-api/auth-api after the site’s name.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['Tradernet API', 'API key'],
    link,
    text: {
      ru: 'Откройте «API key» и выпустите новую пару ключей.',
      en: 'Open “API key” and generate a new pair of keys.',
    },
    caution: {
      ru: 'Ключей только для чтения здесь нет: любая пара разрешает и сделки, без кода из SMS. Давайте её только сайту, которому доверяете.',
      en: 'There are no read-only keys here: any pair allows trading too, without a code by SMS. Give it only to a site that you trust.',
    },
  },
  {
    picture: 'copy',
    pictureLabel: ['public', 'private'],
    link,
    text: {
      ru: 'Скопируйте оба ключа и вставьте их сюда. Секретный показывается только один раз: не закрывайте страницу, пока портфель не подключится.',
      en: 'Copy both keys and paste them here. The private one is shown only once: keep the page open until the portfolio is connected.',
    },
    note: {
      ru: 'Ключи одного сайта на другом не работают: выберите в форме тот, где их выпустили.',
      en: 'Keys of one site do not work on another: choose in the form the one that issued them.',
    },
  },
];
