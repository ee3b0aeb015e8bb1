import type { BrokerDefinition, Provenance } from '../broker.js';

/** Finam's Trade API. Tokens of older kinds, which still work, begin otherwise: that is a doubt, never a refusal. */
export const finam: BrokerDefinition = {
  id: 'finam',
  name: { ru: 'Финам', en: 'Finam' },
  search: ['Finam Trade API', 'Comon', 'Комон'],
  region: ['RU'],
  icon: 'M5 4h14v4h-9v3h7v4h-7v5H5z',
  fields: [
    {
      name: 'secret',
      label: { ru: 'Токен Finam Trade API', en: 'Finam Trade API token' },
      hint: {
        ru: 'Токен начинается с «tapi_sk_». Вставьте его целиком.',
        en: 'The token starts with “tapi_sk_”. Paste all of it.',
      },
      prefix: 'tapi_sk_',
      alphabet: 'A-Za-z0-9_-',
      minLength: 24,
      shownOnce: true,
    },
  ],
  labelLanguage: 'ru',
  permissions: {
    levels: [
      {
        access: 'read-only',
        name: { ru: '«Просмотровый»', en: '“Просмотровый” (view only)' },
        allows: ['view'],
      },
      { access: 'full', name: { ru: '«Торговый»', en: '“Торговый” (trading)' }, allows: ['view', 'trade'] },
    ],
  },
  lifetime: {
    ru: 'Токен действует до срока, который вы выбрали при выпуске.',
    en: 'The token works until the date that you chose when you issued it.',
  },
  expiry: { kind: 'chosen' },
  revokeUrl: 'https://tradeapi.finam.ru/docs/tokens',
  guide: () => import('./finam-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    { url: 'https://github.com/FinamWeb/finam-trade-api', read: '2026-11-28' },
    { url: 'https://tradeapi.finam.ru/docs/about/', read: '2026-11-28' },
    { url: 'https://api.finam.ru/docs/rest/authservice_auth.md', read: '2026-11-28' },
    { url: 'https://tradeapi.finam.ru/docs/rest/authservice_tokendetails.md', read: '2026-11-28' },
    { url: 'https://github.com/FinamWeb/trade-api-docs', read: '2026-11-28' },
  ],
  unconfirmed: [
    'The labels of the page and the choice of a date are those of the API before; today’s were not found.',
    'The alphabet and the length after `tapi_sk_`, which is in Finam’s own SDK, are from samples.',
    'What the message for a wrong token is: the status alone is documented, 401 or 400.',
  ],
};
