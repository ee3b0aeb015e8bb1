import type { BrokerDefinition, Provenance } from '../broker.js';

/** Trading 212's Public API: a key and its secret, for the real account or for the practice one. */
export const trading212: BrokerDefinition = {
  id: 'trading-212',
  name: 'Trading 212',
  search: ['T212', 'Трейдинг 212'],
  region: ['GB', 'BG', 'CY'],
  icon: 'M4 5h7v3H9v11H6V8H4zM12 5h8v8h-5v3h5v3h-8v-8h5V8h-5z',
  // No format is documented: patterns and lengths are of samples, and doubts.
  fields: [
    {
      name: 'key',
      label: { ru: 'Ключ (API Key)', en: 'API Key' },
      hint: { ru: 'Сначала цифры, потом буквы.', en: 'Digits first, then letters.' },
      secret: false,
      alphabet: 'A-Za-z0-9',
      pattern: '\\d{5,12}[A-Za-z]{20,40}',
    },
    {
      name: 'secret',
      label: { ru: 'Секрет (API Secret Key)', en: 'API Secret Key' },
      hint: { ru: 'Около 43 знаков.', en: 'About 43 characters.' },
      alphabet: 'A-Za-z0-9_-',
      minLength: 32,
      // A key would pass for a secret otherwise.
      pattern: '(?!\\d{5,12}[A-Za-z]{20,40}$).+',
      shownOnce: true,
    },
  ],
  environments: [
    { id: 'live', name: { ru: 'Настоящий', en: 'Live' } },
    { id: 'demo', name: { ru: 'Учебный (Practice)', en: 'Practice' } },
  ],
  labelLanguage: 'en',
  permissions: {
    levels: [
      {
        access: 'read-only',
        name: {
          ru: '«Account data», «Portfolio» и «History»',
          en: '“Account data”, “Portfolio” and “History”',
        },
        allows: ['view'],
      },
      {
        access: 'full',
        name: {
          ru: '«Account data», «Portfolio», «History» и «Orders - Execute»',
          en: '“Account data”, “Portfolio”, “History” and “Orders - Execute”',
        },
        allows: ['view', 'trade'],
      },
    ],
    recommended: 'read-only',
  },
  expiry: { kind: 'never' },
  whenRefused: {
    ru: 'Проверьте и «Какой счёт»: у настоящего и учебного ключи разные.',
    en: 'Check “Which account” as well: live and practice accounts have different keys.',
  },
  guide: () => import('./trading-212-guide.js').then(({ guide }) => guide),
};

export const provenance: Provenance = {
  sources: [
    {
      url: 'https://helpcentre.trading212.com/hc/en-us/articles/14584770928157-How-can-I-generate-an-API-key',
      read: '2026-11-28',
    },
    { url: 'https://docs.trading212.com/_bundle/api.json', read: '2026-11-28' },
    { url: 'https://github.com/trading212-labs/agent-skills', read: '2026-11-28' },
  ],
  unconfirmed: [
    'Alphabets, lengths and what a key looks like: one sample of each is published.',
    'The names of the permissions are from others, and confirmed in part.',
    'That a key does not run out: nothing is said of it.',
    'What an address that is not trusted is answered: others saw 401, as for a wrong key.',
  ],
};
