import type { GuideStep } from '../broker.js';

/** How to issue a token of ALOR's API. Sources: beside the definition, in alor.ts. */
const link = { url: 'https://alor.dev/open-api-tokens', text: 'alor.dev/open-api-tokens' };

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'alor.dev',
    text: {
      ru: 'Откройте портал alor.dev и нажмите «Авторизоваться». Если учётной записи там ещё нет, зарегистрируйтесь и подтвердите почту.',
      en: 'Open alor.dev and press “Авторизоваться” (sign in). If you have no account there yet, register and confirm your e-mail.',
    },
    link,
    note: {
      ru: 'Учётная запись портала — не торговый счёт: её логин и пароль другие.',
      en: 'An account of that site is not your trading account: it has a login and a password of its own.',
    },
  },
  {
    picture: 'permission',
    pictureLabel: ['Токены', 'Привязать'],
    link,
    text: {
      ru: 'На странице «Токены для доступа к API» введите логин и пароль торгового счёта — там, на сайте брокера — и нажмите «Привязать».',
      en: 'On the page “Токены для доступа к API” (tokens) enter the login and password of your trading account there, on the broker’s site, and press “Привязать” (bind).',
    },
    note: {
      ru: 'Здесь, в этой форме, пароль не нужен никогда.',
      en: 'Here, in this form, no password is ever needed.',
    },
  },
  {
    picture: 'create',
    pictureLabel: 'Выписать токен',
    link,
    text: {
      ru: 'Нажмите «Выписать токен».',
      en: 'Press “Выписать токен” (create a token).',
    },
    caution: {
      ru: 'Токенов только для чтения у АЛОР нет: любой открывает все портфели и разрешает сделки, почти как логин с паролем. Давайте его только сайту, которому доверяете.',
      en: 'ALOR has no read-only tokens: any of them opens all portfolios and allows trading, nearly like your login and password. Give it only to a site that you trust.',
    },
  },
  {
    picture: 'copy',
    pictureLabel: ['Показать', '0a1b2c3d-••••'],
    link,
    text: {
      ru: 'В списке нажмите «Показать», скопируйте токен и вставьте его сюда.',
      en: 'In the list press “Показать” (show), copy the token and paste it here.',
    },
  },
];
