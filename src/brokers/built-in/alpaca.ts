import type { BrokerDefinition, Provenance } from '../broker.js';

/** Alpaca's Trading API: a key and its secret, for the real account or for the paper one. */
export const alpaca: BrokerDefinition = {
  id: 'alpaca',
  name: 'Alpaca',
  search: ['Алпака', 'Alpaca Markets', 'Alpaca Securities'],
  region: ['US'],
  icon: 'M3 20 9 8l4 7 2-4 6 9z',
  // Neither alphabet nor length is documented: both are doubts.
  fields: [
    {
      name: 'keyId',
      label: { ru: 'Ключ (API Key)', en: 'API Key' },
      hint: {
        ru: 'Заглавные буквы и цифры, в начале «PK» или «AK». На сайте Alpaca может называться «Key ID».',
        en: 'Capital letters and digits, beginning with “PK” or “AK”. Alpaca may call it “Key ID”.',
      },
      secret: false,
      alphabet: 'A-Z0-9',
      minLength: 16,
    },
    {
      name: 'secretKey',
      label: { ru: 'Секрет (Secret Key)', en: 'Secret Key' },
      hint: { ru: 'Около 40 знаков.', en: 'About 40 characters.' },
      alphabet: 'A-Za-z0-9/+',
      minLength: 30,
      shownOnce: true,
    },
  ],
  environments: [
    { id: 'live', name: { ru: 'Настоящий', en: 'Live' }, impliedBy: { field: 'keyId', prefix: 'AK' } },
    { id: 'paper', name: { ru: 'Учебный', en: 'Paper' }, impliedBy: { field: 'keyId', prefix: 'PK' } },
  ],
  labelLanguage: 'en',
  permissions: {
    levels: [
      { access: 'full', name: { ru: '«API Keys»', en: '“API Keys”' }, allows: ['view', 'trade', 'withdraw'] },
    ],
  },
  lifetime: {
    ru: 'Ключ действует, пока вы не выпустите вместо него новый.',
    en: 'The key works until you generate another one in its place.',
  },
  expiry: { kind: 'never' },
  revokeUrl: 'https://app.alpaca.markets',
  guide: () => import('./alpaca-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    { url: 'https://alpaca.markets/learn/connect-to-alpaca-api', read: '2026-11-28' },
    {
      url: 'https://alpaca.markets/learn/api-key-security-best-practices-for-alpaca-builders',
      read: '2026-11-28',
    },
    { url: 'https://docs.alpaca.markets/us/docs/authentication.md', read: '2026-11-28' },
    { url: 'https://docs.alpaca.markets/us/reference/getaccount-1.md', read: '2026-11-28' },
    {
      url: 'https://alpaca.markets/learn/how-to-fix-common-trading-api-errors-at-alpaca',
      read: '2026-11-28',
    },
    { url: 'https://github.com/alpacahq/cli', read: '2026-11-28' },
  ],
  unconfirmed: [
    'The beginnings `AK` and `PK`, the alphabets and the lengths are from samples and scanners, not from the broker.',
    'The labels of the dashboard are from guides of others.',
    'Whether `Retry-After` is sent.',
  ],
};
