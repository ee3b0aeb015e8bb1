import type { BrokerDefinition, Provenance } from '../broker.js';

/** Tradier's Brokerage API: a personal token, for real accounts or for the paper one. */
export const tradier: BrokerDefinition = {
  id: 'tradier',
  name: 'Tradier',
  search: ['Tradier Brokerage', 'Традиер'],
  region: ['US'],
  icon: 'M4 5h16v4h-6v11h-4V9H4z',
  // Neither alphabet nor length is documented: both are doubts.
  fields: [
    {
      name: 'token',
      label: { ru: 'Токен (API Access Token)', en: 'API Access Token' },
      hint: { ru: 'Около 28 латинских букв и цифр.', en: 'About 28 Latin letters and digits.' },
      alphabet: 'A-Za-z0-9',
      minLength: 28,
    },
  ],
  environments: [
    { id: 'live', name: { ru: 'Настоящий', en: 'Live' } },
    { id: 'sandbox', name: { ru: 'Учебный (Sandbox)', en: 'Sandbox' } },
  ],
  labelLanguage: 'en',
  permissions: {
    levels: [
      {
        access: 'full',
        name: { ru: '«API Access Token»', en: '“API Access Token”' },
        allows: ['view', 'trade'],
      },
    ],
  },
  expiry: { kind: 'never' },
  revokeUrl: 'https://web.tradier.com/user/api',
  whenRefused: {
    ru: 'Проверьте и «Какой счёт»: у настоящего и учебного токены разные.',
    en: 'Check “Which account” as well: live and practice accounts have different tokens.',
  },
  guide: () => import('./tradier-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    { url: 'https://docs.tradier.com/docs/authentication', read: '2026-11-28' },
    { url: 'https://docs.tradier.com/docs/account-details', read: '2026-11-28' },
    { url: 'https://docs.tradier.com/docs/profile', read: '2026-11-28' },
    { url: 'https://docs.tradier.com/docs/error-responses', read: '2026-11-28' },
    { url: 'https://documentation.tradier.com/brokerage-api/overview/rate-limiting', read: '2026-11-28' },
  ],
  unconfirmed: [
    'The length of 28 characters is that of a scanner, not of the broker.',
    'That a token never expires, and the labels of the page, are from guides of others.',
    'The bodies of 401 and 429.',
  ],
};
