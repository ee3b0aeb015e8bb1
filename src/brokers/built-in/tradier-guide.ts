import type { GuideStep } from '../broker.js';

/** How to find a token of Tradier's API. Sources: beside the definition, in tradier.ts. */
const link = { url: 'https://web.tradier.com/user/api', text: 'web.tradier.com/user/api' };

export const guide: readonly GuideStep[] = [
  {
    picture: 'sign-in',
    pictureLabel: 'web.tradier.com',
    text: {
      ru: 'Откройте раздел «API Access» в кабинете Tradier и войдите.',
      en: 'Open “API Access” on Tradier’s site and sign in.',
    },
    link,
    note: {
      ru: 'В него можно попасть и через меню под вашим именем, справа вверху.',
      en: 'The menu below your name, at the top right, leads there, too.',
    },
  },
  {
    picture: 'create',
    pictureLabel: ['API Access', 'API Access Token'],
    link,
    text: {
      ru: 'Найдите «API Access Token»: это токен настоящих счетов. Токен учебного счёта — ниже, в «Sandbox Account Access».',
      en: 'Find “API Access Token”: that is the one of your real accounts. The one of the paper account is below, under “Sandbox Account Access”.',
    },
    note: {
      ru: 'Если токена ещё нет, выпустите его на этой же странице. Названия могут немного отличаться.',
      en: 'If there is none yet, generate it on the same page. The names may differ a little.',
    },
    caution: {
      ru: 'Токенов только для чтения у Tradier нет: любой разрешает и сделки. Давайте его только сайту, которому доверяете.',
      en: 'Tradier has no read-only tokens: any of them allows trading too. Give it only to a site that you trust.',
    },
  },
  {
    picture: 'copy',
    pictureLabel: 'API Access Token',
    link,
    text: {
      ru: 'Скопируйте токен и вставьте его сюда.',
      en: 'Copy the token and paste it here.',
    },
  },
];
