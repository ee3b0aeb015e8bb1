import type { GuideStep } from '../broker.js';

/** How to generate a personal access token of OANDA. Sources: beside the definition, in oanda.ts. */
const link = { url: 'https://hub.oanda.com/tpa/personal_token', text: 'hub.oanda.com' };

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'hub.oanda.com',
    text: {
      ru: 'Откройте OANDA HUB и войдите.',
      en: 'Open OANDA HUB and sign in.',
    },
    link,
    note: {
      ru: 'Для учебного счёта (Practice) токен свой: войдите с данными этого счёта. Нужен счёт типа v20; клиентам OANDA TMS и OANDA Global Markets токены не выдаются.',
      en: 'A practice account has a token of its own: sign in with that account. The account has to be of the type v20; clients of OANDA TMS and OANDA Global Markets get no tokens.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['Personal Token', 'Generate'],
    link,
    text: {
      ru: 'На странице «Personal Access Token» примите условия и нажмите «Generate».',
      en: 'On the page “Personal Access Token” accept the terms and press “Generate”.',
    },
    note: {
      ru: 'В прежнем кабинете: «My Account», затем «My Services», затем «Manage API Access».',
      en: 'On the old site: “My Account”, then “My Services”, then “Manage API Access”.',
    },
    caution: {
      ru: 'Токенов только для чтения у OANDA нет: любой открывает все ваши счета и разрешает сделки. Давайте его только сайту, которому доверяете.',
      en: 'OANDA has no read-only tokens: any of them opens all your accounts and allows trading. Give it only to a site that you trust.',
    },
  },
  {
    picture: 'copy',
    pictureLabel: '0a1b••••••-••••••',
    link,
    text: {
      ru: 'Скопируйте токен и вставьте его сюда. Он показывается только один раз: не закрывайте страницу, пока портфель не подключится.',
      en: 'Copy the token and paste it here. It is shown only once: keep the page open until the portfolio is connected.',
    },
  },
];
