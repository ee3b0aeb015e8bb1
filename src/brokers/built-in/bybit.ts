import type { BrokerDefinition, Provenance } from '../broker.js';

/** Bybit's API: a key and its secret, of the kind that Bybit generates. */
export const bybit: BrokerDefinition = {
  id: 'bybit',
  name: 'Bybit',
  search: ['Байбит'],
  region: ['001'],
  icon: 'M5 4h8a4 4 0 0 1 3 6.7A5 5 0 0 1 14 20H5zm4 3v3h3.5a1.5 1.5 0 0 0 0-3zm0 6v4h4.5a2 2 0 0 0 0-4z',
  // Lengths are those of placeholders in the broker’s documentation: a doubt.
  fields: [
    {
      name: 'apiKey',
      label: { ru: 'Ключ (API Key)', en: 'API Key' },
      hint: { ru: 'Короче секрета: 18 знаков.', en: 'Shorter than the secret: 18 characters.' },
      secret: false,
      alphabet: 'A-Za-z0-9',
      pattern: '[A-Za-z0-9]{16,24}',
    },
    {
      name: 'apiSecret',
      label: { ru: 'Секрет (API Secret)', en: 'API Secret' },
      hint: {
        ru: '36 знаков. Показывается только один раз.',
        en: '36 characters. Shown only once.',
      },
      alphabet: 'A-Za-z0-9',
      pattern: '[A-Za-z0-9]{32,}',
      shownOnce: true,
    },
  ],
  labelLanguage: 'en',
  permissions: {
    levels: [
      { access: 'read-only', name: { ru: '«Read-Only»', en: '“Read-Only”' }, allows: ['view'] },
      { access: 'full', name: { ru: '«Read-Write»', en: '“Read-Write”' }, allows: ['view', 'trade'] },
    ],
    recommended: 'read-only',
    excessive: [
      { name: { ru: '«Withdrawal»', en: '“Withdrawal”' }, right: 'withdraw' },
      {
        name: {
          ru: '«Account Transfer» (или «Subaccount Transfer»)',
          en: '“Account Transfer” (or “Subaccount Transfer”)',
        },
        right: 'transfer',
      },
    ],
  },
  lifetime: {
    ru: 'Ключ без привязки к IP-адресам действует 90 дней. Его можно продлить у брокера, не выпуская новый.',
    en: 'A key that is bound to no IP address works for 90 days. You can extend it at Bybit without issuing another one.',
  },
  expiry: { kind: 'fixed', after: 'P90D' },
  revokeUrl: 'https://www.bybit.com/app/user/api-management',
  whenRefused: {
    ru: 'Ключи с сайтов Bybit для отдельных стран и из Demo Trading здесь могут не подойти.',
    en: 'Keys of Bybit’s sites for single countries and of Demo Trading may not work here.',
  },
  guide: () => import('./bybit-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    { url: 'https://github.com/bybit-exchange/docs', read: '2026-11-28' },
    { url: 'https://bybit-exchange.github.io/docs/v5/user/apikey-info', read: '2026-11-28' },
    { url: 'https://bybit-exchange.github.io/docs/v5/error', read: '2026-11-28' },
    { url: 'https://github.com/bybit-exchange/api-usage-examples', read: '2026-11-28' },
  ],
  unconfirmed: [
    'The lengths of 18 and 36 characters are those of placeholders in the documentation.',
    'The labels of the form, but for the names of the rights, are from guides of others.',
    'Whether a wrong key is answered with 200 and a code or with 401: both were seen.',
    'The documentation’s examples of signatures do not name their secret, so that nobody can compute them again.',
  ],
};
