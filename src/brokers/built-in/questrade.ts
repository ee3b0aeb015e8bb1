import type { BrokerDefinition, Provenance } from '../broker.js';

/** Questrade's API, for one's own use: a refresh token that is taken once. The next one comes with the answer. */
export const questrade: BrokerDefinition = {
  id: 'questrade',
  name: 'Questrade',
  search: ['Квестрейд', 'Questrade API', 'IQ API'],
  region: ['CA'],
  icon: 'M12 3a9 9 0 1 0 5.3 16.3L20 22l2-2-2.7-2.7A9 9 0 0 0 12 3zm0 3a6 6 0 1 1 0 12 6 6 0 0 1 0-12z',
  // Samples alone are known, of 32 and 33 characters: all of it is doubted.
  fields: [
    {
      name: 'token',
      label: { ru: 'Токен (Generate new token)', en: 'Token (Generate new token)' },
      hint: {
        ru: 'Около 33 знаков. Показывается только один раз и действует 7 дней.',
        en: 'About 33 characters. Shown only once, and good for 7 days.',
      },
      alphabet: 'A-Za-z0-9_+/=-',
      minLength: 20,
      maxLength: 1024,
      shownOnce: true,
    },
  ],
  labelLanguage: 'en',
  permissions: {
    levels: [
      {
        access: 'read-only',
        name: {
          ru: '«Retrieve balances, positions, orders and executions»',
          en: '“Retrieve balances, positions, orders and executions”',
        },
        allows: ['view'],
      },
    ],
    recommended: 'read-only',
  },
  lifetime: {
    ru: 'Токен можно использовать один раз, в течение 7 дней. Дальше его обновляет этот сайт; если 7 дней подряд не обновит, понадобится новый.',
    en: 'The token can be used once, within 7 days. From then on this site renews it; if it does not for 7 days, you need a new one.',
  },
  expiry: { kind: 'single-use', after: 'P7D' },
  revokeUrl: 'https://apphub.questrade.com/UI/UserApps.aspx',
  whenRefused: {
    ru: 'Questrade принимает каждый токен только один раз, здесь или в другой программе. «Consumer Key» — не токен.',
    en: 'Questrade takes each token only once, here or in another program. “Consumer Key” is not the token.',
  },
  guide: () => import('./questrade-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    { url: 'https://www.questrade.com/api/documentation/security', read: '2026-11-28' },
    {
      url: 'https://www.questrade.com/api/documentation/rest-operations/account-calls/accounts',
      read: '2026-11-28',
    },
    { url: 'https://www.questrade.com/api/documentation/error-handling', read: '2026-11-28' },
    { url: 'https://www.questrade.com/api/documentation/rate-limiting', read: '2026-11-28' },
    { url: 'https://github.com/jborchma/qtrade', read: '2026-11-28' },
    { url: 'https://github.com/tgardiner/questrade_api', read: '2026-11-28' },
    { url: 'https://github.com/leanderlee/questrade/issues/21', read: '2026-11-29' },
  ],
  unconfirmed: [
    'How long a token is, and that it is good for 7 days, are from clients and samples.',
    'The labels of the API centre are from guides of others.',
    'Whether a callback URL has to be given: manual authorization does not use one.',
    'That a refused token is answered with “Bad Request” is from reports of clients; that a personal application cannot trade.',
  ],
};
